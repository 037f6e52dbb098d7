"""What is kept of an engagement: the latest values, what was reported when, and by which run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.history.connection import Kept, location, opened, there
from cxlib.history.layout import (
    ALERT_KEY,
    ALERTS,
    BENEFIT_KEY,
    BENEFITS,
    COLUMNS,
    KEY,
    VERSION,
    found_version,
    old_rows,
    tables,
)

if TYPE_CHECKING:
    import sqlalchemy as sa

PROFILES = 24  # deliveries before this one that it is held against: two years of months
REPORTED = ["reported_at", "run", "kind", "period", "kpi", "scope", "n", "value", "reason"]


@dataclass(frozen=True)
class Past:
    """What earlier runs measured, how they judged the promises, and what they were given.

    Attributes
    ----------
    kpis, benefits : see `read` and `read_benefits`
    profiles : those of earlier deliveries, oldest first, each with the `run` and its `reported_at`
    excused : period -> the reasons for which its past values were let change, each good for once
    runs : the period that each published run reported, and when: period, reported_at
    """

    kpis: pd.DataFrame
    benefits: pd.DataFrame
    profiles: tuple[Mapping[str, object], ...] = ()
    excused: Mapping[str, frozenset[str]] = field(default_factory=dict)
    runs: pd.DataFrame = field(default_factory=pd.DataFrame)


def past(config: Kept, folder: str | Path) -> Past:
    """All that is kept of an engagement; what `cxlib.engagement.load` takes as its past."""
    store, (key, formerly) = location(config, folder), keys(config)
    return Past(
        read(store, key, formerly),
        read_benefits(store, key, formerly),
        profiles(store, key, formerly),
        _excused(store, key, formerly),
        _runs(store, key, formerly),
    )


def keys(config: Kept) -> tuple[str, str | None]:
    """What the history of an engagement is kept under: its id, and formerly the client's name."""
    return (config.id, config.client) if config.id else (config.client, None)


def read(store: str | Path, engagement: str, formerly: str | None = None) -> pd.DataFrame:
    """The latest value of every KPI as it was reported: period, kpi, scope, n, value.

    Empty where there is no history yet; reading creates nothing.

    Parameters
    ----------
    store : from `location`
    engagement, formerly : from `keys`; the second counts while nothing is kept under the first
    """
    return _latest(store, engagement, formerly, "kpi", COLUMNS, KEY)


def read_benefits(store: str | Path, engagement: str, formerly: str | None = None) -> pd.DataFrame:
    """How earlier runs judged a client's promises, in the columns of `BENEFITS`.

    `period` is the one in which it was judged. Empty where nothing was judged yet.
    """
    return _latest(store, engagement, formerly, "benefit", BENEFITS, BENEFIT_KEY)


def read_alerts(store: str | Path, engagement: str, formerly: str | None = None) -> pd.DataFrame:
    """What became of each alert at each address: alert, address, state, said, at."""
    return _latest(store, engagement, formerly, "alert", ALERTS, ALERT_KEY)


def reported(
    store: str | Path,
    engagement: str,
    period: str | None = None,
    kpi: str | None = None,
    formerly: str | None = None,
) -> pd.DataFrame:
    """Every value that was ever reported, oldest first: which run said what, when and of what.

    A run that repeats what stands adds nothing: a value holds until the next row of its key. Where
    `value` is missing the run no longer measured it. `reported_at` is UTC in ISO 8601, missing for
    what an older layout kept; `reason` is why a past value was let change.

    Parameters
    ----------
    period, kpi : only these; None = all
    """
    import sqlalchemy as sa

    told, run = tables().kpi, tables().run
    rows: list = []
    with _reading(store) as connection:
        if connection is not None and found_version(connection) >= VERSION:
            key = known_as(connection, engagement, formerly)
            same = (told.c.engagement == run.c.engagement) & (told.c.seq == run.c.seq)
            of = [run.c.reported_at, run.c.run, run.c.kind, *(told.c[c] for c in REPORTED[3:])]
            asked = sa.select(*of).join_from(told, run, same).where(told.c.engagement == key)
            wanted = {"period": period, "kpi": kpi}
            for column, value in wanted.items():
                asked = asked if value is None else asked.where(told.c[column] == value)
            order = (told.c.period, told.c.kpi, told.c.scope, told.c.seq)
            rows = connection.execute(asked.order_by(*order)).all()
    return pd.DataFrame(list(map(tuple, rows)), columns=REPORTED)


def profiles(
    store: str | Path, engagement: str, formerly: str | None = None
) -> tuple[Mapping[str, object], ...]:
    """What the last published runs were given, oldest first; each says `run`, `reported_at`."""
    import sqlalchemy as sa

    run = tables().run
    with _reading(store) as connection:
        if connection is None or found_version(connection) < VERSION:
            return ()
        key = known_as(connection, engagement, formerly)
        asked = sa.select(run.c.run, run.c.reported_at, run.c.profile)
        asked = asked.where(run.c.engagement == key, run.c.profile.is_not(None))
        rows = connection.execute(asked.order_by(run.c.seq.desc()).limit(PROFILES)).all()
    return tuple(
        json.loads(profile) | {"run": name, "reported_at": at} for name, at, profile in rows[::-1]
    )


def known_as(connection: sa.Connection, engagement: str, formerly: str | None) -> str:
    """The key under which there is something: the id, or while that is new the client's name."""
    import sqlalchemy as sa

    run = tables().run
    for name in (engagement, formerly):
        asked = sa.select(run.c.seq).where(run.c.engagement == name).limit(1)
        if name is not None and connection.execute(asked).first():
            return name
    return engagement


def _excused(
    store: str | Path, engagement: str, formerly: str | None
) -> Mapping[str, frozenset[str]]:
    told = reported(store, engagement, formerly=formerly).dropna(subset=["reason"])
    return {period: frozenset(rows["reason"]) for period, rows in told.groupby("period")}


def _runs(store: str | Path, engagement: str, formerly: str | None) -> pd.DataFrame:
    """The published runs of this layout; those of alerts reported nothing."""
    import sqlalchemy as sa

    run, rows = tables().run, []
    with _reading(store) as connection:
        if connection is not None and found_version(connection) >= VERSION:
            key = known_as(connection, engagement, formerly)
            asked = sa.select(run.c.period, run.c.reported_at).where(run.c.engagement == key)
            rows = connection.execute(asked.where(run.c.reported_at.is_not(None))).all()
    return pd.DataFrame(rows, columns=["period", "reported_at"])


def _latest(
    store: str | Path,
    engagement: str,
    formerly: str | None,
    name: str,
    columns: Mapping[str, str],
    order: list[str],
) -> pd.DataFrame:
    rows: list = []
    with _reading(store) as connection:
        if connection is not None:
            rows = standing(connection, name, engagement, formerly, columns)
    found = pd.DataFrame(list(map(tuple, rows)), columns=list(columns)).astype(dict(columns))
    return found.sort_values(order, ignore_index=True)


def standing(
    connection: sa.Connection,
    name: str,
    engagement: str,
    formerly: str | None,
    columns: Mapping[str, str],
) -> list[tuple]:
    """The latest row of every key, those apart that are no longer measured."""
    import sqlalchemy as sa

    if found_version(connection) < VERSION:
        kept = (engagement, formerly)
        old = old_rows(connection, name) if name != "alert" else []
        return [tuple(r[c] for c in columns) for r in old if r["engagement"] in kept]
    table, key = getattr(tables(), name), known_as(connection, engagement, formerly)
    by = [table.c[c.name] for c in table.primary_key if c.name not in ("engagement", "seq")]
    last = sa.select(*by, sa.func.max(table.c.seq).label("seq")).where(table.c.engagement == key)
    last = last.group_by(*by).subquery()
    same = sa.and_(*(table.c[c.name] == c for c in last.c))
    asked = sa.select(*(table.c[c] for c in columns)).join_from(table, last, same)
    asked = asked.where(table.c.engagement == key)
    gone = {"kpi": "value", "benefit": "result"}.get(name)
    return connection.execute(
        asked if gone is None else asked.where(table.c[gone].is_not(None))
    ).all()


@contextmanager
def _reading(store: str | Path) -> Iterator[sa.Connection | None]:
    """A connection for reading, or None where there is nothing to read; creates nothing."""
    if not there(store):
        yield None
        return
    with opened(store) as connection:
        yield connection
