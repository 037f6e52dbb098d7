"""What a KPI can be at all: limits are shown no wider, the tests behind them are untouched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cxlib.engagement.config import Outcome

NPS_RANGE = (-100.0, 100.0)
BY_KIND = {"share": (0.0, 1.0), "rate": (0.0, np.inf), "count": (0.0, np.inf)}
ANY = (-np.inf, np.inf)


def possible(kpi: str, kind: str, outcomes: Mapping[str, Outcome]) -> tuple[float, float]:
    """The lowest and the highest that a KPI of this kind can be.

    >>> possible("recommend", "mean", {"recommend": Outcome(kind="nps")})
    (-100.0, 100.0)
    """
    if kind in BY_KIND:
        return BY_KIND[kind]
    outcome = outcomes.get(kpi)
    if outcome is None:
        return ANY
    return NPS_RANGE if outcome.kind == "nps" else outcome.limits or ANY


def bounded(
    table: pd.DataFrame, columns: Sequence[str], seen: str, outcomes: Mapping[str, Outcome]
) -> pd.DataFrame:
    """The table with its limits kept within what each row's KPI can be.

    Parameters
    ----------
    table : with kpi, kind, the columns to be kept within, and the value seen
    columns : limits, e.g. lower and upper
    seen : column of the value; a range that a value breaks is not the KPI's and is widened to it
    """
    ends = [possible(*pair, outcomes) for pair in zip(table["kpi"], table["kind"], strict=True)]
    lowest, highest = np.array(ends, float).reshape(len(table), 2).T
    value = table[seen].astype(float).groupby(table["kpi"])
    lowest = np.fmin(lowest, value.transform("min"))
    highest = np.fmax(highest, value.transform("max"))
    kept = {name: table[name].astype(float).clip(lowest, highest) for name in columns}
    return table.assign(**kept)
