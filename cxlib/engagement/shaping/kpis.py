"""KPIs that come in parts are added up; those that are outcomes are called by their name."""

from __future__ import annotations

from collections.abc import Mapping

from cxlib.engagement.config import Outcome
from cxlib.engagement.contracts.names import key
from cxlib.engagement.contracts.problems import at_rows
from cxlib.engagement.contracts.quality import EXCLUDED, OUTSIDE, note
from cxlib.engagement.shaping.prepared import Prepared

ADDED = f"{OUTSIDE}added up with a row of the same key"
KEY = ["kpi", "period", "scope"]
NAMING = ("targets", "initiatives")  # tables that only name a KPI, with "@ scope" or without


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


def called_by_name(
    tables: Mapping[str, Prepared], outcomes: Mapping[str, Outcome]
) -> dict[str, Prepared]:
    """Outcomes that targets and initiatives call by their label, by the name they are declared
    under. A label that is also the name of a KPI of the client's own means that KPI.
    """
    own = tables["kpis"].frame["kpi"] if "kpis" in tables else ()
    taken = {key(name) for name in (*own, *outcomes)}
    labels = {key(o.label): name for name, o in outcomes.items() if o.label}
    labels = {label: name for label, name in labels.items() if label not in taken}
    called = dict(tables)
    for name in NAMING if labels else ():
        if name in tables and "kpi" in tables[name].frame:
            frame = tables[name].frame
            cells = frame["kpi"].map(lambda cell: _by_name(cell, labels), na_action="ignore")
            called[name] = tables[name].having(frame.assign(kpi=cells.astype(frame["kpi"].dtype)))
    return called


def _by_name(cell: str, labels: Mapping[str, str]) -> str:
    label, at, scope = cell.partition("@")
    name = labels.get(key(label))
    return cell if name is None else f"{name} @{scope}" if at else name
