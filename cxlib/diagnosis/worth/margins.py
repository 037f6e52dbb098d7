"""What staying customers bring: value and staying together, for they are seldom independent.

Who pays most may leave first. Mean months times mean margin is then wrong, however narrow its
interval. Here time is cut into fortnights; in each, the margin is that of the customers who are
still there, and counts with the share that is (Lin, Feuer, Etzioni & Wax 1997, "Estimating medical
costs from incomplete follow-up data"; exact where margin and being watched are independent).
Customers are redrawn with their margin and their stay at once.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.stats.resampling import multinomial_counts

FORTNIGHT = 12 / 26  # months
MOST_BLOCKS = 250  # customers are redrawn in so many random blocks at most
DRAWS = 200  # of the blocks: the standard error is known to 5 %


def discounted(months: np.ndarray, yearly: float) -> np.ndarray:
    """What money that comes after so many months is worth today.

    >>> discounted(np.array([0.0, 12.0]), 0.1).round(3).tolist()
    [1.0, 0.909]
    """
    return (1 + yearly) ** (-np.asarray(months, float) / 12)


class Spans(NamedTuple):
    """Per block of customers and fortnight: the watched, who left, and the margin of the watched.

    `ends` are the ends of the fortnights in months. Watched at a fortnight's middle are those who
    had come in before it and were not gone: `valued` of them have a margin, `margin` in sum.
    """

    ends: np.ndarray
    watched: np.ndarray
    left: np.ndarray
    valued: np.ndarray
    margin: np.ndarray

    def total(self) -> Spans:
        return self.drawn(np.ones((1, len(self.watched))))

    def drawn(self, counts: np.ndarray) -> Spans:
        """Blocks drawn so often, one row a draw."""
        return Spans(self.ends, *(counts @ part for part in self[1:]))

    def areas(self) -> np.ndarray:
        """Months stayed in every fortnight, per row: the area under the curve of retention."""
        hazard = np.divide(self.left, self.watched, out=np.zeros_like(self.left),
                           where=self.watched > 0)  # fmt: skip
        after = np.cumprod(1 - np.clip(hazard, 0, 1), axis=1)
        before = np.column_stack([np.ones(len(after)), after[:, :-1]])
        return (before + after) / 2 * np.diff(self.ends, prepend=0.0)

    def margins(self) -> np.ndarray:
        """Margin a month of those still there, a row and fortnight; the last known goes on."""
        mean = np.divide(self.margin, self.valued, out=np.full_like(self.margin, np.nan),
                         where=self.valued > 0)  # fmt: skip
        if np.isfinite(mean).all():
            return mean
        return pd.DataFrame(mean).T.ffill().bfill().T.to_numpy(float)


def fortnights(rows: pd.DataFrame, horizon: float, rng: np.random.Generator) -> Spans:
    """Customers in random blocks, by fortnight.

    Parameters
    ----------
    rows : entry and months (from and to which they were watched), left, margin (a month).
    horizon : months.
    """
    size = max(1, int(np.ceil(horizon / FORTNIGHT)))
    ends = np.linspace(0, horizon, size + 1)[1:]
    blocks = min(len(rows), MOST_BLOCKS)
    block = rng.permutation(np.arange(len(rows)) % blocks)
    middle = ends - horizon / size / 2
    first, last = (np.searchsorted(middle, rows[c].to_numpy(float)) for c in ("entry", "months"))
    margin = rows["margin"].to_numpy(float)
    known = np.isfinite(margin)

    def watched(weight: np.ndarray) -> np.ndarray:
        cells, shape = blocks * (size + 1), (blocks, size + 1)
        comes, goes = (np.bincount(block * (size + 1) + at, weight, cells) for at in (first, last))
        return (comes - goes).reshape(shape)[:, :-1].cumsum(axis=1)

    gone = rows["left"].to_numpy(bool) & (rows["months"].to_numpy(float) <= horizon)
    at = np.searchsorted(ends, rows["months"].to_numpy(float)[gone])
    left = np.zeros((blocks, size))
    np.add.at(left, (block[gone], np.minimum(at, size - 1)), 1.0)
    there = watched(np.ones(len(rows)))
    # who left in the first half of a fortnight was at risk in it, too
    early = gone & (last < size) & (last == np.searchsorted(ends, rows["months"].to_numpy(float)))
    np.add.at(there, (block[early], last[early]), 1.0)
    return Spans(
        ends, there, left, watched(known.astype(float)), watched(np.where(known, margin, 0))
    )


def money(
    table: Spans, areas: np.ndarray, yearly: float, rng: np.random.Generator
) -> tuple[float, float]:
    """Margin until the horizon and its standard error, customers redrawn.

    Parameters
    ----------
    areas : months stayed in every fortnight, exactly (the draws have the curve by fortnights).
    yearly : rate at which money is discounted.
    """
    today = discounted(table.ends - np.diff(table.ends, prepend=0.0) / 2, yearly)
    value = float((areas * table.total().margins()[0] * today).sum())
    counts = multinomial_counts(rng, len(table.watched), DRAWS).astype(float)
    drawn = table.drawn(counts)
    return value, float((drawn.areas() * drawn.margins() * today).sum(axis=1).std(ddof=1))


def margins_of(
    table: Spans, months: np.ndarray, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """The mean margin of those still there at some months, as seen and redrawn (draws, months)."""
    at = np.minimum(np.searchsorted(table.ends, months), table.ends.size - 1)
    counts = multinomial_counts(rng, len(table.watched), DRAWS).astype(float)
    return table.total().margins()[0, at], table.drawn(counts).margins()[:, at]
