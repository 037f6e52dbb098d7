"""The course of a KPI: what no count of its size can look like."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy.special import chdtr

from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.measured import KPIS, series

ROUND, SMOOTH, TURNED = (
    "per cents given as counts",
    "smoother than chance",
    "its opposite from one period on",
)
BASELINE = 8  # periods
BASES = (100.0, 1000.0)
COUNTED = 5.0  # cases and opposites a period, from which counts are nearly normal
CHANCE = 1e-5
LEAST = 3  # periods on either side
FEW = 10  # cases a period, of which most may be anything
NEAR, APART = 0.1, 0.3  # of a share: how near it comes to its opposite, how far it has moved


def round_base(seen: Seen) -> Iterator[Suspicion]:
    """A base of 100 in every period: the share was written in per cent, and its base is lost."""
    for kpi, rows in counted_shares(seen):
        base = rows["denominator"].unique()
        if len(base) == 1 and base[0] in BASES:
            words = (
                f"the base of '{kpi}' is {base[0]:g} in each of {len(rows)} periods: its limits "
                "are those of so many cases, whatever was counted"
            )
            remedy = "give the cases themselves (numerator and denominator), or value alone"
            yield in_rows(seen, ROUND, KPIS, kpi, rows.index, WARN, words, remedy)


def too_smooth(seen: Seen) -> Iterator[Suspicion]:
    """A share that moves from period to period less than counts of its size can.

    The differences of separate pairs of neighbouring periods, each in standard errors of two
    binomial shares: their squares add up to χ² with as many degrees of freedom, or more where
    something moved. Far less comes of averages over several periods.
    """
    for kpi, rows in counted_shares(seen):
        n, k = (rows[c].to_numpy(dtype=float) for c in ("denominator", "numerator"))
        last = len(n) // 2 * 2
        n, k = n[:last].reshape(-1, 2), k[:last].reshape(-1, 2)
        share = k.sum(axis=1) / n.sum(axis=1)
        if np.any(np.minimum(k, n - k) < COUNTED):
            continue
        variance = share * (1 - share) * (1 / n).sum(axis=1)
        moved = float((np.diff(k / n, axis=1)[:, 0] ** 2 / variance).sum())
        if chdtr(len(n), moved) < CHANCE:
            words = (
                f"'{kpi}' moves by {np.sqrt(moved / len(n)):.2f} of what shares of such bases "
                f"move by chance alone, over {len(rows)} periods: an average of several periods, "
                "or counts worked back from a rounded share"
            )
            remedy = "deliver each period's own counts; limits and signals rest on them"
            yield in_rows(seen, SMOOTH, KPIS, kpi, rows.index, WARN, words, remedy)


def opposite(seen: Seen) -> Iterator[Suspicion]:
    """A share that turns into what is missing to one: late in the place of on time."""
    for kpi, rows in _shares(seen):
        told = rows["measured"].to_numpy(dtype=float)
        if np.ptp(told) < APART or rows["denominator"].median() < FEW:
            continue
        for at in parted(told):
            was, now = float(np.median(told[:at])), float(np.median(told[at:]))
            if abs(now - was) >= APART and abs(now - (1 - was)) <= NEAR:
                when = rows["period"].iloc[at]
                words = f"'{kpi}' was {was:.2f} before {when}, and is {now:.2f} from then on"
                remedy = "see whether the opposite is counted now, and bring all to one"
                late = rows.index[at:]
                yield in_rows(seen, TURNED, KPIS, kpi, late, WARN, words, remedy)
                break


def parted(told: np.ndarray) -> np.ndarray:
    """Where all values before lie on one side of all from there on.

    >>> parted(np.array([0.9, 0.8, 0.9, 0.1, 0.2, 0.1]))
    array([3])
    """
    low, high = np.minimum.accumulate, np.maximum.accumulate
    after_low, after_high = low(told[::-1])[::-1][1:], high(told[::-1])[::-1][1:]
    apart = (low(told)[:-1] > after_high) | (high(told)[:-1] < after_low)
    at = np.flatnonzero(apart) + 1
    return at[(at >= LEAST) & (at <= len(told) - LEAST)]


def _shares(seen: Seen) -> list[tuple[str, pd.DataFrame]]:
    told = [(kpi, rows) for (kpi, _), rows in series(seen).items() if len(rows) >= BASELINE]
    return seen.once("shares", lambda: [(k, r) for k, r in told if r["kind"].eq("share").all()])


def counted_shares(seen: Seen) -> list[tuple[str, pd.DataFrame]]:
    """Shares of which every period has its counts."""

    def whole(rows: pd.DataFrame) -> bool:
        return rows["denominator"].gt(0).all() and rows["numerator"].notna().all()

    return seen.once("counted", lambda: [(k, rows) for k, rows in _shares(seen) if whole(rows)])


RULES = (round_base, too_smooth, opposite)
