"""Did the initiatives keep their promise? What was observed, as a share of what was promised.

KPIs have different units; the share of the promise is the one scale on which they can stand
together. The numbers beside the picture are in the KPI's own unit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.findings.order import ranked
from cxlib.language.numbers import missing
from cxlib.release.view import View
from cxlib.report import style
from cxlib.report.figures import captions, forest
from cxlib.results import measured

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
    whole = table.assign(
        share=table["observed"].astype(float) / promise,
        share_low=np.minimum(*ends),
        share_high=np.maximum(*ends),
    )
    return ranked(view, "benefits", whole).reset_index(drop=True)


@style.themed
def draw(view: View) -> Figure | None:
    """Share of the promise kept, with interval; 0 = no change, 100 % = as promised."""
    table, say = chosen(view), view.voice.say
    if table.empty:
        return None
    colours = [RESULTS.get(result, style.MUTED) for result in table["result"]]
    label = pd.Series([_name(view, row) for row in table.itertuples()], dtype="object")
    rows = forest.rows(label, table, "share", "share_low", "share_high", colours)
    base, dark = captions.base_of(view, table), say("figure|benefits|dark line")
    measured = (captions.of_history(view), captions.low_base(view, rows))
    note = captions.joined(base, captions.bars(view), dark, *measured)
    told = [_told(view, row) for row in table.itertuples()]
    scale = forest.Scale(view.voice, "share", say("figure|benefits|axis"), 0, _limits(table))
    figure = forest.draw(rows, scale, note, told=told)
    figure.axes[0].axvline(PROMISED, color=style.INK, lw=1.4, zorder=1)
    return figure


def _name(view: View, row: object) -> str:
    result = _result(row)
    return view.voice.say("figure|benefits|row", initiative=row.initiative, result={"term": result})


def _result(row: object) -> str:
    """How it went: the finer word where the step has one."""
    finer = getattr(row, "verdict", None)
    return str(row.result if missing(finer) else finer)


def _limits(table: pd.DataFrame) -> tuple[float, float]:
    seen = table[["share", "share_low", "share_high"]].to_numpy(dtype=float, na_value=np.nan)
    seen = np.append(seen[np.isfinite(seen)], [0.0, PROMISED])
    pad = 0.06 * (seen.max() - seen.min())
    return float(seen.min() - pad), float(seen.max() + pad)


def _told(view: View, row: object) -> str:
    """The observed change as the sentence about it has it."""
    return view.voice.figure(measured.change(row.unit, row.observed, row.low, row.high))


def alt(view: View) -> str:
    """The picture in words."""
    table = ranked(view, "benefits", view["benefits"])
    told = captions.rows([_spoken(view, r) for r in table.itertuples()])
    whole = view.voice.say("figure|benefits|alt", rows=told)
    return captions.joined(whole, captions.of_history(view))


def _spoken(view: View, row: object) -> str:
    return view.voice.say(
        "figure|benefits|spoken",
        initiative=row.initiative,
        kpi={"kpi": row.kpi},
        expected=measured.beside(row.unit, row.expected, row.low, row.high),
        observed=_told(view, row),
        result={"term": _result(row)},
        base=view.voice.base(row.n),
    )
