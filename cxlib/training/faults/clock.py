"""Faults of clocks and dates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.training.faults.frame import Brought, Fault


def typed_ahead(client: Brought, rng: np.random.Generator) -> Brought:
    """A few answers carry a year that was mistyped."""
    frame = client.frames["responses"]
    rows = rng.choice(len(frame), size=8, replace=False)
    times = frame["answered_at"].copy()
    times.iloc[rows] = times.iloc[rows] + pd.DateOffset(years=5)
    return client.with_column("responses", "answered_at", times)


def until_the_28th(client: Brought, rng: np.random.Generator) -> Brought:
    """The query asks for each month up to its 28th day."""
    frame = client.frames["responses"]
    times = pd.to_datetime(frame["answered_at"])
    return client.having("responses", frame[times.dt.day.le(28) | times.isna()])


def another_server(client: Brought, rng: np.random.Generator) -> Brought:
    """From the middle on events are stamped by a machine nine hours ahead."""
    frame = client.frames["interactions"]
    times = pd.to_datetime(frame["time"])
    late = times > times.median()
    moved = times.mask(late, times + pd.Timedelta(hours=9))
    return client.with_column("interactions", "time", moved)


FAULTS = (
    Fault("ends of months without a row", "responses", "time",
          "a query asks for months up to the 28th", until_the_28th),
    Fault("the clock stands otherwise from one month on", "interactions", "time",
          "another server's clock stamps the later events", another_server),
    Fault("in the future", "responses", "time", "a year is mistyped in a few rows", typed_ahead),
)  # fmt: skip
