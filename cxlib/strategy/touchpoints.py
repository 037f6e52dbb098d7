"""What should be done at each touchpoint: the table `strategies` and what it found."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.strategy.facts import facts
from cxlib.strategy.levers import lever
from cxlib.strategy.postures import postures
from cxlib.strategy.promises import over_delivery, promise, risk
from cxlib.strategy.right_moment import right_moment

COLUMNS = ["touchpoint", "posture", "why", "right_moment", "risk", "stage", "lever", "promise",
           "over_delivery", "cost"]  # fmt: skip


def strategies(
    engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Posture, lever and checks for every touchpoint of the map."""
    known = facts(engagement, results)
    if known.empty:
        note = "No touchpoints were mapped or seen, so no strategy per touchpoint is shown."
        return {"notes": _notes([note])}
    currency = engagement.config.currency or "money"
    table = known.merge(postures(known), on="touchpoint")
    table = table.assign(
        right_moment=[right_moment(f) for _, f in table.iterrows()],
        promise=[promise(f) for _, f in table.iterrows()],
        over_delivery=[over_delivery(f, currency) for _, f in table.iterrows()],
        risk=[risk(f, f.posture, currency) for _, f in table.iterrows()],
        lever=[lever(f.stage, f.posture) for _, f in table.iterrows()],
    )
    return {
        "strategies": table[COLUMNS],
        "findings": _findings(table),
        "notes": _notes(_limits(table)),
    }


HEARD = (
    ("breach", "promise", "breach: ", "A promise is not kept at"),
    ("right moment", "right_moment", "mismatch: ", "The wrong moment at"),
    ("over-delivery", "over_delivery", "", "Money to take out at"),
)


def _findings(table: pd.DataFrame) -> pd.DataFrame:
    """What a client should hear: breaches, mismatches and money to take out."""
    return pd.DataFrame([
        {"finding_id": f"{kind}:{row['touchpoint']}", "step": "strategy",
         "statement": f"{opening} {row['touchpoint']}: {row[column].removeprefix(prefix)}.",
         "grade": _grade(kind, row), "n": row["n"], "leads_to": pd.NA,
         "evidence": f"strategies[touchpoint={row['touchpoint']}]"}
        for row in table.to_dict("records")
        for kind, column, prefix, opening in HEARD
        if row[column] and row[column].startswith(prefix)
    ])  # fmt: skip


def _grade(kind: str, row: dict) -> str:
    """What it rests on: ratings, behaviour, or (what is pushed) the firm's own map."""
    if kind == "right moment":
        return "opinion"
    if row["breaks"]:
        return "both" if row["n"] == row["n"] else "events"
    return "survey" if row["n"] == row["n"] else "both"


def _limits(table: pd.DataFrame) -> list[str]:
    unrated = int(table.performance.isna().sum())
    notes = []
    if unrated:
        notes.append(
            f"{unrated} of {len(table)} touchpoints were not rated by customers; "
            "their posture rests on behaviour, cost and the map alone."
        )
    if table.pushes.notna().any():
        notes.append(
            "The right-moment check reads key words of what is pushed and needed: "
            "a prompt for a conversation, not a verdict."
        )
    if table.cost.isna().all():
        notes.append("No activity costs were supplied, so money to take out is not shown.")
    return notes


def _notes(sentences: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {"step": "strategy", "section": "strategies", "note": pd.Series(sentences, dtype="str")}
    )
