"""Where those who gave an answer stand in all their other answers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from cxlib.engagement.suspicion.frame import Seen
from cxlib.engagement.suspicion.lining import lined
from cxlib.engagement.suspicion.survey import answers

FEWEST = 5  # answers, below which an absent neighbour may be chance
SHARE = 0.02  # of the answers that one has at least, to be judged
MOST_POINTS = 12


@dataclass(frozen=True)
class Trend:
    """For each value of a column how many gave it, where they stand (mean standard score), and
    their spread about it; `spread` is that of all."""

    values: np.ndarray
    counts: np.ndarray
    means: np.ndarray
    spread: float
    spreads: np.ndarray

    def having(self, kept: np.ndarray) -> Trend:
        """The same of some of the values alone."""
        return replace(self, values=self.values[kept], counts=self.counts[kept],
                       means=self.means[kept], spreads=self.spreads[kept])  # fmt: skip

    def large(self, at: int) -> bool:
        return self.counts[at] >= max(FEWEST, SHARE * self.counts.sum())


def trends(seen: Seen) -> dict[str, Trend]:
    """The trend of each graded column: whole numbers, four to twelve different ones; without those
    who ticked without reading, for they stand nowhere."""
    return seen.once("trends", lambda: _trends(seen))


def _trends(seen: Seen) -> dict[str, Trend]:
    people = answers(seen)
    read = ~lined(seen).rows[people.every]
    found = {}
    for at, name in enumerate(people.names):
        if 4 <= len(people.counts[name][0]) <= MOST_POINTS:
            told = _trend(people.matrix[read, at], people.standing(name)[read])
            if told is not None:
                found[name] = told
    return found


def _trend(given: np.ndarray, stand: np.ndarray) -> Trend | None:
    known = ~np.isnan(given) & ~np.isnan(stand)
    values, place = np.unique(given[known], return_inverse=True)
    if len(values) < 4 or np.any(values != np.round(values)):
        return None
    counts = np.bincount(place)
    means = np.bincount(place, stand[known]) / counts
    away = stand[known] - means[place]
    spreads = np.sqrt(np.bincount(place, away**2) / counts)
    return Trend(values, counts, means, float(np.std(away)), spreads)
