"""What should be done at each touchpoint: the table `strategies` and what it found."""

from __future__ import annotations

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.strategy.levers import lever
from cxlib.strategy.postures import postures
from cxlib.strategy.promises import over_delivery, promise, risk
from cxlib.strategy.right_moment import right_moment
from cxlib.strategy.telling import findings, notes

COLUMNS = ["touchpoint", "posture", "why", "right_moment", "risk", "stage", "lever", "promise",
           "over_delivery", "cost"]  # fmt: skip


def strategies(engagement: Engagement, known: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Posture, lever and checks for every touchpoint of the map.

    Parameters
    ----------
    known : DataFrame
        What `cxlib.strategy.facts.facts` gives.
    """
    if known.empty:
        note = "No touchpoints were mapped or seen, so no strategy per touchpoint is shown."
        return {"notes": notes("strategy", "strategies", [note])}
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
        "notes": notes("strategy", "strategies", _limits(table)),
    }


HEARD = (
    ("breach", "promise", "breach: ", "A promise is not kept at"),
    ("right moment", "right_moment", "mismatch: ", "The wrong moment at"),
    ("over-delivery", "over_delivery", "", "Money to take out at"),
)


def _findings(table: pd.DataFrame) -> pd.DataFrame:
    """What a client should hear: breaches, mismatches and money to take out."""
    rows = [
        {"finding_id": f"{kind}:{row['touchpoint']}", "grade": _grade(kind, row), "n": row["n"],
         "statement": f"{opening} {row['touchpoint']}: {row[column].removeprefix(prefix)}.",
         "evidence": f"strategies[touchpoint={row['touchpoint']}]"}
        for row in table.to_dict("records")
        for kind, column, prefix, opening in HEARD
        if row[column] and row[column].startswith(prefix)
    ]  # fmt: skip
    return findings("strategy", rows)


def _grade(kind: str, row: dict) -> str:
    """What it rests on: ratings, behaviour, or (what is pushed) the firm's own map."""
    if kind == "right moment":
        return "opinion"
    if row["breaks"]:
        return "both" if row["n"] == row["n"] else "events"
    return "survey" if row["n"] == row["n"] else "both"


def _limits(table: pd.DataFrame) -> list[str]:
    unrated = int(table.performance.isna().sum())
    said = []
    if unrated:
        said.append(
            f"{unrated} of {len(table)} touchpoints were not rated by customers; "
            "their posture rests on behaviour, cost and the map alone."
        )
    if table.pushes.notna().any():
        said.append(
            "The right-moment check reads key words of what is pushed and needed: "
            "a prompt for a conversation, not a verdict."
        )
    if table.cost.isna().all():
        said.append("No activity costs were supplied, so money to take out is not shown.")
    return said
