"""What is no record is named with the very line that leaves it out; with that line it is gone."""

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

from cxlib.engagement import load

TOTAL, TESTS, MISSING = (
    "a total among the rows",
    "records of tests",
    "a word for missing as a name",
)
CASES = [
    (TOTAL, "Region", ["Total", "Grand total"]),
    (TOTAL, "Kunde Nr", ["Total"]),
    (TESTS, "Kunde Nr", ["test", "qa", "test2", "dummy", "demo", "uat", "sample"]),
    (TESTS, "Region", ["TEST"]),
    (MISSING, "Region", ["unknown", "(not set)", "-"]),
]


def suspected(folder, answers, said):
    config = {
        "client": "L", "timezone": "UTC", "outcomes": {"recommend": {"kind": "nps"}},
        "tables": {"responses": {"source": "s.csv", "segments": ["Region"],
                                 "columns": {"customer": "Kunde Nr", "time": "at"}, **said}},
    }  # fmt: skip
    answers.to_csv(folder / "s.csv", index=False)
    with (folder / "engagement.yml").open("w", encoding="utf-8") as file:
        YAML().dump(config, file)
    return load(folder).suspicions.set_index("suspicion")


@pytest.mark.parametrize(("kind", "column", "values"), CASES)
def test_the_remedy_is_the_line_that_mends_it(tmp_path, rng, kind, column, values):
    n = 300
    answers = pd.DataFrame({
        "Kunde Nr": [f"K{i}" for i in range(n)], "recommend": rng.integers(0, 11, n),
        "Region": rng.choice(["North", "South", "West"], n),
        "at": pd.date_range("2026-01-01", periods=n, freq="D"),
    })  # fmt: skip
    rows = np.repeat(np.arange(len(values)) * 7, 2)
    answers.loc[np.arange(len(rows)) + 40, column] = np.repeat(values, 2)
    said = suspected(tmp_path, answers, {})
    rows = said.loc[[kind]]
    (remedy,) = rows["remedy"][rows["table"].eq("responses")]
    line = remedy.partition(": tables: ")[2].partition("; if it is right")[0]
    mended = suspected(tmp_path, answers, YAML(typ="safe").load(line)["responses"])
    left = len(values) > 5  # five are named in a line; the rest with the next check
    assert (kind in mended.index) == left
