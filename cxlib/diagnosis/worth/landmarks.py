"""The rows that are compared: every experience, and what became of the customer after it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.worth.spells import DAYS_PER_MONTH

FEWEST_LEFT = 10
FEWEST_EXPECTED = 5.0  # leavers after bad, and after good, if it made no difference (Cochran 1954)
MOST_ROWS = 20_000  # experiences per model: more are drawn from, whole customers at a time
PARTING_DAYS = 31  # where half have left this soon after it, the touchpoint is part of leaving
PARTING_SHARE = 0.5
JOINING_DAYS = 31  # what happened up to a month before the first day belongs to joining


def landmarks(told: pd.DataFrame, spells: pd.DataFrame) -> pd.DataFrame:
    """Every experience at one touchpoint with what became of the customer until the next one.

    Parameters
    ----------
    told : customer, time, bad; several rows per customer where they came again.
    spells : customer, start, until, left.

    Returns
    -------
    DataFrame
        told's and spells' columns; months (from the experience to leaving, to the next experience
        here or to the data's end, in whole months), left (whether it ended by leaving), gone
        (whether they left at all), days (to the customer's end), tenure (months before the
        experience).
    """
    rows = told.merge(spells, on="customer", how="inner")
    early = rows["start"] - pd.Timedelta(days=JOINING_DAYS)
    rows = rows[(rows["time"] >= early) & (rows["time"] < rows["until"])]
    rows = rows.sort_values(["customer", "time"], kind="stable", ignore_index=True)
    begin = rows[["time", "start"]].max(axis=1)  # a joining journey ends before the first day
    following = begin.groupby(rows["customer"]).shift(-1)
    end = following.fillna(rows["until"])
    months = (end - begin) / pd.Timedelta(days=DAYS_PER_MONTH)
    return rows.assign(
        months=np.ceil(months).clip(lower=1),
        gone=rows["left"],
        left=rows["left"] & following.isna(),
        days=(rows["until"] - begin) / pd.Timedelta(days=1),
        tenure=(begin - rows["start"]) / pd.Timedelta(days=DAYS_PER_MONTH),
    )


def is_parting(rows: pd.DataFrame) -> bool:
    """Whether the touchpoint is itself part of leaving: most are gone within a month of it."""
    if rows.empty:
        return False
    soon = rows["gone"] & (rows["days"] <= PARTING_DAYS)
    return bool(soon.mean() >= PARTING_SHARE)


def watched(rows: pd.DataFrame, horizon: float) -> pd.DataFrame:
    """The rows as seen up to the horizon: who left later had not left by then."""
    return rows.assign(
        left=rows["left"] & (rows["months"] <= horizon), months=rows["months"].clip(upper=horizon)
    )


def thinned(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The rows of so many customers, drawn at random, as one model needs at most."""
    if len(rows) <= MOST_ROWS:
        return rows
    customers = rows["customer"].unique()
    share = MOST_ROWS / len(rows)
    return rows[rows["customer"].isin(customers[rng.random(customers.size) < share])]


def carries(rows: pd.DataFrame, fewest: int) -> bool:
    """Whether there is a contrast: enough good and bad experiences, and leavers to tell them apart.

    Of the leavers only their number is asked, never on which side they are: to want so many after a
    bad experience is to pick the touchpoints where they happen to be many.
    """
    bad = rows["bad"].astype(bool)
    if min(int(bad.sum()), int((~bad).sum())) < fewest or int(rows["left"].sum()) < FEWEST_LEFT:
        return False
    return min(expected_left(rows)) >= FEWEST_EXPECTED


def expected_left(rows: pd.DataFrame) -> tuple[float, float]:
    """Leavers expected after bad, and after good, if both were left alike.

    At every month those who left are shared out as those would be there if nobody left: each side's
    number times the share of it still watched (Kaplan-Meier of being lost from sight). The log-rank
    test's own expectation would do, but for knowing which side stayed.

    >>> half = {"months": [1.0, 1.0, 2.0, 2.0], "left": [True, True, False, False]}
    >>> expected_left(pd.DataFrame(half | {"bad": [True, True, True, False]}))
    (1.5, 0.5)
    """
    months, left = rows["months"].to_numpy(float), rows["left"].to_numpy(bool)
    times = np.unique(months)
    gone = np.bincount(np.searchsorted(times, months), left, times.size)
    bad, good = (
        _watched_alone(times, months[side], left[side])
        for side in (rows["bad"].to_numpy(bool), ~rows["bad"].to_numpy(bool))
    )
    expected = float((gone * bad / (bad + good)).sum())
    return expected, float(gone.sum()) - expected


def _watched_alone(times: np.ndarray, months: np.ndarray, left: np.ndarray) -> np.ndarray:
    """How many would be watched in each month if nobody left; who is lost in it, for half of it."""
    at = np.searchsorted(times, months)
    still = np.bincount(at, minlength=times.size)[::-1].cumsum()[::-1]
    gone, lost = (np.bincount(at, side, times.size) for side in (left, ~left))
    kept = 1 - np.divide(lost, still - gone, out=np.zeros(times.size), where=still > gone)
    after = np.cumprod(kept)
    return months.size * (np.concatenate([[1.0], after[:-1]]) + after) / 2


def covariates_of(seen: pd.DataFrame, levels: list[str]) -> pd.DataFrame:
    """What the effect is adjusted for: tenure, contacts and mood before, and segment levels."""
    before = {
        "tenure": np.log1p(seen["tenure"]),
        "contacts": np.log1p(seen["contacts"]),
        "mood": seen["mood"].fillna(seen["mood"].mean()).fillna(0.0),
    }
    return pd.DataFrame(before, index=seen.index).join(seen[levels])
