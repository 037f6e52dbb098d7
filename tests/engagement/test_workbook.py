import datetime as dt
import time
import zipfile

import pytest
import xlsxwriter

from cxlib.engagement.config import Read
from cxlib.engagement.reading.workbook import read_workbook
from cxlib.errors import InputError


def write(path, sheets, hidden=(), cells=()):
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                if isinstance(cell, dt.datetime):
                    sheet.write_datetime(r, c, cell, day)
                else:
                    sheet.write(r, c, cell)
        for r, c in cells:
            sheet.write(r, c, "x")
        if name in hidden:
            sheet.hide()
        else:
            sheet.activate()
            sheet.set_first_sheet()
    book.close()
    return path


def test_typed_cells_become_the_text_of_a_csv(tmp_path):
    rows = [["id", "score", "share", "at", "code", "done"],
            [123, 4.0, 0.5, dt.datetime(2026, 4, 3, 9, 30), "00123", True],
            ["1E5", None, None, None, "NA", False]]  # fmt: skip
    raw = read_workbook(write(tmp_path / "a.xlsx", {"s": rows}), Read(decimal=","))
    assert raw.frame.iloc[0].tolist() == ["123", "4", "0,5", "2026-04-03T09:30:00", "00123", "Yes"]
    assert raw.frame.iloc[1].isna().tolist() == [False, True, True, True, False, False]
    assert raw.row_of.tolist() == [2, 3]


def test_rows_before_the_header_count(tmp_path):
    rows = [["Report"], [], ["a", "b"], [1, 2]]
    raw = read_workbook(write(tmp_path / "a.xlsx", {"s": rows}), Read(skip_rows=2))
    assert raw.frame.to_numpy().tolist() == [["1", "2"]]
    assert raw.row_of.tolist() == [4]


def test_a_table_that_does_not_begin_at_a1_keeps_its_row_numbers(tmp_path):
    path = write(tmp_path / "a.xlsx", {"s": [[], [], ["", "a"], ["", 1]]})
    raw = read_workbook(path, Read(skip_rows=2))
    assert raw.row_of.tolist() == [4]
    assert raw.frame["a"].tolist() == ["1"]


def test_hidden_sheets_only_when_named(tmp_path):
    sheets = {"secret": [["a"], [1]], "shown": [["b"], [2]]}
    path = write(tmp_path / "a.xlsx", sheets, hidden=["secret"])
    assert list(read_workbook(path, Read()).frame.columns) == ["b"]
    assert list(read_workbook(path, Read(sheet="secret")).frame.columns) == ["a"]
    with pytest.raises(InputError, match="no sheet 'shwn'"):
        read_workbook(path, Read(sheet="shwn"))


def test_a_small_file_with_a_far_cell_is_refused_fast(tmp_path):
    path = write(tmp_path / "far.xlsx", {"s": [["a"]]}, cells=[(1048575, 16383)])
    assert path.stat().st_size < 10_000
    start = time.perf_counter()
    with pytest.raises(InputError, match="spans a grid of 1,048,576 rows by 16,384 columns"):
        read_workbook(path, Read())
    assert time.perf_counter() - start < 1


def test_a_far_cell_that_lies_about_the_extent_is_refused(tmp_path):
    path = write(tmp_path / "far.xlsx", {"s": [["a"]]}, cells=[(1048575, 16383)])
    lying = tmp_path / "lying.xlsx"
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(lying, "w") as target:
        for name in source.namelist():
            text = source.read(name).replace(b"A1:XFD1048576", b"A1:B2")
            target.writestr(name, text)
    with pytest.raises(InputError, match="spans a grid"):
        read_workbook(lying, Read())


def test_a_zip_bomb_is_refused_before_unpacking(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    with pytest.raises(InputError, match="unpacks to far more"):
        read_workbook(path, Read())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04rubbish", b"<html>not excel</html>"])
def test_what_is_no_workbook_is_said_in_a_line(tmp_path, content):
    path = tmp_path / "x.xlsx"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"save it again as \.xlsx"):
        read_workbook(path, Read())


def test_the_sheet_is_named_in_messages(tmp_path):
    path = write(tmp_path / "a.xlsx", {"raci": [["a"], [1]], "other": [["b"], [2]]})
    assert read_workbook(path, Read(sheet="other")).file == "a.xlsx, sheet 'other'"
    assert read_workbook(path, Read()).file == "a.xlsx, sheet 'raci'"
