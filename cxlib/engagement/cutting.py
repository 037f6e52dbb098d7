"""What belongs to the period reported, and the engagement made of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from cxlib.engagement.checking.absent import missing_tables
from cxlib.engagement.checking.crosschecks import cross_checks
from cxlib.engagement.config import DATA_TABLES, Config
from cxlib.engagement.contracts import quality
from cxlib.engagement.contracts.quality import EXCLUDED, OUTSIDE, Note, note
from cxlib.engagement.log import events
from cxlib.engagement.model import Engagement, nothing_past
from cxlib.engagement.period import window
from cxlib.engagement.period.window import Window
from cxlib.engagement.shaping import surveys
from cxlib.engagement.shaping.prepared import Prepared
from cxlib.engagement.shaping.sources import sources, unused
from cxlib.engagement.suspicion import Seen
from cxlib.errors import NoData


@dataclass(frozen=True)
class Cut:
    """What belongs to the period: tables and events up to its end, and inside the window."""

    window: Window
    history: Mapping[str, Prepared]
    used: Mapping[str, Prepared]
    events_history: object | None
    events: object | None
    told: list[Note]


def cut_to(config: Config, seen: Seen, chosen: Window) -> Cut:
    """The tables and the log up to the period's end, and inside the window."""
    history = {name: window.upto(table, chosen) for name, table in seen.tables.items()}
    used = {name: window.within(table, chosen) for name, table in history.items()}
    return Cut(chosen, history, used, *events.windowed(seen.log, config, chosen))


def read_from(cut: Cut, log: events.Log | None, outcomes: Iterable[str]) -> dict[str, object]:
    """Every file that was read, and the columns that nothing is made of, by table."""
    asked = {"responses": tuple(outcomes)}
    read = [s for name, table in cut.used.items() for s in sources(table, asked.get(name, ()))]
    left = {name: unused(table) for name, table in cut.used.items()}
    if log is not None:
        used = events.by_file(log, cut.events)
        read += [replace(file, used=n) for file, n in zip(log.files, used, strict=True)]
        left["interactions"] = log.unused
    return {"sources": tuple(read), "unused": {name: c for name, c in left.items() if c}}


def engagement_of(
    config: Config, cut: Cut, before: tuple[Note, ...], merged: list[Note]
) -> Engagement:
    """The engagement without a past; `before` and `merged`: what was noted before the cut."""
    tables, past = _frames(cut.used), _frames(cut.history)
    return Engagement(
        config=config,
        tables=tables,
        history=past | {"variables": tables["variables"]} if "variables" in tables else past,
        events=cut.events,
        events_history=cut.events_history,
        quality=quality.as_table([*before, *_notes(config, cut, tables, merged)]),
        period=cut.window.period,
        periods=cut.window.labels,
        data_end=_data_end(past, cut.events_history),
        past_kpis=nothing_past(),
        seed=config.policy.seed,
    )


def _frames(tables: Mapping[str, Prepared]) -> dict[str, pd.DataFrame]:
    """The tables as steps see them; responses never come without their variables."""
    frames = {name: table.frame.reset_index(drop=True) for name, table in tables.items()}
    if "responses" in tables:
        described = tables["variables"].frame if "variables" in tables else None
        frames["variables"] = surveys.variables(tables["responses"], described)
    return frames


def _notes(
    config: Config, cut: Cut, tables: Mapping[str, pd.DataFrame], merged: list[Note]
) -> list[Note]:
    used = [n for table in cut.used.values() for n in (*table.notes, _used(table))]
    whole = cut.events_history
    walked = events.touchpoints_of(whole) if whole is not None else []
    crossed = cross_checks(tables, walked, _sources(cut.used, tables))
    return [*used, *cut.told, *merged, *missing_tables(config), *crossed]


def _sources(
    used: Mapping[str, Prepared], tables: Mapping[str, pd.DataFrame]
) -> dict[str, Prepared]:
    """Each table as it was supplied; of the variables the rows that the responses have."""
    if "variables" not in used:
        return dict(used)
    described = used["variables"]
    kept = described.frame["variable"].isin(tables["variables"]["variable"])
    return {**used, "variables": described.having(described.frame[kept])}


def _used(table: Prepared) -> Note:
    return note(table.name, "", "rows used", len(table.frame))


def enough(config: Config, cut: Cut) -> None:
    """Fewer usable rows up to the period's end than may be shown of anybody: no data.

    A row of `kpis` is an aggregate already: its people were counted before it came here.
    """
    needed, log = config.policy.privacy_n, cut.events_history
    logged = 0 if log is None else int(log.limit(needed).count().execute())
    usable = logged + sum(len(cut.history[n].frame) for n in DATA_TABLES if n in cut.history)
    measured = "kpis" in cut.history and len(cut.history["kpis"].frame) > 0
    if usable < needed and not measured:
        given = [name for name in DATA_TABLES if name in config.tables]
        listed = ", ".join(f"{n} ({config.tables[n].files}{_lost(cut.used.get(n))})" for n in given)
        raise NoData(
            f"{config.client}: {usable} usable rows in {listed}; at least {needed} are needed "
            "(policy.privacy_n). Nothing was written. Remedy: wait for more rows, or mend what "
            "left them out."
        )


def _lost(table: Prepared | None) -> str:
    """How many rows of a table came in, and why they are not used: ": 240 in, 236 no time"."""
    if table is None:
        return ""
    came = sum(note["n"] for note in table.notes if note["check"] == "rows in")
    gone = [
        f", {note['n']} {note['check'].partition(': ')[2]}"
        for note in table.notes
        if str(note["check"]).startswith((EXCLUDED, OUTSIDE))
    ]
    return f": {came} in{''.join(gone)}"


def _data_end(past: Mapping[str, pd.DataFrame], log: object | None) -> pd.Timestamp | None:
    """The last instant the log covers, else the last of the other dated records."""
    if log is not None:
        last = pd.Timestamp(log.time.max().execute())
        return None if last is pd.NaT else last
    dated = [past[n]["time"].max() for n in ("responses", "purchases", "operations") if n in past]
    known = [last for last in dated if not pd.isna(last)]
    return max(known) if known else None
