"""Dominance analysis: does one variable beat another in every model, or only on average?

Complete: it adds more to every subset of the others. Conditional: more on average at every number
of variables already in. General: more on average over all, which is LMG (Budescu 1993; Azen &
Budescu 2003). Reproducibility is the share of bootstrap samples that agree with the sample.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxlib.diagnosis.drivers import lmg

MAX_VARIABLES = 12  # pairs times subsets beyond this are slow and no reader's question
TIE = 1e-12  # differences this small are rounding


class Dominance(NamedTuple):
    """1 where the row variable dominates the column's, 0 where it is dominated, 0.5 neither."""

    complete: np.ndarray
    conditional: np.ndarray
    general: np.ndarray


def added_by_level(correlations: np.ndarray) -> np.ndarray:
    """What each predictor adds to R² on average, by the number of others already in.

    Parameters
    ----------
    correlations : array (..., p + 1, p + 1)

    Returns
    -------
    array (..., p levels, p predictors)
        Level 0 is the predictor alone; the mean over the levels is LMG.

    Examples
    --------
    >>> added_by_level(np.array([[1.0, 0.6, 0.4], [0.6, 1.0, 0.5], [0.4, 0.5, 1.0]])).round(4)
    array([[0.36  , 0.16  ],
           [0.2133, 0.0133]])
    """
    r2 = lmg.subset_r2(correlations)
    p = np.shape(correlations)[-1] - 1
    size = _sizes(p)
    out = np.empty((*r2.shape[:-1], p, p))
    for j in range(p):
        without = np.flatnonzero((np.arange(2**p) >> j) & 1 == 0)
        added = r2[..., without + 2**j] - r2[..., without]
        for level in range(p):
            out[..., level, j] = added[..., size[without] == level].mean(axis=-1)
    return out


def _sizes(p: int) -> np.ndarray:
    return ((np.arange(2**p)[:, None] >> np.arange(p)) & 1).sum(axis=1)


def dominance(correlations: np.ndarray) -> Dominance:
    """Complete, conditional and general dominance of every pair of predictors.

    `correlations` has the shape (..., p + 1, p + 1); each result (..., p, p).
    """
    r2 = lmg.subset_r2(correlations)
    levels = added_by_level(correlations)
    conditional = levels[..., :, :, None] - levels[..., :, None, :]
    return Dominance(
        _complete(r2, np.shape(correlations)[-1] - 1),
        _verdict(conditional.min(axis=-3), conditional.max(axis=-3)),
        _verdict(conditional.mean(axis=-3), conditional.mean(axis=-3)),
    )


def _complete(r2: np.ndarray, p: int) -> np.ndarray:
    subsets = np.arange(2**p)
    out = np.full((*r2.shape[:-1], p, p), 0.5)
    for i in range(p):
        for j in range(i + 1, p):
            neither = subsets[((subsets >> i) & 1) + ((subsets >> j) & 1) == 0]
            gap = r2[..., neither + 2**i] - r2[..., neither + 2**j]
            out[..., i, j] = _verdict(gap.min(axis=-1), gap.max(axis=-1))
            out[..., j, i] = 1 - out[..., i, j]
    return out


def _verdict(least: np.ndarray, most: np.ndarray) -> np.ndarray:
    above = (least >= -TIE) & (most > TIE)
    below = (most <= TIE) & (least < -TIE)
    return np.where(above, 1.0, np.where(below, 0.0, 0.5))


def reproducibility(observed: np.ndarray, drawn: np.ndarray) -> np.ndarray:
    """Share of bootstrap verdicts (draws, p, p) that agree with the sample's (p, p)."""
    return (drawn == observed).mean(axis=0)
