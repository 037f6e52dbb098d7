"""Whose answers belong together: the one rule of independence, for every interval and test."""

from __future__ import annotations

import numpy as np
import pandas as pd

WHO = ("account", "customer")  # the first that an answer names


def worth(rows: pd.DataFrame, weight: pd.Series, by: list[pd.Series]) -> pd.Series:
    """How many respondents answers of each group are worth, by Kish's effective base.

    Each respondent counts once, by the sum of the weights, as if all the answers were the same:
    no more than the truth, whatever is asked.

    Returns
    -------
    Series
        Missing groups left out; indexed by the groups.

    >>> rows = pd.DataFrame({"customer": ["x", "x", "y", "z"], "plan": ["A", "A", "A", "B"]})
    >>> worth(rows, pd.Series(1.0, rows.index), [rows["plan"]]).round(1).to_dict()
    {'A': 1.8, 'B': 1.0}
    """
    who = respondents(rows)
    own = pd.Series(np.arange(len(rows)) if who is None else who, rows.index, name="who")
    each = weight.groupby([*by, own]).sum()
    levels = list(range(len(by)))
    return each.groupby(level=levels).sum() ** 2 / (each**2).groupby(level=levels).sum()


def respondents(rows: pd.DataFrame) -> np.ndarray | None:
    """A number for whoever each answer comes from; None where each comes from somebody else.

    Answers of one account, else of one customer, are not independent: twenty answers of one
    person tell little more than one. An answer that names neither stands alone.

    Parameters
    ----------
    rows : DataFrame
        Answers; `account` and `customer` may be missing, as columns or in rows.

    >>> rows = pd.DataFrame({"account": ["A", None, None, None], "customer": ["x", "y", "y", None]})
    >>> respondents(rows).tolist()
    [0, 1, 1, 2]
    >>> respondents(rows.iloc[:2]) is None
    True
    """
    who, known = np.full(len(rows), -1), 0
    for column in WHO:
        if column in rows:
            codes, names = pd.factorize(rows[column])
            who = np.where((who < 0) & (codes >= 0), codes + known, who)
            known += len(names)
    if np.bincount(who[who >= 0], minlength=1).max() < 2:
        return None
    return pd.factorize(np.where(who < 0, known + np.arange(len(rows)), who))[0]
