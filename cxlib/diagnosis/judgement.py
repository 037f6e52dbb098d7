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

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cxlib.engagement.config import Outcome
from cxlib.engagement.model import Engagement

DETRACTOR, PROMOTER = 6, 9  # Reichheld (2003): 0-6 detract, 9-10 promote
THIRD = 1 / 3


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
        values = outcome.favourable(pd.to_numeric(responses[name]).astype(float))
        open_ = parts["outcome"].isna() & values.notna()
        worst, best = cut_points(values, outcome)
        parts.loc[open_, "outcome"] = name
        parts.loc[open_, "rating"] = values[open_]
        parts.loc[open_, "bad"] = values[open_] <= worst
        parts.loc[open_, "good"] = values[open_] >= best
    own = responses[[c for c in responses.columns if c not in parts.columns]]
    return own.join(parts)[parts["outcome"].notna()]


Columns = tuple[str, ...]  # a value; or one with the low and the high end of its interval


def own_scale(
    table: pd.DataFrame,
    about: pd.Series,
    outcomes: Mapping[str, Outcome],
    levels: Sequence[Columns] = (),
    apart: Sequence[Columns] = (),
) -> pd.DataFrame:
    """What was worked out on ratings, told on each outcome's own scale.

    Parameters
    ----------
    about : Series
        The outcome of each row.
    levels, apart : columns of levels and of differences
        Where less is better, the ends of an interval change places.

    >>> found = pd.DataFrame({"score": [8.0], "gain": 1.0, "low": 0.5, "high": 1.5})
    >>> mood = {"anger": Outcome(kind="mean", scale=(0, 10), better="low")}
    >>> about = pd.Series(["anger"])
    >>> own_scale(found, about, mood, [("score",)], [("gain", "low", "high")]).iloc[0].tolist()
    [2.0, -1.0, -1.5, -0.5]
    """
    told = table.copy()
    for name, outcome in outcomes.items():
        here = about.eq(name).fillna(False).to_numpy(bool)
        if outcome.better == "high" or not here.any():
            continue
        for columns, is_level in [(c, True) for c in levels] + [(c, False) for c in apart]:
            value, *ends = columns
            found = table.loc[here, [value, *ends[::-1]]].to_numpy(float, na_value=np.nan)
            told.loc[here, list(columns)] = outcome.favourable(found) if is_level else -found
    return told
