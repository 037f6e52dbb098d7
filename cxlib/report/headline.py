"""The first page: what matters, how sure, what to do, who owns it, what it is worth."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlib.findings import spans
from cxlib.findings.kinds.strategy.amounts import CUSTOMERS
from cxlib.language import MISSING, missing
from cxlib.release.view import View
from cxlib.report import front
from cxlib.report.commentary import Commentary
from cxlib.report.figures.moments import MONEY, stake
from cxlib.report.layouts import unit_of
from cxlib.report.standing import standing
from cxlib.report.telling import Told, periods_told, told
from cxlib.results.measured import UNITS, change

MOST_TILES = 4
PLAIN = ("nps", "share", "count", "money")  # units of a KPI that have a writing of their own
MEASURED = ("retention", "churn", "conversion")  # KPIs that make a tile


@dataclass(frozen=True)
class Matter:
    """One row of the first page."""

    place: str
    kind: str
    moment: str
    statement: str
    cause: str
    sure: str
    do: str
    owner: str
    worth: str
    comments: tuple[str, ...]


@dataclass(frozen=True)
class Tile:
    """One number at the head of the first page, with the time it is of."""

    name: str
    value: str
    detail: str
    moves: str = ""  # how it stands now, against the period before, what is usual, its target


@dataclass(frozen=True)
class Headline:
    """Everything on the first page."""

    tiles: tuple[Tile, ...]
    matters: tuple[Matter, ...]
    plan: tuple[Told, ...]
    alerts: tuple[Told, ...]
    others: tuple[Told, ...]
    unknown: int
    window: str
    silent: bool  # whether no section claims anything


def headline(view: View, said: Commentary) -> Headline:
    """The first page of this engagement."""
    found = standing(view, said)
    return Headline(
        tiles=tuple(tiles(view)),
        matters=tuple(_matter(view, one, found, said) for one in front.matters(view, said)),
        plan=tuple(told(view, front.the_plan(view, said))),
        alerts=tuple(_with_owner(view, front.alerts(view, said))),
        others=tuple(told(view, front.others(view, said))),
        unknown=view["notes"].loc[view["notes"]["audience"].eq("reader"), "note"].nunique(),
        window=periods_told(view),
        silent=found.empty,
    )


def _matter(view: View, one: front.Moment, findings: pd.DataFrame, said: Commentary) -> Matter:
    moment = one.row
    plans = view["portfolio"]
    plans = plans[plans["moment_id"].eq(moment.moment_id).fillna(False)]
    plan = plans.sort_values(["chosen", "benefit"], ascending=False).head(1)
    return Matter(
        place=moment.touchpoint,
        kind=moment.moment,
        moment=view.voice.term(moment.moment),
        statement=" ".join(one.own["statement"]),
        cause=" ".join(one.cause["statement"]),
        sure=_sureness(view, moment),
        do=_what_to_do(view, moment, findings, plan),
        owner=_owner(view, moment.touchpoint, plan),
        worth=_worth(view, moment),
        comments=tuple(said.at(*one.about)),
    )


def _sureness(view: View, moment: object) -> str:
    """What it rests on, and on how many."""
    voice = view.voice
    what = "" if missing(moment.n_of) else f" {voice.term(moment.n_of)}"
    parts = [voice.say(f"grade|{moment.grade}"), f"{voice.base(moment.n)}{what}"]
    if moment.base_note == "low base":
        parts.append(voice.term("low base"))
    parts.append(spans.aside(view, spans.of_row("moments", moment)))
    return ", ".join(filter(None, parts))


def _worth(view: View, moment: object) -> str:
    columns = stake(view)
    unit = "money" if columns is MONEY else "count"
    value = view.voice.within(*(getattr(moment, c) for c in columns), unit=unit)
    if value == MISSING:
        return view.voice.say("page|worth unknown")
    return view.voice.say(f"page|worth in {unit}", value=value)


def _what_to_do(view: View, moment: object, findings: pd.DataFrame, plan: pd.DataFrame) -> str:
    """The initiative with its cost and what it should bring, else what could be tried."""
    if plan.empty:
        return _unplanned(view, moment, findings)
    voice, row = view.voice, plan.iloc[0]
    unit = "count" if str(row.get("unit")) == CUSTOMERS else "money"
    parts = [str(row["initiative"])]
    if not missing(row["horizon"]):
        parts.append(voice.say(f"page|start {row['horizon']}"))
    if not row["chosen"]:
        parts.append(voice.say("page|not in the plan"))
    if missing(row["cost"]):
        return ", ".join(parts)
    benefit = voice.within(row["benefit"], row["low"], row["high"], unit)
    context = "page|cost" if benefit == MISSING else f"page|cost and benefit in {unit}"
    after = {"months": view.policy.horizon_months}
    money = voice.say(context, cost=voice.money(row["cost"]), benefit=benefit, after=after)
    return voice.say("page|initiative", initiative=", ".join(parts), money=money)


def _unplanned(view: View, moment: object, findings: pd.DataFrame) -> str:
    """What could be tried where no initiative serves a moment, else what its strategy asks for."""
    offered = findings[findings["finding_id"] == f"proposal:{moment.moment_id}"]
    if len(offered):
        return str(offered["statement"].iloc[0])
    strategy = view["strategies"]
    strategy = strategy[strategy["touchpoint"] == moment.touchpoint]
    known = strategy["posture"].iloc[0] if len(strategy) else None
    if missing(known):
        return view.voice.say("page|undecided")
    return view.voice.say("page|no plan yet", posture={"term": known})


def _owner(view: View, touchpoint: str, plan: pd.DataFrame) -> str:
    roadmap = view["roadmap"]
    mine = roadmap[roadmap["initiative"].isin(plan["initiative"])]["owner"].dropna()
    catalogue = view.engagement.table("touchpoints")
    there = catalogue[catalogue["touchpoint"] == touchpoint]["owner"].dropna()
    nobody = view.voice.say("page|nobody yet")
    return next((str(name) for name in [*mine, *there]), nobody)


def _with_owner(view: View, alerts: pd.DataFrame) -> list[Told]:
    """Each alert with whoever answers for it; that nobody does is said."""
    nobody = view.voice.say("page|owned by nobody")
    roles = {
        row.finding_id: nobody if missing(row.departments) else str(row.departments)
        for row in alerts.itertuples()
    }
    return told(view, alerts, roles)


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
    """Each outcome, then retention, churn or conversion, in the period itself: value, interval,
    base and change. What an earlier diagnosis found is no figure of this period."""
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
    detail = [voice.period(last["period"]), ends, voice.base(last["n"]), _since(view, table), *low]
    value = voice.alone(last["value"], last["low"], last["high"], unit)
    return [Tile(name, value, " · ".join(filter(None, detail)))]


def _since(view: View, table: pd.DataFrame) -> str:
    """The change since the period shown before it."""
    if len(table) < 2:
        return ""
    before, last = table.iloc[-2], table.iloc[-1]
    moved = change(last["unit"], last["value"] - before["value"])
    return view.voice.say(
        "page|since", change=moved, period=view.voice.period(before["period"])
    )  # fmt: skip


def _score_tile(view: View, row: pd.Series) -> Tile:
    unit, voice = unit_of(row["metric"]), view.voice
    ends = voice.ends(row["score"], row["low"], row["high"], unit)
    value = voice.alone(row["score"], row["low"], row["high"], unit)
    known = voice.knows(f"metric|{row['metric']}")
    name = view.label(row["outcome"])
    if known:
        name = f"{name} ({voice.say('metric|' + row['metric'])})"
    low = [voice.term("low base")] if row["base_note"] == "low base" else []
    detail = [periods_told(view), ends, voice.say("page|answers", n=voice.count(row["n"])), *low]
    return Tile(name, value, " · ".join(filter(None, detail)), _moves(view, row["outcome"], True))


def _kpi_tile(view: View, kpi: str) -> list[Tile]:
    table = _finished(view, kpi)
    if table.empty:
        return []
    last, voice = table.iloc[-1], view.voice
    ends = voice.ends(last["value"], last["low"], last["high"], "share")
    detail = (voice.period(last["period"]), ends, voice.base(last["n"]))
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
