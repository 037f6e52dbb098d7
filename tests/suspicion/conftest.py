"""Clients in whose delivery one thing is wrong, or nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement import from_frames

TODAY = pd.Timestamp("2026-11-01")


@pytest.fixture(scope="session")
def suspicions():
    """The suspicions of what a client brings, on a day soon after its last month."""

    def of(brought, today=TODAY, **how):
        return from_frames(brought.config, brought.frames, today=today, **how).suspicions

    return of


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(11)
