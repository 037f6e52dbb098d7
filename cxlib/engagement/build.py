"""From tables as read to the engagement: the one way in, whatever the tables were read from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from cxlib.engagement.checking.tables import checked, prepared
from cxlib.engagement.config import Config
from cxlib.engagement.config.yml import config_from
from cxlib.engagement.contracts import periods, quality
from cxlib.engagement.contracts.problems import under
from cxlib.engagement.contracts.quality import Note
from cxlib.engagement.contracts.raw import Raw, from_frame
from cxlib.engagement.cutting import cut_to, engagement_of, enough, read_from
from cxlib.engagement.log import events
from cxlib.engagement.log import source as logs
from cxlib.engagement.log.coverage import known_time
from cxlib.engagement.log.engine import legible
from cxlib.engagement.log.erased import Forgotten, left_out
from cxlib.engagement.log.identities import joined
from cxlib.engagement.log.spelling import one_spelling
from cxlib.engagement.model import Engagement
from cxlib.engagement.period import window
from cxlib.engagement.shaping.kpis import called_by_name
from cxlib.engagement.shaping.prepared import Prepared
from cxlib.engagement.shaping.sources import sources, unused
from cxlib.engagement.suspicion import Seen, suspected
from cxlib.engagement.suspicion.delivery.given import profile_of
from cxlib.engagement.suspicion.rules import RULES
from cxlib.errors import InputError, Problem


@dataclass(frozen=True)
class Sources:
    """What was read: tables, an event log that is in the engine already, and where from."""

    raws: Mapping[str, Raw]
    log: events.Log | None = None
    folder: Path | None = None
    id_key: bytes = b""
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
    settled = config_from({**config, "tables": {**given, **options}})
    raws = {name: from_frame(name, frame) for name, frame in frames.items()}
    return assemble(settled, Sources(raws), period, seed, today)


def assemble(
    config: Config,
    sources: Sources,
    period: str | None = None,
    seed: int | None = None,
    today: pd.Timestamp | None = None,
) -> Engagement:
    """Check everything, suspect what is left, choose the period, and cut the tables to it."""
    tables = {name: prepared(name, raw, config) for name, raw in sources.raws.items()}
    described = tables["variables"].frame if "variables" in tables else None
    tables = {name: checked(table, config, described) for name, table in tables.items()}
    problems = [under(p, name) for name, table in tables.items() for p in table.problems]
    if problems:
        raise InputError(problems)
    read = _log(tables, sources.log)
    _refuse_unzoned(config, [*(n for t in tables.values() for n in t.notes), *_notes_of(read)])
    tables, log = joined(tables, read)
    tables, log = left_out(tables, log, sources.forgotten)
    tables = called_by_name(tables, config.outcomes)
    tables, log, merged = one_spelling(tables, log)
    if log is not None:
        log = events.settled(log, config.tables["interactions"].duplicates)
    dated = {n: window.dated(t, config) for n, t in tables.items() if n != "interactions"}
    now = periods.this_day() if today is None else today
    chosen = window.choose(config, *known_time(dated, log, config), period)
    given = profile_of(config, dated, log, chosen.period)
    came = Seen(config, dated, log, now, period, given, sources.earlier)
    seen, suspicions = suspected(came, RULES)
    if seen is not came:
        chosen = window.choose(config, *known_time(seen.tables, seen.log, config), period)
    cut = cut_to(config, seen, chosen)
    enough(config, cut)
    engagement = engagement_of(config, cut, sources.notes, merged)
    return replace(
        engagement, suspicions=suspicions, delivery=given, folder=sources.folder,
        id_key=sources.id_key, seed=engagement.seed if seed is None else seed,
        **read_from(cut, log, config.outcomes),
    )  # fmt: skip


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
