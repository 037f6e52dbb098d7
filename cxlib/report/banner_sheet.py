"""The sheet of questions by group: a row for each answer, a column and a letter for each group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.language import missing
from cxlib.report import escaping
from cxlib.report.cell_words import worded
from cxlib.results import REGISTRY

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from cxlib.release.view import View
    from cxlib.report.table_sheet import Book

TABLE, EVERYBODY = "crosstabs", "all"
BASE, MEAN = "base", "mean"  # answers that are none
NOTES, HEADS = 1, 5  # rows above: what letters mean; segment, group and letter
NOTE_COLUMNS, NOTE_HEIGHT = 8, 32  # how wide and high what they mean is written
NAMES, GROUP = 34, 13  # characters


def banner_sheet(sheet: Worksheet, book: Book) -> None:
    """Every question by every group: bases, shares with their letters, means.

    What is hidden of a small group is hidden here too; where there are no segments the sheet says
    only what it would hold.
    """
    shown, voice, looks = book.shown, book.voice, book.looks
    table = shown[TABLE]
    level, least = {"share": shown.confidence}, {"count": shown.policy.reliability_n}
    told = voice.say("workbook|banner note", level=level, least=least)
    sheet.write_string(0, 0, voice.say(f"question|{TABLE}"), looks["title"])
    sheet.merge_range(NOTES, 0, NOTES, NOTE_COLUMNS, told, looks["quiet"])
    sheet.set_row(NOTES, NOTE_HEIGHT)
    sheet.set_column(0, 0, NAMES)
    if table.empty:
        return
    columns = _heads(sheet, book, table)
    words = {name: worded(shown, TABLE, table, name, REGISTRY[TABLE].columns[name])
             for name in ("question", "answer")}  # fmt: skip
    row = HEADS
    for rows in _questions(shown, table):
        sheet.write_string(row, 0, escaping.cell(words["question"][rows.index[0]]), looks["head"])
        for answer, line in rows.groupby("answer", sort=False):
            row += 1
            sheet.write_string(row, 0, escaping.cell(words["answer"][line.index[0]]))
            for one in line.itertuples():
                if text := _cell(book, answer, one):
                    sheet.write_string(row, columns[one.segment], text)
        row += 2
    sheet.freeze_panes(HEADS, 1)


def _questions(shown: View, table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The rows of each question, its base first: the outcomes, then as the catalogue has them."""
    names = [*shown.engagement.outcomes, *shown.engagement.table("variables")["variable"]]
    known = dict(list(table.groupby("question")))
    for name in dict.fromkeys(names):
        if name in known:
            yield known[name].sort_values("answer", key=lambda a: a.ne(BASE), kind="stable")


def _heads(sheet: Worksheet, book: Book, table: pd.DataFrame) -> dict[str, int]:
    """Segment, group and letter over each column; the column of each."""
    voice, look = book.voice, book.looks["head"]
    letters = table.drop_duplicates("segment").sort_values("segment").set_index("segment")["letter"]
    names = [EVERYBODY, *(name for name in letters.index if name != EVERYBODY)]
    columns = {name: place for place, name in enumerate(names, start=1)}
    said = ""
    for name, column in columns.items():
        segment, _, group = name.partition("=")
        if name == EVERYBODY:
            segment, group = "", voice.say("workbook|banner all")
        elif segment != said:
            said = segment
            sheet.write_string(
                HEADS - 3, column, escaping.cell(voice.names.variable(segment)), look
            )
        sheet.write_string(HEADS - 2, column, escaping.cell(group), look)
        letter = letters[name]
        sheet.write_string(HEADS - 1, column, "" if missing(letter) else letter, look)
    sheet.set_column(1, len(columns), GROUP)
    return columns


def _cell(book: Book, answer: str, row: object) -> str:
    """What a cell says: how many, or a share or mean with the letters that it lies above."""
    voice = book.voice
    if answer == BASE:
        return "" if missing(row.n) else voice.count(row.n)
    value = row.mean if answer == MEAN else row.share
    if missing(value):
        return ""
    told = voice.number(value, 2) if answer == MEAN else voice.share(value)
    return told if missing(row.higher_than) else f"{told}  {row.higher_than}"
