"""The pages a client reads: one file each, no code, nothing fetched, nothing that can run."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from cxlib.language import words
from cxlib.release.view import View
from cxlib.report import escaping, tables
from cxlib.report.blocks import NOTHING, about, block, chapters, picture
from cxlib.report.commentary import Commentary, commentary, unplaced
from cxlib.report.headline import as_dicts, headline, tiles
from cxlib.report.methods import APPENDIX, GLOSSARY, small_groups
from cxlib.report.sections import CHANGES, SECTIONS, SHOWN_IN_MONITOR, TITLES
from cxlib.resources import kit

AUTOESCAPE = True  # every expression of every template, whatever the file is called
VERDICTS = {"send": "good", "send with warnings": "warned"}
MOST_BYTES = 5_000_000
MOST_CHANGES = 7  # on the monitor page: a director reads it in a minute
ALL_DATA = "all of the data"
SMALL_TITLE = "Customer experience report"


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
    content = {
        "first": headline(shown, said),
        "map": None if said.hides("journey_map") else picture(shown, "journey_map"),
        "map_comments": said.at("journey_map"),
        "chapters": chapters(shown, said),
        "comments": said.at("summary", "findings"),
        "methods": APPENDIX,
        "glossary": GLOSSARY,
    }
    return _write(path, "report.html.j2", shown, said, meta, content)


def monitor_page(path: str | Path, shown: View, meta: Mapping[str, object]) -> Path:
    """Write monitor.html: one page on step 5, for every period; arguments as `write_page`."""
    said = commentary(shown)
    wanted = [s for s in SECTIONS if s.name in SHOWN_IN_MONITOR and not said.hides(s.name)]
    content = {
        "tiles": tiles(shown),
        "findings": as_dicts(about(shown, said, CHANGES).head(MOST_CHANGES)),
        "blocks": [block(shown, section, said) for section in wanted],
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
    html = environment().get_template(template).render(css=Markup(css), csp=policy(css), **whole)
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


def environment() -> Environment:
    """The template engine: every expression cleaned, then escaped; unknown names are errors."""
    made = Environment(
        loader=FileSystemLoader(_folder()),
        autoescape=AUTOESCAPE,
        undefined=StrictUndefined,
        finalize=_clean,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["slug"] = escaping.slug
    return made


def _clean(value: object) -> object:
    return (
        value if isinstance(value, Markup) or not isinstance(value, str) else escaping.clean(value)
    )


def _common(shown: View, said: Commentary, meta: Mapping[str, object]) -> dict[str, object]:
    """What every page prints: who, when, on what data, how sure, and the record of the run."""
    verdict = str(meta.get("verdict") or "")
    known = {section.name for section in SECTIONS} | set(TITLES) | {"summary", "findings"}
    known |= set(shown["findings"]["finding_id"]) | {"journey_map"}
    return {
        "client": shown.engagement.config.client,
        "title": SMALL_TITLE,
        "period": words.period(meta.get("period") or shown.engagement.period or ALL_DATA),
        "verdict": verdict,
        "verdict_kind": VERDICTS.get(verdict, "stopped"),
        "reasons": list(meta.get("reasons") or []),
        "data": data_words(shown),
        "run": run_record(shown, meta),
        "notes": _all_notes(shown),
        "hidden": list(said.hidden.items()),
        "unplaced": unplaced(said, known),
        "small_groups": small_groups(shown.policy),
        "used": used_words(shown),
        "quality": tables.markup(shown, "quality", _remarkable(shown), most=30),
        "nothing": NOTHING,
    }


def _all_notes(shown: View) -> list[tuple[str, list[str]]]:
    table = shown["notes"].dropna(subset=["note"])
    grouped = [
        (title, list(dict.fromkeys(table[table["step"] == step]["note"])))
        for step, (title, _) in TITLES.items()
    ]
    return [(title, found) for title, found in grouped if found]


def _remarkable(shown: View) -> pd.DataFrame:
    """Quality rows that a reader should know of: not the plain counts."""
    table = shown["quality"]
    return table[table["severity"].isin(["excluded", "mended", "warning"])]


def used_words(shown: View) -> str:
    """How many of its rows each table was used with."""
    table = shown["quality"]
    rows = table[table["column"].fillna("").eq("")].pivot_table(
        index="table", columns="check", values="n", aggfunc="first"
    )
    if not {"rows in", "rows used"} <= set(rows.columns):
        return "as supplied"
    return "; ".join(
        f"{name} {words.count(row['rows used'])} of {words.count(row['rows in'])}"
        for name, row in rows.iterrows()
    )


def data_words(shown: View) -> str:
    """What the report is built on, with counts."""
    engagement = shown.engagement
    names = {"responses": "survey answers", "purchases": "purchases", "customers": "customers"}
    parts = [
        f"{words.count(len(engagement.table(name)))} {told}"
        for name, told in names.items()
        if engagement.has(name)
    ]
    events = shown["touchpoint_map"]["interactions"].sum()
    parts += [f"{words.count(events)} interactions"] if engagement.has("interactions") else []
    if engagement.has("kpis"):
        parts.append(f"{words.count(engagement.table('kpis')['kpi'].nunique())} measured KPIs")
    return words.listed(parts, most=6) or "the tables listed at the end"


def run_record(shown: View, meta: Mapping[str, object]) -> list[tuple[str, str]]:
    """The run in pairs of name and value, for the appendix."""
    rules = shown.policy
    versions = meta.get("versions") or {}
    said = [
        ("run", meta.get("run")),
        ("seed", meta.get("seed", shown.engagement.seed)),
        ("tables supplied", ", ".join(map(str, meta.get("inputs") or []))),
        ("versions", ", ".join(f"{k} {v}" for k, v in sorted(dict(versions).items()))),
        ("confidence", words.share(rules.confidence, 0)),
        ("false-discovery rate", words.share(rules.fdr, 0)),
        ("budget", shown.money(rules.budget) if rules.budget is not None else None),
    ]
    return [(name, str(value)) for name, value in said if value not in (None, "")]
