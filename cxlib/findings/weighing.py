"""How much a claim matters: parts of `weight` that several kinds compute alike."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd
from scipy.special import ndtr

from cxlib.findings.claim import known
from cxlib.language import missing
from cxlib.release.once import once_per_view
from cxlib.release.rules import limit
from cxlib.release.view import View

TWO_SIDED = 2  # tails of a two-sided p-value
LEAST_SPREAD = 0.05  # of a share near 0 or 1: else a tiny share would count as many deviations


def sure_from_p(p: object) -> float:
    """The probability that an effect has the sign it seems to have, from its two-sided p.

    With a flat prior it is one less half the p-value (Marsman & Wagenmakers 2017).

    >>> sure_from_p(0.02), sure_from_p(None)
    (0.99, 1.0)
    """
    return 1 - known(p) / TWO_SIDED


def sure_from_interval(value: object, low: object, high: object, confidence: float) -> float:
    """The same from an interval, taken as that of a normal estimate.

    >>> sure_from_interval(1.0, 0.0, 2.0, 0.95) > 0.97
    True
    """
    if any(missing(v) for v in (value, low, high)):
        return 1.0
    half = (float(high) - float(low)) / 2
    return float(ndtr(abs(float(value)) / half * _quantile(confidence))) if half > 0 else 1.0


def _quantile(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(0.5 + confidence / 2))


def p_from_interval(value: object, low: object, high: object, confidence: float) -> float | None:
    """The two-sided p of a difference from nothing, from its interval, as of a normal estimate.

    >>> round(p_from_interval(1.0, 0.0, 2.0, 0.95), 3)
    0.05
    """
    if any(missing(v) for v in (value, low, high)):
        return None
    return TWO_SIDED * (1 - sure_from_interval(value, low, high, confidence))


def in_deviations(difference: object, share: object) -> float:
    """A difference of shares in standard deviations of the answer yes or no.

    >>> round(in_deviations(0.1, 0.5), 2)
    0.2
    """
    p = min(max(known(share, 0.5), LEAST_SPREAD), 1 - LEAST_SPREAD)
    return abs(known(difference)) / math.sqrt(p * (1 - p))


def completion(view: View) -> float | None:
    """The share of all journeys that are over and completed."""
    sums = view["journeys"][["n", "open", "completed"]].sum()
    over = known(sums["n"]) - known(sums["open"])
    return known(sums["completed"]) / over if over else None


def enough(view: View, n: object) -> bool:
    """Whether a base is one that may be shown: a part of a shown row can be too small to tell."""
    return known(n) >= limit(view.policy)


def share_of_customers(view: View, n: object) -> float:
    """So many customers as a share of all that the tables know; at most 1."""
    total = customers(view)
    return min(1.0, known(n) / total) if total else 1.0


@once_per_view
def share_passing(view: View, touchpoint: object) -> float:
    """The share of customers who pass a touchpoint; 1 where it is not known."""
    table = view["touchpoint_map"]
    passing = table.loc[table["touchpoint"] == touchpoint, "customers"]
    unknown = passing.empty or missing(passing.iloc[0])
    return 1.0 if unknown else share_of_customers(view, passing.iloc[0])


def share_of_answers(view: View, n: object, name: str) -> float:
    """So many answers as a share of all that the outcome has; of the main one's where it is none.

    A variable that few can rate concerns few.
    """
    most = _answers(view)
    of_all = most.get(name, most.get(view.main, 0.0))
    return min(1.0, known(n) / of_all) if of_all else 1.0


@once_per_view
def _answers(view: View) -> dict[str, float]:
    """How many answers each outcome has."""
    table = view["scores"]
    whole = table[(table["segment"] == "all") & (table["touchpoint"] == "overall")]
    return {name: known(n) for name, n in whole.groupby("outcome")["n"].max().items()}


def deviations_of_main(view: View, name: str, effect: object, spread: object) -> float:
    """An effect in standard deviations of its outcome, as far as that counts for the main one.

    A touchpoint's overall counts by its importance for the main outcome, and by nothing where it
    has none; an outcome of its own counts whole.
    """
    if not known(spread):
        return 0.0
    return abs(known(effect)) / known(spread) * _counts_for_main(view, name)


@once_per_view
def _counts_for_main(view: View, name: str) -> float:
    table = view["drivers"]
    above = table[(table["outcome"] == view.main) & (table["scope"] == "overall")]
    if name in view.engagement.outcomes or above.empty:
        return 1.0
    own = above[above["variable"] == name]
    stands_for = own["group"].dropna()
    if len(stands_for):  # a near-duplicate counts as the one that stands for it
        own = above[above["group"] == stands_for.iloc[0]]
    return known(own["importance"].max()) if len(own) else 0.0


@once_per_view
def homes(view: View) -> dict[str, str]:
    """The touchpoint of each variable that has one."""
    table = view.engagement.table("variables").dropna(subset=["touchpoint"])
    first = table.drop_duplicates("variable")
    return dict(zip(first["variable"], first["touchpoint"], strict=True))


@once_per_view
def customers(view: View) -> int:
    """How many customers the engagement has: those of its customers table, else those seen."""
    engagement = view.engagement
    if engagement.has("customers"):
        return int(engagement.table("customers")["customer"].nunique())
    seen = view["touchpoint_map"]["customers"].max()
    if not missing(seen):
        return int(seen)
    answers = engagement.table("responses")
    return int(answers["customer"].nunique() or len(answers)) if len(answers) else 0


@once_per_view
def at_stake(view: View) -> pd.Series:
    """What was found to be at stake at each touchpoint: money where known, else customers.

    A touchpoint's moments are the same customers seen from several sides: the largest counts.
    """
    moments = view["moments"]
    money = moments["value_at_stake"].notna().any()
    stakes = moments["value_at_stake" if money else "customers_at_stake"].astype(float)
    return stakes.groupby(moments["touchpoint"]).max().dropna().clip(lower=0)


def share_at_stake(view: View, touchpoints: Iterable[object]) -> float:
    """The share of all that is at stake that lies at some touchpoints; 0 where nothing is."""
    stakes = at_stake(view)
    total = float(stakes.sum())
    return float(stakes[stakes.index.isin(list(touchpoints))].sum()) / total if total > 0 else 0.0
