"""Test and interval of one hazard ratio by the likelihood ratio, which few leavers do not bend.

Wald's test takes the log hazard ratio for normal. With half a dozen leavers it is not: too many
after a bad experience look certain, too few never do. The likelihood ratio keeps both sides near
their level (Agresti 2013, 3.2; Venzon & Moolgavkar 1988), and its test and its interval are one.
"""

from __future__ import annotations

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from cxlib.diagnosis.worth.cox import STEEPEST, Cox, Times, log_likelihood
from cxlib.stats.intervals import z_value


class Profile:
    """The likelihood of the first predictor's log hazard ratio, the others going along.

    They follow the line on which they are best near the maximum: a search at every value for what
    differs in the third order only would cost a model each.
    """

    def __init__(self, months: np.ndarray, left: np.ndarray, x: np.ndarray, model: Cox):
        self.rows, self.model = Times(months, left, x), model
        variance = model.cov[0, 0]
        self.line = model.cov[:, 0] / variance if variance > 0 else np.eye(len(model.beta))[0]
        self.best = log_likelihood(self.rows, model.beta)

    def below(self, log_ratio: float) -> float:
        """How far the log likelihood lies below its maximum at this log hazard ratio, doubled."""
        beta = self.model.beta + self.line * (log_ratio - self.model.beta[0])
        return max(0.0, 2 * (self.best - log_likelihood(self.rows, beta)))

    def p(self) -> float:
        """The likelihood-ratio test of no difference."""
        return float(stats.chi2.sf(self.below(0.0), 1))

    def interval(self, confidence: float) -> tuple[float, float]:
        """The log hazard ratios that the test does not refuse; infinite where nothing bounds it."""
        return self._end(-1, confidence), self._end(1, confidence)

    def _end(self, side: int, confidence: float) -> float:
        limit, centre = z_value(confidence) ** 2, float(self.model.beta[0])
        far = max(2 * z_value(confidence) * float(self.model.errors[0]), 0.1)
        while self.below(centre + side * far) < limit:
            far *= 2
            if far > STEEPEST:
                return side * np.inf
        return (
            float(brentq(lambda b: self.below(centre + side * b) - limit, 0.0, far)) * side + centre
        )
