"""Amounts and bases as a sentence of this step has them."""

from __future__ import annotations

from cxlib.language import missing
from cxlib.release.view import View
from cxlib.results.coded import Figure, coded, count, money, nested, number, outcome

MONEY, CUSTOMERS = "money", "customers kept"  # units of a benefit; else points of the main outcome
FIGURES = 2  # of an expected amount: more would claim what nobody knows


def based(n: object, n_of: str) -> Figure:
    """A base in words, "1,656 visits"."""
    return nested(coded("base|unknown") if missing(n) else coded(f"base|{n_of}", n=count(n)))


def costs(value: object) -> Figure:
    """A cost, or that it was not given."""
    return nested(coded("amount|unknown")) if missing(value) else money(value)


def amount(view: View, unit: object, value: object, *ends: object) -> Figure | None:
    """A benefit in its unit: money, customers kept, or points of the main outcome.

    An expectation without its interval is said to two figures.
    """
    if not ends and not missing(value):
        value = float(f"{float(value):.{FIGURES}g}")
    if missing(unit) or unit == MONEY or missing(value):
        return money(value, *ends)
    if unit == CUSTOMERS:
        if not ends:
            return nested(coded("amount|customers", n=count(value)))
        return nested(coded("amount|customers, within", amount=number(value, *ends)))
    told = {"amount": number(value, *ends), "outcome": outcome(view.main)}
    return nested(coded("amount|points", **told))
