"""What a fault changes, computed from the prepared tables alone: no step is asked."""

from __future__ import annotations

import pandas as pd

from cxlib.engagement.config import Config
from cxlib.engagement.log.coverage import known_time
from cxlib.engagement.period import window
from cxlib.engagement.suspicion.frame import Measure, Seen

PROMOTERS, DETRACTORS = 9, 6  # Reichheld (2003): 9-10 against 0-6


def outcome(name: str) -> Measure:
    """The main figure of an outcome over all answers: NPS, share or mean, as its kind says."""

    def of(seen: Seen) -> str:
        answers = seen.frame("responses")
        known = answers[name].dropna() if name in answers else pd.Series(dtype="float64")
        if known.empty:
            return "none"
        if seen.config.outcomes[name].kind == "nps":
            nps = 100 * ((known >= PROMOTERS).mean() - (known <= DETRACTORS).mean())
            return f"{nps:.1f} (n {len(known):,})"
        return f"{known.mean():.2f} (n {len(known):,})"

    return Measure(f"score of {name}", of)


def columns_of_answers() -> Measure:
    """How many columns of the responses are read as answers: outcomes and variables."""

    def of(seen: Seen) -> str:
        return f"{len(seen.frame('responses').columns):,}"

    return Measure("columns of the responses", of)


def mean(table: str, column: str) -> Measure:
    """The mean of a column of numbers over all its rows."""

    def of(seen: Seen) -> str:
        cells = pd.to_numeric(seen.frame(table)[column], errors="coerce").dropna()
        return f"{cells.mean():,.2f} (n {len(cells):,})" if len(cells) else "none"

    return Measure(f"mean of {column}", of)


def total(table: str, column: str) -> Measure:
    """The sum of a column of numbers."""
    return Measure(f"sum of {column}", lambda seen: f"{seen.frame(table)[column].sum():,.2f}")


def rows(table: str) -> Measure:
    """The number of rows that count."""

    def of(seen: Seen) -> str:
        if table == "interactions":
            return f"{0 if seen.log is None else int(seen.log.table.count().execute()):,}"
        return f"{len(seen.frame(table)):,}"

    return Measure(f"rows of {table}", of)


def filled(table: str, column: str) -> Measure:
    """How many cells of a column hold anything."""

    def of(seen: Seen) -> str:
        return f"{int(seen.frame(table)[column].notna().sum()):,}"

    return Measure(f"filled cells of {column}", of)


def distinct(table: str, column: str) -> Measure:
    """How many different values a column has."""

    def of(seen: Seen) -> str:
        return f"{seen.frame(table)[column].nunique():,}"

    return Measure(f"different values of {column}", of)


def period() -> Measure:
    """The period that would be reported unasked."""
    return Measure("period reported", lambda seen: chosen(seen) or "none")


def chosen(seen: Seen) -> str | None:
    """The last complete period of what is seen."""
    return _chosen(seen, seen.config)


def _chosen(seen: Seen, config: Config) -> str | None:
    return window.choose(config, *known_time(seen.tables, seen.log, config), None).period
