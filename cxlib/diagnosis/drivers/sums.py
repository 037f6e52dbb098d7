"""Correlation matrices of a survey and of its bootstrap samples, out of one pass over its rows.

Each row gives the products of its columns; a bootstrap sample's matrix is a weighted sum of
those, so a thousand samples are one matrix product and the rows are never touched again. What is
drawn are rows, or whole accounts where answers hang together, or, in a large survey, random
blocks of rows, so that memory does not grow with n.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from cxlib.stats.resampling import multinomial_counts, normal

DRAWS = 1000  # percentile intervals at 95 %: Efron & Tibshirani (1993) § 13.3
ROWS_DRAWN_SINGLY = 20_000  # above, random blocks of rows are drawn instead
BLOCKS = 1000  # ... as many as this; their sums vary as the rows' own do
BLOCKS_AT_ONCE = 50  # blocks whose rows are copied together
ROWS_AT_ONCE = 20_000  # rows whose products are in memory together
DRAWS_AT_ONCE = 100  # bootstrap samples whose counts are in memory together
SMALLEST_EIGENVALUE = 1e-8  # pairwise matrices below this are bent to it
CONTRADICTION = 1e-3  # an eigenvalue this far below 0 is no rounding and no mere copy


class Sums(NamedTuple):
    """Sums of products per unit that can be drawn (a row, an account, a block).

    `totals` has a row per unit. Complete data: the products of every pair of (1, columns).
    With missing answers: six sums per pair of columns over the rows that hold both, then the
    number and the sum of each column's answers. Columns are scaled: `centre` and `spread` lead
    back to their own units.
    """

    totals: np.ndarray
    columns: int
    complete: bool
    centre: np.ndarray
    spread: np.ndarray

    @property
    def units(self) -> int:
        return len(self.totals)

    def matrices(self, totals: np.ndarray) -> np.ndarray:
        """Correlation matrices (draws, columns, columns) out of drawn totals."""
        build = _from_complete if self.complete else _from_pairs
        return build(np.atleast_2d(totals), self.columns)

    def means(self, totals: np.ndarray) -> np.ndarray:
        """Means of the columns (draws, columns) in their own units, over those who answered."""
        totals, k = np.atleast_2d(totals), self.columns
        if self.complete:
            n, x = totals[:, :1], totals[:, 1 : k + 1]
        else:
            n, x = totals[:, -2 * k : -k], totals[:, -k:]
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.centre + self.spread * x / n

    def observed(self) -> np.ndarray:
        """The survey's own correlation matrix."""
        return self.matrices(self.totals.sum(axis=0))[0]

    def impossible(self) -> bool:
        """Whether the pairwise correlations contradict each other (before they are bent)."""
        if self.complete:
            return False
        raw = _pairwise(self.totals.sum(axis=0, keepdims=True), self.columns)
        return bool(np.linalg.eigvalsh(raw[0])[0] < -CONTRADICTION)

    def bootstrap(self, rng: np.random.Generator, draws: int = DRAWS) -> np.ndarray:
        """Totals (draws, …) of exact bootstrap samples of the units."""
        parts = []
        for start in range(0, draws, DRAWS_AT_ONCE):
            counts = multinomial_counts(rng, self.units, min(DRAWS_AT_ONCE, draws - start))
            parts.append(counts.astype(float) @ self.totals)
        return np.concatenate(parts)

    def asymptotic(self, rng: np.random.Generator, draws: int = DRAWS) -> np.ndarray:
        """The fast option: totals drawn from their normal limit instead of the rows.

        A sum over many units is nearly normal, with the covariance of the units' products: the
        draws cost nothing per row. An approximation, labelled as such wherever it is used.
        """
        mean = self.totals.sum(axis=0)
        return mean + normal(rng, self.totals - self.totals.mean(axis=0), draws)


def sums(
    data: np.ndarray,
    rng: np.random.Generator,
    weights: np.ndarray | None = None,
    clusters: np.ndarray | None = None,
) -> Sums:
    """The sums of products of a survey, ready for drawing.

    Parameters
    ----------
    data : array (n, k)
        Numbers; NaN is "not answered" and is left out pair by pair.
    rng : Generator
        Deals rows to blocks in a large survey.
    weights, clusters : array (n,), optional
        Survey weights; the account of each answer (whole accounts are then drawn).
    """
    data = np.asarray(data, float)
    complete = bool(np.isfinite(data).all())
    expand = _complete_products if complete else pair_products
    centre, spread = _scale(data)
    scaled = (data - centre) / spread
    weight = np.ones(len(data)) if weights is None else np.asarray(weights, float)
    if clusters is None and not complete and len(data) > ROWS_DRAWN_SINGLY:
        return Sums(_blocked(scaled, weight, rng), data.shape[1], complete, centre, spread)
    units = _units(len(data), rng, clusters)
    if units is None:
        return Sums(expand(scaled) * weight[:, None], data.shape[1], complete, centre, spread)
    size, totals = int(units.max()) + 1, 0.0
    for start in range(0, len(data), ROWS_AT_ONCE):
        part = slice(start, start + ROWS_AT_ONCE)
        totals = totals + grouped(expand(scaled[part]) * weight[part, None], units[part], size)
    return Sums(totals, data.shape[1], complete, centre, spread)


def _blocked(data: np.ndarray, weight: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """`pair_products` summed over random blocks of equal size, by small matrix products."""
    n = len(data)
    blocks = min(BLOCKS, n)
    size = -(-n // blocks)
    dealt = np.full(blocks * size, n)  # row n is an empty one that fills the blocks up
    dealt[:n] = rng.permutation(n)
    dealt = dealt.reshape(size, blocks).T
    parts = []
    for start in range(0, blocks, BLOCKS_AT_ONCE):
        rows = dealt[start : start + BLOCKS_AT_ONCE]
        parts.append(_block_pairs(_taken(data, rows, np.nan), _taken(weight, rows, 0.0)))
    return np.concatenate(parts)


def _taken(values: np.ndarray, rows: np.ndarray, empty: float) -> np.ndarray:
    out = values[np.minimum(rows, len(values) - 1)]
    out[rows == len(values)] = empty
    return out


def _block_pairs(data: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """The sums of each block (blocks, rows, columns), in the order of `pair_products`."""
    there = np.isfinite(data)
    filled, seen = np.where(there, data, 0.0), there.astype(float)
    turned = np.swapaxes(seen * weight[:, :, None], 1, 2)
    n, x = turned @ seen, np.swapaxes(turned @ filled, 1, 2)
    xx = np.swapaxes(turned @ filled**2, 1, 2)
    xy = np.swapaxes(filled * weight[:, :, None], 1, 2) @ filled
    i, j = np.triu_indices(data.shape[2], 1)
    diagonal = np.arange(data.shape[2])
    parts = [n[:, i, j], x[:, i, j], x[:, j, i], xx[:, i, j], xx[:, j, i], xy[:, i, j],
             n[:, diagonal, diagonal], x[:, diagonal, diagonal]]  # fmt: skip
    return np.concatenate(parts, axis=1)


def _units(n: int, rng: np.random.Generator, clusters: np.ndarray | None) -> np.ndarray | None:
    if clusters is not None:
        return np.unique(clusters, return_inverse=True)[1]
    return rng.permutation(n) % BLOCKS if n > ROWS_DRAWN_SINGLY else None


def grouped(products: np.ndarray, units: np.ndarray, size: int) -> np.ndarray:
    """Sums of the rows' products by unit, 0 to size - 1."""
    order = np.argsort(units, kind="stable")
    present, first = np.unique(units[order], return_index=True)
    out = np.zeros((size, products.shape[1]))
    out[present] = np.add.reduceat(products[order], first, axis=0)
    return out


def _scale(data: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of the columns: sums of scaled squares lose no digits."""
    answered = np.isfinite(data)
    n = np.maximum(answered.sum(axis=0), 1)
    centre = np.where(answered, data, 0.0).sum(axis=0) / n
    spread = np.sqrt((np.where(answered, data - centre, 0.0) ** 2).sum(axis=0) / n)
    return centre, np.where(spread > 0, spread, 1.0)


def _complete_products(data: np.ndarray) -> np.ndarray:
    one = np.column_stack([np.ones(len(data)), data])
    i, j = np.triu_indices(one.shape[1])
    return one[:, i] * one[:, j]


def _from_complete(totals: np.ndarray, columns: int) -> np.ndarray:
    i, j = np.triu_indices(columns + 1)
    square = np.empty((len(totals), columns + 1, columns + 1))
    square[:, i, j] = square[:, j, i] = totals
    mean = square[:, 0, 1:] / square[:, :1, 0]
    covariance = square[:, 1:, 1:] / square[:, :1, :1] - mean[:, :, None] * mean[:, None, :]
    return _correlations(covariance, np.einsum("bii->bi", covariance)[:, :, None])


def pair_products(data: np.ndarray) -> np.ndarray:
    """What each row adds to the sums where answers are missing; see `Sums`."""
    i, j = np.triu_indices(data.shape[1], 1)
    there = np.isfinite(data)
    filled = np.where(there, data, 0.0)
    both = (there[:, i] & there[:, j]).astype(float)
    x, y = filled[:, i] * both, filled[:, j] * both
    return np.concatenate([both, x, y, x * x, y * y, x * y, there, filled], axis=1)


def _from_pairs(totals: np.ndarray, columns: int) -> np.ndarray:
    return bend(_pairwise(totals, columns))


def _pairwise(totals: np.ndarray, columns: int) -> np.ndarray:
    pairs = totals[:, : -2 * columns]
    n, x, y, xx, yy, xy = np.split(pairs, 6, axis=1)
    n = np.where(n > 0, n, np.nan)
    variances = np.clip(xx / n - (x / n) ** 2, 0, None), np.clip(yy / n - (y / n) ** 2, 0, None)
    spread = np.sqrt(variances[0] * variances[1])
    cov = xy / n - x * y / n**2
    r = np.divide(cov, spread, out=np.zeros_like(cov), where=spread > SMALLEST_EIGENVALUE)
    out = np.broadcast_to(np.eye(columns), (len(totals), columns, columns)).copy()
    i, j = np.triu_indices(columns, 1)
    out[:, i, j] = out[:, j, i] = np.nan_to_num(np.clip(r, -1, 1))
    return out


def _correlations(covariance: np.ndarray, variance: np.ndarray) -> np.ndarray:
    scale = np.sqrt(np.clip(variance * np.swapaxes(variance, 1, 2), 0, None))
    out = np.divide(covariance, scale, out=np.zeros_like(covariance), where=scale > 1e-12)
    diagonal = np.arange(out.shape[-1])
    out[:, diagonal, diagonal] = 1.0
    return out


def bend(matrices: np.ndarray) -> np.ndarray:
    """The nearest usable correlation matrices: negative eigenvalues lifted, diagonal 1 again.

    Pairwise correlations come from different rows, so that together they may be impossible
    (Higham 2002 treats the nearest possible one; lifting is his first step and enough here).

    >>> r = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    >>> bool(np.linalg.eigvalsh(bend(r[None])[0]).min() > 0)
    True
    """
    values, vectors = np.linalg.eigh(matrices)
    broken = values[:, 0] < SMALLEST_EIGENVALUE
    if not broken.any():
        return matrices
    lifted = np.clip(values[broken], SMALLEST_EIGENVALUE, None)
    fixed = (vectors[broken] * lifted[:, None, :]) @ np.swapaxes(vectors[broken], 1, 2)
    out = matrices.copy()
    scale = np.sqrt(np.einsum("bii->bi", fixed))
    out[broken] = fixed / (scale[:, :, None] * scale[:, None, :])
    return out
