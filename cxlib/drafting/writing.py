"""The drafted engagement.yml and variables table, every guess marked for a person to confirm."""

from __future__ import annotations

import csv
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cxlib.drafting.asking import direction, ends
from cxlib.drafting.guesses import COLUMN, FIRST, MARK
from cxlib.drafting.understanding import Draft
from cxlib.engagement.config import Read
from cxlib.engagement.contracts.guarding import guarded
from cxlib.engagement.contracts.remedies import scalar
from cxlib.engagement.contracts.tables import CONTRACTS

LONGEST_NAME, LONGEST_TOLD = 40, 300
GUESS_AT = 60  # the column where the marks begin, where the line is shorter


@dataclass(frozen=True)
class File:
    """A client's file (or one sheet of it) as understood."""

    source: str
    read: Read
    told: tuple[str, ...]
    draft: Draft
    period: str | None = None  # the kind that its labels name, where it has labels


def config_text(client: str, files: Sequence[File]) -> str:
    """engagement.yml for these files."""
    return "\n".join([*_head(client, files), *_outcomes(files), *_tables(files), ""])


def new_id(name: str) -> str:
    """What keys an engagement's history: its folder's name, and six digits of its own.

    >>> new_id("Larkfield Mobile")[:17]
    'larkfield-mobile-'
    """
    plain = re.sub(r"[^a-z0-9]+", "-", name.casefold()).strip("-")[:LONGEST_NAME]
    return f"{plain or 'engagement'}-{secrets.token_hex(3)}"


def _guess(line: str, why: str, first: bool = False) -> str:
    """A line with its mark; `first`: nothing may be sent before somebody confirmed it."""
    return f"{line.ljust(GUESS_AT)}  {FIRST if first else MARK} {why}"


def _head(client: str, files: Sequence[File]) -> Iterator[str]:
    yield "# Drafted from the client's own files. What is marked '# confirm:' is a guess: check it"
    yield "# against the file or ask the client, then delete the mark. 'cx check' lists the rest."
    yield _guess(f"client: {scalar(client)}", "the client's name, taken from the folder's")
    yield f"{f'id: {new_id(client)}'.ljust(28)}  # keys the history: never change it"
    yield 'currency: ""                  # such as GBP'
    yield "language: en                  # of report, slides, briefs, workbook: en or de"
    yield _guess("timezone: UTC", "the zone of times that were written without one")
    timed = any({"time", "period", "start"} & set(f.draft.columns) for f in files)
    timed = timed or any(f.draft.table == "kpis" for f in files)
    named = next((f.period for f in files if f.period), None)
    kind = named or ("month" if timed else "none")
    yield _guess(f"period: {kind}", "week, month, quarter, year, index (numbered) or none")


def _outcomes(files: Sequence[File]) -> Iterator[str]:
    surveys = [f.draft for f in files if f.draft.outcomes]
    yield "outcomes:                     # the first is the main one: what experience is judged by"
    if not surveys:
        asked = any(f.draft.table == "responses" for f in files)
        told = "none was found among the answers: name the column that is the main one"
        yield _guess("  {}", told, first=True) if asked else "  {}"
    for number, (name, spec) in enumerate((surveys[0].outcomes if surveys else {}).items()):
        told = in_a_line(surveys[0].told.get(name, ""))
        yield _guess(f"  {name}: {scalar(spec)}", told, first=number == 0)


def _tables(files: Sequence[File]) -> Iterator[str]:
    yield "tables:"
    for table in dict.fromkeys(f.draft.table for f in files):
        same = [f for f in files if f.draft.table == table]
        yield from table_lines(table, same)
    if not files:
        yield "  {}"
    drafted = {f.draft.table for f in files}
    if "responses" in drafted and "variables" not in drafted:
        yield "  variables: {source: tables/variables.csv}"
    taken = drafted | {"variables"}
    for table in CONTRACTS:
        if table not in taken:
            yield f"  # {table}: {{source: tables/{table}.csv}}"


def table_lines(table: str, files: Sequence[File]) -> Iterator[str]:
    """A table's block of engagement.yml, each guess marked."""
    first = files[0]
    draft = first.draft
    yield f"  {table}:"
    why = f"taken for {table}: {draft.why}"
    sources = list(_sources(files))
    if all(isinstance(source, str) for source in sources):
        yield _guess(f"    source: {scalar(sources)}", why)
    else:
        yield _guess("    source:", why)
        yield from (f"      - {scalar(source)}" for source in sources)
    read = _layout(first.read)
    if read:
        yield _guess(
            f"    read: {scalar(read)}", "; ".join(first.told) or "how the file is laid out"
        )
    if draft.columns:
        yield "    columns:"
        for role, column in draft.columns.items():
            told = in_a_line(draft.columns.told(role))
            yield _guess(f"      {role}: {scalar(column)}", told, first=role == "customer")
    if draft.segments:
        yield _guess(f"    segments: {scalar(draft.segments)}", "groups to compare")
    if draft.comment:
        yield _guess(f"    comment: {scalar(draft.comment)}", "customers' own words")
    if draft.constants:
        yield _guess(f"    set: {scalar(draft.constants)}", "what the file does not say itself")
    yield from _answers(draft)
    if draft.where:
        told = "the other rows are no records"
        yield _guess(f"    where: {scalar(draft.where)}", told)
    if draft.choice:
        yield "    choice:"
        for name, how in draft.choice.items():
            yield _guess(f"      {scalar(name)}: {scalar(how)}", "several may be chosen")
    for name, why in draft.left.items():
        yield f"    # left out: {in_a_line(f'{name}: {why}')}"


def in_a_line(text: str) -> str:
    """A client's words inside a comment: whatever they hold, the comment ends with its line."""
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split())[:LONGEST_TOLD]


def _sources(files: Sequence[File]) -> Iterator[str | dict[str, object]]:
    """Each file as it is named: by its name alone, or with what is its own of sheet and layout."""
    first, written = files[0], []
    for file in files:
        own = own_layout(file, first)
        last = written[-1] if written else {}
        sheets_alone = own.keys() == {"file", "sheet"} == last.keys()
        if sheets_alone and last["file"] == own["file"]:  # the next sheet of the same workbook
            sheets = last["sheet"] if isinstance(last["sheet"], list) else [last["sheet"]]
            written[-1] = last | {"sheet": [*sheets, own["sheet"]]}
        else:
            written.append(own)
    yield from (own["file"] if own.keys() == {"file"} else own for own in written)


def own_layout(file: File, first: File) -> dict[str, object]:
    """What a file has of its own beside the first one's: sheet, layout, headings."""
    told: dict[str, object] = {"file": file.source}
    if file.read.sheet is not None:
        told["sheet"] = file.read.sheet
    usual, own = (_layout(f.read) for f in (first, file))
    defaults = Read().model_dump()
    changed = {k: own.get(k, defaults[k]) for k in {**usual, **own} if own.get(k) != usual.get(k)}
    if changed:
        told["read"] = changed
    roles = first.draft.columns
    headed = {r: c for r, c in file.draft.columns.items() if r in roles and roles[r] != c}
    if headed:
        told["columns"] = headed
    return told


def _layout(read: Read) -> dict[str, object]:
    """How a file is laid out, its sheet apart."""
    return read.model_dump(exclude_defaults=True, exclude={"sheet"})


def _answers(draft: Draft) -> Iterator[str]:
    described = {c.name for c in draft.variables}
    codes = {name: c for name, c in draft.na.items() if name not in described}
    if codes:
        yield "    na:"
        for name, values in codes.items():
            yield _guess(
                f"      {scalar(name)}: {scalar(values)}", "means not applicable, no score"
            )
    if draft.labels:
        yield "    labels:"
        for name, labels in draft.labels.items():
            yield _guess(f"      {scalar(name)}: {scalar(labels)}", "the order of the answers")


def write_variables(path: Path, draft: Draft) -> None:
    """The variables table, a row for each, what was guessed in the column `confirm`."""
    header = [*CONTRACTS["variables"].columns, COLUMN]
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, header, restval="")
        writer.writeheader()
        for column in draft.variables:
            low, high = ends(column)
            good, sure = direction(column)
            codes = "; ".join(str(c) for c in draft.na.get(column.name, []))
            scale = f"scale {low:g} to {high:g}, {high if good == 'high' else low:g} is good"
            scale += "" if sure else " (nothing says so)"
            scale += f", N/A coded as {codes}" if codes else ""
            writer.writerow(
                {
                    "variable": guarded(column.name),
                    "label": guarded(column.question or column.name),
                    "kind": "attribute",
                    "scale_low": f"{low:g}",
                    "scale_high": f"{high:g}",
                    "better": good,
                    "na_codes": guarded(codes),
                    COLUMN: f"{scale}; which touchpoint is it about?",
                }
            )
