"""The engagement as every step sees it: validated tables, one period, one seed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from cxlib.engagement.config import Config, Outcome, Policy
from cxlib.engagement.contracts import periods
from cxlib.engagement.shaping.sources import Source
from cxlib.engagement.suspicion import no_suspicions

PAST_KPIS = {"period": "str", "kpi": "str", "scope": "str", "n": "float64", "value": "float64"}


@dataclass(frozen=True)
class Engagement:
    """A client's validated data. Steps read it and never change it.

    Attributes
    ----------
    config : Config
        The engagement.yml.
    tables : mapping of name to DataFrame
        Rows inside the window (steps 1-4), under canonical columns. Every table of the contract
        that was supplied, `interactions` apart; every canonical column is there, missing where
        the client has none. `time` is naive UTC; `period` is the label in the client's zone.
    history : mapping of name to DataFrame
        The same tables with every row up to the period's end (step 5).
    events, events_history : ibis.expr.types.Table or None
        The interactions in the engine, windowed and whole: customer, time, touchpoint, journey,
        journey_id, channel (text), completed (boolean), period (text), row (int64, file order).
    quality : DataFrame
        What was found while reading, in the columns of the `quality` result table.
    suspicions : DataFrame
        Where every cell is valid and the whole may not be, in the columns of the `suspicions`
        result table.
    delivery : mapping
        The profile of what came, as it came (`cxlib.engagement.suspicion.delivery.given`).
    sources : tuple of Source
        Every file that was read: table, file, rows, and how many of them are in the window.
    unused : mapping of str to tuple of str
        Table -> columns of its files that nothing is made of.
    period : str or None
        The label of the period reported, e.g. "2026-09"; None where `period: none`.
    periods : tuple of str
        Every label from the first in the data to `period`, in order, without gaps.
    data_end : Timestamp or None
        The last instant the data covers (naive UTC): open instances are censored here.
    past_kpis : DataFrame
        What earlier runs stored: period, kpi, scope, n, value, and `erased`: of how many rows at
        most people were taken out since (`cx forget`).
    excused : mapping of str to frozenset of str
        Period -> the reasons for which its past values were let change before; each is good once.
    past_benefits : DataFrame
        How earlier runs judged the promises: period (in which it was judged), initiative, kpi,
        expected, observed, low, high, result.
    seed : int
        Everything random in the run derives from it.
    folder : Path or None
        Where the engagement lies; None when built from frames.
    id_key : bytes
        The per-client key by which customer ids are hashed on showing.
    """

    config: Config
    tables: Mapping[str, pd.DataFrame]
    history: Mapping[str, pd.DataFrame]
    events: object | None
    events_history: object | None
    quality: pd.DataFrame
    period: str | None
    periods: tuple[str, ...]
    data_end: pd.Timestamp | None
    past_kpis: pd.DataFrame
    seed: int
    folder: Path | None = None
    id_key: bytes = field(default=b"", repr=False)
    past_benefits: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    suspicions: pd.DataFrame = field(default_factory=no_suspicions, repr=False)
    delivery: Mapping[str, object] = field(default_factory=dict, repr=False)
    excused: Mapping[str, frozenset[str]] = field(default_factory=dict, repr=False)
    sources: tuple[Source, ...] = field(default=(), repr=False)
    unused: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @property
    def policy(self) -> Policy:
        return self.config.policy

    @property
    def outcomes(self) -> Mapping[str, Outcome]:
        return self.config.outcomes

    @property
    def today(self) -> pd.Timestamp | None:
        """The first day after the period reported, on the client's calendar; None without any."""
        kind = self.config.period
        if self.period is None or kind in ("index", "none"):
            return self.data_end.normalize() if self.data_end is not None else None
        return periods.bounds(self.period, kind)[1]

    def has(self, name: str) -> bool:
        """Whether the client supplied this table with at least one row in the window."""
        if name == "interactions":
            return self.events is not None
        return name in self.tables and len(self.tables[name]) > 0

    def table(self, name: str) -> pd.DataFrame:
        """The windowed table; an empty one with the contract's columns where none was supplied."""
        from cxlib.engagement.contracts.tables import empty_table

        return self.tables[name] if name in self.tables else empty_table(name)

    def whole(self, name: str) -> pd.DataFrame:
        """The table with its history up to the period's end; empty where none was supplied."""
        from cxlib.engagement.contracts.tables import empty_table

        return self.history[name] if name in self.history else empty_table(name)

    def sense(self, name: str) -> float:
        """1 where more of an outcome, or of a rated variable, is better; −1 where less is.

        Effects are turned by it wherever something is called good, bad, better or worse: the
        declared direction is asked here and nowhere guessed.
        """
        if name in self.outcomes:
            return self.outcomes[name].sense
        known = self.table("variables")
        return -1.0 if known.loc[known["variable"].eq(name), "better"].eq("low").any() else 1.0

    def senses(self, names: Iterable[str]) -> np.ndarray:
        """`sense` of each of these names, as numbers."""
        return np.array([self.sense(name) for name in names], dtype=float)

    def segments(self, name: str) -> list[str]:
        """The segment columns declared for a table."""
        return list(self.config.tables[name].segments) if name in self.config.tables else []

    def choices(self, name: str) -> dict[str, dict[str, str]]:
        """The questions with several answers: for each its choices, and the column of each."""
        from cxlib.engagement.shaping.choices import choice_columns

        declared = self.config.tables[name].choice if name in self.config.tables else {}
        columns = self.whole(name).columns
        return {question: choice_columns(columns, question) for question in declared}


def nothing_past() -> pd.DataFrame:
    """The KPIs of earlier runs, where there were none."""
    return pd.DataFrame({c: pd.Series([], dtype=t) for c, t in PAST_KPIS.items()})
