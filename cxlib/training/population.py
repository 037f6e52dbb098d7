"""Who the customers are: plan, region, start, margin, and two traits that no table shows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxlib.stats.resampling import stream
from cxlib.training.sector import Sector

USE_SPREAD = 0.55  # sd of the log of use: the heaviest tenth uses four times what the lightest does
USE_LIMITS = (0.3, 4.0)
OLDEST_MONTHS = 60
MARGIN_SPREAD = 0.15
FIRST_ID = 100_000
JOIN_DAYS = (9, 17)  # day of the month on which a new customer orders


@dataclass(frozen=True)
class Population:
    """Customers by position; `joined` is the month (negative: before the data begin).

    `mood` is a customer's lasting disposition in all ratings (standard normal); `use` is the
    number of contacts relative to the average customer's.
    """

    ids: np.ndarray
    plan: np.ndarray
    region: np.ndarray
    joined: np.ndarray
    join_day: np.ndarray
    margin: np.ndarray
    mood: np.ndarray
    use: np.ndarray

    @property
    def n(self) -> int:
        return len(self.ids)

    @property
    def new(self) -> np.ndarray:
        """Positions of those who joined during the months."""
        return np.flatnonzero(self.joined >= 0)


def populate(sector: Sector, customers: int, seed: int) -> Population:
    """The client's customers, in the order of their ids."""
    rng = stream(seed, "population")
    plan = rng.choice(len(sector.plans), customers, p=sector.plan("share"))
    use = np.exp(rng.normal(0, USE_SPREAD, customers) - USE_SPREAD**2 / 2)
    margin = sector.plan("margin")[plan] * np.exp(rng.normal(0, MARGIN_SPREAD, customers))
    return Population(
        ids=_ids(rng, customers),
        plan=plan,
        region=rng.integers(0, len(sector.regions), customers),
        joined=_joined(rng, sector, customers),
        join_day=rng.integers(*JOIN_DAYS, customers),
        margin=margin.round(2),
        mood=rng.normal(size=customers),
        use=np.clip(use, *USE_LIMITS),
    )


def _joined(rng: np.random.Generator, sector: Sector, customers: int) -> np.ndarray:
    during = np.arange(round(customers * sector.new_share)) % sector.months
    before = -rng.integers(1, OLDEST_MONTHS, customers - len(during))
    return np.sort(np.concatenate([before, during]))


def _ids(rng: np.random.Generator, customers: int) -> np.ndarray:
    """Seven digits with leading zeros, rising with the start but not without gaps."""
    numbers = FIRST_ID + np.cumsum(rng.integers(1, 5, customers))
    return np.char.zfill(numbers.astype(str), 7)
