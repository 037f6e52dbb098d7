"""Sections turned into what the template prints: pictures with their words, tables, notes."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace

from markupsafe import Markup

from cxlib import STEPS
from cxlib.findings import order
from cxlib.release.rules import limit
from cxlib.release.view import View
from cxlib.report import canvas, tables
from cxlib.report.commentary import Commentary
from cxlib.report.drawing import drawn, the_picture
from cxlib.report.sections import Section, sections_of
from cxlib.report.selection import of_section, told_before
from cxlib.report.telling import Telling, telling
from cxlib.report.unanswered import all_clear, why_nothing

MOST_IN_SIGHT = 3  # findings of one section; the others are one click away
READER = "reader"
OVERALL = "overall"  # where an answer or a journey names no touchpoint


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
    findings: Telling
    quiet: str
    nothing: str  # why there is nothing, where there is nothing
    before: tuple[str, str] = ("", "")  # a section that told some of it, and that it did

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
    found = drawn(view, name, **arguments) if arguments else the_picture(view, name)
    if found is None:
        return None
    data = base64.b64encode(canvas.svg(found.figure)).decode("ascii")
    # letters of base64 only: safe as they are
    source = Markup(f"data:image/svg+xml;base64,{data}")
    heading = view.voice.say(f"caption|{caption}") if caption else ""
    return Picture(source, found.alt, heading)


def block(view: View, section: Section, said: Commentary) -> Block:
    """One section with everything there is to show of it."""
    found, before = of_section(view, section, said), told_before(view, section, said)
    drawn = [picture(view, name, **arguments) for name, arguments in section.figures]
    printed = [(name, order.ranked(view, name, rows(view))) for name, rows in section.tables]
    say = view.voice.say
    return Block(
        name=section.name,
        question=say(f"question|{section.name}"),
        method=_method(view, section.name),
        pictures=tuple(found for found in drawn if found is not None),
        tables=tuple(
            (tables.markup(view, name, rows), _more(view, len(rows), name))
            for name, rows in printed
            if len(rows)
        ),
        lines=tuple(_stuck(view)) if section.name == "stuck" else (),
        notes=tuple(notes(view, section)),
        comments=tuple(said.at(section.name, *found["finding_id"])),
        findings=telling(view, found, MOST_IN_SIGHT, before=before),
        quiet=all_clear(view, section.name),
        nothing=why_nothing(view, section.name),
        before=(section.after, _told_before(view, section, len(before))),
    )


def _told_before(view: View, section: Section, count: int) -> str:
    """That so many findings say what another section said, by its question."""
    if not count:
        return ""
    say = view.voice.say
    question = say(f"question|{section.after}")
    return say("page|told before", count, n=view.voice.count(count), question=question)


def _method(view: View, name: str) -> str:
    context = f"how|{name}"
    return view.voice.say(context) if view.voice.knows(context) else ""


def notes(view: View, section: Section) -> list[str]:
    """What the data cannot carry here, said once, as far as it concerns a reader."""
    table = view["notes"]
    here = table[table["section"].isin(section.notes_of or (section.name,))]
    here = here[here["audience"].eq(READER).fillna(False)]
    return list(dict.fromkeys(here["note"].dropna()))


def _why(view: View, section: Section) -> tuple[str, ...]:
    """Why a section without notes is silent: in the words of the one it hangs on."""
    return tuple(notes(view, replace(section, notes_of=section.hangs_on)))


def _more(view: View, count: int, name: str) -> str:
    left = count - tables.MOST_ROWS
    if left <= 0:
        return ""
    return view.voice.say("page|more rows", left, n=view.voice.count(left), sheet=name)


def _stuck(view: View) -> list[str]:
    """How many are stuck or to be called, per touchpoint; never who."""
    voice, least, lines = view.voice, limit(view.policy), []
    for name in ("stuck", "follow_up"):
        counts = view[name].groupby("touchpoint")["customer"].nunique().sort_values(ascending=False)
        shown = counts[counts >= least]
        lines += [
            voice.say(_of_place(name, place), int(n), n=voice.count(n), place=voice.place(place))
            for place, n in shown.items()
        ]
        few = len(counts) - len(shown)
        if few:
            lines.append(
                voice.say(f"stuck|{name} few", few, n=voice.count(few), least=voice.count(least))
            )
    return [*lines, voice.say("stuck|who")] if lines else []


def _of_place(name: str, place: str) -> str:
    return f"stuck|{name} anywhere" if place == OVERALL else f"stuck|{name}"


def chapters(view: View, said: Commentary) -> list[Chapter]:
    """The five steps, hidden sections left out; unanswered questions are gathered at the end."""
    made = []
    for number, step in enumerate(STEPS, start=1):
        if said.hides(step):
            continue
        wanted = [s for s in sections_of(step) if not said.hides(s.name)]
        whole = [block(view, section, said) for section in wanted]
        pairs = [(s, b) for s, b in zip(wanted, whole, strict=True) if b.silent]
        silent = tuple((b.question, b.notes or _why(view, s) or (b.nothing,)) for s, b in pairs)
        kept = tuple(b for b in whole if not b.silent)
        title, subtitle = (view.voice.say(f"{part}|{step}") for part in ("step", "subtitle"))
        made.append(Chapter(step, number, title, subtitle, kept, silent, tuple(said.at(step))))
    return made
