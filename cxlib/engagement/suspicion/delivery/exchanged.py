"""Two columns under each other's heading: each looks as the other did before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np
from scipy.special import chdtrc, ndtr

from cxlib.engagement.suspicion.delivery.against import LEAST, RARE, apart, columns, said
from cxlib.engagement.suspicion.delivery.compared import Compared, each
from cxlib.engagement.suspicion.delivery.presence import listed
from cxlib.engagement.suspicion.delivery.relations import related
from cxlib.engagement.suspicion.frame import Seen, Suspicion

NEARER = 0.5  # of the way that both have gone, which is left once they are exchanged back
UNLIKELY = 1e-5  # by chance that two correlations change places, over all pairs of columns
LEAST_PAST, MOVED, LEFT = 6, 0.005, 0.1  # values; how far both moved, and what is left of it
FITS = 2.5  # standard errors within which a correlation is the other's


def swapped(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """Both have changed by more than chance, and exchanged back they are as before: by their
    answers (χ² of each against its own past), or by how they go with the main outcome. What is
    past and comes again is held against itself."""
    told: set[str] = set()
    now = (*_by_answers(part), *_by_relation(part))
    for one, other, n in now if part.reported else (*_in_the_past(part), *now):
        if not {one, other} & told:
            told |= {one, other}
            words = (f"in {part.label} it looks as '{listed([other])}' did in {part.past}, and "
                     "that as this one did")  # fmt: skip
            remedy = "see whether the two columns have each other's heading, and deliver again"
            yield said(seen, part, "exchanged columns", one, n, words, remedy)


def _by_answers(part: Compared) -> Iterator[tuple[str, str, int]]:
    moved = [
        (name, now["counts"], was["counts"])
        for name, now, was in columns(part)
        if "counts" in now and "counts" in was and _differ(now["counts"], was["counts"]) < RARE
    ]
    for (a, a_now, a_was), (b, b_now, b_was) in combinations(moved, 2):
        gone = apart(a_now, a_was) + apart(b_now, b_was)
        if apart(a_now, b_was) + apart(b_now, a_was) <= NEARER * gone:
            yield a, b, sum(a_now.values())


def _by_relation(part: Compared) -> Iterator[tuple[str, str, int]]:
    """How far apart two correlations lie (Fisher's z): as far as before, the other way round."""
    known = {
        name: (now, np.arctanh(now["r"]), np.arctanh(was))
        for name, now, was, _ in related(part)
        if max(abs(now["r"]), abs(was)) < 1
    }
    pairs = len(known) * (len(known) - 1) / 2
    for a, b in combinations(known, 2):
        (a_now, a_r, a_was), (b_now, b_r, b_was) = known[a], known[b]
        error = 1 / np.sqrt(min(a_now["pairs"], b_now["pairs"]) - 3)
        turned = abs((a_r - b_r) - (a_was - b_was)) / (np.sqrt(2) * error)
        crossed = max(abs(a_r - b_was), abs(b_r - a_was))
        nearer = crossed <= NEARER * max(abs(a_r - a_was), abs(b_r - b_was))
        if 2 * ndtr(-turned) * pairs < UNLIKELY and (crossed <= FITS * error and nearer):
            yield a, b, a_now["n"]


def _in_the_past(part: Compared) -> Iterator[tuple[str, str, int]]:
    """What was delivered before comes again: as it was, or as the other column was.

    Nothing of this is left to chance; late rows change a few counts.
    """
    now, was = part.now["columns"], next(iter(part.before.values()))["columns"]
    names = [c for c in now if c in was and min(now[c]["n"], was[c]["n"]) >= LEAST_PAST]
    moved = [c for c in names if _away(now[c], was[c]) >= MOVED]
    for a, b in combinations(moved, 2):
        crossed = max(_away(now[a], was[b]), _away(now[b], was[a]))
        if crossed <= LEFT * min(_away(now[c], was[c]) for c in (a, b)):
            yield a, b, now[a]["n"]


def _away(now: Mapping, was: Mapping) -> float:
    """How far a column lies from another: the share of other answers, or the mean in spreads."""
    if "counts" in now and "counts" in was:
        return apart(now["counts"], was["counts"])
    if "mean" in now and "mean" in was:
        return abs(now["mean"] - was["mean"]) / max(was["sd"], abs(was["mean"]) * 1e-9, 1e-12)
    return float("inf") if "counts" in now or "counts" in was else 0.0


def _differ(now: Mapping, was: Mapping) -> float:
    """p of χ²: whether two counts of answers are alike, rare answers put together."""
    values = sorted({*now, *was}, key=lambda v: -(now.get(v, 0) + was.get(v, 0)))
    table = np.array([[t.get(v, 0) for v in values] for t in (now, was)], dtype=float)
    few = table.sum(axis=0) < LEAST
    if few.any():
        table = np.column_stack([table[:, ~few], table[:, few].sum(axis=1)])
    expected = table.sum(axis=1, keepdims=True) * table.sum(axis=0) / table.sum()
    away = np.divide(
        (table - expected) ** 2, expected, where=expected > 0, out=np.zeros_like(table)
    )
    return float(chdtrc(max(table.shape[1] - 1, 1), away.sum()))


RULES = (each(swapped),)
