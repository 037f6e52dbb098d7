"""One page per owner, and one for everybody who works there.

An owner reads: my moments and the evidence, what to do there, my initiatives with dates and KPIs,
whom I need, and where ownership is unclear. The page for everybody tells what was found and what
will be done, and judges no department.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import escaping, tables
from cxlib.report.commentary import commentary, without_hidden
from cxlib.report.headline import as_dicts
from cxlib.report.methods import small_groups
from cxlib.report.page import environment, policy
from cxlib.resources import kit

MOST_FINDINGS = 6  # a brief is one page
EVERYBODY = "everybody"
TOLD_TO_ALL = ("moment:", "breakdown:", "driver:", "recovery:", "breach:", "initiative:")
ALL_DATA = "all of the data"
NONE = Markup("")


@dataclass(frozen=True)
class Section:
    """A heading with a table, findings or lines; `nothing` where there is none of them."""

    title: str
    table: Markup = NONE
    findings: list[dict] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    nothing: str = ""


def write_briefs(folder: str | Path, shown: View) -> list[Path]:
    """Write OWNER.html for every owner, and everybody.html.

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
    names = _file_names(owners(shown))
    pages = [_write(folder / f"{file}.html", shown, owner, _line(shown, owner), _own(shown, owner))
             for owner, file in names.items()]  # fmt: skip
    title = "What we found and what we do about it"
    return [*pages, _write(folder / f"{EVERYBODY}.html", shown, title, "", _for_all(shown))]


def owners(shown: View) -> list[str]:
    """Everybody who owns a touchpoint or an initiative."""
    engagement = shown.engagement
    named = [engagement.table(name).owner for name in ("owners", "touchpoints", "initiatives")]
    return sorted(pd.concat(named).dropna().unique())


def _file_names(names: list[str]) -> dict[str, str]:
    """A file name for each owner; two owners never share one, nor take that of everybody."""
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
    told = [row[column].iloc[0] for column in ("department", "person") if len(row)]
    return ", ".join(str(t) for t in told if not words.missing(t) and t != owner)


def _own(shown: View, owner: str) -> list[Section]:
    catalogue = shown.engagement.table("touchpoints")
    mine = set(catalogue.touchpoint[catalogue.owner.eq(owner)])
    plan = shown["roadmap"][shown["roadmap"].owner.eq(owner).fillna(False)]
    moments, doing = _at(shown["moments"], mine), _at(shown["strategies"], mine)
    return [
        Section("Your moments", tables.markup(shown, "moments", moments), _evidence(shown, mine),
                nothing="None of your touchpoints was found to be a moment that matters."),
        Section("What to do at your touchpoints", tables.markup(shown, "strategies", doing),
                nothing="No touchpoint of the map is yours."),
        Section("Your initiatives", tables.markup(shown, "roadmap", plan),
                lines=_promises(shown, plan), nothing="No initiative is yours."),
        Section("Whom you need", tables.markup(shown, "coordination", _partners(shown, owner)),
                nothing="No other department shares your subjects."),
        Section("Where ownership is unclear", tables.markup(
            shown, "raci_findings", _unclear(shown, owner, mine, plan)), nothing="Nowhere."),
    ]  # fmt: skip


def _at(table: pd.DataFrame, touchpoints: set[str]) -> pd.DataFrame:
    return table[table.touchpoint.isin(touchpoints)]


def _evidence(shown: View, touchpoints: set[str]) -> list[dict]:
    """Findings that rest on rows of these touchpoints."""
    findings = without_hidden(shown["findings"], commentary(shown))
    marks = [f"touchpoint={t}{end}" for t in touchpoints for end in ("]", ",")]
    marks += [f"moment_id={t}:" for t in touchpoints]
    told = findings.evidence.fillna("")
    about = told.map(lambda evidence: any(mark in evidence for mark in marks)).astype(bool)
    first = findings[about & findings.step.isin(["mapping", "diagnosis", "strategy"])]
    return as_dicts(first.head(MOST_FINDINGS))


def _promises(shown: View, plan: pd.DataFrame) -> list[str]:
    """What each initiative promised, by when, and what would move it forward."""
    forward = shown["portfolio"].set_index("initiative").forward
    missing = shown["ledger"].set_index("initiative").missing
    return [line for row in plan.itertuples() for line in _promise(row, forward, missing)]


def _promise(row: object, forward: pd.Series, missing: pd.Series) -> list[str]:
    lines = []
    if not words.missing(row.expected_change) and not words.missing(row.kpi):
        by = "" if words.missing(row.expected_by) else f" by {words.day(row.expected_by)}"
        lines.append(f"{row.initiative}: {row.kpi} {words.signed(row.expected_change)}{by}.")
    if row.horizon != "now" and forward.get(row.initiative):
        lines.append(f"{row.initiative} can start sooner: {forward[row.initiative]}.")
    if missing.get(row.initiative):
        lines.append(f"{row.initiative} cannot be judged later without: {missing[row.initiative]}.")
    return lines


def _partners(shown: View, owner: str) -> pd.DataFrame:
    department = _department(shown, owner)
    table = shown["coordination"]
    return table[table.source.eq(department) | table.target.eq(department)]


def _department(shown: View, owner: str) -> str:
    table = shown.engagement.table("owners")
    named = table.department[table.owner.eq(owner)].dropna()
    return named.iloc[0] if len(named) else owner


def _unclear(shown: View, owner: str, mine: set[str], plan: pd.DataFrame) -> pd.DataFrame:
    subjects = {*mine, *plan.initiative, owner, _department(shown, owner)}
    return shown["raci_findings"][shown["raci_findings"].subject.isin(subjects)]


def _for_all(shown: View) -> list[Section]:
    """What was found and what will be done; no judgement of a department or person."""
    findings = without_hidden(shown["findings"], commentary(shown))
    told = findings[findings.finding_id.str.startswith(TOLD_TO_ALL)]
    doing = told.finding_id.str.startswith("initiative:")
    plan = shown["roadmap"]
    return [
        Section("What customers told and showed us",
                findings=as_dicts(_few_of_each(told[~doing])),
                nothing="No finding can be supported by this data."),
        Section("The moments that matter most", tables.markup(shown, "moments"),
                nothing="No touchpoint was found to be a moment that matters."),
        Section("What we do about it", tables.markup(shown, "roadmap", plan),
                nothing="Nothing has been decided yet."),
    ]  # fmt: skip


def _few_of_each(findings: pd.DataFrame) -> pd.DataFrame:
    """The first two of every kind, so that no kind crowds out the others."""
    kind = findings.finding_id.str.split(":").str[0]
    return findings[findings.groupby(kind).cumcount() < 2].head(2 * MOST_FINDINGS)


def _write(path: Path, shown: View, title: str, subtitle: str, sections: list[Section]) -> Path:
    css = (kit("templates") / "report" / "report.css").read_text(encoding="utf-8")
    html = environment().get_template("brief.html.j2").render(
        css=Markup(css), csp=policy(css), client=shown.engagement.config.client, title=title,
        subtitle=subtitle, period=words.period(shown.engagement.period or ALL_DATA),
        sections=sections, small_groups=small_groups(shown.policy),
    )  # fmt: skip
    path.write_text(html, encoding="utf-8", newline="\n")
    return path
