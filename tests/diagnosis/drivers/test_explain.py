"""From an engagement to the rows of `drivers`, and what bad input is answered with."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.drivers import Way, dominance_table, drivers, explain
from cxlib.language import Voice
from cxlib.results import conform

QUICK = Way(draws=100)


@pytest.fixture(scope="module")
def base():
    rng = np.random.default_rng(2)
    x = np.clip(np.rint(3 + rng.normal(size=(500, 4)) + 0.7 * rng.normal(size=(500, 1))), 1, 5)
    felt = 6 + (x[:, :2] - 3) @ [0.9, 0.5] + rng.normal(size=500)
    frame = pd.DataFrame(x, columns=["speed", "price", "colour", "music"])
    return frame.assign(recommend=np.clip(np.rint(felt), 0, 10))


@pytest.fixture(scope="module")
def told(engaged):
    def build(rows: pd.DataFrame, way: Way = QUICK, **tables: pd.DataFrame) -> dict:
        taken = {"recommend", "plan", "customer", "time", "account", "weight"}
        names = [c for c in rows if c not in taken]
        described = pd.DataFrame({"variable": names, "scale_low": 1.0, "scale_high": 5.0})
        settings = {"responses": {"source": "r"}, "variables": {"source": "v"}}
        if "plan" in rows:
            settings["responses"]["segments"] = ["plan"]
        settings |= {name: {"source": name} for name in tables}
        frames = {"responses": rows, "variables": described} | tables
        accepted = {"follows from another column: responses.again": "step 2 is asked here"}
        engagement = engaged(frames, period="none", tables=settings, policy={"accepted": accepted})
        return drivers(engagement, explain(engagement, way))

    return build


def _critical(result: dict, scope: str = "overall") -> list[str]:
    rows = result["drivers"]
    return sorted(rows.loc[rows["critical"] & (rows["scope"] == scope), "variable"])


def _codes(result: dict) -> set[str]:
    return set(result["notes"].code)


def _said(result: dict, sentences, code: str) -> str:
    """The sentence of the one note with a code."""
    found = [s for c, s in zip(result["notes"].code, sentences(result), strict=True) if c == code]
    assert len(found) == 1
    return found[0]


def test_planted_drivers_are_critical_and_the_others_not(told, base):
    result = told(base)
    table = conform("drivers", result["drivers"])
    assert _critical(result) == ["price", "speed"]
    assert table.importance.sum() == pytest.approx(table.r2.iloc[0])
    assert (table.low <= table.importance).all()
    assert (table.rank_low <= table["rank"]).all()
    assert (table["rank"] <= table.rank_high).all()
    assert table.set_index("variable").loc["speed", ["rank", "rank_high"]].tolist() == [1, 1]
    names = table.variable.tolist()
    assert table.spread.to_numpy(float) == pytest.approx(base[names].std().to_numpy())
    assert table.outcome_spread.to_numpy(float) == pytest.approx(base.recommend.std())
    tried = result["refutations"]
    assert set(tried.finding_id) == {f"driver:recommend:overall:{v}" for v in ("speed", "price")}
    assert set(tried.result) == {"survived"}


@pytest.mark.parametrize(
    "way",
    [Way(draws=100, family_wise=True), Way(draws=100, test="ordinal"), Way(draws=100, fast=True)],
)
def test_every_way_finds_the_same(told, base, way):
    assert _critical(told(base, way)) == ["price", "speed"]


@pytest.mark.parametrize(
    ("gaps", "chosen", "way", "method", "code"),
    [
        (0.0, {}, Way(), "linear regression", "association"),
        (0.0, {"test": "max-t"}, Way(family_wise=True), "linear regression", "largest t"),
        (0.0, {"bootstrap": "fast"}, Way(fast=True), "linear regression", "fast draws"),
        (0.0, {"regression": "ordinal"}, Way(test="ordinal"), "linear regression, ordinal p",
         "association"),
        (0.1, {"regression": "ordinal"}, Way(test="ordinal"), "pairwise correlations",
         "ordinal needs whole"),
        (0.1, {"missing": "imputed", "regression": "ordinal"}, Way(missing="imputed"),
         "linear regression imputed", "ordinal needs whole"),
        (0.1, {"missing": "pairwise"}, Way(missing="pairwise"), "pairwise correlations",
         "gaps pairwise"),
        (0.1, {"missing": "imputed"}, Way(missing="imputed"), "linear regression imputed",
         "gaps imputed"),
    ],
)  # fmt: skip
def test_the_policy_chooses_the_way(engaged, base, gaps, chosen, way, method, code):
    names = ["speed", "price", "colour", "music"]
    lacking = np.random.default_rng(1).random((500, 4)) < gaps
    rows = base.assign(**base[names].mask(lacking))
    engagement = engaged({"responses": rows}, period="none", policy={"drivers": chosen})
    chosen_by_policy = drivers(engagement, explain(engagement))
    by_hand = drivers(engagement, explain(engagement, way))
    pd.testing.assert_frame_equal(chosen_by_policy["drivers"], by_hand["drivers"])
    draws = "asymptotic draws" if way.fast else "bootstrap"
    for cell in chosen_by_policy["drivers"]["method"]:
        found = [part["code"] for part in json.loads(cell)]
        assert found == ["method|LMG", f"method|{draws}", f"method|{method}"]
    assert code in _codes(chosen_by_policy)


def test_the_method_is_told_in_words(told, base):
    cell = told(
        base.assign(music=base.music.mask(base.index % 3 == 0)), Way(draws=100, missing="imputed")
    )["drivers"]["method"].iloc[0]
    assert Voice().coded(cell) == (
        "importance by LMG; intervals by bootstrap; effects by linear regression on 20 imputed "
        "data sets"
    )


def test_max_t_is_stricter_than_the_false_discovery_rate(engaged, base):
    p = {}
    for test in ("bh", "max-t"):
        policy = {"drivers": {"test": test}}
        engagement = engaged({"responses": base}, period="none", policy=policy)
        p[test] = drivers(engagement, explain(engagement))["drivers"].set_index("variable")
    weak = ["colour", "music"]
    assert (p["max-t"].p_adjusted[weak] >= p["bh"].p_adjusted[weak]).all()


@pytest.mark.parametrize("missing", ["pairwise", "imputed"])
def test_gaps_are_told_and_do_no_harm(told, base, missing, sentences):
    rng = np.random.default_rng(1)
    names = ["speed", "price", "colour", "music"]
    rows = base.assign(**base[names].mask(rng.random((500, 4)) < 0.2))
    result = told(rows, Way(draws=100, missing=missing))
    assert _critical(result) == ["price", "speed"]
    words = {"pairwise": "each pair of variables", "imputed": "every gap is filled 20 times"}
    assert words[missing] in _said(result, sentences, f"gaps {missing}")


def test_a_duplicate_is_named_and_the_group_weighs_what_it_did(told, base, sentences):
    rng = np.random.default_rng(3)
    twin = np.where(rng.random(500) < 0.05, np.clip(base.speed + 1, 1, 5), base.speed)
    result, alone = told(base.assign(velocity=twin)), told(base)
    rows = result["drivers"].set_index("variable")
    before = alone["drivers"].set_index("variable").importance["speed"]
    assert rows.importance["speed"] == pytest.approx(before, rel=0.1)
    assert not rows.critical["velocity"]
    assert rows.group["velocity"] == rows.group["speed"] == "speed = velocity"
    assert "speed and velocity are near-duplicates" in _said(result, sentences, "duplicates")
    # a point more on both moves their average by the mean of 1 / spread, in its own deviations
    pair = base.assign(velocity=twin)[["speed", "velocity"]]
    average = ((pair - pair.mean()) / pair.std(ddof=0)).mean(axis=1)
    expected = average.std(ddof=0) / (1 / pair.std()).mean()
    assert rows.spread["speed"] == pytest.approx(expected, rel=1e-6)


def test_an_effect_that_turns_round_is_warned_of(told, sentences):
    rng = np.random.default_rng(9)
    first = rng.normal(size=800)
    second = 0.8 * first + 0.6 * rng.normal(size=800)
    x = np.clip(np.rint(3 + np.column_stack([first, second])), 1, 5)
    y = np.clip(np.rint(6 + 1.2 * first - 0.7 * second + 0.7 * rng.normal(size=800)), 0, 10)
    result = told(pd.DataFrame({"first": x[:, 0], "second": x[:, 1], "recommend": y}))
    assert _said(result, sentences, "turns").startswith("second: by itself the rating goes one way")
    tried = result["refutations"].set_index("finding_id").result
    assert tried["driver:recommend:overall:second"] == "failed"
    assert tried["driver:recommend:overall:first"] == "survived"


def test_a_driver_that_is_only_a_difference_between_groups_is_none(told, base):
    rng = np.random.default_rng(4)
    first = np.arange(len(base)) < len(base) / 2
    tone = np.where(first, rng.integers(3, 6, len(base)), rng.integers(1, 4, len(base)))
    plan = np.where(first, "gold", "basic")
    felt = np.where(first, 8, 5) + (base["price"] - 3) * 0.5 + rng.normal(0, 1, len(base))
    mixed = base.assign(tone=tone, plan=plan, recommend=np.clip(np.rint(felt), 0, 10))
    result = told(mixed)
    tone = result["drivers"].query("variable == 'tone' and scope == 'overall'").iloc[0]
    assert "price" in _critical(result)
    assert "tone" not in _critical(result)
    assert tone["p_adjusted"] < 0.001
    tried = result["refutations"].query("refuter == 'inside segments'").set_index("finding_id")
    assert tried.result["driver:recommend:overall:tone"] == "failed"
    assert tried.result["driver:recommend:overall:price"] == "survived"
    figures = json.loads(tried.figures["driver:recommend:overall:tone"])
    assert figures["groups"] == {"listed": [{"variable": "plan"}]}
    effect, low, high = figures["effect"]["signed"]
    assert low < 0 < high
    assert low < effect < high
    at_random = told(base.assign(plan=rng.choice(["gold", "basic"], len(base))))
    assert set(at_random["refutations"].result) == {"survived"}


def test_informative_na_is_warned_of(told, base, sentences):
    away = (base.recommend < 5) & (np.arange(500) % 2 == 0)
    result = told(base.assign(music=base.music.mask(away)))
    said = _said(result, sentences, "telling gaps")
    assert said.startswith("N/A is not by chance for music")
    gap = base.recommend[away].mean() - base.recommend[~away].mean()
    assert f"by −{abs(gap):.2f} in recommend ({away.sum()} answers)" in said


def test_segments_are_corrected_together(told, base):
    rng = np.random.default_rng(4)
    result = told(base.assign(plan=rng.choice(["Basic", "Plus"], 500)))
    assert _critical(result, "plan=Basic") == ["price", "speed"]
    assert "inside segments" in _codes(result)


def test_accounts_are_drawn_whole(told, base):
    twice = pd.concat([base] * 2, ignore_index=True)
    alone = told(twice)
    together = told(twice.assign(account=[f"a{k % 500}" for k in range(1000)]))
    width = [
        (r["drivers"].set_index("variable").eval("effect_high - effect_low"))["speed"]
        for r in (alone, together)
    ]
    assert width[1] > 1.25 * width[0]


def test_many_variables_go_by_groups_or_by_johnson(engaged):
    rng = np.random.default_rng(6)
    x = np.clip(np.rint(3 + rng.normal(size=(600, 20)) + rng.normal(size=(600, 1))), 1, 5)
    rows = pd.DataFrame(x, columns=[f"q{k:02d}" for k in range(20)])
    rows["recommend"] = np.clip(np.rint(x[:, 0] + x[:, 5] + rng.normal(size=600)), 0, 10)
    described = pd.DataFrame(
        {"variable": rows.columns[:20], "scale_low": 1, "scale_high": 5,
         "group": [f"g{k // 5}" for k in range(20)]}
    )  # fmt: skip
    for frame, method in (
        (described, "LMG by groups"),
        (described.drop(columns="group"), "Johnson’s weights"),
    ):
        engagement = engaged({"responses": rows, "variables": frame}, period="none")
        table = conform("drivers", drivers(engagement, explain(engagement, QUICK))["drivers"])
        variables = table[table.level == "variable"]
        assert {json.loads(m)[0]["code"] for m in variables.method} == {f"method|{method}"}
        assert {"q00", "q05"} <= set(variables.variable[variables.critical])
        assert variables.importance.sum() == pytest.approx(table.r2.iloc[0], abs=1e-6)
        groups = table[table.level == "group"]
        assert len(groups) == (4 if method == "LMG by groups" else 0)
        if len(groups):
            assert groups.importance.sum() == pytest.approx(table.r2.iloc[0], abs=1e-6)


def test_dominance_names_who_beats_whom(engaged, base):
    described = pd.DataFrame({"variable": list(base.columns[:4]), "scale_low": 1, "scale_high": 5})
    engagement = engaged({"responses": base, "variables": described}, period="none")
    table = conform("dominance", dominance_table(explain(engagement, QUICK))["dominance"])
    first = table[(table.variable == "speed") & (table.over == "music")].iloc[0]
    assert (first.complete, first.conditional, first.general) == ("yes", "yes", "yes")
    assert first.reproducibility == 1.0


class TestBadInput:
    """Each is a sentence with its remedy, and the rest is answered."""

    def test_a_constant_column(self, told, base, sentences):
        result = told(base.assign(music=4.0))
        said = _said(result, sentences, "one value")
        assert said.startswith("Every answer to music is 4")
        assert "check that the column holds what you mean" in said
        assert _critical(result) == ["price", "speed"]

    def test_identical_columns(self, told, base, sentences):
        result = told(base.assign(copy=base.price))
        said = _said(result, sentences, "duplicates")
        assert said.startswith("copy and price are near-duplicates")
        assert "ask only one of them next time" in said
        assert _critical(result) == ["price", "speed"]

    def test_a_perfect_predictor(self, told, base, sentences):
        result = told(base.assign(again=1 + 0.4 * base.recommend))
        said = _said(result, sentences, "the outcome itself")
        assert said.startswith("again tells recommend exactly")
        assert "Remove it" in said
        assert _critical(result) == ["price", "speed"]

    def test_an_outcome_with_one_value(self, told, base, sentences):
        result = told(base.assign(recommend=8.0))
        said = _said(result, sentences, "one answer")
        assert said.startswith("Every answer to recommend (overall) is the same")
        assert "drivers" not in result

    def test_a_variable_that_is_all_na(self, told, base):
        result = told(base.assign(music=np.nan))
        assert "music" not in set(result["drivers"].variable)
        assert _critical(result) == ["price", "speed"]

    def test_too_few_rows(self, told, base, sentences):
        said = _said(told(base.head(12)), sentences, "too thin")
        assert said.startswith("12 answers cannot carry a model of recommend (overall)")
        assert "at least 20 are needed, 8 more" in said

    def test_a_segment_with_one_level(self, told, base):
        result = told(base.assign(plan="Basic"))
        assert set(result["drivers"].scope) == {"overall"}
        assert _critical(result) == ["price", "speed"]

    def test_no_variables_at_all(self, engaged):
        rows = pd.DataFrame({"recommend": [3.0, 9.0] * 10})
        engagement = engaged({"responses": rows}, period="none")
        assert _codes(drivers(engagement, explain(engagement))) == {"no variables"}


class TestNotDrivers:
    """What everybody passes, or only the leaving answer, drives nothing."""

    def test_a_forced_step(self, engaged, base, sentences):
        described = pd.DataFrame(
            {"variable": list(base.columns[:4]), "scale_low": 1, "scale_high": 5,
             "touchpoint": ["check", None, None, None]}
        )  # fmt: skip
        catalogue = pd.DataFrame({"touchpoint": ["check"], "stage": "decision", "forced": [True]})
        frames = {"responses": base, "variables": described, "touchpoints": catalogue}
        result = drivers(engagement := engaged(frames, period="none"), explain(engagement, QUICK))
        assert "speed" not in set(result["drivers"].variable)
        assert _said(result, sentences, "forced step").startswith("speed is rated at check,")

    def test_a_question_only_the_leaving_answer(self, engaged, base, sentences):
        who = [f"c{k}" for k in range(500)]
        gone = np.arange(500) % 5 == 0
        asked = pd.Timestamp("2026-03-15 12:00")
        rows = base.assign(customer=who, time=asked, farewell=np.where(gone, base.music, np.nan))
        customers = pd.DataFrame(
            {"customer": who, "start": "2025-01-01",
             "end": np.where(gone, "2026-03-20", None)}
        )  # fmt: skip
        described = pd.DataFrame(
            {"variable": ["speed", "price", "farewell"], "scale_low": 1, "scale_high": 5}
        )
        frames = {"responses": rows, "variables": described, "customers": customers}
        engagement = engaged(frames, "2026-03", period="month")
        result = drivers(engagement, explain(engagement, QUICK))
        said = _said(result, sentences, "asked in leaving")
        assert said.startswith("farewell was answered almost only by customers who were leaving")
        assert set(result["drivers"].variable) == {"speed", "price"}
