"""Findings as a page prints them: the claim, how sure, and its evidence one click away."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlib.release.view import View


@dataclass(frozen=True)
class Told:
    """One finding in its registers."""

    id: str
    statement: str
    sure: str
    evidence: str
    roles: str = ""


@dataclass(frozen=True)
class Telling:
    """Findings in their order: the first in sight, the rest one click away."""

    first: tuple[Told, ...] = ()
    rest: tuple[Told, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.first)

    @property
    def ids(self) -> list[str]:
        return [one.id for one in (*self.first, *self.rest)]


def telling(
    view: View, findings: pd.DataFrame, most: int, roles: dict[str, str] | None = None
) -> Telling:
    """All of these findings, so many of them in sight."""
    made = told(view, findings, roles)
    return Telling(tuple(made[:most]), tuple(made[most:]))


def told(view: View, findings: pd.DataFrame, roles: dict[str, str] | None = None) -> list[Told]:
    """Findings for a template, in their order; `roles` says what each is to the one who reads."""
    return [
        Told(
            row.finding_id,
            str(row.statement),
            view.voice.say(f"grade|{row.grade}"),
            _evidence(view, row),
            (roles or {}).get(row.finding_id, ""),
        )
        for row in findings.itertuples()
    ]


def _evidence(view: View, row: object) -> str:
    """The figures, the base, the test, and which refuters it survived."""
    if pd.isna(row.evidence) or not row.evidence:
        return ""
    return f"{row.evidence} {view.voice.say('page|tested', tested=str(row.tested))}"


def periods_told(view: View) -> str:
    """Of which time the figures are: the window up to the period's end, or all of the data.

    Every number of a page is of this time unless it names another.
    """
    engagement, voice = view.engagement, view.voice
    if engagement.period is None:
        return voice.say("page|all data")
    end = voice.period(engagement.period)
    window = engagement.config.window
    if window is None:
        return voice.say("page|all until", end=end)
    number, unit = window.split()[0], window.split()[-1].rstrip("s")
    return voice.say(f"page|window {unit}", int(number), n=number, end=end)
