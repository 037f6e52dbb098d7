"""A past that is another: the file of somebody else, with ids of the same shape."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from cxlib.engagement.suspicion.delivery.presence import both
from cxlib.engagement.suspicion.frame import STOP, Seen, Suspicion

ANOTHER = "another past"
LEAST_PERIODS, LEAST, LEAST_MEANS = 3, 10, 6  # periods; values of a column in each; means in all
UNLIKE = 0.4  # of what two samples differ by, squared: rows that went or came late make far less
SAME = 0.1  # of the means that are what they were


def another(seen: Seen) -> Iterator[Suspicion]:
    """Past periods whose means lie as far from those delivered before as if other people had
    answered: the squares of their differences, in standard errors of two samples, are about one."""
    for name, told, was in both(seen):
        shared = [p for p in told["periods"] if p in was["periods"] and p < seen.given["period"]]
        away = [
            d for p in shared for d in _differences(told["periods"][p], was["periods"][p])
        ]  # fmt: skip
        if len(shared) < LEAST_PERIODS or len(away) < LEAST_MEANS:
            continue
        if np.median(np.square(away)) >= UNLIKE**2 and np.mean(np.equal(away, 0)) <= SAME:
            n = sum(told["periods"][p]["rows"] for p in shared)
            words = (
                f"of {len(away)} means of the {len(shared)} periods from {min(shared)} on hardly "
                "one is what it was when it was delivered last, and they differ as those of other "
                "people would"
            )
            remedy = "see whether it is this client's file, and whether its answers are as given"
            yield Suspicion(ANOTHER, name, "", n, STOP, words, remedy)


def _differences(now: Mapping, was: Mapping) -> Iterator[float]:
    """How far each mean has moved, in standard errors of two samples."""
    for column, told in now["columns"].items():
        then = was["columns"].get(column, {})
        if "mean" in told and "mean" in then and min(told["n"], then["n"]) >= LEAST:
            error = np.sqrt(told["sd"] ** 2 / told["n"] + then["sd"] ** 2 / then["n"])
            if error > 0:
                yield (told["mean"] - then["mean"]) / error


RULES = (another,)
