"""What a size is measured against: what is lost in a year, an outcome's spread, a length."""

from __future__ import annotations

import pandas as pd
from scipy.special import ndtr

from cxlib.findings.claim import known
from cxlib.findings.weighing import share_of_customers
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import Figure, term
from cxlib.stats.intervals import z_value

YEAR = pd.Timedelta(days=365)
MATTERS = 0.10  # of all customers, or of a scale's length: the least change a client acts on
MONTH = "month"  # where periods are only numbered
EACH = ("week", MONTH, "quarter", "year")
SCALE = 10.0  # length of a scale that nobody declared


def margin_each(view: View) -> dict[str, Figure]:
    """Of which time the customers' margin is taken to be, as a slot; none where none was supplied.

    It is the one per period: changing `period` alone changes every amount that rests on it.
    """
    customers = view.engagement.table("customers")
    if view.policy.value_is != "margin" or customers["value"].isna().all():
        return {}
    kind = view.engagement.config.period
    return {"each": term(f"each {kind if kind in EACH else MONTH}")}


def share_of_losses(view: View, customers: object) -> float:
    """So many customers a year as a share of all who left in the last year; at most 1.

    Of all customers, where nobody was seen leaving.
    """
    engagement = view.engagement
    ends = engagement.table("customers")["end"].dropna() if engagement.has("customers") else ()
    if not len(ends) or engagement.data_end is None:
        return share_of_customers(view, customers)
    lost = int(ends.between(engagement.data_end - YEAR, engagement.data_end).sum())
    return min(1.0, known(customers) / lost) if lost else share_of_customers(view, customers)


def spread_of(view: View, outcome: object) -> float | None:
    """The standard deviation of an outcome's answers."""
    table = view["scores"]
    here = table[
        table["outcome"].eq(outcome) & table["metric"].eq("mean")
        & table["touchpoint"].eq("overall") & table["segment"].eq("all")
    ]  # fmt: skip
    spread = here["spread"].max() if len(here) else None
    return None if missing(spread) else float(spread)


def matters_on(view: View, outcome: object) -> float:
    """The least difference of a mean that a client acts on, in the outcome's unit."""
    declared = view.engagement.outcomes.get(str(outcome))
    limits = declared.limits if declared else None
    return MATTERS * ((limits[1] - limits[0]) if limits else SCALE)


def alike_p(value: float, low: float, high: float, least: float, confidence: float) -> float:
    """The p of two one-sided tests that a difference is smaller than one that matters.

    >>> alike_p(0.0, -0.5, 0.5, 1.0, 0.95) < 0.001
    True
    """
    error = (float(high) - float(low)) / 2 / z_value(confidence)
    if not error > 0:
        return 0.0 if abs(float(value)) < least else 1.0
    return float(ndtr((abs(float(value)) - least) / error))


def is_alike(low: object, high: object, least: float) -> bool:
    """Whether an interval leaves no room for a difference that matters."""
    if missing(low) or missing(high):
        return False
    return -least < float(low) and float(high) < least
