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
FITS = 2.5  # standard errors within which a correlation is the other's


def swapped(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """Both have changed by more than chance, and exchanged back they are as before: by their
    answers (χ² of each against its own past), or by how they go with the main outcome."""
    told: set[str] = set()
    for one, other, n in (*_by_answers(part), *_by_relation(part)):
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
    """Fisher's z: each from its own past, both together, and each from the other's."""
    known = {
        name: (now, np.arctanh(now["r"]), np.arctanh(was), z)
        for name, now, was, z in related(part)
        if max(abs(now["r"]), abs(was)) < 1
    }
    for a, b in combinations(known, 2):
        (a_now, a_r, a_was, a_z), (b_now, b_r, b_was, b_z) = known[a], known[b]
        both = 2 * ndtr(-min(a_z, b_z)) * len(known) ** 2
        error = 1 / np.sqrt(min(a_now["pairs"], b_now["pairs"]) - 3)
        if both < np.sqrt(RARE) and max(abs(a_r - b_was), abs(b_r - a_was)) <= FITS * error:
            yield a, b, a_now["n"]


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
