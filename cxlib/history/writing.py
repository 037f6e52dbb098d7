"""Adding to the history: what a run reported otherwise than those before it, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.history.connection import opened
from cxlib.history.layout import ALERTS, BENEFIT_KEY, BENEFITS, COLUMNS, KEY, tables
from cxlib.history.reading import known_as, standing

if TYPE_CHECKING:
    import sqlalchemy as sa


@dataclass(frozen=True)
class Report:
    """What a published run says for the history.

    Attributes
    ----------
    period : the one reported; None where the engagement has none
    kpis : period, kpi, scope, n, value and, where there are any, complete
    benefits : initiative, kpi, expected, observed, low, high, result; those without an estimate
        are not kept. None leaves what is kept of the period
    run, kind, at : which run it was, and when it ended (UTC, ISO 8601)
    profile : what it was given (`cxlib.engagement.contracts.profile`)
    reasons : period -> why its past values may be others than reported (`policy.restated`)
    """

    period: str | None
    kpis: pd.DataFrame
    benefits: pd.DataFrame | None = None
    run: str | None = None
    kind: str | None = None
    at: str | None = None
    profile: Mapping[str, object] | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)


def write(store: str | Path, engagement: str, report: Report, formerly: str | None = None) -> None:
    """Add a run's KPIs, judged benefits and profile to the history.

    Only what differs from what stands is added. What the run no longer measures of its own period
    is added as missing; other periods it leaves as they are, and so it does unfinished periods and
    missing values. A run that is in the history already adds nothing.

    Parameters
    ----------
    store : from `location`
    engagement, formerly : from `keys`; what is kept under the second is copied to the first
    """
    with opened(store, writing=True) as connection:
        _adopt(connection, engagement, formerly)
        if _known(connection, engagement, report.run):
            return
        seq = _next(connection, engagement)
        told = {"run": report.run, "kind": report.kind, "period": report.period,
                "reported_at": report.at,
                "profile": report.profile and json.dumps(report.profile)}  # fmt: skip
        mark = {"engagement": engagement, "seq": seq}
        connection.execute(tables().run.insert(), [mark | told])
        own, kpis = report.period or "", _storable(report.kpis)
        _append(connection, "kpi", mark, kpis, own, report.reasons)
        if report.benefits is not None:
            _append(connection, "benefit", mark, _judged(report.benefits, own), own, {})


def tell(
    store: str | Path, engagement: str, states: pd.DataFrame, formerly: str | None = None
) -> None:
    """Add what became of alerts: alert, address, state (sent, failed, corrected), said, at.

    `address` stands for one without giving it away, `said` for the words that went out.
    """
    with opened(store, writing=True) as connection:
        _adopt(connection, engagement, formerly)
        seq = _next(connection, engagement)
        mark = {"engagement": engagement, "seq": seq}
        connection.execute(tables().run.insert(), [mark | {"kind": "alerts"}])
        rows = states[list(ALERTS)].drop_duplicates(["alert", "address"], keep="last")
        if len(rows):
            connection.execute(tables().alert.insert(), [mark | r for r in rows.to_dict("records")])


def _adopt(connection: sa.Connection, engagement: str, formerly: str | None) -> None:
    """What was kept under the client's name, copied to the id that the engagement has since."""
    import sqlalchemy as sa

    if known_as(connection, engagement, formerly) == engagement:
        return
    for table in (tables().run, tables().kpi, tables().benefit, tables().alert):
        found = connection.execute(sa.select(table).where(table.c.engagement == formerly))
        rows = [dict(row) | {"engagement": engagement} for row in found.mappings()]
        if rows:
            connection.execute(table.insert(), rows)


def _known(connection: sa.Connection, engagement: str, name: str | None) -> bool:
    import sqlalchemy as sa

    run = tables().run
    asked = sa.select(run.c.seq).where(run.c.engagement == engagement, run.c.run == name)
    return name is not None and connection.execute(asked).first() is not None


def _next(connection: sa.Connection, engagement: str) -> int:
    import sqlalchemy as sa

    run = tables().run
    last = sa.select(sa.func.max(run.c.seq)).where(run.c.engagement == engagement)
    return (connection.execute(last).scalar() or 0) + 1


def _append(
    connection: sa.Connection,
    name: str,
    mark: Mapping[str, object],
    rows: list[dict],
    own: str,
    reasons: Mapping[str, str],
) -> None:
    """What differs from what stands, and what stands of the run's own period and is gone."""
    columns, key = {"kpi": (COLUMNS, KEY), "benefit": (BENEFITS, BENEFIT_KEY)}[name]
    found = standing(connection, name, str(mark["engagement"]), None, columns)
    stands = {_key(r, key): r for r in (dict(zip(columns, row, strict=True)) for row in found)}
    changed = [r for r in rows if stands.get(_key(r, key)) != r]
    kept = {_key(r, key) for r in rows}
    gone = [dict.fromkeys(columns) | {c: r[c] for c in key}
            for k, r in stands.items() if r["period"] == own and k not in kept]  # fmt: skip
    if name == "kpi":
        changed = [r | {"reason": reasons.get(r["period"]) if _key(r, key) in stands else None}
                   for r in changed]  # fmt: skip
        gone = [r | {"reason": None} for r in gone]
    if changed or gone:
        table = getattr(tables(), name)
        connection.execute(table.insert(), [{**mark, **r} for r in (*changed, *gone)])


def _key(row: Mapping[str, object], key: list[str]) -> tuple:
    return tuple(row[c] for c in key)


def _judged(benefits: pd.DataFrame, own: str) -> list[dict]:
    judged = benefits[benefits["observed"].notna()].assign(period=own)[list(BENEFITS)]
    return _records(judged.astype(BENEFITS).drop_duplicates(BENEFIT_KEY))


def _storable(kpis: pd.DataFrame) -> list[dict]:
    complete = kpis["complete"].fillna(True).astype(bool) if "complete" in kpis else True
    known = kpis[kpis["value"].notna() & complete][list(COLUMNS)]
    typed = known.assign(n=known["n"].astype("float64"), value=known["value"].astype("float64"))
    return _records(typed.drop_duplicates(KEY, keep="last"))


def _records(typed: pd.DataFrame) -> list[dict]:
    return typed.astype(object).where(typed.notna(), None).to_dict("records")
