"""Records that follow another of the same kind sooner than people act."""

from __future__ import annotations

import numpy as np
import pandas as pd


def soon_after(times: pd.Series, within: pd.Timedelta, who: np.ndarray, *what: np.ndarray):
    """The rows that follow another with the same codes within a time, in the order of the table.

    Parameters
    ----------
    times : of the rows; one without a time of day says nothing of how soon.
    who, what : codes of each row; −1 in `who` is nobody, in `what` a value like any other.

    >>> days = ["2026-01-01 10:00", "2026-01-01 10:03", "2026-01-02 00:00"]
    >>> times = pd.Series(pd.to_datetime(days))
    >>> soon_after(times, pd.Timedelta("5min"), np.array([7, 7, 7])).tolist()
    [1]
    """
    often = np.bincount(who + 1, minlength=1) > 1  # one row follows nothing
    often[0] = False
    known = np.flatnonzero(often[who + 1])
    at = times.to_numpy()[known]
    known = known[~np.isnat(at) & (at != at.astype("datetime64[D]"))]
    at, keys = times.to_numpy()[known], [key[known] for key in (who, *what)]
    order = np.lexsort((at, *keys))
    same = np.ones(max(len(order) - 1, 0), dtype=bool)
    for key in keys:
        same &= np.diff(key[order]) == 0
    soon = np.diff(at[order]) <= within.to_timedelta64()
    return times.index[np.sort(known[order[1:][same & soon]])]
