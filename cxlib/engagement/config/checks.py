"""What a single key of engagement.yml cannot know: whether its values fit one another."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from pathlib import PurePath
from zoneinfo import ZoneInfo

from cxlib.engagement.config import (
    TABLE_NAMES,
    Config,
    FileSource,
    Outcome,
    Read,
    TableConfig,
)
from cxlib.engagement.contracts.problems import nearest
from cxlib.engagement.contracts.tables import CONTRACTS
from cxlib.engagement.contracts.values import parse_duration

SHAPING = ("shape", "id", "names_from", "values_from", "names")
DATES = ("iso", "day-first", "month-first", "excel", "excel-1904", "unix")
IDENTIFYING = ("customer", "account", "journey_id")
MOST_YEARS = 100
LONGEST_CODE = 12  # of a value that an error repeats
PER_YEAR = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}
Fault = tuple[tuple, str, str]  # path, rule, remedy


def config_faults(config: Config) -> list[Fault]:
    """Everything in the configuration that contradicts itself or names nothing that exists."""
    return [
        *_language(config),
        *_zone(config),
        *_window(config),
        *_periods(config),
        *_gap(config),
        *_command(config),
        *(fault for name, outcome in config.outcomes.items() for fault in _outcome(name, outcome)),
        *(fault for name, table in config.tables.items() for fault in _table(name, table, config)),
    ]


def _language(config: Config) -> Iterator[Fault]:
    from cxlib.language import languages

    if config.language not in languages():
        known = ", ".join(languages())
        said = f"'{config.language}' " if len(config.language) <= LONGEST_CODE else ""
        yield ("language",), f"{said}is none that reports are written in", f"use one of {known}"


def _zone(config: Config) -> Iterator[Fault]:
    try:
        ZoneInfo(config.timezone)
    except (KeyError, ValueError, OSError):
        from zoneinfo import available_timezones

        yield ("timezone",), "is no time zone", nearest(config.timezone, available_timezones())


def _window(config: Config) -> Iterator[Fault]:
    if config.window is None:
        return
    if config.period == "none":
        yield ("window",), "needs periods, and there are none (period: none)", "leave it out"
    elif config.period == "index" and "period" not in config.window:
        yield ("window",), "must count periods where they are numbered", "write '12 periods'"
    elif _years(config.window, config.period) > MOST_YEARS:
        rule = f"reaches back more than {MOST_YEARS} years"
        yield ("window",), rule, "leave it out, and everything counts"


def _years(window: str, kind: str) -> float:
    """About how long a window is; the schema has seen to its form."""
    number, unit = re.match(r"(\d+)\s*([a-z]+?)s?$", window.strip()).groups()
    return int(number) / PER_YEAR.get(kind if unit == "period" else unit, math.inf)


def _periods(config: Config) -> Iterator[Fault]:
    if config.period == "none" and "kpis" in config.tables:
        rule = "are measured in periods, and there are none (period: none)"
        yield ("tables", "kpis"), rule, "say which kind of period the table has"


def _gap(config: Config) -> Iterator[Fault]:
    try:
        parse_duration(config.policy.journey_gap)
    except ValueError as why:
        yield ("policy", "journey_gap"), str(why), "write auto, none, or such as 7 days"


def _command(config: Config) -> Iterator[Fault]:
    """What no command can be, and what would reach out of the engagement's folder."""
    path, words = ("publish", "on_publish"), config.publish.on_publish
    if words is None:
        return
    example = "write it as './deliver.sh' or 'python deliver.py'"
    if not words or not words[0]:
        yield path, "names no command", example
    elif not all(word.isprintable() for word in words):
        yield path, "holds signs that no command has", example
    elif any(PurePath(word).is_absolute() or ".." in PurePath(word).parts for word in words):
        rule = "leads out of the engagement's folder"
        yield path, rule, "put the file into it; a program of this machine is named without path"


def _outcome(name: str, outcome: Outcome) -> Iterator[Fault]:
    path = ("outcomes", name)
    if name in CONTRACTS["responses"].columns:
        remedy = (
            f"call the outcome otherwise, and name its column: columns: {{better_name: {name}}}"
        )
        yield path, "has the name of a column that means something else", remedy
    if outcome.scale is not None and outcome.scale[0] >= outcome.scale[1]:
        yield (*path, "scale"), "must run from its lowest to its highest answer", "write [1, 7]"
    if outcome.good is not None and outcome.kind != "binary":
        yield (*path, "good"), "belongs to a binary outcome", "say kind: binary, or leave good out"
    if outcome.good is not None and outcome.better == "low":
        rule = "names the good answers, of which better: low would make the bad ones"
        yield (*path, "good"), rule, "leave better out"


def _table(name: str, table: TableConfig, config: Config) -> Iterator[Fault]:
    path = ("tables", name)
    if name not in TABLE_NAMES:
        yield path, "is no table of the kit", nearest(name, TABLE_NAMES)
        return
    known = [*CONTRACTS[name].columns]
    if name == "responses":
        known += [*config.outcomes, *(v for v in table.columns if "variables" in config.tables)]
    for column in table.columns:
        if column not in known:
            yield (*path, "columns", column), "is no column of this table", nearest(column, known)
    if table.read.shape == "long" and not (table.read.names_from and table.read.values_from):
        rule = "is long, and needs id, names_from and values_from"
        yield (*path, "read"), rule, "name the three columns"
    if table.read.shape == "waves" and not table.read.names:
        rule = "has a column per wave, and needs their names"
        remedy = 'write names: {recommend: {"1": nps_w1, "2": nps_w2}}'
        yield (*path, "read"), rule, remedy
    yield from _dates((*path, "read"), table.read)
    for place, source in enumerate(table.source):
        if isinstance(source, FileSource):
            yield from _own((*path, "source", place), source)
    yield from _translations(path, table)
    yield from _segments(path, table, config)
    yield from _choices(path, table, config)
    if not table.source:
        yield (*path, "source"), "names no file", "name the file that holds the table"


def _dates(path: tuple, read: Read) -> Iterator[Fault]:
    if read.dates not in DATES and "%" not in read.dates:
        remedy = f"{nearest(read.dates, DATES)}; a form of its own is written as %d.%m.%Y"
        yield (*path, "dates"), "is no way of writing dates", remedy


def _own(path: tuple, source: FileSource) -> Iterator[Fault]:
    """What a source may not say for itself: how its rows become the table's is one for all."""
    yield from _dates((*path, "read"), source.read)
    for name in sorted(set(SHAPING) & source.read.model_fields_set):
        remedy = "declare it under read of the table, or give the file a table of its own"
        yield (*path, "read", name), "is declared for the whole table alone", remedy
    if source.sheet is not None and source.read.sheet is not None:
        yield (*path, "read", "sheet"), "is declared twice", "leave one of them out"


def _segments(path: tuple, table: TableConfig, config: Config) -> Iterator[Fault]:
    """A segment is a group's name, which is shown: no id, nobody's words and no outcome."""
    are = dict.fromkeys(IDENTIFYING, "an id") | dict.fromkeys(config.outcomes, "an outcome")
    are |= {table.columns.get(name, name): what for name, what in are.items()}
    are |= dict.fromkeys(table.texts, "customers' own words")
    for column in table.segments:
        if column in are:
            rule = f"'{column}' is {are[column]}, and not a group"
            yield (*path, "segments"), rule, "name columns that hold groups, such as region"
    if len(set(table.segments)) < len(table.segments):
        yield (*path, "segments"), "names a column twice", "name it once"


def _choices(path: tuple, table: TableConfig, config: Config) -> Iterator[Fault]:
    """A question with several answers: of the survey, in one column or in several, named once."""
    taken = {*CONTRACTS["responses"].columns, *config.outcomes, *table.segments, *table.texts}
    for question, choice in table.choice.items():
        here = (*path, "choice", question)
        if path[-1] != "responses":
            yield here, "is a question, and only responses hold answers", "move it to responses"
        if (choice.column is None) == (not choice.columns):
            rule = "needs either column, with its separator, or columns, one for each choice"
            yield here, rule, "write {column: Why, separator: ';'} or {columns: {Web: Q7_1}}"
        if choice.column is not None and choice.chosen:
            yield (*here, "chosen"), "belongs to a column for each choice", "leave it out"
        if question in taken:
            rule = "has the name of an outcome, a segment or another column"
            yield here, rule, "call the question otherwise"
        if len({name.casefold() for name in choice.columns}) < len(choice.columns):
            yield (*here, "columns"), "names a choice twice", "call each by a name of its own"


def _translations(path: tuple, table: TableConfig) -> Iterator[Fault]:
    for column, other in table.translated.items():
        here = (*path, "translated", column)
        if column not in table.comment:
            remedy = nearest(column, table.comment) if table.comment else "list it there"
            yield here, "is not listed under comment", remedy
        if other in table.comment:
            rule = f"names '{other}', which is listed under comment too and would be read twice"
            yield here, rule, "list only the original there"
