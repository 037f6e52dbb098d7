"""LMG: each variable's fair share of the R² (Lindeman, Merenda & Gold 1980; Shapley value).

A variable's importance is what it adds to R², averaged over every order in which the variables
can enter. All 2^p subsets are reached in p steps: sweeping the next variable out of every subset
of those before it doubles the list, and what remains of the outcome's variance at the end is
1 − R² of each subset. The work is one array operation per step, over subsets and bootstrap
matrices at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import factorial

import numpy as np

MAX_VARIABLES = 16  # 65,536 subsets; above, group first or use Johnson's weights
SINGULAR = 1e-10  # a pivot below this is a variable the others reproduce: it adds nothing
CHUNK_NUMBERS = 1_000_000  # numbers in the largest working array: 8 MB stays near the cache
WIDEST_STEP = 2.25  # numbers per subset at the widest step of the sweep: 9/4, three steps early


Blocks = Sequence[Sequence[int]]


def subset_r2(correlations: np.ndarray, blocks: Blocks | None = None) -> np.ndarray:
    """R² of every subset of the predictors, or of every set of blocks of them.

    Parameters
    ----------
    correlations : array (..., p + 1, p + 1)
        Correlation (or covariance) matrices, outcome first. A batch is worked at once.
    blocks : sequence of sequences of int, optional
        Predictors (0 to p - 1) that enter together; every predictor by itself by default.

    Returns
    -------
    array (..., 2**number of blocks)
        Bit k of the index says whether block k is in the subset.

    Examples
    --------
    >>> r = np.array([[1.0, 0.6, 0.4], [0.6, 1.0, 0.5], [0.4, 0.5, 1.0]])
    >>> subset_r2(r).round(4)
    array([0.    , 0.36  , 0.16  , 0.3733])
    """
    matrices = np.asarray(correlations, float)
    size = matrices.shape[-1]
    blocks = [[k] for k in range(size - 1)] if blocks is None else blocks
    order = [*(k + 1 for block in blocks for k in block), 0]  # the outcome remains, so last
    flat = _unit_diagonal(matrices.reshape(-1, size, size))[:, order][:, :, order]
    left = np.moveaxis(flat, 0, -1)[None]
    for block in blocks:
        left = _enter(left, len(block))
    return (1.0 - left[:, 0, 0, :].T).reshape(*matrices.shape[:-2], -1)


def _unit_diagonal(matrices: np.ndarray) -> np.ndarray:
    scale = np.sqrt(np.einsum("bii->bi", matrices))
    scale = np.where(scale > 0, scale, 1.0)
    return matrices / (scale[:, :, None] * scale[:, None, :])


def _enter(left: np.ndarray, members: int) -> np.ndarray:
    """Every subset twice: without its next block and with it. Shape (subsets, q, q, batch)."""
    subsets, size, _, batch = left.shape
    q = size - members
    out = np.empty((2 * subsets, q, q, batch))
    out[:subsets] = left[:, members:, members:]
    for _ in range(members - 1):
        left = _swept(left, np.empty((subsets, left.shape[1] - 1, left.shape[1] - 1, batch)))
    _swept(left, out[subsets:])
    return out


def _swept(left: np.ndarray, out: np.ndarray) -> np.ndarray:
    """What remains of the other variables' (co)variance once the first is in."""
    pivot, row, rest = left[:, 0, 0], left[:, 0, 1:], left[:, 1:, 1:]
    inverse = np.divide(1.0, pivot, out=np.zeros_like(pivot), where=pivot > SINGULAR)
    np.multiply(row[:, :, None], (row * inverse[:, None])[:, None], out=out)
    np.subtract(rest, out, out=out)
    return out


def shapley_coefficients(p: int) -> np.ndarray:
    """The matrix (p, 2**p) that turns the R² of all subsets into LMG weights.

    >>> shapley_coefficients(2)
    array([[-0.5,  0.5, -0.5,  0.5],
           [-0.5, -0.5,  0.5,  0.5]])
    """
    subsets = np.arange(2**p)
    inside = (subsets[None, :] >> np.arange(p)[:, None]) & 1
    before = inside.sum(axis=0)[None, :] - inside  # variables already in when this one enters
    share = np.array([factorial(s) * factorial(p - 1 - s) / factorial(p) for s in range(p)])
    return np.where(inside == 1, 1.0, -1.0) * share[before]


def weights(correlations: np.ndarray, blocks: Blocks | None = None) -> np.ndarray:
    """LMG weights of every predictor (or block); they add up to the R² of all of them.

    Parameters
    ----------
    correlations : array (..., p + 1, p + 1)
        Correlation (or covariance) matrices, outcome first.
    blocks : sequence of sequences of int, optional
        Predictors (0 to p - 1) that enter together, at most `MAX_VARIABLES` blocks.

    Returns
    -------
    array (..., number of blocks)
        Shares of the outcome's variance, each 0 to 1.

    Raises
    ------
    ValueError
        With more than `MAX_VARIABLES` predictors or blocks.

    Examples
    --------
    >>> r = np.array([[1.0, 0.6, 0.4], [0.6, 1.0, 0.5], [0.4, 0.5, 1.0]])
    >>> weights(r).round(4)
    array([0.2867, 0.0867])
    >>> weights(r, [[0, 1]]).round(4)
    array([0.3733])
    """
    size = np.shape(correlations)[-1]
    count = size - 1 if blocks is None else len(blocks)
    if count > MAX_VARIABLES:
        raise ValueError(
            f"LMG takes at most {MAX_VARIABLES} predictors, not {count}: group them first "
            "or use Johnson's relative weights"
        )
    return combined(correlations, blocks, shapley_coefficients(count))


def combined(correlations: np.ndarray, blocks: Blocks | None, weighing: np.ndarray) -> np.ndarray:
    """Sums over all subsets' R² with the rows of `weighing` (m, subsets), in bounded memory."""
    matrices = np.asarray(correlations, float)
    size = matrices.shape[-1]
    flat = matrices.reshape(-1, size, size)
    step = max(1, int(CHUNK_NUMBERS / (WIDEST_STEP * weighing.shape[1])))
    parts = [
        subset_r2(flat[start : start + step], blocks) @ weighing.T
        for start in range(0, len(flat), step)
    ]
    return np.concatenate(parts).reshape(*matrices.shape[:-2], len(weighing))
