"""The benefit ledger: what each initiative promised, by when, and whether that can be judged."""

from __future__ import annotations

import pandas as pd

from cxlib.results.coded import coded, together

COLUMNS = ["initiative", "owner", "kpi", "status", "expected_change", "expected_by", "start", "end",
           "benefit", "low", "high", "unit", "missing"]  # fmt: skip
NEEDED = ("kpi", "expected_change", "expected_by", "rollout")  # to judge a benefit later


def ledger(
    roadmap: pd.DataFrame, portfolio: pd.DataFrame, initiatives: pd.DataFrame
) -> pd.DataFrame:
    """One line per funded or running initiative, as monitoring will be asked about it.

    Returns
    -------
    DataFrame
        The columns of the result table `ledger`; `missing` holds codes of what must be added
        before the benefit can be judged, or is missing itself.
    """
    valued = portfolio[["initiative", "benefit", "low", "high", "unit"]]
    table = roadmap.drop(columns=["depends_on"]).merge(valued, on="initiative", how="left")
    rollout = initiatives.set_index("initiative").rollout
    table = table.assign(rollout=table.initiative.map(rollout))
    return table.assign(missing=[_missing(row) for row in table.itertuples()])[COLUMNS]


def _missing(row: object) -> str | None:
    return together(coded(f"ledger|{name}") for name in NEEDED if pd.isna(getattr(row, name)))
