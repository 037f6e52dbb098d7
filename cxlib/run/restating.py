"""What the verdict says of a changed past: told where it settles, stopped where nobody says why."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.monitoring.restated import CHANGED, ERASED, LATE, ROWS, restated
from cxlib.results.measured import EVERYWHERE

MOST_TOLD = 5


def unexplained(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> list[str]:
    """A line for each past period whose values changed by more than they may, with what to paste.

    A reason in `policy.restated` is good for the change it was given for: once a run is published
    with it, the next change of that period needs another.
    """
    moved = _moved(engagement, results)
    reasons, used = engagement.policy.restated, engagement.excused
    lines = []
    for period, rows in moved[moved["how"] == CHANGED].groupby("period"):
        reason = reasons.get(period)
        if reason is not None and reason not in used.get(period, ()):
            continue
        spent = "" if reason is None else " (the reason given there was for an earlier change)"
        more = f", and {len(rows) - 1} more values" if len(rows) > 1 else ""
        lines.append(
            f"{_change(rows.iloc[0])}{more}. Remedy: if that is right, say why in "
            f'engagement.yml: policy: {{restated: {{"{period}": the reason}}}}{spent}.'
        )
    return lines


def told(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> list[str]:
    """What changed and stops nothing: late answers, small changes, and those with their reason.

    Of what an erasure changed no value is told: both together would say what was erased.
    """
    found = _moved(engagement, results)
    erased = found["how"] == ERASED
    moved = found[~erased]
    whole = moved[moved["scope"] == EVERYWHERE]
    told_of = whole[(whole["how"] != CHANGED) | whole["period"].isin(engagement.policy.restated)]
    lines = [f"Past value: {_change(row)}." for _, row in told_of.iterrows()]
    more = len(lines) - MOST_TOLD
    lines = [*lines[:MOST_TOLD], *([f"{more} more past values changed."] if more > 0 else [])]
    return [*lines, *_without_the_erased(found[erased])]


def reasons(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Why past values may be others than reported, by period: as declared, or by an erasure."""
    moved = _moved(engagement, results)
    erased = moved.loc[moved["how"] == ERASED, "period"]
    return dict.fromkeys(erased, ERASED) | dict(engagement.policy.restated)


def _without_the_erased(moved: pd.DataFrame) -> list[str]:
    if moved.empty:
        return []
    n, span = len(moved), sorted(set(moved["period"]))
    since = f"{span[0]} to {span[-1]}" if len(span) > 1 else span[0]
    return [
        f"{n} past value{'s' if n > 1 else ''} of {since} {'are' if n > 1 else 'is'} computed "
        "anew without whom 'cx forget' took out."
    ]


def _moved(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The changed values, those of the whole first."""
    if "kpis" not in results or engagement.past_kpis.empty:
        return pd.DataFrame(columns=["period", "scope", "how"])
    past, kpis, kind = engagement.past_kpis, results["kpis"], engagement.config.period
    moved = restated(past, kpis, engagement.period, kind, engagement.policy)
    part = moved["scope"].ne(EVERYWHERE)
    return moved.assign(part=part).sort_values(["period", "part", "kpi", "scope"], kind="stable")


def _change(row: pd.Series) -> str:
    """One changed value: "recommend, 2026-02: reported as −56.7, now −60.0 (5 late answers)"."""
    where = "" if row["scope"] == EVERYWHERE else f" ({row['scope']})"
    then, now = (_value(row[c], row["unit"]) for c in ("reported", "now"))
    return f"{row['kpi']}{where}, {row['period']}: reported as {then}, now {now}{_more(row)}"


def _more(row: pd.Series) -> str:
    counts = row["n_reported"], row["n_now"]
    if any(map(pd.isna, counts)):
        return ""
    if counts[0] == counts[1]:
        same = row["how"] == CHANGED and row["n_of"] in ROWS
        return f" (the same {counts[1]:,.0f} {row['n_of']})" if same else ""
    if row["how"] == LATE and counts[1] > counts[0]:
        return f" ({counts[1] - counts[0]:,.0f} late answers)"
    return f" (n {counts[0]:,.0f}, now {counts[1]:,.0f})"


def _value(value: float, unit: object) -> str:
    """As an operator reads it: a share in per cent, an NPS with one decimal."""
    if unit == "share":
        return f"{100 * value:.1f} %".replace("-", "−")
    return (f"{value:.1f}" if unit == "nps" else f"{value:,.4g}").replace("-", "−")
