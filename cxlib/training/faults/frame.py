"""A fault of measurement: a sound client, and one thing wrong with what was delivered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from cxlib.training.client import generate
from cxlib.training.sector import load_sector
from cxlib.training.settings import engagement_yml

CUSTOMERS = 900
KPI, NEWEST, MONTHS = "parcels on time", "2026-09", 33


@dataclass(frozen=True)
class Brought:
    """What a client brings: the content of engagement.yml, and the tables under its own names."""

    config: Mapping[str, Any]
    frames: Mapping[str, pd.DataFrame]

    def having(self, name: str, frame: pd.DataFrame) -> Brought:
        """The same with another table."""
        return replace(self, frames={**self.frames, name: frame.reset_index(drop=True)})

    def with_column(self, name: str, column: str, cells: object) -> Brought:
        """The same with a column of a table replaced or added."""
        return self.having(name, self.frames[name].assign(**{column: cells}))

    def with_rows(self, name: str, rows: pd.DataFrame) -> Brought:
        """The same with more rows at the end of a table."""
        return self.having(name, pd.concat([self.frames[name], rows], ignore_index=True))

    def masked(self, name: str, column: str, rows: object, cells: object) -> Brought:
        """The same with other cells in some rows of a column."""
        return self.with_column(name, column, self.frames[name][column].mask(rows, cells))

    def some(self, name: str, share: float, rng: np.random.Generator) -> np.ndarray:
        """Which rows of a table, each by this chance."""
        return rng.random(len(self.frames[name])) < share

    def with_kpi(self, kind: str, **columns: object) -> Brought:
        """The same with a KPI of the client's own, `KPI`, in each of its `MONTHS`."""
        months = [str(p) for p in pd.period_range(end=NEWEST, periods=MONTHS, freq="M")]
        rows = pd.DataFrame({"kpi": KPI, "period": months, **columns, "kind": kind})
        rows = rows.assign(better="high")
        return self.with_rows("kpis", rows)


@dataclass(frozen=True)
class Fault:
    """One kind of fault, as it is planted.

    Attributes
    ----------
    suspicion, table, column : what the kit has to name it.
    happens : how it comes about where people work.
    plant : puts it into what a client brings; draws from the generator alone.
    """

    suspicion: str
    table: str
    column: str
    happens: str
    plant: Callable[[Brought, np.random.Generator], Brought]


def at_the_commonest(client: Brought) -> pd.DataFrame:
    """The events at the touchpoint that has most of them."""
    frame = client.frames["interactions"]
    return frame[frame["touchpoint"] == frame["touchpoint"].mode()[0]]


@lru_cache(maxsize=2)
def sound(seed: int, customers: int = CUSTOMERS) -> Brought:
    """A client of the generator in whose delivery nothing is wrong.

    >>> sorted(sound(1).frames)[:3]
    ['activities', 'assumptions', 'commentary']
    """
    client = generate(load_sector("telecom"), customers, seed)
    config = YAML(typ="safe").load(engagement_yml(client, []))
    tables = {n: {k: v for k, v in o.items() if k not in ("source", "read")}
              for n, o in config["tables"].items()}  # fmt: skip
    return Brought({**config, "tables": tables}, _dated(client.tables))


def _dated(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The tables with dates as dates, where the files write them as the client's CSV does."""
    customers = tables["customers"]
    days = {c: pd.to_datetime(customers[c], format="%d/%m/%Y") for c in ("start", "end")}
    return {**tables, "customers": customers.assign(**days)}
