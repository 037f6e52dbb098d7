"""One group's answers, where they hold far too many of one answer, or break off before an end."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy.special import bdtrc, chdtrc

from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, WARN, Measure, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.levels import TIME, Group, grouped, some
from cxlib.engagement.suspicion.survey import RESPONSES, answers

FILLED, CUT = "one answer far too often in one group", "answers that break off in one group"
FEWEST = 60  # answers of a group, and of the rest
LEVELS = 50
MORE = 0.25  # of the answers, above the share elsewhere
NEARLY = 0.9  # of the answers: no more is left to hold against one another
OTHERWISE = 0.01  # chance of the other answers, as they are among themselves elsewhere
CHANCE = 1e-6
BEYOND = 0.15  # of the answers elsewhere lie beyond the end, at least
EDGE = 0.5  # times the share of the last answer elsewhere, at least, where a group breaks off


def odd_groups(seen: Seen) -> Iterator[Suspicion]:
    """A file, touchpoint or segment that differs from all others in one answer alone, or that has
    none beyond a point up to which it goes as the others do."""
    told = answers(seen)
    for group in grouped(seen, LEVELS):
        if group.name == TIME:
            continue
        for name in told.names:
            values = told.counts[name][0]
            if 4 <= len(values) <= 11:
                yield from _in_levels(seen, name, group, values)


def _in_levels(seen: Seen, name: str, group: Group, values: np.ndarray) -> Iterator[Suspicion]:
    """Counts of each answer (columns) in each level (rows), each row against all others."""
    at = seen.once(f"places of {name}", lambda: _places(seen, name, values))
    known = (group.codes >= 0) & (at >= 0)
    places = group.codes[known] * len(values) + at[known]
    size = len(group.named) * len(values)
    table = np.bincount(places, minlength=size).reshape(-1, len(values)).astype(float)
    whole = table.sum(axis=0)
    for row, own in enumerate(table):
        rest = whole - own
        if min(own.sum(), rest.sum()) < FEWEST:
            continue
        level, tests = group.named[row], table.size
        if (piled := _filled(own, rest, tests)) is not None:
            yield _told(seen, name, group, level, FILLED, _piled_words(own, rest, values, piled))
        elif (side := _cut(own, rest, tests)) is not None:
            yield _told(seen, name, group, level, CUT, _cut_words(own, rest, values, side))


def _places(seen: Seen, name: str, values: np.ndarray) -> np.ndarray:
    cells = answers(seen).frame[name].to_numpy(dtype=float)
    return np.where(np.isnan(cells), -1, np.searchsorted(values, cells))


def _filled(own: np.ndarray, rest: np.ndarray, tests: int) -> int | None:
    """Which answer is given far more often, all others being as they are elsewhere.

    >>> elsewhere = np.array([20.0, 40, 60, 50, 30])
    >>> _filled(np.array([10.0, 20, 130, 25, 15]), elsewhere, 1)
    2
    >>> _filled(np.array([2.0, 10, 20, 60, 108]), elsewhere, 1) is None
    True
    """
    here, there = own / own.sum(), rest / rest.sum()
    at = int(np.argmax(here - there))
    if here[at] - there[at] < MORE:
        return None
    if bdtrc(own[at] - 1, int(own.sum()), max(there[at], 1 / rest.sum())) * tests >= CHANCE:
        return None
    others = np.arange(len(own)) != at
    n, m = own[others].sum(), rest[others].sum()
    if here[at] >= NEARLY:
        return at
    if n < FEWEST / 2 or m == 0:
        return None
    both = own[others] + rest[others]
    expected = both[both > 0] * n / (n + m)
    apart = ((own[others][both > 0] - expected) ** 2 / (expected * (1 - n / (n + m)))).sum()
    return at if chdtrc(max(len(expected) - 1, 1), apart) >= OTHERWISE else None


def _cut(own: np.ndarray, rest: np.ndarray, tests: int) -> int | None:
    """On which side no answer is given that many give elsewhere: 0 the low end, -1 the high end.

    >>> elsewhere = np.array([20.0, 40, 60, 50, 30])
    >>> _cut(np.array([0.0, 0, 0, 100, 60]), elsewhere, 1), _cut(elsewhere, elsewhere, 1)
    (0, None)
    """
    for side in (0, -1):
        here, there = (own, rest) if side == 0 else (own[::-1], rest[::-1])
        first = int(np.argmax(here > 0))
        beyond = there[:first].sum() / there.sum()
        none = (1 - beyond) ** here.sum() * tests < CHANCE
        edge = here[first] / here.sum() >= EDGE * there[first] / there.sum()
        several = len(here) - first >= 2
        if first and beyond >= BEYOND and none and edge and several:
            return side
    return None


def _piled_words(own: np.ndarray, rest: np.ndarray, values: np.ndarray, at: int) -> str:
    return (
        f"{own[at] / own.sum():.0%} of {own.sum():,.0f} answers of {{where}} are {values[at]:g}, "
        f"elsewhere {rest[at] / rest.sum():.0%}, and the other answers are as they are elsewhere: "
        "a default, or an answer that somebody else gave"
    )


def _cut_words(own: np.ndarray, rest: np.ndarray, values: np.ndarray, side: int) -> str:
    given = values[own > 0]
    end = given[0] if side == 0 else given[-1]
    beyond = rest[values < end].sum() if side == 0 else rest[values > end].sum()
    return (
        f"none of {own.sum():,.0f} answers of {{where}} lies "
        f"{'below' if side == 0 else 'above'} {end:g}, elsewhere {beyond / rest.sum():.0%} do: "
        "only some were asked, or others were left out"
    )


def _told(seen: Seen, name: str, group: Group, level: str, kind: str, words: str) -> Suspicion:
    own = name in answers(seen).outcomes
    inside = group.levels == level
    change: Measure = effects.outcome(name) if own else effects.mean(RESPONSES, name)
    remedy = "see how that group was asked; leave its answers out if they are not all there is"
    return in_rows(seen, kind, RESPONSES, name, inside.index[inside], STOP if own else WARN,
                   words.format(where=some(group.name, [level])), remedy, change,
                   blank=True)  # fmt: skip


RULES = (odd_groups,)
