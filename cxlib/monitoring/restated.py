"""Past values that are no longer what was reported, and what that may mean."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

KEY = ["kpi", "scope", "period"]
SAME = 1e-6  # relative change below which a value is the one that was reported
DEFINITION = 3  # past values, all of them changed, from which a change of definition is suspected


def restated(past: pd.DataFrame, kpis: pd.DataFrame, period: str | None) -> pd.DataFrame:
    """Past values that changed: KEY, `reported` and `now`.

    Only periods before `period` count (the period reported may be run again), and only values of
    finished periods.

    Parameters
    ----------
    past : period, kpi, scope, value, as earlier runs stored them
    kpis : period, kpi, scope, value and, where there is one, complete
    """
    both = _both(past, kpis, period)
    return both[both["changed"]].drop(columns="changed").reset_index(drop=True)


def _both(past: pd.DataFrame, kpis: pd.DataFrame, period: str | None) -> pd.DataFrame:
    over = kpis["complete"].fillna(True).astype(bool) if "complete" in kpis else True
    now = kpis.loc[kpis["value"].notna() & over, [*KEY, "value"]].rename(columns={"value": "now"})
    both = past[[*KEY, "value"]].rename(columns={"value": "reported"}).merge(now, on=KEY)
    both = both if period is None else both[both["period"] < period]
    pair = both[["reported", "now"]].astype(float)
    scale = np.maximum(pair.abs().max(axis=1), SAME)
    changed = (pair["now"] - pair["reported"]).abs() > SAME * scale
    return both.assign(changed=changed).sort_values(KEY)


def restated_notes(
    past: pd.DataFrame, kpis: pd.DataFrame, period: str | None, reasons: Mapping[str, str]
) -> list[str]:
    """One sentence per KPI whose past changed, and one per KPI that is no longer measured."""
    both = _both(past, kpis, period)
    lines = [
        _line(kpi, rows, reasons) for kpi, rows in both.groupby("kpi") if rows["changed"].any()
    ]
    gone = sorted(set(past["kpi"]) - set(kpis["kpi"]))
    return lines + [f"{kpi} was reported before and is no longer measured." for kpi in gone]


def _line(kpi: str, rows: pd.DataFrame, reasons: Mapping[str, str]) -> str:
    changed = rows[rows["changed"]]
    if len(changed) == len(rows) >= DEFINITION:
        return (
            f"All {len(rows)} past values of {kpi} differ from those reported: its definition "
            "seems to have changed, so earlier reports are not comparable."
        )
    periods = sorted(set(changed["period"]))
    told = "; ".join(f"{p}: {reasons[p]}" for p in periods if p in reasons)
    first = changed.iloc[0]
    why = f", because {told}." if told else ", and no reason is written in policy.restated."
    count = f"{len(changed)} past value{'s' if len(changed) > 1 else ''} of {kpi} changed"
    return (
        f"{count} since the report ({', '.join(periods)}; e.g. {first['reported']:.4g} is now "
        f"{first['now']:.4g}){why}"
    )
