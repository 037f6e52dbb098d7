"""`cx new`: an engagement folder, empty or drafted from the client's own files."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path

from cxlib import copies
from cxlib.drafting.guesses import unconfirmed
from cxlib.drafting.headless import RULE, headless
from cxlib.drafting.layout import guess_read
from cxlib.drafting.profile import Profile, profiles
from cxlib.drafting.recognisers import Recogniser, recognised
from cxlib.drafting.shapes import row_per_question, side_by_side
from cxlib.drafting.understanding import Draft, understood
from cxlib.drafting.writing import File, config_text, new_id, write_variables
from cxlib.engagement.config import Read
from cxlib.engagement.config.yml import FILE
from cxlib.engagement.contracts.periods import kind_of
from cxlib.engagement.contracts.raw import Raw
from cxlib.engagement.contracts.tables import CONTRACTS
from cxlib.engagement.contracts.values import as_text
from cxlib.engagement.reading import EXCEL, read_file
from cxlib.engagement.reading.content import refuse_misnamed
from cxlib.engagement.reading.fingerprint import build
from cxlib.engagement.reading.layout import NO_HEADINGS
from cxlib.engagement.shaping.reshape import WAVE, widened
from cxlib.errors import InputError, NoData, Problem
from cxlib.resources import kit
from cxlib.rights import copy_folder, owner_only

TEMPLATE = "engagement"
TABLES, SURVEY = "tables", "responses"
DATA = "data"
MOST_SHOWN, LONGEST_SHOWN = 12, 40  # columns of a file that is no table; letters of each
NO_ID = "id: your-id        "
UNCLEAR = "dates could be day-first or month-first: ask the client"


def start(folder: str | Path, files: Sequence[str | Path] = ()) -> list[str]:
    """Make an engagement folder, or add files to the one that there is; a line for what was done.

    Raises
    ------
    InputError
        Where the folder holds something else already, a file cannot be read, or what was declared
        cannot be found in it.
    """
    home, sources = Path(folder), [Path(f) for f in files]
    if sources and (home / FILE).is_file():
        return _added(home, sources)
    if home.is_file() or (home.exists() and any(home.iterdir())):
        rule = "is a file" if home.is_file() else "holds something already"
        rule += ", and nothing is written over"
        raise InputError(Problem(home.name, None, None, rule, "name a new folder"))
    _refuse_absent(sources)
    parts = [part for source in sources for part in _parts(source)]
    home.mkdir(parents=True, exist_ok=True)  # others may enter: the published page lies below
    with owner_only():
        copy_folder(kit("templates") / TEMPLATE, home)
        _with_id(home)
        for name in (TABLES, DATA):
            (home / name).mkdir(exist_ok=True)
        for table in CONTRACTS:
            write_header(home / TABLES / f"{table}.csv", table)
        copied = copies.write(home, build())
        for source in sources:
            shutil.copyfile(source, home / DATA / source.name)
        told = _drafted(home, parts) if sources else [f"{FILE}: fill it in; every key is explained"]
        _signed(home)
    return [f"{home}: made, with {len(CONTRACTS)} empty tables and {copied} notebooks", *told]


def _added(home: Path, sources: Sequence[Path]) -> list[str]:
    """The client's next files into an engagement that there is."""
    from cxlib.drafting.adding import add

    _refuse_absent(sources)
    parts = [(file, words, source) for source in sources for file, words in _parts(source)]
    unknown = [words for file, words, _ in parts if file is None]
    if len(unknown) == len(parts):
        raise InputError(f"{words}. Nothing was written." for words in unknown)
    with owner_only():
        told = add(home, [(file, source) for file, _, source in parts if file is not None])
    return [*told, *unknown, f"{FILE}: {len(unconfirmed(home))} guesses to confirm (cx check)"]


def _with_id(home: Path) -> None:
    """The template's place for an id, filled once and for all."""
    config = home / FILE
    text = config.read_text(encoding="utf-8")
    made = f"id: {new_id(home.resolve().name)}".ljust(len(NO_ID))
    config.write_text(text.replace(NO_ID, made, 1), encoding="utf-8")


def _signed(home: Path) -> None:
    """Which kit wrote the file, for whoever reads it years later."""
    config = home / FILE
    text = config.read_text(encoding="utf-8")
    config.write_text(f"{text.rstrip()}\n\n# Written by cx-kit {build()}.\n", encoding="utf-8")


def write_header(path: Path, table: str) -> None:
    """An empty table with the contract's headings."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerow(CONTRACTS[table].columns)


def _refuse_absent(sources: Sequence[Path]) -> None:
    wrong = [s for s in sources if not s.is_file()]
    if wrong:
        raise InputError(
            Problem(str(s), None, None, "there is no such file", "correct the name") for s in wrong
        )
    names = [s.name for s in sources]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise InputError(
            Problem(name, None, None, "is the name of two files", "rename one") for name in twice
        )


def _drafted(home: Path, parts: Sequence[tuple[File | None, str]]) -> list[str]:
    understood_files, told = [file for file, _ in parts if file], [words for _, words in parts]
    (home / FILE).write_text(config_text(home.resolve().name, understood_files), encoding="utf-8")
    # also where it has none: without the table, whatever is counted would be taken for one
    described = [f.draft for f in understood_files if f.draft.table == SURVEY]
    if described and "variables" not in {f.draft.table for f in understood_files}:
        write_variables(home / TABLES / "variables.csv", described[0])
    return [*told, f"{FILE}: drafted, with {len(unconfirmed(home))} guesses to confirm (cx check)"]


def _parts(path: Path) -> list[tuple[File | None, str]]:
    """A file as one table, or a workbook as one table a sheet."""
    try:
        refuse_misnamed(path)
    except NoData:
        return [(None, f"{path.name}: is empty, and left out")]
    if not path.name.lower().endswith(EXCEL):
        return [understood_part(path)]
    from cxlib.drafting.sheets import all_sheets, sheets_of

    sheets = sheets_of(path)
    if not sheets:
        return [(None, f"{path.name}: is empty, and left out")]
    several = len(all_sheets(path)) > 1
    return [understood_part(path, sheet if several else None) for sheet in sheets]


def understood_part(path: Path, sheet: str | None = None) -> tuple[File | None, str]:
    """A file, or a sheet of it, as it is understood, and that in a line; None for the file where it
    is no table that is known."""
    name = path.name + (f", sheet '{sheet}'" if sheet else "")
    read, told = guess_read(path, sheet)
    try:
        raw = read_file(path, read)
        if headless(raw.frame):
            raise InputError(Problem(name, None, 1, RULE, NO_HEADINGS))
        columns = profiles(raw)
        known = recognised(list(raw.frame.columns))
        read, raw, columns, shaped = _reshaped(read, raw, columns, known)
        told = [*told, *shaped]
    except NoData:
        return None, f"{name}: is empty, and left out"
    draft = understood(columns, raw.frame, known)
    if draft is None:
        return None, f"{name}: {unrecognised(columns)}; describe it in {FILE}"
    whole, marks = _with_marks(read, columns)
    words = f"{name}: taken for {draft.table}, because {draft.why}"
    source, period = f"{DATA}/{path.name}", _period_kind(raw, draft)
    return File(source, whole, (*told, *marks), draft, period), words


def _reshaped(
    read: Read, raw: Raw, columns: list[Profile], known: Recogniser | None
) -> tuple[Read, Raw, list[Profile], list[str]]:
    """A panel or a long survey as a row per answer, where its answers are understood so."""
    if known is not None and known.table != SURVEY:
        return read, raw, columns, []
    shapes = {
        "a column per wave: each wave is a row of its own": side_by_side(columns),
        "a row per question: each person is one row": row_per_question(columns, raw.frame),
    }
    for words, how in shapes.items():
        if how:
            laid = Read(**(read.model_dump(exclude_unset=True) | how))
            wide = widened(raw, laid, SURVEY)
            names = {c.name for c in columns if c.look == "date"} | {WAVE}  # the same in each wave
            dropped = names if laid.shape == "waves" else set()
            found = [c for c in profiles(wide) if c.name not in dropped]
            draft = understood(found, wide.frame, known)
            if draft is not None and draft.outcomes:
                return laid, wide, found, [words]
    return read, raw, columns, []


def unrecognised(columns: Sequence[Profile]) -> str:
    """Why a file was taken for no table: what was looked for, and what its columns look like."""
    seen = [f"{_shown(c.name)}: {_look(c)}" for c in columns if c.look != "empty"]
    more = f" and {len(seen) - MOST_SHOWN} more" if len(seen) > MOST_SHOWN else ""
    return (
        "not recognised, and left out: no answers on a scale, no ids that return with times and "
        "steps, no amounts by id and time, no counts by period "
        f"({', '.join(seen[:MOST_SHOWN])}{more})"
    )


def _look(column: Profile) -> str:
    if column.look != "text":
        return {"number": "numbers", "date": "times"}[column.look]
    return f"{column.distinct:,} different texts" if column.distinct > 1 else "one text"


def _shown(name: str) -> str:
    shown = "".join(c if c.isprintable() else " " for c in name)
    return shown if len(shown) <= LONGEST_SHOWN else shown[: LONGEST_SHOWN - 1] + "…"


def _period_kind(raw: Raw, draft: Draft) -> str | None:
    """What kind of period a table of KPIs, or a panel's waves, are labelled by."""
    column = draft.columns.get("period", "period")
    if draft.table not in ("kpis", SURVEY) or column not in raw.frame:
        return None
    return kind_of(as_text(raw.frame[column].dropna()).unique())


def _with_marks(read: Read, columns: Sequence[Profile]) -> tuple[Read, list[str]]:
    """The layout with the decimal mark and the order of dates that the cells show."""
    orders = {c.order for c in columns if c.look == "date"} - {None, "iso"}
    how, told = {}, []
    if any(c.comma for c in columns):
        how["decimal"] = ","
        told.append("numbers have a decimal comma")
    if orders:
        known = sorted(orders - {"unclear"})
        how["dates"] = known[0] if known else "day-first"
        told.append(f"dates are {how['dates']}" if known else UNCLEAR)
    return Read(**(read.model_dump() | how)), told
