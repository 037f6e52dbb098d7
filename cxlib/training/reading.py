"""How each kind of question is answered by a run's result tables.

Every function takes the results and the item's subject and gives the answer in words; None where
the tables say nothing about it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

Results = Mapping[str, pd.DataFrame]
EVERYWHERE = "overall"
UNCLEAR = {"several accountable": "two accountable", "none responsible": "nobody responsible"}


def _table(results: Results, name: str, **where: str) -> pd.DataFrame:
    """The rows of a table whose columns hold these values; empty where there is no such table."""
    if name not in results:
        return pd.DataFrame()
    rows = results[name]
    for column, value in where.items():
        rows = rows[rows[column].astype("str") == value]
    return rows


def _yes(value: object) -> bool:
    return not pd.isna(value) and bool(value)


def _said(rows: pd.DataFrame, column: str) -> str | None:
    return None if rows.empty else str(rows[column].iloc[0])


def _flag(rows: pd.DataFrame, column: str, yes: str, no: str) -> str | None:
    return None if rows.empty else yes if _yes(rows[column].iloc[0]) else no


def driver(results: Results, subject: str) -> str | None:
    """Subject: "recommend:VARIABLE" (all together) or "TOUCHPOINT:VARIABLE" (an attribute)."""
    place, variable = subject.split(":")
    rows = _table(results, "drivers", variable=variable)
    if rows.empty:
        return None
    above = rows[rows["scope"].eq(EVERYWHERE) & rows["outcome"].eq(place)]
    return _flag(above if len(above) else rows[rows["scope"].eq(place)], "critical",
                 "critical", "not critical")  # fmt: skip


def strongest(results: Results, subject: str) -> str | None:
    """The variable of greatest importance for the outcome, all touchpoints together."""
    rows = _table(results, "drivers", outcome=subject, scope=EVERYWHERE)
    rows = rows[rows["importance"].notna()] if len(rows) else rows
    return _said(rows.sort_values("importance", ascending=False), "variable") if len(rows) else None


def duplicate(results: Results, subject: str) -> str | None:
    """The other variable in one near-duplicate group ("a = b") with this one."""
    rows = _table(results, "drivers")
    groups = rows["group"].dropna().astype("str").unique() if len(rows) else []
    for names in (group.split(" = ") for group in groups):
        if subject in names:
            return ", ".join(name for name in names if name != subject)
    return None


def asymmetry(results: Results, subject: str) -> str | None:
    return _said(_table(results, "asymmetry", variable=subject), "kind")


def breakdown(results: Results, subject: str) -> str | None:
    """A touchpoint that no breakdown is claimed for holds."""
    if not len(_table(results, "breakdowns")):
        return None
    rows = _table(results, "breakdowns", touchpoint=subject)
    return "holds" if rows.empty else _flag(rows, "breaks", "breaks", "holds")


def backstage(results: Results, subject: str, level: float = 0.05) -> str | None:
    """Subject: "ACTIVITY:TOUCHPOINT". Guilty where it does harm there, by its adjusted p."""
    activity, touchpoint = subject.split(":")
    rows = _table(results, "backstage", activity=activity, touchpoint=touchpoint)
    if rows.empty:
        return None if _table(results, "backstage").empty else "innocent"
    harmful = rows["harmful"].fillna(False).astype(bool) if "harmful" in rows else True
    return "guilty" if ((rows["p_adjusted"] < level) & harmful).any() else "innocent"


def recovery(results: Results, subject: str) -> str | None:
    """Recovered customers score higher and stay more than those who were not recovered."""
    rows = _table(results, "recovery")
    if rows.empty:
        return None
    name = rows["group"].astype("str").str.lower()
    lost, kept = name.str.contains("not recovered"), name.str.contains("recovered")
    good, bad = rows[kept & ~lost], rows[lost]
    if good.empty or bad.empty:
        return None
    better = (good["low"].max() > bad["score"].max()) and (
        good["retention_low"].max() > bad["retention"].max()
    )
    return "wins back" if better else "does not win back"


def moment(results: Results, subject: str) -> str | None:
    """Subject: "TOUCHPOINT:KIND"; of any kind where KIND is "any"."""
    if "moments" not in results:
        return None
    touchpoint, kind = subject.rsplit(":", 1)
    rows = _table(results, "moments", touchpoint=touchpoint)
    there = len(rows) > 0 and (
        kind == "any" or rows["moment"].astype("str").str.contains(kind).any()
    )
    return "yes" if there else "no"


def mapped(results: Results, subject: str) -> str | None:
    """The touchpoint that is in the data only, or on the map only."""
    rows = _table(results, "touchpoint_map")
    if rows.empty:
        return None
    on_map, in_data = rows["in_catalogue"].fillna(False), rows["in_data"].fillna(False)
    wanted = in_data & ~on_map if subject == "in data only" else on_map & ~in_data
    return ", ".join(sorted(rows.loc[wanted.astype(bool), "touchpoint"])) or "none"


def assumption(results: Results, subject: str) -> str | None:
    return _said(_table(results, "assumption_scores", variable=subject), "result")


def portfolio(results: Results, subject: str) -> str | None:
    rows = _table(results, "portfolio", initiative=subject)
    return _flag(rows, "chosen", "chosen", "not chosen")


def raci(results: Results, subject: str) -> str | None:
    """By the rules that the matrix was judged by; other rules than these two leave it clear."""
    if "raci_findings" not in results:
        return None
    rules = set(_table(results, "raci_findings", subject=subject).get("rule", []))
    return next((answer for rule, answer in UNCLEAR.items() if rule in rules), "clear")


def benefit(results: Results, subject: str) -> str | None:
    return _said(_table(results, "benefits", initiative=subject), "result")


def mix(results: Results, subject: str) -> str | None:
    """Mix where more of the move comes from the mix than from within the segments."""
    kpi, period = subject.split(":")
    rows = _table(results, "mix", kpi=kpi, period=period)
    if rows.empty:
        return None
    row = rows.iloc[0]
    return "mix" if abs(row["mix_change"]) > abs(row["within_change"]) else "scores"


def alert(results: Results, subject: str) -> str | None:
    """Whether the KPI raises an alert: a signal that survives control across all series."""
    if "alerts" not in results or _table(results, "kpis", kpi=subject, scope=EVERYWHERE).empty:
        return None
    return "quiet" if _table(results, "alerts", kpi=subject, scope=EVERYWHERE).empty else "alert"
