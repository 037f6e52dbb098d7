"""Times that a machine wrote: one time of day for very many, no afternoon, one distance, two names
for one event."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.contracts.periods import to_local
from cxlib.engagement.log import rhythm
from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion
from cxlib.engagement.suspicion.some import LOG, events_of_some, steps_of_some
from cxlib.engagement.suspicion.tracking import listed

ONE_TIME, HALF_DAY, ECHO, TWIN = (
    "one time of day for very many",
    "no afternoon",
    "again after one and the same time",
    "two names for one event",
)
TABLES = ("responses", "purchases", "operations")
DAY = 86_400  # seconds
FEWEST = 200  # times from which clocks are judged
PILED, DATED = 0.1, 0.95  # of all times at one second of the day; above, they are days alone
PLACES = 0.5  # of the touchpoints at which they are: a message that is sent at noon is one
NIGHT, LIKELY = 5, 0.1  # hours of it, and share of what lies there where no afternoon is
SOON, EVEN = 60.0, 0.8  # seconds, and share of the repeats that come after the very same time
OFTEN, FEW = 0.2, 20  # of a touchpoint's events that are followed so, and how many
FINE = 0.5  # of the times have seconds, where such distances say something
AT_ONCE = 1.0  # second: nobody goes from one touchpoint to the next within it
ALWAYS = 0.8  # of both touchpoints' events


def one_time(seen: Seen) -> Iterator[Suspicion]:
    """A tenth of all times or more are at one second of the day: what a system writes that knows
    the day alone. In a log at most touchpoints."""
    for name, times, places in _times(seen):
        seconds = times.to_numpy().astype("datetime64[s]").astype("int64") % DAY
        if len(seconds) < FEWEST:
            continue
        counts = np.bincount(seconds, minlength=DAY)
        most, n = int(counts.argmax()), int(counts.max())
        rest = np.delete(counts, most)
        if not PILED <= n / len(seconds) < DATED or n < 10 * rest.max():
            continue
        if name == LOG and (most == 0 or _at(places, seconds == most) < PLACES):
            continue  # midnight has its own rule; a message sent at noon is one touchpoint
        clock = f"{most // 3600:02d}:{most // 60 % 60:02d}:{most % 60:02d}"
        words = (
            f"{n:,} of {len(seconds):,} times are {clock}, the next most frequent stands "
            f"{int(rest.max()):,} times: what is written where the day alone is known"
        )
        remedy = "ask for the times; order within a day, and gaps, mean nothing in these rows"
        yield Suspicion(ONE_TIME, name, "time", n, WARN, words, remedy)


def _at(places: pd.Series, piled: np.ndarray) -> float:
    """The share of the touchpoints of which a tenth of the events or more are piled up."""
    return float((pd.Series(piled).groupby(places.to_numpy()).mean() >= PILED).mean())


def no_afternoon(seen: Seen) -> Iterator[Suspicion]:
    """Nothing happened after noon, and much in the night: hours of twelve whose p.m. is lost."""
    for name, times, _ in _times(seen):
        seconds = times.to_numpy().astype("datetime64[s]").astype("int64") % DAY
        if name != LOG:
            yield from _half(name, np.bincount(seconds[seconds > 0] // 3600, minlength=24))
    if seen.log is not None:
        found = rhythm.hours(seen.log, seen.config.timezone)
        n = found["n"] - found["midnight"]
        hours = np.bincount(found["begins"].dt.hour, n, minlength=24)
        yield from _half(LOG, hours)


def _half(name: str, hours: np.ndarray) -> Iterator[Suspicion]:
    n = int(hours.sum())
    if n >= FEWEST and not hours[12:].any() and hours[:NIGHT].sum() >= LIKELY * n:
        words = (
            f"none of {n:,} times is after noon, and {hours[:NIGHT].sum() / n:.0%} lie between "
            f"midnight and {NIGHT} o'clock: a clock of twelve hours whose p.m. was lost"
        )
        remedy = "export the times with 24 hours, or with am and pm (read: {dates: '... %I:%M %p'})"
        yield Suspicion(HALF_DAY, name, "time", n, WARN, words, remedy)


def echoes(seen: Seen) -> Iterator[Suspicion]:
    """Events that come again, of the same customer and touchpoint, after one and the same time:
    the tracking sends them twice (within a second it has a rule of its own). A machine that
    reports every so often goes on and on."""
    steps = steps_of_some(seen)
    if len(steps) < FEWEST or steps["time"].dt.second.ne(0).mean() < FINE:
        return
    soon = steps["same"] & steps["gap"].between(AT_ONCE, SOON, inclusive="right")
    again = steps[soon & ~soon.shift(fill_value=False)]
    of = steps.groupby("touchpoint").size()
    for place, gaps in again.groupby("touchpoint")["gap"]:
        counts = gaps.round(1).value_counts()
        n = int(counts.iloc[0])
        if n >= max(FEW, OFTEN * of[place]) and n >= EVEN * len(gaps):
            words = (
                f"of {of[place]:,} events looked at {listed([place])} has {n:,} that come again "
                f"after {counts.index[0]:g} seconds to the tenth, which no person does"
            )
            remedy = "mend the tracking, and leave the second of each out"
            yield Suspicion(ECHO, LOG, "touchpoint", n, WARN, words, remedy)
            return


def twins(seen: Seen) -> Iterator[Suspicion]:
    """Two touchpoints whose events nearly always come in pairs within a second: one event sent
    under two names."""
    steps = steps_of_some(seen)
    if len(steps) < FEWEST:
        return
    close = steps[~steps["same"] & (steps["gap"] > 0) & (steps["gap"] < AT_ONCE)]
    pairs = close.groupby(["before", "touchpoint"]).size()
    of = steps.groupby("touchpoint").size()
    for (one, other), n in pairs[pairs >= FEW].items():
        if n >= ALWAYS * max(of.get(one, 0), of.get(other, 0)):
            words = (
                f"{listed([one, other])} come together within a second in {n:,} of "
                f"{max(of[one], of[other]):,} events looked at: one event under two names"
            )
            remedy = "leave one of the two out (where), or map both to one touchpoint"
            yield Suspicion(TWIN, LOG, "touchpoint", int(n), WARN, words, remedy)
            return


def _times(seen: Seen) -> list[tuple[str, pd.Series, pd.Series]]:
    """Times on the client's clock, by table; of a log those of some customers, and where."""

    def work_out() -> list[tuple[str, pd.Series, pd.Series]]:
        zone, found = seen.config.timezone, events_of_some(seen)
        told = [
            (name, to_local(seen.frame(name)["time"].dropna(), zone), pd.Series(dtype=str))
            for name in TABLES
            if name in seen.tables
        ]
        return [*told, (LOG, to_local(found["time"], zone), found["touchpoint"])]

    return seen.once("times on the clock", work_out)


RULES = (one_time, no_afternoon, echoes, twins)
