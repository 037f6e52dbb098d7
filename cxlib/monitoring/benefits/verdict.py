"""From an effect and a promise to one of three words, and why, as a code."""

from __future__ import annotations

from typing import NamedTuple

from cxlib.monitoring.benefits.effect import Effect
from cxlib.results.coded import coded, together

REALISED, NOT_REALISED, NOT_YET = "realised", "not realised", "not yet knowable"


KEPT, UNPROMISED = "kept", "kept unpromised"
FELL_SHORT, RULED_OUT, NOT_FOUND, HARM = "fell short", "ruled out", "not found", "harm"
UNDECIDED, UNDECIDED_UNPROMISED = "undecided", "undecided unpromised"


class Verdict(NamedTuple):
    """A word, what decides it (its reason is `benefits|DECIDES` in the catalogue), and what else
    there is to say, as coded cells."""

    result: str
    decides: str
    more: tuple[str, ...] = ()

    @property
    def why(self) -> str:
        return together([coded(f"benefits|{self.decides}"), *self.more])


def verdict(effect: Effect, expected: float, better: str, confidence: float) -> Verdict:
    """Judge an effect against what was promised, at the date that was promised.

    Realised: the interval lies on the better side of 0 and does not fall short of the promise.
    Not realised: the interval falls short of the promise (wholly on the worse side it is harm), or
    the test would have found an effect of the promised size in 80 % of cases and found none. Not
    yet knowable: anything else.

    Parameters
    ----------
    expected : promised change in the KPI's own unit, signed; missing = any improvement
    better : which way the KPI improves, "high" or "low"

    >>> verdict(Effect(0.10, 0.02, 30), 0.08, "high", 0.95).result
    'realised'
    >>> verdict(Effect(0.01, 0.02, 30), 0.10, "high", 0.95).result
    'not realised'
    >>> verdict(Effect(0.05, 0.06, 30), 0.10, "high", 0.95).result
    'not yet knowable'
    """
    sign = 1.0 if better == "high" else -1.0
    low, high = sorted(sign * end for end in effect.interval(confidence))
    promise = abs(expected) if expected == expected else None
    improved = low > 0
    if high <= 0:
        return Verdict(NOT_REALISED, HARM)
    if promise is None:
        return Verdict(REALISED, UNPROMISED) if improved else Verdict(NOT_YET, UNDECIDED_UNPROMISED)
    if improved:
        kept = high >= promise
        return Verdict(REALISED, KEPT) if kept else Verdict(NOT_REALISED, FELL_SHORT)
    if high < promise:
        return Verdict(NOT_REALISED, RULED_OUT)
    if effect.detectable(confidence) <= promise:
        return Verdict(NOT_REALISED, NOT_FOUND)
    return Verdict(NOT_YET, UNDECIDED)
