"""From journeys to interactions: what the client's systems wrote down, event by event."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

HOUR, DAY = 3600, 86_400
OPENING, CLOSING = 8, 20  # customers begin between these hours


@dataclass(frozen=True)
class Step:
    """One step of many journeys at once: who takes it, how long after the step before, how it ends.

    `wait` is the median in seconds; whole days are kept whole, so that nobody acts at night.
    """

    touchpoint: str
    channel: str
    takes: np.ndarray
    completed: np.ndarray
    wait: float = 600


def walk(
    rng: np.random.Generator, kind: str, customer: np.ndarray, start: np.ndarray, steps: list[Step]
) -> pd.DataFrame:
    """Interactions of journeys that go through the same steps, each taking its own part of them.

    Parameters
    ----------
    customer : id of each journey's customer
    start : datetime64[s] of each journey's first step
    """
    clock = np.zeros(len(customer), dtype=np.int64)
    parts = []
    for number, step in enumerate(steps):
        clock = clock + np.where(step.takes & (number > 0), _wait(rng, step.wait, len(clock)), 0)
        taken = np.flatnonzero(step.takes)
        parts.append(
            pd.DataFrame(
                {
                    "customer": customer[taken],
                    "time": start[taken] + clock[taken].astype("timedelta64[s]"),
                    "touchpoint": step.touchpoint,
                    "channel": step.channel,
                    "completed": step.completed[taken],
                    "instance": taken,
                }
            )
        )
    return pd.concat(parts, ignore_index=True).assign(journey=kind)


def _wait(rng: np.random.Generator, median: float, n: int) -> np.ndarray:
    days, seconds = divmod(int(median), DAY)
    return days * DAY + (seconds * rng.lognormal(0, 0.6, n)).astype(np.int64).clip(5, 3 * HOUR)


def moments(
    rng: np.random.Generator, month_starts: np.ndarray, month: np.ndarray, days: tuple[int, int]
) -> np.ndarray:
    """An instant in opening hours on one of the days of the month (first and last included)."""
    day = rng.integers(days[0], days[1] + 1, len(month)) - 1
    second = rng.integers(OPENING * HOUR, CLOSING * HOUR, len(month))
    return month_starts[month] + (day * DAY + second).astype("timedelta64[s]")


def month_ends(rng: np.random.Generator, month_starts: np.ndarray, month: np.ndarray) -> np.ndarray:
    """An instant on one of the last four days of the month."""
    back = rng.integers(1, 5, len(month)) * DAY
    second = rng.integers(OPENING * HOUR, CLOSING * HOUR, len(month))
    return month_starts[month + 1] + (second - back).astype("timedelta64[s]")


def gathered(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """All interactions in the order in which they happened, with one id per journey."""
    numbered, first = [], 1
    for part in parts:
        numbered.append(part.assign(instance=part["instance"] + first))
        first += int(part["instance"].to_numpy().max(initial=-1)) + 1
    together = pd.concat(numbered, ignore_index=True)
    ids = "J" + together.pop("instance").astype(str).str.zfill(8)
    together = together.assign(journey_id=ids)
    return together.sort_values(["time", "journey_id"], kind="stable", ignore_index=True)
