"""Faults of amounts and of customers' days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.training.faults.frame import Brought, Fault

BOUGHT, PEOPLE = "purchases", "customers"


def form_begins_with_one(client: Brought, rng: np.random.Generator) -> Brought:
    return client.masked(BOUGHT, "value", client.some(BOUGHT, 0.15, rng), 1.0)


def some_in_yen(client: Brought, rng: np.random.Generator) -> Brought:
    """Orders from one shop of a chain are in its own currency, and customers go to several."""
    value = client.frames[BOUGHT]["value"]
    return client.masked(BOUGHT, "value", client.some(BOUGHT, 0.05, rng), value * 165)


def currency_beside(client: Brought, rng: np.random.Generator) -> Brought:
    codes = rng.choice(["GBP", "EUR", "PLN"], len(client.frames[BOUGHT]), p=[0.8, 0.15, 0.05])
    return client.with_column(BOUGHT, "payment_ccy", codes)


def invoices_of_the_month(client: Brought, rng: np.random.Generator) -> Brought:
    """The invoice of the month stands among the orders that it sums up."""
    frame = client.frames[BOUGHT]
    month = frame["bought_at"].dt.to_period("M")
    sums = frame.groupby(["cust_no", month])["value"].sum().reset_index()
    ends = sums["bought_at"].dt.end_time.dt.floor("s")
    rows = pd.DataFrame({"cust_no": sums["cust_no"], "bought_at": ends, "value": sums["value"]})
    return client.with_rows(BOUGHT, rows)


def all_left_on_the_day_of_export(client: Brought, rng: np.random.Generator) -> Brought:
    left = client.frames[PEOPLE]["end"].notna()
    return client.masked(PEOPLE, "end", left, pd.Timestamp("2026-09-30"))


def begins_in_a_later_century(client: Brought, rng: np.random.Generator) -> Brought:
    start = client.frames[PEOPLE]["start"]
    late = client.some(PEOPLE, 0.04, rng)
    changed = client.masked(PEOPLE, "start", late, start + pd.DateOffset(years=8))
    return changed.with_column(PEOPLE, "end", pd.NaT)


def _worth(client: Brought, rng: np.random.Generator) -> pd.Series:
    return pd.Series(rng.gamma(4, 6, len(client.frames[PEOPLE])).round(2))


def worth_nothing_known(client: Brought, rng: np.random.Generator) -> Brought:
    value = _worth(client, rng).mask(client.some(PEOPLE, 0.4, rng), 0.0)
    return client.with_column(PEOPLE, "margin_month", value)


def worth_with_a_sign(client: Brought, rng: np.random.Generator) -> Brought:
    value = _worth(client, rng)
    signed = value.mask(client.some(PEOPLE, 0.3, rng), -value)
    return client.with_column(PEOPLE, "margin_month", signed)


FAULTS = tuple(
    Fault(*line)
    for line in (
        ("one value for very many", BOUGHT, "value", "a form begins with 1.00",
         form_begins_with_one),
        ("one value for very many", PEOPLE, "value", "a worth that is not known is 0",
         worth_nothing_known),
        ("values far from all others", BOUGHT, "value", "one shop's orders are in yen",
         some_in_yen),
        ("several currencies in one column", BOUGHT, "value", "a column beside names currencies",
         currency_beside),
        ("totals among the rows", BOUGHT, "value", "invoices stand among their orders",
         invoices_of_the_month),
        ("values below 0", PEOPLE, "value", "a sign marks who left", worth_with_a_sign),
        ("one date for very many", PEOPLE, "end", "everybody left on the day of the export",
         all_left_on_the_day_of_export),
        ("in the future", PEOPLE, "start", "a year is mistyped in a few first days",
         begins_in_a_later_century),
    )
)  # fmt: skip
