"""Signs of leaving that look like its causes, and causes: how often each is told as a cause."""

from __future__ import annotations

import numpy as np
import pandas as pd
from simulations.staying import BEGIN, HORIZON, LEVEL, SEED, leavers_of, rate

from cxlib.diagnosis.worth.effect import effect
from cxlib.diagnosis.worth.landmarks import carries, landmarks, watched
from cxlib.diagnosis.worth.refuting import SOON, TIMES, sign_of, tried
from cxlib.stats.resampling import stream

DAY = pd.Timedelta(days=1)
DAYS = 1095
HAZARD = 0.018 * 12 / 365.25  # a day


def symptom(times: int, n: int = 2000, often: float = 0.6, stray: float = 0.02) -> dict:
    """Who leaves fails 35 to 90 days before, because of it; failures do nothing to anybody.

    `often` of the leavers fail so, and `stray` of all other visits fail by chance.
    """
    told = []
    for run in range(times):
        rng = stream(SEED, "symptom", often, stray, run)
        start, until, left = _lives(rng, n, np.full(n, HAZARD))
        visits = _visits(rng, start, until, 1 / 120)
        visits["bad"] = rng.random(len(visits)) < stray
        goes = np.flatnonzero(left & (rng.random(n) < often))
        stumbles = pd.DataFrame(
            {"customer": goes, "time": until[goes] - rng.uniform(35, 90, goes.size), "bad": True}
        )
        told.append(_told(rng, pd.concat([visits, stumbles]), start, until, left))
    return _rates(told)


def cause(times: int, ratio: float = 2.0, months: float = 6.0, n: int = 2000) -> dict:
    """A bad visit multiplies leaving by `ratio` for so many months, or until the next visit."""
    told = []
    for run in range(times):
        rng = stream(SEED, "cause", ratio, months, run)
        start, until, left = _lives(rng, n, np.full(n, 1e-9))
        visits = _visits(rng, start, until, 1 / 120)
        visits["bad"] = rng.random(len(visits)) < 0.2
        until, left = leavers_of(rng, visits, start, until, HAZARD, ratio, months * 365.25 / 12)
        visits = visits[visits["time"] < until[visits["customer"]]]
        told.append(_told(rng, visits, start, until, left))
    return _rates(told)


def bad_times(times: int, n: int = 2000, share: float = 0.25) -> dict:
    """Months in which prices go up: lines are busy, so visits fail, and people leave; no more."""
    told = []
    for run in range(times):
        rng = stream(SEED, "bad times", run)
        start, until, left = _lives(rng, n, np.full(n, 1e-9))
        months = rng.random(DAYS // 30 + 1) < share
        visits = _visits(rng, start, until, 1 / 90)
        busy = months[(visits["time"] // 30).astype(int)]
        visits["bad"] = rng.random(len(visits)) < np.where(busy, 0.6, 0.05)
        hazard = HAZARD * np.where(months, 3.0, 1.0)
        until, left = _by_calendar(rng, start, hazard)
        visits = visits[visits["time"] < until[visits["customer"]]]
        told.append(_told(rng, visits, start, until, left))
    return _rates(told)


def _rates(told: list[str]) -> dict:
    """How often it was told as a cause, as a sign of leaving, as a sign of the times."""
    kinds = {"cause": "cause", "sign": SOON, "times": TIMES}
    return {name: rate([one == kind for one in told]) for name, kind in kinds.items()}


def _told(rng: np.random.Generator, visits: pd.DataFrame, start, until, left) -> str:
    """What is told of one client: "cause", by what it shows as a sign, or nothing."""
    customers = np.arange(start.size)
    spells = pd.DataFrame({"customer": customers, "left": left})
    spells["start"], spells["until"] = (
        BEGIN + pd.to_timedelta(t, unit="D") for t in (start, until)
    )
    seen = visits.assign(time=BEGIN + pd.to_timedelta(visits["time"], unit="D"))
    rows = watched(landmarks(seen, spells), HORIZON).reset_index(drop=True)
    if not carries(rows, 30):
        return ""
    before = rows.groupby("customer").cumcount()
    covariates = pd.DataFrame({"tenure": np.log1p(rows["tenure"]), "contacts": np.log1p(before)})
    found = effect(rows, covariates, HORIZON, 0.95, rng)
    if found is None or found.p >= LEVEL or found.hazard_ratio <= 1:
        return ""
    return sign_of(tried(rows, covariates, 0.95)) or "cause"


def _lives(rng: np.random.Generator, n: int, hazard: np.ndarray) -> tuple:
    start = rng.uniform(0, DAYS - 200, n)
    end = start + rng.exponential(1 / hazard)
    return start, np.minimum(end, DAYS), end <= DAYS


def _by_calendar(rng: np.random.Generator, start: np.ndarray, hazard: np.ndarray) -> tuple:
    """Lives under a hazard that changes with the month of the calendar."""
    day = np.arange(DAYS)
    total = np.concatenate([[0.0], np.cumsum(hazard[day // 30])])
    goal = np.interp(start, np.arange(DAYS + 1), total) + rng.exponential(size=start.size)
    end = np.interp(goal, total, np.arange(DAYS + 1), right=np.inf)
    return np.minimum(end, DAYS), end < DAYS


def _visits(rng: np.random.Generator, start, until, rate_: float) -> pd.DataFrame:
    number = rng.poisson((until - start) * rate_)
    customer = np.repeat(np.arange(start.size), number)
    time = start[customer] + rng.random(customer.size) * (until - start)[customer]
    return pd.DataFrame({"customer": customer, "time": time}).sort_values(
        ["customer", "time"], ignore_index=True
    )
