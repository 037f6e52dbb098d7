"""results.xlsx: the same numbers as the report, nothing that a spreadsheet would run."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from cxlib.findings import released
from cxlib.language import Voice
from cxlib.release.suppression import HIDDEN
from cxlib.release.view import PLAIN
from cxlib.report import number_formats
from cxlib.report.cell_words import head
from cxlib.report.table_sheet import fields_of
from cxlib.report.workbook import SHEETS, write_workbook
from cxlib.results.kinds import MONEY, NUMBER

SPACE = "\N{NO-BREAK SPACE}"
PAYLOADS = json.loads((Path(__file__).parent / "door" / "scripts.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def path(make, tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    return write_workbook(
        folder / "results.xlsx", released(make["engagement"](), make["results"]())
    )


def sheet(path, name) -> list[dict]:
    """Rows of a result table, by the columns' names in the files."""
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name(name).to_python()
    kept = fields_of(SHEETS[name])
    fields = [*kept, *(["note"] if name == "notes" else []), "base_note"][: len(rows[0])]
    assert name != "notes" or rows[0][len(kept)] == "note"
    return [dict(zip(fields, row, strict=True)) for row in rows[1:]]


def test_a_sheet_for_every_result_table_and_nothing_else(path):
    names = CalamineWorkbook.from_path(str(path)).sheet_names
    assert names == ["contents", "columns", "questions by group", *SHEETS]


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
    assert told["variants"][1:3] == ["Map", "Which paths do customers walk?"]
    assert told["variants"][4] >= 1


def test_heads_are_words_and_tell_one_column_from_the_next(path):
    book, voice = CalamineWorkbook.from_path(str(path)), Voice()
    for name, table in SHEETS.items():
        heads = book.get_sheet_by_name(name).to_python(nrows=1)[0]
        assert len(set(heads)) == len(heads), name
        assert not any("_" in head for head in heads), name
        shown = fields_of(table)
        assert heads[: len(shown)] == [head(voice, name, c) for c in shown]


def test_the_sheet_of_columns_leads_from_the_words_to_the_files(path):
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("columns").to_python()
    told = {(row[0], row[2]): row for row in rows[1:]}
    assert set(told) == {(name, c) for name, table in SHEETS.items() for c in table.columns}
    assert told["breakdowns", "p_adjusted"][1] == "adjusted p"
    assert told["breakdowns", "dropoff"][3:] == ["number", "share, 0 to 1", 0.0, 1.0]
    assert told["kpis", "target"][1] == "target"
    assert told["transitions", "target"][1] == "to"


def test_terms_are_words_and_numbers_have_native_formats(make, tmp_path):
    results = make["results"]()
    made = make["engagement"]()
    config = made.config.model_copy(update={"language": "de", "currency": "EUR"})
    path = write_workbook(tmp_path / "de.xlsx", released(replace(made, config=config), results))
    with zipfile.ZipFile(path) as book:
        styles = book.read("xl/styles.xml").decode("utf-8")
    assert "#,##0\N{NO-BREAK SPACE}&quot;€&quot;" in styles
    assert "0.0\N{NO-BREAK SPACE}%" in styles
    assert "0.0%" not in styles
    moments = {row["moment"] for row in sheet(path, "moments")}
    assert "Reibung" in moments
    assert moments.isdisjoint({"friction"})


@pytest.mark.parametrize(
    ("language", "currency", "written"),
    [("en", "GBP", '"£"#,##0'), ("de", "EUR", f'#,##0{SPACE}"€"'), ("en", "", "#,##0"),
     ("en", "CHF", f'"CHF"{SPACE}#,##0'), ("de", "CHF", f'#,##0{SPACE}"CHF"')],
)  # fmt: skip
def test_money_is_written_as_the_language_does(language, currency, written):
    assert number_formats.money(Voice(language, currency)) == written


def test_a_row_s_unit_decides_its_format():
    units, values = pd.Series(["share", "level", None]), pd.Series([0.5, 3.0, 1.0])
    kpis = number_formats.by_unit("value", NUMBER, units, values, Voice("en", "GBP"))
    assert kpis == {"share": "0.0%"}
    kept = pd.Series(["customers kept"])
    assert number_formats.by_unit("benefit", MONEY, kept, values, Voice()) == {
        "customers kept": "#,##0"
    }
    assert number_formats.by_unit("cost", MONEY, kept, values, Voice()) == {}


def test_the_same_bytes_every_time(path, make, tmp_path):
    again = write_workbook(
        tmp_path / "again.xlsx", released(make["engagement"](), make["results"]())
    )
    assert again.read_bytes() == path.read_bytes()


def test_hostile_texts_are_texts(make, tmp_path):
    results = make["results"]()
    n = len(PAYLOADS)
    table = results["notes"].iloc[[0] * n].assign(code=PLAIN, subject=PAYLOADS, figures=None)
    path = write_workbook(
        tmp_path / "x.xlsx", released(make["engagement"](client="=1+1"), results | {"notes": table})
    )
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name).decode("utf-8") for name in book.namelist()}
    sheets = [text for name, text in parts.items() if "worksheets/sheet" in name]
    assert not any("<f>" in text for text in sheets)
    assert not any('TargetMode="External"' in text for text in parts.values())
    said = CalamineWorkbook.from_path(str(path)).get_sheet_by_name("notes").to_python()
    assert '=HYPERLINK("http://127.0.0.1:9/owned28","x")' in {c for row in said for c in row}
