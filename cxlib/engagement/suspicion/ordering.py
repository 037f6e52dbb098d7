"""Answers out of their order on the scale, and answers that are missing at its ends."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxlib.engagement.suspicion.codes import off_trend
from cxlib.engagement.suspicion.frame import STOP, WARN, Seen, Suspicion
from cxlib.engagement.suspicion.scales import EXPECTED, beyond, declared
from cxlib.engagement.suspicion.survey import RESPONSES, answers
from cxlib.engagement.suspicion.trend import Trend, trends

SHUFFLED, ENDS, WORST = (
    "answers out of their order",
    "answers stop short of an end",
    "the worst answers are blank",
)
INVERTED, SURE = 0.4, 6.0  # standard scores, and standard errors, between two answers
HARDLY = (0.1, 3.0)  # the same, for what is still out of order once one answer is left out
FEWEST = 100  # answers from which ends are judged
LEAST_ANSWERS = 4


def out_of_order(seen: Seen) -> Iterator[Suspicion]:
    """Those who gave a lower answer stand clearly above those who gave a higher one, while the
    whole rises: words coded by their alphabet, a 10 cut to a 1, a best point in the middle."""
    for name, trend in trends(seen).items():
        worst = _inverted(trend)
        if worst is not None and not (off_trend(trend) and _one_alone(trend)):
            low, high, apart, errors = worst
            words = (
                f"who answered {low:g} stands {apart:.1f} standard scores beyond who answered "
                f"{high:g} in all other answers ({errors:.0f} standard errors)"
            )
            remedy = (
                "see how the answers became numbers (words by their alphabet, a 10 cut to a 1, a "
                "best point in the middle), and recode them before loading"
            )
            n = int(seen.frame(RESPONSES)[name].notna().sum())
            how = STOP if name in answers(seen).outcomes else WARN
            yield Suspicion(SHUFFLED, RESPONSES, name, n, how, words, remedy)


def _inverted(
    trend: Trend, least: float = INVERTED, sure: float = SURE
) -> tuple[float, float, float, float] | None:
    """The two answers that contradict the column's own direction most: a, b, how far, how sure."""
    large = [at for at in range(len(trend.values)) if trend.large(at)]
    if len(large) < 3:
        return None
    values, means, counts = (a[large] for a in (trend.values, trend.means, trend.counts))
    both = [_worst(values, sign * means, counts, trend.spread) for sign in (1.0, -1.0)]
    found = min(both, key=lambda w: w[2])  # whichever way the column runs best
    return found if found[2] >= least and found[3] >= sure else None


def _one_alone(trend: Trend) -> bool:
    """Whether all others are in their order once one answer is left out: that one is a code."""
    kept = (np.arange(len(trend.values)) != at for at in range(len(trend.values)))
    return any(_inverted(trend.having(k), *HARDLY) is None for k in kept)


def _worst(
    values: np.ndarray, means: np.ndarray, counts: np.ndarray, spread: float
) -> tuple[float, float, float, float]:
    """The largest fall from a lower to a higher answer."""
    falls = np.triu(means[:, None] - means[None, :], 1)
    a, b = np.unravel_index(int(np.argmax(falls)), falls.shape)
    error = spread * np.sqrt(1 / counts[a] + 1 / counts[b])
    fall = float(falls[a, b])
    return values[a], values[b], fall, fall / error if error > 0 else 0.0


def stops_short(seen: Seen) -> Iterator[Suspicion]:
    """An outcome whose answers pile up at a point beyond which nobody answered anything.

    From the last three points follows how many to expect at the next, and there is none.
    """
    told = answers(seen)
    known = {s.column for s in declared(seen)}
    for name in told.outcomes:
        limits = seen.config.outcomes[name].limits
        values, counts = told.counts[name]
        if limits is None or name in known or counts.sum() < FEWEST or len(values) < LEAST_ANSWERS:
            continue
        for end, side in ((limits[0], 1), (limits[1], -1)):
            here, points = values[::side], counts[::side].astype(float)
            if abs(here[0] - end) >= 1 and beyond(points) >= EXPECTED and _steps(here):
                yield _short(seen, name, here[0], int(points[0]), end)


def _steps(values: np.ndarray) -> bool:
    return bool(np.all(np.abs(np.diff(values[:3])) == 1))


def _short(seen: Seen, name: str, last: float, n: int, end: float) -> Suspicion:
    words = f"{n:,} answers are {last:g} and none lies beyond, though the scale goes to {end:g}"
    remedy = (
        "see whether answers were left out before they came (only the content asked), or lost "
        "their last sign (a 10 cut to a 1)"
    )
    rows = int(seen.frame(RESPONSES)[name].notna().sum())
    return Suspicion(ENDS, RESPONSES, name, rows, WARN, words, remedy)


def worst_blank(seen: Seen) -> Iterator[Suspicion]:
    """Nobody gave the worst answer, and who gave none stands where it would: a 0 read as blank."""
    told = answers(seen)
    for name in told.outcomes:
        limits, values = seen.config.outcomes[name].limits, told.counts[name][0]
        if limits is None or limits[0] != 0 or name not in trends(seen) or values[0] == 0:
            continue
        stand = told.standing(name)[np.isnan(told.matrix[:, told.place[name]])]
        stand, trend = stand[~np.isnan(stand)], trends(seen)[name]
        if len(stand) < 10:
            continue
        usual = float(np.average(trend.means, weights=trend.counts))
        low = trend.means[: max(2, len(trend.means) // 3)].mean()
        error = trend.spread / np.sqrt(len(stand))
        if stand.mean() - usual < -SURE * error and stand.mean() <= low:
            silent = int(told.frame[name].isna().sum())
            words = (
                f"nobody answered 0, and the {silent:,} who gave no answer stand "
                f"{usual - stand.mean():.1f} standard scores below all others elsewhere"
            )
            remedy = "see whether the export leaves a 0 out; write it as 0"
            yield Suspicion(WORST, RESPONSES, name, silent, WARN, words, remedy)


RULES = (out_of_order, stops_short, worst_blank)
