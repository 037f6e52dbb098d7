"""A column that would be a rating but for some of its cells is said, with what mends it."""

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement import load
from cxlib.engagement.shaping import proposing

LINE = "left out: a rating but for "


@pytest.fixture
def told(tmp_path):
    """What `quality` says of one more column of a survey that came as a file."""

    def of(cells, separator=","):
        n = len(cells)
        at = pd.date_range("2026-01-01 09:00", periods=n, freq="7h")
        frame = pd.DataFrame({"score": np.arange(n) % 11, "mood": cells, "at": at})
        frame.to_csv(tmp_path / "s.csv", index=False, sep=separator)
        (tmp_path / "engagement.yml").write_text(
            "client: C\ntimezone: UTC\noutcomes: {score: {kind: nps}}\n"
            "tables: {responses: {source: s.csv, columns: {time: at}}}\n"
        )
        quality = load(tmp_path).quality
        return quality[(quality["column"] == "mood") & quality["check"].str.startswith(LINE)]

    return of


def five(n=90):
    return np.arange(n) % 5 + 1


@pytest.mark.parametrize(("cells", "n", "key"), [
    (["?" if i == 40 else v for i, v in enumerate(five())], 1, "na: {mood:"),
    (["none" if i % 6 == 0 else v for i, v in enumerate(five())], 15, "na: {mood:"),
    ([f"{v} von 5" for v in five()], 90, "labels: {mood:"),
    ([f"{v} - {'agree' if v > 3 else 'disagree'}" for v in five()], 90, "labels: {mood:"),
    ([f"{v}%" if i < 20 else v for i, v in enumerate(five())], 20, "take the signs out"),
])  # fmt: skip
def test_a_rating_with_cells_that_are_no_numbers_is_said(cells, n, key, told):
    (row,) = told(cells).itertuples()
    assert (row.n, row.severity) == (n, "warning")
    first = next(i for i, c in enumerate(cells) if not str(c).isdigit())
    assert f"row{'s' * (n > 1)} {first + 2}" in row.example
    assert key in row.remedy


def test_a_decimal_comma_that_nobody_declared_is_said(told):
    (row,) = told([f"{v},0" for v in five()], separator=";").itertuples()
    assert row.n == 90
    assert "decimal: ','" in row.remedy
    assert "tables.responses" in row.remedy


def test_a_mean_filled_in_between_the_points_is_said(told):
    (row,) = told([3.41 if i % 4 == 0 else v for i, v in enumerate(five())]).itertuples()
    assert row.n == 23
    assert "3.41" in row.remedy


@pytest.mark.parametrize("cells", [
    ["fast", "slow", "ok"] * 30,
    ["18-24", "25-34", "35-44"] * 30,
    ["1-2 years", "3-5 years"] * 45,
    [f"{i} High Street" for i in range(90)],
    [f"{i % 80 + 1}{'b' if i % 9 == 0 else ''}" for i in range(90)],
    [round(1 + i * 0.5, 1) for i in range(90)],
    list(five()),
], ids=["words", "ages", "spans", "streets", "houses", "halves", "sound"])  # fmt: skip
def test_what_is_no_rating_is_passed_over(cells, told):
    assert told(cells).empty


def test_without_the_guard_the_column_goes_without_a_word(told, monkeypatch):
    monkeypatch.setattr(proposing, "unread", lambda *_: [])
    assert told(["?" if i == 40 else v for i, v in enumerate(five())]).empty
