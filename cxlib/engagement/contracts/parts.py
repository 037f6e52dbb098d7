"""What is counted of a table's rows in each of its periods and over all, in one pass a column."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import pandas as pd

FEW_NUMBERS = 12  # different numbers in a part, up to which each is counted
MOST_NUMBERS = 1_000  # in a column, up to which they are counted instead of sorted
LEAST_PAIRS = 20  # rows below which no correlation is told
Told = dict[str, object]


class Parts:
    """The rows of a table by part: each of `labels` in its order, then all rows.

    >>> parts = Parts(np.array([-1, 0, 0, 1]), ["2026-01", "2026-02"])
    >>> parts.counted(np.array([1, 0, 1, -1]), 2).tolist()
    [[1, 1], [0, 0], [1, 2]]
    """

    def __init__(self, part: np.ndarray, labels: Sequence[str]):
        """`part` : for each row the place of its label; −1 for a row that only counts in all."""
        self.labels = list(labels)
        self._part = part.astype(np.int64) + 1
        self._width = len(self.labels) + 1
        self._sizes = np.bincount(self._part, minlength=self._width)

    @property
    def sizes(self) -> np.ndarray:
        """How many rows each part has."""
        return self._folded(self._sizes)

    @cached_property
    def _order(self) -> np.ndarray:
        return np.argsort(self._part.astype(np.int8), kind="stable")

    @cached_property
    def rows(self) -> list[np.ndarray | slice]:
        """The rows of each part."""
        return [*np.split(self._order, np.cumsum(self._sizes))[1 : self._width], slice(None)]

    def summed(self, values: np.ndarray) -> np.ndarray:
        """The sum of a number over the rows of each part."""
        there = self._sizes > 0
        told = np.zeros(self._width)
        if there.any():
            starts = (np.cumsum(self._sizes) - self._sizes)[there]
            told[there] = np.add.reduceat(values[self._order], starts, dtype=float)
        return self._folded(told)

    def counted(self, codes: np.ndarray, width: int) -> np.ndarray:
        """How often each of the codes 0 to `width` − 1 stands in each part; −1 counts nowhere."""
        place = self._part * width + codes
        place = place if codes.min(initial=0) >= 0 else place[codes >= 0]
        counts = np.bincount(place, minlength=self._width * width)
        return self._folded(counts.reshape(self._width, width))

    @staticmethod
    def _folded(told: np.ndarray) -> np.ndarray:
        """All rows last, in place of those that lie in no part."""
        return np.concatenate([told[1:], told.sum(axis=0, keepdims=True)])


def filled(parts: Parts, known: np.ndarray) -> list[Told]:
    """How many cells of a column are filled in each part, and the share that is blank."""
    return [
        {"n": int(n), "blank": share(int(of - n), int(of))}
        for n, of in zip(known, parts.sizes, strict=True)
    ]


def numbers(parts: Parts, values: np.ndarray) -> list[Told]:
    """Of a column of numbers, missing as NaN: n, blank, low, high, mean, sd, the lower median, and
    how often each stands where they are few."""
    codes, levels = pd.factorize(values, sort=True)
    if len(levels) > MOST_NUMBERS:
        return _many_numbers(parts, values)
    counts = parts.counted(codes, len(levels))
    n = counts.sum(axis=1)
    told = filled(parts, n)
    if not len(levels):
        return told
    with np.errstate(invalid="ignore"):
        mean = counts @ levels / n
        sd = np.sqrt(((levels - mean[:, None]) ** 2 * counts).sum(axis=1) / n)
    middle = (counts.cumsum(axis=1) >= (n[:, None] + 1) // 2).argmax(axis=1)
    written = [f"{level + 0.0:g}" for level in levels]  # + 0.0, for -0.0 is 0
    for i, part in enumerate(told):
        there = np.flatnonzero(counts[i])
        if len(there):
            low, high = levels[there[[0, -1]]]
            part |= _described(low, high, mean[i], sd[i], levels[middle[i]])
        if 0 < len(there) <= FEW_NUMBERS:
            part |= {"counts": {written[at]: int(counts[i, at]) for at in there}}
    return told


def _many_numbers(parts: Parts, values: np.ndarray) -> list[Told]:
    """The same where nearly every number is another one."""
    told = filled(parts, parts.summed(~np.isnan(values)))
    for part, rows in zip(told, parts.rows, strict=True):
        cut = np.sort(values[rows])[: part["n"]]  # the missing ones come last
        if len(cut):
            middle = cut[(len(cut) - 1) // 2]
            part |= _described(cut[0], cut[-1], cut.mean(), cut.std(), middle)
            few, often = np.unique(cut, return_counts=True)
            if len(few) <= FEW_NUMBERS:
                part |= {"counts": {f"{v:g}": int(n) for v, n in zip(few, often, strict=True)}}
    return told


def _described(low: float, high: float, mean: float, sd: float, median: float) -> Told:
    return {"low": float(low), "high": float(high), "mean": rounded(mean), "sd": rounded(sd),
            "median": rounded(median)}  # fmt: skip


def names(parts: Parts, codes: np.ndarray, levels: Sequence[str]) -> list[Told]:
    """Of a column of names: n, blank, and how often each stands."""
    counts = parts.counted(codes, len(levels))
    told = filled(parts, counts.sum(axis=1))
    pairs = [zip(levels, part.tolist(), strict=True) for part in counts]
    return [
        t | {"counts": {name: n for name, n in part if n}} if t["n"] else t
        for t, part in zip(told, pairs, strict=True)
    ]


def related(parts: Parts, x: np.ndarray, y: np.ndarray) -> list[Told]:
    """Pearson's r of two columns in each part, and the number of rows that have both."""
    both = ~(np.isnan(x) | np.isnan(y))
    if not both.any():
        return [{} for _ in parts.sizes]
    x, y = (np.where(both, column - column[both].mean(), 0.0) for column in (x, y))
    n = parts.summed(both)
    with np.errstate(divide="ignore", invalid="ignore"):
        mx, my = parts.summed(x) / n, parts.summed(y) / n
        vx, vy = (parts.summed(c * c) / n - m * m for c, m in ((x, mx), (y, my)))
        r = (parts.summed(x * y) / n - mx * my) / np.sqrt(vx * vy)
        varied = (vx > 1e-12 * np.mean(x * x)) & (vy > 1e-12 * np.mean(y * y))
    told = (n >= LEAST_PAIRS) & varied
    return [{"r": rounded(r[i]), "pairs": int(n[i])} if told[i] else {} for i in range(len(n))]


def share(part: int, whole: int) -> float:
    return rounded(part / whole) if whole else 0.0


def rounded(value: float) -> float:
    return float(f"{value:.8g}")
