"""The pages a client reads: one file each, no code, nothing fetched, nothing that can run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cxlib import STEPS
from cxlib.language import Voice
from cxlib.release.view import View
from cxlib.report import escaping
from cxlib.report.blocks import Chapter, block, chapters, picture
from cxlib.report.commentary import Commentary, commentary, unplaced
from cxlib.report.front import the_plan
from cxlib.report.headline import headline
from cxlib.report.methods import appendix, glossary, small_groups
from cxlib.report.sections import SECTIONS, SHOWN_IN_MONITOR
from cxlib.report.selection import changes
from cxlib.report.telling import leads_told, periods_told, telling, told
from cxlib.report.tiles import period_tiles
from cxlib.resources import kit

AUTOESCAPE = True  # every expression of every template, whatever the file is called
MOST_BYTES = 5_000_000
MOST_CHANGES = 7  # in sight on the monitor page: a director reads it in a minute


def write_page(path: str | Path, shown: View, meta: Mapping[str, object]) -> Path:
    """Write report.html.

    Parameters
    ----------
    path : path
    shown : View
        What may be shown, as `cxlib.findings.released` gives it.
    meta : mapping
        What is known of the run: `period`, `run`, `seed`, `versions`, `verdict`, `reasons`,
        `inputs`; any may be absent.

    Returns
    -------
    Path
        Where the page lies.
    """
    said = commentary(shown)
    steps = chapters(shown, said)
    content = {
        "first": headline(shown, said),
        "map": None if said.hides("journey_map") else picture(shown, "journey_map"),
        "map_comments": said.at("journey_map"),
        "chapters": steps,
        "leads": leads_told(shown, said),
        **_limits(shown, steps),
        "comments": said.at("summary", "findings"),
        "methods": appendix(shown),
        "glossary": glossary(shown),
    }
    return _write(path, "report.html.j2", shown, said, meta, content)


def monitor_page(path: str | Path, shown: View, meta: Mapping[str, object]) -> Path:
    """Write monitor.html: one page on step 5, for every period; arguments as `write_page`."""
    said = commentary(shown)
    wanted = [s for s in SECTIONS if s.name in SHOWN_IN_MONITOR and not said.hides(s.name)]
    blocks = [block(shown, section, said) for section in wanted]
    content = {
        "tiles": period_tiles(shown),
        "plan": told(shown, the_plan(shown, said)),
        "findings": telling(shown, changes(shown, said), MOST_CHANGES),
        "blocks": blocks,
        "limits": [],
        "notes": _unprinted(shown, {n for b in blocks for n in b.notes}, ("monitoring",)),
        "comments": said.at("monitoring", "summary"),
    }
    return _write(path, "monitor.html.j2", shown, said, meta, content)


def _write(
    path: str | Path,
    template: str,
    shown: View,
    said: Commentary,
    meta: Mapping[str, object],
    content: dict[str, object],
) -> Path:
    css = _folder().joinpath("report.css").read_text(encoding="utf-8")
    whole = _common(shown, said, meta) | content
    html = (
        environment(shown.voice)
        .get_template(template)
        .render(css=Markup(css), csp=policy(css), **whole)
    )
    written = Path(path)
    written.write_text(html, encoding="utf-8", newline="\n")
    return written


def policy(css: str) -> str:
    """The Content-Security-Policy: images inside the page, this one stylesheet, nothing else.

    >>> policy("")[:45]
    "default-src 'none'; img-src data:; style-src "
    """
    digest = base64.b64encode(hashlib.sha256(css.encode("utf-8")).digest()).decode("ascii")
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _folder() -> Path:
    return kit("templates") / "report"


def environment(voice: Voice) -> Environment:
    """The template engine: every expression cleaned, then escaped; unknown names are errors.

    Templates hold no sentence: `say(context)` asks the voice for each.
    """
    made = Environment(
        loader=FileSystemLoader(_folder()),
        autoescape=AUTOESCAPE,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["slug"] = escaping.slug
    made.globals["say"] = voice.say
    made.globals["language"] = voice.language
    return made


def _clean(value: object) -> object:
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return escaping.isolated(escaping.clean(value))


def _common(shown: View, said: Commentary, meta: Mapping[str, object]) -> dict[str, object]:
    """What every page prints: who, when, on what data, how sure, and the record of the run."""
    known = {section.name for section in SECTIONS} | set(STEPS) | {"summary", "findings"}
    known |= set(shown["findings"]["finding_id"]) | {"journey_map"}
    return {
        "client": shown.client,
        "title": shown.voice.say("page|title"),
        "period": _period(shown, meta),
        "data": data_words(shown),
        "run": run_record(shown, meta),
        "hidden": list(said.hidden.items()),
        "unplaced": unplaced(said, known),
        "small_groups": small_groups(shown),
        "window": periods_told(shown),
        "used": used_words(shown),
    }


def _period(shown: View, meta: Mapping[str, object]) -> str:
    period = meta.get("period") or shown.engagement.period
    return shown.voice.period(period) if period else shown.voice.say("page|all data")


def _limits(shown: View, steps: list[Chapter]) -> dict[str, object]:
    """Where the page says what the data cannot carry, and what stands nowhere else.

    Each limit is printed once, at the question it is about; the appendix leads there.
    """
    answered = [(b.question, b.name, b.notes) for c in steps for b in c.blocks if b.notes]
    silent = [(question, c.step, why) for c in steps for question, why in c.silent]
    printed = {note for _, _, notes in (*answered, *silent) for note in notes}
    return {
        "limits": [(question, place) for question, place, _ in (*answered, *silent)],
        "notes": _unprinted(shown, printed, STEPS),
    }


def _unprinted(shown: View, printed: set[str], steps: Sequence[str]) -> list[tuple[str, list[str]]]:
    """What the data cannot carry and no section says, step by step, for those who read it."""
    table = shown["notes"].dropna(subset=["note"])
    table = table[table["audience"].eq("reader").fillna(False) & ~table["note"].isin(printed)]
    grouped = [
        (shown.voice.say(f"step|{step}"), list(dict.fromkeys(table[table["step"] == step]["note"])))
        for step in steps
    ]
    return [(title, found) for title, found in grouped if found]


def used_words(shown: View) -> str:
    """How many of its rows each table was used with."""
    table, voice = shown["quality"], shown.voice
    rows = table[table["column"].fillna("").eq("")].pivot_table(
        index="table", columns="check", values="n", aggfunc="first"
    )
    if not {"rows in", "rows used"} <= set(rows.columns):
        return voice.say("page|as supplied")
    rows = rows.dropna(subset=["rows in", "rows used"])  # hidden where they would tell a group
    return "; ".join(
        voice.say("page|rows used", table=voice.say(f"input|{name}"),
                  used=voice.count(row["rows used"]), given=voice.count(row["rows in"]))
        for name, row in rows.iterrows()
    )  # fmt: skip


def data_words(shown: View) -> str:
    """What the report is built on, with counts."""
    engagement, voice = shown.engagement, shown.voice
    counts = {
        name: len(engagement.table(name))
        for name in ("responses", "purchases", "customers")
        if engagement.has(name)
    }
    if engagement.has("interactions"):
        counts["interactions"] = int(shown.interactions)
    if engagement.has("kpis"):
        counts["kpis"] = engagement.table("kpis")["kpi"].nunique()
    parts = [voice.say(f"built on|{c}", int(n), n=voice.count(n)) for c, n in counts.items()]
    return voice.listed(parts, most=6) or voice.say("built on|tables")


def run_record(shown: View, meta: Mapping[str, object]) -> list[tuple[str, str]]:
    """What the report was made from, in pairs of name and value.

    Seed, versions and thresholds are the operator's: they stand in the run's manifest.
    """
    budget, voice = shown.policy.budget, shown.voice
    known = {
        "tables": ", ".join(voice.say(f"input|{name}") for name in meta.get("inputs") or []),
        "budget": voice.money(budget) if budget is not None else None,
    }
    return [
        (voice.say(f"record|{name}"), str(value))
        for name, value in known.items()
        if value not in (None, "")
    ]
