"""What a contract of an input table is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnKind = Literal["text", "touchpoint", "number", "flag", "time", "date", "period", "duration"]
DTYPES = {
    "text": "str",
    "touchpoint": "str",
    "period": "str",
    "duration": "str",
    "number": "float64",
    "flag": "boolean",
    "time": "datetime64[us]",
    "date": "datetime64[us]",
}


@dataclass(frozen=True)
class Column:
    """One canonical column.

    `needed`: the table is refused without it. `missing`: what happens to a row that lacks a needed
    value ("refuse" the table, "exclude" the row and count it). `default` fills what is missing.
    A "time" is an instant (naive UTC inside); a "date" is a day in the client's calendar.
    """

    kind: ColumnKind
    words: str
    needed: bool = False
    missing: Literal["refuse", "exclude"] = "refuse"
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    default: str | None = None

    @property
    def dtype(self) -> str:
        return DTYPES[self.kind]


@dataclass(frozen=True)
class Contract:
    """One input table: what a row is, its columns, and the columns that together are unique."""

    row: str
    columns: dict[str, Column]
    unique: tuple[str, ...] = ()
