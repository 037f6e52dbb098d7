"""What an output shows, read from the file itself: a workbook, row for row with its results."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from cxlib.results import REGISTRY

COLUMNS_SHEET = 1  # it follows the contents, and says what each head is called in the files


def shown_in(workbook: Path, results: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The numbers of a workbook, as rows of the results that it shows.

    Parameters
    ----------
    workbook : path of a run's results.xlsx
    results : the tables as the steps wrote them, in the order in which they were written

    Raises
    ------
    ValueError
        Where a sheet has other rows than its table.
    """
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
