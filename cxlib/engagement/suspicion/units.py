"""KPIs in another unit from one period on, or counted by another base."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxlib.engagement.suspicion.frame import STOP, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.measured import BASELINE, CARRIED, KPIS, TIMES, series

UNIT = "another unit from one period on"
BASE = "another base from one period on"
JUMP, STEADY = 1.5, 1.25  # times: a base that jumps; a base, and a count, that stay as they are
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


def another_base(seen: Seen) -> Iterator[Suspicion]:
    """Shares whose base jumps from one period to the next while what is counted stays as it was.

    As many complaints, of all customers in place of the active ones: the share is halved, and
    nothing has become better.
    """
    for (kpi, _), rows in series(seen).items():
        counts = rows[["numerator", "denominator"]].astype(float).to_numpy()
        if len(rows) <= BASELINE or not (counts > 0).all():
            continue
        at = int(np.argmax(np.abs(np.diff(np.log(counts[:, 1]))))) + 1
        before, after = counts[:at], counts[at:]
        if len(before) < BASELINE or not _moved_base(before, after):
            continue
        was, is_now = np.median(before[:, 1]), np.median(after[:, 1])
        words = (
            f"'{kpi}' is counted by {is_now:,.0f} from {rows['period'].iloc[at]} on and was by "
            f"{was:,.0f} before, while what is counted stayed as it was"
        )
        remedy = "count all periods by one base"
        yield in_rows(seen, BASE, KPIS, kpi, rows.index[at:], STOP, words, remedy)


def _moved_base(before: np.ndarray, after: np.ndarray) -> bool:
    """Whether the base, steady on both sides, made a jump that the counted cases did not make."""
    count, base = (np.median(after, axis=0) / np.median(before, axis=0)).tolist()
    steady = all(np.ptp(np.log(side[:, 1])) < np.log(STEADY) for side in (before, after))
    enough = min(np.median(before[:, 0]), np.median(after[:, 0])) >= FEWEST
    jumps = abs(np.log(base)) >= np.log(JUMP)
    return bool(steady and enough and jumps and abs(np.log(count)) < np.log(STEADY))


RULES = (other_unit, another_base)
