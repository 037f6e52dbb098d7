"""Which variables measure the same thing, and which go together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse.csgraph import connected_components

from cxlib.diagnosis.drivers import effects, lmg

DUPLICATE_CORRELATION = 0.9  # r² = .81: four fifths of either is the other (Kline 2016, ch. 4)
HIGH_VIF = 10.0  # nine tenths of a variable is told by the others (Marquardt 1970)


def duplicates(correlations: np.ndarray, limit: float = DUPLICATE_CORRELATION) -> list[list[int]]:
    """A partition of the predictors: near-duplicates together, every other one alone.

    Parameters
    ----------
    correlations : array (p + 1, p + 1)
        Outcome first.
    limit : float
        The |correlation| from which two predictors count as one.

    Returns
    -------
    list of lists of int
        Predictors 0 to p - 1, ordered by each group's first member.

    Examples
    --------
    >>> r = np.array([[1, 0.5, 0.4, 0.3], [0.5, 1, 0.1, 0.95], [0.4, 0.1, 1, 0], [0.3, 0.95, 0, 1]])
    >>> duplicates(r)
    [[0, 2], [1]]
    """
    close = np.abs(correlations[1:, 1:]) >= limit
    _, label = connected_components(close, directed=False)
    return [np.flatnonzero(label == k).tolist() for k in dict.fromkeys(label.tolist())]


def declared(names: Sequence[object], blocks: lmg.Blocks) -> list[list[int]]:
    """Blocks joined where their first members carry the same group name; unnamed stay apart.

    >>> declared(["price", None, "price"], [[0], [1], [2]])
    [[0, 2], [1]]
    """
    joined: dict[object, list[int]] = {}
    for block in blocks:
        name = names[block[0]]
        joined.setdefault(name if isinstance(name, str) else ("alone", block[0]), []).extend(block)
    return list(joined.values())


def leaders(correlations: np.ndarray, blocks: lmg.Blocks) -> list[int]:
    """For each block the member most correlated with the outcome: it stands for the block."""
    strength = np.abs(correlations[0, 1:])
    return [block[int(np.argmax(strength[block]))] for block in blocks]


def merged(matrices: np.ndarray, blocks: lmg.Blocks, signs: np.ndarray) -> np.ndarray:
    """Correlation matrices (..., blocks + 1, blocks + 1) with each block's average as one variable.

    `signs` (p,) turns members that run the other way before they are averaged.
    """
    size = matrices.shape[-1]
    join = np.zeros((len(blocks) + 1, size))
    join[0, 0] = 1.0
    for row, block in enumerate(blocks, start=1):
        join[row, [k + 1 for k in block]] = signs[list(block)] / len(block)
    covariance = join @ matrices @ join.T
    scale = np.sqrt(np.einsum("...ii->...i", covariance))
    return covariance / (scale[..., :, None] * scale[..., None, :])


def directions(correlations: np.ndarray, blocks: lmg.Blocks) -> np.ndarray:
    """+1 or −1 per predictor: whether it runs with its block's leader."""
    signs = np.ones(correlations.shape[0] - 1)
    for block, leader in zip(blocks, leaders(correlations, blocks), strict=True):
        signs[block] = np.where(correlations[leader + 1, 1:][block] < 0, -1.0, 1.0)
    return signs


def points(
    correlations: np.ndarray, blocks: lmg.Blocks, signs: np.ndarray, spreads: np.ndarray
) -> np.ndarray:
    """How many points of its scale one standard deviation of each block is.

    A block's value is the average of its members, each in standard deviations; a point more on
    all of them moves it by the mean of 1 / `spreads`. Of a variable alone it is its own spread.

    >>> r = np.array([[1.0, 0.6, 0.4], [0.6, 1.0, 1.0], [0.4, 1.0, 1.0]])
    >>> points(r, [[0, 1]], np.ones(2), np.array([2.0, 2.0])).tolist()
    [2.0]
    """
    turned = correlations[1:, 1:] * signs[:, None] * signs[None, :]
    wide = [np.sqrt(turned[np.ix_(block, block)].mean()) for block in blocks]
    return np.array([w / (1 / spreads[list(b)]).mean() for w, b in zip(wide, blocks, strict=True)])


def inflation(correlations: np.ndarray) -> np.ndarray:
    """Variance inflation factors of the predictors (outcome first in the matrix).

    >>> inflation(np.array([[1, 0.6, 0.4], [0.6, 1, 0.5], [0.4, 0.5, 1]])).round(2)
    array([1.33, 1.33])
    """
    predictors = correlations[1:, 1:] + effects.RIDGE * np.eye(correlations.shape[0] - 1)
    return np.einsum("ii->i", np.linalg.inv(predictors)).copy()
