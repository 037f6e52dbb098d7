"""The journeys of a provider with contracts, told step by step."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.stats.resampling import stream
from cxlib.training.events import DAY, HOUR, Step, gathered, moments, month_ends, walk
from cxlib.training.lives import Lives
from cxlib.training.population import FIRST_ID, Population
from cxlib.training.sector import Sector

SERVICE_DAYS = (1, 23)
DROPS = 0.14  # share of visitors who give up at each step before the order
SHOP_SHARE, COMPARISON_SHARE, ADVERT_SHARE, FORUM_SHARE = 0.3, 0.6, 0.7, 0.25
SHOWS_LEAVING = 0.25  # of those who fill in the cancellation form and stay, per leaver


def interactions(sector: Sector, people: Population, lives: Lives, seed: int) -> pd.DataFrame:
    """Every event: customer, time, touchpoint, journey, journey_id, channel, completed."""
    starts = sector.month_starts
    service = _service_starts(sector, lives, seed)
    parts = [
        _joining(sector, people, lives, stream(seed, "joining")),
        _visiting(sector, people, stream(seed, "visiting")),
        *(_helping(people, service, kind, stream(seed, kind)) for kind in ("call", "chat")),
        _repairing(people, service, stream(seed, "repairing")),
        _upgrading(people, service, stream(seed, "upgrading")),
        _paying(sector, people, lives, stream(seed, "paying")),
        _staying(sector, people, lives, stream(seed, "staying")),
        _leaving(people, lives, starts, stream(seed, "cancelling")),
    ]
    return gathered(parts)


def _service_starts(sector: Sector, lives: Lives, seed: int) -> pd.DataFrame:
    rng = stream(seed, "service times")
    month = lives.journeys["month"].to_numpy()
    return lives.journeys.assign(start=moments(rng, sector.month_starts, month, SERVICE_DAYS))


def service_times(sector: Sector, lives: Lives, seed: int) -> pd.DataFrame:
    """The service journeys with the instant at which each began."""
    return _service_starts(sector, lives, seed)


def join_times(sector: Sector, people: Population) -> np.ndarray:
    """Noon of the day on which each new customer ordered."""
    new = people.new
    return sector.month_starts[people.joined[new]] + (
        (people.join_day[new] - 1) * DAY + 12 * HOUR
    ).astype("timedelta64[s]")


def _joining(
    sector: Sector, people: Population, lives: Lives, rng: np.random.Generator
) -> pd.DataFrame:
    new = people.new
    n = len(new)
    yes, failed = np.ones(n, bool), lives.first_value_failed[new]
    shop = rng.random(n) < SHOP_SHARE
    first = join_times(sector, people) - np.timedelta64(5 * DAY, "s")
    steps = [
        Step("advert", "web", rng.random(n) < ADVERT_SHARE, yes),
        Step("comparison site", "web", rng.random(n) < COMPARISON_SHARE, yes, DAY),
        Step("plan pages", "web", yes, yes, DAY),
        Step("shop visit", "shop", shop, yes, DAY),
        Step("online checkout", "web", yes, yes, HOUR),
        Step("credit check", "web", yes, yes, 120),
        Step("SIM delivery", "shop", yes, yes, 2 * DAY),
        Step("activation", "app", yes, ~failed, HOUR),
        Step("activation", "app", failed, ~yes, HOUR),
        Step("activation", "app", failed & (rng.random(n) < 0.6), ~yes, DAY),
        Step("first bill", "e-mail", yes, yes, 4 * DAY),
    ]
    return walk(rng, "join", people.ids[new], first, steps)


def _visiting(sector: Sector, people: Population, rng: np.random.Generator) -> pd.DataFrame:
    """People who start to join and drop out; their ids are in no customer table."""
    n = round(len(people.new) * sector.visitors)
    ids = np.char.zfill((90 * FIRST_ID + np.cumsum(rng.integers(1, 7, n))).astype(str), 7)
    month = np.arange(n) % sector.months
    path = [
        ("advert", "web", ADVERT_SHARE),
        ("comparison site", "web", COMPARISON_SHARE),
        ("plan pages", "web", 1.0),
        ("shop visit", "shop", SHOP_SHARE),
        ("online checkout", "web", 1.0),
    ]
    stops = rng.geometric(DROPS, n) - 1
    steps, seen = [], np.zeros(n, int)
    for touchpoint, channel, share in path:
        takes = (rng.random(n) < share) & (seen <= stops)
        seen = seen + takes
        steps.append(Step(touchpoint, channel, takes, touchpoint != "online checkout", DAY))
    steps = [Step(s.touchpoint, s.channel, s.takes, np.full(n, s.completed), s.wait) for s in steps]
    return walk(rng, "join", ids, moments(rng, sector.month_starts, month, (1, 23)), steps)


def _helping(
    people: Population, service: pd.DataFrame, kind: str, rng: np.random.Generator
) -> pd.DataFrame:
    rows = service[service["kind"].eq(kind)]
    n = len(rows)
    yes = np.ones(n, bool)
    failed, recovered, follow_up = (
        rows[c].to_numpy() for c in ("failed", "recovered", "follow_up")
    )
    touchpoint, channel = f"support {kind}", {"call": "phone", "chat": "web"}[kind]
    steps = [
        Step("community forum", "web", rng.random(n) < FORUM_SHARE, yes),
        Step(touchpoint, channel, yes, ~failed, 900),
        Step(touchpoint, channel, rows["attempts"].to_numpy() > 1, recovered, DAY),
        Step("follow-up call", "phone", follow_up, yes, 2 * DAY),
    ]
    return walk(rng, "get help", people.ids[rows["customer"]], rows["start"].to_numpy(), steps)


def _repairing(people: Population, service: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    rows = service[service["kind"].eq("repair")]
    failed, recovered = rows["failed"].to_numpy(), rows["recovered"].to_numpy()
    again = rows["attempts"].to_numpy() > 1
    steps = [
        Step("repair", "shop", np.ones(len(rows), bool), ~failed),
        Step("repair", "shop", again, recovered, 3 * DAY),
    ]
    return walk(rng, "repair", people.ids[rows["customer"]], rows["start"].to_numpy(), steps)


def _upgrading(people: Population, service: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    rows = service[service["kind"].eq("upgrade")]
    attempts, completed = rows["attempts"].to_numpy(), rows["completed"].to_numpy()
    steps = [Step("upgrade offers", "app", np.ones(len(rows), bool), attempts > 0)]
    for number in range(1, int(attempts.max(initial=0)) + 1):
        last = completed & (attempts == number)
        wait = DAY if number in (3, 5) else 1500
        steps.append(Step("upgrade checkout", "web", attempts >= number, last, wait))
    steps.append(Step("order confirmation", "e-mail", completed, completed, 60))
    return walk(rng, "upgrade", people.ids[rows["customer"]], rows["start"].to_numpy(), steps)


def _months(lives: Lives, people: Population, sector: Sector) -> tuple[np.ndarray, np.ndarray]:
    """Customer and month of every month spent as a customer after the first."""
    months = np.arange(sector.months)
    there = (people.joined[:, None] < months) & (lives.left[:, None] >= months)
    return np.nonzero(there)


def _paying(
    sector: Sector, people: Population, lives: Lives, rng: np.random.Generator
) -> pd.DataFrame:
    who, month = _months(lives, people, sector)
    opens = rng.random(len(who)) < sector.rates["bill"]
    looks = opens & (rng.random(len(who)) < sector.rates["app"] * people.use[who])
    keep = np.flatnonzero(opens)
    yes = np.ones(len(keep), bool)
    steps = [
        Step("account app", "app", looks[keep], yes),
        Step("monthly bill", "e-mail", yes, yes, 300),
    ]
    start = month_ends(rng, sector.month_starts, month[keep])
    return walk(rng, "pay", people.ids[who[keep]], start, steps)


def _staying(
    sector: Sector, people: Population, lives: Lives, rng: np.random.Generator
) -> pd.DataFrame:
    """Renewals once a year, and friends brought along."""
    who, month = _months(lives, people, sector)
    due = (month - people.joined[who]) % 12 == 0
    brings = ~due & (rng.random(len(who)) < sector.rates["referral"] * people.use[who])
    keep = np.flatnonzero(due | brings)
    yes = np.ones(len(keep), bool)
    steps = [
        Step("renewal", "e-mail", due[keep], yes),
        Step("friend referral", "app", brings[keep], yes),
    ]
    start = moments(rng, sector.month_starts, month[keep], SERVICE_DAYS)
    return walk(rng, "pay", people.ids[who[keep]], start, steps)


def _leaving(
    people: Population, lives: Lives, starts: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    months = len(starts) - 1
    leaver = np.flatnonzero(lives.left < months)
    stays = rng.choice(
        np.flatnonzero(lives.left >= months), round(len(leaver) * SHOWS_LEAVING), replace=True
    )
    threatens = rng.integers(np.maximum(people.joined[stays], 0), months)
    who, month = np.concatenate([leaver, stays]), np.concatenate([lives.left[leaver], threatens])
    completed = np.arange(len(who)) < len(leaver)
    steps = [Step("cancellation form", "web", np.ones(len(who), bool), completed)]
    return walk(rng, "leave", people.ids[who], month_ends(rng, starts, month), steps)
