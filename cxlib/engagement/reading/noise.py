"""Bytes that are no text in any encoding: a picture, a program, something encrypted or torn."""

from __future__ import annotations

from pathlib import Path

from cxlib.engagement.reading.packed import open_bytes
from cxlib.errors import InputError, Problem

LOOKED_AT = 65_536  # bytes
CONTROLS = bytes(
    {*range(32)} - {*b"\0\t\n\v\f\r\x1a\x1b"}
)  # that no text holds, ISO 2022's neither
FEW, SHARE = 3, 0.02  # a tenth of bytes at random; a stray one may be in a comment
WIDE = 0.01  # NULs in every second byte alone: UTF-16 that nobody declared, which is told elsewhere
REMEDY = "see that it is the file you mean, and export it again as CSV"


def refuse_noise(path: Path) -> None:
    """Refuse a file whose first bytes are those of no text. Raises InputError.

    For encodings in which a letter of ASCII is its one byte.
    """
    with open_bytes(path) as stream:
        start = stream.read(LOOKED_AT)
    odd = len(start) - len(start.translate(None, CONTROLS))
    if odd >= max(FEW, SHARE * len(start)) and not _wide(start):
        rule = f"is no text: {odd:,} of its first {len(start):,} bytes are signs that no text holds"
        raise InputError(Problem(path.name, None, None, rule, REMEDY))


def _wide(start: bytes) -> bool:
    first, second = start[::2].count(0), start[1::2].count(0)
    return min(first, second) == 0 and max(first, second) > max(FEW, WIDE * len(start))
