"""The workshop workbook: written, filled as a person would (also badly), and read back."""

import pandas as pd
import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from cxlib.engagement import load
from cxlib.engagement.contracts.tables import CONTRACTS
from cxlib.errors import InputError
from cxlib.report.workshop import HEAD_ROWS, known, sources, write_workshop
from cxlib.report.workshop_words import EXAMPLES, SHEETS

YML = """
client: Testing Ltd
period: none
outcomes: {recommend: {kind: nps}}
policy: {privacy_n: 5}
"""
DATA = "tables:\n  responses: {source: answers.csv, columns: {touchpoint: at}}\n"


@pytest.fixture
def folder(tmp_path):
    rows = pd.DataFrame({"recommend": [9, 10, 3, 7, 8] * 4, "bill_clarity": [5, 4, 1, 2, 3] * 4,
                         "at": ["bill", "=cart"] * 10})  # fmt: skip
    rows.to_csv(tmp_path / "answers.csv", index=False)
    (tmp_path / "engagement.yml").write_text(YML + DATA)
    return tmp_path


def sheets(path):
    book = CalamineWorkbook.from_path(str(path))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


GOOD = {
    "touchpoints": [{"touchpoint": "bill", "stage": "use", "owner": "Finance", "forced": "no"},
                    {"touchpoint": "=cart", "stage": "decision"}],
    "owners": [{"owner": "Finance", "department": "Finance", "capacity": 2},
               {"owner": "IT", "department": "IT"}],
    "initiatives": [{"initiative": "plain bill", "touchpoint": "bill", "variable": "bill_clarity",
                     "uplift": 0.4, "cost": 1000, "months": 3, "owner": "Finance",
                     "expected_by": "2027-06-30"},
                    {"initiative": "new bill", "touchpoint": "bill", "depends_on": "plain bill"}],
    "raci": [{"subject": "bill", "department": "Finance", "letter": "A"},
             {"subject": "bill", "department": "IT", "letter": "r"}],
    "readiness": [{"department": "Finance", "awareness": 4, "motivation": 3, "capability": 4}],
    "assumptions": [{"touchpoint": "bill", "variable": "bill_clarity", "guess": "critical"}],
    "targets": [{"kpi": "recommend", "target": 10, "source": "own"}],
}  # fmt: skip


def fill(folder, entries, left_empty=()):
    """Rewrite the workbook with a person's entries below the three head rows."""
    path = folder / "workshop.xlsx"
    before = sheets(path)
    path.unlink()
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as book:
        for name, rows in before.items():
            sheet = book.add_worksheet(name)
            whole = rows[:HEAD_ROWS] if name in entries else rows
            for at, cells in enumerate(whole):
                for column, cell in enumerate(cells):
                    sheet.write(at, column, cell)
            heads = [str(cell) for cell in rows[0]]
            for at, entry in enumerate(entries.get(name, ()), start=HEAD_ROWS):
                for column, value in entry.items():
                    sheet.write(at, heads.index(column), value)
    lines = [line for line in sources("workshop.xlsx").splitlines()[1:]
             if line.split(":")[0].strip() not in left_empty]  # fmt: skip
    (folder / "engagement.yml").write_text("\n".join([YML + DATA.rstrip(), *lines]))


@pytest.fixture
def written(folder):
    write_workshop(folder / "workshop.xlsx", load(folder))
    return folder


def test_a_sheet_for_each_table_with_heads_meanings_and_examples(written):
    found = sheets(written / "workshop.xlsx")
    assert list(found) == ["read me", *SHEETS]
    for name in SHEETS:
        assert found[name][0] == list(CONTRACTS[name].columns)
        assert all(found[name][1])
        example = dict(zip(found[name][0], found[name][2], strict=True))
        assert {k: v for k, v in example.items() if v} == EXAMPLES[name]


def test_what_the_data_knows_is_filled_in_as_text(written):
    rows = sheets(written / "workshop.xlsx")["touchpoints"][HEAD_ROWS:]
    assert [row[0] for row in rows] == ["=cart", "bill"]
    variables = sheets(written / "workshop.xlsx")["variables"][HEAD_ROWS:]
    assert [row[0] for row in variables] == ["bill_clarity"]


def test_choices_are_drop_downs(written):
    import zipfile

    with zipfile.ZipFile(written / "workshop.xlsx") as archive:
        xml = archive.read(f"xl/worksheets/sheet{SHEETS.index('raci') + 2}.xml").decode()
    assert "R,A,C,I" in xml
    assert "owners" in xml


def test_what_is_there_is_never_written_over(written):
    with pytest.raises(InputError, match="is there already"):
        write_workshop(written / "workshop.xlsx", load(written))


def read_back(value):
    """An entry as the engagement holds it."""
    words = {"no": False, "r": "R", "2027-06-30": pd.Timestamp("2027-06-30")}
    return words.get(value, float(value) if isinstance(value, int) else value)


def test_filled_well_it_comes_back(written):
    fill(written, GOOD)
    back = load(written)
    for name, rows in GOOD.items():
        for column in rows[0]:
            cells = back.table(name)[column]
            kept = [None if pd.isna(v) else v for v in cells]
            assert kept == [read_back(row.get(column)) for row in rows], (name, column)


def test_sheets_left_empty_are_no_failure(written):
    fill(written, GOOD | {"readiness": [], "targets": [], "assumptions": []})
    assert not load(written).has("readiness")


def one(name, **change):
    """The good workbook with one cell of one sheet's first row changed."""
    return GOOD | {name: [GOOD[name][0] | change, *GOOD[name][1:]]}


REFUSED = [
    (one("initiatives", cost=-5), "column 'cost', row 4: -5 lies below 0"),
    (one("initiatives", uplift=20), "column 'uplift', row 4: 20 is more than the whole scale"),
    (one("initiatives", depends_on="new bill"), "column 'depends_on', row 4: waits, directly"),
    (one("initiatives", expected_by="30.06.2027"), "column 'expected_by', row 4: '30.06.2027'"),
    (one("readiness", awareness=7), "column 'awareness', row 4: 7 lies above 5"),
    (one("raci", letter="X"), "column 'letter', row 4: 'X' is none of R, A, C, I"),
    (
        one("touchpoints", forced="maybe"),
        "column 'forced', row 4: a text of 5 characters is neither yes nor no",
    ),
    (one("touchpoints", stage=None), "column 'stage', row 4: is empty, and every row needs it"),
    (
        one("initiatives", cost="twelve"),
        "column 'cost', row 4: a text of 6 characters is text where a number",
    ),
]


@pytest.mark.parametrize(("entries", "words"), REFUSED)
def test_filled_badly_the_cell_and_the_remedy_are_named(written, entries, words):
    fill(written, entries)
    with pytest.raises(InputError) as refused:
        load(written)
    line = next((line for line in refused.value.lines if words in line), refused.value.lines[0])
    assert words in line
    assert line.startswith("workshop.xlsx")
    assert "Remedy: " in line


WARNED = [
    (one("raci", subject="bill") | {"raci": [*GOOD["raci"], {"subject": "bill", "department": "IT",
     "letter": "A"}]}, "'bill' has 2 departments marked A"),
    (one("raci", department="Moon"), "department 'Moon' is not in owners"),
    (one("initiatives", touchpoint="moon"), "touchpoint 'moon' is not on the map"),
    (one("initiatives", owner="Nobody"), "owner 'Nobody' is not in owners"),
    (one("initiatives", excludes="moon"), "excludes 'moon' is not in initiatives"),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "words"), WARNED)
def test_what_can_be_lived_with_is_warned_of(written, entries, words):
    fill(written, entries)
    quality = load(written).quality
    warned = quality[quality.check.eq(words)]
    assert len(warned) == 1, quality.check.tolist()
    assert warned.remedy.str.len().gt(0).all()


def test_known_holds_the_contracts_columns(folder):
    for name in SHEETS:
        assert list(known(load(folder), name).columns) == list(CONTRACTS[name].columns)
