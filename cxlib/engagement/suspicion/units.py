"""KPIs in another unit from one period on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxlib.engagement.suspicion.frame import STOP, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.measured import BASELINE, CARRIED, KPIS, TIMES, series

UNIT = "another unit from one period on"
FAR = 10.0  # usual distances from the median, in logarithms
FEWEST = 10  # cases, below which a share may be twenty times another
MARK, CLOSE = 0.05, 0.3  # of a power of ten: a step to within a tenth; a side to within its double


def other_unit(seen: Seen) -> Iterator[Suspicion]:
    """Periods twenty times the others, or a twentieth (per cent beside shares, thousands, cents);
    or all from one period on ten, a hundred or a thousand times what was before."""
    for (kpi, _), rows in series(seen).items():
        sizes = rows["measured"].abs().to_numpy()
        if len(rows) < BASELINE or not (sizes > 0).any():
            continue
        usual = np.median(sizes[sizes > 0])
        far = _far(rows["measured"].to_numpy(), usual)
        odd = rows[far & ~(rows["numerator"] < FEWEST).to_numpy()] if far.any() else rows[:0]
        remedy = "bring all periods to one unit"
        if len(odd):
            times = odd["measured"].iloc[0] / usual
            when = ", ".join(odd["period"].head(3))
            words = f"'{kpi}' is {times:.3g} times its usual {usual:g} in {when}"
            yield in_rows(seen, UNIT, KPIS, kpi, odd.index, STOP, words, remedy)
        elif (at := _moved_mark(sizes)) is not None:
            times = np.median(sizes[at:]) / np.median(sizes[:at])
            when = rows["period"].iloc[at]
            words = f"'{kpi}' is {times:.3g} times what it was before in all periods from {when} on"
            yield in_rows(seen, UNIT, KPIS, kpi, rows.index[at:], STOP, words, remedy)


def _far(values: np.ndarray, usual: float) -> np.ndarray:
    """Which values are twenty times the usual size or a twentieth, and far beyond what they vary.

    A measure that goes below 0 comes near it without another unit, and one that is skewed has many
    small values.

    >>> _far(np.array([90, 88, 0.91, 92]), 90.0).tolist()
    [False, False, True, False]
    >>> _far(np.array([3.0, 0.8, 0.3, 0.1]), 3.0).any()
    np.False_
    """
    sizes = np.abs(values)
    logs = np.log(np.where(sizes > 0, sizes, usual) / usual)
    spread = np.median(np.abs(logs[sizes > 0]))
    far = np.abs(logs) >= max(np.log(TIMES), FAR * spread)
    signed = (values > 0).any() and (values < 0).any()
    return far & (logs > 0) if signed else far


def _moved_mark(sizes: np.ndarray) -> int | None:
    """Where a series goes on at ten, a hundred or a thousand times its level, or at one part of it.

    Each side lies close about its own level, and the step is a power of ten to within a tenth.

    >>> _moved_mark(np.array([4.1, 4.2, 4.0, 4.1, 41, 42, 40, 41.5]))
    4
    """
    if (sizes <= 0).any():
        return None
    logs = np.log10(sizes)
    at = int(np.argmax(np.abs(np.diff(logs)))) + 1
    before, after = logs[:at], logs[at:]
    step = abs(np.median(after) - np.median(before))
    if min(len(before), len(after)) < CARRIED or round(step) < 1:
        return None
    close = max(np.ptp(before), np.ptp(after)) < CLOSE
    return at if close and abs(step - round(step)) < MARK else None


RULES = (other_unit,)
