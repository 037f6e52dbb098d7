"""What is measured in each period, one module per source; every one answers in the same columns.

`MEASURED`: period, kpi, scope, kind ("share", "rate", "mean" or "count"), better ("high" / "low"),
n (base), value, low, high (interval), numerator and denominator (shares and rates only), spread
(standard deviation within the period, where it is known: what sampling error comes from), unit (as
in `cxlib.results.measured`) and n_of (what n counts).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

MEASURED = {
    "period": "str",
    "kpi": "str",
    "scope": "str",
    "kind": "str",
    "better": "str",
    "n": "float64",
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "numerator": "float64",
    "denominator": "float64",
    "spread": "float64",
    "unit": "str",
    "n_of": "str",
}
OVERALL = "overall"
ROUNDING = 1e-9  # of the values that a change is one of
UNITS = {"share": "share", "count": "count"}  # of a kind, unless its source says better
ANY_UNIT, ANYTHING = "level", "things"


def above_rounding(
    change: pd.DataFrame | pd.Series, scale: float | np.ndarray
) -> pd.DataFrame | pd.Series:
    """The changes, those that are none but for rounding at nought.

    >>> above_rounding(pd.Series([-8e-15, 0.2]), 10.0).tolist()
    [0.0, 0.2]
    """
    return change.where(np.abs(change) > ROUNDING * np.abs(scale), 0.0)


def measured(frame: pd.DataFrame, **constants: str) -> pd.DataFrame:
    """The frame in the columns of `MEASURED`; what a source does not know is missing."""
    filled = frame.assign(**constants)
    lacking = {c: None if kind == "str" else np.nan for c, kind in MEASURED.items()}
    filled = filled.assign(**{c: v for c, v in lacking.items() if c not in filled})
    usual = filled["kind"].map(UNITS).fillna(ANY_UNIT)
    filled = filled.assign(unit=filled["unit"].fillna(usual), n_of=filled["n_of"].fillna(ANYTHING))
    return filled[list(MEASURED)].astype(MEASURED).reset_index(drop=True)


def together(*frames: pd.DataFrame) -> pd.DataFrame:
    """Several sources' answers as one table."""
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else measured(pd.DataFrame())
