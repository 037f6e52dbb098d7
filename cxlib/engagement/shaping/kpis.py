"""KPIs that come in parts: counts of the same KPI, period and scope are added up."""

from __future__ import annotations

from cxlib.engagement.contracts.problems import at_rows
from cxlib.engagement.contracts.quality import EXCLUDED, OUTSIDE, note
from cxlib.engagement.shaping.prepared import Prepared

ADDED = f"{OUTSIDE}added up with a row of the same key"
KEY = ["kpi", "period", "scope"]


def added_up(table: Prepared) -> Prepared:
    """One row per KPI, period and scope.

    Rows with numerator and denominator can be added; measured values cannot, and are refused.
    """
    if table.name != "kpis" or table.problems:
        return table
    frame = table.frame
    counted = frame["numerator"].notna() & frame["denominator"].notna()
    table = table.without(~counted & frame["value"].isna(), EXCLUDED + "no value", column="value")
    frame = table.frame
    more = frame["kind"].eq("share") & (frame["numerator"] > frame["denominator"])
    if more.any():
        rule = "is a share whose numerator is larger than its denominator"
        remedy = "correct the counts, or say kind: rate"
        problems = at_rows(table.raw, frame.index[more], "numerator", rule, remedy)
        return table.having(problems=problems)
    twice = frame.duplicated(KEY, keep=False)
    refused = frame.index[twice & frame["value"].notna() & ~counted.loc[frame.index]]
    if len(refused):
        rule = "repeats another row's kpi, period and scope with a value that cannot be added up"
        problems = at_rows(table.raw, refused, "kpi", rule, "keep one row, or name the scope")
        return table.having(problems=problems)
    if not twice.any():
        return table
    sums = frame.groupby(KEY, sort=False)[["numerator", "denominator"]].transform("sum")
    merged = frame.assign(**{c: frame[c].where(~twice, sums[c]) for c in sums.columns})
    kept = merged[~frame.duplicated(KEY)]
    kept = kept.assign(value=kept["value"].where(~twice.loc[kept.index]))
    added = len(frame) - len(kept)
    told = note("kpis", "", ADDED, added)
    return table.having(kept, [told])
