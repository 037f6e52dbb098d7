"""Figures computed from a hidden cell: hidden with it, or told only as their interval bears."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.config import Outcome, Policy
from cxlib.monitoring.mix import mix_table
from cxlib.release.audit import Release, audit
from cxlib.release.suppression import HIDDEN, released
from cxlib.results import REGISTRY
from cxlib.results.kinds import COUNT, DATE, FLAG, RANK
from cxlib.results.resting import OWN, RESTS

POLICY = Policy(privacy_n=10, reliability_n=30)
PERIODS = [f"2026-{month:02}" for month in range(1, 10)]
SMALL = "2026-05"  # in it region C has few answers; B is hidden beside it
REGIONS = {"region=A": 60, "region=B": 25, "region=C": 20}

Tables = dict[str, pd.DataFrame]


def table(name: str, *rows: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(list(rows)).reindex(columns=list(REGISTRY[name].columns))


def series(seed: int = 1) -> pd.DataFrame:
    """A share by month, overall and by region, with the centre of each region's chart."""
    rng = np.random.default_rng(seed)
    rows = []
    for scope, size in REGIONS.items():
        n = np.array([size + rng.integers(-4, 5) for _ in PERIODS])
        n[PERIODS.index(SMALL)] = 4 if scope == "region=C" else n[PERIODS.index(SMALL)]
        values = rng.binomial(n, 0.4) / n
        judged = n >= POLICY.privacy_n
        rows += [
            {"kpi": "solved", "scope": scope, "period": period, "n": n[k], "value": values[k],
             "low": 0.1, "high": 0.8, "centre": values[judged].mean(), "lower": 0.0, "upper": 1.0,
             "signal": "", "complete": True, "in_baseline": bool(judged[k]), "n_of": "answers"}
            for k, period in enumerate(PERIODS)
        ]  # fmt: skip
    kpis = table("kpis", *rows)
    whole = kpis.assign(x=kpis["n"] * kpis["value"]).groupby("period")[["n", "x"]].sum()
    overall = [
        {"kpi": "solved", "scope": "overall", "period": period, "n": row.n, "value": row.x / row.n,
         "complete": True, "in_baseline": True, "n_of": "answers"}
        for period, row in whole.iterrows()
    ]  # fmt: skip
    return pd.concat([kpis, table("kpis", *overall)], ignore_index=True)


MIX = {"kpi": "solved", "n": 100, "segment": "region", "mix_change": 0.0123456789,
       "within_change": 0.0612345678, "total_change": 0.0735802467, "mix_p": 0.3123,
       "mix_low": -0.0123, "mix_high": 0.0371, "within_low": -0.0412, "within_high": 0.1634,
       "within_p": 0.2345}  # fmt: skip
ALERT = {"kpi": "solved", "scope": "region=B", "period": PERIODS[-1], "rule": "outside", "n": 25,
         "seen": 0.7123456, "expected": 0.4123456, "p_adjusted": 0.0123, "low": 0.2, "high": 0.6,
         "sigmas": 3.2}  # fmt: skip
# each kind of figure, beside a hidden cell that it rests on
PLANTED: dict[str, Tables] = {
    **{f"mix: {part} now": {"mix": table("mix", MIX | {"period": SMALL, "before": "2026-04"})}
       for part in ("mix", "within")},
    **{f"mix: {part} before": {"mix": table("mix", MIX | {"period": "2026-06", "before": SMALL})}
       for part in ("mix", "within")},
    # four left there, so the completions are hidden, which their share would tell
    "funnel": {
        "funnel": table("funnel", {"stage": "use", "position": 1, "entered": 60, "completed": 56,
                                   "conversion": 56 / 60, "low": 0.84, "high": 0.97, "open": 0}),
        "leavers": table("leavers", {"stage": "use", "next": "call", "n": 4, "share": 1.0})},
    "limits": {},
    "alerts": {"alerts": table("alerts", ALERT)},
    "alerts: distance": {"alerts": table("alerts", ALERT)},
    "waves": {"waves": table("waves", {
        "against": "waves before",
        "kpi": "solved", "period": PERIODS[-1], "kind": "region", "name": "region=B", "n": 25,
        "change": 0.0512345, "low": -0.1, "high": 0.2})},
    "benefits": {"benefits": table("benefits", {
        "initiative": "call back", "kpi": "solved", "n": 200, "observed": 0.0312345,
        "low": -0.0512, "high": 0.1134})},
    "revisit": {"revisit": table("revisit", {
        "subject": "repair", "step": "diagnose", "reason": "alert", "n": 25, "change": 0.3012345,
        "low": 0.1012, "high": 0.5034, "before": 0.4123456, "now": 0.7135801})},
    "ledger": {
        "portfolio": table("portfolio",
                           {"initiative": "call back", "n": 4, "benefit": 1234.5},
                           {"initiative": "parcel", "n": 400, "benefit": 9876.5}),
        "ledger": table("ledger", {"initiative": "call back", "benefit": 1234.5},
                        {"initiative": "parcel", "benefit": 9876.5})},
    "value chain": {
        "moments": table("moments", {"moment_id": "a", "n": 4, "value_at_stake": 700.0},
                         {"moment_id": "b", "n": 400, "value_at_stake": 9000.0}),
        "value_chain": table("value_chain", {
            "activity": "repairs", "touchpoint": "b", "value_share": 0.927835,
            "value_low": 0.61, "value_high": 0.99})},
}  # fmt: skip


def planted(name: str) -> Tables:
    kpis = series()
    if name == "revisit":
        kpis = kpis.assign(scope=kpis["scope"].replace("region=B", "touchpoint=repair"))
        kpis.loc[(kpis["scope"] == "touchpoint=repair") & (kpis["period"] == SMALL), "n"] = 4
    return {"kpis": kpis, **PLANTED[name]}


@pytest.mark.parametrize("one", RESTS, ids=lambda one: one.name)
def test_a_figure_that_rests_on_a_hidden_cell_is_named_and_not_shown_exactly(one):
    tables = planted(one.name)
    open_, closed = (released(tables, POLICY, rests=known) for known in ((), RESTS))
    alone = audit(Release(tables, open_), rests=(one,)).resting
    assert {told.table for told in alone} == {one.rows.table}
    assert {told.count for told in alone} <= set(one.figures)
    assert audit(Release(tables, closed)).resting == ()


def test_every_kind_of_figure_has_a_planted_leak():
    assert set(PLANTED) == {one.name for one in RESTS}


def test_every_measured_table_says_what_it_rests_on():
    apart = (COUNT, RANK, DATE, FLAG)
    measured = {
        name
        for name, declared in REGISTRY.items()
        if any(k.dtype != "text" and k not in apart for k in declared.columns.values())
    }
    rest = {one.rows.table for one in RESTS}
    assert measured == rest | set(OWN)
    assert not rest & set(OWN)
    for one in RESTS:
        assert {*one.figures, *(one.within or ())} <= set(REGISTRY[one.rows.table].columns)
        assert [name for name, _ in one.on.by].sort() == [name for name, _ in one.rows.by].sort()


def worked_back(shown: pd.DataFrame, scope: str) -> float:
    """The one hidden month of a region, from the centre of its chart as the mean of its months."""
    one = shown[shown["scope"] == scope]
    told = one["value"].dropna()
    return float(one["centre"].dropna().iloc[0] * (len(told) + 1) - told.sum())


def test_a_hidden_month_cannot_be_worked_back_from_the_centre_of_its_chart():
    kpis = series()
    truth = kpis[(kpis["scope"] == "region=B") & (kpis["period"] == SMALL)].iloc[0]
    assert truth["n"] >= POLICY.privacy_n
    open_, closed = (released({"kpis": kpis}, POLICY, rests=r)["kpis"] for r in ((), RESTS))
    hidden = open_["base_note"] == HIDDEN
    assert sorted(open_.loc[hidden, "scope"]) == ["region=B", "region=C"]
    assert worked_back(open_, "region=B") == pytest.approx(truth["value"])
    limits = ["centre", "lower", "upper"]
    assert closed.loc[closed["scope"] == "region=B", limits].isna().all(axis=None)
    kept = closed[closed["scope"].isin(["region=A", "region=C"])]  # the small month sets no limit
    assert kept.loc[kept["base_note"] != HIDDEN, limits].notna().all(axis=None)
    assert closed["value"].equals(open_["value"])  # no value is hidden for it


SCORED = {"recommend": Outcome(kind="nps")}
CELLS = ("A", "B", "C")


def answered(counts: dict[str, tuple[int, int, int]], period: str) -> pd.DataFrame:
    """Answers of a month: promoters, passives and detractors of each region."""
    parts = [
        pd.DataFrame({"period": period, "region": f"{cell}", "recommend": score},
                     index=range(n))
        for cell, sizes in counts.items() for score, n in zip((10.0, 7.0, 0.0), sizes, strict=True)
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True)


BEFORE = {"A": (30, 20, 10), "B": (6, 5, 5), "C": (10, 5, 5)}
NOW = {"A": (28, 22, 12), "B": (7, 3, 5), "C": (2, 0, 1)}


def kpis_of(months: dict[str, dict[str, tuple[int, int, int]]]) -> pd.DataFrame:
    rows = []
    for period, counts in months.items():
        whole = tuple(map(sum, zip(*counts.values(), strict=True)))
        scopes = {"overall": whole} | {f"region={cell}": sizes for cell, sizes in counts.items()}
        rows += [
            {"kpi": "recommend", "scope": scope, "period": period, "n": sum(sizes),
             "value": 100 * (sizes[0] - sizes[2]) / sum(sizes), "n_of": "answers"}
            for scope, sizes in scopes.items()
        ]  # fmt: skip
    return table("kpis", *rows)


def fillings(told: float, within: float = 1e-7) -> list[tuple[int, int]]:
    """Every count and balance of the smallest region that the change by the mix leaves."""
    rest = sum(NOW["B"]) + sum(NOW["C"])
    balance = NOW["B"][0] - NOW["B"][2] + NOW["C"][0] - NOW["C"][2]
    found = []
    for n in range(1, rest):
        for net in range(-n, n + 1):
            if abs(balance - net) <= rest - n:
                scores = {"B": (rest - n, balance - net), "C": (n, net)}
                if abs(mix_of(scores) - told) < within:
                    found.append((n, net))
    return found


def mix_of(now: dict[str, tuple[int, int]]) -> float:
    """The change by the mix, by hand: change of share times the mean of both scores."""
    size = {"A": sum(NOW["A"])} | {cell: n for cell, (n, _) in now.items()}
    net = {"A": NOW["A"][0] - NOW["A"][2]} | {cell: b for cell, (_, b) in now.items()}
    before, after = sum(map(sum, BEFORE.values())), sum(size.values())
    return sum(
        (size[c] / after - sum(BEFORE[c]) / before)
        * 50 * (net[c] / size[c] + (BEFORE[c][0] - BEFORE[c][2]) / sum(BEFORE[c]))
        for c in CELLS
    )  # fmt: skip


def test_a_group_of_three_cannot_be_worked_back_from_the_change_by_the_mix():
    months = {"2026-01": BEFORE, "2026-02": NOW}
    answers = pd.concat([answered(counts, period) for period, counts in months.items()])
    split = mix_table(answers, SCORED, ["region"], 0.95, 0.05).reindex(
        columns=list(REGISTRY["mix"].columns)
    )
    tables = {"kpis": kpis_of(months), "mix": split}
    open_, closed = (released(tables, POLICY, rests=known) for known in ((), RESTS))
    hidden = open_["kpis"]["base_note"] == HIDDEN
    assert sorted(open_["kpis"].loc[hidden, "scope"]) == ["region=B", "region=C"]
    assert fillings(float(open_["mix"]["mix_change"].iloc[0])) == [(3, 1)]
    kept = closed["mix"].iloc[0]
    half = (split["mix_high"] - split["mix_low"]).iloc[0] / 2
    left = fillings(kept["mix_change"], within=0.25)  # told in halves
    assert kept["mix_change"] % 0.5 == 0
    assert (3, 1) in left
    assert len(left) > 5
    assert abs(kept["mix_change"] - split["mix_change"].iloc[0]) <= half / 8  # and is told
    # and the step does not split by a region of three to begin with
    assert mix_table(answers, SCORED, ["region"], 0.95, 0.05, smallest=10).empty


def test_what_has_an_interval_is_kept_as_exactly_as_that_bears():
    tables = planted("alerts")
    told = released(tables, POLICY)["alerts"].iloc[0]
    assert told[["seen", "expected", "low", "high"]].tolist() == pytest.approx(
        [0.72, 0.42, 0.2, 0.6]
    )
    for half, k in product((0.013, 0.2, 7.7, 4100.0), range(3)):
        exact = half * (0.9, 3.3, -12.345)[k]
        row = ALERT | {"seen": exact, "low": exact - half, "high": exact + half}
        shown = released({**tables, "alerts": table("alerts", row)}, POLICY)["alerts"].iloc[0]
        assert abs(shown["seen"] - exact) <= half / 8 * (1 + 1e-9)
        assert shown["high"] > shown["low"]


def test_where_nothing_is_hidden_every_figure_stands_as_it_is():
    kpis = series()
    kpis = kpis[kpis["period"] != SMALL].reset_index(drop=True)
    tables = {"kpis": kpis, **PLANTED["alerts"], **PLANTED["waves"], **PLANTED["benefits"],
              "mix": table("mix", MIX | {"period": "2026-04", "before": "2026-03"})}  # fmt: skip
    shown = released(tables, POLICY)
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(shown[name][frame.columns], frame)
