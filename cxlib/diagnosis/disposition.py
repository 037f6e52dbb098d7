"""How customers were disposed before their failure, from one earlier answer each.

Failures are made good more often for some customers than for others, and those may be the ones who
would have stayed. To compare at equal earlier score is not enough where recovery goes by a lasting
mood of which the score is a poor copy; to compare at equal *true* score (of staying), or changes
from the earlier one (of ratings), is too much where it went by the score itself. So both are done,
and the less favourable counts (Porter & Raudenbush 1987 on true-score covariance; Ding & Li 2019 on
the bracket).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.recovery_groups import NEVER, NOT, RECOVERED
from cxlib.stats.intervals import z_value

FEWEST_EARLIER = 20  # earlier scores per group for a covariate to be worth its name
CONFIDENCE, LARGEST = 0.95, 0.999  # of the correlation's interval; a copy is no measurement
LEAST_RELIABLE = 0.2  # below, an earlier score tells next to nothing of the customer


def known_before(answers: pd.DataFrame) -> bool:
    """Whether enough of both groups that failed had answered before they did."""
    counts = answers.loc[answers["earlier"].notna(), "group"].value_counts()
    return bool(min(counts.get(RECOVERED, 0), counts.get(NOT, 0)) >= FEWEST_EARLIER)


def reliability(answers: pd.DataFrame) -> float:
    """How far one answer tells of the next, among customers to whom nothing happened in between.

    The lower end of its interval (Fisher 1921), so that too much is adjusted for rather than too
    little; perfect where too few of them answered twice.
    """
    rows = answers[answers["group"].eq(NEVER) & answers["earlier"].notna()]
    if len(rows) < FEWEST_EARLIER or rows[["score", "earlier"]].nunique().min() < 2:
        return 1.0
    correlation = min(float(rows["score"].corr(rows["earlier"])), LARGEST)
    low = np.tanh(np.arctanh(correlation) - z_value(CONFIDENCE) / np.sqrt(len(rows) - 3))
    return float(max(low, LEAST_RELIABLE))


def true_scores(answers: pd.DataFrame, reliable: float) -> pd.Series:
    """Each answer's earlier score as the customer's lasting one: drawn to its group's mean.

    Where it is missing, the group's mean.

    >>> rows = pd.DataFrame({"group": ["a", "a", "a"], "earlier": [4.0, 8.0, None]})
    >>> true_scores(rows, 0.5).tolist()
    [5.0, 7.0, 6.0]
    """
    centre = answers.groupby("group")["earlier"].transform("mean")
    return (centre + reliable * (answers["earlier"] - centre)).fillna(centre)


def least(found: list[dict[str, float]], value: str, chance: str) -> dict[str, float]:
    """The analysis that makes least of a difference; no test stands where they point apart."""
    worst = max(found, key=lambda one: one[chance])
    apart = len({float(np.sign(one[value])) for one in found}) > 1
    return worst | ({chance: 1.0} if apart else {})
