"""A second way to look for somebody: every file opened as what it is, and read as text."""

from __future__ import annotations

import base64
import gzip
import io
import json
import re
import zipfile
from pathlib import Path

import pyarrow.parquet as pq

KEPT = ("runs", "reports", "draft", "notebooks", ".cx")


def texts(name: str, data: bytes):
    """Everything that can be read in a file."""
    yield data.decode("utf-8", "ignore")
    if name.endswith(".parquet"):
        yield str(pq.read_table(io.BytesIO(data)).to_pydict())
        yield str(pq.read_schema(io.BytesIO(data)).metadata)
    elif name.endswith((".xlsx", ".pptx", ".zip")):
        archive = zipfile.ZipFile(io.BytesIO(data))
        for member in archive.namelist():
            yield from texts(member, archive.read(member))
    elif name.endswith(".gz"):
        yield from texts(name[:-3], gzip.decompress(data))
    elif name.endswith(".ipynb"):
        yield json.dumps(json.loads(data), ensure_ascii=False)
    for drawn in re.findall(rb"base64,([A-Za-z0-9+/=]+)", data):
        yield base64.b64decode(drawn).decode("utf-8", "ignore")


def found(folder: Path, wanted: list[str]) -> dict[str, list[str]]:
    """For each file that holds any of it: what."""
    told = {}
    for name in KEPT:
        for path in sorted((folder / name).rglob("*")):
            if path.is_file():
                seen = {w for t in texts(path.name, path.read_bytes()) for w in wanted if w in t}
                seen |= {w for w in wanted if w in str(path.relative_to(folder))}
                told |= {path.relative_to(folder).as_posix(): sorted(seen)} if seen else {}
    return told
