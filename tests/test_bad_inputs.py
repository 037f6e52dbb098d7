"""Bad inputs: what the user is told of each is in one line, and what it tells to do mends it.

The cases, and the judge that follows each remedy to the letter, lie with the benchmark
(`benchmarks/mishaps`); all of them are run with `-m slow`, a choice of every kind by default.
"""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from pathlib import Path

import pytest
from mishaps import BESIDE, LISTED
from mishaps.case import judge

ROOT = Path(__file__).parents[1]
REFERENCE = Path(os.environ.get("CX_SHARED_REFERENCE", ROOT.parent / "shared" / "reference"))
QUICK = (
    "enc-latin1-no-flag", "thousands-dot", "extra-field-every-row", "short-row", "header-only",
    "id-with-missing", "score-99-code", "score-text-labels", "constant-col", "one-level-factor",
    "dup-join-keys", "date-ambiguous-mixed", "date-mixed-tz", "names-variants-10-of-3",
    "xlsx-merged-title-rows", "CSV as .xlsx", "protected workbook", "a folder called data.csv",
    "two files joined", "sep= above the heading", "a row of totals", "words for missing as ids",
    "seconds since 1970", "serial dates among ISO dates", "rows hidden by a filter",
    "another table below", "number-1e400",
)  # fmt: skip
BY_NAME = {case.name: case for case in (*LISTED, *BESIDE)}


@pytest.mark.parametrize("name", QUICK)
def test_it_is_told_and_the_remedy_is_true(name):
    assert judge(BY_NAME[name]).short == ()


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in BY_NAME if name not in QUICK])
def test_all_the_others_are(name):
    assert judge(BY_NAME[name]).short == ()


@pytest.mark.parametrize(
    ("name", "wrong", "short"),
    [("enc-latin1-no-flag", {"filled": "read: {encoding: utf-8}"}, "does not mend it"),
     ("thousands-dot", {"filled": "read: {decimal: '.'}"}, "the answers are wrong"),
     ("short-row", {"key": "read: {separator: ';'}"}, "does not name the key"),
     ("short-row", {"code": 3}, "exit code 2, not 3"),
     ("short-row", {"says": ["row 13"]}, "no line says all of")],
)  # fmt: skip
def test_the_judge_turns_red(name, wrong, short):
    assert short in " ".join(judge(replace(BY_NAME[name], **wrong)).short)


def test_every_listed_case_is_judged():
    listed = REFERENCE / "bad_inputs.csv"
    if not listed.is_file():
        pytest.skip("the list of bad inputs is not here")
    with listed.open(encoding="utf-8") as lines:
        assert {row["case"] for row in csv.DictReader(lines)} == {case.name for case in LISTED}
