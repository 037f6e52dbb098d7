"""SPSS `.sav` and Stata `.dta`: codes, or the words of their value labels where they are declared.

Read in a child process with limits, as the libraries behind are C. Codes that the file itself
declares as missing are missing, and counted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from cxlib.engagement.config import Read
from cxlib.engagement.contracts.problems import nearest
from cxlib.engagement.contracts.quality import MENDED, note
from cxlib.engagement.contracts.raw import FIRST_DATA_ROW, Raw
from cxlib.engagement.reading import limits, statfile
from cxlib.engagement.reading.child import Died, started
from cxlib.engagement.reading.texts import raw_of, text_of
from cxlib.errors import InputError, NoData, Problem

MEMORY = 2**31  # bytes for a child, with so many for each byte of the file, and never more
MEMORY_PER_BYTE = 60
MEMORY_MOST = 6 * 2**30
SECONDS = 180
PROTECTED = b"ENCRYPTED"  # in the first bytes of a file that SPSS has put a password on
START = 64
EVERY = "*"
NEEDED = ("pyreadstat", "narwhals", "numpy", "pandas")


def read_labelled(path: Path, read: Read) -> Raw:
    """The table of a statistics package as a Raw of text cells, questions by its variable labels.

    Raises
    ------
    InputError
        Where the file is damaged, protected, in an encoding that is not known, or too large.
    NoData
        Where it is empty.
    """
    _refuse_protected(path)
    known, columns = _read(path, read)
    limits.check_size(path.name, max(known["rows"] or 0, 0), len(columns))
    for name in _in_words(path.name, read.words, known["labels"], columns):
        words = {text_of(_number(code), "."): text for code, text in known["labels"][name]}
        columns[name] = [words.get(text_of(cell, "."), cell) for cell in columns[name]]
    told = [note("", name, f"{MENDED}codes that the file declares as missing", n)
            for name, n in known["missing"].items()]  # fmt: skip
    n = len(next(iter(columns.values()), []))
    questions = {name: text for name, text in known["questions"].items() if text}
    rows = range(FIRST_DATA_ROW, n + FIRST_DATA_ROW)
    return raw_of(path.name, columns, rows, read, told, questions)


def _refuse_protected(path: Path) -> None:
    with path.open("rb") as stream:
        start = stream.read(START)
    if not start:
        raise NoData(f"{path.name}: the file is empty. Nothing was written. Remedy: export it "
                     "again, or take it out of engagement.yml.")  # fmt: skip
    if PROTECTED in start:
        rule = "is protected by a password"
        raise InputError(Problem(path.name, None, None, rule, "save it without a password"))


def _read(path: Path, read: Read) -> tuple[dict, dict[str, list]]:
    most = MEMORY + MEMORY_PER_BYTE * path.stat().st_size
    memory = min(most, MEMORY_MOST)
    wanted = (json.dumps(_libraries()), str(memory), str(path), json.dumps(read.encoding))
    try:
        with started(Path(statfile.__file__), *wanted, memory=memory, seconds=SECONDS) as child:
            known, *cells = [json.loads(line) for line in child.lines()]
    except (Died, ValueError):
        rule = "cannot be read: it is damaged, of another kind, or in an encoding that is not known"
        remedy = "declare its encoding, such as read: {encoding: cp1252}, or save it again"
        raise InputError(Problem(path.name, None, None, rule, remedy)) from None
    return known, dict(zip(known["names"], cells, strict=True))


def _libraries() -> list[str]:
    """Where the child finds what it needs; nothing else of this Python's is open to it."""
    found = [find_spec(name) for name in NEEDED]
    return list(dict.fromkeys(str(Path(spec.origin).parent.parent) for spec in found if spec))


def _in_words(
    file: str, wanted: Sequence[str], labels: Mapping[str, list], columns: Mapping[str, list]
) -> list[str]:
    if EVERY in wanted:
        return list(labels)
    absent = [name for name in wanted if name not in labels]
    if absent:
        rule = "has no value labels, though read: {words: [...]} names it"
        raise InputError(
            Problem(file, name, None, rule, nearest(name, labels) if labels else "leave it out")
            for name in absent
        )
    return list(wanted)


def _number(code: object) -> object:
    return float(code) if isinstance(code, int | float) else code
