"""Benefits: rollouts read, effects estimated a second way, verdicts as a table."""

from __future__ import annotations

import json
import sys
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from scipy import stats

from cxlib.findings import released
from cxlib.findings.promises import calibration, judged_so_far
from cxlib.language import Voice
from cxlib.monitoring.benefits import did, its, judge
from cxlib.monitoring.benefits.effect import Effect
from cxlib.monitoring.benefits.judge import Ledger
from cxlib.monitoring.benefits.rollout import Rollout, parse
from cxlib.monitoring.benefits.verdict import verdict
from cxlib.results import conform
from cxlib.results.coded import code_of

UNITS = [f"u{i:02d}" for i in range(20)]
TREATED = UNITS[:10]


def unit_points(effect: float, months: int = 36, since: int = 18, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    level = rng.normal(0, 3, (20, 1)) + rng.normal(0, 1, (1, months))
    values = level + rng.normal(0, 2, (20, months))
    values[:10, since:] += effect
    at = np.indices(values.shape)
    return pd.DataFrame({"unit": np.array(UNITS)[at[0].ravel()], "n": 30.0, "value": values.ravel(),
                         "period": [f"{t:04d}" for t in at[1].ravel()]})  # fmt: skip


class TestRollout:
    def test_units_and_date(self):
        assert parse("region=North;South from 2025-04", "month") == Rollout(
            "region", ("North", "South"), "2025-04"
        )
        assert parse("plan=Basic | Plus FROM 2025-04-15", "quarter").since == "2025-Q2"
        assert parse("all from 2025-04", "month").scopes == ("overall",)

    @pytest.mark.parametrize(
        "text", ["North", "region=North", "region from 2025-04", "", "x= from 2025-01"]
    )
    def test_what_cannot_be_read_is_said_with_an_example(self, text):
        with pytest.raises(ValueError, match="is no rollout such as 'region=North;South from"):
            parse(text, "month")


class TestComparison:
    def test_equals_two_way_fixed_effects_with_clustered_errors(self):
        points = unit_points(1.5)
        mine = did.difference_in_differences(did.collapse(points, TREATED, "0018"))
        rows = points.assign(d=points.unit.isin(TREATED) & (points.period >= "0018"))
        rows = rows.assign(d=rows.d.astype(float), code=rows.unit.factorize()[0])
        panel = smf.ols("value ~ d + C(unit) + C(period)", rows).fit(
            cov_type="cluster", cov_kwds={"groups": rows.code}
        )
        assert mine.value == pytest.approx(panel.params["d"])
        assert mine.error == pytest.approx(panel.bse["d"], rel=0.1)

    def test_ancova_is_least_squares(self):
        table = did.collapse(unit_points(1.5), TREATED, "0018")
        design = sm.add_constant(table[["treated", "before"]].astype(float))
        fitted = sm.OLS(table["after"], design).fit()
        mine = did.ancova(table)
        assert [mine.value, mine.error] == pytest.approx([fitted.params["treated"],
                                                          fitted.bse["treated"]])  # fmt: skip
        assert mine.p == pytest.approx(fitted.pvalues["treated"])

    def test_units_seen_on_one_side_only_are_left_out(self):
        points = unit_points(0.0)
        late = points[(points.unit != "u00") | (points.period >= "0018")]
        assert len(did.collapse(late, TREATED, "0018")) == 19

    def test_units_seen_on_one_side_alone_are_no_pair(self):
        points = unit_points(1.5)
        assert did.collapse(points, TREATED, "9999").empty
        assert did.collapse(points, TREATED, "0000").empty

    def test_groups_that_part_before_the_rollout_are_noticed(self):
        points = unit_points(0.0)
        drifting = points["value"] + points.unit.isin(TREATED) * points.period.astype(int) * 0.3
        assert did.drift_before(points.assign(value=drifting), TREATED, "0018") < 0.01
        assert did.drift_before(points, TREATED, "0018") > 0.01

    def test_choosing_the_worst_fools_before_after_and_not_ancova(self, simulations):
        found = simulations.worst_chosen(120)
        assert found["before_after"]["rate"] > 0.2
        assert abs(found["ancova"]["bias_in_se"]) < 0.1 + 3 * found["ancova"]["bias_mc_se"]
        assert found["ancova"]["rate"] < 0.065 + 3 * np.sqrt(0.065 * 0.935 / 120)

    def test_size_with_ten_units_on_each_side(self, simulations):
        for found in simulations.compared_null(100).values():
            assert found["rate"] < 0.07 + 3 * np.sqrt(0.07 * 0.93 / 100)


class TestSeries:
    def test_sicily(self, request):
        reference = request.path.parents[1] / "reference"
        told = json.loads((reference / "sicily.json").read_text())
        data = pd.read_csv(reference / told["data"])
        t = data["time"].to_numpy(float)
        angle = 2 * np.pi * t / 12
        design = np.column_stack([data["smokban"], t, np.cos(angle), np.sin(angle),
                                  np.cos(2 * angle), np.sin(2 * angle)])  # fmt: skip
        ratio, error, dispersion, _ = its.rate_ratio(
            data["aces"].to_numpy(float), data["stdpop"].to_numpy(float), design
        )
        interval = ratio * np.exp(np.array([-1.96, 1.96]) * error)
        assert ratio == pytest.approx(told["RR"], abs=0.0005)
        assert interval == pytest.approx(told["ci"], abs=0.0005)
        assert dispersion == pytest.approx(told["dispersion"], abs=0.0005)

    def test_at_a_given_phi_it_is_generalised_least_squares(self):
        rng = np.random.default_rng(3)
        y, phi = rng.normal(size=48), 0.4
        design = its._design(np.arange(48), 24, 48, "month")
        at = np.arange(48)
        sigma = phi ** np.abs(at[:, None] - at[None, :])
        fitted = sm.GLS(y, design, sigma=sigma).fit()
        _, beta, variance = its._fit(y, design, at, phi)
        assert beta == pytest.approx(fitted.params[0])
        assert np.sqrt(variance) == pytest.approx(fitted.bse[0])

    def test_a_gap_in_the_series_counts_as_time(self):
        rng = np.random.default_rng(3)
        y, phi = rng.normal(size=48), 0.4
        at = np.delete(np.arange(48), [5, 6, 30])
        design = its._design(at, 24, 48, "month")
        sigma = phi ** np.abs(at[:, None] - at[None, :])
        fitted = sm.GLS(y[at], design, sigma=sigma).fit()
        assert its._fit(y[at], design, at, phi)[1] == pytest.approx(fitted.params[0])

    def test_a_step_is_found(self):
        rng = np.random.default_rng(4)
        y = np.r_[np.zeros(24), np.full(24, 3.0)] + rng.normal(0, 0.5, 48)
        low, high = its.level_change(y, 24, "month").interval(0.95)
        assert low < 3 < high
        assert low > 1

    @pytest.mark.parametrize("phi", [0.0, 0.6])
    def test_a_true_null_is_seldom_rejected(self, simulations, phi):
        assert simulations.its_null(120, phi)["rate"] < 0.08 + 3 * np.sqrt(0.08 * 0.92 / 120)


VERDICTS = [  # value, error, promise, better, result
    (10, 2, 8, "high", "realised"),
    (-10, 2, -8, "low", "realised"),
    (10, 2, 8, "low", "not realised"),
    (4, 1, 8, "high", "not realised"),
    (0, 1, 8, "high", "not realised"),
    (3, 2.6, 8, "high", "not realised"),
    (3, 4, 8, "high", "not yet knowable"),
    (5, 2, np.nan, "high", "realised"),
    (-5, 2, np.nan, "high", "not realised"),
    (1, 2, np.nan, "high", "not yet knowable"),
]


@pytest.mark.parametrize(("value", "error", "promise", "better", "result"), VERDICTS)
def test_verdict(value, error, promise, better, result):
    assert verdict(Effect(value, error, 40.0), promise, better, 0.95).result == result


DECIDES = ["kept", "kept", "harm", "fell short", "ruled out", "not found", "undecided",
           "kept unpromised", "harm", "undecided unpromised"]  # fmt: skip


@pytest.mark.parametrize(("case", "decides"), [*zip(VERDICTS, DECIDES, strict=True)])
def test_what_decides_the_verdict(case, decides):
    value, error, promise, better, _ = case
    found = verdict(Effect(value, error, 40.0), promise, better, 0.95)
    assert found.decides == decides
    assert code_of(found.why) == f"benefits|{decides}"


def told(row: dict) -> str:
    """The reason in words."""
    return Voice().coded(row["why"])


class TestJudge:
    def plan(self, **changed: object) -> pd.DataFrame:
        row = {"initiative": "new form", "kpi": "recommend", "expected_change": 1.5,
               "expected_by": pd.Timestamp("2025-12-31"), "status": "running",
               "rollout": f"unit={';'.join(TREATED)} from 2024-07"}  # fmt: skip
        return pd.DataFrame([row | changed])

    def ledger(self, effect: float, months, **changed: object) -> Ledger:
        labels = months(36)
        points = unit_points(effect)
        points = points.assign(kpi="recommend", better="high", unit="nps", n_of="answers",
                               scope="unit=" + points.unit,
                               period=[labels[int(t)] for t in points.period])  # fmt: skip
        overall = points.groupby(["kpi", "better", "period"], as_index=False)["value"].mean()
        points = pd.concat([points, overall.assign(scope="overall", n=600.0)])
        return Ledger(**({"points": points, "kind": "month", "period": labels[-1],
                          "confidence": 0.95} | changed))  # fmt: skip

    def one(self, plan: pd.DataFrame, ledger: Ledger) -> dict:
        return judge(plan, ledger).to_dict("records")[0]

    def test_what_works_is_realised(self, months):
        row = self.one(self.plan(), self.ledger(2.0, months))
        assert row["result"] == "realised"
        assert row["low"] < 2.0 < row["high"]
        assert (row["method"], row["units"]) == ("ANCOVA", 20)
        assert (row["verdict"], row["unit"], row["n_of"]) == ("kept", "nps", "answers")
        assert (row["n"], row["treated"]) == (20 * 36 * 30, 0.5)

    def test_what_does_not_work_is_not_realised(self, months):
        assert self.one(self.plan(), self.ledger(0.0, months))["result"] == "not realised"

    def test_p_is_that_of_the_effect_over_all_initiatives(self, months):
        ledger = self.ledger(2.0, months)
        late = self.plan(initiative="late", expected_by=pd.Timestamp("2027-03-31"))
        other = f"unit={';'.join(UNITS[5:15])} from 2024-07"
        plans = pd.concat([self.plan(), late, self.plan(initiative="old", rollout=other)])
        found = judge(plans, ledger).set_index("initiative")
        alone = [self.one(plans[plans.initiative == name], ledger)["p_adjusted"]
                 for name in ("new form", "old")]  # fmt: skip
        adjusted = stats.false_discovery_control(alone)
        assert found.p_adjusted[["new form", "old"]].tolist() == pytest.approx(adjusted.tolist())
        assert np.isnan(found.p_adjusted["late"])
        row = self.one(self.plan(), ledger)
        assert row["p_adjusted"] < 0.001

    def test_where_nothing_ever_varied_nothing_came_of_it(self, months):
        flat = self.ledger(0.0, months)
        flat = replace(flat, points=flat.points.assign(value=9.0))
        row = self.one(self.plan(), flat)
        assert (row["result"], row["p_adjusted"]) == ("not realised", 1.0)

    def test_before_its_date_a_promise_is_not_judged(self, months):
        late = self.plan(expected_by=pd.Timestamp("2027-03-31"))
        row = self.one(late, self.ledger(2.0, months))
        assert (row["result"], row["knowable_from"]) == ("not yet knowable", "2027-03")

    def test_everybody_treated_and_too_short_a_series(self, months):
        everybody = self.plan(rollout="all from 2025-04")
        row = self.one(everybody, self.ledger(2.0, months))
        assert (row["result"], row["knowable_from"]) == ("not yet knowable", "2027-03")
        assert row["observed"] is None

    def test_everybody_treated_with_too_short_a_before(self, months):
        row = self.one(self.plan(rollout="all from 2024-04"), self.ledger(2.0, months))
        assert row["result"] == "not yet knowable"
        assert code_of(row["why"]) == "benefits|too short before"
        assert told(row).endswith("only a comparison group could tell")

    @pytest.mark.parametrize(("changed", "code", "why"), [
        ({"rollout": None}, "no rollout", "no rollout is recorded"),
        ({"kpi": None}, "no kpi", "no KPI is named for it"),
        ({"kpi": "smiles"}, "not measured", "smiles is not measured"),
        ({"rollout": "shop=A;B from 2024-07"}, "not measured per unit", "is not measured by shop"),
        ({"rollout": "in spring"}, "rollout unreadable", "cannot be read: “in spring”"),
        ({"rollout": "all from 2026-07"}, "not begun", "the rollout begins in July 2026"),
        ({"expected_by": pd.Timestamp("2026-07-01")}, "due later", "the promise is due in July"),
    ])  # fmt: skip
    def test_why_not_is_said(self, months, changed, code, why):
        row = self.one(self.plan(**changed), self.ledger(2.0, months))
        assert row["result"] == "not yet knowable"
        assert code_of(row["why"]) == f"benefits|{code}"
        assert why in told(row)

    def test_one_treated_unit_is_compared_as_a_series(self, months):
        row = self.one(self.plan(rollout="unit=u00 from 2024-07"), self.ledger(2.0, months))
        assert row["result"] == "not yet knowable"
        assert "24" in told(row)

    def test_that_the_groups_moved_alike_before_is_said_with_its_p(self, months):
        ledger = self.ledger(2.0, months)
        row = self.one(self.plan(), ledger)
        units = ledger.points[ledger.points.scope != "overall"].assign(unit=lambda t: t.scope)
        treated = [f"unit={name}" for name in TREATED]
        assert row["parallel_p"] == did.drift_before(units, treated, "2024-07")
        assert told(row).endswith(f"both groups moved alike (p = {row['parallel_p']:.3f})")

    def drifting(self, months) -> Ledger:
        """Treated units that rise by a fifth of a point every month, rollout or not."""
        ledger = self.ledger(0.0, months)
        at = ledger.points["period"].map({m: i for i, m in enumerate(months(36))})
        rise = 0.2 * at * ledger.points["scope"].isin([f"unit={u}" for u in TREATED])
        points = ledger.points.assign(value=ledger.points["value"] + rise)
        return self.ledger(0.0, months, points=points)

    def test_groups_that_part_before_the_rollout_are_not_judged(self, months):
        row = self.one(self.plan(), self.drifting(months))
        assert row["result"] == "not yet knowable"
        assert row["parallel_p"] < 0.01
        assert row["verdict"] == "parting"
        assert "already parting before the rollout" in told(row)
        assert told(row).endswith("before the rollout they moved apart (p < 0.001)")

    def test_without_that_check_a_drift_would_pass_for_a_benefit(self, months, monkeypatch):
        monkeypatch.setattr(did, "DRIFT_LEVEL", 0.0)
        assert self.one(self.plan(), self.drifting(months))["result"] == "realised"

    def test_units_that_were_worse_and_stay_so_are_not_harmed(self, months, monkeypatch):
        """ANCOVA draws each unit to the mean of all and takes their own level for harm (Lord)."""

        def fates() -> list[tuple[str, str]]:
            due = self.plan(expected_by=pd.Timestamp("2025-05-31"))
            rows = [self.one(due, self.lower(months, seed)) for seed in range(12)]
            return [(row["result"], row["verdict"]) for row in rows]

        assert all(verdict != "harm" for _, verdict in fates())
        monkeypatch.setattr(sys.modules[judge.__module__], "HARM", "never")
        assert any(verdict == "harm" for _, verdict in fates())

    def lower(self, months, seed: int) -> Ledger:
        """The treated lie three points below the others, always; six noisy months before."""
        points = unit_points(0.0, months=18, since=6, seed=seed)
        rng = np.random.default_rng(seed)
        value = np.where(points["unit"].isin(TREATED), 7.0, 10.0) + rng.normal(0, 2, len(points))
        labels = months(36)
        period = [labels[12 + int(t)] for t in points.period]
        points = points.assign(kpi="recommend", better="high", unit="nps", n_of="answers",
                               scope="unit=" + points.unit, value=value, period=period)  # fmt: skip
        return self.ledger(0.0, months, points=points, period=labels[29])

    def test_too_short_a_before_is_said(self, months):
        row = self.one(
            self.plan(rollout=f"unit={';'.join(TREATED)} from 2023-03"), self.ledger(2.0, months)
        )
        assert np.isnan(row["parallel_p"])
        assert told(row).endswith("cannot be checked: that takes 4 periods before it")

    def test_candidates_are_not_judged(self, months):
        idea = self.plan(rollout=None, status="planned")
        assert judge(idea, self.ledger(2.0, months)).empty


class TestCalibration:
    def test_surer_promises_weigh_more(self):
        table = pd.DataFrame({"expected": [10.0, 10.0], "observed": [10.0, 0.0],
                              "low": [9.0, -9.0], "high": [11.0, 9.0],
                              "result": ["realised", "not yet knowable"]})  # fmt: skip
        found = calibration(table, 0.95)
        weights = np.array([1 / 1.0**2, 1 / 9.0**2])
        assert found.ratio == pytest.approx(weights[0] / weights.sum())
        assert (found.judged, found.realised) == (2, 1)
        assert found.low < found.ratio < found.high

    @pytest.mark.parametrize(("half", "alike"), [(1.0, False), (9.0, True)])
    def test_promises_of_unlike_fate_have_no_average(self, half, alike):
        """One kept to the full and one missed altogether: by chance only where little is known."""
        table = pd.DataFrame({"expected": 10.0, "observed": [10.0, 0.0], "result": "realised"})
        found = calibration(
            table.assign(low=table.observed - half, high=table.observed + half), 0.95
        )
        error = half / stats.norm.ppf(0.975) / 10
        q = ((np.array([1.0, 0.0]) - 0.5) ** 2 / error**2).sum()
        assert (stats.chi2.sf(q, 1) >= 0.05) == alike == found.alike

    def test_one_promise_is_no_calibration(self):
        table = pd.DataFrame({"expected": [10.0], "observed": [9.0], "low": [8.0], "high": [10.0],
                              "result": ["realised"]})  # fmt: skip
        assert calibration(table, 0.95) is None


class TestCalibrationOverTime:
    def past(self) -> pd.DataFrame:
        rows = [("2025-10", "old", 10.0, 2.0), ("2025-11", "old", 10.0, 4.0),
                ("2025-11", "new", 10.0, 9.0), ("2025-12", "later", 10.0, 0.0)]  # fmt: skip
        table = pd.DataFrame(rows, columns=["period", "initiative", "expected", "observed"])
        return table.assign(kpi="recommend", low=table.observed - 4, high=table.observed + 4,
                            result="realised")  # fmt: skip

    def now(self) -> pd.DataFrame:
        row = {"initiative": ["new"], "kpi": ["recommend"], "expected": [10.0], "observed": [8.0],
               "low": [4.0], "high": [12.0], "result": ["realised"]}  # fmt: skip
        return pd.DataFrame(row)

    def test_each_promise_counts_once_by_its_newest_judgement_of_the_past(self):
        found = judged_so_far(self.now(), self.past(), "2025-12")
        assert dict(zip(found.initiative, found.observed, strict=True)) == {"new": 8.0, "old": 4.0}
        assert calibration(found, 0.95).ratio == pytest.approx(0.6)

    def test_a_run_again_does_not_count_itself(self):
        assert judged_so_far(self.now(), self.past(), "2025-10").equals(self.now())

    def test_the_finding_tells_how_it_was_before(self, engaged, months):
        kpis = pd.DataFrame({"kpi": "waits", "period": months(36), "value": 1.0})
        engagement = replace(engaged({"kpis": kpis}), past_benefits=self.past())
        lacking = {"n": 100, "n_of": "answers", "method": "ANCOVA", "units": 20, "why": None,
                   "knowable_from": None, "parallel_p": 0.5, "verdict": "kept", "unit": "nps",
                   "treated": 0.5, "p_adjusted": None}  # fmt: skip
        results = {"benefits": conform("benefits", self.now().assign(**lacking))}
        found = released(engagement, results)["findings"].set_index("finding_id")
        said = found.loc["benefits:calibration"]
        assert said["statement"] == (
            "The promises judged so far: “new” kept (80%) and “old” kept (40%)."
        )
        assert "On average 60%" in said["evidence"]
        assert "By the judgements up to November 2025 it was 65%" in said["evidence"]
