"""A table on its way in: what is known of it, what was noted, what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pandas as pd

from cxlib.engagement.config import TableConfig
from cxlib.engagement.contracts import values
from cxlib.engagement.contracts.quality import MENDED, Note, note
from cxlib.engagement.contracts.raw import Raw
from cxlib.errors import Problem

EVERY_COLUMN = "*"
IDS = frozenset({"customer", "account", "journey_id"})  # N/A codes "for all" are not meant for ids


@dataclass(frozen=True)
class Prepared:
    """A table on its way: the frame (index = position in `raw`), what was noted, what is wrong."""

    name: str
    raw: Raw
    options: TableConfig
    frame: pd.DataFrame
    notes: tuple[Note, ...] = ()
    problems: tuple[Problem, ...] = ()
    canonical: tuple[str, ...] = field(default=())

    def having(
        self,
        frame: pd.DataFrame | None = None,
        notes: Iterable[Note] = (),
        problems: Iterable[Problem] = (),
    ) -> Prepared:
        """The same with another frame and more notes and problems."""
        return replace(
            self,
            frame=self.frame if frame is None else frame,
            notes=(*self.notes, *notes),
            problems=(*self.problems, *problems),
        )

    def without(
        self, rows: pd.Series, reason: str, *, column: str = "", remedy: str = ""
    ) -> Prepared:
        """The same without some rows, counted; the reason says whether for a fault or not."""
        if not rows.any():
            return self
        told = note(self.name, column, reason, int(rows.sum()), remedy)
        return self.having(self.frame[~rows], [told])

    def client_name(self, column: str) -> str:
        """The column under the client's own name, for messages."""
        return self.options.columns.get(column, column)


def na_codes(table: Prepared, column: str) -> list:
    """What `na` declares for a column, under either of its names, or for all."""
    declared = table.options.na
    theirs = table.client_name(column)
    own = [*declared.get(column, []), *(declared.get(theirs, []) if theirs != column else [])]
    return own if column in IDS else [*own, *declared.get(EVERY_COLUMN, [])]


def without_na(table: Prepared, column: str) -> tuple[pd.Series, list[Note]]:
    """A column's cells with its N/A codes missing, and how many there were."""
    cells = table.frame[column]
    missing = values.matching(cells, na_codes(table, column))
    if not missing.any():
        return cells, []
    told = note(table.name, column, MENDED + "N/A codes read as missing", int(missing.sum()))
    return cells.mask(missing), [told]


def labelled(table: Prepared, column: str, cells: pd.Series) -> pd.Series:
    """Text scales as their numbers, where `labels` declares them."""
    declared = table.options.labels
    labels = declared.get(column) or declared.get(table.client_name(column))
    if not labels or values.is_number(cells):
        return cells
    by_code = {values.code(text): number for text, number in labels.items()}
    known = {
        v: by_code[values.code(v)] for v in values.distinct(cells) if values.code(v) in by_code
    }
    numbers = cells.map(known)
    return cells.astype(object).where(numbers.isna(), numbers)
