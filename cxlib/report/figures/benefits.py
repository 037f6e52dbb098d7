"""Did the initiatives keep their promise? What was observed, as a share of what was promised.

KPIs have different units; the share of the promise is the one scale on which they can stand
together. The numbers beside the picture are in the KPI's own unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import forest
from cxlib.report.figures.control import unit

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RESULTS = {"realised": style.GREEN, "not realised": style.RED}
PROMISED = 1.0


def chosen(view: View) -> pd.DataFrame:
    """Benefits that were observed and promised, with their shares of the promise."""
    table = view["benefits"].dropna(subset=["observed", "expected"])
    table = table[table["expected"].ne(0)].reset_index(drop=True)
    promise = table["expected"].astype(float)
    ends = [table[c].astype(float) / promise for c in ("low", "high")]
    return table.assign(
        share=table["observed"].astype(float) / promise,
        share_low=np.minimum(*ends),
        share_high=np.maximum(*ends),
    )


@style.themed
def draw(view: View) -> Figure | None:
    """Share of the promise kept, with interval; 0 = no change, 100 % = as promised."""
    table = chosen(view)
    if table.empty:
        return None
    colours = [RESULTS.get(result, style.MUTED) for result in table["result"]]
    label = table["initiative"] + ": " + table["result"]
    rows = forest.rows(label, table, "share", "share_low", "share_high", colours)
    note = (
        f"n = observations used. Bars: {words.confidence(view.confidence)}. Dark line: as "
        "promised; 0 is no change against the comparison."
    )
    told = [_told(view, row) for row in table.itertuples()]
    scale = forest.Scale("share of the promise kept", _percent, 0, _limits(table))
    figure = forest.draw(rows, scale, note, told=told)
    figure.axes[0].axvline(PROMISED, color=style.INK, lw=1.4, zorder=1)
    return figure


def _percent(value: object) -> str:
    return words.share(value, 0)


def _limits(table: pd.DataFrame) -> tuple[float, float]:
    seen = table[["share", "share_low", "share_high"]].to_numpy(dtype=float, na_value=np.nan)
    seen = np.append(seen[np.isfinite(seen)], [0.0, PROMISED])
    pad = 0.06 * (seen.max() - seen.min())
    return float(seen.min() - pad), float(seen.max() + pad)


def _told(view: View, row) -> str:
    """The observed change in the KPI's own unit."""
    values = view["kpis"].loc[view["kpis"]["kpi"] == row.kpi, "value"]
    shares = unit(view, row.kpi, values) is words.share
    shown = words.points if shares else words.signed
    return words.with_interval(row.observed, row.low, row.high, shown)


def alt(view: View) -> str:
    """The picture in words."""
    told = [
        f"{row.initiative} on {row.kpi}: expected {words.signed(row.expected)}, observed "
        f"{words.with_interval(row.observed, row.low, row.high, words.signed)}, {row.result}, "
        f"{words.base(row.n)}"
        for row in view["benefits"].itertuples()
    ]
    return f"Promised and observed changes. {'; '.join(told)}."
