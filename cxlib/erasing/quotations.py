"""Comments as earlier runs quoted them: redacted by the kit of that day, perhaps cut."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

import pandas as pd

from cxlib.erasing.traces import LEAST_WORDS

REDACTED = re.compile(r"\[[^\[\]]*\]|…$")  # what stands for something that was left out
TABLE, COLUMN = "themes", "example"


def quoted(folder: Path, comments: Iterable[str]) -> Iterator[str]:
    """Every quotation in the runs and the draft that is one of these comments.

    Parameters
    ----------
    comments : as the client's file holds them
    """
    known = [_plain(text) for text in comments]
    tables = [*folder.glob(f"runs/*/*/results/{TABLE}.parquet"),
              *folder.glob(f"draft/**/{TABLE}.parquet")]  # fmt: skip
    for path in tables if known else ():
        try:
            examples = pd.read_parquet(path, columns=[COLUMN])[COLUMN].dropna().unique()
        except (ValueError, OSError):
            continue  # torn by a killed run; looked into byte by byte like any other file
        yield from (text for text in examples if any(is_of(text, one) for one in known))


def is_of(quotation: str, comment: str) -> bool:
    """Whether a quotation is a comment but for what was left out of it.

    >>> is_of("I rang [name] twice, and no[…]", "i rang mrs jones twice, and nobody came")
    True
    >>> is_of("I rang [name] once and nobody came", "i rang mrs jones twice, and nobody came")
    False
    """
    parts = [part for piece in REDACTED.split(quotation) if (part := _plain(piece))]
    at = 0
    for part in parts:
        found = comment.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return sum(map(len, parts)) >= LEAST_WORDS


def _plain(text: str) -> str:
    """As texts are compared: one form of each letter, one blank between words."""
    return " ".join(unicodedata.normalize("NFKC", str(text)).casefold().split())
