"""Trips that fail in two places: do the parts of what they cost add up to what they cost?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from simulations.staying import SEED, leavers_of

from cxlib.diagnosis.worth import worth
from cxlib.engagement import from_frames
from cxlib.engagement.model import Engagement
from cxlib.stats.resampling import stream

T0 = pd.Timestamp("2023-01-01")
DAYS, WINDOW, YEAR = 1095, 730, 365.25
HAZARD = 0.018 * 12 / YEAR
RATIO = 2.0
FEWER = float(np.exp(-HAZARD * YEAR) - np.exp(-HAZARD * RATIO * YEAR))  # a year after a bad trip
HOUR = pd.Timedelta(hours=1)
TABLES = {"interactions": {"source": "interactions"}, "customers": {"source": "customers"}}


def client(
    run: int, both: float = 1.0, n: int = 6000, share: float = 0.2
) -> tuple[Engagement, float]:
    """One trip a year; `share` of them fail at A, and of those `both` fail at B an hour later.

    A failed trip multiplies leaving by `RATIO` until the next. Returns the client and the customers
    who are lost in a year of it: by their own hazards, with and without the failures.
    """
    rng = stream(SEED, "overlap", both, run)
    start = rng.uniform(0, DAYS - 200, n)
    number = rng.poisson((DAYS - start) / YEAR)
    customer = np.repeat(np.arange(n), number)
    time = start[customer] + rng.random(customer.size) * (DAYS - start)[customer]
    trips = pd.DataFrame({"customer": customer, "time": time}).sort_values(
        ["customer", "time"], ignore_index=True
    )
    trips["bad"] = rng.random(len(trips)) < share
    end, left = leavers_of(rng, trips, start, np.full(n, float(DAYS)), HAZARD, RATIO, 1e9)
    trips = trips[trips["time"] < end[trips["customer"]]].reset_index(drop=True)
    at_b = trips["bad"] & (rng.random(len(trips)) < both)
    ids = np.char.add("c", np.arange(n).astype(str))
    went = T0 + pd.to_timedelta(end, unit="D")
    customers = pd.DataFrame(
        {"customer": ids, "start": T0 + pd.to_timedelta(start, unit="D"), "value": 20.0,
         "end": pd.Series(went).where(left).to_numpy()}
    )  # fmt: skip
    visits = pd.concat([_visits(trips, ids, "A", trips["bad"]), _visits(trips, ids, "B", at_b, 1)])
    mark = visits.head(1).assign(customer="none", touchpoint="other", journey_id="none")
    mark["time"] = T0 + pd.Timedelta(days=DAYS)
    frames = {"customers": customers, "interactions": pd.concat([visits, mark])}
    config = {"client": "A", "period": "month", "window": "12 months", "tables": TABLES,
              "policy": {"value_is": "margin"}}  # fmt: skip
    recent = trips[trips["time"] >= WINDOW]
    badly = recent.loc[recent["bad"], "customer"].nunique()
    return from_frames(config, frames, "2025-12"), badly * FEWER


def _visits(trips, ids, touchpoint: str, bad, hours: int = 0) -> pd.DataFrame:
    """Two attempts where it failed, one that was completed where not."""
    time = T0 + pd.to_timedelta(trips["time"], unit="D") + hours * HOUR
    one = pd.DataFrame(
        {"customer": ids[trips["customer"]], "time": time, "touchpoint": touchpoint,
         "journey_id": np.char.add("t", trips.index.to_numpy().astype(str)), "completed": ~bad}
    )  # fmt: skip
    again = one[bad.to_numpy()].assign(time=lambda t: t["time"] + HOUR / 6)
    return pd.concat([one, again])


def added_up(times: int, both: float = 1.0) -> dict:
    """The sum of the parts over the whole, less 1: over the whole as A alone tells it, by the same
    data, and over the customers lost by their hazards (the data's own noise is in that).

    `naive` is the sum of what each place tells alone.
    """
    told, true, naive = [], [], []
    for run in range(times):
        engagement, lost = client(run, both)
        table = worth(engagement)["leaving"].set_index("touchpoint")
        whole = lost / FEWER * table["effect_on_retention"]
        parts = float(table["customers_at_stake"].sum())
        told.append(parts / whole["A"] - 1)
        true.append(parts / lost - 1)
        naive.append(float(whole.sum() / whole["A"] - 1))
    found = {"told": told, "true": true, "naive": naive}
    means = {f"{name}_mean": round(float(np.mean(v)), 4) for name, v in found.items()}
    largest = {f"{name}_largest": round(float(np.abs(v).max()), 4) for name, v in found.items()}
    error = round(float(np.std(true) / np.sqrt(times)), 4)
    return means | largest | {"true_mc_se": error, "times": times}
