"""The dialect of a delimited file: which sign parts its cells, and in words how it was read."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from cxlib.engagement.config import Read
from cxlib.engagement.contracts.quality import MENDED, Note, note
from cxlib.engagement.reading.look import Look

SEPARATORS = ",;\t|"
NAMES = {"\t": "tab"}
STEADY = 20  # lines in which the separator is looked for


def separator_of(sample: str) -> str:
    """The separator that cuts the first lines into the most columns, the same in each.

    Where a title above the table has none, the one that cuts most lines into several.

    >>> separator_of("a;b;c\\n1;2,5;3\\n")
    ';'
    """
    lines = [line for line in sample.split("\n") if line.strip()][:STEADY]
    counts = {s: [len(row) for row in csv.reader(lines, delimiter=s)] for s in SEPARATORS}
    steady = {s: min(c) for s, c in counts.items() if c and min(c) > 1}
    if not steady:
        cut = {s: sum(n > 1 for n in c) for s, c in counts.items() if c}
        steady = {s: n for s, n in cut.items() if n > len(lines) / 2}
    return max(steady, key=lambda s: steady[s]) if steady else ","


def dialect(seen: Look, separator: str, read: Read) -> Iterator[Note]:
    """How the file was read, in words, and how each part of it is known."""
    given = read.model_fields_set
    known = "declared" if read.separator else "found"
    cut = f"separator '{NAMES.get(separator, separator)}' ({known})"
    decimal = f"decimal mark '{read.decimal}' ({'declared' if 'decimal' in given else 'assumed'})"
    thousands = f", thousands mark '{read.thousands}' (declared)" if read.thousands else ""
    encoding = seen.encoding.removesuffix("-sig")
    words = f"read as {encoding} ({seen.found}), {cut}, {decimal}{thousands}, quote '\"'"
    yield note("", "", words)
    if seen.found == "mended":
        words = f"{MENDED}quotes and dashes that are no UTF-8, read as cp1252"
        yield note("", "", words, 1, "declare read: {encoding: cp1252}")
    if seen.returns:
        words = f"{MENDED}carriage returns inside lines kept as text"
        yield note("", "", words, seen.returns, "export with one kind of line end")
