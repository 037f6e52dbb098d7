"""The headings of several sources of one table: what one lacks that another has is never lost.

An outcome, a declared column, or a column for which the source has a lookalike is refused until it
is said what it is; any other is named in `quality`, with the sources that lack it.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cxlib.engagement.config import Config
from cxlib.engagement.contracts.names import key
from cxlib.engagement.contracts.quality import warn
from cxlib.engagement.contracts.raw import Raw
from cxlib.engagement.contracts.remedies import scalar
from cxlib.engagement.reading.own import Settled
from cxlib.errors import InputError, Problem

ALIKE = 0.75  # difflib's ratio: 'NPS' and 'NPS score' by their words, 'Delivry' by its letters
NUMBERS = re.compile(r"\d+")
WORDS = re.compile(r"[\W_]+")


def reconciled(parts: Sequence[Settled], table: str, config: Config) -> list[Raw]:
    """The sources, noting what some of them lack.

    Raises InputError where what is lacking decides a figure, or seems to be there by another name.
    """
    raws = [part.raw for part in parts]
    if len(parts) < 2 or any(raw.frame.columns.empty for raw in raws):
        return raws
    strange = list(_others(raws))
    if strange:
        raise InputError(strange)
    problems, pairs, needed = [], _settled_pairs(parts), _needed(table, config)
    every = {c for raw in raws for c in raw.frame.columns}
    for asked in (needed & every, every - needed):  # what decides a figure first
        for part in reversed(parts):  # the first has the usual headings
            problems += _lacking(part, raws, asked, needed, pairs)
    if problems:
        raise InputError(problems)
    notes = list(_told(parts, table))
    first = replace(raws[0], notes=(*raws[0].notes, *notes))
    return [first, *raws[1:]]


def _settled_pairs(parts: Sequence[Settled]) -> set[frozenset[str | None]]:
    """Headings of which a source has one and is declared not to have the other."""
    return {frozenset({lacking, column}) for part in parts for lacking in part.lacking
            for column in part.raw.frame.columns}  # fmt: skip


def _lacking(
    part: Settled,
    raws: Sequence[Raw],
    asked: set[str],
    needed: set[str],
    pairs: set[frozenset[str | None]],
) -> Iterator[Problem]:
    """What one source lacks; `pairs` of headings that are told or settled are not told again."""
    own = set(part.raw.frame.columns)
    others = [raw for raw in raws if raw is not part.raw]
    known = list(dict.fromkeys(c for raw in others for c in raw.frame.columns))
    new = [c for c in part.raw.frame.columns if c not in set(known)]
    missing = [c for c in known if c in asked and c not in own | part.lacking]
    if not missing:
        return
    for column in missing:
        like = lookalike(column, new)
        if frozenset({column, like}) in pairs or (like is None and column not in needed):
            continue
        pairs.add(frozenset({column, like}))
        rule = f"has no column '{column}', which {_having(column, others)} has"
        if like is None:
            remedy = (
                f"name it in that source: {_columns(column, 'theirs')}, or say that it has none: "
                f"{_columns(column, None)}"
            )
        else:
            rule += f"; '{like}' looks like it"
            remedy = (
                f"declare in that source {_columns(column, like)}, or, where it is something else, "
                f"{_columns(column, None)}"
            )
        yield Problem(part.raw.file, None, None, rule, remedy)


def _columns(ours: str, theirs: str | None) -> str:
    return f"columns: {{{scalar(ours)}: {'null' if theirs is None else scalar(theirs)}}}"


def _having(column: str, raws: Sequence[Raw]) -> str:
    return next(raw.file for raw in raws if column in raw.frame.columns)


def _others(raws: Sequence[Raw]) -> Iterator[Problem]:
    """Sources that share no heading with the first are another table."""
    first = raws[0]
    for raw in raws[1:]:
        if not set(raw.frame.columns) & set(first.frame.columns):
            rule = f"shares no heading with {first.file}, and seems to be another table"
            remedy = "name it under the table that it is, or give its columns: {ours: theirs}"
            yield Problem(raw.file, None, None, rule, remedy)


def _needed(table: str, config: Config) -> set[str]:
    """Columns that the engagement names: what a figure is made of."""
    options = config.tables[table]
    outcomes = set(config.outcomes) if table == "responses" else set()
    outcomes = {options.columns.get(name, name) for name in outcomes}
    return outcomes | {*options.columns.values(), *options.where, *options.segments}


def lookalike(name: str, among: Sequence[str]) -> str | None:
    """The heading that this one probably is, under another name.

    Headings that differ in their numbers alone (Q1, Q2) are different questions.

    >>> lookalike("NPS", ["id", "NPS score"]), lookalike("Q5", ["Q6"])
    ('NPS score', None)
    """
    rated = {other: _alike(key(name), key(other)) for other in among}
    best = max(rated, key=lambda other: rated[other], default=None)
    return best if best is not None and rated[best] >= ALIKE else None


def _alike(one: str, other: str) -> float:
    if NUMBERS.findall(one) != NUMBERS.findall(other):
        return 0.0
    words, others = set(WORDS.split(one)) - {""}, set(WORDS.split(other)) - {""}
    if words and others and (words <= others or others <= words):
        return 1.0
    return difflib.SequenceMatcher(None, one, other).ratio()


def _told(parts: Sequence[Settled], table: str) -> Iterator[dict]:
    """Columns that some sources lack: read as missing there, and said."""
    every = dict.fromkeys(c for part in parts for c in part.raw.frame.columns)
    for column in every:
        without = [p.raw for p in parts if column not in p.raw.frame.columns]
        rows = sum(len(raw.frame) for raw in without)
        if without:
            words = f"in {len(without)} of {len(parts)} sources there is no such column"
            remedy = "name it in their columns, if it is there under another name"
            yield warn(table, column, words, rows, remedy)
