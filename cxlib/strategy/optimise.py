"""The best plan under a budget, by mixed-integer programming (HiGHS through scipy).

The worth of several initiatives in one group is concave in the sum of their logarithms, so it is
written as "below every tangent"; tangents are added until the solver's worth is the true one
(Kelley 1960, J. SIAM 8:703-712). The answer is therefore exact, not an approximation.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from cxlib.strategy.candidates import NEARLY_ALL, Candidates, won

MOST_ROUNDS = 50  # each round adds a tangent at a new point; 2 or 3 are usual
TOLERANCE = 1e-7
TIE = 1e-7  # of two equal plans the cheaper


Row = tuple[np.ndarray, float]


def best_plan(
    candidates: Candidates,
    stake: np.ndarray,
    budget: float | None,
    net: bool = False,
    weight: np.ndarray | None = None,
    gap: float = 0.0,
) -> np.ndarray:
    """Which initiatives to choose: a vector of 0/1.

    Parameters
    ----------
    stake : array (touchpoints,)
        The value of each touchpoint; what is negative is worth nothing.
    budget : float or None
        Highest total cost; None for no limit.
    net : bool
        Whether cost is subtracted from worth (both in money), so that nothing is chosen that
        does not pay.
    gap : float
        How far from the optimum the solver may stop, as a share of it.
    """
    n = len(candidates.names)
    value = np.maximum(stake, 0)[candidates.place] * (
        candidates.weight if weight is None else weight
    )
    if not (value > 0).any():
        return np.zeros(n)
    objective = _objective(candidates.cost, value, net)
    fixed = _fixed(candidates, budget, weight)
    cuts = _first_cuts(candidates)
    crowded = not _lonely(candidates).all()
    for whole in (False, True) if crowded else (True,):  # cuts come cheaply from the relaxation
        for _ in range(MOST_ROUNDS):
            plan, part = _solve(objective, n, [*fixed, *cuts], gap, whole)
            true = won(candidates, plan[None, :])[0]
            wrong = np.flatnonzero((part > true + max(TOLERANCE, gap)) & (value > 0))
            if not len(wrong):
                break
            cuts += [_tangent(candidates, g, plan) for g in wrong]
    return plan


def _objective(cost: np.ndarray, value: np.ndarray, net: bool) -> np.ndarray:
    """Costs and values brought near 1, where the solver's tolerances mean what they should."""
    if net:
        scale = max(float(value.max()), float(cost.max(initial=0)))
        return np.concatenate([cost, -value]) / scale
    dearest = max(float(cost.max(initial=0)), 1e-12)
    return np.concatenate([TIE * cost / dearest, -value / value.max()])


def _solve(objective: np.ndarray, n: int, rows: list[Row], gap: float, whole: bool) -> Row:
    matrix, upper = zip(*rows, strict=True)
    with quiet():
        answer = milp(
            objective,
            integrality=(np.arange(len(objective)) < n) & whole,
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(np.array(matrix), -np.inf, np.array(upper)),
            options={"mip_rel_gap": gap},
        )
    if answer.x is None:  # choosing nothing satisfies every rule, so this is a fault of ours
        raise RuntimeError(f"the portfolio could not be solved: {answer.message}")
    plan = answer.x[:n]
    return np.round(plan) if whole else np.clip(plan, 0, 1), answer.x[n:]


def _fixed(candidates: Candidates, budget: float | None, weight: np.ndarray | None) -> list[Row]:
    """Budget, the candidates' own rules, and: no stake is won more than once."""
    n, groups = len(candidates.names), len(candidates.weight)
    rows = [
        (np.concatenate([rule, np.zeros(groups)]), limit)
        for rule, limit in zip(candidates.rules, candidates.limits, strict=True)
    ]
    if budget is not None:
        per = max(budget, 1.0)
        rows.append((np.concatenate([candidates.cost / per, np.zeros(groups)]), budget / per))
    weights = candidates.weight if weight is None else weight
    for place in np.unique(candidates.place):
        inside = np.where(candidates.place == place, weights, 0)
        if inside.sum() > 1:
            rows.append((np.concatenate([np.zeros(n), inside]), 1.0))
    return rows


def _lonely(candidates: Candidates) -> np.ndarray:
    return np.bincount(candidates.group, minlength=len(candidates.weight)) == 1


def _chords(candidates: Candidates) -> list[Row]:
    """Groups of one: the part won is the initiative's own part, or nothing."""
    return [_linear(candidates, g, candidates.part) for g in np.flatnonzero(_lonely(candidates))]


def _first_cuts(candidates: Candidates) -> list[Row]:
    """Chords for groups of one; elsewhere the sum of the parts, and a tangent at each member."""
    crowded = np.flatnonzero(~_lonely(candidates))
    members = [(g, i) for g in crowded for i in np.flatnonzero(candidates.group == g)]
    alone = np.eye(len(candidates.names))
    return [
        *_chords(candidates),
        *(_linear(candidates, g, candidates.part) for g in crowded),
        *(_tangent(candidates, g, alone[i]) for g, i in members),
        *(_tangent(candidates, g, np.ones(len(alone))) for g in crowded),
    ]


def _linear(candidates: Candidates, group: int, slope: np.ndarray) -> Row:
    row = np.where(candidates.group == group, -slope, 0.0)
    return np.concatenate([row, np.eye(len(candidates.weight))[group]]), 0.0


def _tangent(candidates: Candidates, group: int, plan: np.ndarray) -> Row:
    """The part won lies below the tangent of 1 - exp(-t) at the plan's own t."""
    log = -np.log1p(-np.minimum(candidates.part, NEARLY_ALL))
    log = np.where(candidates.group == group, log, 0.0)
    at = float(log @ plan)
    row, _ = _linear(candidates, group, np.exp(-at) * log)
    return row, 1 - np.exp(-at) * (1 + at)


@contextmanager
def quiet() -> Iterator[None]:
    """HiGHS 1.12 writes debugging lines straight to file descriptor 1; keep them off the page."""
    kept, sink = os.dup(1), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(sink, 1)
        yield
    finally:
        os.dup2(kept, 1)
        os.close(kept)
        os.close(sink)
