"""Behind the scenes: runs of the activities, one guilty and the others innocent."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from cxlib.stats.resampling import stream
from cxlib.training.events import HOUR
from cxlib.training.population import Population
from cxlib.training.sector import Sector

SPREAD = 0.35  # sd of the log of a duration
AHEAD = 6 * HOUR  # an activity runs at most this long before the customer comes


def operations(
    sector: Sector,
    people: Population,
    events: pd.DataFrame,
    begun: pd.DataFrame,
    seed: int,
    effects: float,
) -> pd.DataFrame:
    """activity, customer, time, duration (minutes), ok (finished when it should have been)."""
    bought = begun[begun["kind"].eq("buying")]
    runs = [
        _guilty(activity, people, bought, stream(seed, activity["activity"]))
        if activity["activity"] == sector.roles["guilty_activity"]
        else _innocent(sector, activity, events, stream(seed, activity["activity"]), effects)
        for activity in sector.activities
    ]
    together = pd.concat(runs, ignore_index=True)
    return together.sort_values(["time", "activity", "customer"], ignore_index=True)


def _guilty(
    activity: dict[str, Any], people: Population, bought: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """One run per purchase begun: late or not as it was when the customer came."""
    ids = people.ids[bought["customer"]]
    late = bought["late"].to_numpy()
    return _runs(activity, ids, bought["start"].to_numpy(), late, rng)


def _innocent(
    sector: Sector,
    activity: dict[str, Any],
    events: pd.DataFrame,
    rng: np.random.Generator,
    effects: float,
) -> pd.DataFrame:
    """One run per journey that comes to the activity's touchpoint, late at random."""
    first = events[events["touchpoint"].eq(activity["touchpoint"])]
    first = first.drop_duplicates("journey_id")
    late = rng.random(len(first)) < activity["late"]
    runs = _runs(activity, first["customer"].to_numpy(), first["time"].to_numpy(), late, rng)
    if effects and activity["activity"] == sector.shift["activity"]:
        since = sector.month_starts[sector.month(sector.shift["period"])]
        slower = np.where(runs["time"] >= since, sector.shift["factor"], 1.0)
        runs = runs.assign(duration=(runs["duration"] * slower).round(1))
    return runs


def _runs(
    activity: dict[str, Any],
    customer: np.ndarray,
    before: np.ndarray,
    late: np.ndarray,
    rng: np.random.Generator,
) -> pd.DataFrame:
    median = np.where(late, activity["late_minutes"], activity["minutes"])
    duration = median * rng.lognormal(0, SPREAD, len(customer))
    ahead = rng.integers(60, AHEAD, len(customer)).astype("timedelta64[s]")
    return pd.DataFrame(
        {
            "activity": activity["activity"],
            "customer": customer,
            "time": before.astype("datetime64[s]") - ahead,
            "duration": duration.round(1),
            "ok": ~late,
        }
    )
