"""Few cases in which everything meets everything: covering arrays.

Every choice of `strength` factors occurs in every combination of their levels. Faults that hang on
few factors at a time are then met without trying the whole product (Kuhn, Kacker & Lei, NIST SP
800-142, 2010: in field data most need one or two, hardly any more than four).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np

TRIES = 40  # cases drawn for each that is kept: the one that covers most


def covering(factors: int, levels: int, strength: int, seed: int = 1) -> np.ndarray:
    """Cases (n, factors) of levels 0.., greedy: each case is the best of some that are drawn.

    >>> len(covering(19, 2, 2)) < 15
    True
    """
    rng = np.random.default_rng(seed)
    chosen = np.array(list(combinations(range(factors), strength)))
    place = levels ** np.arange(strength)
    met = np.zeros((len(chosen), levels**strength), bool)
    rows = []
    while not met.all():
        drawn = rng.integers(0, levels, (TRIES, factors))
        open_ = np.argwhere(~met)[rng.integers(0, (~met).sum(), TRIES)]
        for case, (which, code) in zip(drawn, open_, strict=True):  # each meets one that is open
            case[chosen[which]] = code // place % levels
        codes = drawn[:, chosen] @ place
        new = (~met[np.arange(len(chosen)), codes]).sum(axis=1)
        rows.append(drawn[new.argmax()])
        met[np.arange(len(chosen)), codes[new.argmax()]] = True
    return np.array(rows)


def uncovered(cases: np.ndarray, levels: int, strength: int) -> list[tuple[Sequence[int], tuple]]:
    """The factors, with the combination of their levels, that no case has."""
    return [
        (chosen, wanted)
        for chosen in combinations(range(cases.shape[1]), strength)
        for wanted in product(range(levels), repeat=strength)
        if not (cases[:, list(chosen)] == wanted).all(axis=1).any()
    ]
