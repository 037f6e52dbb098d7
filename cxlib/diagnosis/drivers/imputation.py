"""Multiple imputation: every gap filled several times by draws from what the other answers imply.

Chained Bayesian regressions (van Buuren 2018, ch. 4): each column in turn is regressed on all the
others, the outcome among them, and its gaps are redrawn with the regression's own uncertainty.
The choice for gaps that depend on the other answers; pairwise correlations are the simpler one
where N/A has nothing to do with anything.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxlib.stats.resampling import turned

SETS = 20  # completed data sets (White, Royston & Wood 2011: about the per cent of incomplete rows)
ROUNDS = 10  # through all columns before a set is taken (van Buuren 2018, § 6.5)
RIDGE = 1e-6  # of the number of rows: keeps copies solvable


def imputed(data: np.ndarray, rng: np.random.Generator, sets: int = SETS) -> Iterator[np.ndarray]:
    """Completed copies of the data; observed answers stay as they are.

    Parameters
    ----------
    data : array (n, k)
        NaN is a gap. Every column holds at least two different answers.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0], [2.0, np.nan], [3.0, 6.1], [4.0, 7.9], [5.0, 10.0]])
    >>> filled = next(imputed(x, np.random.default_rng(0), 1))
    >>> bool(np.isfinite(filled).all()), filled[0].tolist()
    (True, [1.0, 2.0])
    """
    gaps = ~np.isfinite(data)
    centre, spread = np.nanmean(data, axis=0), np.nanstd(data, axis=0)
    z = (data - centre) / spread
    sign = turned(rng, np.where(gaps, 0.0, z))
    z *= sign
    for _ in range(sets):
        out = np.where(gaps, 0.0, z)
        for column in range(z.shape[1]):  # start from the observed answers, at random
            own = z[~gaps[:, column], column]
            out[gaps[:, column], column] = rng.choice(own, int(gaps[:, column].sum()))
        for _ in range(ROUNDS):
            for column in np.flatnonzero(gaps.any(axis=0)):
                _redraw(out, gaps[:, column], int(column), rng)
        yield np.where(gaps, centre + spread * sign * out, data)


def _redraw(out: np.ndarray, gap: np.ndarray, column: int, rng: np.random.Generator) -> None:
    """Fill one column's gaps anew, in place: a Bayesian regression on the other columns."""
    design = np.column_stack([np.ones(len(out)), np.delete(out, column, axis=1)])
    known, y = design[~gap], out[~gap, column]
    gram = known.T @ known + RIDGE * len(known) * np.eye(design.shape[1])
    inverse = np.linalg.inv(gram)
    beta = inverse @ (known.T @ y)
    df = max(len(known) - design.shape[1], 1)
    noise = np.sqrt(((y - known @ beta) ** 2).sum() / rng.chisquare(df))
    drawn = beta + noise * np.linalg.cholesky(inverse) @ rng.standard_normal(len(beta))
    out[gap, column] = design[gap] @ drawn + noise * rng.standard_normal(int(gap.sum()))
