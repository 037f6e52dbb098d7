"""The course of a KPI: stretches that come again, values in blocks or on a line, sums of sums."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxlib.engagement.suspicion.courses import counted_shares
from cxlib.engagement.suspicion.frame import STOP, TELL, WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.measured import BASELINE, KPIS, series

AGAIN, BLOCKS, LINE, COUNTED, RISING = (
    "a stretch of values comes again",
    "one value for several periods each",
    "values on a straight line",
    "counts that add up",
    "a value that only rises",
)
STRETCH = 5  # periods
DIFFERENT = 0.6  # of a stretch's values, at least
POINTS = 7  # on a line
STEPS, ROUGH = 4, 5  # units of the last decimal: of a step on it; of bends elsewhere, at least
CHANCE = 1e-6
CARRIED = 16  # periods that only rise


def again(seen: Seen) -> Iterator[Suspicion]:
    """Five values or more in a row that stand in the same series before: last year's, copied.

    That two periods are alike by chance has the probability p, taken from the other pairs of
    periods; that so many are, anywhere in it, p to their power times the pairs of places.
    """
    for (kpi, _), rows in series(seen).items():
        told = rows[["measured", "numerator", "denominator"]].to_numpy(dtype=float)
        keys = np.unique(np.nan_to_num(told, nan=-1e9), axis=0, return_inverse=True)[1].ravel()
        n = len(keys)
        if n < BASELINE + STRETCH:
            continue
        lag, first, long = _longest(keys)
        times, pairs = np.bincount(keys), n * (n - 1) / 2
        alike = ((times * (times - 1) / 2).sum() - long + 1) / pairs
        varied = len(set(keys[first : first + long])) >= DIFFERENT * long
        if long >= STRETCH and varied and alike**long * n * n < CHANCE:
            when = rows["period"].iloc
            words = (
                f"'{kpi}' has from {when[first + lag]} on for {long} periods the very values that "
                f"it had from {when[first]} on"
            )
            rest = rows.index[first + lag : first + lag + long]
            remedy = "ask for the values of those periods: older ones were copied"
            yield in_rows(seen, AGAIN, KPIS, kpi, rest, STOP, words, remedy)


def _longest(keys: np.ndarray) -> tuple[int, int, int]:
    """The lag, the first place and the length of the longest stretch that comes again.

    >>> _longest(np.array([1, 2, 3, 4, 9, 1, 2, 3, 5]))
    (5, 0, 3)
    """
    best = (0, 0, 0)
    for lag in range(1, len(keys)):
        same = keys[lag:] == keys[:-lag]
        run = 0
        for at, hit in enumerate(same):
            run = run + 1 if hit else 0
            if min(run, lag) > best[2]:
                best = (lag, at - run + 1, min(run, lag))
    return best


def blocks(seen: Seen) -> Iterator[Suspicion]:
    """Each value in two, three, six or twelve periods in a row and then another: a mean of quarters
    or years was spread over their months."""
    for (kpi, _), rows in series(seen).items():
        told = rows["measured"].to_numpy(dtype=float)
        starts = np.flatnonzero(np.r_[True, np.diff(told) != 0])
        lengths = np.diff(np.r_[starts, len(told)])
        inner = lengths[1:-1]
        if len(inner) < 3 or inner[0] not in (2, 3, 6, 12) or (inner != inner[0]).any():
            continue
        if lengths[0] <= inner[0] and lengths[-1] <= inner[0] and len(set(told)) >= 4:
            words = (
                f"'{kpi}' keeps each value for {inner[0]} periods: that of a longer period was "
                "written into each of its parts"
            )
            remedy = "deliver each period's own value, or one row for each longer period"
            yield in_rows(seen, BLOCKS, KPIS, kpi, rows.index, WARN, words, remedy)


def straight(seen: Seen) -> Iterator[Suspicion]:
    """Seven values or more that rise or fall by one and the same step, in a series that does not do
    so otherwise: they were filled in between two that were measured."""
    for (kpi, _), rows in series(seen).items():
        told = rows["measured"].to_numpy(dtype=float)
        if len(told) < BASELINE + POINTS or rows["denominator"].notna().any():
            continue
        unit = _decimals(told)
        on = _on_lines(told, unit)
        rough = np.abs(np.diff(told, 2))[~on[1:-1]]
        if on.any() and len(rough) and np.median(rough) > ROUGH * unit:
            when = rows["period"]
            words = (
                f"'{kpi}' moves by the same step in {on.sum()} periods, the first "
                f"{when[on].iloc[0]}: values between two measured ones were filled in"
            )
            remedy = "leave out what was not measured"
            yield in_rows(seen, LINE, KPIS, kpi, rows.index[on], WARN, words, remedy)


def _on_lines(told: np.ndarray, unit: float) -> np.ndarray:
    """Which values lie on a straight line with six others in a row, to the last decimal.

    >>> _on_lines(np.array([3.0, 10, 20, 30, 40, 50, 60, 70, 31]), 1.0).astype(int)
    array([0, 1, 1, 1, 1, 1, 1, 1, 0])
    """
    stretches = np.lib.stride_tricks.sliding_window_view(told, POINTS)
    step = (stretches[:, -1:] - stretches[:, :1]) / (POINTS - 1)
    off = np.abs(stretches - stretches[:, :1] - step * np.arange(POINTS)).max(axis=1)
    hits = np.flatnonzero((off <= unit) & (np.abs(step[:, 0]) >= STEPS * unit))
    on = np.zeros(len(told), dtype=bool)
    for first in hits:
        on[first : first + POINTS] = True
    return on


def _decimals(told: np.ndarray) -> float:
    """The size of the last decimal that is written.

    >>> _decimals(np.array([4.1, 4.25])), _decimals(np.array([12.0, 3.0]))
    (0.01, 1.0)
    """
    for places in range(5):
        if np.allclose(told, np.round(told, places), rtol=0, atol=1e-9):
            return float(f"1e-{places}")
    return 1e-5


def counts_add_up(seen: Seen) -> Iterator[Suspicion]:
    """Cases that grow in every period, and by about as many each time: all of them so far."""
    for kpi, rows in counted_shares(seen):
        base, hits = (rows[c].to_numpy(dtype=float) for c in ("denominator", "numerator"))
        steps = np.diff(base)
        rising = len(base) >= CARRIED and (steps > 0).all() and (np.diff(hits) >= 0).all()
        if rising and base[-1] >= 0.5 * len(base) * np.median(steps) and _even(steps, base):
            words = (
                f"the cases of '{kpi}' grow in each of {len(base)} periods, from {base[0]:,.0f} to "
                f"{base[-1]:,.0f}: each period counts all before it again"
            )
            remedy = "deliver the cases of each period by themselves"
            yield in_rows(seen, COUNTED, KPIS, kpi, rows.index, STOP, words, remedy)


def _even(steps: np.ndarray, base: np.ndarray) -> bool:
    """Whether what a period adds is as much early as late, and as much as the first holds."""
    half = len(steps) // 2
    early, late = np.median(steps[:half]), np.median(steps[half:])
    return bool(0.5 <= late / early <= 2 and 0.3 <= base[0] / early <= 3)


def only_rises(seen: Seen) -> Iterator[Suspicion]:
    """A value that rises in every period by about what the first was: a running total, or a stock
    that grows. It is told, for both look alike."""
    for (kpi, _), rows in series(seen).items():
        told = rows["measured"].to_numpy(dtype=float)
        if len(told) < CARRIED or rows["denominator"].notna().any():
            continue
        steps = np.diff(told)
        if (steps > 0).all() and _even(steps, told):
            words = (
                f"'{kpi}' rises in each of {len(told)} periods by about what it was in the first: "
                "a running total"
            )
            remedy = "deliver the periods one by one, if that is what it is"
            yield in_rows(seen, RISING, KPIS, kpi, rows.index, TELL, words, remedy)


RULES = (again, blocks, straight, counts_add_up, only_rises)
