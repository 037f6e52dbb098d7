"""The journey map: legible at 25 touchpoints, honest about what is left out."""

from __future__ import annotations

import pytest

from cxlib.findings import released
from cxlib.report.figures import journey_map
from cxlib.report.figures.map_columns import columns, experience, pains
from cxlib.report.figures.map_sheet import TINY, runs
from cxlib.results import empty

SMALLEST = 7.0  # points: what A4 landscape still prints legibly at four fifths


def walk(count: int):
    return tuple((f"touchpoint number {k}", 7 * k // count, "web;app") for k in range(count))


def of(make, count: int):
    return released(make["engagement"](walk(count)), make["results"](walk(count)))


@pytest.mark.parametrize("count", [1, 2, 25, 100])
def test_no_text_covers_another(make, count, overlaps, outside):
    figure = journey_map.draw(of(make, count))
    assert overlaps(figure) == []
    assert outside(figure) == []


def test_no_letter_is_too_small(make):
    from matplotlib.text import Text

    texts = [t for t in journey_map.draw(of(make, 25)).findobj(Text) if t.get_text().strip()]
    assert TINY >= SMALLEST
    assert min(t.get_fontsize() for t in texts if t.get_visible()) >= SMALLEST


def test_columns_follow_the_catalogue(make):
    frame = columns(of(make, 25))
    assert frame["touchpoint"].tolist() == [t for t, _, _ in walk(25)]


def test_of_more_than_25_the_most_used_and_every_moment_stay(make):
    shown = of(make, 60)
    frame = columns(shown)
    assert len(frame) == 25
    assert set(shown["moments"]["touchpoint"]) <= set(frame["touchpoint"])
    assert "25 of 60 touchpoints" in journey_map._note(shown, frame)


def test_of_a_hundred_no_stage_goes_missing(make):
    shown = of(make, 100)
    frame = columns(shown)
    assert len(frame) == 25
    catalogue = shown.engagement.table("touchpoints")
    stages = catalogue["stage"].drop_duplicates().tolist()
    assert frame["stage"].drop_duplicates().tolist() == stages
    used = shown["touchpoint_map"].set_index("touchpoint")["customers"]
    for stage in stages:
        of_stage = catalogue["touchpoint"][catalogue["stage"].eq(stage)]
        assert used[of_stage].astype(float).idxmax() in frame["touchpoint"].tolist()


def test_what_only_customers_know_comes_last(make):
    results = make["results"](walk(6))
    shown = released(make["engagement"](walk(5)), results)
    assert columns(shown)["touchpoint"].tolist()[-1] == "touchpoint number 5"
    assert columns(shown)["owner"].isna().tolist() == [False] * 5 + [True]


def test_pains_are_breakdowns_first_then_what_customers_say(shown):
    found = pains(shown, shown["touchpoint_map"]["touchpoint"].tolist())
    assert found["kind"].tolist()[0] == "breakdown"
    assert found["number"].tolist() == list(range(1, len(found) + 1))


def test_comments_are_quoted_only_where_the_policy_allows(make):
    for allowed in (False, True):
        engagement = make["engagement"](comments_in_report=allowed)
        results = make["results"]() | {"breakdowns": empty("breakdowns")}
        assert ("another one" in journey_map.alt(released(engagement, results))) is allowed


def test_without_scores_the_band_is_left_out(make):
    results = make["results"]() | {"scores": empty("scores")}
    shown = released(make["engagement"](), results)
    assert experience(shown).empty
    assert journey_map.draw(shown) is not None


def test_runs_of_equal_neighbours():
    import pandas as pd

    assert runs(pd.Series(["a", "a", None, "b"])) == [("a", 0, 2), ("", 2, 1), ("b", 3, 1)]
