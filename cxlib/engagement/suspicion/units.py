"""KPIs in another unit from one period on."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxlib.engagement.suspicion.frame import STOP, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.measured import BASELINE, CARRIED, KPIS, TIMES, series

UNIT = "another unit from one period on"
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
        far = (sizes > 0) & ((sizes >= TIMES * usual) | (sizes <= usual / TIMES))
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
