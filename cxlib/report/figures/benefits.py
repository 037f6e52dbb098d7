"""Did the initiatives keep their promise? Observed change against the expected one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxlib.report import style, words
from cxlib.report.figures import forest
from cxlib.report.view import View

if TYPE_CHECKING:
    from matplotlib.figure import Figure

RESULTS = {"realised": style.GREEN, "not realised": style.RED}


def draw(view: View) -> Figure | None:
    """Observed change with interval; the expected change as a short dark mark."""
    table = view["benefits"].dropna(subset=["observed"]).reset_index(drop=True)
    colours = [RESULTS.get(result, style.MUTED) for result in table["result"]]
    label = table["initiative"] + " · " + table["kpi"] + ": " + table["result"]
    rows = forest.rows(label, table, "observed", colour=colours)
    limits = _limits(table)
    note = (
        f"n = observations used. Bars: {words.confidence(view.policy)}. Dark mark: the change "
        "that was promised."
    )
    scale = forest.Scale("change of the KPI against what would have been", words.signed, 0, limits)
    figure = forest.draw(rows, scale, note)
    if figure is not None:
        _promises(figure, table)
    return figure


def _limits(table) -> tuple[float, float] | None:
    seen = table[["observed", "low", "high", "expected"]].to_numpy(dtype=float, na_value=np.nan)
    seen = np.append(seen[np.isfinite(seen)], 0.0)
    pad = 0.06 * (seen.max() - seen.min()) or 1.0
    return float(seen.min() - pad), float(seen.max() + pad)


@style.themed
def _promises(figure: Figure, table) -> None:
    axes = figure.axes[0]
    for place, expected in enumerate(table["expected"]):
        if not words.missing(expected):
            axes.plot([expected] * 2, [place - 0.3, place + 0.3], color=style.INK, lw=2, zorder=4)


def alt(view: View) -> str:
    """The picture in words."""
    told = [
        f"{row.initiative} on {row.kpi}: expected {words.signed(row.expected)}, observed "
        f"{words.with_interval(row.observed, row.low, row.high, words.signed)}, {row.result}"
        for row in view["benefits"].itertuples()
    ]
    return f"Promised and observed changes. {'; '.join(told)}."
