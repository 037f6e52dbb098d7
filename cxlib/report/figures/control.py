"""Signal or noise: every KPI against its limits, period after period, in small multiples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cxlib.findings.kinds.monitoring.charts import as_exact, first_to_tell
from cxlib.findings.order import weights
from cxlib.language.numbers import missing
from cxlib.release.rules import limit
from cxlib.release.suppression import HIDDEN
from cxlib.release.view import View
from cxlib.report import canvas, labels, style
from cxlib.report.figures import captions
from cxlib.report.figures.scale import Scale, numbers

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ACROSS, PANEL_HEIGHT, HEAD, FOOT = 3, 1.15, 0.42, 0.26
MOST_PANELS, MOST_PERIODS = 12, 36
EVERYWHERE = "overall"
SHARES = ("retention", "churn", "conversion", "response_rate")
SHARE_CHARTS = ("p", "p′", "p'")
CHANGES = {"share": "points", "nps": "nps", "money": "money"}  # units of a change, by that of a KPI


def series(view: View, most: int = MOST_PANELS) -> list[tuple[str, str]]:
    """KPI and scope of the series shown: those over everything before parts, and in the order in
    which they are told; then those with alerts, of the main outcome."""
    table = view["kpis"].dropna(subset=["value"])
    if table.empty:
        return []
    last = table.groupby(["kpi", "scope"], sort=False)["period"].transform("max")
    now = table[table["period"] == last].assign(whole=lambda t: t["scope"].eq(EVERYWHERE))
    alerted = set(zip(view["alerts"]["kpi"], view["alerts"]["scope"], strict=True))
    now["alerted"] = [key in alerted for key in zip(now["kpi"], now["scope"], strict=True)]
    now["main"] = now["kpi"].eq(view.main)
    now = first_to_tell(now)  # of equal weight as the sentences are
    now["weight"] = weights(view, "kpis", now).fillna(0.0)
    first = ["whole", "weight", "alerted", "main"]
    order = now.sort_values(first, ascending=False, kind="stable")
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


def scale(view: View, kpi: str, values: pd.Series) -> Scale:
    """How a KPI is written: in the unit that the step gives it, else by what is known of it."""
    return Scale(view.voice, _given(view, kpi) or _guessed(view, kpi, values))


def change(view: View, kpi: str, values: pd.Series) -> Scale:
    """How a change of a KPI is written: in points where it is a share."""
    return Scale(view.voice, CHANGES.get(scale(view, kpi, values).unit, "shift"))


def _given(view: View, kpi: str) -> str | None:
    """The unit in the table; results of an earlier version have none."""
    table = view["kpis"]
    if "unit" not in table:
        return None
    said = table.loc[table["kpi"] == kpi, "unit"].dropna()
    return str(said.iloc[0]) if len(said) else None


def _guessed(view: View, kpi: str, values: pd.Series) -> str:
    """NPS by its kind, a share where it is one, else a plain measure."""
    declared = view.engagement.outcomes.get(kpi)
    if declared is not None and declared.kind == "nps":
        return "nps"
    table, given = view["kpis"], view.engagement.table("kpis")
    charts = table.loc[table["kpi"] == kpi, "chart"].dropna()
    said = given.loc[given["kpi"] == kpi, "kind"].eq("share").any()
    binary = declared is not None and declared.kind in ("binary", "csat", "ces")
    counted = kpi in SHARES or said or binary or charts.isin(SHARE_CHARTS).any()
    if counted and values.dropna().between(0, 1).all():
        return "share"
    return "count" if kpi == "volume" else "level"


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
    numbers(axes, scale(view, kpi, one["value"]), "y", most=4)
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    ends = [0, len(one) - 1] if len(one) > 1 else [0]
    axes.set_xticks(ends, [labels.letters(view.voice.month(one["period"][k])) for k in ends])
    axes.tick_params(axis="x", labelsize=style.SMALL - 1, labelcolor=style.MUTED)
    axes.tick_params(axis="y", labelsize=style.SMALL - 1)


def _heading(axes, view: View, kpi: str, scope: str, one: pd.DataFrame, width: float) -> None:
    """Above the chart: what it is, its last value with n, and the signal's name."""
    last, voice = one.iloc[-1], view.voice
    title, size = labels.fit(_title(view, kpi, scope), width - 0.35, style.SMALL, 1, bold=True)
    told, signal = _now(view, kpi, one), _signal(last)
    if signal:
        told = voice.say("figure|control|signalled", told=told, signal={"term": signal})
    inches = axes.get_position().height * axes.figure.get_size_inches()[1]
    look = {"transform": axes.transAxes, "size": style.SMALL, "ha": "left"}
    left = -0.38 / (axes.get_position().width * canvas.PAGE_WIDTH)
    canvas.say(axes, left, 1 + 0.28 / inches, title, weight="bold", **{**look, "size": size})
    small, size = labels.fit(told, width - 0.15, style.SMALL - 1, lines=1)
    canvas.say(axes, left, 1 + 0.13 / inches, small, **{**look, "size": size},
               color=style.RED if signal else style.MUTED)  # fmt: skip


def _title(view: View, kpi: str, scope: str) -> str:
    if scope == EVERYWHERE:
        return view.label(kpi)
    return view.voice.say("figure|control|title", kpi=view.label(kpi), where={"scope": scope})


def _now(view: View, kpi: str, one: pd.DataFrame) -> str:
    """The last value with its interval and base."""
    last = one.iloc[-1]
    value = scale(view, kpi, one["value"]).within(last["value"], last["low"], last["high"])
    if missing(last["low"]) and not missing(last["lower"]):
        value = view.voice.figure(as_exact(last))  # as in its sentence
    if last["base_note"] == HIDDEN:
        return view.voice.say("cell|hidden", least=view.voice.count(limit(view.policy)))
    if not missing(last["n"]) and scale(view, kpi, one["value"]).unit == "count":
        return value  # a count is no base of its own
    base = view.voice.base(last["n"], last["n_of"])
    return view.voice.say("figure|control|now", value=value, base=base)


def _signal(last: pd.Series) -> str:
    return "" if missing(last["signal"]) else str(last["signal"])


def _note(view: View, shown: int) -> str:
    say, table = view.voice.say, view["kpis"].dropna(subset=["value"])
    total = table.drop_duplicates(["kpi", "scope"]).shape[0]
    counts = {"shown": {"count": shown}, "total": {"count": total}}
    part = "" if total <= shown else say("figure|control|part", **counts)
    unfinished = "" if table["complete"].all() else say("figure|control|unfinished")
    base = say("figure|control|base")
    return captions.joined(say("figure|control|colours"), unfinished, part, base)


def alt(view: View, chosen: list[tuple[str, str]] | None = None) -> str:
    """The series in words: last values, and which carry a signal."""
    told, say = [], view.voice.say
    for kpi, scope in series(view) if chosen is None else chosen:
        one = single(view, kpi, scope)
        last, signal = one.iloc[-1], _signal(one.iloc[-1])
        slots = {"title": _title(view, kpi, scope), "now": _now(view, kpi, one)}
        slots["period"] = {"period": last["period"]}
        told.append(
            say("figure|control|row signal", signal={"term": signal}, **slots)
            if signal
            else say("figure|control|row", **slots)
        )
    return say("figure|control|alt", rows=captions.rows(told))
