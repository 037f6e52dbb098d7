"""How long every customer was seen to stay: the data of all questions about leaving."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.engagement.model import Engagement

DAYS_PER_MONTH = 365.25 / 12
DAYS_PER = {"week": 7.0, "month": DAYS_PER_MONTH, "quarter": 3 * DAYS_PER_MONTH, "year": 365.25}
FEWEST_IN_LEVEL = 30  # customers; rarer segment levels are put together as "other"
OTHER = "other"


def dated(engagement: Engagement) -> pd.DataFrame:
    """Customers whose start is known, with the instant until which they were seen.

    Returns
    -------
    DataFrame
        customer, start, until (the end, or the data's end for those still there), left (bool),
        value (per period), and the segments declared for customers.
    """
    customers = engagement.table("customers")
    segments = engagement.segments("customers")
    columns = ["customer", "start", "until", "left", "value", *segments]
    rows = customers[customers["start"].notna()]
    if rows.empty or engagement.data_end is None:
        return pd.DataFrame(columns=columns)
    end = rows["end"] + pd.Timedelta(days=1)  # `end` is the last day as a customer
    left = end.notna() & (end <= engagement.data_end)
    rows = rows.assign(until=end.where(left, engagement.data_end), left=left)
    return rows[rows["until"] > rows["start"]][columns].reset_index(drop=True)


def tenures(engagement: Engagement) -> pd.DataFrame:
    """Every customer's tenure in months, from dates or as supplied.

    Customers who had started before the observation began and could not have been seen leaving
    then are at risk only from its begin on (delayed entry); else the longest customers would look
    immortal.

    Returns
    -------
    DataFrame
        customer, entry and months (from start to until), left (bool), value, segments.
    """
    customers, segments = engagement.table("customers"), engagement.segments("customers")
    rows = dated(engagement)
    columns = ["customer", "entry", "months", "left", "value", *segments]
    if len(rows):
        months = (rows["until"] - rows["start"]) / pd.Timedelta(days=DAYS_PER_MONTH)
        entry = (_begin(rows) - rows["start"]) / pd.Timedelta(days=DAYS_PER_MONTH)
        rows = rows.assign(months=months, entry=entry.clip(lower=0.0))
        return rows[rows["months"] > rows["entry"]][columns].reset_index(drop=True)
    rows = customers[customers["tenure"].notna() & customers["left"].notna()]
    unit = DAYS_PER.get(engagement.config.period, DAYS_PER_MONTH) / DAYS_PER_MONTH
    rows = rows.assign(months=rows["tenure"] * unit, entry=0.0, left=rows["left"].astype(bool))
    return rows[rows["months"] > 0][columns].reset_index(drop=True)


def _begin(rows: pd.DataFrame) -> pd.Timestamp:
    """When leaving began to be recorded: the first leaving, where many had started before it."""
    first_leaving = rows.loc[rows["left"], "until"].min()
    if pd.isna(first_leaving):
        return rows["start"].min()
    earlier = (rows["start"] < first_leaving).sum()
    return first_leaving.normalize() if earlier >= FEWEST_IN_LEVEL else rows["start"].min()


def adjusters(rows: pd.DataFrame, segments: list[str]) -> pd.DataFrame:
    """Segments as 0/1 columns, the commonest level left out, rare levels put together.

    >>> frame = pd.DataFrame({"plan": ["a"] * 60 + ["b"] * 40})
    >>> list(adjusters(frame, ["plan"]).columns)
    ['plan=b']
    """
    columns: dict[str, np.ndarray] = {}
    for segment in segments:
        level = rows[segment].astype(object).where(rows[segment].notna(), OTHER).astype(str)
        counts = level.value_counts()
        level = level.where(level.map(counts) >= FEWEST_IN_LEVEL, OTHER)
        for name in level.value_counts().index[1:]:
            columns[f"{segment}={name}"] = (level == name).to_numpy(float)
    return pd.DataFrame(columns, index=rows.index, dtype=float)
