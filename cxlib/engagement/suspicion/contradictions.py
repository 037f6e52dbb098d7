"""Rows of KPIs that contradict one another, or say the same twice."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.contracts import periods
from cxlib.engagement.shaping.kpis import ADDED
from cxlib.engagement.suspicion.frame import STOP, TELL, WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.measured import BASELINE, KPIS, series

TWO_WAYS, GAP, SUM, SAME, DOUBLED, CODED = (
    "a KPI declared in two ways",
    "a period is missing",
    "a scope that is the sum of the others",
    "one series under two names",
    "few periods with several rows",
    "a code among the values",
)
MOSTLY = 0.75  # of a span's periods that are there, where the others are missing
LEAST_PERIODS, LEAST_SCOPES = 3, 3
CASES = 20  # in a usual period, of which none is no chance
RARE = 0.1  # of the rows that were added to another: more are a way of delivering
CODES = (0.0, -1.0, -9.0, -99.0, -999.0, 99.0, 999.0, 9999.0)
FAR = 12.0  # usual distances from the median
SEVERAL = 0.2  # of the periods: more are no slip
CHANCE = 1e-5  # of no case at all, or of nothing else, among so many


def two_ways(seen: Seen) -> Iterator[Suspicion]:
    """A KPI whose rows say now that high is good and now low, or are now a share and now a rate."""
    if KPIS not in seen.tables:
        return
    frame = seen.frame(KPIS)
    for column in ("better", "kind"):
        ways = frame.groupby("kpi", sort=False)[column].nunique()
        for kpi in ways.index[ways > 1]:
            own = frame.loc[frame["kpi"] == kpi, column]
            usual = own.value_counts().index[0]
            rows = own.index[own.notna() & (own != usual)]
            words = (
                f"in {len(rows):,} of {own.notna().sum():,} rows {column} of '{kpi}' is another "
                f"than '{usual}': what is good news in one row is bad news in the next"
                if column == "better"
                else f"{len(rows):,} of {own.notna().sum():,} rows of '{kpi}' are of another kind "
                f"than '{usual}'"
            )
            remedy = f"write one {column} in all rows of a KPI, or give the other its own name"
            yield in_rows(seen, TWO_WAYS, KPIS, kpi, rows, STOP, words, remedy)


def gaps(seen: Seen) -> Iterator[Suspicion]:
    """Periods in the middle of a series that has nearly all others, and cases enough in each: a
    small scope has months without any."""
    for (kpi, scope), rows in series(seen).items():
        there, cases = sorted(set(rows["period"])), rows["denominator"].median()
        small = cases < CASES if cases == cases else scope != "overall"
        if len(there) < BASELINE or seen.config.period == "none" or small:
            continue
        span = periods.between(there[0], there[-1], seen.config.period)
        gone = [p for p in span if p not in set(there)]
        if gone and len(there) >= MOSTLY * len(span):
            few = ", ".join(gone[:3]) + (f" and {len(gone) - 3} more" if len(gone) > 3 else "")
            whole = scope == "overall"
            of = f"'{kpi}'" if whole else f"'{kpi}' of '{scope}'"
            words = f"{of} has no value for {few}, and has all others from {there[0]} on"
            remedy = "deliver them, or say in the report that they were not measured"
            how = WARN if whole else TELL  # of many scopes one closes, or is renamed
            yield Suspicion(GAP, KPIS, kpi, len(gone), how, words, remedy)


def sums(seen: Seen) -> Iterator[Suspicion]:
    """A scope whose counts are those of all others together, in every period: the whole among its
    parts, under a name that does not say so."""
    for kpi, wide in _by_scope(seen):
        total = wide.sum(axis=1)
        rest = -wide.sub(total, axis=0)
        whole = np.isclose(wide, rest, rtol=1e-9).all(axis=0) & (wide.abs().sum() > 0)
        for scope in wide.columns[whole]:
            frame = seen.frame(KPIS)
            rows = frame.index[(frame["kpi"] == kpi) & (frame["scope"] == scope)]
            words = (
                f"'{scope}' of '{kpi}' is the sum of the {wide.shape[1] - 1} other scopes in each "
                f"of {len(wide)} periods: it counts all of them again"
            )
            remedy = "leave its scope empty (the whole), or take its rows out"
            yield in_rows(seen, SUM, KPIS, kpi, rows, WARN, words, remedy)


def _by_scope(seen: Seen) -> Iterator[tuple[str, pd.DataFrame]]:
    """Of each KPI with several scopes the counts, or the values, of each period that has all."""
    if KPIS not in seen.tables:
        return
    frame = seen.frame(KPIS)
    parts = frame[frame["scope"] != "overall"]
    for kpi, rows in parts.groupby("kpi", sort=False):
        if rows["scope"].nunique() < LEAST_SCOPES:
            continue
        counted = rows["denominator"].fillna(rows["value"])
        keys = [rows["period"], rows["scope"]]
        wide = counted.groupby(keys).sum(min_count=1).unstack().dropna()
        if len(wide) >= LEAST_PERIODS:
            yield kpi, wide


def same_twice(seen: Seen) -> Iterator[Suspicion]:
    """Two KPIs of one scope with the same value in every period: one was copied."""
    known: dict[tuple, str] = {}
    for (kpi, scope), rows in series(seen).items():
        values = rows["measured"].round(9)
        if len(rows) < BASELINE or values.nunique() < BASELINE / 2:
            continue
        what = (scope, tuple(rows["period"]), tuple(values))
        other = known.setdefault(what, kpi)
        if other != kpi:
            words = f"'{kpi}' and '{other}' have the same value in each of {len(rows)} periods"
            remedy = "see which of the two was copied, and deliver the other"
            yield in_rows(seen, SAME, KPIS, kpi, rows.index, WARN, words, remedy)


def doubled(seen: Seen) -> Iterator[Suspicion]:
    """Few rows that repeat the KPI, period and scope of another and were added to it: where all
    periods have one row, two are a correction or a copy rather than two parts."""
    if KPIS not in seen.tables:
        return
    table = seen.tables[KPIS]
    n = sum(int(told["n"]) for told in table.notes if told["check"] == ADDED)
    if 0 < n <= RARE * len(table.frame):
        words = (
            f"{n:,} of {len(table.frame) + n:,} rows repeat the KPI, period and scope of another "
            "and were added to it; all others stand alone"
        )
        remedy = "keep one row of each, or name the scopes by which they differ"
        yield Suspicion(DOUBLED, KPIS, "period", n, WARN, words, remedy)


def codes(seen: Seen) -> Iterator[Suspicion]:
    """A few values of 0, −1, 99 and the like, far from all others of their series: no value."""
    for (kpi, _), rows in series(seen).items():
        values = rows["measured"].to_numpy(dtype=float)
        if len(values) < BASELINE:
            continue
        middle = np.median(values)
        usual = np.median(np.abs(values - middle))
        far = np.abs(values - middle) > FAR * max(usual, 1e-9 * abs(middle))
        found = far & np.isin(values, CODES) & ~_by_chance(rows)
        if usual > 0 and found.any() and found.sum() <= SEVERAL * len(values):
            odd = rows[found]
            words = (
                f"'{kpi}' is {odd['measured'].iloc[0]:g} in {', '.join(odd['period'].head(3))}, "
                f"and about {middle:.3g} otherwise: what a system writes where nothing was measured"
            )
            remedy = "leave the value empty where none was measured"
            yield in_rows(seen, CODED, KPIS, kpi, odd.index, WARN, words, remedy)


def _by_chance(rows: pd.DataFrame) -> np.ndarray:
    """Where none of so few cases, or all of them, is no wonder: 0 of 3 upgrades."""
    n, k = (rows[c].to_numpy(dtype=float) for c in ("denominator", "numerator"))
    with np.errstate(divide="ignore", invalid="ignore"):
        usual = np.nansum(k) / np.nansum(np.where(np.isnan(k), np.nan, n))
        none, everyone = np.exp(-n * usual), np.where(usual < 1, usual, 1.0) ** n
    return ((k == 0) & (none >= CHANCE)) | ((k == n) & (everyone >= CHANCE))


RULES = (two_ways, gaps, sums, same_twice, doubled, codes)
