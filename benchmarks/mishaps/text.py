"""Text files: their encoding, their dialect, and lines that are not what they seem."""

from __future__ import annotations

import gzip

from mishaps.case import Case
from mishaps.client import FILE, Folder, text_of


def _encoded(how: str, word: str = ""):
    def spoil(folder: Folder) -> None:
        if word:
            folder.set("why", 7, word)
        folder.survey(text_of(folder.rows).encode(how))

    return spoil


def _mojibake(folder: Folder) -> None:
    folder.set("why", slice(0, 60), "geÃ¶ffnet fÃ¼r alle")
    folder.survey()


def _unmojibake(folder: Folder) -> None:
    folder.set("why", slice(0, 60), "geöffnet für alle")
    folder.write(FILE)


def _separated(sign: str):
    return lambda folder: folder.survey(text_of(folder.rows, sign))


def _decimal_comma(folder: Folder) -> None:
    for i, row in enumerate(folder.rows):
        row["speed"] = row["speed"] + ",5" if i % 2 else row["speed"]
    folder.survey(text_of(folder.rows, ";"))
    folder.table("variables", "variable,label,scale_low,scale_high\nspeed,Speed,1,8\n")


def _mixed(i: int) -> int:
    """0 to 239 in no order: amounts that only count up would be order numbers."""
    return i * 37 % 240


def _purchases(value):
    def spoil(folder: Folder) -> None:
        folder.survey()
        lines = [f'{r["cust"]},{r["answered"]},"{value(i)}"' for i, r in enumerate(folder.rows)]
        folder.table("purchases", "customer,time,value\n" + "\n".join(lines) + "\n")

    return spoil


def _sum_of(total: float):
    return lambda e: abs(e.history["purchases"]["value"].sum() - total) < 1e-6


def _header(change):
    def spoil(folder: Folder) -> None:
        head, _, rest = text_of(folder.rows).partition("\n")
        folder.survey(change(head) + "\n" + rest)

    return spoil


def _lines(change, **options):
    """Other lines, by a function of the list of them; line 1 is the heading."""

    def spoil(folder: Folder) -> None:
        lines = text_of(folder.rows).splitlines()
        folder.survey("\n".join(change(lines)) + "\n", **options)

    return spoil


def _line(number: int, change):
    def at(lines: list[str]) -> list[str]:
        lines[number - 1] = change(lines[number - 1])
        return lines

    return at


def _sound(folder: Folder) -> None:
    """The file exported again."""
    folder.write(FILE)


def _extra_field(lines: list[str]) -> list[str]:
    return [lines[0], *(line + ",x" for line in lines[1:])]


def _named(folder: Folder) -> None:
    """The heading with the cell that it lacked."""
    _lines(lambda lines: [lines[0] + ",more", *(line + ",x" for line in lines[1:])])(folder)


def _swallow(lines: list[str]) -> list[str]:
    lines[20] = lines[20].rsplit(",", 1)[0] + ',"never closed'
    lines[90] = lines[90].rsplit(",", 1)[0] + ',closed later"'
    return lines


def _bare_return(folder: Folder) -> None:
    folder.set("why", 9, "first line\rsecond line")
    folder.survey()


def _return_kept(engagement) -> bool:
    return "first line\rsecond line" in set(engagement.history["responses"]["why"].dropna())


def _torn(folder: Folder) -> None:
    whole = gzip.compress(text_of(folder.rows).encode(), mtime=0)
    folder.write("survey.csv.gz", whole[: len(whole) // 2])
    folder.responses(source="survey.csv.gz")


def _whole(folder: Folder) -> None:
    folder.write("survey.csv.gz", gzip.compress(text_of(folder.rows).encode(), mtime=0))


CP1252 = "read: {encoding: cp1252}"
CASES = (
    Case("enc-utf16", "read by BOM", _encoded("utf-16"), 0, [r"read as utf-16 \(marked\)"]),
    Case("enc-latin1-no-flag", "refuse: byte, row, column, mend=encoding",
         _encoded("latin-1", "très bien"), 2,
         [FILE, "column 'why', row 9", "byte 0xE8 in line 9"], CP1252),
    Case("enc-cp1252-smart-quotes", "mend+say", _encoded("cp1252", "“fine” – don’t"), 0,
         ["mended: quotes and dashes that are no UTF-8, read as cp1252"]),
    Case("enc-mojibake", "warn: share of pairs", _mojibake, 0,
         ["warn: responses, column 'why'", "60 texts hold letters", "rows 2, 3, 4",
          "export responses again, as UTF-8"],
         by_hand=_unmojibake),
    Case("bom", "mend", _encoded("utf-8-sig"), 0, [r"read as utf-8 \(marked\)"]),
    Case("semicolon", "mend+say", _separated(";"), 0, [r"separator ';' \(found\)"]),
    Case("tab-sep", "mend+say", _separated("\t"), 0, [r"separator 'tab' \(found\)"]),
    Case("decimal-comma", "mend+say only if declared; else refuse", _decimal_comma, 2,
         [FILE, "column 'speed', row 3", "'3,5'|'.,5' has a decimal mark"],
         "read: {decimal: ','}"),
    Case("thousands-comma", "refuse or declared", _purchases(lambda i: f"1,{_mixed(i):03d}"), 2,
         ["purchases.csv", "column 'value', row 2", "mark"], "read: {thousands: ','}",
         table="purchases", right=_sum_of(sum(1000 + i for i in range(240)))),
    Case("thousands-dot", "refuse: ambiguous 1.234", _purchases(lambda i: f"1.{_mixed(i):03d}"),
         2,
         ["purchases.csv", "column 'value', row 2", "'1.000' may be a decimal"],
         "read: {decimal: ',', thousands: '.'}", table="purchases",
         right=_sum_of(sum(1000 + i for i in range(240)))),
    Case("dup-headers", "refuse: names both positions",
         _header(lambda head: head.replace("price", "speed")), 2,
         [FILE, "column 'speed', row 1", "column 5", "column 6"], by_hand=_sound),
    Case("case-dup-headers", "refuse", _header(lambda head: head.replace("price", "Speed ")), 2,
         [FILE, "row 1", "column 5", "column 6"], by_hand=_sound),
    Case("blank-header", "refuse", _header(lambda head: head.replace("price", "")), 2,
         [FILE, "row 1", "column 6 holds cells and has no heading"], by_hand=_sound),
    Case("extra-field-every-row", "refuse: 8 fields for 7 headings", _lines(_extra_field), 2,
         [FILE, "row 2", "8 cells where the header has 7", "its 1 missing cell"], by_hand=_named),
    Case("ragged-row", "refuse: row no.", _lines(_line(12, lambda x: x + ",extra")), 2,
         [FILE, "row 12", "8 cells where the header has 7"], by_hand=_sound),
    Case("short-row", "refuse: row no.", _lines(_line(12, lambda x: x.rsplit(",", 2)[0])), 2,
         [FILE, "row 12", "5 cells where the header has 7"], "read: {short_rows: fill}"),
    Case("unclosed-quote", "refuse: row no. where quote opened",
         _lines(_line(12, lambda x: x.rsplit(",", 1)[0] + ',"never closed')), 2,
         [FILE, "row 12", "quote"], by_hand=_sound),
    Case("unclosed-quote-mid", "refuse: rows swallowed", _lines(_swallow), 2,
         [FILE, "row 21", "line 21", "line 91"], by_hand=_sound),
    Case("bare-CR-in-comment", "read right + round-trips", _bare_return, 0,
         ["carriage returns inside lines kept as text"], right=_return_kept),
    Case("nul-bytes", "refuse", _lines(_line(12, lambda x: x + "\0")), 2,
         [FILE, "row 12", "NUL byte"], by_hand=_sound),
    Case("ctrl-z-tail", "refuse", _lines(lambda lines: [*lines, "\x1a"]), 2,
         [FILE, "row 242", "Ctrl-Z"], by_hand=_sound),
    Case("truncated-gz", "refuse", _torn, 2, ["survey.csv.gz", "damaged"], by_hand=_whole),
    Case("empty-file", "refuse", lambda f: f.survey(b""), 4, [FILE, "empty", "Remedy"],
         by_hand=_sound),
    Case("header-only", "refuse: 0 rows",
         lambda f: f.survey(text_of(f.rows).splitlines()[0] + "\n"), 4,
         ["0 usable rows", "survey.csv", "Remedy"], by_hand=_sound),
)  # fmt: skip
