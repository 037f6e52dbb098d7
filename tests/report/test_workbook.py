"""results.xlsx: the same numbers as the report, nothing that a spreadsheet would run."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from cxlib.findings import released
from cxlib.release.suppression import HIDDEN
from cxlib.report.workbook import write_workbook
from cxlib.results import REGISTRY

PAYLOADS = json.loads((Path(__file__).parent / "payloads.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def path(make, tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    return write_workbook(
        folder / "results.xlsx", released(make["engagement"](), make["results"]())
    )


def sheet(path, name) -> list[dict]:
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python()
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_a_sheet_for_every_result_table_and_nothing_else(path):
    names = CalamineWorkbook.from_path(str(path)).sheet_names
    assert names == ["contents", "columns", *REGISTRY]


def test_numbers_are_those_of_the_results(path, results):
    got = {row["touchpoint"]: row["effect"] for row in sheet(path, "breakdowns")}
    table = results["breakdowns"]
    assert got == pytest.approx(dict(zip(table["touchpoint"], table["effect"], strict=True)))


def test_small_groups_are_hidden_here_too(path):
    rows = {row["path"]: row for row in sheet(path, "variants")}
    few = [row for row in rows.values() if row["base_note"] == HIDDEN]
    assert few
    assert all(row["n"] == "" and row["share"] == "" for row in few)


def test_contents_give_question_and_suppression(path):
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("contents").to_python()
    told = {row[0]: row for row in rows[4:]}
    assert told["variants"][2] == REGISTRY["variants"].question
    assert told["variants"][4] >= 1


def test_the_same_bytes_every_time(path, make, tmp_path):
    again = write_workbook(
        tmp_path / "again.xlsx", released(make["engagement"](), make["results"]())
    )
    assert again.read_bytes() == path.read_bytes()


def test_hostile_texts_are_texts(make, tmp_path):
    results = make["results"]()
    n = len(PAYLOADS)
    table = results["notes"].iloc[[0] * n].assign(section=PAYLOADS, note=PAYLOADS)
    path = write_workbook(
        tmp_path / "x.xlsx", released(make["engagement"](client="=1+1"), results | {"notes": table})
    )
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).decode("utf-8") for name in book.namelist()}
    sheets = [text for name, text in parts.items() if "worksheets/sheet" in name]
    assert not any("<f>" in text for text in sheets)
    assert not any('TargetMode="External"' in text for text in parts.values())
    assert '=HYPERLINK("http://127.0.0.1:9/owned28","x")' in {r["note"] for r in
                                                              sheet(path, "notes")}  # fmt: skip
