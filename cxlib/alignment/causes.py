"""Which activities behind the scenes were found guilty, and who runs them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.engagement.contracts.names import key


def guilty(
    backstage: pd.DataFrame, activities: pd.DataFrame, fdr: float, fewest: int = 0
) -> pd.DataFrame:
    """Activities whose failure was found to hurt a touchpoint.

    Parameters
    ----------
    backstage : DataFrame
        activity, touchpoint, n, p_adjusted, harmful.
    activities : DataFrame
        activity, touchpoint, department. An activity that is not listed for the touchpoint it
        hurts is run by whoever runs it elsewhere.
    fdr : false-discovery rate that the adjusted p must stay below
    fewest : nothing is found on fewer runs

    Returns
    -------
    DataFrame
        touchpoint, activity, department (missing where nobody is named).

    >>> found = pd.DataFrame({"activity": ["sync"], "touchpoint": "cart", "p_adjusted": 0.01})
    >>> who = pd.DataFrame({"activity": ["sync"], "touchpoint": "cart", "department": "IT"})
    >>> guilty(found.assign(harmful=True, n=90), who, 0.05).department.tolist()
    ['IT']
    """
    harmful = backstage.harmful.fillna(False).astype(bool)
    proven = (backstage.p_adjusted < fdr).fillna(False).astype(bool)
    enough = (backstage.n >= fewest).fillna(True).astype(bool)
    found = backstage[proven & harmful & enough][["activity", "touchpoint"]].drop_duplicates()
    run_by = _run_by(activities)
    who = [run_by.get((a, t), run_by.get((a, None))) for a, t in found.itertuples(index=False)]
    return found.assign(department=who).reset_index(drop=True)


def _run_by(activities: pd.DataFrame) -> Mapping[tuple[str, object], str]:
    """The department of an activity at a touchpoint, and (under None) the first one anywhere."""
    known = activities.dropna(subset=["department"])
    found: dict[tuple[str, object], str] = {}
    for row in known.itertuples():
        found.setdefault((row.activity, row.touchpoint), row.department)
        found.setdefault((row.activity, None), row.department)
    return found


def departments(tables: Mapping[str, pd.DataFrame]) -> frozenset[str]:
    """Every department that the tables of owners, activities and readiness name."""
    return frozenset(key(name) for table in tables.values() for name in table.department.dropna())
