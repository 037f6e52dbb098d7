"""Every optional column may be missing, or be there without a single value.

By default one case in which many are missing at once; with `pytest -m slow` each alone, and cases
in which each two are whole, blank or absent in every combination.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import pytest
import small_client as client
from covering import covering
from way import through, told

from cxlib.engagement.contracts.tables import CONTRACTS

FRAMES = client.frames()
OPTIONAL = [
    (table, column)
    for table, frame in FRAMES.items()
    for column in frame.columns
    if not (column in CONTRACTS[table].columns and CONTRACTS[table].columns[column].needed)
]
MEASURED = ("value", "numerator", "denominator")  # of a KPI: one or two of them must be there
TOGETHER = [pair for pair in OPTIONAL if pair not in {("kpis", column) for column in MEASURED}]
CASES = covering(len(TOGETHER), 3, 2)
WHOLE, ABSENT, BLANK = range(3)
Columns = Iterable[tuple[str, str]]


def _without(absent: Columns, blank: Columns = ()) -> dict[str, pd.DataFrame]:
    frames = dict(FRAMES)
    for table, column in absent:
        frames[table] = frames[table].drop(columns=column)
    for table, column in blank:
        frames[table] = frames[table].assign(**{column: None})
    return frames


def _options(frames: dict[str, pd.DataFrame]) -> dict[str, object]:
    """The engagement.yml names no column that the file lacks: that is refused, and rightly so."""
    declared = {
        table: {
            key: [c for c in columns if c in frames[table]]
            for key, columns in client.OPTIONS.get(table, {}).items()
        }
        for table in frames
    }
    outcomes = {n: o for n, o in client.OUTCOMES.items() if n in frames["responses"]}
    listed = {"contact_allowed": "contact_ok" if "contact_ok" in frames["customers"] else None}
    return {"tables": declared, "outcomes": outcomes, "policy": listed}


@pytest.mark.parametrize("case", [pytest.param(c, marks=[] if c == 1 else [pytest.mark.slow])
                                  for c in range(len(CASES))])  # fmt: skip
def test_each_two_columns_whole_blank_or_absent(case: int, tmp_path):
    levels = dict(zip(TOGETHER, CASES[case], strict=True))
    absent, blank = ([p for p, level in levels.items() if level == w] for w in (ABSENT, BLANK))
    frames = _without(absent, blank)
    told(*through(frames, tmp_path, **_options(frames)))


@pytest.mark.slow
@pytest.mark.parametrize("level", [ABSENT, BLANK])
@pytest.mark.parametrize("pair", OPTIONAL, ids=".".join)
def test_one_column(pair: tuple[str, str], level: int, tmp_path):
    frames = _without([pair]) if level == ABSENT else _without([], [pair])
    told(*through(frames, tmp_path, **_options(frames)))
