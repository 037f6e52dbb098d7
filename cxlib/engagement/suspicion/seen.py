"""What a rule may look at, and the same with some of it left out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxlib.engagement.config import Config
from cxlib.engagement.contracts.once import Once
from cxlib.engagement.contracts.problems import ROWS_NAMED
from cxlib.engagement.contracts.quality import EXCLUDED
from cxlib.engagement.contracts.tables import empty_table
from cxlib.engagement.log.source import Log
from cxlib.engagement.shaping.prepared import Prepared


@dataclass(frozen=True)
class Seen(Once):
    """What a rule may look at: every usable row the client sent, typed, whatever its period.

    Attributes
    ----------
    tables : the tables under canonical columns and one spelling; `period` wherever there is a
        time. The index of a frame is the row's position in `Prepared.raw`, whose cells are as the
        client wrote them.
    log : the interactions in the engine: customer, time, touchpoint, journey, journey_id, channel,
        completed, row; None where there are none.
    today : the day of the run, naive UTC.
    asked : the period asked for; None for the last complete one.
    given, earlier : the profile of this delivery as it came, and those of the deliveries behind
        the runs published before it, oldest first (`suspicion.delivery.given`).
    """

    config: Config
    tables: Mapping[str, Prepared]
    log: Log | None
    today: pd.Timestamp
    asked: str | None = None
    given: Mapping | None = None
    earlier: tuple[Mapping, ...] = ()

    def frame(self, name: str) -> pd.DataFrame:
        """A table's rows; none, under the contract's columns, where it was not supplied."""
        return self.tables[name].frame if name in self.tables else empty_table(name)

    def coded(self, name: str, column: str) -> tuple[np.ndarray, pd.Index]:
        """A column of texts as the place of each cell among its distinct ones, and these; −1 is
        blank."""
        cells = self.frame(name)[column]
        return self.once(f"{name}.{column}", lambda: pd.factorize(cells.astype("str")))

    def rows_of(self, name: str, column: str, values: Iterable[str]) -> pd.Index:
        """The rows in which a column holds one of these texts."""
        codes, known = self.coded(name, column)
        return self.frame(name).index[np.isin(codes, known.get_indexer(list(values)))]

    def counts(self, name: str, column: str) -> pd.Series:
        """How often each value of a column stands, the commonest first; value -> n."""

        def work_out() -> pd.Series:
            codes, values = self.coded(name, column)
            counts = pd.Series(np.bincount(codes[codes >= 0], minlength=len(values)), index=values)
            return counts.sort_values(ascending=False, kind="stable")

        return self.once(f"counts of {name}.{column}", work_out)

    def having(self, name: str, frame: pd.DataFrame) -> Seen:
        """The same with other cells in one table."""
        return replace(self, tables={**self.tables, name: self.tables[name].having(frame)})

    def without(self, name: str, rows: Iterable[int], reason: str, column: str = "") -> Seen:
        """The same without some rows of a table, by their index; counted as excluded."""
        table = self.tables[name]
        gone = pd.Series(table.frame.index.isin(list(rows)), index=table.frame.index)
        told = table.without(gone, EXCLUDED + reason, column=column)
        return replace(self, tables={**self.tables, name: told})

    def blanked(self, name: str, column: str, rows: Iterable[int]) -> Seen:
        """The same with some cells of a column missing, by the index of their rows."""
        frame = self.tables[name].frame
        cells = frame[column].mask(frame.index.isin(list(rows)))
        return self.having(name, frame.assign(**{column: cells}))

    def places(self, name: str, rows: Sequence[int]) -> str:
        """The client's file and its first few rows, as the spreadsheet counts them."""
        raw = self.tables[name].raw
        found: dict[str, list[str]] = {}
        for file, row in (raw.place(int(position)) for position in list(rows)[:ROWS_NAMED]):
            found.setdefault(file, []).append(str(row))
        return "; ".join(f"{f}, row{'s' * (len(r) > 1)} {', '.join(r)}" for f, r in found.items())
