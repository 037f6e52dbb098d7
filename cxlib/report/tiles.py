"""The numbers at the head of a page: each with its interval, its time and how it moves."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlib.language import missing
from cxlib.release.view import View
from cxlib.report.layouts import unit_of
from cxlib.report.telling import periods_told
from cxlib.results.measured import UNITS

MOST_TILES = 4
MEAN = "mean"  # the metric that says nothing of which end is good
PLAIN = ("nps", "share", "count", "money")  # units of a KPI that have a writing of their own
MEASURED = ("retention", "churn", "conversion")  # KPIs that make a tile


@dataclass(frozen=True)
class Tile:
    """One number at the head of the first page, with the time it is of."""

    name: str
    value: str
    detail: str
    moves: str = ""  # how it stands now, against the period before, what is usual, its target


def tiles(view: View) -> list[Tile]:
    """Each outcome's score over everything, then retention or churn where it is measured."""
    made = []
    for outcome in view.engagement.outcomes:
        scores = view.scores(outcome)
        whole = scores[(scores["touchpoint"] == "overall") & (scores["segment"] == "all")]
        made += [_score_tile(view, row) for _, row in whole.dropna(subset=["score"]).iterrows()]
    made += [tile for kpi in MEASURED for tile in _kpi_tile(view, kpi)]
    return made[:MOST_TILES]


def period_tiles(view: View) -> list[Tile]:
    """Each outcome, then retention, churn or conversion, in the period itself: value, interval and
    base, the period before and the usual range, without which a change says nothing. What an
    earlier diagnosis found is no figure of this period."""
    names = [*view.engagement.outcomes, *(k for k in MEASURED if k not in view.engagement.outcomes)]
    return [tile for name in names for tile in _measured_tile(view, name)][:MOST_TILES]


def _measured_tile(view: View, kpi: str) -> list[Tile]:
    table = view["kpis"]
    table = table[(table["kpi"] == kpi) & (table["scope"] == "overall")].dropna(subset=["value"])
    table = table[table["complete"].fillna(True).astype(bool)].sort_values("period")
    if table.empty:
        return []
    last, voice = table.iloc[-1], view.voice
    unit = str(last["unit"]) if last["unit"] in UNITS else "level"
    name = _as_heading(voice.kpi(kpi)) if kpi in MEASURED else voice.kpi(kpi)
    if unit == "nps":
        name = f"{name} ({voice.say('metric|nps')})"
    ends = voice.ends(last["value"], last["low"], last["high"], unit)
    low = [voice.term("low base")] if last["base_note"] == "low base" else []
    detail = [voice.period(last["period"]), ends, voice.base(last["n"], last["n_of"]), *low]
    value = voice.alone(last["value"], last["low"], last["high"], unit)
    return [Tile(name, value, " · ".join(filter(None, detail)), _moves(view, kpi, False))]


def _score_tile(view: View, row: pd.Series) -> Tile:
    unit, voice = unit_of(row["metric"]), view.voice
    ends = voice.ends(row["score"], row["low"], row["high"], unit)
    value = voice.alone(row["score"], row["low"], row["high"], unit)
    known = voice.knows(f"metric|{row['metric']}")
    name = view.label(row["outcome"])
    if known:
        name = f"{name} ({voice.say('metric|' + row['metric'])})"
    low = [voice.term("low base")] if row["base_note"] == "low base" else []
    turned = row["metric"] == MEAN and view.engagement.outcomes[row["outcome"]].sense < 0
    good = [voice.say("page|low is good")] if turned else []  # a share of good answers says it
    answers = voice.say("page|answers", n=voice.count(row["n"]))
    detail = [*good, periods_told(view), ends, answers, *low]
    return Tile(name, value, " · ".join(filter(None, detail)), _moves(view, row["outcome"], True))


def _kpi_tile(view: View, kpi: str) -> list[Tile]:
    table = _finished(view, kpi)
    if table.empty:
        return []
    last, voice = table.iloc[-1], view.voice
    ends = voice.ends(last["value"], last["low"], last["high"], "share")
    detail = (voice.period(last["period"]), ends, voice.base(last["n"], last["n_of"]))
    told = " · ".join(filter(None, detail))
    value = voice.alone(last["value"], last["low"], last["high"], "share")
    return [Tile(_as_heading(voice.kpi(kpi)), value, told, _moves(view, kpi, False))]


def _as_heading(name: str) -> str:
    """A name of the kit's own as it begins a tile; what the client named stays as it is."""
    return name[:1].upper() + name[1:]


def _finished(view: View, kpi: str) -> pd.DataFrame:
    """A KPI over everything in every finished period, the oldest first."""
    table = view["kpis"]
    table = table[(table["kpi"] == kpi) & (table["scope"] == "overall")].dropna(subset=["value"])
    return table[table["complete"].fillna(True).astype(bool)].sort_values("period")


def _moves(view: View, kpi: str, with_now: bool) -> str:
    """The newest period against the one before and the usual range, and the target; each as exact
    as its own interval leaves it, so that a change is not rounded away."""
    series = _finished(view, kpi)
    if series.empty:
        return ""
    last, voice = series.iloc[-1], view.voice
    unit = str(last["unit"]) if str(last["unit"]) in PLAIN else "level"
    # without periods what stands now is what the tile says
    parts = [_in(view, last, unit)] if with_now and view.engagement.period else []
    if len(series) > 1:
        parts.append(_in(view, series.iloc[-2], unit))
    if usual := voice.ends(last["centre"], last["lower"], last["upper"], unit):
        parts.append(voice.say("page|usual", usual=usual))
    if not missing(last["target"]):
        parts.append(
            voice.say("page|target", target=voice.within(last["target"], None, None, unit))
        )
    return " · ".join(parts)


def _in(view: View, row: pd.Series, unit: str) -> str:
    period = view.voice.period(row["period"])
    value = view.voice.alone(row["value"], row["low"], row["high"], unit)
    return view.voice.say("page|in period", period=period, value=value)
