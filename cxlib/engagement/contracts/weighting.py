"""What a survey weight looks like: proposed where a column is named so and behaves so."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

# in English, German, French and Spanish, and as SPSS files and panels abbreviate it
NAMED = re.compile(
    r"(?:^|[\W_])(?:(?:survey|case|rim|final|post)?weights?|weighting|wgt|wght|wt|pweight"
    r"|gewicht(?:ung)?|poids|pond[eé]ration|peso|ponderaci[oó]n)(?:$|[\W_\d])",
    re.IGNORECASE,
)
NEAR = 0.05  # of the mean from 1: weights are scaled to it, and rounded or filtered afterwards


def is_weight(name: str, cells: pd.Series) -> bool:
    """Whether a column may be proposed as the survey weight.

    It is named so, a number above 0 in every row, of mean 1 within a twentieth, and not the same
    everywhere. All three: a rating called weight has another mean, and a ratio of mean 1 another
    name.

    Parameters
    ----------
    name : the heading, or the question under it
    cells : the column as numbers, or as text that a number can be read from

    >>> w = pd.Series([0.5, 1.5, 1.2, 0.8])
    >>> is_weight("Weight", w), is_weight("Waiting", w), is_weight("weight", 2 * w)
    (True, False, False)
    """
    if not NAMED.search(str(name)):
        return False
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(float)
    if not len(numbers) or not np.isfinite(numbers).all() or numbers.min() <= 0:
        return False
    return bool(abs(numbers.mean() - 1) <= NEAR and np.ptp(numbers) > 0)
