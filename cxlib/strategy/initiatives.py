"""Which initiatives deserve the budget: the tables, the findings and their limits."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.results import empty
from cxlib.strategy.frontier import frontier, information
from cxlib.strategy.pool import pool
from cxlib.strategy.portfolio import portfolio
from cxlib.strategy.setting import Setting, setting


def initiatives(
    engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """The portfolio under the budget, its efficient frontier, and what would be worth measuring."""
    if not engagement.has("initiatives"):
        note = "No initiatives were supplied, so no portfolio is chosen."
        return {"notes": _notes("portfolio", [note])}
    choice = setting(engagement, results)
    plans = pool(choice)
    table = portfolio(engagement, results, choice, plans)
    curve = frontier(choice, plans.plan)
    return {
        "portfolio": table[list(empty("portfolio").columns)],
        "frontier": curve,
        "information": information(choice, plans),
        "findings": _findings(table, curve, choice),
        "notes": _notes("portfolio", _limits(engagement, table, choice)),
    }


def _findings(table: pd.DataFrame, curve: pd.DataFrame, choice: Setting) -> pd.DataFrame:
    kpi = choice.initiatives.set_index("initiative").kpi
    n = choice.stakes.set_index("moment_id").n
    grade = choice.stakes.set_index("moment_id").grade
    rows = [
        {
            "finding_id": f"initiative:{row.initiative}", "step": "strategy",
            "statement": _statement(row, choice), "grade": grade.get(row.moment_id, "opinion"),
            "n": n.get(row.moment_id), "leads_to": kpi.get(row.initiative),
            "evidence": f"portfolio[initiative={row.initiative}] ; "
                        f"moments[moment_id={row.moment_id}]",
        }
        for row in table[table.chosen].itertuples()
    ]  # fmt: skip
    return pd.DataFrame([*rows, *_plan(table, curve, choice)])


def _statement(row: object, choice: Setting) -> str:
    often = f"it is in the best plan in {row.inclusion_probability:.0%} of redraws of the evidence"
    worth = f"{_amount(row.benefit, choice)} ({_amount(row.low, choice)} to "
    worth += f"{_amount(row.high, choice)}) over {choice.months:.0f} months once in place"
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
        f"{_amount(plan.benefit, choice)} ({_amount(plan.low, choice)} to "
        f"{_amount(plan.high, choice)}){over}."
    )
    return [{"finding_id": "portfolio:plan", "step": "strategy", "statement": statement,
             "grade": "both", "n": pd.NA, "leads_to": pd.NA,
             "evidence": f"frontier[budget={plan.budget:g}]"}]  # fmt: skip


def _amount(value: float, choice: Setting) -> str:
    if choice.unit == "customers kept":
        return f"{value:,.0f} customers kept"
    return f"{choice.unit} {value:,.0f}"


def _money(value: float, choice: Setting) -> str:
    return f"{'' if choice.unit == 'customers kept' else choice.unit + ' '}{value:,.0f}"


def _limits(engagement: Engagement, table: pd.DataFrame, choice: Setting) -> list[str]:
    notes = [
        "Benefits carry the uncertainty of the diagnosis and are shrunk against the winner's "
        "curse; the uplift is the team's own estimate: compare it with the break-even uplift."
    ]
    if choice.unit == "customers kept":
        notes.append(
            "No value per customer is known, so benefits are counted in customers kept and "
            "no initiative can be said to pay for itself."
        )
    elif engagement.policy.value_is == "revenue":
        notes.append("Values are revenue, not margin: benefits overstate what is earned.")
    if choice.budget is None:
        notes.append("No budget was given, so every initiative that is worth its cost is chosen.")
    elif choice.budget == 0:
        notes.append("The budget is 0, so only initiatives that cost nothing can be chosen.")
    unknown = table[table.benefit.isna() & choice.shares.missing.ne("").to_numpy()]
    if len(unknown):
        notes.append(
            f"For {len(unknown)} of {len(table)} initiatives no benefit could be computed; "
            "the portfolio says why for each."
        )
    return notes


def _notes(section: str, sentences: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"step": "strategy", "section": section, "note": pd.Series(sentences, dtype="str")}
    )
