"""What adds up to what: the sums that hold between the counts of the result tables.

Whoever reads two tables can subtract. So each sum that holds by the making of the tables is said
here, as data: what may be shown is decided and audited by it (`cxlib.release`). A table with a new
count says here what it adds up to; those that add up to nothing else are in `ALONE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

IN_WINDOW = "in the window"  # as a period: one of those that steps 1-4 look at


@dataclass(frozen=True)
class Cells:
    """Counts of one table that stand on one side of a sum.

    Attributes
    ----------
    table, count : the table and its column; "n/share" is the whole that a count and its share
        tell, "n*value" the part that a base and its share tell
    by : how a row says which of the sums it belongs to: a name and its reading. A reading is a
        column; `scope[stage]`, of "stage=use" in column scope the "use", other rows left out;
        `segment[*]`, the "plan" of "plan=Basic"; `path[first]` and `path[last]`, the ends of a
        path; `touchpoint>stage`, the touchpoint's stage (or owner) as another table has it
    where : which rows, by column: a value, "!value" for any other, "=column" and "!=column" for
        that column's, "value*" for what begins so, "True" for a flag that is set, or `IN_WINDOW`
    """

    table: str
    count: str
    by: tuple[tuple[str, str], ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Adds:
    """A sum: for each name in `by`, the whole is what the parts are together.

    A side that names fewer groups stands in each of them (a total is the sum of the regions, and of
    the plans). `parts_only`: the whole stays shown, whatever it tells.
    """

    name: str
    whole: Cells
    parts: tuple[Cells, ...]
    parts_only: bool = False


def cells(told: str) -> Cells:
    """Counts as they are written below: TABLE.COUNT by NAME=READING … where COLUMN=VALUE, …

    >>> cells("kpis.n by period at=scope[stage] where kpi=churn").by
    (('period', 'period'), ('at', 'scope[stage]'))
    """
    counted, _, where = told.partition(" where ")
    counted, _, by = counted.partition(" by ")
    table, _, count = counted.partition(".")
    pairs = (name.partition("=") for name in by.split())
    chosen = (rule.partition("=") for rule in where.split(", ") if rule)
    return Cells(
        table,
        count,
        tuple((name, reading or name) for name, _, reading in pairs),
        {column: value for column, _, value in chosen},
    )


def _adds(name: str, whole: str, *parts: str, parts_only: bool = False) -> Adds:
    return Adds(name, cells(whole), tuple(map(cells, parts)), parts_only)


def _split(table: str, split: str, total: str, by: str = "") -> Adds:
    """A table's own total, split in as many ways as it has segments."""
    whole = f"{table}.n by {by} where {split}={total}"
    return _adds(f"{table}: {split}s", whole, f"{table}.n by {by} way={split}[*]")


def _shares(table: str, by: str = "") -> Adds:
    """The whole that a count and its share tell."""
    return _adds(f"{table}: shares", f"{table}.n/share by {by}", f"{table}.n by {by}")


_MET = "touchpoint_map.interactions by at=touchpoint"
_AGAIN = "touchpoint_map.repeats by at=touchpoint"
_USED = "quality.n where check=rows used, table="
_MONTHLY = "kpis.n by kpi period"
_WINDOW = f"where period={IN_WINDOW}"

# fmt: off
_EDGE = (
    _adds("quality: rows", "quality.n by table where check=rows in",
          "quality.n by table where check=rows used", "quality.n by table where check=excluded*",
          "quality.n by table where check=outside*"),
)
_MAPPING = (
    _adds("transitions: out", _MET, "touchpoint_map.ends by at=touchpoint",
          "transitions.n by at=source"),
    _adds("transitions: in", _MET, "touchpoint_map.starts by at=touchpoint",
          "transitions.n by at=target"),
    _adds("transitions: repeats", _AGAIN, "transitions.n by at=source where source==target"),
    _shares("transitions", "at=source"),
    _adds("blueprint", "blueprint.n by at=touchpoint",
          "transitions.n by at=target where source=!=target"),
    _adds("breakdowns: visits", _MET, "breakdowns.visits by at=touchpoint"),
    _adds("breakdowns: repeats", _AGAIN, "breakdowns.visits*return_rate by at=touchpoint"),
    _adds("breakdowns: journeys", _MET, _AGAIN, "breakdowns.n by at=touchpoint"),
    _adds("to_define", _MET, "to_define.interactions by at=touchpoint"),
    _adds("map: interactions", _USED + "interactions", "touchpoint_map.interactions"),
    _adds("map: starts", "journeys.n", "touchpoint_map.starts"),
    _adds("map: ends", "journeys.n", "touchpoint_map.ends"),
    _adds("journeys: starts", "journeys.n by journey", "touchpoint_map.starts by journey"),
    # a path that few walk is shown without its name: only another path can hide it
    _adds("variants: starts", "touchpoint_map.starts by at=touchpoint",
          "variants.n by at=path[first]", parts_only=True),
    _adds("variants: ends", "touchpoint_map.ends by at=touchpoint",
          "variants.n by at=path[last]", parts_only=True),
    _adds("variants: journeys", "variants.n/share", "journeys.n"),
    _shares("leavers", "stage"),
    _adds("leavers: funnel", "funnel.entered by stage", "funnel.completed by stage",
          "funnel.open by stage", "leavers.n by stage"),
    _adds("stage_times", "funnel.completed by stage", "stage_times.n by stage=source"),
    _shares("channel_moves", "source"),
    _adds("channel_moves: entries", "journeys.n", "channel_moves.n where source=entry"),
)
_DIAGNOSIS = (
    _split("scores", "segment", "all", "outcome touchpoint metric"),
    _adds("scores: touchpoints", "scores.n by outcome segment metric where touchpoint=overall",
          "scores.n by outcome segment metric where touchpoint=!overall"),
    _adds("answers", "scores.n by outcome touchpoint metric where segment=all",
          "answers.n by outcome touchpoint"),
    _split("choices", "segment", "all", "question choice"),
    _adds("choices: asked", "choices.of by question choice where segment=all",
          "choices.of by question choice way=segment[*]"),
    _adds("crosstabs: segments", "crosstabs.n by question where segment=all, answer=base",
          "crosstabs.n by question way=segment[*] where answer=base"),
    _adds("crosstabs: bases", "crosstabs.n by question segment where answer=base",
          "crosstabs.n by question segment answer where answer=!base"),
    _adds("crosstabs: scores", "scores.n by question=outcome segment metric "
          "where touchpoint=overall", "crosstabs.n by question segment where answer=base"),
    _adds("crosstabs: variables", "variable_scores.n by question=variable segment",
          "crosstabs.n by question segment where answer=base"),
    _split("variable_scores", "segment", "all", "variable touchpoint"),
    _adds("sentiment", "sentiment.n where touchpoint=overall",
          "sentiment.n where touchpoint=!overall"),
    _adds("themes", "themes.n by theme where touchpoint=overall",
          "themes.n by theme where touchpoint=!overall"),
    _split("retention_curve", "segment", "all", "months"),
    _split("lifetime", "segment", "all", "method"),
)
_ALIGNMENT = (
    _adds("readiness", _USED + "readiness", "readiness.n by measure"),
    _adds("gates", "gates.n by department", "readiness.n by department measure"),
    _adds("coordination", "coordination.handovers by a=source b=target",
          "transitions.n by a=source>owner b=target>owner",
          "transitions.n by b=source>owner a=target>owner"),
)
_MONITORING = (
    _split("kpis", "scope", "overall", "kpi period"),
    _adds("kpis: stages", f"{_MONTHLY} stage=scope[stage]",
          f"{_MONTHLY} stage=scope[touchpoint]>stage"),
    _adds("kpis: customers", "kpis.n by period scope where kpi=churn",
          "kpis.n by period scope where kpi=retention"),
    _adds("kpis: answers", "kpis.n*value by period scope where kpi=response_rate",
          "kpis.n by kpi period scope where n_of=answers"),
    _adds("waves", f"{_MONTHLY} scope", "waves.n by kpi period scope=name against"),
    _adds("alerts", f"{_MONTHLY} scope", "alerts.n by kpi period scope rule"),
    _adds("mix", f"{_MONTHLY} where scope=overall", "mix.n by kpi period"),
    _adds("scores: months", "scores.n by kpi=outcome scope=segment metric where touchpoint=overall",
          f"kpis.n by kpi scope {_WINDOW}"),
    _adds("scores: all months", "scores.n by kpi=outcome metric "
          "where touchpoint=overall, segment=all", f"kpis.n by kpi {_WINDOW}, scope=overall"),
    _adds("scores: months at a touchpoint",
          "scores.n by kpi=outcome at=touchpoint metric where segment=all",
          f"kpis.n by kpi at=scope[touchpoint] {_WINDOW}"),
    _adds("map: all months", f"kpis.n {_WINDOW}, kpi=volume, scope=overall",
          "touchpoint_map.interactions"),
    _adds("map: months", _MET, f"kpis.n by at=scope[touchpoint] {_WINDOW}, kpi=volume"),
    _adds("response_rates", "response_rates.invited by scope=segment",
          f"kpis.n by scope {_WINDOW}, kpi=response_rate"),
    _adds("journeys: months", "journeys.n by at=journey",
          f"kpis.n by at=scope[journey] {_WINDOW}, kpi=conversion"),
    _adds("funnel: months", "funnel.entered by at=stage",
          f"kpis.n by at=scope[stage] {_WINDOW}, kpi=conversion"),
)
# fmt: on
RELATIONS: tuple[Adds, ...] = (*_EDGE, *_MAPPING, *_DIAGNOSIS, *_ALIGNMENT, *_MONITORING)

# their counts are of things measured in no other table, or of no people at all
ALONE = (
    "loops", "map_order", "drivers", "priorities", "asymmetry", "kano", "backstage", "recovery",
    "leaving", "moments", "strategies", "recovery_designs", "delights", "proposals", "triggers",
    "portfolio", "frontier", "benefits", "revisit", "stuck", "findings", "notes", "suspicions",
)  # fmt: skip

# numbers that tell a count by the fraction they are: hidden with it
TELLING: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("breakdowns", "visits"): ("dropoff", "return_rate", "comeback_rate", "repeat_rate"),
}
