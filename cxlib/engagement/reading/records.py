"""JSON: an array of records, an object that holds one, or a record a line; `.gz` of each.

Objects inside a record become columns (`properties.plan`), lists of plain values one cell of them
parted by "; ", as a multi-select question is written elsewhere.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cxlib.engagement.config import Read
from cxlib.engagement.contracts.quality import note
from cxlib.engagement.contracts.raw import Raw
from cxlib.engagement.reading import limits
from cxlib.engagement.reading.packed import open_bytes
from cxlib.engagement.reading.texts import raw_of
from cxlib.errors import InputError, Problem

LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
MOST_BYTES = 256 * 2**20  # of an array, which is parsed as a whole; lines are parsed one by one
DEEPEST = 4  # objects inside one another
BETWEEN, INTO = "; ", "."
AGAIN = "export it again, a record a line (.jsonl) or as an array of records"
Record = dict[str, object]


def read_records(path: Path, read: Read) -> Raw:
    """The records as a Raw of text cells.

    Raises InputError where a line or the file is no JSON, or holds something else than records.
    """
    with _legible(path, read):
        if path.name.lower().endswith(LINES):
            found = list(_by_line(path, read.encoding or "utf-8-sig"))
        else:
            found = list(enumerate(_array(path, read.encoding or "utf-8-sig"), start=1))
    left: set[str] = set()
    flat = [dict(_flat(record, "", 1, left)) for _, record in found]
    names = list(dict.fromkeys(name for record in flat for name in record))
    limits.check_size(path.name, len(flat), len(names))
    columns = {name: [record.get(name) for record in flat] for name in names}
    columns = {name: cells for name, cells in columns.items() if name not in left}
    told = [note("", "", "nested columns not read", len(left))] if left else []
    return raw_of(path.name, columns, [place for place, _ in found], read, told)


@contextmanager
def _legible(path: Path, read: Read) -> Iterator[None]:
    try:
        yield
    except UnicodeError:
        rule = f"is not written in the encoding {read.encoding or 'utf-8'}"
        remedy = "declare the right one, such as read: {encoding: cp1252}"
    except LookupError:
        rule, remedy = f"'{read.encoding}' is no known encoding", "declare read: {encoding: utf-8}"
    except (OSError, EOFError, zlib.error, gzip.BadGzipFile):
        rule, remedy = "is damaged: the packed data end before they are complete", AGAIN
    else:
        return
    raise InputError(Problem(path.name, None, None, rule, remedy)) from None


def _by_line(path: Path, encoding: str) -> Iterator[tuple[int, Record]]:
    with open_bytes(path) as stream:
        for number, line in enumerate(stream, start=1):
            if len(line) > limits.LONGEST_LINE:
                limits.refuse(path.name, f"has a line of more than {limits.LONGEST_LINE:,} bytes")
            if number > limits.MOST_ROWS:
                limits.check_size(path.name, number, 1)
            text = line.decode(encoding if number == 1 else encoding.removesuffix("-sig"))
            if text.strip():
                yield number, _record(path, _parsed(path, text, number), number)


def _array(path: Path, encoding: str) -> Iterable[Record]:
    with open_bytes(path) as stream:
        content = stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        limits.refuse(path.name, f"is an array of more than {MOST_BYTES:,} bytes", AGAIN)
    found = _parsed(path, content.decode(encoding), None)
    if isinstance(found, dict):
        held = {k: v for k, v in found.items() if isinstance(v, list) and v and
                all(isinstance(one, dict) for one in v)}  # fmt: skip
        if len(held) != 1:
            rule = f"is an object that holds {len(held)} lists of records, where one is meant"
            raise InputError(Problem(path.name, None, None, rule, AGAIN))
        found = next(iter(held.values()))
    if not isinstance(found, list):
        raise InputError(Problem(path.name, None, None, "holds no list of records", AGAIN))
    return [_record(path, one, place) for place, one in enumerate(found, start=1)]


def _parsed(path: Path, text: str, line: int | None) -> object:
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=lambda _: None)
    except json.JSONDecodeError as why:
        rule, at = "is no JSON: it ends or breaks off in this line", line or why.lineno
    except RecursionError:
        rule, at = "is nested deeper than any record", line
    except ValueError as why:
        known = str(why).startswith("names")
        rule, at = (str(why) if known else "holds a number that is too large"), line
    raise InputError(Problem(path.name, None, at, rule, AGAIN)) from None


def _once(pairs: list[tuple[str, object]]) -> Record:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("names a key of a record twice")
    return found


def _record(path: Path, found: object, place: int) -> Record:
    if not isinstance(found, dict):
        raise InputError(Problem(path.name, None, place, "is no record of names and values", AGAIN))
    return found


def _flat(record: Record, above: str, depth: int, left: set[str]) -> Iterator[tuple[str, object]]:
    for key, value in record.items():
        name = above + " ".join(key.split())
        if isinstance(value, dict) and depth < DEEPEST:
            yield from _flat(value, name + INTO, depth + 1, left)
        elif isinstance(value, list) and not any(isinstance(v, dict | list) for v in value):
            yield name, BETWEEN.join(str(v) for v in value if v is not None)
        elif isinstance(value, dict | list):
            left.add(name)
        else:
            yield name, value
