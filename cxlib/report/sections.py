"""The body of the report: the five steps, each with its sections, pictures and tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import pandas as pd

from cxlib.language.voice import BETWEEN
from cxlib.release.view import View

MOST_LOOPS = 5


@dataclass(frozen=True)
class Section:
    """One question: the result table it is named after, its pictures and its tables.

    It tells the findings of its own table and of those in `notes_of`.

    `figures` are modules of `cxlib.report.figures`, with the arguments of `draw`; `tables` are
    pairs of a table's name and the rows to show of it.
    """

    name: str
    step: str
    figures: tuple[tuple[str, dict], ...] = ()
    tables: tuple[tuple[str, Callable[[View], pd.DataFrame]], ...] = ()
    notes_of: tuple[str, ...] = ()
    hangs_on: tuple[str, ...] = ()  # whose notes say why, where it is silent without any of its own
    after: str = ""  # the section that tells some of the same facts, which are not in sight again


def _all(name: str) -> Callable[[View], pd.DataFrame]:
    return lambda view: view[name]


def _where(name: str, flag: str) -> Callable[[View], pd.DataFrame]:
    return lambda view: view[name][view[name][flag].fillna(False).astype(bool)]


def unmapped(view: View) -> pd.DataFrame:
    """Touchpoints that only the map or only the data knows."""
    table = view["touchpoint_map"]
    both = table["in_catalogue"].fillna(False) & table["in_data"].fillna(False)
    return table[~both] if len(view.engagement.table("touchpoints")) else table.iloc[:0]


def first_loops(view: View) -> pd.DataFrame:
    """The loops that most customers walk; all of them are in the workbook."""
    return view["loops"].head(MOST_LOOPS)


def other_scopes(view: View) -> pd.DataFrame:
    """Critical drivers of single touchpoints, the surest first; of groups nothing is claimed."""
    table = view["drivers"]
    elsewhere = table["scope"].ne("overall") & ~table["scope"].str.contains("=", regex=False)
    named = table[table["critical"].fillna(False) & elsewhere]
    return named.sort_values(["p_adjusted", "scope"], kind="stable")


def doing(view: View) -> pd.DataFrame:
    """Strategies, those that ask for something first."""
    order = {"fix": 0, "protect": 1, "differentiate": 2, "simplify": 3, "maintain": 4}
    table = view["strategies"]
    return table.sort_values("posture", key=lambda p: p.map(order).fillna(5), kind="stable")


def moments_by_place(view: View) -> pd.DataFrame:
    """The moments, each touchpoint once: what else it is stands beside what weighs most there."""
    table = view["moments"].sort_values("rank", kind="stable")
    kinds = table.groupby("touchpoint", sort=False)["moment"].agg(BETWEEN.join)
    first = table.drop_duplicates("touchpoint")
    return first.assign(moment=first["touchpoint"].map(kinds))


def waves(view: View) -> pd.DataFrame:
    """The change over everybody, and what of its parts changed by more than chance; nothing where
    no change stands among all questions of the report."""
    table, told = view["waves"], view["findings"]
    if not told.loc[told["kind"].eq("waves"), "stands"].fillna(False).any():
        return table.head(0)
    proven = table["p_adjusted"].le(view.policy.fdr).fillna(False)
    whole = table["kind"].eq("overall").fillna(False)
    shown = table[proven | whole].sort_values("kind", key=lambda k: k != "overall", kind="stable")
    return shown if proven.any() else shown.head(0)


def walked(view: View) -> pd.DataFrame:
    """Paths that may be shown: of a hidden one not even the name is left."""
    return view["variants"].dropna(subset=["n"])


def latest_alerts(view: View) -> pd.DataFrame:
    """Alerts of the period reported."""
    table = view["alerts"]
    return table[table["period"] == view.engagement.period]


def _figure(name: str, **arguments: object) -> tuple[str, dict]:
    return name, arguments


_on = partial(Section, step="mapping")
SECTIONS: tuple[Section, ...] = (
    _on("transitions", figures=(_figure("flow"),), hangs_on=("journeys",)),
    _on("journeys", figures=(_figure("journeys"),)),
    _on("funnel", figures=(_figure("funnel"),), hangs_on=("journeys",)),
    _on(
        "breakdowns",
        figures=(_figure("breakdowns"),),
        tables=(("breakdowns", _where("breakdowns", "breaks")),),
        hangs_on=("journeys",),
    ),
    _on(
        "variants",
        tables=(("variants", walked), ("loops", first_loops)),
        notes_of=("variants", "loops"),
        hangs_on=("journeys",),
    ),
    _on(
        "touchpoint_map",
        tables=(("touchpoint_map", unmapped),),
        notes_of=("touchpoint_map", "map_order", "to_define"),
    ),
    Section(
        "scores",
        "diagnosis",
        (
            _figure("scores", caption="touchpoint"),
            _figure("scores", by="segment", caption="segment"),
        ),
        notes_of=("scores", "response_rates", "variable_scores"),
    ),
    Section("answers", "diagnosis", (_figure("answers"),), hangs_on=("scores",)),
    Section(
        "drivers",
        "diagnosis",
        (_figure("drivers"),),
        (("drivers", other_scopes),),
        notes_of=("drivers", "dominance"),
    ),
    Section("priorities", "diagnosis", (_figure("priorities"),)),
    Section("asymmetry", "diagnosis", (_figure("asymmetry"),), notes_of=("asymmetry", "kano")),
    Section("themes", "diagnosis", (_figure("themes"),), notes_of=("themes", "sentiment")),
    Section("backstage", "diagnosis", (_figure("backstage"),)),
    Section("recovery", "diagnosis", (_figure("recovery"),)),
    Section(
        "moments",
        "diagnosis",
        (_figure("moments"),),
        (("moments", moments_by_place),),
        notes_of=("moments", "lifetime"),
    ),
    Section("retention_curve", "diagnosis", (_figure("retention"),)),
    Section("leaving", "diagnosis", (_figure("leaving"),), after="moments"),
    Section(
        "assumption_scores", "diagnosis", tables=(("assumption_scores", _all("assumption_scores")),)
    ),
    Section(
        "strategies",
        "strategy",
        tables=(("strategies", doing),),
        notes_of=("strategies", "delights", "triggers"),
    ),
    Section(
        "recovery_designs",
        "strategy",
        tables=(("recovery_designs", _where("recovery_designs", "measured")),),
        hangs_on=("moments",),
    ),
    Section(
        "portfolio",
        "strategy",
        (_figure("portfolio"), _figure("frontier", caption="frontier")),
        (("portfolio", _all("portfolio")),),
        notes_of=("portfolio", "frontier", "information"),
    ),
    Section("proposals", "strategy", tables=(("proposals", _all("proposals")),)),
    Section(
        "raci_findings",
        "alignment",
        (_figure("raci"),),
        (("raci_findings", _all("raci_findings")),),
    ),
    Section(
        "readiness",
        "alignment",
        (_figure("readiness"),),
        (("gates", _all("gates")),),
        notes_of=("readiness", "gates"),
    ),
    Section("roadmap", "alignment", (_figure("roadmap"),), notes_of=("roadmap", "ledger")),
    Section("value_chain", "alignment", (_figure("value_chain"),)),
    Section("coordination", "alignment", tables=(("coordination", _all("coordination")),)),
    Section("kpis", "monitoring", (_figure("control"),)),
    Section(
        "alerts",
        "monitoring",
        tables=(("alerts", latest_alerts),),
    ),
    Section("benefits", "monitoring", (_figure("benefits"),), (("benefits", _all("benefits")),)),
    Section("mix", "monitoring", (_figure("mix"),)),
    Section(
        "waves",
        "monitoring",
        tables=(("waves", waves),),
        hangs_on=("scores",),
    ),
    Section(
        "revisit",
        "monitoring",
        tables=(("revisit", _all("revisit")),),
    ),
    Section(
        "stuck",
        "monitoring",
        notes_of=("stuck", "follow_up"),
    ),
)
CHANGES = ("alerts", "benefits", "revisit", "waves", "mix")  # what a monitor page opens with
SHOWN_IN_MONITOR = ("kpis", "alerts", "mix", "benefits", "stuck")


def sections_of(step: str) -> list[Section]:
    """The sections of a step, in the order of the report.

    >>> [s.name for s in sections_of("mapping")][:2]
    ['transitions', 'journeys']
    """
    return [section for section in SECTIONS if section.step == step]
