"""Which columns of a result table a reader sees, under which heads."""

from __future__ import annotations

import pandas as pd

from cxlib.findings import spans
from cxlib.findings.kinds.monitoring.moves import against, what_moved
from cxlib.findings.kinds.strategy.amounts import amount
from cxlib.language import MISSING, missing
from cxlib.release.view import View
from cxlib.report.cell_words import UNMAPPED, moment
from cxlib.report.columns import (
    Column,
    Write,
    base,
    day,
    estimate,
    in_unit,
    outcome,
    p_value,
    period,
    place,
    plain,
    scope,
    segment,
    term,
    text,
    variable,
    yes,
)
from cxlib.results.measured import beside, change

UNITS = {"nps": "nps", "top2": "share", "share": "share", "rate": "share"}  # of a metric


def unit_of(metric: str) -> str:
    """The unit in which scores of a metric are written.

    >>> unit_of("top2"), unit_of("mean")
    ('share', 'number')
    """
    return UNITS.get(metric, "number")


def _score(view: View, row: pd.Series) -> str:
    return view.voice.within(row["score"], row["low"], row["high"], unit_of(row["metric"]))


def _stake(view: View, row: pd.Series) -> str:
    if not missing(row["value_at_stake"]):
        money = (row["value_at_stake"], row["value_low"], row["value_high"])
        return view.voice.within(*money, "money")
    people = (row["customers_at_stake"], row["customers_low"], row["customers_high"])
    return _customers(view, view.voice.within(*people, "count"))


def _benefit(view: View, row: pd.Series) -> str:
    if missing(row["benefit"]):
        return MISSING
    known = amount(view, row.get("unit"), row["benefit"], row["low"], row["high"])
    return view.voice.figure(known)


def _worth(view: View, row: pd.Series) -> str:
    """What a measurement is worth: in the unit of the benefits that it would change."""
    if missing(row["value"]):
        return MISSING
    return view.voice.figure(amount(view, row.get("unit"), row["value"]))


def _planned(write: Write) -> Write:
    """What the plan says of an initiative that another table names; empty where it has none."""

    def written(view: View, row: pd.Series) -> str:
        plan = view["portfolio"]
        mine = plan[plan["initiative"].eq(row["initiative"]).fillna(False)]
        return write(view, mine.iloc[0]) if len(mine) else ""

    return written


DELIGHT = "delight"
COST = plain("cost", "cost", "money")


def _customers(view: View, told: str) -> str:
    return told if told == MISSING else view.voice.say("cell|customers", n=told)


def _stage(view: View, row: pd.Series) -> str:
    """A stage as the client calls it; that there is none is the method's own word."""
    return view.voice.term(row["stage"]) if row["stage"] == UNMAPPED else str(row["stage"])


def _promised(view: View, row: pd.Series) -> str:
    return view.voice.figure(beside(row["unit"], row["expected"], row["low"], row["high"]))


def _observed(view: View, row: pd.Series) -> str:
    return view.voice.figure(change(row["unit"], row["observed"], row["low"], row["high"]))


def _part(view: View, row: pd.Series) -> str:
    return view.voice.figure(what_moved(row))


def _against(view: View, row: pd.Series) -> str:
    return view.voice.figure(against(row))


def _changed(view: View, row: pd.Series) -> str:
    return view.voice.figure(change(row["unit"], row["change"], row["low"], row["high"]))


def _staying(effect: str, low: str, high: str) -> Write:
    """How many more stay who met it: less than none where it is a pain."""

    def written(view: View, row: pd.Series) -> str:
        known = [row[effect], row[low], row[high]]
        if str(row.get("moment")) != DELIGHT:
            known = [pd.NA if missing(v) else -float(v) for v in (known[0], known[2], known[1])]
        return in_unit(view, "points", *known)

    return written


def _uplift(view: View, row: pd.Series) -> str:
    """In points of the variable that is to rise; without one, as a part of what is at stake."""
    needed, raised = row["break_even_uplift"], row.get("variable")
    if missing(needed):
        return MISSING
    if missing(raised):
        return view.voice.share(needed)
    return view.voice.say("cell|scale points", n={"number": needed})


def _grade(view: View, row: pd.Series) -> str:
    return view.voice.say(f"grade|{row['grade']}")


def _time(view: View, row: pd.Series) -> str:
    """Of which time a moment's base and effect are; empty where it is the report's window."""
    return spans.aside(view, spans.of_row("moments", row))


def _moment(view: View, row: pd.Series) -> str:
    return moment(view.voice, str(row["moment_id"]))


LAYOUTS: dict[str, tuple[Column, ...]] = {
    "touchpoint_map": (
        place(), Column("stage", _stage), text("journey", "journey"),
        text("environment", "environment"), base("customers", "customers"),
        plain("interactions", "interactions", unit="count"),
    ),
    "journeys": (
        text("journey", "journey"), base(), estimate("completed", "completion", unit="share"),
        plain("value a year", "value", "money"), plain("rank", "rank", unit="count"),
    ),
    "variants": (
        text("path", "path"), base(), plain("share of all", "share", unit="share"),
    ),
    "loops": (
        text("loop", "loop"), base(), plain("share of all", "share", unit="share"),
        estimate("completed", "completion", unit="share"),
        plain("completed without it", "completion_without", unit="share"),
        plain("n without it", "n_without", unit="count"),
    ),
    "transitions": (
        text("from", "source"), text("to", "target"), base(),
        plain("median time between", "median_gap_seconds", unit="seconds"),
    ),
    "breakdowns": (
        place(), base(), plain("drop-off", "dropoff", unit="share"),
        plain("came again without completing", "repeat_rate", unit="share"),
        estimate("effect on completing", "effect", unit="points"),
        p_value(), yes("verdict", "breaks", "breaks down"),
    ),
    "scores": (
        outcome(), place(), segment(), base(),
        Column("score", _score, numeric=True, interval=True),
    ),
    "variable_scores": (
        variable(), place(), segment(), base(),
        estimate("mean", "score"),
    ),
    "drivers": (
        scope(), variable(), base(), estimate("importance", "importance", unit="share"),
        estimate("effect", "effect", "effect_low", "effect_high", "signed"),
        p_value(), yes("verdict", "critical", "critical"),
    ),
    "priorities": (
        place(), variable(), term("quadrant", "quadrant"),
        plain("probability", "probability", unit="share"),
    ),
    "leaving": (
        place(), term("measured by", "source"), base(),
        estimate("hazard ratio", "hazard_ratio"), p_value(),
        Column("effect on staying", _staying("effect_on_retention", "effect_low", "effect_high"),
               numeric=True, interval=True),
    ),
    "sentiment": (
        place(), base(), estimate("sentiment", "sentiment"),
        plain("praise with a bad score", "praised", unit="count"),
        plain("blame with a good score", "blamed", unit="count"),
    ),
    "moments": (
        place(), term("moment", "moment"), Column("evidence", _grade),
        base(), Column("time", _time),
        Column("effect on staying", _staying("effect_on_retention", "low", "high"), numeric=True,
               interval=True),
        Column("at stake a year", _stake, numeric=True, interval=True),
    ),
    "assumption_scores": (
        place(), variable(), term("guess", "guess"),
        term("found", "found"), term("result", "result"),
    ),
    "strategies": (
        place(), term("do", "posture"), text("why", "why"),
        text("right moment?", "right_moment"), text("risk", "risk"),
    ),
    "portfolio": (
        text("initiative", "initiative"), yes("", "chosen", "chosen"),
        Column("benefit", _benefit, numeric=True, interval=True), COST,
        plain("chosen in", "inclusion_probability", unit="share"),
        Column("breaks even at uplift", _uplift, numeric=True), term("when", "horizon"),
        text("why", "reason"),
    ),
    "information": (
        text("measure", "measurement"), place(), Column("worth", _worth, numeric=True),
        plain("changes the plan in", "changes", unit="share"),
    ),
    "recovery_designs": (
        place(), term("lever", "lever"), text("design", "design"),
        estimate("measured effect", "effect", unit="signed"), base(),
    ),
    "proposals": (
        Column("moment", _moment), term("proposal", "proposal"), text("what", "what"),
        term("effort", "effort"), Column("breaks even at uplift", _uplift, numeric=True),
    ),
    "gates": (
        text("department", "department"), base(), term("when", "horizon"), text("why", "reason"),
        text("what would move it forward", "forward"),
    ),
    "waves": (
        Column("against", _against), term("what", "kind"), Column("name", _part),
        base(), Column("change", _changed, numeric=True, interval=True),
        p_value(),
    ),
    "revisit": (
        text("what", "subject"), term("back to", "step"), text("why", "why"),
    ),
    "raci_findings": (
        text("subject", "subject"), text("finding", "finding"), text("remedy", "remedy"),
    ),
    "roadmap": (
        text("initiative", "initiative"), text("owner", "owner"), day("start", "start"),
        day("end", "end"), text("waits for", "depends_on"), outcome("KPI", "kpi"),
        Column(COST.head, _planned(COST.write), numeric=True),
        Column("benefit", _planned(_benefit), numeric=True, interval=True),
    ),
    "coordination": (
        text("department", "source"), text("with", "target"),
        plain("shared subjects", "weight", unit="count"), text("why", "why"),
    ),
    "alerts": (
        period("period", "period"), outcome("KPI", "kpi"), scope(), term("rule", "rule"),
        text("what happened", "words"),
    ),
    "benefits": (
        text("initiative", "initiative"), outcome("KPI", "kpi"), base(),
        Column("promised", _promised, numeric=True),
        Column("observed", _observed, numeric=True, interval=True), term("result", "result"),
    ),
}  # fmt: skip
