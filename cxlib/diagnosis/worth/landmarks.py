"""The rows that are compared: every experience, and what became of the customer after it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.worth.spells import DAYS_PER_MONTH

FEWEST_LEFT = 10
FEWEST_EACH = 5  # leavers after bad, and after good: four can be chance however small their p
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
    """Whether there is a contrast: enough good and bad experiences, and enough who left."""
    bad, left = rows["bad"].astype(bool), rows["left"].astype(bool)
    on_both_sides = min(int((bad & left).sum()), int((~bad & left).sum())) >= FEWEST_EACH
    enough = min(int(bad.sum()), int((~bad).sum())) >= fewest
    return enough and on_both_sides and int(left.sum()) >= FEWEST_LEFT


def covariates_of(seen: pd.DataFrame, levels: list[str]) -> pd.DataFrame:
    """What the effect is adjusted for: tenure, contacts and mood before, and segment levels."""
    before = {
        "tenure": np.log1p(seen["tenure"]),
        "contacts": np.log1p(seen["contacts"]),
        "mood": seen["mood"].fillna(seen["mood"].mean()).fillna(0.0),
    }
    return pd.DataFrame(before, index=seen.index).join(seen[levels])
