"""The benefit ledger: what each initiative promised, by when, and whether that can be judged."""

from __future__ import annotations

import pandas as pd

COLUMNS = ["initiative", "owner", "kpi", "status", "expected_change", "expected_by", "start", "end",
           "benefit", "low", "high", "unit", "missing"]  # fmt: skip


def ledger(
    roadmap: pd.DataFrame, portfolio: pd.DataFrame, initiatives: pd.DataFrame
) -> pd.DataFrame:
    """One line per funded or running initiative, as monitoring will be asked about it.

    Returns
    -------
    DataFrame
        The columns of the result table `ledger`; `missing` says what must be added before the
        benefit can be judged, or is empty.
    """
    valued = portfolio[["initiative", "benefit", "low", "high", "unit"]]
    table = roadmap.drop(columns=["depends_on"]).merge(valued, on="initiative")
    rollout = initiatives.set_index("initiative").rollout
    table = table.assign(rollout=table.initiative.map(rollout))
    return table.assign(missing=[_missing(row) for row in table.itertuples()])[COLUMNS]


def _missing(row: object) -> str:
    gaps = [
        ("a KPI", row.kpi),
        ("the change expected", row.expected_change),
        ("the date it is expected by", row.expected_by),
        ("who gets it first and from when (a comparison group)", row.rollout),
    ]
    return "; ".join(words for words, value in gaps if pd.isna(value))
