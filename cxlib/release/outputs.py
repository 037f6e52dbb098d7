"""What outputs show, read from the files themselves, row for row with the results."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from pathlib import Path

import pandas as pd

from cxlib.language import Voice
from cxlib.results import REGISTRY

WORKBOOK, PAGE = "results.xlsx", "report.html"
COLUMNS_SHEET = 1  # it follows the contents, and says what each head is called in the files


def shown_in(
    folder: Path, results: Mapping[str, pd.DataFrame], voice: Voice
) -> dict[str, pd.DataFrame]:
    """The numbers of a workbook, and the counts of rows that only the page tells.

    Parameters
    ----------
    folder : of a run, with its results.xlsx and report.html
    results : the tables as the steps wrote them, in the order in which they were written
    voice : in which the page was written

    Raises
    ------
    ValueError
        Where a sheet has other rows than its table.
    """
    shown = _sheets(folder / WORKBOOK, results)
    if "quality" in results and "quality" not in shown:
        page = html.unescape((folder / PAGE).read_text(encoding="utf-8"))
        told = [*_rows_told(page, results["quality"], voice)]
        frame = results["quality"]
        shown["quality"] = frame.assign(n=frame["n"].where(frame.index.isin(told)))
    return shown


def _rows_told(page: str, quality: pd.DataFrame, voice: Voice) -> Iterator[int]:
    """The rows of `quality` whose counts stand in a page: how many rows of a table were used."""
    whole = quality[quality["column"].fillna("").eq("")]
    for name, rows in whole.groupby("table"):
        at = {check: row for row, check in rows["check"].items()}
        if not {"rows in", "rows used"} <= set(at):
            continue
        came, used = (at["rows in"], at["rows used"])
        counts = {"used": quality["n"][used], "given": quality["n"][came]}
        said = {slot: voice.count(n) for slot, n in counts.items()}
        if voice.say("page|rows used", table=voice.say(f"input|{name}"), **said) in page:
            yield from (came, used)


def _sheets(workbook: Path, results: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(workbook) as book:
        fields: dict[str, dict[str, str]] = {}
        for sheet, head, column, *_ in book.get_sheet_by_index(COLUMNS_SHEET).to_python()[1:]:
            fields.setdefault(sheet, {})[head] = column
        return {
            name: _as_rows(name, book.get_sheet_by_name(name).to_python(), fields[name], frame)
            for name, frame in results.items()
            if name in fields
        }


def _as_rows(
    name: str, cells: list[list[object]], fields: Mapping[str, str], frame: pd.DataFrame
) -> pd.DataFrame:
    heads, rows = (cells[0], cells[1:]) if cells else ([], [])
    told = pd.DataFrame(rows, columns=[fields.get(head, head) for head in heads])
    told = told.reindex(columns=list(REGISTRY[name].columns)).replace("", None)
    if len(told) != len(frame):
        raise ValueError(f"sheet {name}: {len(told)} rows, the table has {len(frame)}")
    return told
