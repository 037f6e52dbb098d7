"""All that leaves the house together: the report, its workbook, and the report of last month."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.config import Policy
from cxlib.release.audit import Release, audit
from cxlib.release.suppression import Earlier, released
from cxlib.results import REGISTRY, Results, empty
from cxlib.results.kinds import COUNT
from cxlib.results.relations import ALONE, RELATIONS

MONTHS = [f"2025-{m:02}" for m in range(1, 13)] + ["2026-01", "2026-02"]
REGIONS = [f"region={name}" for name in "ABCDE"]
POLICY = Policy()


def monthly(seed: int) -> pd.DataFrame:
    """Answers by month and region."""
    rng = np.random.default_rng(seed)
    counts = rng.poisson([6, 11, 14, 25, 40], (len(MONTHS), len(REGIONS)))
    return pd.DataFrame(np.maximum(counts, 1), MONTHS, REGIONS)


def report(counts: pd.DataFrame, period: str) -> tuple[dict[str, pd.DataFrame], list[str]]:
    """`kpis` up to a period, and `scores` over the twelve months up to it."""
    known = counts.loc[:period].assign(overall=lambda t: t.sum(axis=1))
    kpis = (
        known.rename_axis("period").reset_index().melt("period", var_name="scope", value_name="n")
    )
    kpis = kpis.assign(kpi="recommend", value=0.0, n_of="answers")
    window = list(known.index[-12:])
    whole = known.loc[window].sum().rename({"overall": "all"}).rename_axis("segment")
    scores = whole.rename("n").reset_index()
    scores = scores.assign(outcome="recommend", touchpoint="overall", metric="nps", score=0.0)
    tables = {"kpis": kpis, "scores": scores}
    return {n: f.reindex(columns=list(REGISTRY[n].columns)) for n, f in tables.items()}, window


@pytest.mark.parametrize("seed", range(5))
def test_two_reports_together_tell_nothing_that_one_hides(seed):
    counts = monthly(seed)
    (last, before), (now, window) = (report(counts, p) for p in ("2026-01", "2026-02"))
    published = Release(last, released(last, POLICY, before), before)
    alone = Release(now, released(now, POLICY, window), window)
    aware = released(now, POLICY, window, Earlier(last, before))
    assert audit(published).told == audit(alone).told == ()
    assert audit(Release(now, aware, window), published).told == ()


def test_without_regard_to_the_last_report_a_month_can_be_worked_back():
    leaks = []
    for seed in range(5):
        counts = monthly(seed)
        (last, before), (now, window) = (report(counts, p) for p in ("2026-01", "2026-02"))
        published = Release(last, released(last, POLICY, before), before)
        leaks += audit(Release(now, released(now, POLICY, window), window), published).told
    assert leaks


def test_the_last_report_is_worked_out_once_for_all_views():
    last = Earlier(*report(monthly(3), "2026-01"))
    once, again = (last.hidden(POLICY, RELATIONS) for _ in range(2))
    assert all(one is other for one, other in zip(once, again, strict=True))
    assert last.hidden(POLICY, RELATIONS[:1])[1].lines != once[1].lines
    assert last.hidden(Policy(privacy_n=30), RELATIONS)[0] > once[0]


def test_it_is_read_anew_where_its_files_have_changed(tmp_path):
    from cxlib.release import last

    results = Results(tmp_path)
    results.write("monitoring", {"kpis": empty("kpis")})
    once, again = (last._read(tmp_path, last._state(results), None, False) for _ in range(2))
    assert once is again
    results.write("diagnosis", {"scores": empty("scores")})
    assert "scores" in last._read(tmp_path, last._state(results), None, False).tables


def test_what_was_hidden_last_month_stays_hidden():
    counts = monthly(3)
    (last, before), (now, window) = (report(counts, p) for p in ("2026-01", "2026-02"))
    keys = ["scope", "period"]
    then, today = (
        set(map(tuple, f.loc[f["n"].isna(), keys].to_numpy()))
        for f in (
            released(last, POLICY, before)["kpis"],
            released(now, POLICY, window, Earlier(last, before))["kpis"],
        )
    )
    assert then
    assert then <= today


def test_every_count_of_the_registry_is_in_a_sum_or_said_to_be_in_none():
    summed = {c.table for r in RELATIONS for c in (r.whole, *r.parts)}
    counted = {n for n, t in REGISTRY.items() if COUNT in t.columns.values()}
    assert counted == summed | set(ALONE)
    assert not summed & set(ALONE)


def test_the_columns_that_the_sums_read_are_in_the_registry():
    for cells in (c for r in RELATIONS for c in (r.whole, *r.parts)):
        read = [reading.split(">")[0].split("[")[0] for _, reading in cells.by]
        counts = cells.count.replace("*", "/").split("/")
        assert {*read, *counts, *cells.where} <= set(REGISTRY[cells.table].columns), cells


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> list[Release]:
    """Larkfield's August and September, as their workbooks and pages show them."""
    from cxlib.engagement import load
    from cxlib.findings import released as told
    from cxlib.release.outputs import shown_in
    from cxlib.release.rules import UNASKED
    from cxlib.release.view import window_of
    from cxlib.report import write_page, write_workbook
    from cxlib.resources import kit
    from cxlib.session import Session

    made: list[Release] = []
    for period in ("2026-08", "2026-09"):
        folder = tmp_path_factory.mktemp(period)
        engagement = load(kit("sample_data"), period=period)
        results = dict(Session(engagement, folder).run_all())
        last = made[-1].results if made else None
        view = told(engagement, results, last)
        write_workbook(folder / "results.xlsx", view)
        write_page(folder / "report.html", view, {"period": period})
        results = {n: f for n, f in results.items() if n not in ("findings", "concerns")}
        shown = shown_in(folder, results, view.voice)
        made.append(
            Release(
                results,
                shown,
                window_of(engagement.config, period, engagement.periods),
                UNASKED,
            )
        )
    return made


@pytest.mark.slow
def test_of_the_demo_nothing_hidden_can_be_worked_back(demo):
    august, september = demo
    for found in (audit(august), audit(september), audit(september, august)):
        print(f"{found.hidden} hidden counts, {found.sums} sums, {len(found.told)} told")
        assert found.hidden > 3000
        assert found.told == found.resting == ()


@pytest.mark.slow
def test_in_hidden_rows_of_the_demo_no_number_is_left(demo):
    from cxlib.release.rules import NOT_GROUPS, rule_of

    for release in demo:
        for name, shown in release.shown.items():
            rule, table = rule_of(name), REGISTRY[name]
            if name in NOT_GROUPS or rule.base not in table.columns:
                continue
            hidden = shown[rule.base].isna() & release.results[name][rule.base].notna().to_numpy()
            numbers = [c for c, kind in table.columns.items() if kind.dtype != "text"]
            left = shown.loc[hidden, [c for c in numbers if c not in rule.keeps]]
            assert left.isna().all(axis=None), name
