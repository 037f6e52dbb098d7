"""A file without headings is refused in a line; odd headings are headings all the same."""

import numpy as np
import pandas as pd
import pytest

from cxlib.drafting import start
from cxlib.drafting.headless import headless
from cxlib.errors import InputError

N = 80


@pytest.fixture
def cells():
    rng = np.random.default_rng(2)
    return {
        "id": [f"c{i}" for i in range(N)],
        "time": pd.date_range("2026-01-01", periods=N).astype(str),
        "nps": rng.integers(0, 11, N), "speed": rng.integers(1, 6, N),
        "region": rng.choice(["North", "South"], N),
    }  # fmt: skip


@pytest.mark.parametrize("names", [["id", "nps", "speed"], ["id", "time", "nps", "region"],
                                   ["nps", "speed"], ["time", "speed", "region"]])  # fmt: skip
def test_without_headings_it_is_refused_and_nothing_written(tmp_path, cells, names):
    frame = pd.DataFrame({name: cells[name] for name in names})
    frame.to_csv(tmp_path / "export.csv", index=False, header=False)
    with pytest.raises(InputError, match=r"the first row(,| holds) .*no headings"):
        start(tmp_path / "acme", [tmp_path / "export.csv"])
    assert not (tmp_path / "acme").exists()


@pytest.mark.parametrize("heads", [
    ["id", "nps", "speed"], ["c", "1", "2"], ["Q1", "Q2", "Q3"], ["1", "2", "3"],
    ["respondent 1", "10", "12"], ["North", "nps", "speed"],
])  # fmt: skip
def test_odd_headings_are_headings(cells, heads):
    frame = pd.DataFrame({name: cells[name] for name in ("id", "nps", "speed")}).astype("str")
    assert not headless(frame.set_axis(heads, axis=1))


def test_years_over_counts_are_headings():
    frame = pd.DataFrame({"Region": ["North", "South", "West"], "2024": ["12", "30", "8"],
                          "2025": ["14", "28", "9"]})  # fmt: skip
    assert not headless(frame)
