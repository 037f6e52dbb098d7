"""A delimited file's bytes, unpacked where it is gzipped, never more than an honest file has."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import BinaryIO

from cxlib.engagement.reading import limits

GIGABYTE = 2**30
BUFFER = 256 * 1024  # bytes unpacked at once


def open_bytes(path: Path) -> BinaryIO:
    """The file's bytes. Raises InputError where there are more than a text may have."""
    if path.name.lower().endswith(".gz"):
        return io.BufferedReader(_Bounded(path), BUFFER)
    if path.stat().st_size > limits.MOST_BYTES:
        _refuse(path)
    return path.open("rb")


class _Bounded(gzip.GzipFile):
    """A gzip that stops unpacking where no honest file goes on."""

    def __init__(self, path: Path):
        super().__init__(path)
        self._path, self._packed = path, path.stat().st_size

    def readinto(self, buffer) -> int:
        count = super().readinto(buffer)
        self._check()
        return count

    def read1(self, size: int = -1) -> bytes:
        data = super().read1(size)
        self._check()
        return data

    def _check(self) -> None:
        unpacked = self.tell()
        if unpacked > limits.MOST_BYTES or limits.out_of_proportion(unpacked, self._packed):
            _refuse(self._path)


def _refuse(path: Path) -> None:
    most = f"{limits.MOST_BYTES / GIGABYTE:g} GB"
    rule = f"unpacks to more than {most} of text, or to far more than its size allows"
    limits.refuse(path.name, rule, f"{limits.SMALLER}, or {limits.PARQUET}")
