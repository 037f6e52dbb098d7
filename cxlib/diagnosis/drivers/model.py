"""One question answered: importance with bootstrap intervals, signed effects with their test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.diagnosis.cells import design
from cxlib.diagnosis.drivers import effects, grouping, johnson, lmg, owen
from cxlib.diagnosis.drivers.effects import Effects
from cxlib.diagnosis.drivers.material import Material, Way, material
from cxlib.diagnosis.drivers.questions import Question
from cxlib.stats.resampling import percentile

DEFAULT = Way()
LMG, LMG_BY_GROUPS, JOHNSON = "LMG", "LMG by groups", "Johnson’s weights"
LINEAR = "linear"


class Base(NamedTuple):
    """Answers to each variable, rows in all, share that rate everything, standard deviations.

    `spread` is the outcome's, `spreads` the variables', in the units of their own scales.
    """

    answered: np.ndarray
    rows: int
    complete: float
    spread: float
    spreads: np.ndarray


@dataclass(frozen=True)
class Answer:
    """What a question's model found; arrays run over `blocks` (a variable, or near-duplicates).

    `drawn` and `means` hold the bootstrap samples' importance and the mean rating of each block's
    leader (draws, blocks); `matrix` and `matrices` the correlations of the outcome (first) and the
    blocks, observed and drawn. `spreads` says how many points of its scale a standard deviation
    of each block is, `method` how importance was found and `fast` from which draws.
    """

    question: Question
    names: tuple[str, ...]
    blocks: tuple[tuple[int, ...], ...]
    leaders: tuple[int, ...]
    n: np.ndarray
    importance: np.ndarray
    drawn: np.ndarray
    means: np.ndarray
    matrix: np.ndarray
    matrices: np.ndarray
    effects: Effects
    method: str
    groups: pd.DataFrame
    inflation: np.ndarray
    complete: float
    missing: str | None
    confidence: float
    spreads: np.ndarray
    outcome_spread: float
    fast: bool = False

    @property
    def variables(self) -> list[str]:
        """The variable that stands for each block."""
        return [self.names[k] for k in self.leaders]

    @property
    def r2(self) -> float:
        return float(self.importance.sum())

    def interval(self) -> tuple[np.ndarray, np.ndarray]:
        """Percentile bootstrap interval of the importance."""
        return _shares(self.drawn, self.confidence)


def answer(
    question: Question,
    rows: pd.DataFrame,
    names: Sequence[str],
    rng: np.random.Generator,
    confidence: float = 0.95,
    way: Way = DEFAULT,
    groups: Mapping[str, object] | None = None,
) -> Answer:
    """Fit one question's model.

    Parameters
    ----------
    rows : DataFrame
        Responses with the outcome, the variables, weight and account.
    names : sequence of str
        The variables that passed the screening.
    groups : mapping, optional
        Group name by variable: used where there are more than `lmg.MAX_VARIABLES` blocks.
    """
    data = rows[[question.outcome, *names]].to_numpy(float)
    weights, accounts = design(rows)
    there = np.isfinite(data)
    given = material(data, rng, way, weights, accounts)
    spread = np.nanstd(data, axis=0, ddof=1)
    complete = float(there.all(axis=1).mean())
    base = Base(there[:, 1:].sum(axis=0), len(data), complete, float(spread[0]), spread[1:])
    part = [None if d is None else d[given.kept] for d in (accounts, weights)]
    return of_material(question, names, given, base, way, confidence, groups, *part)


def of_material(
    question: Question,
    names: Sequence[str],
    given: Material,
    base: Base,
    way: Way = DEFAULT,
    confidence: float = 0.95,
    groups: Mapping[str, object] | None = None,
    accounts: np.ndarray | None = None,
    weights: np.ndarray | None = None,
) -> Answer:
    """The model out of its matrices, wherever they were summed (see `engine` for large surveys)."""
    blocks = grouping.duplicates(given.observed)
    leaders = grouping.leaders(given.observed, blocks)
    signs = grouping.directions(given.observed, blocks)
    matrix, matrices = (grouping.merged(m, blocks, signs) for m in (given.observed, given.drawn))
    declared = [(groups or {}).get(n) for n in names]
    importance, drawn, method, found_groups = _importance(
        given, matrix, matrices, blocks, declared, confidence
    )
    if given.sets:
        joined = [_joined(one, blocks, signs) for one in given.sets]
        test = way.test if len(joined) == 1 else LINEAR  # the pooled p-values are the linear ones
        each = [
            effects.of_complete_rows(y, x, confidence, accounts, weights, test) for y, x in joined
        ]
        found = effects.pooled(each, confidence)
    else:
        found = effects.of_matrices(
            matrix, matrices, base.spread, base.rows, given.units, confidence
        )
    return Answer(
        question=question,
        names=tuple(names),
        blocks=tuple(tuple(b) for b in blocks),
        leaders=tuple(leaders),
        n=base.answered[leaders],
        importance=importance,
        drawn=drawn,
        means=given.means[:, [k + 1 for k in leaders]],
        matrix=matrix,
        matrices=matrices,
        effects=found,
        method=method,
        groups=found_groups,
        inflation=grouping.inflation(matrix),
        complete=base.complete,
        missing=given.missing,
        confidence=confidence,
        spreads=grouping.points(given.observed, blocks, signs, base.spreads),
        outcome_spread=base.spread,
        fast=way.fast,
    )


def _joined(
    data: np.ndarray, blocks: list[list[int]], signs: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Outcome, and the blocks' averages of standardised ratings."""
    x = data[:, 1:]
    spread = x.std(axis=0)
    scaled = (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1.0) * signs
    return data[:, 0], np.column_stack([scaled[:, block].mean(axis=1) for block in blocks])


def _importance(
    given: Material,
    matrix: np.ndarray,
    matrices: np.ndarray,
    blocks: list[list[int]],
    declared: list[object],
    confidence: float,
) -> tuple[np.ndarray, np.ndarray, str, pd.DataFrame]:
    """Importance of the blocks, observed and drawn; the method; the groups' rows if any."""
    none = pd.DataFrame(columns=["group", "importance", "low", "high"])
    if len(blocks) <= lmg.MAX_VARIABLES:
        return lmg.weights(given.observed, blocks), lmg.weights(given.drawn, blocks), LMG, none
    joined = grouping.declared([declared[b[0]] for b in blocks], [[k] for k in range(len(blocks))])
    if len(joined) > lmg.MAX_VARIABLES or len(joined) < 2:
        return johnson.weights(matrix), johnson.weights(matrices), JOHNSON, none
    own, every = lmg.weights(matrix, joined), lmg.weights(matrices, joined)
    low, high = _shares(every, confidence)
    names = [declared[blocks[g[0]][0]] for g in joined]
    rows = pd.DataFrame({"group": names, "importance": own, "low": low, "high": high})
    if owen.fits(joined):
        return owen.weights(matrix, joined), owen.weights(matrices, joined), LMG_BY_GROUPS, rows
    return johnson.weights(matrix), johnson.weights(matrices), JOHNSON, rows


def _shares(drawn: np.ndarray, confidence: float) -> tuple[np.ndarray, np.ndarray]:
    """Percentiles of shares: few answers' large-sample limit also draws what no share can be."""
    low, high = percentile(drawn, confidence)
    return np.clip(low, 0, 1), np.clip(high, 0, 1)
