"""Columns that follow from another: a restated answer is no cause of it and no group of its own."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, WARN, Seen, Suspicion
from cxlib.engagement.suspicion.survey import FEWEST, RESPONSES, Answers, answers

FOLLOWS = "follows from another column"
COMPUTED = "computed from other columns"
CHANCES = FEWEST  # rows that could contradict: at 5 % noise one of 60 would, in 95 % of cases
GRADED = 3  # the code of a fourth value
COARSE_CHANCES = 300  # rows for columns of two or three values, which go together more easily
FORGIVEN = 0.005  # share of rows that may, mended by hand
LAMBDA = 0.98
OF_OUTCOMES = (0.02, 0.95)  # the same for what restates an outcome: no cause comes so near
RARE = 20  # rows in which the guess would be wrong
ALMOST_ALL = 0.985  # of a column's variance, for one that is rounded from the mean of others
MOST_PARTS = 25
PER_PART = 10  # rows for each column that may be a part
COVERED = 0.95  # of those who answered it also answered a part
LEAST_PART = 0.1  # correlation of a part with the whole
PART = 0.1  # of the greatest weight
ALIKE = 0.7  # correlation below which two columns say different things


def restated(seen: Seen) -> Iterator[Suspicion]:
    """Answers of which each value goes with one value of another column.

    Judged where at least 60 rows have both (300, where the other has two or three values) and at
    most 0.5 % contradict (2 % of an outcome); see `follows`.
    """
    told = answers(seen)
    codes = _codes(seen, told)
    gone: set[str] = set()
    for cause, effect in _pairs(told, list(codes)):
        slack = OF_OUTCOMES if cause in told.outcomes else ()
        if not {cause, effect} & gone and follows(codes[cause], codes[effect], *slack):
            gone.add(effect)
            yield _restated(seen, told, cause, effect)
    finer = [
        (name, other)
        for name in told.outcomes
        for other in told.variables["variable"]
        if other not in gone and _alike(told, name, other) and follows(codes[other], codes[name])
    ]
    for name, other in finer[:1]:
        yield _coarse_outcome(seen, name, other)


def _codes(seen: Seen, told: Answers) -> dict[str, np.ndarray]:
    """Answers and segments, a small code for each value; −1 where there is none."""
    if not told.names:
        return {}
    codes = {n: pd.factorize(told.matrix[:, at])[0] for at, n in enumerate(told.names)}
    rows = seen.frame(RESPONSES).loc[told.drawn.index]
    named = [c for c in seen.tables[RESPONSES].options.segments if c in rows]
    return codes | {c: pd.factorize(rows[c])[0] for c in named}


def _pairs(told: Answers, columns: list[str]) -> Iterator[tuple[str, str]]:
    """What may restate what: an outcome is restated by anything, a variable by a variable."""
    own, variables = told.outcomes, list(told.variables["variable"])
    segments = [c for c in columns if c not in told.names]
    yield from ((o, v) for o in own for v in variables if _alike(told, o, v))
    yield from ((o, s) for o in own for s in segments)
    yield from ((a, b) for a in variables for b in variables if a != b and _alike(told, a, b))


def _alike(told: Answers, one: str, other: str) -> bool:
    """Whether two columns go together closely enough for one to be the other in other words."""
    return abs(told.correlations[told.place[one], told.place[other]]) >= ALIKE


def follows(
    cause: np.ndarray, effect: np.ndarray, forgiven: float = FORGIVEN, sure: float = LAMBDA
) -> bool:
    """Whether each code of `cause` goes with one code of `effect` (−1: not known).

    >>> x = np.tile([0, 1, 2, 3], 40)
    >>> follows(x, x // 2), follows(x // 2, x), follows(x, 0 * x)
    (True, False, False)
    """
    both = (cause >= 0) & (effect >= 0)
    x, y = cause[both], effect[both]
    if len(x) < (CHANCES if x.max(initial=0) >= GRADED else COARSE_CHANCES):
        return False
    parts = (slice(0, 20 * CHANCES), slice(None))
    return all(_settles(x[p], y[p], forgiven, sure) for p in parts)


def _settles(x: np.ndarray, y: np.ndarray, forgiven: float, sure: float) -> bool:
    """Whether x tells y where always guessing the commonest y would often be wrong.

    Goodman and Kruskal's lambda of `sure` or more; the rarer values of y stand by values of x
    that were seen several times.
    """
    width = int(y.max()) + 1
    table = np.bincount(x * width + y, minlength=(int(x.max()) + 1) * width).reshape(-1, width)
    usual = int(table.sum(axis=0).argmax())
    rare = len(y) - int(table[:, usual].sum())
    most = table.max(axis=1)
    wrong = len(y) - int(most.sum())
    repeated = int(np.maximum(most - 1, 0)[table.argmax(axis=1) != usual].sum())
    return min(rare, repeated) >= RARE and wrong <= min(forgiven * len(y), (1 - sure) * rare)


def _restated(seen: Seen, told: Answers, cause: str, effect: str) -> Suspicion:
    """What restates the outcome is left out; of two variables that say the same step 2 speaks."""
    kind, home = ("variable", "variables") if effect in told.names else ("segment", "segments")
    main = cause in told.outcomes
    words = (
        f"each answer to the {'outcome' if main else 'variable'} {cause} goes with one value of "
        f"the {kind} {effect}: it says the same again"
    )
    words += ", and was left out" if main else ""
    return Suspicion(
        FOLLOWS, RESPONSES, effect, int(seen.frame(RESPONSES)[effect].notna().sum()), WARN, words,
        f"leave {effect} out of the {home}", measure=effects.columns_of_answers(),
        removed=lambda s: _dropped(s, effect), mended=main,
    )  # fmt: skip


def _dropped(seen: Seen, column: str) -> Seen:
    return seen.having(RESPONSES, seen.frame(RESPONSES).drop(columns=column, errors="ignore"))


def _coarse_outcome(seen: Seen, name: str, finer: str) -> Suspicion:
    words = (
        f"each answer to {finer} goes with one value of the outcome {name}: the outcome is {finer} "
        "put into groups"
    )
    remedy = f"declare {finer} as the outcome (outcomes: {{{finer}: ...}}) and leave {name} out"
    n = int(seen.frame(RESPONSES)[name].notna().sum())
    return Suspicion(FOLLOWS, RESPONSES, name, n, STOP, words, remedy)


def computed(seen: Seen) -> Iterator[Suspicion]:
    """An outcome or variable that is a sum or mean of others, up to rounding: R² of 0.985 or more.

    Of the columns that nearly everybody answered who answered this one; first by their pairwise
    correlations, then on the rows that have all.
    """
    told = answers(seen)
    for at, name in enumerate(told.names):
        parts = _parts(told, at)
        if parts:
            yield _told_computed(seen, told, name, [told.names[p] for p in parts])


def _parts(told: Answers, at: int) -> list[int]:
    """The two or more columns from which a column is computed, where it is."""
    near = np.abs(told.correlations[at])
    own = int(told.there[:, at].sum())
    both = told.there[told.there[:, at]].sum(axis=0)
    usable = (both > COVERED * own) & (near >= LEAST_PART)
    usable[at] = False
    kept = [int(c) for c in np.argsort(-near) if usable[c]][:MOST_PARTS]
    if len(kept) < 2 or own < max(CHANCES, PER_PART * len(kept)):
        return []
    inside = told.correlations[np.ix_(kept, kept)]
    toward = told.correlations[at, kept]
    weights, *_ = np.linalg.lstsq(inside, toward, rcond=1e-6)
    if toward @ weights < ALMOST_ALL - 0.05:
        return []
    return _confirmed(told.scores, at, kept)


def _confirmed(scores: np.ndarray, at: int, kept: list[int]) -> list[int]:
    rows = scores[:, [at, *kept]]
    rows = rows[~np.isnan(rows).any(axis=1)]
    if len(rows) < max(CHANCES, PER_PART * len(kept)):
        return []
    y, x = rows[:, 0] - rows[:, 0].mean(), rows[:, 1:] - rows[:, 1:].mean(axis=0)
    weights, *_ = np.linalg.lstsq(x, y, rcond=None)
    if y.var() == 0 or 1 - np.var(y - x @ weights) / y.var() < ALMOST_ALL:
        return []
    shares = np.abs(weights) * x.std(axis=0)
    parts = [c for c, s in zip(kept, shares, strict=True) if s > PART * shares.max()]
    return parts if len(parts) > 1 else []


def _told_computed(seen: Seen, told: Answers, name: str, parts: list[str]) -> Suspicion:
    own = name in told.outcomes
    named = ", ".join(parts[:6]) + (" ..." if len(parts) > 6 else "")
    words = f"{name} is a sum or mean of {named}: what it says of them is arithmetic"
    remedy = (
        "use the question as it was asked as the outcome, or leave the parts out of the variables"
        if own
        else f"leave {name} out of the variables"
    )
    n = int(seen.frame(RESPONSES)[name].notna().sum())
    return Suspicion(COMPUTED, RESPONSES, name, n, STOP if own else WARN, words, remedy)


RULES = (restated, computed)
