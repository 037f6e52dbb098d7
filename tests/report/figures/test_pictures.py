"""What every picture keeps: its n, its letters, room between its texts; and it never breaks."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pandas as pd
import pytest

from cxlib.findings import released
from cxlib.report import canvas
from cxlib.results import REGISTRY, empty

RESULT_PICTURES = {
    "answers": "answers", "asymmetry": "asymmetry", "backstage": "backstage",
    "benefits": "benefits", "breakdowns": "breakdowns", "control": "kpis", "drivers": "drivers",
    "flow": "transitions", "frontier": "frontier", "leaving": "leaving",
    "retention": "retention_curve",
    "funnel": "funnel", "journeys": "journeys", "mix": "mix",
    "moments": "moments", "portfolio": "portfolio", "priorities": "priorities",
    "readiness": "readiness", "recovery": "recovery", "roadmap": "roadmap", "scores": "scores",
    "themes": "themes", "value_chain": "value_chain", "journey_map": "touchpoint_map",
}  # fmt: skip
PLACED_FREELY = {"journey_map", "flow", "priorities", "control", "retention"}
LONG = "a very long name of a thing that nobody would ever call it in a workshop, yet somebody did "
HOSTILE = "$\\frac{1}{0}$ <script>alert(1)</script> \u202egnirts & ‘x’ $5 to $9"
NAMED = {"touchpoint", "source", "target", "variable", "theme", "activity", "initiative", "owner",
         "department", "group", "example", "subject", "stage", "journey", "depends_on"}  # fmt: skip


def module(name: str):
    return import_module(f"cxlib.report.figures.{name}")


def drawn(name: str, shown):
    figure = module(name).draw(shown)
    assert figure is not None, name
    return figure


def renamed(frame: pd.DataFrame, extra: str, front: bool) -> pd.DataFrame:
    """Client names made longer or hostile; equal names stay equal."""

    def change(column: pd.Series) -> pd.Series:
        text = column.astype("object")
        same = text.isna() | text.eq("overall")
        return text.where(same, text.map(lambda t: f"{extra} {t}" if front else f"{t} {extra}"))

    return frame.assign(**{c: change(frame[c]) for c in NAMED & set(frame.columns)})


@pytest.fixture(scope="module")
def made(make):
    """The plain results, made once."""
    return make["results"]()


def shown_with(make, made, extra: str, front: bool):
    walk = tuple(
        (f"{extra} {t}" if front else f"{t} {extra}", stage, channel)
        for t, stage, channel in make["walk"]
    )
    results = {n: renamed(f, extra, front) for n, f in made.items()}
    return released(make["engagement"](walk), results)


@pytest.fixture(scope="module")
def long(make, made):
    return shown_with(make, made, LONG, front=False)


@pytest.fixture(scope="module")
def hostile(make, made):
    return shown_with(make, made, HOSTILE, front=True)


@pytest.mark.parametrize("name", RESULT_PICTURES)
def test_a_picture_says_its_n_and_its_texts_have_room(name, shown, texts, overlaps, outside):
    figure = drawn(name, shown)
    written = " ".join(text for text, _ in texts(figure))
    assert "n" in written.split() or "n = " in written
    alt = module(name).alt(shown)
    assert len(alt) > 40
    assert any(c.isdigit() for c in alt)
    assert overlaps(figure) == []
    assert outside(figure) == []


@pytest.mark.parametrize("name", RESULT_PICTURES)
def test_long_names_are_shortened_not_spilt(name, long, overlaps, outside):
    figure = drawn(name, long)
    assert overlaps(figure) == []
    assert outside(figure) == []


@pytest.mark.parametrize("name", RESULT_PICTURES)
def test_client_text_is_never_mathematics_and_leaves_no_comment(name, hostile):
    drawing = canvas.svg(drawn(name, hostile))
    for trace in (b"script", b"alert", b"<!--", b"frac", b"<a ", b'href="http'):
        assert trace not in drawing.replace(b'"http://www.w3.org/1999/xlink"', b"")


@pytest.mark.parametrize(("name", "table"), RESULT_PICTURES.items())
def test_an_empty_table_gives_no_picture(name, table, make, made):
    results = made | {table: empty(table)}
    engagement = make["engagement"](walk=make["walk"][:0]) if name == "journey_map" else None
    shown = released(engagement or make["engagement"](), results)
    assert module(name).draw(shown) is None
    assert isinstance(module(name).alt(shown), str)


@pytest.mark.parametrize(("name", "table"), RESULT_PICTURES.items())
def test_one_row_is_enough_or_none_is_drawn(name, table, make, made, overlaps):
    results = made | {table: made[table].head(1)}
    figure = module(name).draw(released(make["engagement"](), results))
    if figure is not None and name in PLACED_FREELY:
        assert overlaps(figure) == []


@pytest.mark.parametrize(("name", "table"), RESULT_PICTURES.items())
def test_extreme_values_do_not_break_a_picture(name, table, make, made, outside):
    frame = made[table].copy()
    for column, kind in REGISTRY[table].columns.items():
        if kind.dtype == "float" and kind.high is None:
            frame.loc[frame.index[0], column] = 1e12
        if kind.dtype == "float":
            frame.loc[frame.index[-1], column] = np.nan
    figure = module(name).draw(released(make["engagement"](), made | {table: frame}))
    assert figure is None or outside(figure) == []


def test_the_same_results_give_the_same_bytes(shown):
    one, two = (canvas.svg(module("breakdowns").draw(shown)) for _ in range(2))
    assert one == two


def test_drawing_leaves_no_trace_in_the_settings(shown):
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    module("scores").draw(shown)
    assert dict(mpl.rcParams) == before


def test_the_measure_itself_sees_an_overlap_and_a_spill(overlaps, outside):
    figure = canvas.sheet(1.0, 3.0)
    axes = canvas.bare(figure.add_axes((0, 0, 1, 1)))
    canvas.say(axes, 0.5, 0.5, "one text")
    canvas.say(axes, 0.52, 0.5, "another")
    canvas.say(axes, 0.98, 0.1, "leaves the sheet")
    assert overlaps(figure) == [("one text", "another")]
    assert outside(figure) == ["leaves the sheet"]
