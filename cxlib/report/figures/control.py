"""Signal or noise: every KPI against its limits, period after period, in small multiples."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import forest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ACROSS, PANEL_HEIGHT, HEAD, FOOT = 3, 1.15, 0.42, 0.26
MOST_PANELS, MOST_PERIODS = 12, 36
SHARES = ("retention", "churn", "conversion", "response_rate")
SHARE_CHARTS = ("p", "p′", "p'")


def series(view: View, most: int = MOST_PANELS) -> list[tuple[str, str]]:
    """KPI and scope of the series shown: with alerts first, then signals, then everything else."""
    table = view["kpis"].dropna(subset=["value"])
    if table.empty:
        return []
    last = table.groupby(["kpi", "scope"], sort=False)["period"].transform("max")
    now = table[table["period"] == last].assign(
        signalled=lambda t: t["signal"].fillna("").ne(""), whole=lambda t: t["scope"].eq("overall")
    )
    alerted = set(zip(view["alerts"]["kpi"], view["alerts"]["scope"], strict=True))
    now["alerted"] = [key in alerted for key in zip(now["kpi"], now["scope"], strict=True)]
    now["main"] = now["kpi"].eq(view.main)
    order = now.sort_values(["whole", "alerted", "signalled", "main"], ascending=False,
                            kind="stable")  # fmt: skip
    return list(zip(order["kpi"], order["scope"], strict=True))[:most]


@style.themed
def draw(view: View, chosen: list[tuple[str, str]] | None = None) -> Figure | None:
    """One small chart per series: values, centre, limits, signals named."""
    wanted = series(view) if chosen is None else chosen
    if not wanted:
        return None
    down = -(-len(wanted) // ACROSS)
    block = HEAD + PANEL_HEIGHT + FOOT
    figure = canvas.sheet(down * block + 0.42)
    width = canvas.PAGE_WIDTH / ACROSS
    for k, (kpi, scope) in enumerate(wanted):
        left, top = (k % ACROSS) * width, (k // ACROSS) * block
        axes = canvas.panel(figure, left + 0.5, top + HEAD, width - 0.75, PANEL_HEIGHT)
        _chart(axes, view, kpi, scope, width)
    canvas.note(figure, _note(view, len(wanted)))
    return figure


def single(view: View, kpi: str, scope: str) -> pd.DataFrame:
    table = view["kpis"]
    table = table[(table["kpi"] == kpi) & (table["scope"] == scope)]
    return table.sort_values("period").tail(MOST_PERIODS).reset_index(drop=True)


def unit(view: View, kpi: str, values: pd.Series) -> Callable[..., str]:
    """How a KPI is written: NPS by its kind, a share where it is one, else a plain number."""
    declared = view.engagement.outcomes.get(kpi)
    if declared is not None and declared.kind == "nps":
        return words.nps
    table = view["kpis"]
    charts = table.loc[table["kpi"] == kpi, "chart"].dropna()
    given = view.engagement.table("kpis")
    said = given.loc[given["kpi"] == kpi, "kind"].eq("share").any()
    binary = declared is not None and declared.kind in ("binary", "csat", "ces")
    counted = kpi in SHARES or said or binary or charts.isin(SHARE_CHARTS).any()
    if counted and values.dropna().between(0, 1).all():
        return words.share
    return words.count if kpi == "volume" else partial(words.number, digits=_digits(values))


def _digits(values: pd.Series) -> int:
    """Decimals that tell one period from the next: one more than the series' spread needs."""
    spread = float(values.max() - values.min()) if values.notna().any() else 0.0
    return 2 if spread <= 0 else min(4, max(0, math.ceil(-math.log10(spread)) + 1))


def _chart(axes, view: View, kpi: str, scope: str, width: float) -> None:
    one = single(view, kpi, scope)
    x = np.arange(len(one))
    numeric = one[["value", "centre", "lower", "upper"]].to_numpy(dtype=float, na_value=np.nan)
    value, centre, lower, upper = numeric.T
    axes.fill_between(x, lower, upper, color="#edf1f5", lw=0, step="mid", zorder=0)
    axes.plot(x, centre, color=style.FAINT, lw=1, drawstyle="steps-mid", zorder=1)
    axes.plot(x, value, color=style.BLUE, lw=1.2, zorder=2)
    signal = one["signal"].fillna("").ne("").to_numpy(dtype=bool) & np.isfinite(value)
    axes.plot(x[signal], value[signal], "o", ms=4.5, color=style.RED, zorder=4)
    open_ = ~one["complete"].fillna(True).to_numpy(dtype=bool) & np.isfinite(value)
    axes.plot(x[open_], value[open_], "o", ms=5, mfc=style.PAPER, mec=style.BLUE, zorder=5)
    _frame(axes, view, kpi, one)
    _heading(axes, view, kpi, scope, one, width)


def _frame(axes, view: View, kpi: str, one: pd.DataFrame) -> None:
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.margins(x=0.03, y=0.12)
    shown = unit(view, kpi, one["value"])
    forest.numbers(axes, forest.Scale("", shown), "y", most=4)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    ends = [0, len(one) - 1] if len(one) > 1 else [0]
    axes.set_xticks(ends, [labels.letters(str(one["period"][k])) for k in ends])
    axes.tick_params(axis="x", labelsize=style.SMALL - 1, labelcolor=style.MUTED)
    axes.tick_params(axis="y", labelsize=style.SMALL - 1)


def _heading(axes, view: View, kpi: str, scope: str, one: pd.DataFrame, width: float) -> None:
    """Above the chart: what it is, its last value with n, and the signal's name."""
    shown, last = unit(view, kpi, one["value"]), one.iloc[-1]
    where = "" if scope == "overall" else f" · {scope.split('=', 1)[-1]}"
    title, size = labels.fit(f"{view.label(kpi)}{where}", width - 0.35, style.SMALL, 1, bold=True)
    now = words.with_interval(last["value"], last["low"], last["high"], shown)
    signal = "" if words.missing(last["signal"]) or not last["signal"] else str(last["signal"])
    told = " · ".join(part for part in (f"{now}, {words.base(last['n'])}", signal) if part)
    inches = axes.get_position().height * axes.figure.get_size_inches()[1]
    look = {"transform": axes.transAxes, "size": style.SMALL, "ha": "left"}
    left = -0.38 / (axes.get_position().width * canvas.PAGE_WIDTH)
    canvas.say(axes, left, 1 + 0.28 / inches, title, weight="bold", **{**look, "size": size})
    small = labels.wrap(told, width - 0.15, style.SMALL - 1, lines=1)
    canvas.say(axes, left, 1 + 0.13 / inches, small, **{**look, "size": style.SMALL - 1},
               color=style.RED if signal else style.MUTED)  # fmt: skip


def _note(view: View, shown: int) -> str:
    table = view["kpis"].dropna(subset=["value"])
    total = table.drop_duplicates(["kpi", "scope"]).shape[0]
    part = "" if total <= shown else f" {shown} of {total} series; the others are in the workbook."
    open_ = " Hollow: unfinished period, not judged." if not table["complete"].all() else ""
    return f"Grey band: limits of chance; red: a signal.{open_}{part} n: base of the last period."


def alt(view: View, chosen: list[tuple[str, str]] | None = None) -> str:
    """The series in words: last values, and which carry a signal."""
    told = []
    for kpi, scope in series(view) if chosen is None else chosen:
        one = single(view, kpi, scope)
        last, shown = one.iloc[-1], unit(view, kpi, one["value"])
        signal = "" if words.missing(last["signal"]) else last["signal"]
        told.append(
            f"{view.label(kpi)} ({scope}) {shown(last['value'])} in {last['period']}, "
            f"{words.base(last['n'])}{', signal: ' + signal if signal else ''}"
        )
    return f"KPIs against their control limits. {'; '.join(told)}."
