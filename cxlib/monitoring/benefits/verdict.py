"""From an effect and a promise to one of three words, and why."""

from __future__ import annotations

from typing import NamedTuple

from cxlib.monitoring.benefits.effect import Effect

REALISED, NOT_REALISED, NOT_YET = "realised", "not realised", "not yet knowable"


class Verdict(NamedTuple):
    """A word and the reason in one clause."""

    result: str
    why: str


def verdict(effect: Effect, expected: float, better: str, confidence: float) -> Verdict:
    """Judge an effect against what was promised, at the date that was promised.

    Realised: the interval lies on the better side of 0 and does not fall short of the promise.
    Not realised: the interval falls short of the promise, or the test would have found an effect
    of the promised size in 80 % of cases and found none. Not yet knowable: anything else.

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
    if promise is None:
        return _without_promise(improved, high)
    if improved and high >= promise:
        return Verdict(REALISED, "the change is beyond chance and in keeping with the promise")
    if improved:
        return Verdict(NOT_REALISED, "it works, but even the best case is below the promise")
    if high < promise:
        return Verdict(NOT_REALISED, "no change beyond chance, and the promised one is ruled out")
    if effect.detectable(confidence) <= promise:
        return Verdict(
            NOT_REALISED,
            "no change beyond chance, where one of the promised size would have been found in 80 % "
            "of cases",
        )
    return Verdict(NOT_YET, "the data cannot yet tell the promised change from none")


def _without_promise(improved: bool, high: float) -> Verdict:
    if improved:
        return Verdict(REALISED, "the change is beyond chance; no size was promised")
    if high <= 0:
        return Verdict(NOT_REALISED, "no improvement")
    return Verdict(NOT_YET, "no size was promised, and no change shows beyond chance")
