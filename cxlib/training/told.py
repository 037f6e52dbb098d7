"""What a run's findings say of each question, whatever its result tables hold.

A finding is read by its kind, its direction, its figures and the result rows that it rests on,
never by its sentence. Every function takes what is said and the item's subject and gives the
answer in the words of `reading`; "" where no finding speaks of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from cxlib.training.reading import EVERYWHERE, UNCLEAR

NOTHING = ""
MATTERS = ("priority", "asymmetry")  # kinds that say of a variable that it matters, beside drivers
GAPS = {"in data only": "never mapped", "on map only": "never seen"}
KEPT = ("kept", "kept unpromised")
BROKEN = ("not kept", "fell short", "did harm")
NOT_YET = ("not yet", "not yet, dated")
RECOVERY = {"keeps": "wins back", "loses": "does not win back", "alike": "does not win back"}
MIXED = ("mix", "mix alone", "mix and within")
SIGNAL = "signal"  # signs of a change, yet no alert: neither of the two answers


@dataclass(frozen=True)
class Said:
    """One finding with one of the result rows that it rests on."""

    kind: str
    direction: str
    table: str
    key: Mapping[str, object]
    figures: Mapping[str, object]

    def of(self, kind: str, table: str, **key: object) -> bool:
        """Whether it is of this kind and rests on a row with this key, or part of one."""
        return self.kind == kind and self.on(table, **key)

    def on(self, table: str, **key: object) -> bool:
        return self.table == table and all(self.key.get(c) == v for c, v in key.items())


Everything = tuple[Said, ...]


def everything(results: Mapping[str, pd.DataFrame]) -> Everything:
    """All that is said, from the tables `findings` and `finding_rows` alone."""
    if not {"findings", "finding_rows"} <= set(results):
        return ()
    columns = ["finding_id", "kind", "direction", "figures"]
    found = results["findings"][columns].merge(results["finding_rows"], on="finding_id")
    return tuple(
        Said(row.kind, row.direction, row.table, json.loads(row.key), json.loads(row.figures))
        for row in found.itertuples()
    )


def driver(said: Everything, subject: str) -> str:
    """Subject: "recommend:VARIABLE" (all together) or "TOUCHPOINT:VARIABLE" (an attribute)."""
    place, variable = subject.split(":")
    models = ({"outcome": place, "scope": EVERYWHERE}, {"scope": place})
    return _if(
        "critical",
        (
            one.key.get("variable") == variable
            and (
                one.kind in MATTERS or any(one.of("driver", "drivers", **model) for model in models)
            )
            for one in said
        ),
    )


def strongest(said: Everything, subject: str) -> str:
    """The variable whose first place for the outcome is claimed."""
    return _first(
        one.key["variable"]
        for one in said
        if one.of("driver", "drivers", outcome=subject, scope=EVERYWHERE)
        and one.direction == "strongest"
    )


def duplicate(said: Everything, subject: str) -> str:
    """What is told together with this variable, as nearly the same."""
    for one in said:
        twins = one.figures.get("twins") if one.kind == "driver" else None
        names = [one.key.get("variable"), *_listed(twins, "variable")]
        if twins and subject in names:
            return ", ".join(str(name) for name in names if name != subject)
    return NOTHING


def asymmetry(said: Everything, subject: str) -> str:
    return _first(one.direction for one in said if one.of("asymmetry", "asymmetry",
                                                          variable=subject))  # fmt: skip


def breakdown(said: Everything, subject: str) -> str:
    """Findings of any kind that rest on a breakdown say that there is one."""
    return _if("breaks", (one.on("breakdowns", touchpoint=subject) for one in said))


def backstage(said: Everything, subject: str) -> str:
    """Subject: "ACTIVITY:TOUCHPOINT". Findings of any kind that rest on the test say guilty."""
    activity, touchpoint = subject.split(":")
    where = {"activity": activity, "touchpoint": touchpoint}
    return _if("guilty", (one.on("backstage", **where) for one in said))


def recovery(said: Everything, subject: str) -> str:
    """That recovered customers stay is what winning back means; a better score alone is not."""
    where = {"group": "failed and not recovered"}
    return _first(RECOVERY.get(one.direction, NOTHING) for one in said
                  if one.of("recovery", "recovery", **where))  # fmt: skip


def moment(said: Everything, subject: str) -> str:
    """Subject: "TOUCHPOINT:KIND"; where KIND is "any", that leaving follows it says so too."""
    touchpoint, kind = subject.rsplit(":", 1)
    if kind != "any":
        return _if("yes", (one.of("moment", "moments", moment_id=subject) for one in said))
    return _if(
        "yes",
        (
            one.of("leaving", "leaving", touchpoint=touchpoint)
            or (one.of("moment", "moments") and _touchpoint(one) == touchpoint)
            for one in said
        ),
    )


def _touchpoint(one: Said) -> str:
    """The touchpoint of a moment's id, "TOUCHPOINT:KIND"."""
    return str(one.key["moment_id"]).rsplit(":", 1)[0]


def mapped(said: Everything, subject: str) -> str:
    """The touchpoints that are in the data only, or on the map only."""
    there = {str(one.key["touchpoint"]) for one in said
             if one.of("map", "touchpoint_map") and one.direction == GAPS[subject]}  # fmt: skip
    return ", ".join(sorted(there))


def assumption(said: Everything, subject: str) -> str:
    """Rows are of the wrong guesses, or of all where all are right."""
    return _first("right" if one.direction == "all right" else "wrong" for one in said
                  if one.of("assumptions", "assumption_scores", variable=subject))  # fmt: skip


def portfolio(said: Everything, subject: str) -> str:
    answers = {"initiative": "chosen", "left out": "not chosen"}
    return _first(answers[one.kind] for one in said
                  if one.kind in answers and one.on("portfolio", initiative=subject))  # fmt: skip


def raci(said: Everything, subject: str) -> str:
    """Rules other than these two leave it clear who is in charge."""
    rules = {one.key["rule"] for one in said if one.of("raci", "raci_findings", subject=subject)}
    return _first(answer for rule, answer in UNCLEAR.items() if rule in rules)


def benefit(said: Everything, subject: str) -> str:
    answers = {**dict.fromkeys(KEPT, "realised"), **dict.fromkeys(BROKEN, "not realised"),
               **dict.fromkeys(NOT_YET, "not yet knowable")}  # fmt: skip
    return _first(answers[one.direction] for one in said
                  if one.of("benefit", "benefits", initiative=subject))  # fmt: skip


def mix(said: Everything, subject: str) -> str:
    kpi, period = subject.split(":")
    return _if("mix", (one.of("mix", "mix", kpi=kpi, period=period) and one.direction in MIXED
                       for one in said))  # fmt: skip


def alert(said: Everything, subject: str) -> str:
    """An alert, signs of a change without one, or that it stands where it usually does."""
    where = {"kpi": subject, "scope": EVERYWHERE}
    if any(one.of("alert", "alerts", **where) for one in said):
        return "alert"
    ways = [one.direction for one in said if one.of("kpi", "kpis", **where)]
    return _first(SIGNAL if way.startswith(SIGNAL) else "quiet" for way in ways
                  if way == "steady" or way.startswith(SIGNAL))  # fmt: skip


def _first(answers: Iterator[object]) -> str:
    return str(next(answers, NOTHING))


def _if(answer: str, said: Iterator[bool]) -> str:
    return answer if any(said) else NOTHING


def _listed(figure: object, unit: str) -> list[str]:
    """The names in a list of labels: {"listed": [{UNIT: NAME}, …]}."""
    return [part[unit] for part in figure["listed"]] if isinstance(figure, dict) else []
