"""Plans against the scales they speak of: an uplift is points, never per cent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.engagement.contracts.names import key
from cxlib.engagement.contracts.problems import at_rows
from cxlib.engagement.shaping.prepared import Prepared

REMEDY = "write points of the variable's scale (0.4), or without a variable a share from 0 to 1"


def on_scale(table: Prepared, variables: pd.DataFrame | None) -> Prepared:
    """Initiatives whose uplift fits the scale of their variable: else per cent were meant.

    Parameters
    ----------
    variables : DataFrame or None
        The catalogue of variables; where it gives no scale, nothing is refused.
    """
    if table.name != "initiatives" or table.problems:
        return table
    width = _widths(variables)
    named = table.frame["variable"].map(key, na_action="ignore")
    most = named.map(width).astype(float).where(named.notna(), 1.0)
    uplift = table.frame["uplift"]
    wrong = uplift.index[(uplift > most) | (uplift < 0)]

    def rule(position: int) -> str:
        if uplift[position] < 0:
            return f"{uplift[position]:g} would make things worse"
        return f"{uplift[position]:g} is more than the whole scale ({most[position]:g})"

    column = table.client_name("uplift")
    return table.having(problems=at_rows(table.raw, wrong, column, rule, REMEDY))


def _widths(variables: pd.DataFrame | None) -> dict[str, float]:
    if variables is None or not {"variable", "scale_low", "scale_high"} <= set(variables):
        return {}
    low, high = (pd.to_numeric(variables[c], errors="coerce") for c in ("scale_low", "scale_high"))
    known = zip(variables["variable"], high - low, strict=True)
    return {key(v): w for v, w in known if isinstance(v, str) and np.isfinite(w)}
