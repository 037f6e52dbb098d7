"""Where a table comes from and how it is laid out: files, their own layouts, databases."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath
from typing import Annotated, Any, Literal

import pandas as pd
from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, FiniteFloat, Tag

from cxlib.engagement.contracts.values import matching

STRICT = ConfigDict(extra="forbid", frozen=True)
Cell = str | int | float | bool


class Database(BaseModel):
    """A table in a database; the address is a reference to an environment variable."""

    model_config = STRICT

    url: str = Field(pattern=r"^env:[A-Za-z_][A-Za-z0-9_]*$")
    table: str
    schema_: str | None = Field(default=None, alias="schema")

    @property
    def called(self) -> str:
        return f"{self.url} table {self.table}"


class Rows(BaseModel):
    """Which rows a column of `where` keeps: those that hold one of `only`, or none of `not`.

    >>> Rows(**{"not": ["Total"]}).kept(pd.Series(["C1", None, "Total"])).tolist()
    [True, True, False]
    """

    model_config = STRICT

    only: list[Cell] | None = None
    but: list[Cell] = Field(default=[], alias="not")

    def kept(self, cells: pd.Series) -> pd.Series:
        """Of each cell, whether its row is kept."""
        if self.only is None:
            return ~matching(cells, self.but)
        return matching(cells, self.only) & ~matching(cells, self.but)


def _as_rows(value: Any) -> Any:
    return {"only": value} if isinstance(value, list) else value


Where = dict[str, Annotated[Rows, BeforeValidator(_as_rows)]]


class Read(BaseModel):
    """How a file is laid out, where it is not a plain table with one header row.

    `footer_rows` are the last rows that hold anything: notes, totals, a copyright. One of them that
    is as full as the table's own rows is refused: the next delivery may have fewer.
    `short_rows: fill` lets rows of a delimited file end early; `multiline` says that its cells may
    hold lines that look like rows (`cxlib.engagement.reading.ledger`). `words` are the columns of
    an SPSS or Stata file whose value labels are read in place of their codes, "*" all of them.
    `names` belongs to `shape: waves`: for each column the client's column of each wave.
    """

    model_config = STRICT

    sheet: str | None = None
    header_rows: int = Field(default=1, ge=1, le=20)
    label_row: int | None = Field(default=None, ge=1)
    skip_rows: int = Field(default=0, ge=0)
    footer_rows: int = Field(default=0, ge=0, le=100)
    decimal: Literal[".", ","] = "."
    thousands: Literal[",", ".", " ", "'"] | None = None
    separator: str | None = Field(default=None, min_length=1, max_length=1)
    dates: Literal["iso", "day-first", "month-first", "excel", "excel-1904", "unix"] | str = "iso"
    encoding: str | None = None
    short_rows: Literal["refuse", "fill"] = "refuse"
    multiline: bool = False
    words: list[str] = []
    shape: Literal["wide", "long", "waves"] = "wide"
    id: str | list[str] | None = None
    names_from: str | None = None
    values_from: str | None = None
    names: dict[str, dict[str, str]] = {}

    def with_own(self, own: Read, sheet: str | None = None) -> Read:
        """This layout where a source's own says nothing else.

        >>> Read(skip_rows=2, decimal=",").with_own(Read(skip_rows=0)).skip_rows
        0
        """
        said = {name: getattr(own, name) for name in own.model_fields_set}
        return self.model_copy(update=said | ({} if sheet is None else {"sheet": sheet}))


class FileSource(BaseModel):
    """A file (or pattern, or folder) with a layout of its own, which wins over the table's.

    `sheet` may be a list, or "*" for every visible sheet. In `columns` a null says that the source
    lacks a column that others have.
    """

    model_config = STRICT

    file: str
    sheet: str | list[str] | None = None
    read: Read = Read()
    columns: dict[str, str | None] = {}
    na: dict[str, list[str | int | FiniteFloat]] = {}
    labels: dict[str, dict[str, FiniteFloat]] = {}
    where: Where = {}
    set: dict[str, str | int | FiniteFloat] = {}

    @property
    def called(self) -> str:
        return PurePath(self.file).name


def _kind(value: Any) -> str:
    if isinstance(value, str | FileSource | Database):
        return type(value).__name__
    named = isinstance(value, Mapping) and {"url", "table", "schema"} & set(value)
    return "Database" if named and "file" not in value else "FileSource"


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str | Mapping) else value


Source = Annotated[
    Annotated[FileSource, Tag("FileSource")]
    | Annotated[Database, Tag("Database")]
    | Annotated[str, Tag("str")],
    Discriminator(_kind),
]
Sources = Annotated[list[Source], BeforeValidator(_listed)]
