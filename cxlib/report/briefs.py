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

from cxlib.findings.order import about
from cxlib.findings.routing import Owners
from cxlib.language import missing
from cxlib.release.view import View
from cxlib.report import escaping, tables
from cxlib.report.commentary import commentary, without_hidden
from cxlib.report.methods import small_groups
from cxlib.report.page import environment, policy
from cxlib.report.sections import moments_by_place
from cxlib.report.telling import Told, periods_told, told
from cxlib.resources import kit

MOST_FINDINGS = 8  # a brief is one page
MOST_OF_A_KIND = 3  # so that no kind crowds out the others
EVERYBODY = "everybody"
# whoever these concern reads them, however much else there is
MUST_BE_READ = ("alert", "backstage", "cause elsewhere", "benefit")
# what may be told to all: findings about customers, none about a department or a person
TOLD_TO_ALL = ("moment", "breakdown", "driver", "recovery", "backstage", "theme")
NONE = Markup("")


@dataclass(frozen=True)
class Section:
    """A heading with a table, findings or lines; `nothing` where there is none of them."""

    title: str
    table: Markup = NONE
    findings: list[Told] = field(default_factory=list)
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


def readers(shown: View) -> list[str]:
    """Every owner, and every department that a finding concerns and no owner stands for."""
    engagement = shown.engagement
    named = [engagement.table(name).owner for name in ("owners", "touchpoints", "initiatives")]
    owners = sorted(pd.concat(named).dropna().unique())
    spoken_for = {Owners(shown).department(owner) for owner in owners}
    concerned = set(shown["concerns"]["department"]) - spoken_for - set(owners)
    return [*owners, *sorted(concerned)]


def file_names(names: list[str]) -> dict[str, str]:
    """A file name for each reader; two never share one, nor take that of everybody."""
    taken, given = {EVERYBODY}, {}
    for name in names:
        slug, number = escaping.slug(name), 1
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
                nothing=say("brief|nothing concerns you")),
        Section(say("brief|touchpoints"), tables.markup(shown, "strategies", doing),
                nothing=say("brief|no touchpoint" if len(catalogue) else "brief|no map")),
        Section(say("brief|initiatives"), tables.markup(shown, "roadmap", plan),
                lines=_promises(shown, plan), nothing=say("brief|no initiative")),
        Section(say("brief|partners"), tables.markup(
            shown, "coordination", _partners(shown, department)), nothing=_alone(shown)),
        *_ownership(shown, department),
    ]  # fmt: skip


def _concerning(shown: View, department: str) -> list[Told]:
    """The weightiest findings that concern a department, each with why it reads them."""
    concerns = shown["concerns"]
    concerns = concerns[concerns["department"].eq(department).fillna(False)]
    findings = without_hidden(shown["findings"], commentary(shown))
    here = findings[findings["finding_id"].isin(concerns["finding_id"])]
    here = here[~here["finding_id"].isin(_about_ownership(shown))]
    must = here[here["kind"].isin(MUST_BE_READ)].sort_values("weight", ascending=False)
    others = _few_of_each(here.drop(must.index), max(0, MOST_FINDINGS - len(must)))
    return told(shown, pd.concat([must, others]), _roles(shown, concerns))


def _roles(shown: View, concerns: pd.DataFrame) -> dict[str, str]:
    """Why each finding is read here, by its id."""
    voice = shown.voice
    return {
        finding: voice.listed([voice.say(f"role|{role}") for role in sorted(roles["as"].unique())])
        for finding, roles in concerns.groupby("finding_id")
    }


def _about_ownership(shown: View) -> set[str]:
    """Findings about who is in charge, causes apart: they have a section of their own."""
    found = about(shown, ("raci_findings",))
    return set(found.loc[~found["kind"].isin(MUST_BE_READ), "finding_id"])


def _ownership(shown: View, department: str) -> Iterator[Section]:
    """Where it is unclear who is in charge; said to be clear only where that was looked at."""
    say, concerns = shown.voice.say, shown["concerns"]
    asked = len(shown.engagement.table("raci")) > 0
    mine = concerns[concerns["department"].eq(department).fillna(False)]
    ids = _about_ownership(shown) & set(mine["finding_id"])
    findings = without_hidden(shown["findings"], commentary(shown))
    here = findings[findings["finding_id"].isin(ids)]
    nothing = say("brief|ownership clear") if asked else say("brief|ownership not asked")
    yield Section(say("brief|ownership"), findings=told(shown, here, _roles(shown, mine)),
                  nothing=nothing)  # fmt: skip


def _promises(shown: View, plan: pd.DataFrame) -> list[str]:
    """What would move each initiative forward, and what is missing to judge it later."""
    forward = shown["portfolio"].set_index("initiative").forward
    lacking = shown["ledger"].set_index("initiative").missing
    say, lines = shown.voice.say, []
    for row in plan.itertuples():
        sooner, gap = forward.get(row.initiative), lacking.get(row.initiative)
        if row.horizon != "now" and not missing(sooner) and sooner:
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
    say = shown.voice.say
    findings = without_hidden(shown["findings"], commentary(shown))
    chosen = findings[findings["kind"].isin(TOLD_TO_ALL)]
    nothing = "page|nothing supported" if findings.empty else "brief|nothing for all"
    return [
        Section(say("brief|customers told us"),
                findings=told(shown, _few_of_each(chosen, MOST_FINDINGS)),
                nothing=say(nothing)),
        Section(say("brief|moments"), tables.markup(shown, "moments", moments_by_place(shown)),
                nothing=say("brief|no moment")),
        Section(say("brief|what we do"), tables.markup(shown, "roadmap"),
                nothing=say("brief|nothing decided")),
    ]  # fmt: skip


def _few_of_each(findings: pd.DataFrame, most: int) -> pd.DataFrame:
    """The weightiest, no more than a few of one kind."""
    order = findings.sort_values("weight", ascending=False, kind="stable")
    return order[order.groupby("kind").cumcount() < MOST_OF_A_KIND].head(most)


def _write(path: Path, shown: View, title: str, subtitle: str, sections: list[Section]) -> Path:
    css = (kit("templates") / "report" / "report.css").read_text(encoding="utf-8")
    html = environment(shown.voice).get_template("brief.html.j2").render(
        css=Markup(css), csp=policy(css), client=shown.engagement.config.client, title=title,
        subtitle=subtitle, period=periods_told(shown), sections=sections,
        small_groups=small_groups(shown),
    )  # fmt: skip
    path.write_text(html, encoding="utf-8", newline="\n")
    return path
