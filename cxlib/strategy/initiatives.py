"""Which initiatives deserve the budget: the tables and their limits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.results import empty
from cxlib.results.coded import count, note, notes, outcome
from cxlib.strategy.frontier import frontier, information
from cxlib.strategy.pool import pool
from cxlib.strategy.portfolio import portfolio
from cxlib.strategy.setting import Setting, setting
from cxlib.strategy.stakes import CUSTOMERS

Note = dict[str, object]


def initiatives(
    engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """The portfolio under the budget, its efficient frontier, and what would be worth measuring."""
    if not engagement.has("initiatives"):
        return {"notes": notes(note("portfolio", "no initiatives"))}
    choice = setting(engagement, results)
    if not choice.candidates.names:
        return {"notes": notes(*_nothing(choice))}
    plans = pool(choice)
    table = portfolio(engagement, results, choice, plans)
    return {
        "portfolio": table[list(empty("portfolio").columns)],
        "frontier": frontier(choice, plans.plan),
        "information": information(choice, plans),
        "notes": notes(*_limits(engagement, table, choice)),
    }


def _nothing(choice: Setting) -> Iterator[Note]:
    """That nothing is open to choice, and why for each kind of hindrance."""
    yield note("portfolio", "nothing open")
    hindered = choice.shares.missing[choice.shares.missing.ne("")].value_counts(sort=False)
    for why, n in hindered.items():
        yield note("portfolio", f"nothing open, {why}", n=count(n))


def _limits(engagement: Engagement, table: pd.DataFrame, choice: Setting) -> Iterator[Note]:
    yield note("portfolio", "how benefits are made", audience="consultant")
    if not choice.in_money:
        known = "customers" if choice.unit == CUSTOMERS else "points"
        yield note("portfolio", f"counted in {known}", outcome=outcome(choice.outcome))
    elif engagement.policy.value_is == "revenue":
        yield note("portfolio", "values are revenue")
    if choice.budget is None:
        yield note("portfolio", "no budget given")
    elif choice.budget == 0:
        yield note("portfolio", "budget of nothing")
    unknown = table[table.benefit.isna() & choice.shares.missing.ne("").to_numpy()]
    if len(unknown):
        yield note("portfolio", "not computable", n=count(len(unknown)), all=count(len(table)))
