"""Which initiatives deserve the budget: the tables, the findings and their limits."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.results import empty
from cxlib.strategy.evidence import in_points
from cxlib.strategy.frontier import frontier, information
from cxlib.strategy.pool import pool
from cxlib.strategy.portfolio import portfolio
from cxlib.strategy.setting import Setting, setting
from cxlib.strategy.stakes import CUSTOMERS
from cxlib.strategy.telling import findings, notes


def initiatives(
    engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """The portfolio under the budget, its efficient frontier, and what would be worth measuring."""
    if not engagement.has("initiatives"):
        note = "No initiatives were supplied, so no portfolio is chosen."
        return {"notes": notes("strategy", "portfolio", [note])}
    choice = setting(engagement, results)
    if not choice.candidates.names:
        return {"notes": notes("strategy", "portfolio", [_nothing(choice)])}
    plans = pool(choice)
    table = portfolio(engagement, results, choice, plans)
    curve = frontier(choice, plans.plan)
    return {
        "portfolio": table[list(empty("portfolio").columns)],
        "frontier": curve,
        "information": information(choice, plans),
        "findings": _findings(table, curve, choice),
        "notes": notes("strategy", "portfolio", _limits(engagement, table, choice)),
    }


def _nothing(choice: Setting) -> str:
    why = choice.shares.missing[choice.shares.missing.ne("")].unique()
    because = f": {'; '.join(why)}" if len(why) else ""
    return f"No initiative is open to choice with a benefit that can be computed{because}."


def _findings(table: pd.DataFrame, curve: pd.DataFrame, choice: Setting) -> pd.DataFrame:
    kpi = choice.initiatives.set_index("initiative").kpi
    stakes = choice.stakes.set_index("place")
    rows = [
        {
            "finding_id": f"initiative:{row.initiative}",
            "statement": _statement(row, choice),
            "grade": stakes.grade[row.place],
            "n": stakes.n[row.place],
            "evidence": f"portfolio[initiative={row.initiative}] ; {_worth(row, choice)}",
            "leads_to": kpi.get(row.initiative),
        }
        for row in table[table.chosen].itertuples()
    ]
    return findings("strategy", [*rows, *_plan(table, curve, choice)])


def _worth(row: object, choice: Setting) -> str:
    """Where the worth of its touchpoint stands."""
    if in_points(choice.unit):
        return f"drivers[outcome={choice.outcome},scope=overall]"
    if not pd.isna(row.moment_id):
        return f"moments[moment_id={row.moment_id}]"
    return f"leaving[touchpoint={row.touchpoint}]"


def _statement(row: object, choice: Setting) -> str:
    often = f"it is in the best plan in {row.inclusion_probability:.0%} of redraws of the evidence"
    worth = _amounts(row, choice)
    cost = f"costs {_money(row.cost, choice)}"
    name = f"{row.initiative[:1].upper()}{row.initiative[1:]}"
    return f"{name} is expected to bring {worth} and {cost}; {often}."


def _plan(table: pd.DataFrame, curve: pd.DataFrame, choice: Setting) -> list[dict]:
    now = curve[curve.current.astype(bool)]
    if now.empty:
        return []
    plan, chosen = now.iloc[0], int(table.chosen.sum())
    limit = "" if choice.budget is None else f" of a budget of {_money(choice.budget, choice)}"
    over = (
        ""
        if pd.isna(plan.p_over_budget)
        else (
            f"; with the overruns usual in such projects it would exceed the budget with a "
            f"probability of {plan.p_over_budget:.0%}"
        )
    )
    statement = (
        f"The best plan holds {chosen} of {len(table)} initiatives, costs "
        f"{_money(plan.cost, choice)}{limit} and is expected to bring "
        f"{_amounts(plan, choice)}{over}."
    )
    return [{"finding_id": "portfolio:plan", "statement": statement,
             "grade": "both", "n": pd.NA, "leads_to": pd.NA,
             "evidence": f"frontier[budget={plan.budget:.9g}]"}]  # fmt: skip


def _amounts(row: object, choice: Setting) -> str:
    """The benefit with its interval, in words."""
    values = (row.benefit, row.low, row.high)
    shown = [f"{v:,.0f}" if choice.in_money else f"{v:,.3g}" for v in values]
    words = f"{shown[0]} ({shown[1]} to {shown[2]})"
    if in_points(choice.unit):
        return f"{words} {choice.unit}"
    words = f"{choice.unit} {words}" if choice.in_money else f"{words} {choice.unit}"
    return f"{words} over {choice.months:.0f} months once in place"


def _money(value: float, choice: Setting) -> str:
    return f"{choice.currency} {value:,.0f}".lstrip()


def _limits(engagement: Engagement, table: pd.DataFrame, choice: Setting) -> list[str]:
    said = [
        "Benefits carry the uncertainty of the diagnosis and are shrunk against the winner's "
        "curse; the uplift is the team's own estimate: compare it with the break-even uplift."
    ]
    if not choice.in_money:
        what = (
            "No value per customer is known" if choice.unit == CUSTOMERS
            else "What makes customers leave is not known"
        )  # fmt: skip
        said.append(
            f"{what}, so benefits are counted in {choice.unit} and no initiative can be said to "
            "pay for itself."
        )
    elif engagement.policy.value_is == "revenue":
        said.append("Values are revenue, not margin: benefits overstate what is earned.")
    if choice.budget is None:
        said.append("No budget was given, so every initiative that is worth its cost is chosen.")
    elif choice.budget == 0:
        said.append("The budget is 0, so only initiatives that cost nothing can be chosen.")
    unknown = table[table.benefit.isna() & choice.shares.missing.ne("").to_numpy()]
    if len(unknown):
        said.append(
            f"For {len(unknown)} of {len(table)} initiatives no benefit could be computed; "
            "the portfolio says why for each."
        )
    return said
