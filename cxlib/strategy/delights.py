"""The delight inventory: what pleases beyond expectation, and what each costs."""

from __future__ import annotations

import pandas as pd

from cxlib.results.coded import coded, money, share, together

COLUMNS = ["touchpoint", "variable", "kind", "reward", "low", "high", "n", "reach", "cost",
           "words"]  # fmt: skip


def delights(facts: pd.DataFrame, asymmetry: pd.DataFrame, variables: pd.DataFrame) -> pd.DataFrame:
    """Variables that please when good and do not hurt when absent, and touchpoints of delight.

    Parameters
    ----------
    facts : DataFrame
        What `cxlib.strategy.facts.facts` gives.
    asymmetry, variables : DataFrame
        The result table, turned so that more is better (`evidence.toward_better`), and the input
        table.

    Returns
    -------
    DataFrame
        touchpoint, variable, kind, reward (points by which the outcome is better when it is rated
        at its best) with low, high and n, reach (0-1), cost (of the touchpoint's activities, a
        year), words (codes).
    """
    where = variables.dropna(subset=["touchpoint"])[["variable", "touchpoint"]]
    pleasing = asymmetry[asymmetry.kind.eq("excitement")].merge(where, on="variable")
    known = facts[["touchpoint", "reach", "cost"]]
    table = pleasing.merge(known, on="touchpoint")
    table = table.rename(columns={"reward_low": "low", "reward_high": "high"})
    words = [_words(row) for row in table.itertuples()]
    return table.assign(words=pd.Series(words, index=table.index, dtype="str"))[COLUMNS]


def _words(row: object) -> str:
    costs = (
        coded("delight|cost unknown")
        if pd.isna(row.cost)
        else coded("delight|costs", cost=money(row.cost))
    )
    reach = [] if pd.isna(row.reach) else [coded("delight|reaches", reach=share(row.reach))]
    return together([coded("delight|rewarded"), costs, *reach])
