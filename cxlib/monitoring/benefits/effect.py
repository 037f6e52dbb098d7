"""An estimated effect, and what it takes to judge it."""

from __future__ import annotations

from typing import NamedTuple

from scipy import stats

POWER = 0.8  # a test that would miss the promise more often than this has not been able to speak
ROUNDING = 1e-12  # an error below it is what is left of sums that cancel


class Effect(NamedTuple):
    """An effect in the KPI's own unit with its standard error and degrees of freedom."""

    value: float
    error: float
    df: float

    def interval(self, confidence: float) -> tuple[float, float]:
        half = float(stats.t.ppf(0.5 + confidence / 2, self.df)) * self.error
        return self.value - half, self.value + half

    @property
    def p(self) -> float:
        """Two-sided p of no effect; where nothing varied, an effect of 0 is none.

        >>> Effect(0.0, 0.0, 8).p, Effect(1.0, 0.0, 8).p
        (1.0, 0.0)
        """
        if self.error < ROUNDING:
            return float(abs(self.value) < ROUNDING)
        return float(2 * stats.t.sf(abs(self.value) / self.error, self.df))

    def detectable(self, confidence: float) -> float:
        """The smallest effect that would be found with the usual power of 80 %."""
        quantile = stats.t.ppf(0.5 + confidence / 2, self.df) + stats.t.ppf(POWER, self.df)
        return float(quantile) * self.error
