"""All journeys of a client, kind by kind, as interactions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.stats.resampling import stream
from cxlib.training.events import DAY, HOUR, gathered, moments, month_ends, walk
from cxlib.training.lives import FLAGS, Lives
from cxlib.training.population import FIRST_ID, Population
from cxlib.training.sector import Sector

SERVICE_DAYS = (1, 23)  # of the month: the longest journey is over before it ends
BUYING_DAYS = (1, 26)  # over within two days, so that some are still open when the data end
LOOKS_AHEAD = np.timedelta64(5 * DAY, "s")  # between first contact and order
YEAR = 12
VISITOR_IDS, WITHDRAWN_IDS = 70 * FIRST_ID, 90 * FIRST_ID


def interactions(sector: Sector, people: Population, lives: Lives, seed: int) -> pd.DataFrame:
    """Every event: customer, time, touchpoint, journey, channel, completed, journey_id."""
    begun = begun_journeys(sector, lives, seed)
    parts = [
        _joining(sector, people, lives, stream(seed, "join")),
        _visiting(sector, people, stream(seed, "visit")),
        _withdrawing(sector, people, stream(seed, "withdraw")),
        *(_walked(sector, people, begun, kind, seed) for kind in [*sector.services, "buying"]),
        *_habits(sector, people, lives, stream(seed, "habits")),
        _leaving(sector, people, lives, stream(seed, "leave")),
    ]
    return gathered(parts)


def begun_journeys(sector: Sector, lives: Lives, seed: int) -> pd.DataFrame:
    """The journeys begun of the customers' own accord, with the instant at which each began."""
    month = lives.journeys["month"].to_numpy()
    start = moments(sector, month, SERVICE_DAYS, stream(seed, "begun"))
    buys = lives.journeys["kind"].eq("buying").to_numpy()
    start[buys] = moments(sector, month[buys], BUYING_DAYS, stream(seed, "begun buying"))
    return lives.journeys.assign(start=start)


def join_times(sector: Sector, people: Population) -> np.ndarray:
    """Noon of the day on which each new customer ordered."""
    new = people.new
    noon = ((people.join_day[new] - 1) * DAY + 12 * HOUR).astype("timedelta64[s]")
    return sector.month_starts[people.joined[new]] + noon


def _walked(
    sector: Sector, people: Population, begun: pd.DataFrame, kind: str, seed: int
) -> pd.DataFrame:
    rows = begun[begun["kind"].eq(kind)]
    flags = {flag: rows[flag].to_numpy() for flag in (*FLAGS, "completed", "attempts")}
    ids, start = people.ids[rows["customer"]], rows["start"].to_numpy()
    return walk(sector, kind, ids, start, flags, stream(seed, "walk", kind))


def _joining(
    sector: Sector, people: Population, lives: Lives, rng: np.random.Generator
) -> pd.DataFrame:
    new = people.new
    flags = {"failed": lives.first_value_failed[new]}
    first = join_times(sector, people) - LOOKS_AHEAD
    return walk(sector, "join", people.ids[new], first, flags, rng)


def _visiting(sector: Sector, people: Population, rng: np.random.Generator) -> pd.DataFrame:
    """People who start to join and drop out; their ids are in no customer table.

    Every step loses the same share. Those whom no step loses are customers, so they are left out.
    """
    ids, month = _strangers(sector, people, sector.visitors, VISITOR_IDS, rng)
    steps = rng.geometric(sector.drops, len(ids))
    start = moments(sector, month, SERVICE_DAYS, rng)
    visits = walk(sector, "visit", ids, start, {"steps": steps}, rng)
    taken = np.bincount(visits["instance"], minlength=len(ids))
    return visits[(taken == steps)[visits["instance"]]]


def _withdrawing(sector: Sector, people: Population, rng: np.random.Generator) -> pd.DataFrame:
    """People who order and withdraw within the fortnight: they never become customers."""
    ids, month = _strangers(sector, people, sector.withdraws, WITHDRAWN_IDS, rng)
    return walk(sector, "withdraw", ids, moments(sector, month, SERVICE_DAYS, rng), {}, rng)


def _strangers(
    sector: Sector, people: Population, per_joiner: float, first: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Ids that are in no customer table, and the month in which each comes."""
    n = round(len(people.new) * per_joiner)
    ids = np.char.zfill((first + np.cumsum(rng.integers(1, 7, n))).astype(str), 7)
    return ids, np.arange(n) % sector.months


def _habits(
    sector: Sector, people: Population, lives: Lives, rng: np.random.Generator
) -> list[pd.DataFrame]:
    """What customers do after their first month: pay, renew once a year, bring friends."""
    months = np.arange(sector.months)
    there = (people.joined[:, None] < months) & (lives.left[:, None] >= months)
    who, month = np.nonzero(there)
    renews = (month - people.joined[who]) % YEAR == 0
    brings = rng.random(len(who)) < sector.habits["bringing"] * people.use[who]
    often = {kind: rng.random(len(who)) < share for kind, share in sector.habits.items()}
    chosen = often | {"bringing": brings & ~renews, "yearly": renews}
    parts = []
    for kind, does in chosen.items():
        when = month_ends(sector, month[does], rng)
        if kind != "paying":
            when = moments(sector, month[does], SERVICE_DAYS, rng)
        parts.append(walk(sector, kind, people.ids[who[does]], when, {}, rng))
    return parts


def _leaving(
    sector: Sector, people: Population, lives: Lives, rng: np.random.Generator
) -> pd.DataFrame:
    """Those who leave, and, in the same months, some who begin to and stay."""
    leavers = np.flatnonzero(lives.left < sector.months)
    shows = [
        _shows(people, lives, month, sector.show_of_leaving, rng) for month in range(sector.months)
    ]
    who = np.concatenate([leavers, *shows])
    then = np.repeat(np.arange(sector.months), [len(show) for show in shows])
    month = np.concatenate([lives.left[leavers], then])
    flags = {"leaves": np.arange(len(who)) < len(leavers)}
    when = month_ends(sector, month, rng)
    return walk(sector, "leave", people.ids[who], when, flags, rng)


def _shows(
    people: Population, lives: Lives, month: int, share: float, rng: np.random.Generator
) -> np.ndarray:
    """Customers who begin to leave in the month and stay: a share of the month's leavers."""
    stay = np.flatnonzero((people.joined <= month) & (lives.left > month))
    return rng.choice(stay, rng.binomial(int((lives.left == month).sum()), share), replace=False)
