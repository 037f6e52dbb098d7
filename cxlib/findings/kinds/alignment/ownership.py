"""Where the responsibilities are unclear, and where the cause lies in another department."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.engagement.contracts.names import key, several
from cxlib.findings.claim import Claim, Kind, key_of, shown
from cxlib.findings.families import BACKSTAGE
from cxlib.findings.kinds.alignment.places import (
    DECLARED,
    answered_for,
    explained,
    touched,
    weighed,
)
from cxlib.findings.weighing import sure_from_p
from cxlib.release.view import View
from cxlib.results.coded import count, listed, p, text

OF_A_SUBJECT = ("none accountable", "several accountable", "none responsible")
OF_A_DEPARTMENT = {"overload": "A", "bottleneck": "C"}  # and the letters it is about
ORPHAN, ELSEWHERE = "orphan", "cause elsewhere"
VISITS = "visits"  # what was counted where the activity makes visits fail, not ratings fall


def unclear(view: View) -> Iterator[Claim]:
    """What the client's own matrix leaves open, subject by subject and department by department."""
    table = view.codes["raci_findings"]
    for row in table[table["rule"].isin(OF_A_SUBJECT)].itertuples():
        yield _declared(row, **weighed(view, touched(view, row.subject), DECLARED))
    for row in table[table["rule"].isin(OF_A_DEPARTMENT)].itertuples():
        places = answered_for(view, row.subject, OF_A_DEPARTMENT[row.rule])
        yield _declared(row, **weighed(view, places, DECLARED))
    yield from _orphans(view, table[table["rule"] == ORPHAN])


def _declared(row: object, **weight: float) -> Claim:
    return Claim(
        subject=f"{row.subject}:{row.rule}",
        direction=row.rule,
        slots={
            "subject": text(row.subject), "departments": _names(row.departments),
            "value": count(row.value), "against": count(row.against),
            "finding": explained(row.finding), "remedy": explained(row.remedy),
        },
        rows=(("raci_findings", key_of("raci_findings", row)),),
        value=row.value, unit="count", n_of="things", grade="opinion",
        about=_about(row),
        **weight,
    )  # fmt: skip


def _about(row: object) -> tuple[tuple[str, str], ...]:
    """The owners of the subject, all departments named, and those who must act."""
    subject = [] if row.rule in OF_A_DEPARTMENT else [("touchpoint", row.subject),
                                                      ("initiative", row.subject)]  # fmt: skip
    named = [("department", name) for name in several(row.departments)]
    return (*subject, *named, *(("remedy", name) for name in several(row.remedy_by)))


def _names(cell: object) -> dict:
    return listed(text(name) for name in several(cell))


def _orphans(view: View, rows: pd.DataFrame) -> Iterator[Claim]:
    """All subjects that are not in the matrix at all, in one claim."""
    if rows.empty:
        return
    places = [t for subject in rows["subject"] for t in touched(view, subject)]
    yield Claim(
        subject="orphans",
        direction=ORPHAN,
        slots={"subjects": listed(map(text, rows["subject"])), "n": count(len(rows))},
        rows=tuple(("raci_findings", key_of("raci_findings", r)) for r in rows.itertuples()),
        value=len(rows), unit="count", n=len(rows), n_of="things", grade="opinion",
        about=tuple(dict.fromkeys(pair for row in rows.itertuples() for pair in _about(row))),
        **weighed(view, places, DECLARED),
    )  # fmt: skip


def elsewhere(view: View) -> Iterator[Claim]:
    """A guilty activity that neither the accountable department nor a responsible one runs."""
    table = view.codes["raci_findings"]
    tested = shown(view, "backstage").dropna(subset=["p_adjusted"])
    for row in table[table["rule"] == ELSEWHERE].itertuples():
        found = _tests(tested, row)
        if len(found):
            yield _elsewhere(view, row, found)


def _tests(tested: pd.DataFrame, row: object) -> pd.DataFrame:
    """The tests of the row's activities at its touchpoint, the surest first."""
    guilty = {key(name) for name in several(row.activity)}
    there = (tested["touchpoint"].map(key) == key(row.subject)) & tested["activity"].map(key).isin(
        guilty
    )
    harmful = tested["harmful"].fillna(False).astype(bool)
    return tested[there & harmful].sort_values("p_adjusted", kind="stable")


def _elsewhere(view: View, row: object, found: pd.DataFrame) -> Claim:
    surest = next(found.itertuples())
    activities = several(row.activity)
    visits = str(surest.n_of) == VISITS
    return Claim(
        subject=row.subject,
        direction="of visits" if visits else "of answers",
        slots={
            "touchpoint": text(row.subject), "activities": _names(row.activity),
            "runs": _names(row.remedy_by), "departments": _names(row.departments),
            "remedy": explained(row.remedy), "n": count(surest.n), "p": p(surest.p_adjusted),
        },
        rows=(("raci_findings", key_of("raci_findings", row)),
              *(("backstage", key_of("backstage", r)) for r in found.itertuples())),
        value=surest.effect, low=surest.low, high=surest.high, unit="number",
        n=surest.n, n_of=VISITS if visits else "answers", p=surest.p_adjusted,
        family=BACKSTAGE, grade="events" if visits else "both",
        sure=sure_from_p(surest.p_adjusted),
        about=(*_about(row), *(("cause", name) for name in activities)),
        **weighed(view, [row.subject]),
    )  # fmt: skip


KINDS = (
    Kind("raci", "alignment", "raci_findings", (*OF_A_SUBJECT, *OF_A_DEPARTMENT, ORPHAN),
         "declared", unclear,
         things=("value", "against", "load", "usual", "accountable", "responsible", "consulted",
                 "times", "subjects")),
    Kind("cause elsewhere", "alignment", "raci_findings", ("of visits", "of answers"),
         "the activity's effect on the touchpoint, false-discovery rate over all activities; "
         "who runs it is declared", elsewhere),
)  # fmt: skip
