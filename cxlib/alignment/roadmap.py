"""Who does what, when: dates that respect dependencies, readiness and the owners' capacity."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from cxlib.results.coded import coded, text
from cxlib.strategy.candidates import IN_PLACE, listed
from cxlib.strategy.horizon import ORDER

DAYS_A_MONTH = 365.25 / 12
OVER = ("done", "stopped")
WAITING = {"now": 0, "prepare": 3, "later": 6}  # months: a quarter to prepare, half a year for more
COLUMNS = ["initiative", "owner", "start", "end", "depends_on", "kpi", "department", "horizon",
           "status", "expected_change", "expected_by", "waits", "touchpoint"]  # fmt: skip


@dataclass(frozen=True)
class Slot:
    """When an initiative runs, and what made it wait (a code)."""

    start: pd.Timestamp
    end: pd.Timestamp
    waits: str | None = None


def roadmap(
    initiatives: pd.DataFrame,
    portfolio: pd.DataFrame,
    owners: pd.DataFrame,
    today: pd.Timestamp | None,
) -> pd.DataFrame:
    """Dates for all that is chosen or running, and for what is dated where nothing was compared.

    One after another, the readiest and most valuable first, each as early as its own start, its
    readiness, what it depends on and its owner's capacity (initiatives at a time) allow: a serial
    schedule generation scheme (Kolisch 1996, EJOR 90:320-333).

    Parameters
    ----------
    initiatives, owners : DataFrame
        The input tables.
    portfolio : DataFrame
        initiative, chosen, horizon, benefit, cost.
    today : Timestamp or None
        Nothing planned starts before it; without it (no dates in the data) the earliest given
        start counts, and without any, dates stay missing.

    Returns
    -------
    DataFrame
        The columns of the result table `roadmap`; `waits` is a code of what made it start later.
    """
    judged = portfolio[["initiative", "chosen", "horizon", "benefit", "cost"]].rename(
        columns={"cost": "of_cost"}
    )
    table = initiatives.merge(judged, on="initiative", how="left")
    running = table.status.eq("running").fillna(False)
    dated = ~table.initiative.isin(portfolio.initiative) & table.start.notna()
    open_to_choice = dated & ~table.status.isin(OVER)
    table = table[table.chosen.fillna(False).astype(bool) | running | open_to_choice]
    table = table.assign(horizon=table.horizon.fillna(ORDER[0]))
    department = dict(zip(owners.owner, owners.department.fillna(owners.owner), strict=True))
    slots = _schedule(table, owners, _first_day(table, today))
    return table.assign(
        start=_dates(table, slots, "start"),
        end=_dates(table, slots, "end"),
        waits=[slots[name].waits if name in slots else None for name in table.initiative],
        department=[department.get(owner, owner) for owner in table.owner],
        status=table.status.fillna("planned"),
    )[COLUMNS]


def _dates(table: pd.DataFrame, slots: Mapping[str, Slot], which: str) -> pd.Series:
    days = [getattr(slots[n], which) if n in slots else pd.NaT for n in table.initiative]
    return pd.Series(pd.to_datetime(days), index=table.index, dtype="datetime64[us]")


def _first_day(table: pd.DataFrame, today: pd.Timestamp | None) -> pd.Timestamp | None:
    return today if today is not None else (None if table.start.isna().all() else table.start.min())


def _schedule(
    table: pd.DataFrame, owners: pd.DataFrame, today: pd.Timestamp | None
) -> dict[str, Slot]:
    if today is None:
        return {}
    capacity = {o: int(c) for o, c in zip(owners.owner, owners.capacity, strict=True) if c == c}
    slots: dict[str, Slot] = {}
    for row in _in_order(table):
        busy = [slots[o] for o in table.initiative[table.owner == row.owner] if o in slots]
        if row.status in IN_PLACE:
            slots[row.initiative] = _given(row, today)
        elif (most := capacity.get(row.owner)) != 0:
            slots[row.initiative] = _earliest(row, slots, busy, most, today)
    return slots


def _in_order(table: pd.DataFrame) -> list[object]:
    """Running first, then by readiness and value for money; nothing before what it waits for."""
    order = table.assign(
        running=~table.status.isin(IN_PLACE),
        rank=table.horizon.map(ORDER.index),
        ratio=-(table.benefit / table.of_cost.where(table.of_cost > 0)).astype(float).fillna(0),
    ).sort_values(["running", "rank", "ratio", "initiative"])
    rows = {row.initiative: row for row in order.itertuples()}
    placed: dict[str, object] = {}

    def place(name: str, above: tuple[str, ...]) -> None:
        for needed in listed(rows[name].depends_on):
            if needed in rows and needed not in placed and needed not in above:
                place(needed, (*above, name))
        placed.setdefault(name, rows[name])

    for name in rows:
        place(name, (name,))
    return list(placed.values())


def _given(row: object, today: pd.Timestamp) -> Slot:
    start = today if pd.isna(row.start) else row.start
    return Slot(start, start + _span(row.months))


def _span(months: float) -> pd.Timedelta:
    return pd.Timedelta(days=round((0 if pd.isna(months) else months) * DAYS_A_MONTH))


def _earliest(
    row: object, slots: Mapping[str, Slot], busy: list[Slot], most: int | None,
    today: pd.Timestamp,
) -> Slot:  # fmt: skip
    start, waits = max(today, today if pd.isna(row.start) else row.start), None
    ready = today + _span(WAITING[row.horizon])
    if ready > start:
        start, waits = ready, coded("roadmap|readiness")
    for needed in listed(row.depends_on):
        if needed in slots and slots[needed].end > start:
            start, waits = slots[needed].end, coded("roadmap|after", initiative=text(needed))
    length = _span(row.months)
    while most is not None and (clash := _at_once(busy, start, length, most)):
        start, waits = min(slot.end for slot in clash), coded("roadmap|capacity")
    return Slot(start, start + length, waits)


def _at_once(busy: list[Slot], start: pd.Timestamp, length: pd.Timedelta, most: int) -> list[Slot]:
    """The owner's other work that leaves no room at some moment of the span; else empty."""
    end = start + length
    over = [slot for slot in busy if slot.start < end and slot.end > start]
    moments = [start, *(slot.start for slot in over if slot.start > start)]
    for moment in moments:
        during = [slot for slot in over if slot.start <= moment < slot.end]
        if len(during) >= most:
            return during
    return []
