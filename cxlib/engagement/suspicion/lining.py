"""Batteries of questions ticked without reading them: straight down, or in a pattern."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.survey import RESPONSES, Answers, answers, projected

STRAIGHT, PATTERN = "the same answer to every question", "one pattern of answers many times"
BATTERY = 4  # questions; how rarely people answer so many alike is worked out
LINED, PATTERNED = 0.10, 0.03  # share of the people from which they move the figures
EXPECTED = 2.5  # times what answers that go together as these do would give
BLOCK = 5  # questions in a row, among which a pattern is looked for: others may be left out
DRAWN = 4_000  # people by whom that is worked out
LEAST = 60  # people who were asked a battery


@dataclass(frozen=True)
class Lined:
    """Who ticked all questions alike, and in the commonest pattern of the others: one bool for each
    row, and how many were asked a battery. None of them where the share may be honest."""

    straight: np.ndarray
    pattern: np.ndarray
    asked: int

    @property
    def rows(self) -> np.ndarray:
        return self.straight | self.pattern


def lined(seen: Seen) -> Lined:
    """The rows that were ticked without reading, where they are too many to be honest.

    Held against people drawn with the same shares of each answer and the same correlations
    (a Gaussian copula): opinions that go together give the same answers too.
    """
    return seen.once("lined", lambda: _lined(answers(seen)))


def _lined(told: Answers) -> Lined:
    items = [n for n in told.names if n not in told.outcomes and len(told.counts[n][0]) >= 4]
    nobody = np.zeros(len(told.frame), dtype=bool)
    if len(items) < BATTERY:
        return Lined(nobody, nobody, 0)
    ends = np.array([told.counts[n][0][[0, -1]] for n in items])
    drawn = told.matrix[:, [told.place[n] for n in items]]
    much = _too_many(told, items, drawn, ends)
    if not any(much):
        return Lined(nobody, nobody, 0)
    whole = told.frame[items].to_numpy(dtype=float)
    straight = _straight(whole, ends) if much[0] else nobody
    return Lined(straight, _patterned(whole) if much[1] else nobody, int(_asked(whole).sum()))


def _too_many(
    told: Answers, items: list[str], whole: np.ndarray, ends: np.ndarray
) -> tuple[bool, bool]:
    """Whether so many ticked straight down, and in one pattern, as opinions alone do not make."""
    asked = _asked(whole)
    n = int(asked.sum())
    if n < LEAST:
        return False, False
    straight, pattern = _straight(whole, ends).sum(), _patterned(whole).sum()
    much = straight >= LINED * n, pattern >= PATTERNED * n
    if not any(much):
        return False, False
    like = _like(told, items, whole[asked])
    return (
        bool(much[0] and straight >= EXPECTED * n * _straight(like, ends).mean()),
        bool(much[1] and pattern >= EXPECTED * n * _patterned(like).mean()),
    )


def _asked(whole: np.ndarray) -> np.ndarray:
    return (~np.isnan(whole)).sum(axis=1) >= BATTERY


def _straight(whole: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """One answer to a battery or more, at no end of the scale: all at the top may be meant."""
    there = ~np.isnan(whole)
    with np.errstate(invalid="ignore"):
        extreme = (whole == ends[:, 0]) | (whole == ends[:, 1])
    return alike(whole) & ~extreme.all(axis=1, where=there)


def alike(whole: np.ndarray) -> np.ndarray:
    """Who gave one and the same answer to all questions, a battery or more, at whatever value.

    A row is one person's answers, a gap a question not answered; also what drivers are held against
    (`diagnosis.drivers.within`), where those at an end of the scale count too.

    >>> alike(np.array([[3.0, 3, 3, 3], [3, 3, 3, 4], [3, 3, 3, np.nan]])).tolist()
    [True, False, False]
    """
    there = ~np.isnan(whole)
    low = np.where(there, whole, np.inf).min(axis=1, initial=np.inf)
    high = np.where(there, whole, -np.inf).max(axis=1, initial=-np.inf)
    return (there.sum(axis=1) >= BATTERY) & (low == high)


def _patterned(whole: np.ndarray) -> np.ndarray:
    """The rows that hold the answers given together most often, not all alike, in half or more of
    the blocks of five questions that they answered whole."""
    wide = whole.shape[1]
    answered, alike = np.zeros((2, len(whole)), dtype=int)
    for first in range(0, max(wide - BATTERY, 0) + 1, BLOCK):
        block = whole[:, first : first + BLOCK]
        there = ~np.isnan(block).any(axis=1)
        varied = there & (block.min(axis=1, initial=np.inf) < block.max(axis=1, initial=-np.inf))
        if not varied.any():
            continue
        keys = projected(block[varied])
        values, counts = np.unique(keys, return_counts=True)
        answered += there
        alike[varied] += keys == values[counts.argmax()]
    return (answered > 0) & (2 * alike >= answered)


def _like(told: Answers, items: list[str], whole: np.ndarray) -> np.ndarray:
    """People with the same shares of answers, correlations and blanks, drawn by chance."""
    at = [told.place[n] for n in items]
    sign = np.array([1.0 if told.good_is_high.get(n, True) else -1.0 for n in items])
    r = told.correlations[np.ix_(at, at)] * np.outer(sign, sign)
    np.fill_diagonal(r, 1.0)
    size, turned = np.linalg.eigh(r)
    rng = np.random.default_rng(0)
    drawn = rng.standard_normal((DRAWN, len(items))) @ (turned * np.sqrt(size.clip(0))).T
    like = np.empty_like(drawn)
    for column, name in enumerate(items):
        values, counts = told.counts[name]
        shares = np.cumsum(counts) / counts.sum()
        spread = max(drawn[:, column].std(), 1e-9)
        where = np.searchsorted(shares[:-1], ndtr(drawn[:, column] / spread), side="right")
        like[:, column] = values[where]
    blanks = np.isnan(whole)[np.linspace(0, len(whole) - 1, DRAWN).astype(int)]
    return np.where(blanks, np.nan, like)


def ticked(seen: Seen) -> Iterator[Suspicion]:
    """People who gave one and the same answer to all of four questions or more, at no end of the
    scale; or a pattern (1, 2, 3, 4, 5) that nobody means so often."""
    found = lined(seen)
    index = answers(seen).frame.index
    remedy = "leave them out before loading, or ask the survey tool for the time they took"
    if found.straight.any():
        words = (
            f"{found.straight.sum():,} of {found.asked:,} people gave one answer to all of "
            f"{BATTERY} questions or more: their answers make every question go with every other"
        )
        rows = index[found.straight]
        yield in_rows(seen, STRAIGHT, RESPONSES, "", rows, WARN, words, remedy, main(seen))
    if found.pattern.any():
        words = (
            f"{found.pattern.sum():,} of {found.asked:,} people gave the very same answers, which "
            "are not all alike: a pattern that was ticked, or a default"
        )
        rows = index[found.pattern]
        yield in_rows(seen, PATTERN, RESPONSES, "", rows, WARN, words, remedy, main(seen))


def main(seen: Seen) -> effects.Measure:
    """What answers that nobody meant change: the main outcome, or the number of rows."""
    own = answers(seen).outcomes
    return effects.outcome(own[0]) if own else effects.rows(RESPONSES)


RULES = (ticked,)
