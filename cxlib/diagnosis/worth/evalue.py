"""How strong a hidden cause would have to be (VanderWeele & Ding 2017)."""

from __future__ import annotations

import math

SMALLEST = 1e-9  # a hazard ratio beyond this or its inverse is a limit, not an estimate


def e_value(risk_ratio: float) -> float:
    """The E-value of a risk ratio: 1 means that any hidden cause could explain it.

    The least strength of association, as a risk ratio, that an unmeasured cause would need with
    both the experience and the leaving to explain the estimate away.

    >>> round(e_value(3.9), 2), e_value(1.0), round(e_value(1 / 3.9), 2)
    (7.26, 1.0, 7.26)
    """
    if not math.isfinite(risk_ratio) or risk_ratio <= 0:
        return math.nan
    ratio = max(risk_ratio, 1 / risk_ratio)
    return ratio + math.sqrt(ratio * (ratio - 1))


def risk_ratio_of(hazard_ratio: float) -> float:
    """The risk ratio that a hazard ratio stands for where leaving is not rare (VanderWeele 2017).

    >>> risk_ratio_of(1.0), risk_ratio_of(0.0)
    (1.0, 0.0)
    """
    if not SMALLEST < hazard_ratio < 1 / SMALLEST:
        return 0.0 if hazard_ratio <= SMALLEST else math.inf
    root = math.sqrt(hazard_ratio)
    return (1 - 0.5**root) / (1 - 0.5 ** (1 / root))


def e_value_of_limit(low: float, high: float) -> float:
    """The E-value of the interval end nearest to no effect; 1 where the interval holds 1.

    `low` and `high` are the ends of a risk ratio's interval.

    >>> e_value_of_limit(0.9, 2.0)
    1.0
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return math.nan
    if low <= 1 <= high:
        return 1.0
    return e_value(low if low > 1 else high)
