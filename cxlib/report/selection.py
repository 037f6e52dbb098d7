"""What each surface tells: page, monitor page, briefs and slides take their findings from here.

A reader meets few findings at once, the weightiest first; the rest stand one click away, and none
is lost. Only what stands is told, and nothing that the consultant has hidden.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.findings import order
from cxlib.findings.routing import WATCHING, Owners
from cxlib.release.view import View
from cxlib.report import front
from cxlib.report.commentary import Commentary, commentary
from cxlib.report.sections import CHANGES, SECTIONS, SHOWN_IN_MONITOR, Section
from cxlib.report.standing import about, standing

SECTION = {section.name: section for section in SECTIONS}
# whoever these concern reads them in sight, however much else there is
ALERT, ELSEWHERE = "alert", "cause elsewhere"
UNMAPPED, AT = "unmapped", "touchpoint="
MUST_BE_READ = (ALERT, "backstage", ELSEWHERE, "benefit")
# what may be told to all: findings about customers, none about a department or a person
TOLD_TO_ALL = ("moment", "breakdown", "driver", "recovery", "backstage", "theme")
MOST_OF_A_KIND = 3  # in sight of one brief, so that no kind crowds out the others
MOST_IN_A_BRIEF = 8  # in sight


# ---------------------------------------------------------------------------- sections of a page


def of_section(view: View, section: Section, said: Commentary) -> pd.DataFrame:
    """Everything about a section's tables, in the order in which notebooks tell it too."""
    return about(view, said, (section.name, *section.notes_of))


def told_before(view: View, section: Section, said: Commentary) -> set[str]:
    """Which of a section's findings say what the section before it said from another side: all
    that they rest on is what something told there rests on too."""
    before = SECTION.get(section.after)
    if before is None or said.hides(before.name):
        return set()
    rests = order.rests_on(view)
    there = set().union(
        *(rests.get(i, set()) for i in of_section(view, before, said)["finding_id"])
    )
    here = of_section(view, section, said)["finding_id"]
    return {one for one in here if rests.get(one) and rests[one] <= there}


def changes(view: View, said: Commentary) -> pd.DataFrame:
    """What changed in the period, the alerts first: what the monitor page opens with."""
    found = about(view, said, CHANGES)
    if (now := view.engagement.period) is not None:
        found = found[found["period"].eq(now).fillna(False)]
        found = found[~(found["direction"].eq(UNMAPPED) & found["subject"].isin(_met(view, now)))]
    first = found["kind"].eq("alert").sort_values(ascending=False, kind="stable")
    return found.loc[first.index]


def _met(view: View, now: str) -> set[str]:
    """What findings call the touchpoints that customers came to before: that nobody mapped one of
    them is to be told, and is no change."""
    table = view["kpis"]
    before = table.loc[table["period"].lt(now) & table["scope"].str.startswith(AT), "scope"]
    return {f"map:{scope.removeprefix(AT)}" for scope in before.unique()}


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
    """All that concerns a department: what it must read, then what is its own, few of each kind
    first, then what it reads because its initiative is to move the KPI."""
    here = _of_department(view, department, said)
    here = here[~here["finding_id"].isin(_about_ownership(view) | _alerted(view, here))]
    must, own = must_be_read(view, department, here), _own(view, department, here)
    others = [few_of_each(here[part & ~must]) for part in (own, ~own)]
    return pd.concat([here[must], *others])


def _alerted(view: View, found: pd.DataFrame) -> set[str]:
    """What says again of a KPI what an alert says of it."""
    raised = found[found["kind"].eq(ALERT)]
    return front.same_rows(view, raised) - set(raised["finding_id"])


def must_be_read(view: View, department: str, found: pd.DataFrame) -> pd.Series:
    """Which of these stand in sight, however many: alerts, and what is its own of some kinds."""
    own = _own(view, department, found) | found["kind"].eq(ALERT)
    return own & found["kind"].isin(MUST_BE_READ)


def _own(view: View, department: str, found: pd.DataFrame) -> pd.Series:
    """Which of these concern something that the department owns."""
    rows = view["concerns"]
    mine = rows["department"].eq(department).fillna(False) & rows["as"].ne(WATCHING)
    return found["finding_id"].isin(rows.loc[mine, "finding_id"])


def of_ownership(view: View, department: str, said: Commentary) -> pd.DataFrame:
    """Where it is unclear who is in charge, as far as it concerns a department."""
    here = _of_department(view, department, said)
    return here[here["finding_id"].isin(_about_ownership(view))]


def hears_of_another_owner(view: View, department: str, said: Commentary) -> bool:
    """Whether a department is told that a cause lies with another one than is in charge."""
    return bool(_of_department(view, department, said)["kind"].eq(ELSEWHERE).any())


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
    """What was found of customers, a few of each kind: what one reads in five minutes; no
    judgement of a department or person. The report has all of it."""
    found = standing(view, said)
    found = found[found["kind"].isin(TOLD_TO_ALL)]
    return found[found.groupby("kind").cumcount() < MOST_OF_A_KIND]


def few_of_each(findings: pd.DataFrame) -> pd.DataFrame:
    """By weight, yet first no more than a few of one kind."""
    late = findings.groupby("kind").cumcount() >= MOST_OF_A_KIND
    return findings.loc[late.sort_values(kind="stable").index]


# ---------------------------------------------------------------------------- slides


def message(view: View, said: Commentary, table: str, row: object | None = None) -> pd.DataFrame:
    """The weightiest finding of a table, which says what its picture shows; of one row, if given.

    One row, or none.
    """
    found = about(view, said, (table,))
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
    for one in front.matters(view, said):
        yield from (("page", one.own), ("page", one.cause))
    yield from (("page", front.alerts(view, said)), ("page", front.others(view, said)))
    yield from ((surface, front.the_plan(view, said)) for surface in ("page", "monitor"))
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
