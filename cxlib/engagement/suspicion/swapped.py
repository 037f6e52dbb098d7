"""Two questions that changed places in one group: told by what else each of them goes with."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np

from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.levels import Group, grouped, some
from cxlib.engagement.suspicion.survey import RESPONSES, Answers, answers

SWAPPED = "two questions change places in one group"
LEVELS = 50
FEWEST = 120  # answers of a group, and of all others, to both of two questions
OTHERS = 3  # questions by which the two are told apart
CHANCE = 6.0  # standard errors: how far beyond chance they differ (chi-squared, its normal limit)
LEFT = 0.3  # of all that differs beyond chance in the group, once the two are exchanged
APART = 0.3  # sum of squared differences of correlations that matters


def changed_places(seen: Seen) -> Iterator[Suspicion]:
    """A file, touchpoint, segment or time in which one question goes with the others as another one
    does elsewhere, and that one as it: their columns were exchanged there.

    What each goes with are its correlations with all other questions; in the group they differ
    from those elsewhere by far more than chance (variance 1/n), and no longer once the two are
    exchanged.
    """
    people = answers(seen)
    if len(people.names) < 2 + OTHERS:
        return
    given, x = people.there.astype(float), np.nan_to_num(people.scores)
    whole = _sums(given, x)
    for group in grouped(seen, LEVELS):
        codes = group.codes[people.every]
        for at, level in enumerate(group.named):
            inside = codes == at
            if FEWEST <= inside.sum() <= len(codes) - FEWEST:
                own = _sums(given[inside], x[inside])
                for one, other in _pairs(own, whole.less(own)):
                    yield _told(seen, people, group, level, one, other)


def _pairs(own: _Sums, others: _Sums) -> list[tuple[int, int]]:
    known = (own.n >= FEWEST) & (others.n >= FEWEST)
    np.fill_diagonal(known, False)
    here, there = (np.where(known, part.correlations(), np.nan) for part in (own, others))
    expected = np.where(known, 1 / np.maximum(own.n, 1) + 1 / np.maximum(others.n, 1), np.nan)
    beyond, terms = _beyond(here, there, expected)
    odd = np.flatnonzero(beyond >= CHANCE * np.sqrt(2 * np.maximum(terms, 1)))
    found = [(_beyond(_exchanged(here, *pair), there, expected)[0].sum(), pair)
             for pair in combinations(odd, 2) if _apart(here, there, *pair)]  # fmt: skip
    best, pair = min(found, default=(np.inf, (0, 0)))
    return [pair] if best <= LEFT * beyond.sum() else []


def _beyond(
    here: np.ndarray, there: np.ndarray, expected: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """By how much the correlations of each question differ beyond chance, and over how many."""
    squares = (here - there) ** 2 / expected
    terms = np.isfinite(squares).sum(axis=1)
    return np.nansum(squares, axis=1) - terms, terms


def _exchanged(here: np.ndarray, one: int, other: int) -> np.ndarray:
    order = np.arange(len(here))
    order[[one, other]] = other, one
    return here[np.ix_(order, order)]


def _apart(here: np.ndarray, there: np.ndarray, one: int, other: int) -> bool:
    """Whether enough is known of two questions, and they differ by more than is worth a word."""
    rest = np.ones(len(here), dtype=bool)
    rest[[one, other]] = False
    rows = (here[one], here[other], there[one], there[other])
    known = rest & np.all(np.isfinite(rows), axis=0)
    a, b, c, d = (row[known] for row in rows)
    return known.sum() >= OTHERS and bool(((a - c) ** 2 + (b - d) ** 2).sum() / 2 >= APART)


class _Sums(NamedTuple):
    """Of every two columns over some rows: how many rows have both, and their sums, squares and
    products there. Those of all other rows are the whole's less these."""

    n: np.ndarray
    first: np.ndarray
    squares: np.ndarray
    products: np.ndarray

    def less(self, part: _Sums) -> _Sums:
        return _Sums(*(whole - own for whole, own in zip(self, part, strict=True)))

    def correlations(self) -> np.ndarray:
        """Pearson's r; 0 where one of the two does not vary."""
        with np.errstate(invalid="ignore", divide="ignore"):
            varies = self.squares - self.first**2 / self.n
            r = self.products - self.first * self.first.T / self.n
            r = r / np.sqrt(varies * varies.T)
        return np.where((varies > 1e-9) & (varies.T > 1e-9), r, 0.0)


def _sums(there: np.ndarray, x: np.ndarray) -> _Sums:
    return _Sums(there.T @ there, x.T @ there, (x * x).T @ there, x.T @ x)


def _told(
    seen: Seen, people: Answers, group: Group, level: object, one: int, other: int
) -> Suspicion:
    name, with_it = people.names[one], people.names[other]
    mine = next((n for n in (name, with_it) if n in people.outcomes), name)
    words = (
        f"in {some(group.name, [level])} {name} goes with the other questions as {with_it} does "
        f"elsewhere, and {with_it} as {name}: their columns were exchanged there"
    )
    remedy = "exchange them back in that source (columns), or leave both out there"
    inside = group.levels == level
    rows = inside.index[inside]
    own = mine in people.outcomes
    measure = effects.outcome(mine) if own else effects.mean(RESPONSES, mine)
    return in_rows(seen, SWAPPED, RESPONSES, mine, rows, STOP if own else WARN, words, remedy,
                   measure, blank=True)  # fmt: skip


RULES = (changed_places,)
