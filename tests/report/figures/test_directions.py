"""Pictures of an outcome of which low is good: its own numbers, with better where it belongs."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from cxlib.engagement.config import Outcome
from cxlib.findings import released
from cxlib.report import style
from cxlib.report.figures import asymmetry, map_columns, scores, themes

TURNED = {
    "themes": ("effect_on_rating", "low", "high"),
    "asymmetry": ("penalty", "penalty_low", "penalty_high"),
}


def _view(make, better: str, outcome: str = "recommend"):
    """The report's client with a mean in place of NPS; `better: low` with its tables turned."""
    engagement, made = make["engagement"](), dict(make["results"]())
    asked = {"recommend": Outcome(kind="mean", scale=(0, 10), better=better)}
    config = engagement.config.model_copy(update={"outcomes": asked})
    made["themes"] = made["themes"].assign(outcome=outcome)
    table = made["scores"][made["scores"]["outcome"].eq("recommend")].assign(metric="mean")
    made["scores"] = table.assign(score=table["score"].clip(0, 10), low=1.0, high=9.0)
    if better == "low":
        for name, (value, low, high) in TURNED.items():
            ends = made[name][[high, low]].to_numpy(float)
            turned = {value: -made[name][value], low: -ends[:, 0], high: -ends[:, 1]}
            made[name] = made[name].assign(**turned)
        made["asymmetry"] = made["asymmetry"].assign(reward=-made["asymmetry"]["reward"])
        made["scores"] = made["scores"].assign(score=10 - made["scores"]["score"])
    return released(replace(engagement, config=config), made)


@pytest.fixture(scope="module")
def both(make):
    return [_view(make, better) for better in ("high", "low")]


def test_the_same_themes_are_pains_on_the_map(both, make):
    walk = [place for place, *_ in make["walk"]]
    first, second = (map_columns.pains(view, walk) for view in both)
    assert first["kind"].eq("theme").any()
    assert second[["touchpoint", "kind"]].equals(first[["touchpoint", "kind"]])


def test_a_theme_that_goes_with_worse_ratings_is_red_either_way(both, monkeypatch):
    seen = []
    rows = themes.forest.rows
    monkeypatch.setattr(themes.forest, "rows", lambda *a, **k: seen.append(k) or rows(*a, **k))
    for view in both:
        themes.draw(view)
    assert seen[0]["colour"] == seen[1]["colour"]
    assert {style.RED, style.GREEN} <= set(seen[0]["colour"])
    first, second = (view["themes"]["effect_on_rating"].dropna() for view in both)
    assert second.tolist() == pytest.approx((-first).tolist())


def test_what_makes_an_outcome_worse_lies_left(both):
    for view, turned in zip(both, (False, True), strict=True):
        axes = asymmetry.draw(view).axes
        assert [a.xaxis_inverted() for a in axes if a.patches] == [turned]


def test_the_best_score_comes_first(both):
    first, second = (scores.chosen(view).iloc[1:]["score"].astype(float) for view in both)
    assert first.is_monotonic_decreasing
    assert second.is_monotonic_increasing


def test_the_curve_of_the_map_knows_which_way_is_up(both):
    assert [map_columns.experience(v)["sense"].unique().tolist() for v in both] == [[1.0], [-1.0]]


def test_ratings_of_one_scale_but_another_way_round_are_not_joined_in_a_curve(make):
    engagement, made = make["engagement"](), make["results"]()
    names = made["variable_scores"]["variable"].unique()[:3]
    catalogue = pd.DataFrame(
        {"variable": names, "label": names, "touchpoint": ["a", "b", "c"], "kind": "overall",
         "scale_low": 1.0, "scale_high": 5.0, "better": ["low", "high", "low"]}
    )  # fmt: skip
    tables = {**engagement.tables, "variables": catalogue}
    view = released(replace(engagement, tables=tables), made)
    rated = map_columns._ratings(view)
    assert set(rated["variable"]) == {names[0], names[2]}
    assert rated["sense"].eq(-1).all()
