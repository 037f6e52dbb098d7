"""What happens to customers month by month, and when they leave because of it.

The causal core: an activity behind the scenes runs late, the cart shows another price, the
customer comes again and again, rates it low and leaves sooner. Nothing is painted on afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlib.stats.resampling import stream
from cxlib.training.population import Population
from cxlib.training.sector import Sector

ATTEMPTS = (2, 4, 0.45)  # at another price: 2 and up to 4 more
REPEAT = 0.06  # comes a second time although nothing was wrong
CHAT_SHARE = 0.4
USE_ON_LEAVING = -0.15  # log-hazard per unit of use: those who use much stay a little longer
MOOD_ON_LEAVING = -0.20
HONEST_CART_HOLDS = 0.95  # share of late syncs that no longer show in the cart once it is honest


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
        return _remembered(self.marks[name], sector.experiences[name]["months"])


def _remembered(mark: np.ndarray, months: int) -> np.ndarray:
    counts = np.cumsum(mark, axis=1, dtype=np.int16)
    before = np.zeros_like(counts)
    before[:, months:] = counts[:, :-months]
    return counts > before


def live(sector: Sector, people: Population, seed: int, effects: float) -> Lives:
    """Simulate every month in turn. `effects` scales all that is planted; 0 plants nothing."""
    rng = stream(seed, "first value")
    failing = _share(sector, sector.failing["first_value"], effects)
    failed = (people.joined >= 0) & (rng.random(people.n) < failing)
    marks = {
        name: np.zeros((people.n, sector.months), bool)
        for name in sector.experiences
        if name != "first_value_failed"
    }
    left = np.full(people.n, sector.months)
    rows = []
    for month in range(sector.months):
        here = np.flatnonzero((people.joined <= month) & (left >= month))
        journeys = _month(sector, people, here, month, stream(seed, "month", month), effects)
        _mark(marks, journeys, month)
        lives = Lives(journeys, left, marks, failed)
        leaving = _hazard(sector, people, lives, here, month, effects)
        goes = stream(seed, "leaving", month).random(len(here)) < 1 - np.exp(-leaving)
        left[here[goes]] = month
        rows.append(journeys)
    return Lives(pd.concat(rows, ignore_index=True), left, marks, failed)


def _share(sector: Sector, planted: float, effects: float) -> float:
    """A planted share of failures; with no effects every step fails as rarely as any other."""
    noise = sector.failing["noise"]
    return noise + effects * (planted - noise)


def _month(
    sector: Sector,
    people: Population,
    here: np.ndarray,
    month: int,
    rng: np.random.Generator,
    effects: float,
) -> pd.DataFrame:
    """The service journeys of one month."""

    def drawn(kind: str) -> np.ndarray:
        return here[rng.random(len(here)) < np.minimum(sector.rates[kind] * people.use[here], 0.9)]

    helped = _service(sector, drawn("help"), rng, effects)
    helped["kind"] = np.where(rng.random(len(helped)) < CHAT_SHARE, "chat", "call")
    helped["follow_up"] = rng.random(len(helped)) < sector.follow_up_share
    repaired = _service(sector, drawn("repair"), rng, effects).assign(kind="repair")
    upgraded = _upgrades(sector, people, drawn("upgrade"), month, rng, effects)
    together = pd.concat([helped, repaired, upgraded], ignore_index=True).assign(month=month)
    flags = ["failed", "recovered", "follow_up", "late", "mismatch", "browses"]
    return together.assign(**{f: together[f].eq(True) for f in flags})


def _service(
    sector: Sector, who: np.ndarray, rng: np.random.Generator, effects: float
) -> pd.DataFrame:
    failed = rng.random(len(who)) < _share(sector, sector.failing["fail"], effects)
    recovered = failed & (rng.random(len(who)) < sector.failing["recover"])
    again = failed & (recovered | (rng.random(len(who)) < 0.5))
    frame = pd.DataFrame({"customer": who, "failed": failed, "recovered": recovered})
    return frame.assign(completed=~failed | recovered, attempts=1 + again)


def _upgrades(
    sector: Sector,
    people: Population,
    who: np.ndarray,
    month: int,
    rng: np.random.Generator,
    effects: float,
) -> pd.DataFrame:
    late = rng.random(len(who)) < sector.activity(sector.roles["guilty_activity"])["late"]
    shows = effects * sector.upgrade["late_shows_other_price"]
    mended = treated(sector, people, who, month) & (rng.random(len(who)) < HONEST_CART_HOLDS)
    mismatch = late & ~mended & (rng.random(len(who)) < shows)
    share = np.where(
        mismatch, sector.upgrade["completes_at_other_price"], sector.upgrade["completes"]
    )
    share = share if effects else np.full(len(who), 1 - sector.failing["noise"])
    few, more, again = ATTEMPTS
    attempts = np.where(
        mismatch, few + rng.binomial(more, again, len(who)), 1 + (rng.random(len(who)) < REPEAT)
    )
    browses = rng.random(len(who)) < sector.upgrade["browses_only"]
    completed = (rng.random(len(who)) < share) & ~browses
    frame = pd.DataFrame({"customer": who, "late": late, "mismatch": mismatch & ~browses})
    return frame.assign(
        completed=completed,
        attempts=np.where(browses, 0, attempts),
        browses=browses,
        kind="upgrade",
    )


def treated(sector: Sector, people: Population, who: np.ndarray, month: int) -> np.ndarray:
    """Whether the initiative that works has reached the customers by the month."""
    works = next(i for i in sector.running if i["works"])
    regions = [sector.regions.index(name) for name in works["regions"]]
    return np.isin(people.region[who], regions) & (month >= sector.month(works["start"]))


def _mark(marks: dict[str, np.ndarray], journeys: pd.DataFrame, month: int) -> None:
    """Write this month's experiences into the marks."""
    bad = journeys.failed & ~journeys.recovered
    marks["friction"][journeys.customer[journeys.mismatch], month] = True
    marks["delight"][journeys.customer[journeys.follow_up], month] = True
    for kind in ("call", "chat", "repair"):
        marks[f"{kind}_failed"][journeys.customer[bad & journeys.kind.eq(kind)], month] = True


def _hazard(
    sector: Sector, people: Population, lives: Lives, here: np.ndarray, month: int, effects: float
) -> np.ndarray:
    log = np.log(sector.leaving) + effects * MOOD_ON_LEAVING * people.mood[here]
    log += effects * USE_ON_LEAVING * (people.use[here] - 1)
    log += effects * np.log(sector.plan("leaving"))[people.plan[here]]
    log += (
        effects
        * np.log(sector.experiences["first_value_failed"]["leaving"])
        * (lives.first_value_failed[here])
    )
    for name, mark in lives.marks.items():
        first = max(0, month + 1 - sector.experiences[name]["months"])
        recent = mark[here, first : month + 1].any(axis=1)
        log += effects * np.log(sector.experiences[name]["leaving"]) * recent
    return np.exp(log)
