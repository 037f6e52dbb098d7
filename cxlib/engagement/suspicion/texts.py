"""Texts damaged on their way: letters of another encoding, errors of a spreadsheet, cuts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from cxlib.engagement.contracts.remedies import MOST_CODES, scalar
from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import TELL, WARN, Seen, Suspicion, in_rows

GARBLED, ERRORS, CUT, MARKED, PASTED = (
    "letters of another encoding",
    "errors of a spreadsheet",
    "comments cut at one length",
    "marks of a web page in texts",
    "one comment many times",
)
HOLLOW = "comments that say nothing"
NOTHING = re.compile(
    r"^\W*(n/?a|none|nil|no|nothing|no comments?|nothing to add|no answer|not applicable|null|x+|"
    r"keine?r?|nichts|kein kommentar|keine angabe|k\.? ?a|nein|aucun|rien|sans|nada|ninguno|"
    r"niente|nessuno|geen|niets)?\W*$",
    re.IGNORECASE,
)
SILENT = 0.15  # of all comments
# what UTF-8 looks like when it was read as cp1252, the sign of a letter that was lost, and the like
MOJIBAKE = (
    "Ã[\u0080-\u00bf\u0192\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u2013-\u2122]"
    "|Ã(?:[\u00a0-\u00bf]|\\d\u2044\\d)|â€|Â[\u00a0-\u00bf]|\ufffd"
)
SHEET = r"^\s*#(?:REF|VALUE|DIV/0|NAME\??|NUM|NULL|N/A|BEZUG|WERT|ZAHL)[!?]?\s*$"
WEB = r"&(?:amp|quot|lt|gt|nbsp|#\d{2,4});|</?(?:br|p|div|span)\s*/?>"
SIGNS = ("#", "&", "<", "Ã", "â€", "Â", "\ufffd")  # one of which each of these holds
UNREAD = ("period", "customer", "account")
SAVED = "it was read the wrong way before it came here: export {name} again, as UTF-8"
UTF_8 = "read: {{encoding: utf-8}} under tables.{0}, or export the file again"
FEW = 5
LENGTHS = frozenset({100, 120, 128, 140, 150, 160, 200, 250, 254, 255, 256, 300, 400, 500, 512,
                     1000, 1024, 2000, 2048, 4000, 4096, 8000, 32767})  # fmt: skip
LOOKED_AT = 50_000
SAID = 0.05  # of all comments
SENTENCE = 40  # letters; shorter ones are said alike by many


def _marked(seen: Seen) -> list[tuple[str, str, list[str]]]:
    """Of every column of texts those with a sign of damage, among its first 50,000 cells."""

    def work_out() -> list[tuple[str, str, list[str]]]:
        return [
            (name, column, marked)
            for name, table in seen.tables.items()
            for column, cells in table.frame.items()
            if column not in UNREAD and pd.api.types.is_string_dtype(cells.dtype)
            and (marked := _with_signs(cells.iloc[:LOOKED_AT]))
        ]  # fmt: skip

    return seen.once("texts with signs", work_out)


def _with_signs(cells: pd.Series) -> list[str]:
    texts = [text for text in dict.fromkeys(cells.to_numpy(dtype=object)) if isinstance(text, str)]
    whole = "\n".join(texts)
    signs = [sign for sign in SIGNS if sign in whole]
    return [text for text in texts if any(sign in text for sign in signs)] if signs else []


def garbled(seen: Seen) -> Iterator[Suspicion]:
    """ZÃ¼rich for Zürich: the file was read, or saved before, in another encoding."""
    says = "texts hold letters of another encoding"
    for found in _found(seen, MOJIBAKE, GARBLED, WARN, says, SAVED):
        declared = seen.tables[found.table].options.read.encoding
        yield replace(found, remedy=UTF_8.format(found.table)) if declared else found


def sheet_errors(seen: Seen) -> Iterator[Suspicion]:
    """#REF! and its kin, saved as if they were answers."""
    remedy = "mend the formula in the workbook that {name} comes from, and export again"
    yield from _found(seen, SHEET, ERRORS, WARN, "cells hold an error of a spreadsheet", remedy)


def web_marks(seen: Seen) -> Iterator[Suspicion]:
    """&amp; and <br>: the words around them are counted with their marks."""
    remedy = "export {name} as plain text"
    yield from _found(seen, WEB, MARKED, TELL, "texts hold marks of a web page", remedy)


def _found(seen: Seen, pattern: str, kind: str, severity: str, says: str, remedy: str):
    for name, column, texts in _marked(seen):
        hit = [text for text in texts if re.search(pattern, text)]
        if hit:
            rows = seen.rows_of(name, column, hit)
            words, said = f"{len(rows):,} {says}", remedy.format(name=name)
            yield in_rows(seen, kind, name, column, rows, severity, words, said)


def _comments(seen: Seen) -> Iterator[tuple[str, pd.Series]]:
    frame = seen.frame("responses")
    if "responses" in seen.tables:
        for column in seen.tables["responses"].options.texts:
            if column in frame and frame[column].notna().any():
                yield column, frame[column].dropna().astype("str")


def cut(seen: Seen) -> Iterator[Suspicion]:
    """Several comments that all end at one round length: the rest of them is lost."""
    for column, cells in _comments(seen):
        lengths = cells.str.len()
        longest = int(lengths.max())
        rows = cells.index[lengths == longest]
        if longest in LENGTHS and len(rows) >= FEW:
            words = f"{len(rows):,} comments are {longest} letters long, and none is longer"
            remedy = "ask for the texts whole"
            yield in_rows(seen, CUT, "responses", column, rows, TELL, words, remedy)


def pasted(seen: Seen) -> Iterator[Suspicion]:
    """One whole sentence under many names: what a form fills in, or a hand that pastes."""
    for column, cells in _comments(seen):
        counts = cells[cells.str.len() >= SENTENCE].value_counts()
        if len(counts) and counts.iloc[0] >= max(2 * FEW, SAID * len(cells)):
            n = int(counts.iloc[0])
            rows = cells.index[cells == counts.index[0]]
            words = f"one text stands in {n:,} of {len(cells):,} comments to the letter"
            remedy = "see whether a form fills it in; leave it out if so"
            yield in_rows(seen, PASTED, "responses", column, rows, WARN, words, remedy)


def hollow(seen: Seen) -> Iterator[Suspicion]:
    """Comments of a sign or of a word for nothing: a box that had to be filled. They would count as
    customers who said something."""
    for name, table in seen.tables.items():
        for column in (c for c in table.options.comment if c in table.frame):
            counts = seen.counts(name, column)
            empty = [text for text in counts.index if NOTHING.match(str(text))]
            n, told = int(counts[empty].sum()), int(counts.sum())
            if n >= FEW and n >= SILENT * told:
                rows = seen.rows_of(name, column, empty)
                shown = scalar({"na": {table.client_name(column): empty[:MOST_CODES]}})
                words = f"of {told:,} comments {n:,} are a word or a sign for nothing"
                remedy = f"declare it: tables: {{{name}: {shown}}}"
                change = effects.filled(name, column)
                yield in_rows(
                    seen, HOLLOW, name, column, rows, TELL, words, remedy, change, blank=True
                )


RULES = (garbled, sheet_errors, web_marks, cut, pasted, hollow)
