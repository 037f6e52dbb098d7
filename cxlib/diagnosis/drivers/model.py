"""One question answered: importance with bootstrap intervals, signed effects with their test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlib.diagnosis.cells import design
from cxlib.diagnosis.drivers import effects, grouping, johnson, lmg, owen
from cxlib.diagnosis.drivers.effects import Effects
from cxlib.diagnosis.drivers.questions import Question
from cxlib.diagnosis.drivers.sums import DRAWS, Sums, sums
from cxlib.stats.resampling import percentile


@dataclass(frozen=True)
class Answer:
    """What a question's model found; arrays run over `blocks` (a variable, or near-duplicates).

    `drawn` and `means` hold the bootstrap samples' importance and the mean rating of each block's
    leader (draws, blocks); `matrix` and `matrices` the correlations of the outcome (first) and the
    blocks, observed and drawn.
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
    confidence: float

    @property
    def variables(self) -> list[str]:
        """The variable that stands for each block."""
        return [self.names[k] for k in self.leaders]

    @property
    def r2(self) -> float:
        return float(self.importance.sum())

    def interval(self) -> tuple[np.ndarray, np.ndarray]:
        """Percentile bootstrap interval of the importance."""
        return percentile(self.drawn, self.confidence)


def answer(
    question: Question,
    rows: pd.DataFrame,
    names: Sequence[str],
    rng: np.random.Generator,
    confidence: float = 0.95,
    draws: int = DRAWS,
    groups: Mapping[str, object] | None = None,
    fast: bool = False,
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
    fast : bool
        Draw the matrices from their asymptotic distribution instead of from the rows.
    """
    data = rows[[question.outcome, *names]].to_numpy(float)
    weights, accounts = design(rows)
    table = sums(data, rng, weights, accounts)
    totals = table.asymptotic(rng, draws) if fast else table.bootstrap(rng, draws)
    observed, drawn = table.observed(), table.matrices(totals)
    blocks = grouping.duplicates(observed)
    leaders = grouping.leaders(observed, blocks)
    signs = grouping.directions(observed, blocks)
    matrix, matrices = (grouping.merged(m, blocks, signs) for m in (observed, drawn))
    importance, importances, method, groups_found = _importance(
        observed, drawn, matrix, matrices, blocks, [(groups or {}).get(n) for n in names]
    )
    complete = float(np.isfinite(data).all(axis=1).mean())
    found = _effects(data, table, blocks, signs, matrix, matrices, confidence, weights, accounts)
    return Answer(
        question=question,
        names=tuple(names),
        blocks=tuple(tuple(b) for b in blocks),
        leaders=tuple(leaders),
        n=np.isfinite(data[:, 1:]).sum(axis=0)[leaders],
        importance=importance,
        drawn=importances,
        means=table.means(totals)[:, [k + 1 for k in leaders]],
        matrix=matrix,
        matrices=matrices,
        effects=found,
        method=f"{method}; {'asymptotic draws' if fast else 'bootstrap'}; {found.method}",
        groups=groups_found,
        inflation=grouping.inflation(matrix),
        complete=complete,
        confidence=confidence,
    )


def _importance(
    observed: np.ndarray,
    drawn: np.ndarray,
    matrix: np.ndarray,
    matrices: np.ndarray,
    blocks: list[list[int]],
    declared: list[object],
) -> tuple[np.ndarray, np.ndarray, str, pd.DataFrame]:
    """Importance of the blocks, observed and drawn; the method; the groups' rows if any."""
    none = pd.DataFrame(columns=["group", "importance", "low", "high"])
    if len(blocks) <= lmg.MAX_VARIABLES:
        return lmg.weights(observed, blocks), lmg.weights(drawn, blocks), "LMG", none
    joined = grouping.declared([declared[b[0]] for b in blocks], [[k] for k in range(len(blocks))])
    if len(joined) > lmg.MAX_VARIABLES or len(joined) < 2:
        return johnson.weights(matrix), johnson.weights(matrices), "Johnson's weights", none
    own, every = lmg.weights(matrix, joined), lmg.weights(matrices, joined)
    low, high = percentile(every)
    names = [declared[blocks[g[0]][0]] for g in joined]
    rows = pd.DataFrame({"group": names, "importance": own, "low": low, "high": high})
    if owen.fits(joined):
        return owen.weights(matrix, joined), owen.weights(matrices, joined), "LMG by groups", rows
    return johnson.weights(matrix), johnson.weights(matrices), "Johnson's weights", rows


def _effects(
    data: np.ndarray,
    table: Sums,
    blocks: list[list[int]],
    signs: np.ndarray,
    matrix: np.ndarray,
    matrices: np.ndarray,
    confidence: float,
    weights: np.ndarray | None,
    accounts: np.ndarray | None,
) -> Effects:
    complete = np.isfinite(data).all(axis=1)
    if complete.mean() >= effects.COMPLETE_ENOUGH:
        scaled = (data[complete, 1:] - table.centre[1:]) / table.spread[1:] * signs
        joined = np.column_stack([scaled[:, block].mean(axis=1) for block in blocks])
        part = [None if d is None else d[complete] for d in (accounts, weights)]
        return effects.of_complete_rows(data[complete, 0], joined, confidence, *part)
    spread = float(np.nanstd(data[:, 0], ddof=1))
    return effects.of_matrices(matrix, matrices, spread, len(data), table.units, confidence)
