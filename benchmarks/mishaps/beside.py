"""Kinds beside the list: what else arrives under the name of a client's data."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import zipfile

from mishaps.books import BOOK, book, brought, sound
from mishaps.case import Case
from mishaps.client import FILE, Folder, text_of
from mishaps.dates import _all_days, _at, _dates, _one_kind
from mishaps.text import _line, _lines, _purchases, _sound, _sum_of
from mishaps.values import _ids, _kept, _scores, _some, _without_some

PAGE = "<html><body><table><tr><td>cust</td></tr><tr><td>1</td></tr></table></body></html>"


def _as(name: str, content):
    return brought(content, name)


def _text(folder: Folder) -> bytes:
    return text_of(folder.rows).encode()


def _moved(name: str):
    """The file under the name that the line gives it."""

    def by_hand(folder: Folder) -> None:
        old = folder.config["tables"]["responses"]["source"]
        (folder.path / old).rename(folder.path / name)
        folder.responses(source=name)

    return by_hand


def _again(folder: Folder) -> None:
    """A sound CSV in its place."""
    folder.write(FILE, text_of(Folder(folder.path).rows))
    folder.responses(source=FILE)


def _archive(folder: Folder) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("survey.csv", _text(folder))
    return out.getvalue()


def _old_book(*, protected: bool) -> bytes:
    words = "EncryptedPackage".encode("utf-16-le") if protected else b""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000) + words + bytes(2000)


def _a_folder(folder: Folder) -> None:
    (folder.path / "data.csv").mkdir()
    folder.write("data.csv/survey.csv")
    folder.responses(source="data.csv")


def _joined(between: str = ""):
    def spoil(folder: Folder) -> None:
        lines = text_of(folder.rows).splitlines(keepends=True)
        folder.survey("".join([*lines[:120], between or lines[0], *lines[120:]]))

    return spoil


def _totals(folder: Folder) -> None:
    folder.survey(text_of(folder.rows) + "Total,,,1440,960,960,\n")


def _hidden_rows(made, sheet) -> None:
    for row in range(10, 60):
        sheet.set_row(row, None, None, {"hidden": True})


def _merged(made, sheet) -> None:
    sheet.merge_range(10, 2, 14, 2, "North")


def _below(made, sheet) -> None:
    for row, cells in enumerate((["region", "n"], ["North", 80], ["South", 70]), start=243):
        sheet.write_row(row, 0, cells)


def _error(made, sheet) -> None:
    sheet.write_formula(5, 4, "=1/0", None, "#DIV/0!")


def _serials(made, sheet) -> None:
    for row in range(7, 240, 40):
        day = dt.date(2026, 1, 1) + dt.timedelta(days=(row - 1) // 2)
        sheet.write_number(row, 1, (day - dt.date(1899, 12, 30)).days)


def _booked(prepare):
    return brought(lambda folder: book(folder.rows, prepare=prepare))


def _unix(i: int, day: dt.date) -> str:
    return str(int(dt.datetime(day.year, day.month, day.day, 12, tzinfo=dt.UTC).timestamp()))


def _nobody(i: int, cust: str) -> str:
    return ("None", "null", "nan")[i % 3] if i < 9 else cust


def _named_nobody(engagement) -> bool:
    ids = engagement.history["responses"]["customer"]
    return int(ids.isna().sum()) == 9


def _lost_zeros(folder: Folder) -> None:
    folder.survey()
    lines = [f"{int(row['cust'])},2025-01-01" for row in folder.rows]
    folder.table("customers", "customer,start\n" + "\n".join(lines) + "\n")


def _zeros(folder: Folder) -> None:
    lines = [f"{row['cust']},2025-01-01" for row in folder.rows]
    folder.write("customers.csv", "customer,start\n" + "\n".join(lines) + "\n")


def _plain(value):
    def by_hand(folder: Folder) -> None:
        _purchases(value)(folder)

    return by_hand


def _money(written: str, plain: str, said: str, total: float) -> Case:
    return Case(f"number-{written}", f"refuse: {said}", _purchases(lambda i: written), 2,
                ["purchases.csv", "column 'value', row 2", said],
                by_hand=_plain(lambda i: plain), right=_sum_of(total), after=0)  # fmt: skip


def _marked(written: str, key: str, value: float, filled: str | None = None) -> Case:
    return Case(f"mark-{written}", f"refuse, mend={key}", _purchases(lambda i: written), 2,
                ["purchases.csv", "column 'value', row 2", "mark"], key, filled,
                table="purchases", right=_sum_of(240 * value))  # fmt: skip


CASES = (
    Case("web page as .xls", "refuse: what it is", _as("survey.xls", PAGE), 2,
         ["survey.xls", "a web page"], by_hand=_again),
    Case("login page as .csv", "refuse: what it is", _as(FILE, "<!DOCTYPE html><html>Log in"), 2,
         [FILE, "a web page"], by_hand=_sound),
    Case("workbook as .csv", "refuse: rename", _as(FILE, lambda f: book(f.rows)), 2,
         [FILE, "a workbook", "ending .xlsx"], by_hand=_moved(BOOK)),
    Case("CSV as .xlsx", "refuse: rename", _as(BOOK, _text), 2, [BOOK, "plain text", "ending .csv"],
         by_hand=_moved(FILE)),
    Case("old workbook as .xlsx", "refuse: rename", _as(BOOK, _old_book(protected=False)), 2,
         [BOOK, "old kind", "ending .xls"], by_hand=sound),
    Case("protected workbook", "refuse: password", _as(BOOK, _old_book(protected=True)), 2,
         [BOOK, "protected by a password"], by_hand=sound),
    Case("zip of CSVs as .csv", "refuse: unpack", _as(FILE, _archive), 2,
         [FILE, "a zip archive", "unpack"], by_hand=_sound),
    Case("gzip as .csv", "refuse: rename", _as(FILE, lambda f: gzip.compress(_text(f))), 2,
         [FILE, "packed by gzip", "ending .csv.gz"], by_hand=_moved("survey.csv.gz")),
    Case("JSON as .csv", "refuse: what it is", _as(FILE, '[{"cust": 1, "recommend": 2}]'), 2,
         [FILE, "JSON"], by_hand=_sound),
    Case("lock file of an open workbook", "refuse: name the workbook",
         _as("~$survey.xlsx", b"\x05Anna " + bytes(150)), 2,
         [r"~\$survey.xlsx", "while a workbook is open", "name survey.xlsx"],
         by_hand=lambda f: (sound(f), f.responses(source=BOOK))[0]),
    Case("a folder called data.csv", "refuse: what it is", _a_folder, 2, ["data.csv", "a folder"],
         by_hand=lambda f: f.responses(source="data.csv/survey.csv")),
    Case("empty workbook", "no data", _as(BOOK, b""), 4, [BOOK, "empty"], by_hand=sound),
    Case("UTF-16 without a mark, the other way", "refuse, mend=encoding",
         _as(FILE, lambda f: _text(f).decode().encode("utf-16-be")), 2, [FILE, "row 1", "NUL"],
         "read: {encoding: utf-16-be}"),
    Case("letters of an older Mac", "refuse, mend=encoding",
         lambda f: (f.set("why", 7, "très"), f.survey(_text(f).decode().encode("mac-roman")))[0],
         2, [FILE, "column 'why', row 9"], "read: {encoding: mac-roman}"),
    Case("a mark of the beginning in the middle", "refuse: line", _joined("\ufeff"), 2,
         [FILE, "row 121", "two files were joined"], by_hand=_sound),
    Case("two files joined", "refuse: line", _joined(), 2, [FILE, "row 121", "repeats the heading"],
         by_hand=_sound),
    Case("sep= above the heading", "read right", lambda f: f.survey(
         "sep=;\n" + text_of(f.rows, ";")), 0, ["separator ';'"]),
    Case("a row of totals", "refuse: row", _totals, 2, [FILE, "row 242", "a row of totals"],
         by_hand=_sound),
    Case("a note below the table", "refuse: row", _lines(lambda x: [*x, "Exported by the tool"]),
         2, [FILE, "row 242", "delete the line"], by_hand=_sound),
    Case("an apostrophe before scores", "refuse: what it is", _scores(lambda i, s: "'" + s), 2,
         [FILE, "column 'recommend', row 2", "apostrophe"], by_hand=_again),
    Case("a code that is text", "refuse, mend=na", _scores(_some("DK")), 2,
         [FILE, "column 'recommend', row 9", "'DK'"], "na: {recommend: ['DK']}",
         right=_without_some("DK")),
    _money("£12.50", "12.50", "a sign of money", 3000.0),
    _money("12.50 EUR", "12.50", "a sign of money", 3000.0),
    _money("12%", "12", "a percentage", 2880.0),
    _money("1e400", "4", "larger than any number", 960.0),
    _marked("1 234", "read: {thousands: ' '}", 1234.0),
    _marked("1.234,50", "read: {decimal: ',', thousands: '.'}", 1234.5),
    _marked("1,234.50", "read: {thousands: ','}", 1234.5),
    Case("ids shortened to 1.23E+11", "warn", _ids(lambda i, c: f"1.{i:03d}E+11"), 0,
         ["warn: responses, column 'customer'", "spreadsheet has shortened"], by_hand=_sound),
    Case("words for missing as ids", "warn, mend=na", _ids(_nobody), 0,
         ["warn: responses, column 'customer'", "9 rows have a word for missing"],
         'na: {customer: [None, "null", nan]}'.replace("customer", "cust"),
         right=_named_nobody),
    Case("leading zeros lost in one file", "warn", _lost_zeros, 0,
         ["warn: responses, column 'customer'", "leading zeros"], by_hand=_zeros),
    Case("an apostrophe before ids", "kept as text", _ids(lambda i, c: f"'{c}"), 0,
         right=_kept("'01001")),
    Case("days that show their order", "refuse, mend=the one order",
         _dates(lambda i, day: f"{day:%d.%m.%y}"), 2, [FILE, "column 'answered', row 2"],
         "Remedy: declare read: {dates: day-first}", "read: {dates: day-first}", right=_all_days),
    Case("names of months", "refuse, mend=the form", _dates(lambda i, day: f"{day:%d %b %Y}"), 2,
         [FILE, "column 'answered', row 2"], "read: {dates: '%d %b %Y'}", right=_all_days),
    Case("seconds since 1970", "refuse, mend=unix", _dates(_unix), 2,
         [FILE, "column 'answered', row 2"], "read: {dates: unix}", right=_all_days),
    Case("serial dates among ISO dates", "refuse, mend=excel", _booked(_serials), 2,
         [BOOK, "column 'answered', row 8", "bare number"], "read: {dates: excel}",
         right=_all_days),
    Case("24:00", "refuse: what to write", _at({7: "2026-01-04 24:00"}), 2,
         [FILE, "column 'answered', row 9", "an hour 24", "00:00 of the next day"],
         by_hand=_one_kind),
    Case("29 February of no leap year", "refuse: row", _at({7: "2026-02-29"}), 2,
         [FILE, "column 'answered', row 9", "no possible date"], by_hand=_one_kind),
    Case("the year 26", "refuse: row", _at({7: "0026-01-04"}), 2,
         [FILE, "column 'answered', row 9", "1990 to 2099"], by_hand=_one_kind),
    Case("rows hidden by a filter", "read, and say", _booked(_hidden_rows), 0,
         ["warning: responses", "rows hidden in the sheet", r"n = 50\b"]),
    Case("cells merged over rows", "read, and say", _booked(_merged), 0,
         ["warning: responses", r"merged over several rows \(C11:C15\)"]),
    Case("an error among the cells", "read, and say", _booked(_error), 0,
         ["warning: responses", "hold an error of the spreadsheet", r"n = 1\b"]),
    Case("another table below", "refuse: row", _booked(_below), 2,
         [BOOK, "row 244", "another table"], by_hand=sound),
    Case("a line cut in two", "refuse: row", _lines(_line(12, lambda x: x[:9] + "\n" + x[9:])), 2,
         [FILE, "row 12", "cells where the header has 7"], by_hand=_sound),
)  # fmt: skip
