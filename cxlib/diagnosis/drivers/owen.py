"""Shares inside groups: Owen's value, the Shapley share when variables come in groups (1977).

A group enters as one; inside it every order is averaged. The members' shares add up to the
group's own LMG weight, so that groups-first stays possible with any number of variables.
"""

from __future__ import annotations

import numpy as np

from cxlib.diagnosis.drivers import lmg


def weights(correlations: np.ndarray, blocks: lmg.Blocks) -> np.ndarray:
    """The share of every predictor when predictors enter by blocks.

    Parameters
    ----------
    correlations : array (..., p + 1, p + 1)
        Correlation matrices, outcome first.
    blocks : sequence of sequences of int
        A partition of the predictors 0 to p - 1.

    Returns
    -------
    array (..., p)
        In the order of the predictors; members of a block add up to the block's LMG weight.

    Examples
    --------
    >>> r = np.array([[1.0, 0.6, 0.4], [0.6, 1.0, 0.5], [0.4, 0.5, 1.0]])
    >>> weights(r, [[0, 1]]).round(4)
    array([0.2867, 0.0867])
    """
    matrices = np.asarray(correlations, float)
    out = np.empty((*matrices.shape[:-2], matrices.shape[-1] - 1))
    alone = [k for k, block in enumerate(blocks) if len(block) == 1]
    if alone:
        shares = lmg.weights(matrices, blocks)
        out[..., [blocks[k][0] for k in alone]] = shares[..., alone]
    for k, block in enumerate(blocks):
        if len(block) > 1:
            out[..., list(block)] = _inside(matrices, blocks, k)
    return out


def fits(blocks: lmg.Blocks) -> bool:
    """Whether opening any one block keeps the number of subsets within what LMG can walk."""
    widest = max((len(block) for block in blocks), default=0)
    return len(blocks) - 1 + widest <= lmg.MAX_VARIABLES


def _inside(matrices: np.ndarray, blocks: lmg.Blocks, opened: int) -> np.ndarray:
    """Shares of one block's members: the other blocks stay whole."""
    members = [[k] for k in blocks[opened]]
    others = [block for k, block in enumerate(blocks) if k != opened]
    weighing = _coefficients(len(members), len(others))
    return lmg.combined(matrices, [*members, *others], weighing)


def _coefficients(members: int, others: int) -> np.ndarray:
    """Shapley coefficients over the blocks times those inside the opened one."""
    inner = lmg.shapley_coefficients(members)
    outer = lmg.shapley_coefficients(others + 1)[others, 2**others :]  # the opened one enters last
    return (outer[None, :, None] * inner[:, None, :]).reshape(members, -1)
