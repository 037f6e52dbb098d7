"""Customers' time cut at every experience: at each moment, where the latest one was bad."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.diagnosis.worth.landmarks import JOINING_DAYS
from cxlib.diagnosis.worth.spells import DAYS_PER_MONTH

Place = tuple[str, str]  # touchpoint and source
GOOD, BAD, OLD = (
    0.0,
    1.0,
    -1.0,
)  # the latest experience at a place; OLD: none, or beyond the horizon


class Episodes(NamedTuple):
    """One row per stretch of a customer's time in which nothing new was met.

    `state` has a column per place: GOOD, BAD or OLD. `months` is the stretch's length, `left`
    whether it ended by leaving; `before` are the adjusters.
    """

    state: np.ndarray
    months: np.ndarray
    left: np.ndarray
    before: np.ndarray


def episodes(
    told: pd.DataFrame, spells: pd.DataFrame, places: list[Place], levels: list[str], horizon: float
) -> Episodes:
    """The stretches between experiences at any of the places.

    Parameters
    ----------
    told : customer, time, touchpoint, source, bad.
    spells : customer, start, until, left, and the adjusters `levels`.
    horizon : months after which an experience is old.
    """
    met = told[["customer", "time", "bad"]].assign(place=at_places(told, places))
    rows = met[met["place"] >= 0].merge(spells, on="customer", how="inner")
    early = rows["start"] - pd.Timedelta(days=JOINING_DAYS)
    rows = rows[(rows["time"] >= early) & (rows["time"] < rows["until"])]
    rows = rows.assign(now=rows[["time", "start"]].max(axis=1), value=rows["bad"].astype(float))
    points = pd.concat([rows, _forgotten(rows, horizon)], ignore_index=True)
    points = points.sort_values(["customer", "now"], kind="stable", ignore_index=True)
    same = points["customer"]
    state = np.full((len(points), len(places)), np.nan)
    state[np.arange(len(points)), points["place"]] = points["value"]
    state = pd.DataFrame(state).groupby(same).ffill().fillna(OLD).to_numpy(float)
    following = points.groupby("customer")["now"].shift(-1)
    days = (following.fillna(points["until"]) - points["now"]) / pd.Timedelta(days=1)
    tenure = (points["now"] - points["start"]) / pd.Timedelta(days=DAYS_PER_MONTH)
    before = np.column_stack(
        [np.log1p(tenure), np.log1p(points.groupby("customer").cumcount()), points[levels]]
    )
    left = (points["left"] & following.isna()).to_numpy(bool)
    known = (state > OLD).any(axis=1) & (days > 0).to_numpy()
    months = (days / DAYS_PER_MONTH).to_numpy(float)
    return Episodes(state[known], months[known], left[known], before[known].astype(float))


def at_places(told: pd.DataFrame, places: list[Place]) -> np.ndarray:
    """The number of each experience's place; -1 where it is none of them."""
    at = np.full(len(told), -1)
    for number, (touchpoint, source) in enumerate(places):
        here = told["touchpoint"].eq(touchpoint) & told["source"].eq(source)
        at[here.to_numpy(bool)] = number
    return at


def _forgotten(rows: pd.DataFrame, horizon: float) -> pd.DataFrame:
    """When an experience grows old: at the horizon, if there was no other at the place before."""
    rows = rows.sort_values(["customer", "place", "now"], kind="stable")
    following = rows.groupby(["customer", "place"])["now"].shift(-1)
    end = rows["now"] + pd.Timedelta(days=horizon * DAYS_PER_MONTH)
    old = (end < rows["until"]) & (following.isna() | (following > end))
    return rows[old].assign(now=end[old], value=OLD)
