"""The workbook's sheet of questions by group, read back from the file."""

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from cxlib.diagnosis.crosstabs import crosstabs
from cxlib.engagement import from_frames
from cxlib.findings import released
from cxlib.report.workbook import write_workbook

HOSTILE = "=cmd|' /C calc'!A1"
SHEETS = {"en": "questions by group", "de": "Fragen nach Gruppen"}


@pytest.fixture(scope="module")
def client():
    rng = np.random.default_rng(8)
    plan = np.repeat(["Basic", HOSTILE, "Tiny"], [200, 121, 5])
    lift = np.where(plan == HOSTILE, 3, 0)
    given = np.clip(rng.integers(0, 8, 326) + lift, 0, 10)
    return pd.DataFrame({"recommend": given, "plan": plan})


def sheet(client, folder, language="en"):
    config = {"client": "T", "period": "none", "language": language,
              "outcomes": {"recommend": {"kind": "nps", "label": "Would recommend"}},
              "tables": {"responses": {"segments": ["plan"]}}}  # fmt: skip
    engagement = from_frames(config, {"responses": client})
    shown = released(engagement, crosstabs(engagement))
    path = write_workbook(folder / "results.xlsx", shown)
    with CalamineWorkbook.from_path(path) as book:
        return book.get_sheet_by_name(SHEETS[language]).to_python()


def test_each_question_is_a_block_and_each_group_a_column_with_its_letter(client, tmp_path):
    client = client[client["plan"] != "Tiny"]
    rows = sheet(client, tmp_path)
    heads = [row[1:] for row in rows[2:5]]
    assert heads[1][0] == "everybody"
    assert dict(zip(heads[2], heads[1], strict=True))["B"] == "Basic"
    at = {name: n for n, name in enumerate(row[0] for row in rows)}
    assert at["Would recommend"] < at["answers"] < at["9–10"] < at["mean"]
    column = heads[2].index("A") + 1
    promoters = (client.loc[client["plan"] == HOSTILE, "recommend"] >= 9).mean()
    assert rows[at["9–10"]][column] == f"{100 * promoters:.0f}%  B"
    assert "beyond chance at 95%" in rows[1][0]


def test_small_groups_and_their_neighbours_are_empty(client, tmp_path):
    rows = sheet(client, tmp_path)
    groups, base = rows[3], next(row for row in rows if row[0] == "answers")
    shown = {group: n for group, n in zip(groups[1:], base[1:], strict=True) if n}
    assert "Tiny" not in shown
    assert set(shown) != set(groups[1:]) - {"Tiny"}  # or the rest would tell it


def test_client_words_are_no_formulas_and_the_sheet_speaks_german(client, tmp_path):
    rows = sheet(client, tmp_path, "de")
    assert rows[3][1] == "alle"
    assert any(HOSTILE in str(cell) for cell in rows[3])
    assert next(row for row in rows if row[0] == "Mittelwert")[1].count(",") == 1
