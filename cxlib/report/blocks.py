"""Sections turned into what the template prints: pictures with their words, tables, notes."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from importlib import import_module

import pandas as pd
from markupsafe import Markup

from cxlib.language import words
from cxlib.release.suppression import limit
from cxlib.release.view import View
from cxlib.report import canvas, tables
from cxlib.report.commentary import Commentary, without_hidden
from cxlib.report.headline import as_dicts
from cxlib.report.methods import SENTENCES
from cxlib.report.sections import TITLES, Section, sections_of
from cxlib.results import REGISTRY

MOST_FINDINGS = 3  # in one section; all of them are in the workbook
NOTHING = "The data for this was not supplied, or there was too little of it."


@dataclass(frozen=True)
class Picture:
    """An image inside the page and the words that stand for it."""

    source: Markup
    alt: str
    caption: str = ""


@dataclass(frozen=True)
class Block:
    """One section, ready to print."""

    name: str
    question: str
    method: str
    pictures: tuple[Picture, ...]
    tables: tuple[tuple[Markup, str], ...]  # the table and the line under it
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    comments: tuple[str, ...]
    findings: tuple[dict, ...]
    more_findings: int
    quiet: str

    @property
    def empty(self) -> bool:
        return not (self.pictures or self.tables or self.lines)

    @property
    def silent(self) -> bool:
        """Whether there is nothing to print but why there is nothing."""
        return self.empty and not (self.findings or self.comments or self.quiet)


@dataclass(frozen=True)
class Chapter:
    """One step of the method, ready to print."""

    step: str
    number: int
    title: str
    subtitle: str
    blocks: tuple[Block, ...]
    silent: tuple[tuple[str, tuple[str, ...]], ...]  # questions without an answer, and why
    comments: tuple[str, ...]


def picture(view: View, name: str, caption: str = "", **arguments: object) -> Picture | None:
    """A figure as an image of the page: SVG inside, so that nothing in it can run or fetch."""
    module = import_module(f"cxlib.report.figures.{name}")
    figure = module.draw(view, **arguments)
    if figure is None:
        return None
    data = base64.b64encode(canvas.svg(figure)).decode("ascii")
    # letters of base64 only: safe as they are
    source = Markup(f"data:image/svg+xml;base64,{data}")
    return Picture(source, module.alt(view, **arguments), caption)


def block(view: View, section: Section, said: Commentary) -> Block:
    """One section with everything there is to show of it."""
    found = findings(view, section, said).head(None if section.told else 0)
    drawn = [picture(view, name, **arguments) for name, arguments in section.figures]
    printed = [(name, rows(view)) for name, rows in section.tables]
    return Block(
        name=section.name,
        question=REGISTRY[section.name].question,
        method=SENTENCES.get(section.name, ""),
        pictures=tuple(found for found in drawn if found is not None),
        tables=tuple(
            (tables.markup(view, name, rows), _more(len(rows), name))
            for name, rows in printed
            if len(rows)
        ),
        lines=tuple(_stuck(view)) if section.name == "stuck" else (),
        notes=tuple(notes(view, section)),
        comments=tuple(said.at(section.name, *found["finding_id"])),
        findings=tuple(as_dicts(found.head(MOST_FINDINGS))),
        more_findings=max(0, len(found) - MOST_FINDINGS),
        quiet=section.quiet if all(len(view[name]) for name in section.rests_on) else "",
    )


def about(view: View, said: Commentary, tables_: tuple[str, ...]) -> pd.DataFrame:
    """Findings whose first evidence lies in these tables, in the tables' order."""
    found = without_hidden(view["findings"], said)
    table = found["evidence"].str.extract(r"^\s*(\w+)", expand=False)
    place = table.map({name: k for k, name in enumerate(tables_)})
    return found[place.notna()].loc[place.dropna().sort_values(kind="stable").index]


def findings(view: View, section: Section, said: Commentary) -> pd.DataFrame:
    """Findings about this section's tables: the main outcome and the chain's links first."""
    here = about(view, said, (section.name, *section.notes_of))
    main = here["finding_id"].str.contains(f":{view.main}:", regex=False)
    rank = here.assign(linked=here["leads_to"].notna(), main=main)
    return rank.sort_values(["main", "linked"], ascending=False, kind="stable")


def notes(view: View, section: Section) -> list[str]:
    """What the data cannot carry here, said once."""
    table = view["notes"]
    here = table[table["section"].isin(section.notes_of or (section.name,))]
    return list(dict.fromkeys(here["note"].dropna()))


def _more(count: int, name: str) -> str:
    left = count - tables.MOST_ROWS
    return f"{left} more rows are in the workbook, sheet “{name}”." if left > 0 else ""


def _stuck(view: View) -> list[str]:
    """How many are stuck or to be called, per touchpoint; never who."""
    lines = []
    for name, told in (("stuck", "stuck"), ("follow_up", "to be called")):
        counts = view[name].groupby("touchpoint")["customer"].nunique().sort_values(ascending=False)
        shown = counts[counts >= limit(view.policy)]
        lines += [f"{place}: {words.count(n)} customers {told}." for place, n in shown.items()]
        few = len(counts) - len(shown)
        if few:
            places = "one touchpoint" if few == 1 else f"each of {words.count(few)} touchpoints"
            lines.append(f"At {places}, fewer than {limit(view.policy)} customers {told}.")
    if lines:
        lines.append("Who they are is in the results of the run, for those who may contact them.")
    return lines


def chapters(view: View, said: Commentary) -> list[Chapter]:
    """The five steps, hidden sections left out; unanswered questions are gathered at the end."""
    made = []
    for number, (step, (title, subtitle)) in enumerate(TITLES.items(), start=1):
        if said.hides(step):
            continue
        wanted = [s for s in sections_of(step) if not said.hides(s.name)]
        whole = [block(view, section, said) for section in wanted]
        silent = tuple((b.question, b.notes) for b in whole if b.silent)
        told = tuple(b for b in whole if not b.silent)
        made.append(Chapter(step, number, title, subtitle, told, silent, tuple(said.at(step))))
    return made
