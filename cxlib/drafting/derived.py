"""Answers that follow from another answer: its group, a recode, its rank, the same in words.

Whether one follows is tested on the data, never taken from a name.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlib.engagement.contracts.values import as_text

LEAST_ROWS = 20  # answered both
PER_ANSWER = 3  # rows for each answer of the finer one, on average: of fewer it follows by chance
MOST_ANSWERS = 101
FORGIVEN = 0.005  # of the rows, which somebody may have corrected by hand


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
            if finer not in found and _follows(codes[finer], codes[coarse]):
                found[coarse] = finer
    return found


def _coded(cells: pd.Series) -> np.ndarray:
    return pd.factorize(as_text(cells))[0]


def _follows(finer: np.ndarray, coarse: np.ndarray) -> bool:
    """Whether every answer of the finer one goes with one of the coarser one."""
    both = (finer >= 0) & (coarse >= 0)
    x, y = finer[both], coarse[both]
    if len(x) < LEAST_ROWS or both.sum() < (coarse >= 0).sum() * (1 - FORGIVEN):
        return False
    first, second = len(np.unique(x)), len(np.unique(y))
    if not 2 <= second <= first <= MOST_ANSWERS or first < 3 or len(x) < PER_ANSWER * first:
        return False
    table = np.zeros((x.max() + 1, y.max() + 1), dtype=np.int64)
    np.add.at(table, (x, y), 1)
    return bool(table.sum() - table.max(axis=1).sum() <= FORGIVEN * len(x))
