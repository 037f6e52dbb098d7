"""Which columns of a result table a reader sees, under which heads."""

from __future__ import annotations

import pandas as pd

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report.columns import (
    Column,
    amount,
    base,
    day,
    estimate,
    outcome,
    plain,
    scope,
    text,
    variable,
    yes,
)


def _score(view: View, row: pd.Series) -> str:
    shown = words.unit_of(row["metric"])
    return words.with_interval(row["score"], row["low"], row["high"], shown)


def _stake(view: View, row: pd.Series) -> str:
    if not words.missing(row["value_at_stake"]):
        money = (row["value_at_stake"], row["value_low"], row["value_high"])
        return words.with_interval(*money, view.money)
    people = (row["customers_at_stake"], row["customers_low"], row["customers_high"])
    told = words.with_interval(*people, words.count)
    return told if told == words.MISSING else f"{told} customers"


def _benefit(view: View, row: pd.Series) -> str:
    people = str(row.get("unit", "")).startswith("customer")
    shown = words.count if people else view.money
    told = words.with_interval(row["benefit"], row["low"], row["high"], shown)
    return f"{told} customers" if people and told != words.MISSING else told


LAYOUTS: dict[str, tuple[Column, ...]] = {
    "quality": (
        text("table", "table"), text("column", "column"), text("what", "check"),
        plain("rows", "n", words.count), text("remedy", "remedy"),
    ),
    "touchpoint_map": (
        text("touchpoint", "touchpoint"), text("stage", "stage"), text("journey", "journey"),
        text("environment", "environment"), base("customers", "customers"),
        plain("interactions", "interactions", words.count),
    ),
    "journeys": (
        text("journey", "journey"), base(), estimate("completed", "completion", shown=words.share),
        amount("value a year", "value"), plain("rank", "rank", words.count),
    ),
    "variants": (
        text("path", "path"), base(), plain("share of all", "share", words.share),
    ),
    "loops": (
        text("loop", "loop"), base(), plain("share of all", "share", words.share),
        estimate("completed", "completion", shown=words.share),
        plain("completed without it", "completion_without", words.share),
        plain("n without it", "n_without", words.count),
    ),
    "transitions": (
        text("from", "source"), text("to", "target"), base(),
        plain("median time between", "median_gap_seconds", words.duration),
    ),
    "breakdowns": (
        text("touchpoint", "touchpoint"), base(), plain("drop-off", "dropoff", words.share),
        plain("came again without completing", "repeat_rate", words.share),
        estimate("effect on completing", "effect", shown=words.points),
        plain("test", "p_adjusted", words.p_value), yes("verdict", "breaks", "breaks down"),
    ),
    "scores": (
        outcome(), text("touchpoint", "touchpoint"), text("segment", "segment"), base(),
        Column("score (interval)", _score, numeric=True),
    ),
    "variable_scores": (
        variable(), text("touchpoint", "touchpoint"), text("segment", "segment"), base(),
        estimate("mean", "score"),
    ),
    "drivers": (
        scope(), variable(), base(), estimate("importance", "importance", shown=words.share),
        estimate("effect", "effect", "effect_low", "effect_high", words.signed),
        plain("test", "p_adjusted", words.p_value), yes("verdict", "critical", "critical"),
    ),
    "priorities": (
        text("touchpoint", "touchpoint"), variable(), text("quadrant", "quadrant"),
        plain("probability", "probability", words.share),
    ),
    "leaving": (
        text("touchpoint", "touchpoint"), text("measured by", "source"), base(),
        estimate("hazard ratio", "hazard_ratio"), plain("test", "p_adjusted", words.p_value),
        estimate("effect on staying", "effect_on_retention", "effect_low", "effect_high",
                 words.points),
    ),
    "sentiment": (
        text("touchpoint", "touchpoint"), base(), estimate("sentiment, −1 to 1", "sentiment"),
        plain("praise with a low score", "praised", words.count),
        plain("blame with a high score", "blamed", words.count),
    ),
    "moments": (
        text("touchpoint", "touchpoint"), text("moment", "moment"), text("evidence", "grade"),
        base(), estimate("effect on staying", "effect_on_retention", shown=words.points),
        Column("at stake a year (interval)", _stake, numeric=True),
    ),
    "assumption_scores": (
        text("touchpoint", "touchpoint"), variable(), text("the team's guess", "guess"),
        text("found", "found"), text("result", "result"),
    ),
    "strategies": (
        text("touchpoint", "touchpoint"), text("do", "posture"), text("why", "why"),
        text("right moment?", "right_moment"), text("risk", "risk"),
    ),
    "portfolio": (
        text("initiative", "initiative"), yes("", "chosen", "chosen"),
        Column("benefit (interval)", _benefit, numeric=True), amount("cost", "cost"),
        plain("chosen in", "inclusion_probability", words.share),
        plain("breaks even at uplift", "break_even_uplift"), text("when", "horizon"),
        text("why", "reason"),
    ),
    "information": (
        text("measure", "measurement"), text("touchpoint", "touchpoint"), amount("worth", "value"),
        plain("changes the plan in", "changes", words.share),
    ),
    "recovery_designs": (
        text("touchpoint", "touchpoint"), text("lever", "lever"), text("design", "design"),
        estimate("measured effect", "effect", shown=words.signed), base(),
    ),
    "proposals": (
        text("moment", "moment_id"), text("proposal", "proposal"), text("what", "what"),
        text("effort", "effort"), plain("breaks even at uplift", "break_even_uplift"),
    ),
    "gates": (
        text("department", "department"), base(), text("when", "horizon"), text("why", "reason"),
        text("what would move it forward", "forward"),
    ),
    "moved": (
        text("what", "kind"), Column("name", lambda view, row: view.variable_label(row["name"])),
        base(), estimate("change", "change", shown=words.signed),
        plain("test", "p_adjusted", words.p_value),
    ),
    "revisit": (
        text("what", "subject"), text("back to", "step"), text("why", "why"),
    ),
    "raci_findings": (
        text("subject", "subject"), text("finding", "finding"), text("remedy", "remedy"),
    ),
    "roadmap": (
        text("initiative", "initiative"), text("owner", "owner"), day("start", "start"),
        day("end", "end"), text("waits for", "depends_on"), text("KPI", "kpi"),
    ),
    "coordination": (
        text("department", "source"), text("with", "target"),
        plain("shared subjects", "weight", words.count), text("why", "why"),
    ),
    "alerts": (
        text("period", "period"), outcome("KPI", "kpi"), scope(), text("rule", "rule"),
        text("what happened", "words"),
    ),
    "benefits": (
        text("initiative", "initiative"), outcome("KPI", "kpi"), base(),
        plain("promised", "expected", words.signed),
        estimate("observed", "observed", shown=words.signed), text("result", "result"),
    ),
}  # fmt: skip
