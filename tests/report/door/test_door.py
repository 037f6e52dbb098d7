"""One door for text: whatever a client writes in any slot, every writer takes it, and none acts.

By default every kind of payload goes through every writer in made-up results; the whole way, from
files with payloads in every slot through the five steps, the notebooks and the writers, is slow.
Each slot carries a mark, so that it is known to have arrived. Guards are switched off in turn.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import hostile
import outputs
import payloads
import pytest
from poisoning import poisoned

import cxlib
from cxlib import STEPS
from cxlib.engagement import load
from cxlib.findings import released
from cxlib.report import canvas, escaping, labels, style
from cxlib.training import generate, load_sector, write_client

ALL = [p for family in ("scripts", "maths", "unseen", "formats") for p in payloads.FAMILIES[family]]
NOT_SHOWN = {
    "group", "currency", "brand position", "brand promise", "comment column", "file name",
}  # fmt: skip  # slots that no output shows, or only the first letters of


def test_there_are_as_many_payloads_and_slots_as_promised():
    assert len(set(payloads.SCRIPTS)) == 30
    assert len(set(payloads.FORMULAS)) == 45
    assert len(set(hostile.SLOTS) - NOT_SHOWN) >= 28


def unseen(text: str) -> set[str]:
    """Control, format, private and unassigned characters, and halves of others."""
    return {c for c in text if unicodedata.category(c)[0] == "C"}


@pytest.mark.parametrize("payload", payloads.FORMULAS)
def test_no_formula_is_left_in_a_cell_that_a_spreadsheet_reads(payload):
    told = escaping.guarded_cell(payload)
    plain = unicodedata.normalize("NFKC", told).lstrip()
    assert told.startswith("'") or not plain.startswith(escaping.FORMULA_STARTS)


@pytest.mark.parametrize("payload", [p for f in payloads.FAMILIES.values() for p in f])
def test_every_payload_has_a_form_for_each_place(payload):
    assert not unseen(labels.drawable(payload))
    assert len(labels.drawable(payload)) <= labels.LONGEST
    assert not unseen(escaping.clean(payload))
    assert len(escaping.property_text(payload)) <= escaping.PROPERTY_LIMIT
    name = escaping.file_name(payload)
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert 0 < len(name) <= escaping.FILE_LIMIT
    assert name not in escaping.DEVICES


@pytest.fixture(scope="module")
def drawn():
    """Every text in every picture that was drawn, and whether it would be read as mathematics."""
    from matplotlib.text import Text

    found, plain = [], {name: getattr(canvas, name) for name in ("svg", "png", "svg_file")}

    def looking(name):
        def look(figure, *rest):
            found.extend((t.get_text(), t.get_parse_math()) for t in figure.findobj(Text))
            return plain[name](figure, *rest)

        return look

    with pytest.MonkeyPatch.context() as patch:
        for name in plain:
            patch.setattr(canvas, name, looking(name))
        yield found


@pytest.fixture(scope="module")
def through(make, drawn, tmp_path_factory):
    """The outputs of made-up results whose every text holds every payload, a long one first."""
    # a half of a letter cannot be in a table: no encoding has it
    bomb = " ".join([*ALL, "x" * 1_000]).replace("\ud800", "")
    results = {name: poisoned(frame, name, bomb) for name, frame in make["results"]().items()}
    walk = tuple((f"{t} {bomb}", s, c) for t, s, c in make["walk"])
    said = {"section": ["funnel", "summary"], "text": [f"Seen {bomb}"] * 2, "reason": [bomb] * 2,
            "hide": [False, False], "finding_id": [None, None]}  # fmt: skip
    engagement = make["engagement"](walk, client=f"Larkfield {bomb}", commentary=said)
    shown = released(engagement, results)
    return outputs.made(shown, tmp_path_factory.mktemp("through"))


def test_nothing_is_alive_in_any_output(through):
    assert not through.alive
    assert {"page", "monitor", "briefs", "map", "deck", "workbook", "workshop"} <= set(
        through.texts
    )


def test_the_payloads_arrive(through):
    for kind in ("page", "briefs", "deck", "workbook"):
        assert payloads.SCRIPTS[0] in through.texts[kind], kind


def test_no_text_in_a_picture_is_mathematics_or_unseen(through, drawn):
    assert len(drawn) > 500
    for text, mathematics in drawn:
        assert not mathematics
        assert not unseen(text.replace("\n", ""))


def test_with_the_theme_off_the_pictures_hold_mathematics(make, monkeypatch):
    from cxlib.report.figures import readiness

    settings = style._settings()
    settings.pop("text.parse_math")
    monkeypatch.setattr(style, "_settings", lambda: settings)
    results = {n: poisoned(f, n, r"$\frac$") for n, f in make["results"]().items()}
    figure = readiness.draw(released(make["engagement"](), results))
    with pytest.raises(ValueError, match="frac"):
        canvas.png(figure)


def test_with_properties_whole_the_deck_is_refused(shown, tmp_path, monkeypatch):
    from cxlib.report import write_deck

    config = shown.engagement.config.model_copy(update={"client": "x" * 5000})
    long = replace(shown, engagement=replace(shown.engagement, config=config))
    assert write_deck(tmp_path / "report.pptx", long).is_file()
    monkeypatch.setattr(type(shown), "client", "x" * 5000)
    monkeypatch.setattr(escaping, "property_text", escaping.clean)
    with pytest.raises(ValueError, match="255"):
        write_deck(tmp_path / "report.pptx", replace(long))


# ------------------------------------------------------------------ the whole way


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A generated client of the smallest size, as it is loaded."""
    folder = tmp_path_factory.mktemp("base") / "client"
    write_client(generate(load_sector("telecom"), 800, 3), folder)
    return load(folder)


@pytest.mark.slow
@pytest.mark.parametrize("family", payloads.FAMILIES)
def test_from_hostile_files_to_every_output(family, base, tmp_path, drawn):
    spoiled = hostile.spoiler(payloads.FAMILIES[family], marked_first=family == "long")
    folder = hostile.write(tmp_path / "client", base, spoiled)
    session = cxlib.open(str(folder), str(tmp_path / "run"), "", 0)
    for step in STEPS:
        session.run(step)
    written = outputs.made(session.view, tmp_path / "out")
    shown, formulas = outputs.notebooks(session)
    checked = outputs.checked(folder)
    assert not written.alive + shown.alive + checked.alive + formulas
    texts = [t for read in (written, shown, checked) for t in read.texts.values()]
    for slot in set(hostile.SLOTS) - NOT_SHOWN:
        assert any(hostile.mark(slot) in text for text in texts), slot
    assert not any(mathematics for _, mathematics in drawn)
