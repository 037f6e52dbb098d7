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


FAULTS = (
    Fault("in the future", "responses", "time", "a year is mistyped in a few rows", typed_ahead),
)
