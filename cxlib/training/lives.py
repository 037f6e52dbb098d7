"""What happens to customers month by month, and when they leave because of it.

The causal core: an activity behind the scenes runs late, the cart shows another price, the
customer comes again and again, rates it low and leaves sooner. Nothing is painted on afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from cxlib.stats.resampling import stream
from cxlib.training.population import Population
from cxlib.training.sector import Sector

USE_ON_LEAVING = -0.15  # log-hazard per unit of use: those who use much stay a little longer
MOOD_ON_LEAVING = -0.20
MENDED = 0.95  # share of late runs that no longer show once the initiative that works is there
MOST_LIKELY = 0.9  # nobody has a journey of one kind with more certainty than this in a month
FLAGS = ("failed", "recovered", "again", "follow_up", "late", "mismatch", "browses")


@dataclass(frozen=True)
class Lives:
    """Journeys (one row each), the month each customer left (`months` where not), experiences.

    `marks[name]` is (customers, months): whether the experience happened in the month.
    `first_value_failed` says it per customer; False for those who joined before the data begin.
    """

    journeys: pd.DataFrame
    left: np.ndarray
    marks: dict[str, np.ndarray]
    first_value_failed: np.ndarray

    def active(self, people: Population, month: int) -> np.ndarray:
        """Who is a customer during the month (those who leave at its end included)."""
        return (people.joined <= month) & (self.left >= month)

    def recently(self, sector: Sector, name: str) -> np.ndarray:
        """(customers, months): whether the experience lies within its memory in months."""
        if name == "first_value_failed":
            return np.repeat(self.first_value_failed[:, None], sector.months, axis=1)
        months = sector.experiences[name]["months"]
        counts = np.cumsum(self.marks[name], axis=1, dtype=np.int16)
        before = np.zeros_like(counts)
        before[:, months:] = counts[:, :-months]
        return counts > before


def live(sector: Sector, people: Population, seed: int, effects: float) -> Lives:
    """Simulate every month in turn. `effects` scales all that is planted; 0 plants nothing."""
    failing = _share(sector, sector.first_value_failed, effects)
    draws = stream(seed, "first value").random(people.n)
    failed = (people.joined >= 0) & (draws < failing)
    names = [name for name in sector.experiences if name != "first_value_failed"]
    marks = {name: np.zeros((people.n, sector.months), bool) for name in names}
    left = np.full(people.n, sector.months)
    rows: list[pd.DataFrame] = []
    for month in range(sector.months):
        here = np.flatnonzero((people.joined <= month) & (left >= month))
        journeys = _month(sector, people, here, month, stream(seed, "month", month), effects)
        _mark(sector, marks, journeys, month)
        hazard = _hazard(sector, people, Lives(journeys, left, marks, failed), here, month, effects)
        goes = stream(seed, "leaving", month).random(len(here)) < 1 - np.exp(-hazard)
        left[here[goes]] = month
        rows.append(journeys)
    return Lives(pd.concat(rows, ignore_index=True), left, marks, failed)


def _share(sector: Sector, planted: float, effects: float) -> float:
    """A planted share of failures; with no effects every step fails as rarely as any other."""
    return sector.noise + effects * (planted - sector.noise)


def _month(
    sector: Sector,
    people: Population,
    here: np.ndarray,
    month: int,
    rng: np.random.Generator,
    effects: float,
) -> pd.DataFrame:
    """The journeys of one month that customers begin of their own accord."""
    rates = {kind: service["rate"] for kind, service in sector.services.items()}
    rates |= {"buying": sector.buying["rate"]}
    parts = []
    for kind, rate in rates.items():
        chance = np.minimum(rate * people.use[here], MOST_LIKELY)
        who = here[rng.random(len(here)) < chance]
        if kind == "buying":
            mended = treated(sector, people, who, month)
            rows = _bought(sector, who, mended, rng, effects)
        else:
            rows = _served(sector, sector.services[kind], who, rng, effects)
        parts.append(rows.assign(kind=kind))
    together = pd.concat(parts, ignore_index=True).assign(month=month)
    return together.assign(**{flag: together[flag].eq(True) for flag in FLAGS})


def _served(
    sector: Sector,
    service: dict[str, Any],
    who: np.ndarray,
    rng: np.random.Generator,
    effects: float,
) -> pd.DataFrame:
    failed = rng.random(len(who)) < _share(sector, service["fail"], effects)
    recovered = failed & (rng.random(len(who)) < service["recover"])
    again = failed & (recovered | (rng.random(len(who)) < service["in_vain"]))
    return pd.DataFrame(
        {
            "customer": who,
            "failed": failed,
            "recovered": recovered,
            "again": again,
            "completed": ~failed | recovered,
            "follow_up": rng.random(len(who)) < service["follow_up"],
            "attempts": 1 + again,
        }
    )


def _bought(
    sector: Sector,
    who: np.ndarray,
    mended: np.ndarray,
    rng: np.random.Generator,
    effects: float,
) -> pd.DataFrame:
    n, buying = len(who), sector.buying
    late = rng.random(n) < sector.activity(sector.roles["guilty_activity"])["late"]
    shows = rng.random(n) < effects * buying["late_shows_other_price"]
    browses = rng.random(n) < buying["browses_only"]
    mismatch = late & shows & ~browses & ~(mended & (rng.random(n) < MENDED))
    planted = np.where(mismatch, buying["completes_at_other_price"], buying["completes"])
    completes = planted if effects else 1 - sector.noise
    least, more, each = buying["attempts"]
    often = least + rng.binomial(more, each, n)
    attempts = np.where(mismatch, often, 1 + (rng.random(n) < buying["comes_twice"]))
    return pd.DataFrame(
        {
            "customer": who,
            "late": late,
            "mismatch": mismatch,
            "browses": browses,
            "completed": (rng.random(n) < completes) & ~browses,
            "attempts": np.where(browses, 0, attempts),
        }
    )


def treated(sector: Sector, people: Population, who: np.ndarray, month: int) -> np.ndarray:
    """Whether the initiative that works has reached the customers by the month."""
    works = next(i for i in sector.running if i["works"])
    regions = [sector.regions.index(name) for name in works["regions"]]
    return np.isin(people.region[who], regions) & (month >= sector.month(works["start"]))


def _mark(sector: Sector, marks: dict[str, np.ndarray], journeys: pd.DataFrame, month: int) -> None:
    """Write this month's experiences into the marks."""
    bad = journeys["failed"] & ~journeys["recovered"]
    marks["friction"][journeys["customer"][journeys["mismatch"]], month] = True
    marks["delight"][journeys["customer"][journeys["follow_up"]], month] = True
    for kind in sector.services:
        who = journeys["customer"][bad & journeys["kind"].eq(kind)]
        marks[f"{kind}_failed"][who, month] = True


def _hazard(
    sector: Sector, people: Population, lives: Lives, here: np.ndarray, month: int, effects: float
) -> np.ndarray:
    """The hazard of leaving at the end of the month."""
    log = MOOD_ON_LEAVING * people.mood[here] + USE_ON_LEAVING * (people.use[here] - 1)
    log = log + np.log(sector.plan("leaving"))[people.plan[here]]
    times = {name: np.log(e["leaving"]) for name, e in sector.experiences.items()}
    log = log + times["first_value_failed"] * lives.first_value_failed[here]
    for name, mark in lives.marks.items():
        first = max(0, month + 1 - sector.experiences[name]["months"])
        log = log + times[name] * mark[here, first : month + 1].any(axis=1)
    return sector.leaving * np.exp(effects * log)
