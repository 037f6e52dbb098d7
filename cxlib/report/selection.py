"""What each surface tells: page, monitor page, briefs and slides take their findings from here.

A reader meets few findings at once, the weightiest first; the rest stand one click away, and none
is lost. Only what stands is told, and nothing that the consultant has hidden.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from cxlib.findings import order
from cxlib.findings.routing import Owners
from cxlib.release.view import View
from cxlib.report.commentary import Commentary, commentary, without_hidden
from cxlib.report.sections import CHANGES, SECTIONS, SHOWN_IN_MONITOR, Section

MOST_MATTERS, MOST_ALERTS, MOST_OTHERS = 5, 4, 5  # on page one
# the tiles say scores and KPIs; these say again what a matter or a driver says
SAID_ELSEWHERE = ("score", "kpi", "journey", "leaving", "moment", "priority", "strategy")
# whoever these concern reads them in sight, however much else there is
MUST_BE_READ = ("alert", "backstage", "cause elsewhere", "benefit")
# what may be told to all: findings about customers, none about a department or a person
TOLD_TO_ALL = ("moment", "breakdown", "driver", "recovery", "backstage", "theme")
MOST_OF_A_KIND = 3  # in sight of one brief, so that no kind crowds out the others
MOST_IN_A_BRIEF = 8  # in sight


def standing(view: View, said: Commentary) -> pd.DataFrame:
    """The findings that may be told, the weightiest first."""
    found = without_hidden(view["findings"], said)
    found = found[found["stands"].fillna(False).astype(bool)]
    return found.sort_values("weight", ascending=False, kind="stable")


def _about(view: View, said: Commentary, tables: tuple[str, ...]) -> pd.DataFrame:
    found = standing(view, said)
    return found[found["finding_id"].isin(order.about(view, tables)["finding_id"])]


# ---------------------------------------------------------------------------- sections of a page


def of_section(view: View, section: Section, said: Commentary) -> pd.DataFrame:
    """Everything about a section's tables: what tells of its own table before the others."""
    here = _about(view, said, (section.name, *section.notes_of))
    own = here["finding_id"].isin(order.about(view, (section.name,))["finding_id"])
    return here.loc[own.sort_values(ascending=False, kind="stable").index]


def changes(view: View, said: Commentary) -> pd.DataFrame:
    """What changed, the alerts first: what the monitor page opens with."""
    found = _about(view, said, CHANGES)
    first = found["kind"].eq("alert").sort_values(ascending=False, kind="stable")
    return found.loc[first.index]


# ---------------------------------------------------------------------------- page one


@dataclass(frozen=True)
class Moment:
    """A row of page one.

    Attributes
    ----------
    row : the row of `moments`
    own, cause : what is claimed of it and of its cause, a finding each, or none
    about : ids of all that is found of it, of its cause, and that leads to it
    """

    row: object
    own: pd.DataFrame
    cause: pd.DataFrame
    about: tuple[str, ...]


def matters(view: View, said: Commentary) -> list[Moment]:
    """The moments that weigh most; one of which the consultant hid every claim is left out."""
    found = standing(view, said)
    hidden = set(view["findings"]["finding_id"]) & set(said.hidden)
    ranked = order.ranked(view, "moments", view["moments"].sort_values("rank"))
    told = [row for row in ranked.itertuples() if not _hidden(view, row, hidden)]
    return [_moment(view, row, found) for row in told[:MOST_MATTERS]]


def _moment(view: View, row: object, found: pd.DataFrame) -> Moment:
    here, cause = _own(view, row, found), _cause(view, found, row.touchpoint)
    led = found[found["leads_to"].eq(row.moment_id).fillna(False)]
    about = dict.fromkeys(pd.concat([here, cause, led])["finding_id"])  # each once
    return Moment(row, here.head(1), cause, tuple(about))


def _hidden(view: View, moment: object, hidden: set[str]) -> bool:
    here = order.on_row(view, "moments", moment)
    return bool(here) and here <= hidden


def _own(view: View, moment: object, found: pd.DataFrame) -> pd.DataFrame:
    """What rests on a moment's row: the claim of the moment itself first."""
    here = found[found["finding_id"].isin(order.on_row(view, "moments", moment))]
    own = here["kind"].eq("moment").sort_values(ascending=False, kind="stable")
    return here.loc[own.index]


def _cause(view: View, found: pd.DataFrame, touchpoint: str) -> pd.DataFrame:
    """What lies behind a moment: the weightiest cause found at its touchpoint, if any."""
    rows = view["backstage"]
    here = rows[rows["touchpoint"].eq(touchpoint).fillna(False)]
    ids = {i for row in here.itertuples() for i in order.on_row(view, "backstage", row)}
    return found[found["finding_id"].isin(ids) & found["kind"].eq("backstage")].head(1)


def alerts(view: View, said: Commentary) -> pd.DataFrame:
    """The alerts of the period."""
    found = _about(view, said, ("alerts",))
    return found[found["kind"].eq("alert")].head(MOST_ALERTS)


def others(view: View, said: Commentary) -> pd.DataFrame:
    """What else weighs most, one of each kind, so that no kind crowds out the others."""
    told = [part for one in matters(view, said) for part in (one.own, one.cause)]
    used = set(pd.concat([*told, alerts(view, said)])["finding_id"])
    rest = standing(view, said)
    rest = rest[~rest["finding_id"].isin(used) & ~rest["kind"].isin(SAID_ELSEWHERE)]
    return rest.drop_duplicates("kind").head(MOST_OTHERS)


# ---------------------------------------------------------------------------- briefs


def readers(view: View) -> list[str]:
    """Every owner, and every department that a finding concerns and no owner stands for."""
    engagement = view.engagement
    named = [engagement.table(name).owner for name in ("owners", "touchpoints", "initiatives")]
    owners = sorted(pd.concat(named).dropna().unique())
    spoken_for = {Owners(view).department(owner) for owner in owners}
    concerned = set(view["concerns"]["department"]) - spoken_for - set(owners)
    return [*owners, *sorted(concerned)]


def concerning(view: View, department: str, said: Commentary) -> pd.DataFrame:
    """All that concerns a department: what it must read first, then few of each kind, then all."""
    here = _of_department(view, department, said)
    here = here[~here["finding_id"].isin(_about_ownership(view))]
    must = here["kind"].isin(MUST_BE_READ)
    return pd.concat([here[must], few_of_each(here[~must])])


def of_ownership(view: View, department: str, said: Commentary) -> pd.DataFrame:
    """Where it is unclear who is in charge, as far as it concerns a department."""
    here = _of_department(view, department, said)
    return here[here["finding_id"].isin(_about_ownership(view))]


def _of_department(view: View, department: str, said: Commentary) -> pd.DataFrame:
    concerns = view["concerns"]
    mine = concerns.loc[concerns["department"].eq(department).fillna(False), "finding_id"]
    found = standing(view, said)
    return found[found["finding_id"].isin(mine)]


def _about_ownership(view: View) -> set[str]:
    """Findings about who is in charge, causes apart: they have a section of their own."""
    found = order.about(view, ("raci_findings",))
    return set(found.loc[~found["kind"].isin(MUST_BE_READ), "finding_id"])


def for_all(view: View, said: Commentary) -> pd.DataFrame:
    """What was found of customers; no judgement of a department or person."""
    found = standing(view, said)
    return few_of_each(found[found["kind"].isin(TOLD_TO_ALL)])


def few_of_each(findings: pd.DataFrame) -> pd.DataFrame:
    """By weight, yet first no more than a few of one kind."""
    late = findings.groupby("kind").cumcount() >= MOST_OF_A_KIND
    return findings.loc[late.sort_values(kind="stable").index]


# ---------------------------------------------------------------------------- slides


def message(view: View, said: Commentary, table: str, row: object | None = None) -> pd.DataFrame:
    """The weightiest finding of a table, which says what its picture shows; of one row, if given.

    One row, or none.
    """
    found = _about(view, said, (table,))
    if row is not None:
        found = found[found["finding_id"].isin(order.on_row(view, table, row))]
    return found.head(1)


# ---------------------------------------------------------------------------- all of it


def surfaces(view: View) -> pd.DataFrame:
    """Which finding is read where.

    Parameters
    ----------
    view : with its findings, as `cxlib.findings.released` gives it

    Returns
    -------
    DataFrame
        finding_id, surface: page, monitor or brief (the slides tell nothing that the page does
        not). A finding that stands in no row is read by nobody.
    """
    said = commentary(view)
    pairs = [
        (finding, surface)
        for surface, found in _told(view, said)
        for finding in found["finding_id"]
    ]
    return pd.DataFrame(list(dict.fromkeys(pairs)), columns=["finding_id", "surface"])


def _told(view: View, said: Commentary) -> Iterator[tuple[str, pd.DataFrame]]:
    for one in matters(view, said):
        yield from (("page", one.own), ("page", one.cause))
    yield from (("page", alerts(view, said)), ("page", others(view, said)))
    yield "monitor", changes(view, said)
    for section in SECTIONS:
        if said.hides(section.name):
            continue
        found = of_section(view, section, said)
        if section.name in SHOWN_IN_MONITOR:
            yield "monitor", found
        if not said.hides(section.step):
            yield "page", found
    owners = Owners(view)
    for department in {owners.department(reader) for reader in readers(view)}:
        yield "brief", concerning(view, department, said)
        yield "brief", of_ownership(view, department, said)
    yield "brief", for_all(view, said)
