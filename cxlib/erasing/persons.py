"""Who is meant by an id, what that person wrote, and which of the client's files still hold it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from cxlib.diagnosis.voice.redaction import redacted
from cxlib.engagement.config import Config
from cxlib.engagement.contracts.tables import CONTRACTS
from cxlib.engagement.folder import ID_KEY, read_log
from cxlib.engagement.log.engine import legible
from cxlib.engagement.log.erased import KEY_FILE
from cxlib.engagement.log.identities import TABLE as IDENTITIES
from cxlib.engagement.log.identities import ids_for
from cxlib.engagement.log.source import NAME as LOG
from cxlib.engagement.log.source import Log
from cxlib.engagement.reading import read_table, stays
from cxlib.engagement.reading.failures import answering
from cxlib.engagement.shaping.canonical import canonical
from cxlib.engagement.shaping.prepared import Prepared
from cxlib.engagement.shaping.reshape import widened
from cxlib.erasing.quotations import quoted
from cxlib.erasing.traces import Traces, spellings
from cxlib.errors import KitError
from cxlib.monitoring.shown_ids import hashed

CUSTOMER = "customer"


@dataclass(frozen=True)
class Sought:
    """What an engagement's sources say of some people.

    Attributes
    ----------
    traces : what to look for elsewhere
    held : rows of theirs in each of the client's files, by its name
    unread : tables that could not be read, so that nothing is known of them
    alike : how many other ids differ from theirs in letters or zeros before them alone
    """

    traces: Traces
    held: Mapping[str, int]
    unread: tuple[str, ...]
    alike: int = 0


def sought(folder: Path, config: Config, ids: frozenset[str]) -> Sought:
    """Look the people up in everything that the engagement reads; a source that fails is told.

    Parameters
    ----------
    ids : as the client writes them, in any of the tables
    """
    whole = {n: t.model_copy(update={"where": {}}) for n, t in config.tables.items()}
    config = config.model_copy(update={"tables": whole})
    tables, log, unread = {}, None, []
    for name in config.tables:
        try:
            if name == LOG and stays(config.tables[name]):
                with answering(config), legible(name):
                    log = read_log(folder, config)
            else:
                tables[name] = _prepared(name, config, folder)
        except KitError:
            unread.append(name)
    listed = _identities(tables)
    people = ids | _customers(ids, listed)
    held = dict(_held(people, listed, tables, config, log))
    spelt = frozenset(other for one in people for other in spellings(one)) - people
    taken = frozenset(_among(spelt, tables, config, log))
    comments = frozenset(_comments(people, listed, tables, config))
    traces = Traces(
        ids=people,
        hashes=frozenset(hashed(one, key) for one in people for key in _keys(folder)),
        comments=comments | frozenset(quoted(folder, comments)),
        columns=frozenset(_columns(config)),
        spelt=spelt - taken,
    )
    return Sought(traces, held, tuple(unread), len(taken))


def _prepared(name: str, config: Config, folder: Path) -> Prepared:
    options = config.tables[name]
    raw = widened(read_table(name, config, folder), options.read, name)
    return canonical(name, raw, options, config.period, config.timezone)


def _identities(tables: Mapping[str, Prepared]) -> pd.DataFrame | None:
    """Which ids are one customer's; None where nothing sound says so."""
    table = tables.get(IDENTITIES)
    return None if table is None or table.problems else table.frame


def _customers(ids: frozenset[str], listed: pd.DataFrame | None) -> frozenset[str]:
    """The customers whom `identities` means by these ids; an id that names two means neither."""
    if listed is None:
        return frozenset()
    found = [ids_for(name, listed) for name in CONTRACTS]
    return frozenset(c for known in found for c in known[known.index.isin(ids)].dropna())


def _held(
    people: frozenset[str],
    listed: pd.DataFrame | None,
    tables: Mapping[str, Prepared],
    config: Config,
    log: Log | None,
) -> Iterator[tuple[str, int]]:
    for name, table in tables.items():
        mine = table.frame.index[_theirs(table, people, listed)]
        files = pd.Series([table.raw.place(place)[0] for place in mine], dtype="str")
        yield from ((f"{file} ({name})", int(n)) for file, n in files.value_counts().items())
    if log is not None:
        with answering(config), legible(LOG):
            theirs = log.table.customer.isin(sorted(_written(LOG, people, listed)))
            n = int(log.table.filter(theirs).count().execute())
        if n:
            files = config.tables[LOG].files
            yield f"{files} ({LOG})", n


def _among(
    ids: frozenset[str], tables: Mapping[str, Prepared], config: Config, log: Log | None
) -> Iterator[str]:
    """Those that are ids of the client's: of others, then."""
    for table in tables.values():
        if CUSTOMER in table.frame:
            known = table.frame[CUSTOMER].astype("str")
            yield from known[known.isin(ids)].unique()
    if log is not None and ids:
        with answering(config), legible(LOG):
            found = log.table.filter(log.table.customer.isin(sorted(ids)))
            yield from found.select(CUSTOMER).distinct().execute()[CUSTOMER]


def _theirs(table: Prepared, people: frozenset[str], listed: pd.DataFrame | None) -> pd.Series:
    """Which rows are about the people: by customer, and in `identities` by any of their ids."""
    found = pd.Series(False, index=table.frame.index)
    for column in (CUSTOMER, "id") if table.name == IDENTITIES else (CUSTOMER,):
        if column in table.frame:
            ids = _written(table.name, people, listed)
            found |= table.frame[column].astype("str").isin(ids)
    return found


def _written(name: str, people: frozenset[str], listed: pd.DataFrame | None) -> set[str]:
    """How the people may be written in one table, as its system calls them."""
    if listed is None:
        return set(people)
    known = ids_for(name, listed)
    return set(people) | set(known[known.isin(people)].index)


def _comments(
    people: frozenset[str],
    listed: pd.DataFrame | None,
    tables: Mapping[str, Prepared],
    config: Config,
) -> Iterator[str]:
    """The people's own words, as written and as redacted, each column alone and all together."""
    if "responses" not in tables:
        return
    table = tables["responses"]
    mine = table.frame[_theirs(table, people, listed)]
    declared = config.tables["responses"]
    for column in dict.fromkeys(declared.texts):
        if column in mine:
            yield from _both(mine[column].dropna())
    own = [mine[c].fillna("").astype(str) for c in declared.comment if c in mine]
    yield from _both(pd.Series([" ".join(cells) for cells in zip(*own, strict=True)], dtype="str"))


def _both(written: pd.Series) -> Iterator[str]:
    texts = written.astype(str).str.strip()
    texts = texts[texts != ""]
    yield from texts
    yield from redacted(texts)


def _columns(config: Config) -> Iterator[str]:
    """Names of the columns in which ids stand."""
    yield from (CUSTOMER, "id")
    for table in config.tables.values():
        yield from (table.columns[c] for c in (CUSTOMER, "id") if c in table.columns)


def _keys(folder: Path) -> list[bytes]:
    """The keys by which ids may have been shown: the folder's own, and the operator's."""
    own = folder / KEY_FILE
    found = [own.read_bytes()] if own.is_file() else []
    return [*found, *([os.environ[ID_KEY].encode()] if os.environ.get(ID_KEY) else [])]
