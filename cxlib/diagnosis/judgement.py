"""What an answer says of the experience it was given about: its rating, and whether that is bad.

One rule for every outcome kind, so that themes, recovery and moments judge alike:

======== =============================== ================================
kind     bad                             good
======== =============================== ================================
nps      0-6 (detractor)                 9-10 (promoter)
binary   0                               1
others   the lower third of the scale    the upper third of the scale
======== =============================== ================================

An outcome of kind `mean` without a scale takes the ends that were answered. Where low is better,
the ends change places.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlib.engagement.config import Outcome
from cxlib.engagement.model import Engagement

DETRACTOR, PROMOTER = 6, 9  # Reichheld (2003): 0-6 detract, 9-10 promote
THIRD = 1 / 3


def favourable(values: pd.Series, outcome: Outcome) -> pd.Series:
    """Values on a scale where more is better.

    >>> favourable(pd.Series([1.0, 7.0]), Outcome(kind="ces", better="low")).tolist()
    [7.0, 1.0]
    """
    values = values.astype(float)
    if outcome.better == "high":
        return values
    low, high = outcome.limits or (0.0, 0.0)
    return low + high - values


def cut_points(values: pd.Series, outcome: Outcome) -> tuple[float, float]:
    """The highest bad and the lowest good value on the favourable scale."""
    if outcome.kind == "nps":
        return DETRACTOR, PROMOTER
    low, high = outcome.limits or (float(values.min()), float(values.max()))
    return low + (high - low) * THIRD, high - (high - low) * THIRD


def judged(engagement: Engagement, whole: bool = False) -> pd.DataFrame:
    """Every answer that holds an outcome, with its rating; of the whole history where asked.

    The rating is the first outcome the answer holds, in the order of `engagement.yml`.

    Returns
    -------
    DataFrame
        The responses' own columns and: outcome (name), rating (the outcome's own unit, more is
        better), bad, good (bool). The index is that of the responses.
    """
    responses = (engagement.whole if whole else engagement.table)("responses")
    return judge(responses, engagement.outcomes)


def judge(responses: pd.DataFrame, outcomes: Mapping[str, Outcome]) -> pd.DataFrame:
    """`judged` on a plain frame.

    >>> frame = pd.DataFrame({"recommend": [3.0, 8.0, 10.0]})
    >>> judge(frame, {"recommend": Outcome(kind="nps")})[["rating", "bad", "good"]].values.tolist()
    [[3.0, True, False], [8.0, False, False], [10.0, False, True]]
    """
    parts = pd.DataFrame(
        {"outcome": None, "rating": np.nan, "bad": False, "good": False}, index=responses.index
    ).astype({"outcome": object})
    for name, outcome in outcomes.items():
        if name not in responses:
            continue
        values = favourable(pd.to_numeric(responses[name]), outcome)
        open_ = parts["outcome"].isna() & values.notna()
        worst, best = cut_points(values, outcome)
        parts.loc[open_, "outcome"] = name
        parts.loc[open_, "rating"] = values[open_]
        parts.loc[open_, "bad"] = values[open_] <= worst
        parts.loc[open_, "good"] = values[open_] >= best
    own = responses[[c for c in responses.columns if c not in parts.columns]]
    return own.join(parts)[parts["outcome"].notna()]
