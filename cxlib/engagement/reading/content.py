"""What a file is by its first bytes, held against its name: each reader takes what is named so.

A workbook that is called .csv, a web page that is called .xls or an archive cannot be read as what
they claim to be; the line says what they are, and what to do.
"""

from __future__ import annotations

import gzip
import re
import zipfile
import zlib
from pathlib import Path

from cxlib.errors import InputError, NoData, Problem

START = 4096  # bytes looked at
ZIP = b"PK\x03\x04"
LOCK = "~$"  # how a spreadsheet program calls the file by which it locks another
TEXT = (".csv", ".tsv", ".txt")
PACKED = tuple(f"{kind}.gz" for kind in TEXT)
PARQUET = (".parquet", ".pq")
BOOKS = (".xlsx", ".xlsm", ".xlsb", ".ods", ".xls")
WEB = re.compile(rb"^\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|head|body|table|\?xml)", re.I)
JSON = re.compile(rb"^\s*(?:\[\s*)?\{\s*\"")
PROTECTED = "EncryptedPackage".encode("utf-16-le")
OPEN_SAVE = "open it in a spreadsheet program and save it as .xlsx"
REMEDIES = {  # what a file may be: in words, and what to do where it is called otherwise
    "web": ("a web page, not a table", f"{OPEN_SAVE}, or export the data again as CSV"),
    "json": ("JSON", "give it the ending .json, or .jsonl where each line is a record"),
    "pdf": ("a PDF document, not a table", "ask for the data as CSV or Excel"),
    "archive": ("a zip archive", "unpack it, and name the files in it under source"),
    "protected": ("a workbook protected by a password", "save it without a password"),
    "old": ("a workbook of the old kind", "give it the ending .xls"),
    "book": ("a workbook", "give it the ending .xlsx"),
    "parquet": ("a Parquet file", "give it the ending .parquet"),
    "gzip": ("packed by gzip", "give it the ending .csv.gz"),
    "text": ("plain text", "give it the ending .csv"),
}
FITS = {"old": (".xls",), "book": BOOKS[:4], "parquet": PARQUET, "gzip": PACKED, "text": TEXT}


def refuse_misnamed(path: Path) -> None:
    """Refuse a file whose bytes are of another kind than its name says.

    Raises
    ------
    InputError
        Naming what it is.
    NoData
        Where it holds nothing.
    """
    if path.name.startswith(LOCK):
        rule = "is what a spreadsheet program leaves while a workbook is open, and holds no data"
        remedy = f"name {path.name.removeprefix(LOCK)} under source"
        raise InputError(Problem(path.name, None, None, rule, remedy))
    with path.open("rb") as stream:
        start = stream.read(START)
    ending = next((e for e in (*PACKED, *TEXT, *PARQUET, *BOOKS) if _ends(path, e)), None)
    if ending is None:
        return
    if not start:
        raise NoData(f"{path.name}: the file is empty. Nothing was written. Remedy: export it "
                     "again, or take it out of engagement.yml.")  # fmt: skip
    kind = _kind(path, start)
    if kind is not None and ending not in FITS.get(kind, ()):
        words, remedy = REMEDIES[kind]
        rule = f"is {words}, whatever its ending {ending} says"
        raise InputError(Problem(path.name, None, None, rule, remedy))
    if kind == "gzip":
        _refuse_what_is_packed(path)


def _refuse_what_is_packed(path: Path) -> None:
    """Refuse a packed file that unpacks to another kind than text; a damaged one is its reader's
    to tell."""
    try:
        with gzip.open(path) as stream:
            start = stream.read(START)
    except (OSError, EOFError, zlib.error):
        return
    kind = _told(start) or ("archive" if start.startswith(ZIP) else None)
    if kind is not None:
        words, remedy = REMEDIES[kind]
        remedy = "unpack it once" if kind == "gzip" else remedy
        raise InputError(Problem(path.name, None, None, f"unpacks to what is {words}", remedy))


def _ends(path: Path, ending: str) -> bool:
    return path.name.lower().endswith(ending)


def _kind(path: Path, start: bytes) -> str | None:
    """What the bytes are; None where they do not say."""
    if start.startswith(ZIP):
        return "book" if _holds_sheets(path) else "archive"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return "protected" if PROTECTED in path.read_bytes() else "old"
    told = _told(start)
    if told is not None:
        return told
    return None if set(start) & set(range(9)) else "text"


def _told(start: bytes) -> str | None:
    """The kind that the first bytes name, whatever file they are of."""
    marks = {b"\x1f\x8b": "gzip", b"PAR1": "parquet", b"%PDF": "pdf"}
    told = next((kind for mark, kind in marks.items() if start.startswith(mark)), None)
    if told is None and WEB.match(start):
        return "web"
    return "json" if told is None and JSON.match(start) else told


def _holds_sheets(path: Path) -> bool:
    """Whether a zip is a workbook; a damaged one is left to its reader, who says so."""
    try:
        with zipfile.ZipFile(path) as package:
            names = {name.casefold() for name in package.namelist()}
    except (zipfile.BadZipFile, OSError, ValueError):
        return True
    return bool({"[content_types].xml", "content.xml"} & names)
