"""Answers that follow from another answer: its group, a recode, its rank, the same in words.

Whether one follows is tested on the data, never taken from a name, by the test that names such
columns among suspicions (`cxlib.engagement.suspicion.leaks`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlib.engagement.contracts.values import as_text
from cxlib.engagement.suspicion.leaks import follows


def restated(frame: pd.DataFrame, answers: Sequence[str], others: Sequence[str]) -> dict[str, str]:
    """Columns that follow from an answer: column -> the answer that it follows from.

    Of two that follow from each other the one that stands first among `answers` is the answer.

    Parameters
    ----------
    frame : the columns as they were read
    answers : columns that are answers on a scale, those first that are rather the answer itself
    others : further columns that may follow from one, such as groups in words

    >>> score = [9, 2, 7, 10, 0, 8] * 10
    >>> group = ["3" if s > 8 else "2" if s > 6 else "1" for s in score]
    >>> restated(pd.DataFrame({"Q1": score, "Q1_GROUP": group}), ["Q1"], ["Q1_GROUP"])
    {'Q1_GROUP': 'Q1'}
    """
    codes = {name: _coded(frame[name]) for name in dict.fromkeys([*answers, *others])}
    found: dict[str, str] = {}
    for finer in answers:
        for coarse in codes:
            if coarse == finer or coarse in found or found.get(finer) == coarse:
                continue
            if finer not in found and follows(codes[finer], codes[coarse]):
                found[coarse] = finer
    return found


def _coded(cells: pd.Series) -> np.ndarray:
    return pd.factorize(as_text(cells))[0]
