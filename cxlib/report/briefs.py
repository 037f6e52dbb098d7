"""One page per department, and one for everybody who works there.

A department reads what concerns it, whatever makes it concerned: it owns the touchpoint, runs the
activity that is the cause, is named in the remedy, answers for the KPI or promised the benefit.
The page for everybody tells what was found and what will be done, and judges no department.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from cxlib.findings.routing import Owners
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.report import escaping, selection, tables
from cxlib.report.commentary import commentary
from cxlib.report.methods import small_groups
from cxlib.report.page import environment, policy
from cxlib.report.sections import moments_by_place
from cxlib.report.selection import readers
from cxlib.report.telling import Telling, periods_told, telling
from cxlib.resources import kit

EVERYBODY = "everybody"
NONE = Markup("")


@dataclass(frozen=True)
class Section:
    """A heading with a table, findings or lines; `nothing` where there is none of them."""

    title: str
    table: Markup = NONE
    findings: Telling = field(default_factory=Telling)
    lines: list[str] = field(default_factory=list)
    nothing: str = ""


def write_briefs(folder: str | Path, shown: View) -> list[Path]:
    """Write NAME.html for every owner and every department concerned, and everybody.html.

    Parameters
    ----------
    folder : path
        Where they go; made if need be.
    shown : View
        What may be shown, as `cxlib.findings.released` gives it.

    Returns
    -------
    list of Path
        The pages, the one for everybody last.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    files = file_names(readers(shown))
    pages = [_write(folder / f"{file}.html", shown, name, _line(shown, name), _own(shown, name))
             for name, file in files.items()]  # fmt: skip
    title = shown.voice.say("brief|everybody")
    return [*pages, _write(folder / f"{EVERYBODY}.html", shown, title, "", _for_all(shown))]


def file_names(names: list[str]) -> dict[str, str]:
    """A file name for each reader; two never share one, nor take that of everybody."""
    taken, given = {EVERYBODY}, {}
    for name in names:
        slug, number = escaping.file_name(name), 1
        while (file := slug if number == 1 else f"{slug}-{number}") in taken:
            number += 1
        taken.add(file)
        given[name] = file
    return given


def _line(shown: View, owner: str) -> str:
    """Who the owner is, as far as the client said."""
    table = shown.engagement.table("owners")
    row = table[table.owner.eq(owner)].head(1)
    known = [row[column].iloc[0] for column in ("department", "person") if len(row)]
    return ", ".join(str(t) for t in known if not missing(t) and t != owner)


def _own(shown: View, owner: str) -> list[Section]:
    say, department = shown.voice.say, Owners(shown).department(owner)
    catalogue = shown.engagement.table("touchpoints")
    mine = set(catalogue.touchpoint[catalogue.owner.eq(owner)])
    plan = shown["roadmap"][shown["roadmap"].owner.eq(owner).fillna(False)]
    doing = shown["strategies"][shown["strategies"].touchpoint.isin(mine)]
    return [
        Section(say("brief|concerns you"), findings=_concerning(shown, department),
                nothing=_nothing(shown, department)),
        Section(say("brief|touchpoints"), tables.markup(shown, "strategies", doing),
                lines=[*(_alerted(shown, department) if len(doing) else []),
                       *_unsettled(shown, mine)],
                nothing=_unasked(shown, sorted(mine), len(catalogue) > 0)),
        Section(say("brief|initiatives"), tables.markup(shown, "roadmap", plan),
                lines=[*_over_time(shown, plan), *_promises(shown, plan)],
                nothing=say("brief|no initiative")),
        Section(say("brief|partners"), tables.markup(
            shown, "coordination", _partners(shown, department)), nothing=_alone(shown)),
        *_ownership(shown, department),
    ]  # fmt: skip


def _nothing(shown: View, department: str) -> str:
    """That nothing concerns a department; where something about who is in charge does, only that
    nothing else does."""
    owning = selection.of_ownership(shown, department, commentary(shown))
    return shown.voice.say("brief|only ownership" if len(owning) else "brief|nothing concerns you")


def _unasked(shown: View, mine: list[str], mapped: bool) -> str:
    """Why there is no table of strategies: no map, no touchpoint, or nothing known of those."""
    if mine:
        names = shown.voice.listed(mine)
        return shown.voice.say("brief|nothing asked", len(mine), names=names)
    return shown.voice.say("brief|no touchpoint" if mapped else "brief|no map")


def _concerning(shown: View, department: str) -> Telling:
    """What concerns a department, each with why it reads it."""
    found = selection.concerning(shown, department, commentary(shown))
    must = int(selection.must_be_read(shown, department, found).sum())
    most = max(selection.MOST_IN_A_BRIEF, must)
    return telling(shown, found, most, _roles(shown, department))


def _alerted(shown: View, department: str) -> list[str]:
    """That an alert goes before what the diagnosis asks for, which may be to leave all as it is."""
    found = selection.concerning(shown, department, commentary(shown))
    raised = int(found["kind"].eq("alert").sum())
    return [shown.voice.say("brief|alert first", raised, n={"count": raised})] if raised else []


def _unsettled(shown: View, mine: set[str]) -> Iterator[str]:
    """What the map leaves open at each of the owner's touchpoints, the most used first."""
    table = shown["to_define"]
    table = table[table["touchpoint"].isin(mine)]
    ordered = table.sort_values("interactions", ascending=False, kind="stable")
    voice = shown.voice
    for place, rows in ordered.groupby("touchpoint", sort=False):
        fields = voice.listed([voice.say(f"open|{field}") for field in rows["field"]])
        yield voice.say("brief|to define", touchpoint=str(place), fields=fields)


def _roles(shown: View, department: str) -> dict[str, str]:
    """Why each finding is read here, by its id."""
    voice, concerns = shown.voice, shown["concerns"]
    mine = concerns[concerns["department"].eq(department).fillna(False)]
    return {
        finding: voice.listed([voice.say(f"role|{role}") for role in sorted(roles["as"].unique())])
        for finding, roles in mine.groupby("finding_id")
    }


def _ownership(shown: View, department: str) -> Iterator[Section]:
    """Where it is unclear who is in charge; said to be clear only where that was looked at, and
    no cause that lies elsewhere is told above."""
    say, asked = shown.voice.say, len(shown.engagement.table("raci")) > 0
    found = selection.of_ownership(shown, department, commentary(shown))
    nothing = say("brief|ownership clear") if asked else say("brief|ownership not asked")
    roles = _roles(shown, department)
    findings = telling(shown, found, selection.MOST_IN_A_BRIEF, roles)
    if findings or not selection.hears_of_another_owner(shown, department, commentary(shown)):
        yield Section(say("brief|ownership"), findings=findings, nothing=nothing)


def _over_time(shown: View, plan: pd.DataFrame) -> Iterator[str]:
    """Over which time the benefits of the plan are meant, and what they rest on."""
    known = shown["portfolio"].dropna(subset=["benefit"])["initiative"]
    if plan["initiative"].isin(known).any():
        yield shown.voice.say("brief|benefits", months={"months": shown.policy.horizon_months})


def _promises(shown: View, plan: pd.DataFrame) -> list[str]:
    """What would move each initiative forward, and what is missing to judge it later."""
    forward = shown["portfolio"].set_index("initiative").forward
    lacking = shown["ledger"].set_index("initiative").missing
    say, lines = shown.voice.say, []
    for row in plan.itertuples():
        sooner, gap = forward.get(row.initiative), lacking.get(row.initiative)
        waits = not missing(row.horizon) and row.horizon != "now"
        if waits and not missing(sooner) and sooner:
            lines.append(say("brief|can start sooner", initiative=row.initiative, what=sooner))
        if not missing(gap) and gap:
            lines.append(say("brief|cannot be judged", initiative=row.initiative, what=gap))
    return lines


def _partners(shown: View, department: str) -> pd.DataFrame:
    table = shown["coordination"]
    return table[table.source.eq(department) | table.target.eq(department)]


def _alone(shown: View) -> str:
    """That nobody shares its subjects; said only where it is known who works with whom."""
    return shown.voice.say("brief|no partner" if len(shown["coordination"]) else "brief|not known")


def _for_all(shown: View) -> list[Section]:
    """What was found and what will be done; no judgement of a department or person."""
    say, found = shown.voice.say, selection.for_all(shown, commentary(shown))
    nothing = "page|nothing supported" if shown["findings"].empty else "brief|nothing for all"
    return [
        Section(say("brief|customers told us"),
                findings=telling(shown, found, selection.MOST_IN_A_BRIEF),
                nothing=say(nothing)),
        Section(say("brief|moments"), tables.markup(shown, "moments", moments_by_place(shown)),
                nothing=say("brief|no moment")),
        Section(say("brief|what we do"), tables.markup(shown, "roadmap"),
                nothing=say("brief|nothing decided")),
    ]  # fmt: skip


def _write(path: Path, shown: View, title: str, subtitle: str, sections: list[Section]) -> Path:
    css = (kit("templates") / "report" / "report.css").read_text(encoding="utf-8")
    html = environment(shown.voice).get_template("brief.html.j2").render(
        css=Markup(css), csp=policy(css), client=shown.client, title=title,
        subtitle=subtitle, period=periods_told(shown), sections=sections,
        small_groups=small_groups(shown),
    )  # fmt: skip
    path.write_text(html, encoding="utf-8", newline="\n")
    return path
