"""Findings as a page prints them: the claim, how sure, and its evidence one click away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import pandas as pd

from cxlib.findings import spans
from cxlib.findings.collecting import NOT_TRIED
from cxlib.findings.leads import leads
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.report.commentary import Commentary, without_hidden


@dataclass(frozen=True)
class Told:
    """One finding in its registers."""

    id: str
    statement: str
    sure: str
    evidence: str
    roles: str = ""
    time: str = ""  # of its figures, where the page's head names another


@dataclass(frozen=True)
class Telling:
    """Findings in their order: the first in sight, the rest one click away."""

    first: tuple[Told, ...] = ()
    rest: tuple[Told, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.first or self.rest)

    @property
    def ids(self) -> list[str]:
        return [one.id for one in (*self.first, *self.rest)]


def telling(
    view: View,
    findings: pd.DataFrame,
    most: int,
    roles: dict[str, str] | None = None,
    before: Collection[str] = (),
) -> Telling:
    """All of these findings, so many of them in sight; none that was told `before` on the page."""
    made = told(view, findings, roles)
    first = [one for one in made if one.id not in before][:most]
    return Telling(tuple(first), tuple(one for one in made if one not in first))


def told(view: View, findings: pd.DataFrame, roles: dict[str, str] | None = None) -> list[Told]:
    """Findings for a template, in their order; `roles` says what each is to the one who reads."""
    return [
        Told(
            row.finding_id,
            str(row.statement),
            view.voice.say(f"grade|{row.grade}"),
            _evidence(view, row),
            (roles or {}).get(row.finding_id, ""),
            spans.aside(view, str(row.span)),
        )
        for row in findings.itertuples()
    ]


def _evidence(view: View, row: object) -> str:
    """The figures, the base, the test, and which refuters it survived, where one was tried."""
    if pd.isna(row.evidence) or not row.evidence:
        return ""
    tested = "" if missing(row.tested) else str(row.tested)
    if tested in ("", view.voice.say(NOT_TRIED)):
        return str(row.evidence)
    return f"{row.evidence} {view.voice.say('page|tested', tested=tested)}"


def leads_told(view: View, said: Commentary) -> list[Told]:
    """The leads that the consultant has not hidden, each with what would settle it."""
    found = without_hidden(leads(view), said)
    made = told(view, found)
    checks = found["check"]
    return [replace(one, evidence=f"{one.evidence} {check}".strip(), sure="")
            for one, check in zip(made, checks, strict=True)]  # fmt: skip


def periods_told(view: View) -> str:
    """Of which time the figures are, where they name no other; see `cxlib.findings.spans`."""
    return spans.window(view)
