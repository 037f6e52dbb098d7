"""What a table was read from: each file with its rows, and the columns that nothing is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from cxlib.engagement.contracts.names import key
from cxlib.engagement.shaping.prepared import Prepared


@dataclass(frozen=True)
class Source:
    """A file (with its sheet) or a table of a database, and what became of its rows.

    `used` counts the rows that the report rests on; None before they are counted. `answers` counts
    those of them that hold each outcome.
    """

    table: str
    file: str
    rows: int
    used: int | None
    answers: Mapping[str, int] = field(default_factory=dict)


def files(table: Prepared) -> dict[str, int]:
    """How many rows each file of a table holds."""
    return _counted(table, slice(None))


def sources(table: Prepared, outcomes: Iterable[str] = ()) -> list[Source]:
    """Each file of a table with the rows that came, those left in its frame, and their answers."""
    used = _counted(table, table.frame.index.to_numpy())
    held = [name for name in outcomes if name in table.frame]
    told = {n: _counted(table, table.frame.index[table.frame[n].notna()].to_numpy()) for n in held}
    return [
        Source(table.name, file, n, used[file], {name: told[name][file] for name in held})
        for file, n in files(table).items()
    ]


def unused(table: Prepared) -> tuple[str, ...]:
    """Columns of the files that nothing is made of."""
    used = {*table.frame.columns, *(table.client_name(c) for c in table.frame.columns)}
    used |= {*table.options.where, *table.options.columns.values()}
    used |= {c for choice in table.options.choice.values() for c in choice.sources}
    plain = {key(c) for c in used}
    left = [c for c in table.raw.frame.columns if key(c).replace(" ", "_") not in plain]
    return tuple(c for c in left if c not in used and key(c) not in plain)


def _counted(table: Prepared, rows: slice | np.ndarray) -> dict[str, int]:
    raw = table.raw
    counts = np.bincount(raw.file_of[rows], minlength=len(raw.files)).tolist()
    return dict(zip(raw.files, counts, strict=True))
