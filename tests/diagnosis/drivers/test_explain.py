"""From an engagement to the rows of `drivers`, and what bad input is answered with."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.drivers import Way, dominance_table, drivers, explain
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
        engagement = engaged(frames, period="none", tables=settings)
        return drivers(engagement, explain(engagement, way))

    return build


def _critical(result: dict, scope: str = "overall") -> list[str]:
    rows = result["drivers"]
    return sorted(rows.loc[rows["critical"] & (rows["scope"] == scope), "variable"])


def _notes(result: dict) -> str:
    return "\n".join(result["notes"].note)


def test_planted_drivers_are_critical_and_the_others_not(told, base):
    result = told(base)
    table = conform("drivers", result["drivers"])
    assert _critical(result) == ["price", "speed"]
    assert table.importance.sum() == pytest.approx(table.r2.iloc[0])
    assert (table.low <= table.importance).all()
    first = result["findings"].iloc[0]
    assert first.finding_id == "driver:recommend:overall:speed"
    assert (
        first.evidence == "drivers[outcome=recommend,scope=overall,level=variable,variable=speed]"
    )


@pytest.mark.parametrize(
    "way",
    [Way(draws=100, family_wise=True), Way(draws=100, test="ordinal"), Way(draws=100, fast=True)],
)
def test_every_way_finds_the_same(told, base, way):
    assert _critical(told(base, way)) == ["price", "speed"]


@pytest.mark.parametrize(
    ("gaps", "chosen", "way", "method", "words"),
    [
        (0.0, {}, Way(), "LMG; bootstrap; linear regression", "Importance is association"),
        (0.0, {"test": "max-t"}, Way(family_wise=True), "linear", "largest |t| of each model"),
        (0.0, {"bootstrap": "fast"}, Way(fast=True), "asymptotic draws", "large-sample limit"),
        (0.0, {"regression": "ordinal"}, Way(test="ordinal"), "ordinal p-values", "Importance is"),
        (0.1, {"regression": "ordinal"}, Way(test="ordinal"), "on pairwise correlations",
         "p-values of recommend come from the linear one"),
        (0.1, {"missing": "imputed", "regression": "ordinal"}, Way(missing="imputed"),
         "; linear regression on 20 imputed", "p-values of recommend come from the linear one"),
        (0.1, {"missing": "pairwise"}, Way(missing="pairwise"), "on pairwise correlations",
         "each pair of variables is correlated"),
        (0.1, {"missing": "imputed"}, Way(missing="imputed"), "on 20 imputed data sets",
         "every gap is filled 20 times"),
    ],
)  # fmt: skip
def test_the_policy_chooses_the_way(engaged, base, gaps, chosen, way, method, words):
    names = ["speed", "price", "colour", "music"]
    lacking = np.random.default_rng(1).random((500, 4)) < gaps
    rows = base.assign(**base[names].mask(lacking))
    engagement = engaged({"responses": rows}, period="none", policy={"drivers": chosen})
    chosen_by_policy = drivers(engagement, explain(engagement))
    by_hand = drivers(engagement, explain(engagement, way))
    pd.testing.assert_frame_equal(chosen_by_policy["drivers"], by_hand["drivers"])
    assert chosen_by_policy["drivers"]["method"].str.contains(method).all()
    assert words in _notes(chosen_by_policy)


def test_max_t_is_stricter_than_the_false_discovery_rate(engaged, base):
    p = {}
    for test in ("bh", "max-t"):
        policy = {"drivers": {"test": test}}
        engagement = engaged({"responses": base}, period="none", policy=policy)
        p[test] = drivers(engagement, explain(engagement))["drivers"].set_index("variable")
    weak = ["colour", "music"]
    assert (p["max-t"].p_adjusted[weak] >= p["bh"].p_adjusted[weak]).all()


@pytest.mark.parametrize("missing", ["pairwise", "imputed"])
def test_gaps_are_told_and_do_no_harm(told, base, missing):
    rng = np.random.default_rng(1)
    names = ["speed", "price", "colour", "music"]
    rows = base.assign(**base[names].mask(rng.random((500, 4)) < 0.2))
    result = told(rows, Way(draws=100, missing=missing))
    assert _critical(result) == ["price", "speed"]
    words = {"pairwise": "each pair of variables", "imputed": "every gap is filled 20 times"}
    assert words[missing] in _notes(result)


def test_a_duplicate_is_named_and_the_group_weighs_what_it_did(told, base):
    rng = np.random.default_rng(3)
    twin = np.where(rng.random(500) < 0.05, np.clip(base.speed + 1, 1, 5), base.speed)
    result, alone = told(base.assign(velocity=twin)), told(base)
    rows = result["drivers"].set_index("variable")
    before = alone["drivers"].set_index("variable").importance["speed"]
    assert rows.importance["speed"] == pytest.approx(before, rel=0.1)
    assert not rows.critical["velocity"]
    assert rows.group["velocity"] == rows.group["speed"] == "speed = velocity"
    assert "speed and velocity are near-duplicates" in _notes(result)


def test_an_effect_that_turns_round_is_warned_of(told):
    rng = np.random.default_rng(9)
    first = rng.normal(size=800)
    second = 0.8 * first + 0.6 * rng.normal(size=800)
    x = np.clip(np.rint(3 + np.column_stack([first, second])), 1, 5)
    y = np.clip(np.rint(6 + 1.2 * first - 0.7 * second + 0.7 * rng.normal(size=800)), 0, 10)
    result = told(pd.DataFrame({"first": x[:, 0], "second": x[:, 1], "recommend": y}))
    assert "second: by itself the rating goes one way" in _notes(result)


def test_a_driver_that_is_only_a_difference_between_groups_is_warned_of(told, base):
    rng = np.random.default_rng(4)
    first = np.arange(len(base)) < len(base) / 2
    tone = np.where(first, rng.integers(3, 6, len(base)), rng.integers(1, 4, len(base)))
    plan = np.where(first, "gold", "basic")
    felt = np.where(first, 8, 5) + (base["price"] - 3) * 0.5 + rng.normal(0, 1, len(base))
    mixed = base.assign(tone=tone, plan=plan, recommend=np.clip(np.rint(felt), 0, 10))
    result = told(mixed)
    assert {"price", "tone"} <= set(_critical(result))
    warned = [n for n in _notes(result).split("\n") if "inside the groups of plan" in n]
    assert len(warned) == 1
    assert warned[0].startswith("tone:")
    doubts = result["findings"].set_index("finding_id").statement.str.contains("Inside the groups")
    assert doubts["driver:recommend:overall:tone"]
    assert not doubts["driver:recommend:overall:price"]
    at_random = base.assign(plan=rng.choice(["gold", "basic"], len(base)))
    assert "inside the groups of" not in _notes(told(at_random))


def test_informative_na_is_warned_of(told, base):
    away = (base.recommend < 5) & (np.arange(500) % 2 == 0)
    result = told(base.assign(music=base.music.mask(away)))
    assert "N/A is not by chance for music" in _notes(result)
    assert "lower" in _notes(result)


def test_segments_are_corrected_together(told, base):
    rng = np.random.default_rng(4)
    result = told(base.assign(plan=rng.choice(["Basic", "Plus"], 500)))
    assert _critical(result, "plan=Basic") == ["price", "speed"]
    assert "adjusted over all segments together" in _notes(result)


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
        (described.drop(columns="group"), "Johnson"),
    ):
        engagement = engaged({"responses": rows, "variables": frame}, period="none")
        table = conform("drivers", drivers(engagement, explain(engagement, QUICK))["drivers"])
        variables = table[table.level == "variable"]
        assert variables.method.str.startswith(method).all()
        assert {"q00", "q05"} <= set(variables.variable[variables.critical])
        assert variables.importance.sum() == pytest.approx(table.r2.iloc[0], abs=1e-6)
        groups = table[table.level == "group"]
        assert len(groups) == (4 if method != "Johnson" else 0)
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

    def test_a_constant_column(self, told, base):
        result = told(base.assign(music=4.0))
        assert "Every answer to 'music' is 4" in _notes(result)
        assert "check that the column holds what you mean" in _notes(result)
        assert _critical(result) == ["price", "speed"]

    def test_identical_columns(self, told, base):
        result = told(base.assign(copy=base.price))
        assert "copy and price are near-duplicates" in _notes(result)
        assert "ask only one of them next time" in _notes(result)
        assert _critical(result) == ["price", "speed"]

    def test_a_perfect_predictor(self, told, base):
        result = told(base.assign(again=1 + 0.4 * base.recommend))
        assert "'again' tells 'recommend' exactly" in _notes(result)
        assert "Remove it" in _notes(result)
        assert _critical(result) == ["price", "speed"]

    def test_an_outcome_with_one_value(self, told, base):
        result = told(base.assign(recommend=8.0))
        assert "Every answer to 'recommend' (overall) is the same" in _notes(result)
        assert "drivers" not in result

    def test_a_variable_that_is_all_na(self, told, base):
        result = told(base.assign(music=np.nan))
        assert "music" not in set(result["drivers"].variable)
        assert _critical(result) == ["price", "speed"]

    def test_too_few_rows(self, told, base):
        result = told(base.head(12))
        assert "12 answers cannot carry a model of 'recommend'" in _notes(result)
        assert "at least 20 are needed, 8 more" in _notes(result)

    def test_a_segment_with_one_level(self, told, base):
        result = told(base.assign(plan="Basic"))
        assert set(result["drivers"].scope) == {"overall"}
        assert _critical(result) == ["price", "speed"]

    def test_no_variables_at_all(self, engaged):
        rows = pd.DataFrame({"recommend": [3.0, 9.0] * 10})
        engagement = engaged({"responses": rows}, period="none")
        assert "No rated variables" in _notes(drivers(engagement, explain(engagement)))


class TestNotDrivers:
    """What everybody passes, or only the leaving answer, drives nothing."""

    def test_a_forced_step(self, engaged, base):
        described = pd.DataFrame(
            {"variable": list(base.columns[:4]), "scale_low": 1, "scale_high": 5,
             "touchpoint": ["check", None, None, None]}
        )  # fmt: skip
        catalogue = pd.DataFrame({"touchpoint": ["check"], "stage": "decision", "forced": [True]})
        frames = {"responses": base, "variables": described, "touchpoints": catalogue}
        result = drivers(engagement := engaged(frames, period="none"), explain(engagement, QUICK))
        assert "speed" not in set(result["drivers"].variable)
        assert "a forced step is not a driver" in _notes(result)

    def test_a_question_only_the_leaving_answer(self, engaged, base):
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
        assert "'farewell' was answered almost only by customers who were leaving" in _notes(result)
        assert set(result["drivers"].variable) == {"speed", "price"}
