"""From journeys to interactions: what the client's systems wrote down, event by event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cxlib.training.sector import Sector

MINUTE, HOUR, DAY = 60, 3600, 86_400
OPENING, CLOSING = 8, 20  # customers begin between these hours; nobody acts at night
WAIT_SPREAD = 0.6  # sd of the log of a wait
WAIT_LIMITS = (5, 3 * HOUR)
LAST_DAYS = 4  # what happens at the end of a month happens on one of so many last days


def walk(
    sector: Sector,
    kind: str,
    ids: np.ndarray,
    start: np.ndarray,
    flags: Mapping[str, np.ndarray],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Interactions of journeys of one kind, walked as the sector's `walks` say.

    Parameters
    ----------
    ids : the customer of each journey
    start : datetime64[s] of each journey's first step
    flags : by name, of each journey: what the steps' `takes`, `completed` and `times` refer to;
        `steps` (optional) is the number of steps after which the journey is broken off
    """
    clock, seen = np.zeros(len(ids), np.int64), np.zeros(len(ids), np.int64)
    most = flags.get("steps", np.full(len(ids), np.iinfo(np.int64).max))
    parts = []
    for step, takes, completed in _steps(sector.walks[kind]["steps"], flags, len(ids), rng):
        takes = takes & (seen < most)
        clock = clock + np.where(takes & (seen > 0), _wait(rng, step, len(ids)), 0)
        seen = seen + takes
        who = np.flatnonzero(takes)
        part = {"customer": ids[who], "time": start[who] + clock[who].astype("timedelta64[s]")}
        part |= {"touchpoint": step["touchpoint"], "journey": sector.walks[kind]["journey"]}
        part |= {"channel": step.get("channel") or sector.channel(step["touchpoint"])}
        parts.append(pd.DataFrame(part | {"completed": completed[who], "instance": who}))
    return pd.concat(parts, ignore_index=True)


def _steps(
    steps: list[dict[str, Any]], flags: Mapping[str, np.ndarray], n: int, rng: np.random.Generator
) -> Iterator[tuple[dict[str, Any], np.ndarray, np.ndarray]]:
    """Each step with who takes it and for whom it is completed; repeated steps one by one."""
    for step in steps:
        if "times" not in step:
            takes = _who(step.get("takes", "all"), flags, n, rng)
            if "again" in step:
                yield step, takes & (rng.random(n) < step["again"]), np.zeros(n, bool)
            yield step, takes, _who(step.get("completed", "all"), flags, n, rng)
            continue
        times = flags[step["times"]]
        for number in range(1, int(times.max(initial=0)) + 1):
            days = step["days"][(number - 1) % len(step["days"])]
            yield step | {"days": days}, times >= number, flags["completed"] & (times == number)


def _who(
    rule: str | float, flags: Mapping[str, np.ndarray], n: int, rng: np.random.Generator
) -> np.ndarray:
    if isinstance(rule, float):
        return rng.random(n) < rule
    if rule in ("all", "none"):
        return np.full(n, rule == "all")
    return ~flags[rule.removeprefix("not ")] if rule.startswith("not ") else flags[rule]


def _wait(rng: np.random.Generator, step: Mapping[str, Any], n: int) -> np.ndarray:
    """Seconds before a step; whole days stay whole, so that nobody acts at night."""
    spread = rng.lognormal(0, WAIT_SPREAD, n)
    seconds = (step.get("minutes", 1) * MINUTE * spread).astype(np.int64).clip(*WAIT_LIMITS)
    return step.get("days", 0) * DAY + seconds


def moments(
    sector: Sector, month: np.ndarray, days: tuple[int, int], rng: np.random.Generator
) -> np.ndarray:
    """An instant in opening hours on one of the days of the month (first and last included)."""
    day = rng.integers(days[0], days[1] + 1, len(month)) - 1
    second = rng.integers(OPENING * HOUR, CLOSING * HOUR, len(month))
    return sector.month_starts[month] + (day * DAY + second).astype("timedelta64[s]")


def month_ends(sector: Sector, month: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """An instant in opening hours on one of the last days of the month."""
    back = rng.integers(1, LAST_DAYS + 1, len(month)) * DAY
    second = rng.integers(OPENING * HOUR, CLOSING * HOUR, len(month))
    return sector.month_starts[month + 1] + (second - back).astype("timedelta64[s]")


def gathered(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """All interactions in the order in which they happened, with one id per journey."""
    numbered, first = [], 1
    for part in parts:
        numbered.append(part.assign(instance=part["instance"] + first))
        first += int(part["instance"].to_numpy().max(initial=-1)) + 1
    together = pd.concat(numbered, ignore_index=True)
    ids = "J" + together["instance"].astype(str).str.zfill(8)
    together = together.drop(columns="instance").assign(journey_id=ids)
    return together.sort_values(["time", "journey_id"], kind="stable", ignore_index=True)
