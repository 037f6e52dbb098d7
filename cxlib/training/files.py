"""Writing a client's files: CSV, Excel and Parquet, the same bytes for the same tables."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

CREATED = dt.datetime(2026, 10, 5, 9, 0)  # fixed, so that the workbook's properties never vary
WORKBOOK = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
STAMP = "yyyy-mm-dd hh:mm:ss"


def write_csv(path: Path, frame: pd.DataFrame, separator: str = ",", decimal: str = ".") -> None:
    """CSV in UTF-8 with Unix line ends."""
    text = frame.to_csv(index=False, sep=separator, decimal=decimal, lineterminator="\n")
    path.write_bytes(text.encode())


def write_parquet(path: Path, frame: pd.DataFrame) -> None:
    """Parquet without the writer's own notes about pandas."""
    table = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata(None)
    pq.write_table(table, path, compression="zstd", compression_level=15)


def write_workbook(
    path: Path, sheets: dict[str, pd.DataFrame], labels: dict[str, str] | None = None
) -> None:
    """An Excel workbook; `labels` (by column) become a second row under the header."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(held, WORKBOOK | {"in_memory": True})
    book.set_properties({"created": CREATED})
    stamp = book.add_format({"num_format": STAMP})
    for name, frame in sheets.items():
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, list(frame.columns))
        first = 1
        if labels is not None:
            sheet.write_row(1, 0, [labels.get(c, c) for c in frame.columns])
            first = 2
        for place, column in enumerate(frame.columns):
            _write_column(sheet, first, place, frame[column], stamp)
    book.close()
    path.write_bytes(held.getvalue())


def _write_column(sheet: object, first: int, place: int, values: pd.Series, stamp: object) -> None:
    is_time = pd.api.types.is_datetime64_any_dtype(values)
    for row, value in enumerate(values.tolist(), start=first):
        if value is None or value != value:  # missing: an empty cell
            continue
        if is_time:
            sheet.write_datetime(row, place, value.to_pydatetime(), stamp)
        elif isinstance(value, str):
            sheet.write_string(row, place, value)
        else:
            sheet.write_number(row, place, value)
