"""What stands in a log for times and people and is something else: looked for in some customers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.log import rhythm
from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion
from cxlib.engagement.suspicion.some import LOG, events_of_some, steps_of_some

ZONES, SENT, SINGLE = (
    "every event again some hours later",
    "several steps at one instant",
    "as many customers as events",
)
FEWEST = 100
MOST_HOURS = 14  # no two zones lie further apart
AGAIN = 0.4  # of the events that another follows or leads by one and the same number of hours
TOGETHER = 0.5  # of a customer's steps from one touchpoint to another on one day
ONE_DAY = 86_400  # seconds
ONCE = 0.99


def as_many_as_events(seen: Seen) -> Iterator[Suspicion]:
    """Nearly every event is another customer's, though there are several touchpoints: the id is
    that of the event or the visit, so that no journey has a second step."""
    if seen.log is None:
        return
    counts = rhythm.customers(seen.log)
    places = rhythm.places(seen.log, seen.config)["touchpoint"].nunique()
    if len(counts) >= FEWEST and places >= 3 and (counts == 1).mean() >= ONCE:
        words = (
            f"{len(counts):,} customers have {counts.sum():,} events at {places} touchpoints: "
            "hardly anybody is seen twice, so no journey has a second step"
        )
        remedy = "see that customer names the person (or the visit), and not the event"
        yield Suspicion(SINGLE, LOG, "customer", int(counts.sum()), WARN, words, remedy)


def again_hours_later(seen: Seen) -> Iterator[Suspicion]:
    """Events that stand a second time at the same minute and second some whole hours away: one
    export by the clock of the place, one by universal time."""
    drawn = events_of_some(seen)
    if len(drawn) < FEWEST:
        return
    seconds = drawn["time"].dt.floor("s").astype("datetime64[s]").astype("int64")
    if (seconds % 60 == 0).mean() > 0.5:  # to the minute or coarser: the same by chance
        return
    place = drawn.groupby(["customer", "touchpoint"], sort=False).ngroup().to_numpy()
    here = place * (1 << 40) + seconds.to_numpy()  # one number for who, where and when
    alike = pd.Series(place * 3600 + seconds.to_numpy() % 3600).duplicated(keep=False)
    if alike.mean() < AGAIN:  # most logs end here
        return
    for hours in range(1, MOST_HOURS + 1):
        moved = here + 3600 * hours
        later = np.isin(here, moved)
        if later.mean() >= AGAIN and not (later & np.isin(moved, here)).mean() >= AGAIN:
            n = int(later.sum())
            words = (
                f"of {len(drawn):,} events looked at {n:,} stand exactly {hours} "
                f"hour{'s' * (hours > 1)} after the same event of the same customer"
            )
            remedy = "send each event once, by one clock, and name its zone in timezone"
            yield Suspicion(ZONES, LOG, "time", n, WARN, words, remedy)
            return


def one_instant(seen: Seen) -> Iterator[Suspicion]:
    """A customer's steps from touchpoint to touchpoint that carry the very same second: the time
    at which they were sent, which says nothing of their order and of the time between them."""
    steps = steps_of_some(seen)
    step = ~steps["same"] & (steps["gap"] < ONE_DAY)
    fine = steps["time"].dt.second.ne(0).mean() > 0.5  # to the minute: two steps may share one
    together = step & steps["gap"].eq(0)
    if fine and step.sum() >= FEWEST and together.sum() >= TOGETHER * step.sum():
        words = (
            f"of {step.sum():,} steps to another touchpoint within a day {together.sum():,} are in "
            "the very second of the step before: they carry the time at which they were sent"
        )
        remedy = "ask for the time of each event; their order is that of the map until then"
        yield Suspicion(SENT, LOG, "time", int(together.sum()), WARN, words, remedy)


RULES = (as_many_as_events, again_hours_later, one_instant)
