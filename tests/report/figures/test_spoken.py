"""Pictures speak by the engagement's voice; what the client calls things stays untouched."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import import_module

import pandas as pd
import pytest

from cxlib.findings import released
from cxlib.findings.order import weights
from cxlib.language import Voice
from cxlib.report.figures import captions, forest, funnel, scores
from cxlib.results import empty

SPOKEN = (
    "answers", "asymmetry", "backstage", "breakdowns", "drivers", "flow", "funnel", "journeys",
    "leaving", "moments", "priorities", "recovery", "retention", "scores", "themes",
)  # fmt: skip
DRAWN = ("answers", "asymmetry", "drivers", "flow", "funnel", "leaving", "priorities", "retention")
# a decimal point, a comma before three figures, a per cent sign that touches its number
ENGLISH = re.compile(r"\d\.\d{1,2}(?!\d)|(?<!\d)[1-9]\d*,\d{3}(?!\d)|\d%")
NAME_EQUALS_VALUE = re.compile(r"\w=\w")
ODD = "net 1.5 {n} 42% (n)"  # a client's name that looks like numbers and slots


def picture(name: str):
    return import_module(f"cxlib.report.figures.{name}")


def german(engagement):
    return replace(engagement, config=engagement.config.model_copy(update={"language": "de"}))


@pytest.fixture(scope="module")
def made(make):
    return make["results"]()


@pytest.fixture(scope="module")
def auf_deutsch(make, made):
    return released(german(make["engagement"]()), made)


@pytest.mark.parametrize("name", SPOKEN)
def test_a_german_picture_is_told_in_german_numbers(name, auf_deutsch):
    told = picture(name).alt(auf_deutsch)
    assert ENGLISH.findall(told) == []
    assert NAME_EQUALS_VALUE.findall(told) == []
    assert "_" not in told


@pytest.mark.parametrize("name", DRAWN)
def test_a_german_picture_is_drawn_in_german_numbers(name, auf_deutsch, texts):
    written = [text.replace(r"\%", "%") for text, _ in texts(picture(name).draw(auf_deutsch))]
    assert [text for text in written if ENGLISH.search(text)] == []
    assert [text for text in written if NAME_EQUALS_VALUE.search(text)] == []


def test_the_guard_sees_english_numbers():
    assert ENGLISH.findall("1,680 of 0.42 are 42%") == ["1,680", "0.42", "2%"]
    assert ENGLISH.findall("1.680 von 0,42 sind 42\xa0%") == []


@pytest.mark.parametrize(
    ("name", "table", "column"),
    [("breakdowns", "breakdowns", "touchpoint"), ("themes", "themes", "theme"),
     ("backstage", "backstage", "activity"), ("journeys", "journeys", "journey"),
     ("leaving", "leaving", "touchpoint"), ("moments", "moments", "touchpoint")],
)  # fmt: skip
def test_what_the_client_calls_things_is_never_formatted(name, table, column, make, made):
    named = made | {table: made[table].assign(**{column: ODD})}
    told = picture(name).alt(released(german(make["engagement"]()), named))
    assert ODD in told


@pytest.mark.parametrize(
    ("name", "table", "key"),
    [("drivers", "drivers", "variable"), ("breakdowns", "breakdowns", "touchpoint"),
     ("journeys", "journeys", "journey")],
)  # fmt: skip
def test_the_weightiest_finding_is_drawn_first(name, table, key, shown, texts):
    weight = weights(shown, table, shown[table])
    assert weight.notna().any()
    first = shown[table].loc[weight.idxmax(), key]
    module = picture(name)
    order = module.chosen(shown) if name == "drivers" else module._ordered(shown)
    assert order[key].iloc[0] == first


def test_an_interval_of_nothing_is_said_as_nothing():
    share, points = forest.Scale(Voice(), "share"), forest.Scale(Voice("de"), "points")
    assert share.within(0.0, 0.0, 0.0, 103) == "none seen in 103"
    assert points.spoken(0.0, 0.0, 0.0, None) == "0 Prozentpunkte"
    assert share.within(0.4, 0.4, 0.4, 50) == "40%"
    assert share.within(0.4, None, None, 50) == "40%"
    assert share.within(None, 0.1, 0.2, 50) == "–"


@pytest.mark.parametrize(
    ("unit", "value", "digits", "written"),
    [("share", 0.125, 1, "12.5%"), ("points", -0.1, 0, "−10"), ("signed", 0.5, 1, "+0.5"),
     ("nps", 20, 0, "+20"), ("count", 1500, 0, "1,500"), ("money", 150_000, 0, "£150k"),
     ("months", 6, 0, "6 months")],
)  # fmt: skip
def test_ticks_are_written_by_their_unit(unit, value, digits, written):
    assert forest.Scale(Voice("en", "GBP"), unit).tick(value, digits) == written


def test_the_caption_says_what_n_counts(shown):
    one = pd.DataFrame({"n_of": ["journeys", "journeys"]})
    assert captions.base_of(shown, one) == "n = journeys."
    assert captions.counted(shown, one) is None
    two = one.assign(n_of=["journeys", "visits"], n=[1656, 20], base_note=["", "low base"])
    assert captions.base_of(shown, two) == ""
    assert captions.counted(shown, two) == ("n", ["1,656 journeys", "20 visits*"])
    assert captions.base_of(shown, one.drop(columns="n_of")) == "n = the base of each row."


def test_nothing_to_draw_is_said_by_the_voice(make, made):
    from cxlib.report.showing import picture as shown_picture

    none = released(make["engagement"](), made | {"themes": empty("themes")})
    assert repr(shown_picture(none, "themes")) == (
        "Nothing to draw: the notes below say what is missing."
    )


def test_a_segment_is_named_without_its_equals_sign(shown, texts):
    written = [text for text, _ in texts(scores.draw(shown, by="segment"))]
    assert "region R01" in written
    assert "everything together" in written


def test_each_stage_of_the_funnel_is_its_own_hundred_per_cent(shown):
    axes = funnel.draw(shown).axes[0]
    table = shown["funnel"].sort_values("position")
    widths = sorted(round(bar.get_width(), 6) for bar in axes.patches)
    expected = sorted([1.0] * len(table) + [round(float(c), 6) for c in table["conversion"]])
    assert widths == expected
