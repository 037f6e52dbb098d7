"""Workbooks: what the guard parses is what the reader reads, however it is spelt or placed."""

import copy
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import xlsxwriter

from cxlib.engagement import load
from cxlib.engagement.config import Read
from cxlib.engagement.reading import package, workbook
from cxlib.engagement.reading.workbook import read_workbook
from cxlib.errors import InputError

SHEET = "xl/worksheets/sheet1.xml"
FAR = b"<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
SPELLINGS = {
    "single quotes": FAR,
    "blank before =": b'<row r="1048576"><c r ="XFD1048576"><v>1</v></c></row>',
    "line ends": b'<row\nr="1048576"><c\ts="0"\nr\n=\n"XFD1048576"><v>1</v></c></row>',
    "prefix": b'<x:row xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="9">'
    b'<x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>',
    "character reference": b'<row r="9"><c r="XFD10&#52;8576"><v>1</v></c></row>',
    "inline text": b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>',
    "row alone": b'<row r="1048576"><c r="XFC1048576"><v>1</v></c><c><v>2</v></c></row>',
}
Change = Callable[[str, bytes], bytes]


def make(path: Path, **options: object) -> Path:
    book = xlsxwriter.Workbook(str(path), options)
    sheet = book.add_worksheet("s")
    sheet.write_row(0, 0, ["id", "score"])
    for row in range(1, 31):
        sheet.write_row(row, 0, [f"c{row}", row % 11])
    book.close()
    return path


def altered(path: Path, change: Change, rename: Mapping[str, str] | None = None) -> Path:
    other = path.with_name("altered.xlsx")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(other, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr((rename or {}).get(name, name), change(name, old.read(name)))
    return other


def with_rows(rows: bytes) -> Change:
    return lambda name, part: (
        part.replace(b"</sheetData>", rows + b"</sheetData>") if name == SHEET else part
    )


def refused(path: Path, **how: object) -> str:
    with pytest.raises(InputError) as found:
        read_workbook(path, Read(**how))
    return str(found.value)


@pytest.fixture
def book(tmp_path) -> Path:
    return make(tmp_path / "b.xlsx")


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_far_cell_is_seen_however_it_is_spelt(book, spelling):
    said = refused(altered(book, with_rows(SPELLINGS[spelling])))
    assert "spans a grid of 1,048,576 rows by 16,384 columns" in said


@pytest.mark.parametrize("target", ["ws/s1.xml", "/xl/ws/s1.xml"])
def test_a_part_that_was_moved_is_found_by_its_relationship(book, target):
    def moved(name: str, part: bytes) -> bytes:
        return part.replace(b"worksheets/sheet1.xml", target.encode()) if "rels" in name else part

    def far(name: str, part: bytes) -> bytes:
        return with_rows(FAR)(name, moved(name, part))

    path = altered(book, moved, {SHEET: "xl/ws/s1.xml"})
    assert len(read_workbook(path, Read()).frame) == 30
    assert "spans a grid" in refused(altered(book, far, {SHEET: "xl/ws/s1.xml"}))


def test_a_far_cell_without_anything_in_it_is_no_cell(book):
    path = altered(book, with_rows(b'<row r="1048576"><c r="XFD1048576" s="0"/></row>'))
    assert read_workbook(path, Read()).frame.shape == (30, 2)


def test_a_part_in_another_encoding_is_parsed_too(book):
    def recoded(name: str, part: bytes) -> bytes:
        if name != SHEET:
            return part
        text = with_rows(FAR)(name, part).decode().replace("UTF-8", "UTF-16")
        return text.encode("utf-16")

    assert "spans a grid" in refused(altered(book, recoded))


def test_entities_are_refused(book):
    bomb = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet'
    path = altered(book, lambda n, p: p.replace(b"<worksheet", bomb, 1) if n == SHEET else p)
    assert "save it again as .xlsx" in refused(path)


def test_a_part_larger_than_it_declares_is_refused(book):
    path = altered(book, with_rows(b" " * 3_000_000))
    with zipfile.ZipFile(path) as zipped:
        size = zipped.getinfo(SHEET).file_size
    path.write_bytes(path.read_bytes().replace(struct.pack("<I", size), struct.pack("<I", 1500)))
    assert "unpacks to far more than it declares" in refused(path)


def test_a_bomb_of_a_gigabyte_is_refused_by_what_it_declares(book):
    assert "far more than its size" in refused(altered(book, with_rows(b" " * 100_000_000)))


@pytest.mark.parametrize("name", ["XL/Worksheets/SHEET1.xml", "xl/../xl/worksheets/s.xml",
                                  "other/workbook.xml", "xl\\worksheets\\sheet1.xml"])  # fmt: skip
def test_a_package_that_two_programs_could_see_otherwise_is_refused(book, name):
    with zipfile.ZipFile(book, "a") as zipped:
        zipped.writestr(name, "<worksheet/>")
    assert "damaged" in refused(book)


def test_bytes_after_the_end_are_refused(book):
    book.write_bytes(book.read_bytes() + b"PK")
    assert "damaged" in refused(book)


FORMULAS = (b'<row r="40"><c r="A40"><f>1+1</f></c><c r="B40"><f>1+1</f><v></v></c></row>'
            b'<row r="41"><c r="B41"><f>3</f></c><c><f>4</f></c></row>')  # fmt: skip
SAVED = (b'<row r="40"><c r="A40" t="str"><f>""</f><v></v></c>'
         b'<c r="B40"><f>1+1</f><v>2</v></c></row>')  # fmt: skip


def test_formulas_without_a_saved_value_are_refused_with_sheet_and_cell(book):
    said = refused(altered(book, with_rows(FORMULAS)))
    for cell, row in (("A40", 40), ("B40", 40), ("B41", 41)):
        told = f"sheet 's', row {row}: cell {cell} holds a formula without a saved value"
        assert told in said
    assert "and 1 more cells do" in said
    assert "open the workbook in Excel and save it" in said


def test_formulas_with_a_saved_value_are_read(book):
    frame = read_workbook(altered(book, with_rows(SAVED)), Read()).frame
    assert frame["score"].tolist()[-1] == "2"


def test_without_the_guard_their_rows_would_be_gone_without_a_word(book, monkeypatch):
    monkeypatch.setattr(workbook, "_refuse_unsaved", lambda *_: None)
    assert len(read_workbook(altered(book, with_rows(FORMULAS)), Read()).frame) == 30


def test_formulas_in_titles_that_are_skipped_do_not_matter(book):
    path = altered(
        book,
        lambda n, p: (
            p.replace(b"<sheetData>", b'<sheetData><row r="1"><c r="C1"><f>NOW()</f></c></row>')
            if n == SHEET
            else p
        ),
    )
    assert "cell C1" in refused(path)


@pytest.mark.parametrize(("mac", "day"), [(False, "2026-03-04"), (True, "2026-03-04")])
def test_serial_dates_count_from_the_day_that_the_workbook_says(tmp_path, mac, day):
    serial = 46085 - (1462 if mac else 0)  # 4 March 2026, counted from 1904 or from 1900
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"), {"date_1904": mac})
    sheet = book.add_worksheet("s")
    sheet.write_row(0, 0, ["customer", "time", "score"])
    for row in range(1, 31):
        sheet.write_row(row, 0, [f"c{row}", serial + row - 1, row % 11])
    book.close()
    (tmp_path / "engagement.yml").write_text(
        "client: A\nperiod: month\noutcomes: {score: {kind: mean}}\n"
        "tables: {responses: {source: b.xlsx, read: {dates: excel}}}\n"
    )
    found = load(tmp_path)
    assert f"{found.whole('responses').time.min():%Y-%m-%d}" == day
    said = found.quality.check[found.quality.check.str.startswith("serial dates")].tolist()
    assert any("1904-01-01" if mac else "1899-12-30" in check for check in said)
    assert any("counted from 1904" in check for check in said) == mac


def test_two_workbooks_count_their_days_each_from_its_own_first(tmp_path):
    for name, mac in (("a", False), ("b", True)):
        book = xlsxwriter.Workbook(str(tmp_path / f"{name}.xlsx"), {"date_1904": mac})
        sheet = book.add_worksheet("s")
        sheet.write_row(0, 0, ["customer", "time", "score"])
        for row in range(1, 31):  # 4 March 2026, counted from 1904 or from 1900
            sheet.write_row(row, 0, [f"{name}{row}", 46085 - 1462 * mac, row % 11])
        book.close()
    (tmp_path / "engagement.yml").write_text(
        "client: A\nperiod: month\noutcomes: {score: {kind: mean}}\n"
        "tables: {responses: {source: [a.xlsx, b.xlsx], read: {dates: excel}}}\n"
    )
    days = load(tmp_path).whole("responses").time.dt.strftime("%Y-%m-%d")
    assert days.tolist() == ["2026-03-04"] * 60


def test_hidden_and_other_sheets_are_said(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    for name in ("first", "second", "secret"):
        book.add_worksheet(name).write_row(0, 0, ["a"])
    book.get_worksheet_by_name("secret").hide()
    book.close()
    told = {n["check"]: n["n"] for n in read_workbook(tmp_path / "b.xlsx", Read()).notes}
    assert told["hidden sheets not read"] == 1
    assert told["other sheets not read: the first visible one was taken"] == 1
    named = read_workbook(tmp_path / "b.xlsx", Read(sheet="secret"))
    assert named.notes == ()


def test_titles_above_the_headings_name_the_row(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    sheet = book.add_worksheet("s")
    sheet.merge_range("A1:C1", "Survey of May")
    for row, cells in enumerate([["id", "score", "why"], ["a", 1, "x"], ["b", 2, "y"]], start=2):
        sheet.write_row(row, 0, cells)
    book.close()
    said = refused(tmp_path / "b.xlsx")
    assert "no row of headings found: row 1 names 1 of 3 columns" in said
    assert "read: {skip_rows: 2}" in said
    assert list(read_workbook(tmp_path / "b.xlsx", Read(skip_rows=2)).frame["score"]) == ["1", "2"]


def test_dates_as_serials_and_texts_in_one_column_name_their_rows(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    sheet = book.add_worksheet("s")
    sheet.write_row(0, 0, ["time", "score"])
    for row in range(1, 31):
        sheet.write_row(row, 0, [46000 + row if row != 7 else "04/03/2026", row % 11])
    book.close()
    yml = ("client: A\nperiod: month\noutcomes: {score: {kind: mean}}\n"
           "tables: {responses: {source: b.xlsx, read: {dates: HOW}}}\n")  # fmt: skip
    (tmp_path / "engagement.yml").write_text(yml.replace("HOW", "excel"))
    with pytest.raises(InputError, match=r"row 8: (a text of|'04/03/2026')"):
        load(tmp_path)
    (tmp_path / "engagement.yml").write_text(yml.replace("HOW", "day-first"))
    with pytest.raises(InputError, match=r"bare number where a date is meant.*excel"):
        load(tmp_path)


def test_numbers_of_a_workbook_are_in_no_doubt(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    sheet = book.add_worksheet("s")
    sheet.write_row(0, 0, ["customer", "score"])
    for row in range(1, 31):
        sheet.write_row(row, 0, [f"c{row}", 1.234 + row])
    book.close()
    (tmp_path / "engagement.yml").write_text(
        "client: A\nperiod: none\noutcomes: {score: {kind: mean}}\n"
        "tables: {responses: {source: b.xlsx}}\n"
    )
    assert load(tmp_path).table("responses").score.iloc[0] == 2.234


def test_the_child_reads_what_the_process_reads(book, monkeypatch):
    here = read_workbook(book, Read())
    monkeypatch.setattr(workbook, "IN_PROCESS", 0)
    there = read_workbook(book, Read())
    assert here.frame.equals(there.frame)
    assert here.row_of.tolist() == there.row_of.tolist()


def test_a_reader_that_dies_is_told_in_a_line(book, monkeypatch):
    """Without the guard the library allocates 512 GB and aborts, in the child."""
    monkeypatch.setattr(workbook, "IN_PROCESS", 0)
    monkeypatch.setattr(package.limits, "MOST_GRID", 10**15)
    said = refused(altered(book, with_rows(FAR)))
    assert "needs more memory or time than one may take" in said


def test_the_child_is_held_to_its_time(book, monkeypatch):
    monkeypatch.setattr(workbook, "IN_PROCESS", 0)
    monkeypatch.setattr(workbook, "SECONDS", 0)
    assert "memory or time" in refused(book)


def test_where_the_system_holds_nobody_the_parent_watches(book, monkeypatch):
    from cxlib.engagement.reading import child

    monkeypatch.setattr(workbook, "IN_PROCESS", 0)
    monkeypatch.setattr(child, "LINUX", False)
    assert len(read_workbook(book, Read()).frame) == 30
    monkeypatch.setattr(child, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(child, "resident", lambda _: 2**40)
    assert "memory or time" in refused(book)


@pytest.mark.parametrize("kind", [".xls", ".xlsb", ".ods"])
@pytest.mark.parametrize("content", [b"", b"rubbish" * 100, b"PK\x03\x04"])
def test_kinds_that_are_not_parsed_are_refused_in_a_line_too(tmp_path, kind, content):
    path = tmp_path / f"b{kind}"
    path.write_bytes(content)
    assert "save it again as .xlsx" in refused(path)


def test_a_zip_entry_is_not_changed_by_looking(book):
    with zipfile.ZipFile(book) as zipped:
        before = copy.copy(zipped.getinfo(SHEET))
        list(package._unpacked(book, zipped, zipped.getinfo(SHEET)))
        assert zipped.getinfo(SHEET).file_size == before.file_size
