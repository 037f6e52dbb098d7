"""KPIs the client supplies, response rates, and what customers buy."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.monitoring.measures import OVERALL, measured, shares, together


def client_kpis(kpis: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """The client's own `kpis`: a value, or numerator and denominator with their interval.

    Without a `kind`, a numerator never above its denominator is a share, else a rate.
    """
    if kpis.empty:
        return together()
    known = kpis.assign(scope=kpis["scope"].fillna(OVERALL), better=kpis["better"].fillna("high"))
    counted = known["numerator"].notna() & (known["denominator"] > 0)
    kind = known["kind"].where(known["kind"].notna(), _guessed(known, counted))
    known = known.assign(kind=kind)
    is_share, is_rate = counted & (kind == "share"), counted & (kind == "rate")
    plain = known[~is_share & ~is_rate]
    return together(
        measured(shares.share(known[is_share], confidence)),
        measured(shares.rate(known[is_rate], confidence), n_of="events"),
        measured(_plain(plain)),
    )


def _guessed(kpis: pd.DataFrame, counted: pd.Series) -> pd.Series:
    above = (kpis["numerator"] > kpis["denominator"]) & counted
    ever_above = above.groupby(kpis["kpi"]).transform("any")
    counts = counted.groupby(kpis["kpi"]).transform("any")
    guess = np.where(ever_above, "rate", np.where(counts, "share", "mean"))
    return pd.Series(guess, index=kpis.index)


def _plain(kpis: pd.DataFrame) -> pd.DataFrame:
    """Values as given: no base is known, or a mean of `numerator` over `denominator`. What is
    declared a share and lies between 0 and 1 is written as one."""
    ratio = kpis["numerator"] / kpis["denominator"].where(kpis["denominator"] > 0)
    value = kpis["value"].where(kpis["value"].notna(), ratio)
    inside = value.between(0, 1).groupby(kpis["kpi"]).transform("all")  # not in per cent
    unit = np.where(kpis["kind"].eq("share") & inside, "share", None)
    return kpis.assign(
        kind="mean", unit=unit, value=value, n=kpis["denominator"],
        numerator=np.nan, denominator=np.nan,
    )[value.notna()]  # fmt: skip


def response_rate(
    responses: pd.DataFrame, invited: pd.DataFrame, confidence: float
) -> pd.DataFrame:
    """Answers over invitations, per period and invited segment."""
    asked = invited[invited["period"].notna() & (invited["n"] > 0)]
    if asked.empty or responses.empty:
        return together()
    scope = asked["segment"].fillna("all").replace("all", OVERALL)
    asked = asked.assign(scope=scope).groupby(["period", "scope"], as_index=False)["n"].sum()
    asked = pd.concat([asked, _summed(asked)], ignore_index=True)
    answers = answers_in(responses, asked["scope"].unique())
    joined = asked.merge(answers, on=["period", "scope"], how="left").fillna({"answers": 0})
    top = np.minimum(joined["answers"], joined["n"])
    rates = shares.share(joined.assign(numerator=top, denominator=joined["n"]), confidence)
    return measured(rates, kpi="response_rate", kind="share", better="high", n_of="invitations")


def _summed(asked: pd.DataFrame) -> pd.DataFrame:
    """The invitations overall, where only the segments of one column were counted."""
    column = asked["scope"].str.split("=", n=1).str[0]
    if column.nunique() != 1 or column.iloc[0] == OVERALL:
        return asked.iloc[:0]
    return asked.groupby("period", as_index=False)["n"].sum().assign(scope=OVERALL)


def answers_in(responses: pd.DataFrame, scopes: np.ndarray) -> pd.DataFrame:
    """How many answers each period holds, for each scope such as "overall" or "region=North"."""
    parts = []
    for scope in scopes:
        column, _, value = str(scope).partition("=")
        rows = responses if scope == OVERALL else _where(responses, column, value)
        parts.append(
            rows.groupby("period").size().rename("answers").reset_index().assign(scope=scope)
        )
    return pd.concat(parts, ignore_index=True)


def _where(responses: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    if column not in responses:
        return responses.iloc[:0]
    return responses[responses[column].astype("str") == value]


def purchase_value(purchases: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Mean value per buying customer and period, with its t interval; n is the buyers."""
    if purchases.empty:
        return together()
    spent = purchases.groupby(["period", "customer"], as_index=False)["value"].sum()
    by = spent.groupby("period")["value"].agg(n="size", value="mean", spread="std").reset_index()
    return measured(
        shares.mean(by, confidence), kpi="value", scope=OVERALL, kind="mean", better="high",
        unit="money", n_of="customers",
    )  # fmt: skip
