"""A client's folder, read and checked; nothing in it is ever written."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from cxlib.engagement import reading
from cxlib.engagement.config import Config, Database
from cxlib.engagement.config.yml import read_config
from cxlib.engagement.contracts.problems import under
from cxlib.engagement.log import source as logs
from cxlib.engagement.log.engine import enough_memory
from cxlib.engagement.log.erased import KEY_FILE, erasures, forgotten
from cxlib.engagement.model import Engagement
from cxlib.engagement.reading import paths_of, read_table, stays
from cxlib.engagement.reading.failures import answering
from cxlib.errors import InputError

if TYPE_CHECKING:
    from cxlib.engagement.build import Sources

ID_KEY = "CX_ID_KEY"  # an operator's own key, where folders are shared
KEY_BYTES = 32


class Past(Protocol):
    """What earlier runs measured (`kpis`), how they judged the promises (`benefits`), what they
    were given (`profiles`), the reasons already used for a changed past (`excused`), and which
    period each reported when (`runs`)."""

    kpis: pd.DataFrame
    benefits: pd.DataFrame
    profiles: tuple[Mapping, ...]
    excused: Mapping[str, frozenset[str]]
    runs: pd.DataFrame


def load(
    folder: str | Path,
    period: str | None = None,
    seed: int | None = None,
    past: Callable[[Config, Path], Past] | None = None,
) -> Engagement:
    """The engagement in a folder with an engagement.yml.

    Parameters
    ----------
    folder : the engagement folder.
    period : the label to report, such as "2026-09"; the last complete one in the data by default.
    seed : in place of `policy.seed`.
    past : reads what is kept of earlier runs (`cxlib.history.past`); nothing by default.

    Raises
    ------
    InputError
        Naming everything that is wrong: file, column, row, rule and remedy.
    NoData
        Where fewer rows than `policy.privacy_n` can be used.
    Unreachable
        Where a database does not answer.
    """
    from cxlib.engagement.build import assemble

    home = Path(folder)
    config = read_config(home)
    with answering(config), enough_memory("interactions"):
        sources = _sources(home, config)
        known = past(config, home) if past else None
        earlier = () if known is None else known.profiles
        engagement = assemble(config, replace(sources, earlier=earlier), period, seed)
    return with_past(engagement, home, known)


def with_past(engagement: Engagement, home: Path, known: Past | None) -> Engagement:
    """The engagement with what earlier runs measured, and how they judged the promises."""
    if known is None:
        return engagement
    kpis = known.kpis.assign(erased=_erased_since(known, home))
    return replace(engagement, past_kpis=kpis, past_benefits=known.benefits, excused=known.excused)


def _erased_since(known: Past, home: Path) -> list[int]:
    """Of how many rows at most people were taken out since a run last reported each past value."""
    taken = erasures(home)
    if not taken:
        return [0] * len(known.kpis)
    told = [(p or "", pd.Timestamp(at)) for p, at in known.runs.itertuples(index=False)]
    since = {
        period: max((at for label, at in told if label >= period), default=pd.Timestamp.min)
        for period in known.kpis["period"].unique()
    }
    return [sum(n for when, n in taken if _after(when, since[p])) for p in known.kpis["period"]]


def _after(when: str, at: pd.Timestamp) -> bool:
    return pd.Timestamp(when).tz_localize(None) > at.tz_localize(None)


def _sources(home: Path, config: Config) -> Sources:
    """Every table read; all that cannot be read is told at once."""
    from cxlib.engagement.build import Sources

    in_place = "interactions" in config.tables and stays(config.tables["interactions"])
    raws, log, problems = {}, None, []
    for name in config.tables:
        try:
            if name == "interactions" and in_place:
                log = read_log(home, config)
            else:
                raws[name] = read_table(name, config, home)
        except InputError as found:
            problems += [under(problem, name) for problem in found.problems]
    if problems:
        raise InputError(problems)
    told = tuple(reading.notes(config, home))
    return Sources(raws, log, home, id_key(home), notes=told, forgotten=forgotten(home))


def read_log(home: Path, config: Config) -> logs.Log:
    """The interactions in the engine, where they lie in Parquet files or a database."""
    options = config.tables["interactions"]
    if isinstance(options.source[0], Database):
        return logs.from_database(options.source[0], options, config.timezone)
    return logs.from_parquet(paths_of("interactions", config, home), options, config.timezone)


def id_key(home: Path) -> bytes:
    """The client's key for hashing ids; a passing one where a run has not made it yet."""
    if os.environ.get(ID_KEY):
        return os.environ[ID_KEY].encode()
    path = home / KEY_FILE
    return path.read_bytes() if path.is_file() else secrets.token_bytes(KEY_BYTES)
