"""What a saved picture shows, whatever its names are written in."""

from __future__ import annotations

import pytest

from cxlib.report import canvas

ft2font = pytest.importorskip("matplotlib.ft2font")
NAME, SPACE = "\u05e9\u05d9\u05e8\u05d5\u05ea", "\N{NO-BREAK SPACE}"


def picture(text: str):
    figure = canvas.sheet(0.5, 3.0)
    canvas.say(canvas.bare(figure.add_axes((0, 0, 1, 1))), 0.02, 0.5, text)
    return figure


@pytest.mark.skipif(
    not hasattr(ft2font, "__libraqm_version__"), reason="draws letters as they come"
)
@pytest.mark.parametrize("saved", [canvas.png, canvas.svg])
def test_a_name_written_right_to_left_leaves_the_number_beside_it_in_place(saved):
    """Drawn as one word between words of its own, as a name of Latin letters would be."""
    told, apart = (
        picture(f"{NAME} 78{SPACE}%, then"),
        picture(f"\u2068{NAME}\u2069 78{SPACE}%, then"),
    )
    apart.axes[0].texts[0].set_text(f"\u2068{NAME}\u2069 78{SPACE}%, then")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(canvas.escaping, "isolated", lambda text: text)
        steered, unsteered = saved(apart), saved(picture(f"{NAME} 78{SPACE}%, then"))
    assert saved(told) == steered
    assert saved(told) != unsteered


def test_saving_leaves_the_texts_of_a_picture_as_they_were():
    told = picture(f"{NAME} 78")
    canvas.png(told)
    assert [text.get_text() for text in told.axes[0].texts] == [f"{NAME} 78"]
