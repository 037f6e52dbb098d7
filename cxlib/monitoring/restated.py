"""Past values that are no longer what was reported, and what that may mean."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlib.results.coded import count, kpi, listed, note, text
from cxlib.results.coded import period as period_
from cxlib.results.measured import level

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
) -> list[Mapping[str, object]]:
    """A note for each KPI whose past changed, and one for each that is no longer measured."""
    both = _both(past, kpis, period)
    units = dict(zip(kpis["kpi"], kpis["unit"], strict=True)) if "unit" in kpis else {}
    told = [
        _changed(name, rows, units.get(name), reasons)
        for name, rows in both.groupby("kpi")
        if rows["changed"].any()
    ]
    gone = sorted(set(past["kpi"]) - set(kpis["kpi"]))
    return [*told, *(note("kpis", "no longer measured", name, kpi=kpi(name)) for name in gone)]


def _changed(
    name: str, rows: pd.DataFrame, unit: str | None, reasons: Mapping[str, str]
) -> Mapping[str, object]:
    changed = rows[rows["changed"]]
    if len(changed) == len(rows) >= DEFINITION:
        return note("kpis", "definition changed", name, kpi=kpi(name), n=count(len(rows)))
    periods, first = sorted(set(changed["period"])), changed.iloc[0]
    why = [text(reasons[p]) for p in periods if p in reasons]
    slots = {
        "kpi": kpi(name), "n": count(len(changed)), "periods": listed(map(period_, periods)),
        "reported": level(unit, first["reported"]), "now": level(unit, first["now"]),
    }  # fmt: skip
    if not why:
        return note("kpis", "past changed", name, **slots)
    return note("kpis", "past changed for a reason", name, **slots, why=listed(why))
