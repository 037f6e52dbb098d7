"""Columns that a spreadsheet would take for formulas: guarded in drafts, read back as they were."""

import csv
import random

import pytest
from typer.testing import CliRunner

from cxlib.cli import app
from cxlib.engagement import load
from cxlib.engagement.contracts.guarding import guarded, unguarded

NAMES = ["=1+1", "+cmd|' /C calc'!A0", "@speed", "-2+3 rate", "＝2+2"]


@pytest.mark.parametrize("name", [*NAMES, "speed", "'tis", "-99", ""])
def test_a_guard_comes_off_again(name):
    assert unguarded(guarded(name)) == name


def test_what_is_no_formula_is_left_alone():
    assert [guarded(text) for text in ("speed", "-99; -1", "+5")] == ["speed", "-99; -1", "+5"]


@pytest.fixture
def drafted(tmp_path):
    rng = random.Random(3)  # answers that do not follow from one another
    rows = [[f"C{i}", i % 11, *(rng.randint(1, 7) for _ in NAMES)] for i in range(60)]
    with (tmp_path / "s.csv").open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([["customer", "recommend", *NAMES], *rows])
    found = CliRunner().invoke(app, ["new", str(tmp_path / "a"), "--from", str(tmp_path / "s.csv")])
    assert found.exit_code == 0, found.output
    return tmp_path / "a"


def test_no_cell_of_a_drafted_table_is_a_formula(drafted):
    with (drafted / "tables" / "variables.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["variable"] for row in rows] == ["'" + name for name in NAMES]
    assert all(guarded(cell) == cell for row in rows for cell in row.values())


def test_and_the_variables_are_found_all_the_same(drafted):
    assert load(drafted).table("variables")["variable"].tolist() == NAMES
