"""All series side by side: one row per series and baseline, one column per period."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlib.engagement.config import Rebase

FROZEN_AT = 24  # points that set a baseline for good; Jensen et al. (2006) on estimated limits
SILENT_BELOW = 8  # a run of 8 cannot be seen, and limits from fewer points are worth little
KEYS = ["kpi", "scope", "kind", "better", "since"]


@dataclass(frozen=True)
class Panel:
    """Matrices of series x periods, NaN where a series has no point.

    Attributes
    ----------
    keys : one row per series: kpi, scope, kind, better, since (start of its baseline)
    periods : labels of the columns, in order
    value, n, numerator, denominator, spread : series x periods
    judged : points that may be judged: complete, and on a base that may be shown
    """

    keys: pd.DataFrame
    periods: tuple[str, ...]
    value: np.ndarray
    n: np.ndarray
    numerator: np.ndarray
    denominator: np.ndarray
    spread: np.ndarray
    judged: np.ndarray

    @property
    def seen(self) -> np.ndarray:
        """How many judged points each series has had, up to and with each period."""
        return np.cumsum(self.judged, axis=1)

    @property
    def size(self) -> np.ndarray:
        """What the squared spread is divided by: the exposure of rates, the base of others."""
        rate = (self.keys["kind"] == "rate").to_numpy()
        return np.where(rate[:, None], self.denominator, self.n)

    @property
    def baseline(self) -> np.ndarray:
        """The points that set the limits: the first 24 judged ones, all of them while fewer."""
        return self.judged & (self.seen <= FROZEN_AT)

    @property
    def status(self) -> np.ndarray:
        """ "frozen", "provisional" (below 24 points) or "silent" (below 8), one per series."""
        total = self.judged.sum(axis=1)
        return np.where(
            total >= FROZEN_AT, "frozen", np.where(total < SILENT_BELOW, "silent", "provisional")
        )

    def of(self, rows: np.ndarray) -> Panel:
        """The panel of some of its series."""
        names = ("value", "n", "numerator", "denominator", "spread", "judged")
        parts = {name: getattr(self, name)[rows] for name in names}
        return Panel(self.keys.iloc[rows].reset_index(drop=True), self.periods, **parts)

    def long(self, **matrices: np.ndarray) -> pd.DataFrame:
        """One row per present point, with the entries of further matrices as columns."""
        row, column = np.nonzero(np.isfinite(self.value))
        keys = self.keys.iloc[row].reset_index(drop=True)
        labels = np.asarray(self.periods, dtype=object)[column]
        columns = {name: m[row, column] for name, m in matrices.items()}
        return keys.assign(period=labels, **columns)


def panel_of(
    measured: pd.DataFrame,
    unfinished: Sequence[str] = (),
    rebased: Sequence[Rebase] = (),
    smallest: int = 0,
) -> Panel:
    """The panel of a long table of measurements.

    Parameters
    ----------
    measured : in the columns of `cxlib.monitoring.measures.MEASURED`
    unfinished : periods that are not over; never judged
    rebased : new baselines by written reason: a series starts afresh at `since`
    smallest : points on a base below this are kept but not judged

    A series whose baseline is set anew takes one row for each baseline.
    """
    rows = measured.assign(since=_since(measured, rebased))
    periods = tuple(sorted(rows["period"].unique()))
    keys = rows[KEYS].drop_duplicates().sort_values(KEYS).reset_index(drop=True)
    where = pd.MultiIndex.from_frame(keys).get_indexer(pd.MultiIndex.from_frame(rows[KEYS]))
    column = pd.Index(periods).get_indexer(rows["period"])
    shape = (len(keys), len(periods))

    def matrix(name: str) -> np.ndarray:
        out = np.full(shape, np.nan)
        out[where, column] = rows[name].to_numpy(float)
        return out

    value, n = matrix("value"), matrix("n")
    over = ~np.isin(np.asarray(periods, dtype=object), list(unfinished))
    judged = np.isfinite(value) & over[None, :] & ~(n < smallest)
    rest = {name: matrix(name) for name in ("numerator", "denominator", "spread")}
    return Panel(keys, periods, value, n, **rest, judged=judged)


def _since(measured: pd.DataFrame, rebased: Sequence[Rebase]) -> pd.Series:
    """The start of the baseline that each measurement belongs to; "" for the first one."""
    since = pd.Series("", index=measured.index, dtype="str")
    for new in sorted(rebased, key=lambda r: r.since):
        mine = (measured["kpi"] == new.kpi) & (measured["scope"] == new.scope)
        since = since.mask(mine & (measured["period"] >= new.since), new.since)
    return since
