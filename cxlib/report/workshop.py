"""The workshop workbook: what the client's team fills in, with what the data already knows.

Each sheet is an input table: row 1 its columns, row 2 what they mean, row 3 a greyed example, and
rows from 4 on are the team's. It is read back through the very same contracts.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.engagement.contracts.tables import CONTRACTS, Column
from cxlib.engagement.model import Engagement
from cxlib.errors import InputError, Problem
from cxlib.report import escaping
from cxlib.report.workbook import BORN, STRICT
from cxlib.report.workshop_words import EXAMPLES, INSTRUCTIONS, PURPOSE, SHEETS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

HEAD_ROWS, LABEL_ROW = 3, 2
ROOM = 200  # rows prepared for the team on each sheet
WIDTH = 22
LIST_LIMIT = 255  # characters of a literal drop-down (Microsoft, "Excel specifications and limits")
CHOSEN_FROM = {  # column -> the sheet and column whose entries are offered
    "touchpoint": ("touchpoints", "touchpoint"),
    "variable": ("variables", "variable"),
    "owner": ("owners", "owner"),
    "department": ("owners", "department"),
}


def write_workshop(path: str | Path, engagement: Engagement) -> Path:
    """Write the workbook; what is there already is never written over.

    Parameters
    ----------
    path : path
        Where the new .xlsx goes.
    engagement : Engagement
        Its tables are filled in; touchpoints that customers use and nobody mapped are added.

    Raises
    ------
    InputError
        When a file of that name is there: a team may have filled it in.
    """
    from xlsxwriter import Workbook

    path = Path(path)
    if path.exists():
        rule, remedy = "is there already", "move it away, or name another with --out"
        raise InputError(Problem(path.name, None, None, rule, remedy))
    with Workbook(str(path), STRICT) as book:
        book.set_properties(
            {"created": BORN, "title": escaping.property_text(engagement.config.client)}
        )
        looks = _looks(book)
        _front(book.add_worksheet("read me"), engagement, looks)
        for name in SHEETS:
            _sheet(book.add_worksheet(name), name, known(engagement, name), looks)
    return path


def sources(file: str) -> str:
    """The lines of engagement.yml by which `cx run` reads the workbook as it comes back.

    >>> print(sources("workshop.xlsx").splitlines()[1])
      touchpoints: {source: workshop.xlsx, read: {sheet: touchpoints, header_rows: 3, label_row: 2}}
    """
    how = f"header_rows: {HEAD_ROWS}, label_row: {LABEL_ROW}"
    lines = [f"  {name}: {{source: {file}, read: {{sheet: {name}, {how}}}}}" for name in SHEETS]
    return "\n".join(["tables:", *lines])


def known(engagement: Engagement, name: str) -> pd.DataFrame:
    """What the data already knows of a table, in the contract's columns."""
    columns = list(CONTRACTS[name].columns)
    table = engagement.table(name).reindex(columns=columns)
    if name != "touchpoints":
        return table
    mapped = set(table.touchpoint)
    new = [t for t in _walked(engagement) if t not in mapped]
    return pd.concat([table, pd.DataFrame({"touchpoint": new})], ignore_index=True)[columns]


def _walked(engagement: Engagement) -> list[str]:
    """Touchpoints in the events and the answers."""
    answered = engagement.table("responses").touchpoint.dropna().unique().tolist()
    if engagement.events is None:
        return sorted(answered)
    seen = engagement.events.select("touchpoint").distinct().execute().touchpoint.dropna()
    return sorted({*seen, *answered})


def _looks(book: Workbook) -> Mapping[str, object]:
    edge = {"text_wrap": True, "valign": "top"}
    return {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "head": book.add_format({"bold": True, "bottom": 1}),
        "needed": book.add_format({"bold": True, "bottom": 1, "bg_color": "#ffe8a3"}),
        "words": book.add_format(edge | {"font_size": 9}),
        "example": book.add_format({"italic": True, "font_color": "#9a9a9a", "bottom": 1}),
        "wrap": book.add_format(edge),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
    }


def _front(sheet: Worksheet, engagement: Engagement, looks: Mapping[str, object]) -> None:
    sheet.write_string(0, 0, escaping.cell(engagement.config.client), looks["title"])
    for row, line in enumerate(INSTRUCTIONS, start=2):
        sheet.write_string(row, 0, line, looks["wrap"])
    first = len(INSTRUCTIONS) + 3
    for row, (name, why) in enumerate(PURPOSE.items(), start=first):
        sheet.write_url(row, 0, f"internal:'{name}'!A4", None, f"{name}: {why}")
    last = first + len(PURPOSE) + 1
    for row, line in enumerate(sources("workshop.xlsx").splitlines(), start=last):
        sheet.write_string(row, 0, line, looks["words"])
    sheet.set_column(0, 0, 110)


def _sheet(sheet: Worksheet, name: str, rows: pd.DataFrame, looks: Mapping[str, object]) -> None:
    contract = CONTRACTS[name].columns
    sheet.set_column(0, len(contract) - 1, WIDTH)
    sheet.set_row(1, 60)
    for position, (column, rule) in enumerate(contract.items()):
        sheet.write_string(0, position, column, looks["needed" if rule.needed else "head"])
        sheet.write_string(1, position, _meaning(rule), looks["words"])
        sheet.write_string(2, position, EXAMPLES[name].get(column, ""), looks["example"])
        _validate(sheet, name, column, position, rule)
        for row, value in enumerate(rows[column].tolist(), start=HEAD_ROWS):
            _fill(sheet, row, position, value, looks)
    sheet.freeze_panes(HEAD_ROWS, 1)


def _meaning(rule: Column) -> str:
    needed = "needed: " if rule.needed else ""
    choices = f" (one of {', '.join(rule.choices)})" if rule.choices else ""
    return f"{needed}{rule.words}{choices}"


def _fill(sheet: Worksheet, row: int, column: int, value: object, looks: Mapping) -> None:
    if pd.isna(value):
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "yes" if value else "no")
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, column, value, looks["date"])
    else:
        sheet.write_string(row, column, escaping.cell(value))


def _validate(sheet: Worksheet, name: str, column: str, position: int, rule: Column) -> None:
    """A drop-down or a limit from the contract; names may be new, choices may not."""
    allowed = _choice(rule) or _offered(name, column) or _limit(rule)
    if allowed:
        last = HEAD_ROWS + ROOM - 1
        shown = {"input_title": column[:32], "input_message": rule.words[:255]}
        sheet.data_validation(HEAD_ROWS, position, last, position, allowed | shown)


def _choice(rule: Column) -> dict | None:
    options = ("yes", "no") if rule.kind == "flag" else rule.choices
    if not options or len(",".join(options)) > LIST_LIMIT:
        return None
    return {"validate": "list", "source": list(options), "error_type": "stop",
            "error_message": f"one of {', '.join(options)}"[:255]}  # fmt: skip


def _offered(name: str, column: str) -> dict | None:
    home = CHOSEN_FROM.get(column)
    if home is None or home == (name, column):
        return None
    letter = _letter(list(CONTRACTS[home[0]].columns).index(home[1]))
    first, last = HEAD_ROWS + 1, HEAD_ROWS + ROOM
    source = f"='{home[0]}'!${letter}${first}:${letter}${last}"
    return {"validate": "list", "source": source, "error_type": "warning",
            "error_message": f"not yet on the sheet {home[0]}"}  # fmt: skip


def _limit(rule: Column) -> dict | None:
    if rule.kind == "date":
        return {"validate": "date", "criteria": ">=", "value": BORN,
                "error_message": "a date, such as 2026-09-30"}  # fmt: skip
    if rule.kind != "number":
        return None
    if rule.low is None:
        return None
    if rule.high is None:
        return {"validate": "decimal", "criteria": ">=", "value": rule.low,
                "error_message": f"{rule.low:g} or more"}  # fmt: skip
    ends = {"minimum": rule.low, "maximum": rule.high}
    words = f"{rule.low:g} to {rule.high:g}"
    return {"validate": "decimal", "criteria": "between", "error_message": words} | ends


def _letter(position: int) -> str:
    """The column's letter; no sheet of the kit is wider than Z.

    >>> _letter(2)
    'C'
    """
    return chr(ord("A") + position)
