"""Retention and churn, from the customers' first and last day, or from who came back."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlib.monitoring.measures import OVERALL, measured, shares, together

Span = tuple[str, pd.Timestamp, pd.Timestamp]


def churn_and_retention(
    customers: pd.DataFrame,
    spans: Sequence[Span],
    segments: Sequence[str],
    confidence: float,
) -> pd.DataFrame:
    """Churn and retention per period from `start` and `end`.

    Churn: of the customers who were there when the period began, the share whose last day lies in
    the period. Retention is the rest.

    Parameters
    ----------
    customers : `start`, `end` (days in the client's calendar) and the segment columns
    spans : label, first instant and first instant after, of each period, in that calendar
    """
    known = customers[customers["start"].notna()]
    rows = [_flows(part, spans).assign(scope=scope) for scope, part in _parts(known, segments)]
    flows = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()
    flows = flows[flows["denominator"] > 0] if len(flows) else flows
    return _both(flows, confidence) if len(flows) else together()


def snapshot(
    customers: pd.DataFrame, period: str, segments: Sequence[str], confidence: float
) -> pd.DataFrame:
    """Churn and retention where only `left` is known: one figure, of all customers on file."""
    known = customers[customers["left"].notna()]
    rows = [
        {
            "period": period,
            "scope": scope,
            "denominator": len(part),
            "numerator": float(part["left"].astype(bool).sum()),
        }
        for scope, part in _parts(known, segments)
    ]
    return _both(pd.DataFrame(rows), confidence) if len(known) else together()


def came_back(seen: pd.DataFrame, periods: Sequence[str], confidence: float) -> pd.DataFrame:
    """Where no last day is known: who was active in a period and is again in the next.

    Not called retention: whoever needs nothing for a month has not left. "On", not "on or after":
    of the customers active in the period before, the share active in this one. A customer who
    pauses counts as not seen for as long as the pause lasts.

    Parameters
    ----------
    seen : the distinct pairs `customer`, `period`
    """
    position = {label: i for i, label in enumerate(periods)}
    pairs = seen.assign(at=seen["period"].map(position)).dropna(subset=["at"])
    again = pairs.assign(at=pairs["at"] - 1)[["customer", "at"]].assign(back=1.0)
    kept = pairs.merge(again, on=["customer", "at"], how="left").groupby("at")
    flows = kept.agg(denominator=("customer", "size"), numerator=("back", "sum")).reset_index()
    flows = flows[flows["at"] + 1 < len(periods)]
    flows = flows.assign(period=[periods[int(i) + 1] for i in flows["at"]], scope=OVERALL)
    again = shares.share(flows, confidence)
    return measured(again, kpi="return rate", kind="share", better="high", n_of="customers")


def _parts(customers: pd.DataFrame, segments: Sequence[str]) -> list[tuple[str, pd.DataFrame]]:
    split = [
        (f"{column}={value}", part)
        for column in segments
        if column in customers
        for value, part in customers.groupby(column)
    ]
    return [(OVERALL, customers), *split]


def _flows(customers: pd.DataFrame, spans: Sequence[Span]) -> pd.DataFrame:
    """At risk and gone per period: sorted days, so that each period costs a search."""
    start = np.sort(customers["start"].to_numpy("datetime64[us]"))
    ended = customers["end"].notna().to_numpy()
    end = np.sort(customers["end"].to_numpy("datetime64[us]")[ended])
    began = np.array([s for _, s, _ in spans], "datetime64[us]")
    ceased = np.array([e for _, _, e in spans], "datetime64[us]")
    there = np.searchsorted(start, began) - np.searchsorted(end, began)
    left = np.searchsorted(end, ceased) - np.searchsorted(end, began)
    brief = _joined_and_left(customers[ended], began, ceased)
    labels = [label for label, _, _ in spans]
    return pd.DataFrame({"period": labels, "numerator": left - brief, "denominator": there})


def _joined_and_left(gone: pd.DataFrame, began: np.ndarray, ceased: np.ndarray) -> np.ndarray:
    """How many joined and left within one period: they were not there when it began."""
    start, end = (gone[c].to_numpy("datetime64[us]") for c in ("start", "end"))
    first = np.searchsorted(began, start, "right") - 1
    last = np.searchsorted(began, end, "right") - 1
    same = (first == last) & (first >= 0) & (end < ceased[-1])
    return np.bincount(first[same], minlength=began.size)


def _both(flows: pd.DataFrame, confidence: float) -> pd.DataFrame:
    stayed = flows.assign(numerator=flows["denominator"] - flows["numerator"])
    left, kept = (shares.share(part, confidence) for part in (flows, stayed))
    people = {"kind": "share", "n_of": "customers"}
    return together(
        measured(left, kpi="churn", better="low", **people),
        measured(kept, kpi="retention", better="high", **people),
    )
