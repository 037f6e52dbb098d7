"""A person out of one file of any kind, by what it is: the same bytes always become the same."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import zipfile
import zlib
from collections.abc import Callable
from html import unescape
from pathlib import PurePosixPath

from cxlib.erasing import tables
from cxlib.erasing.traces import GONE, Traces
from cxlib.results import REGISTRY

Cleaned = tuple[bytes | None, int]  # the bytes that stay (None: the file goes whole), what went
ZIPPED = (".xlsx", ".xlsm", ".pptx", ".docx", ".zip")
DELIMITED = (".csv", ".tsv")
LINES = (".jsonl", ".ndjson", ".log")
EMBEDDED = re.compile(r"(data:image/svg\+xml;base64,)([A-Za-z0-9+/=]+)")
SHARED_STRINGS = "sharedstrings.xml"  # of a workbook; names are compared in small letters
CELL_STRING = re.compile(r"(<t(?: [^>]*)?>)([^<]*)(</t>)")
PROFILE = "delivery.json"  # counts and shapes alone: it holds nobody
DEEPEST = 3  # archives in archives


def cleaned(name: str, data: bytes, traces: Traces, depth: int = 0) -> Cleaned:
    """A file's bytes without the person, and how many rows, lines or texts went.

    Parameters
    ----------
    name : its path below the engagement, with forward slashes; it tells the kind
    data : its bytes

    Returns
    -------
    The bytes that stay, and how much went; None where the file must go whole: it is named after
    the person, or of a kind out of which nothing can be taken.
    """
    if traces.out_of(name)[1]:
        return None, 1
    path = PurePosixPath(name.lower())
    if path.name == PROFILE:
        return data, 0
    try:
        return _by_kind(path, data, traces, depth)
    except (
        ValueError,
        OSError,
        EOFError,
        RecursionError,
        zipfile.BadZipFile,
        zlib.error,
    ):  # not what its name says
        return _unknown(data, traces)


def _by_kind(path: PurePosixPath, data: bytes, traces: Traces, depth: int) -> Cleaned:
    if path.suffix == ".parquet":
        table = path.stem if path.parent.name == "results" else ""
        return tables.parquet(data, traces, aggregates=table in REGISTRY)
    if path.suffix in ZIPPED and depth < DEEPEST:
        return _archive(data, traces, depth)
    if path.suffix == ".gz" and depth < DEEPEST:
        inner, n = cleaned(path.stem, gzip.decompress(data), traces, depth + 1)
        return (gzip.compress(inner, mtime=0) if inner is not None else None, n) if n else (data, 0)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _unknown(data, traces)
    if "\0" in text:
        return _unknown(data, traces)
    left, n = _reader(path)(text, traces)
    return (left.encode(), n) if n else (data, 0)


def _reader(path: PurePosixPath) -> Callable[[str, Traces], tuple[str, int]]:
    suffix = path.suffix
    if suffix == ".ipynb":
        return notebook
    if path.name == SHARED_STRINGS:
        return strings
    if suffix in DELIMITED:
        return tables.delimited
    return lines if suffix in LINES else page


def _unknown(data: bytes, traces: Traces) -> Cleaned:
    return (None, 1) if traces.in_bytes(data) else (data, 0)


def _archive(data: bytes, traces: Traces, depth: int) -> Cleaned:
    out, total = io.BytesIO(), 0
    with zipfile.ZipFile(io.BytesIO(data)) as read, zipfile.ZipFile(out, "w") as written:
        for info in read.infolist():
            left, n = cleaned(info.filename, read.read(info), traces, depth + 1)
            total += n
            if left is not None:
                written.writestr(info, left)
    return (out.getvalue(), total) if total else (data, 0)


def page(text: str, traces: Traces) -> tuple[str, int]:
    """Text as it stands, and the pictures inside a page."""
    inside = 0

    def redrawn(found: re.Match) -> str:
        nonlocal inside
        left, n = traces.out_of(base64.b64decode(found[2]).decode("utf-8", "replace"))
        inside += n
        return found[1] + base64.b64encode(left.encode()).decode() if n else found[0]

    drawn = EMBEDDED.sub(redrawn, text)
    left, n = traces.out_of(drawn)
    return left, n + inside


def strings(text: str, traces: Traces) -> tuple[str, int]:
    """The strings of a workbook's cells; one that is an id as a whole is one, however short."""
    cells = 0

    def emptied(found: re.Match) -> str:
        nonlocal cells
        told = unescape(found[2]) in traces.people
        cells += told
        return found[1] + (GONE if told else found[2]) + found[3]

    left, n = page(CELL_STRING.sub(emptied, text), traces)
    return left, n + cells


def lines(text: str, traces: Traces) -> tuple[str, int]:
    """A protocol without the lines that tell of the person."""
    found = text.splitlines(keepends=True)
    kept = [line for line in found if not traces.out_of(line)[1]]
    return "".join(kept), len(found) - len(kept)


def notebook(text: str, traces: Traces) -> tuple[str, int]:
    """A notebook without the outputs that show the person; elsewhere only the words go."""
    book, total = json.loads(text), 0
    for cell in book.get("cells", []):
        for place, output in enumerate(cell.get("outputs", [])):
            if traces.in_output(_all_text(output)):
                said = {"output_type": "stream", "name": "stdout", "text": [f"{GONE}\n"]}
                cell["outputs"][place], total = said, total + 1
    book, n = _everywhere(book, traces)
    if not total + n:
        return text, 0
    return json.dumps(book, indent=1, ensure_ascii=False) + "\n", total + n


def _all_text(part: object) -> str:
    """All that a part of a notebook says; lines that stand in a list are one text."""
    if isinstance(part, dict):
        return "\n".join(_all_text(value) for value in part.values())
    if isinstance(part, list):
        return "".join(_all_text(value) for value in part)
    return str(part)


def _everywhere(part: object, traces: Traces) -> tuple[object, int]:
    if isinstance(part, str):
        return page(part, traces)
    if isinstance(part, list):
        found = [_everywhere(value, traces) for value in part]
        return [value for value, _ in found], sum(n for _, n in found)
    if isinstance(part, dict):
        pairs = [(_everywhere(k, traces), _everywhere(v, traces)) for k, v in part.items()]
        n = sum(key[1] + value[1] for key, value in pairs)
        return {key[0]: value[0] for key, value in pairs}, n
    return part, 0
