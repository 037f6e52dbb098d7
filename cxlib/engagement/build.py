"""From tables as read to the engagement: the one way in, whatever the tables were read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from cxlib.engagement.checking.absent import missing_tables
from cxlib.engagement.checking.crosschecks import acyclic, cross_checks
from cxlib.engagement.checking.plans import on_scale
from cxlib.engagement.config import DATA_TABLES, Config
from cxlib.engagement.config.yml import config_from
from cxlib.engagement.contracts import quality
from cxlib.engagement.contracts.problems import under
from cxlib.engagement.contracts.quality import EXCLUDED, OUTSIDE, Note, note
from cxlib.engagement.contracts.raw import Raw, from_frame
from cxlib.engagement.log import events
from cxlib.engagement.log import source as logs
from cxlib.engagement.log.coverage import known_time
from cxlib.engagement.log.engine import legible
from cxlib.engagement.log.erased import Forgotten, left_out
from cxlib.engagement.log.identities import joined
from cxlib.engagement.log.spelling import one_spelling
from cxlib.engagement.model import Engagement
from cxlib.engagement.period import window
from cxlib.engagement.period.window import Window
from cxlib.engagement.shaping import surveys
from cxlib.engagement.shaping.canonical import canonical
from cxlib.engagement.shaping.kpis import added_up
from cxlib.engagement.shaping.prepared import Prepared
from cxlib.engagement.shaping.reshape import widened
from cxlib.engagement.shaping.sources import sources, unused
from cxlib.engagement.shaping.validation import validated
from cxlib.engagement.suspicion import RULES, Seen, suspected
from cxlib.engagement.suspicion.delivery.given import profile_of
from cxlib.errors import InputError, NoData, Problem

PAST_KPIS = {"period": "str", "kpi": "str", "scope": "str", "n": "float64", "value": "float64"}


@dataclass(frozen=True)
class Sources:
    """What was read: tables, an event log that is in the engine already, and where from."""

    raws: Mapping[str, Raw]
    log: events.Log | None = None
    folder: Path | None = None
    id_key: bytes = b""
    past_kpis: pd.DataFrame | None = None
    notes: tuple[Note, ...] = ()
    forgotten: Forgotten | None = None
    earlier: tuple[Mapping, ...] = ()


def from_frames(
    config: Mapping[str, object],
    frames: Mapping[str, pd.DataFrame],
    period: str | None = None,
    seed: int | None = None,
    today: pd.Timestamp | None = None,
) -> Engagement:
    """An engagement out of tables in memory, through the same checks as a client's folder.

    Parameters
    ----------
    config : the content of an engagement.yml; `tables` may be left out or hold options only.
    frames : the tables by their contract names, under the client's or canonical column names.
    period : the label to report; the last complete one in the data by default.
    seed : in place of `policy.seed`.
    today : the day of the run (naive UTC), the clock's by default: nothing has happened after it.

    Raises
    ------
    InputError
        Naming everything that is wrong.
    NoData
        Where fewer rows than `policy.privacy_n` can be used.

    >>> answers = pd.DataFrame({"recommend": [9, 10, 3] * 10, "speed": [5, 4, 1, 2, 3] * 6})
    >>> outcomes = {"recommend": {"kind": "nps"}}
    >>> demo = from_frames(
    ...     {"client": "A", "period": "none", "outcomes": outcomes}, {"responses": answers}
    ... )
    >>> demo.table("variables").variable.tolist()
    ['speed']
    """
    given = dict(config.get("tables") or {})
    options = {name: {"source": name, **dict(given.get(name, {}))} for name in frames}
    checked = config_from({**config, "tables": {**given, **options}})
    raws = {name: from_frame(name, frame) for name, frame in frames.items()}
    return assemble(checked, Sources(raws), period, seed, today)


def assemble(
    config: Config,
    sources: Sources,
    period: str | None = None,
    seed: int | None = None,
    today: pd.Timestamp | None = None,
) -> Engagement:
    """Check everything, suspect what is left, choose the period, and cut the tables to it."""
    tables = {name: _prepared(name, raw, config) for name, raw in sources.raws.items()}
    described = tables["variables"].frame if "variables" in tables else None
    tables = {name: _checked(table, config, described) for name, table in tables.items()}
    problems = [under(p, name) for name, table in tables.items() for p in table.problems]
    if problems:
        raise InputError(problems)
    read = _log(tables, sources.log)
    _refuse_unzoned(config, [*(n for t in tables.values() for n in t.notes), *_notes_of(read)])
    tables, log = joined(tables, read)
    tables, log = left_out(tables, log, sources.forgotten)
    tables, log, merged = one_spelling(tables, log)
    if log is not None:
        log = events.settled(log, config.tables["interactions"].duplicates)
    dated = {n: window.dated(t, config) for n, t in tables.items() if n != "interactions"}
    now = pd.Timestamp.now("UTC").tz_localize(None) if today is None else today
    chosen = window.choose(config, *known_time(dated, log, config), period)
    given = profile_of(config, dated, log, chosen.period)
    came = Seen(config, dated, log, now, period, given, sources.earlier)
    seen, suspicions = suspected(came, RULES)
    if seen is not came:
        chosen = window.choose(config, *known_time(seen.tables, seen.log, config), period)
    cut = _cut(config, seen, chosen)
    _enough(config, cut)
    engagement = _engagement(config, sources, cut, merged, seed)
    return replace(engagement, suspicions=suspicions, delivery=given, **_read_from(cut, log))


def _notes_of(log: events.Log | None) -> tuple[Note, ...]:
    return () if log is None else log.notes


def _refuse_unzoned(config: Config, notes: list[Note]) -> None:
    """Times with and without an offset of their own need a zone that somebody has declared."""
    if "timezone" in config.model_fields_set:
        return
    problems = [
        Problem(*_place(config, str(told["table"]), str(told["column"])), None,
                f"holds {told['n']} times without an offset from UTC among others with one",
                "declare the zone of the client's clocks: timezone: Europe/London")
        for told in notes if str(told["check"]).startswith(quality.NO_ZONE)
    ]  # fmt: skip
    if problems:
        raise InputError(problems)


def _place(config: Config, table: str, column: str) -> tuple[str, str]:
    """A table's files and a column as the client calls them."""
    options = config.tables[table]
    return options.files, options.columns.get(column, column)


def _read_from(cut: Cut, log: events.Log | None) -> dict[str, object]:
    """Every file that was read, and the columns that nothing is made of, by table."""
    read = [source for table in cut.used.values() for source in sources(table)]
    left = {name: unused(table) for name, table in cut.used.items()}
    if log is not None:
        counted = [n["n"] for n in cut.told if n["check"] == "rows used"]
        alone = int(counted[0]) if len(log.files) == 1 and counted else None
        read += [replace(file, used=alone) for file in log.files]
        left["interactions"] = log.unused
    return {"sources": tuple(read), "unused": {name: c for name, c in left.items() if c}}


@dataclass(frozen=True)
class Cut:
    """What belongs to the period: tables and events up to its end, and inside the window."""

    window: Window
    history: Mapping[str, Prepared]
    used: Mapping[str, Prepared]
    events_history: object | None
    events: object | None
    told: list[Note]


def _cut(config: Config, seen: Seen, chosen: Window) -> Cut:
    history = {name: window.upto(table, chosen) for name, table in seen.tables.items()}
    used = {name: window.within(table, chosen) for name, table in history.items()}
    return Cut(chosen, history, used, *events.windowed(seen.log, config, chosen))


def _prepared(name: str, raw: Raw, config: Config) -> Prepared:
    options = config.tables[name]
    wide = widened(raw, options.read, name)
    return canonical(name, wide, options, config.period, config.timezone)


def _checked(table: Prepared, config: Config, described: pd.DataFrame | None) -> Prepared:
    if table.problems:
        return table
    if table.name == "interactions":
        return table
    if table.name == "responses":
        table = surveys.survey(table, config, described)
    else:
        table = surveys.segmented(table, config)
    return added_up(on_scale(acyclic(_counting(_without_repeats(validated(table)))), described))


def _without_repeats(table: Prepared) -> Prepared:
    """Exact duplicates of dated records of a customer are one record sent twice."""
    if table.options.duplicates == "keep" or table.name not in (
        "purchases",
        "operations",
        "responses",
    ):
        return table
    if table.frame["customer"].isna().all() or table.frame["time"].isna().all():
        return table
    twice = table.frame.duplicated() & table.frame["customer"].notna()
    return table.without(twice, EXCLUDED + "exact duplicate row")


def _counting(table: Prepared) -> Prepared:
    """Without answers that count for nobody, and customers who left before they came."""
    frame = table.frame
    if table.name == "responses":
        return table.without(frame["weight"].eq(0), OUTSIDE + "weight of 0", column="weight")
    if table.name == "customers":
        backwards = frame["end"] < frame["start"]
        reason, remedy = "ends before it begins", "correct start or end at the source"
        return table.without(backwards, EXCLUDED + reason, column="end", remedy=remedy)
    return table


def _log(tables: Mapping[str, Prepared], read: events.Log | None) -> events.Log | None:
    if read is None and "interactions" not in tables:
        return None
    if read is None:
        typed = tables["interactions"]
        kept = typed.having(typed.frame[list(logs.COLUMNS)])
        read = logs.from_prepared(kept.frame, typed.notes, typed.raw.file)
        read = replace(read, files=tuple(sources(kept)), unused=unused(kept))
    log = read
    with legible("interactions"):
        return events.complete(log)


def _engagement(
    config: Config, sources: Sources, cut: Cut, merged: list[Note], seed: int | None
) -> Engagement:
    tables, past = _frames(cut.used), _frames(cut.history)
    return Engagement(
        config=config,
        tables=tables,
        history=past | {"variables": tables["variables"]} if "variables" in tables else past,
        events=cut.events,
        events_history=cut.events_history,
        quality=quality.as_table([*sources.notes, *_notes(config, cut, tables, merged)]),
        period=cut.window.period,
        periods=cut.window.labels,
        data_end=_data_end(past, cut.events_history),
        past_kpis=_no_past() if sources.past_kpis is None else sources.past_kpis,
        seed=config.policy.seed if seed is None else seed,
        folder=sources.folder,
        id_key=sources.id_key,
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


def _no_past() -> pd.DataFrame:
    return pd.DataFrame({c: pd.Series([], dtype=t) for c, t in PAST_KPIS.items()})


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


def _enough(config: Config, cut: Cut) -> None:
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
