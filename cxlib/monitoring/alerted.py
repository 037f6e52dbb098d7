"""The alerts as they are told: which way each points, on what base, and its sentence as a code."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from cxlib.monitoring.alerts import WINDOWS
from cxlib.results.coded import Figure, alone, coded, period
from cxlib.results.measured import level, series

WORSE, BETTER, CHANGED = "worse", "better", "changed"
BY_MIX = "mix"  # others answered: at an equal mix there is no such change beyond chance
COUNT = "count"  # a kind of KPI of which more is neither good nor bad
WHOLE = ("nps", COUNT)  # units told in whole numbers whatever their interval


def id_of(kpi: str, scope: str, rule: str) -> str:
    """The id of the finding about an alert.

    >>> id_of("recommend", "overall", "outside")
    'alert:recommend:overall:outside'
    """
    return f"alert:{kpi}:{scope}:{rule}"


def alerted(raised: pd.DataFrame, base: pd.DataFrame, by_mix: Collection[str] = ()) -> pd.DataFrame:
    """The `alerts` table.

    Parameters
    ----------
    raised : kpi, scope, kind, better, period, rule, seen, expected, low, high
    base : kpi, scope, period, n, n_of and unit of what was measured
    by_mix : ids of the alerts that a change of mix accounts for
    """
    table = raised.merge(base, on=["kpi", "scope", "period"], how="left")
    table = table.assign(n=table["n"].round(), periods=table["rule"].map(WINDOWS))
    rows = table.to_dict("records")
    ways = [
        BY_MIX
        if id_of(row["kpi"], row["scope"], row["rule"]) in by_mix
        else direction(row["seen"], row["expected"], row["better"], row["kind"])
        for row in rows
    ]
    words = [_words(row, way) for row, way in zip(rows, ways, strict=True)]
    return table.assign(
        direction=pd.Series(ways, index=table.index, dtype="object"),
        words=pd.Series(words, index=table.index, dtype="object"),
    )


def direction(seen: float, expected: float, better: str, kind: str) -> str:
    """Whether what was seen is worse or better than expected.

    >>> direction(3.4, 2.3, "low", "mean"), direction(0.8, 0.7, "high", "share")
    ('worse', 'better')
    """
    if kind == COUNT:
        return CHANGED
    return BETTER if (seen > expected) == (better == "high") else WORSE


def _words(row: dict, way: str) -> str:
    """The claim that `findings` makes of the alert."""
    lately = "" if WINDOWS[row["rule"]] == 1 else " lately"
    return coded(
        f"alert|{way}{lately}|claim",
        kpi=series(row["kpi"], row["scope"]),
        period=period(row["period"]),
        seen=level(row["unit"], row["seen"]),
        expected=_expected(row),
    )


def _expected(row: dict) -> Figure:
    """What was to be expected, as exact as its range in the evidence leaves it."""
    if str(row["unit"]) in WHOLE:
        return level(row["unit"], row["expected"])
    return alone(level(row["unit"], row["expected"], row["low"], row["high"]))
