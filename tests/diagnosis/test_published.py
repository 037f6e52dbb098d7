"""Every published figure of the step is met, and stands in docs/validity.md."""

from __future__ import annotations

from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "validity.md"


@pytest.fixture(scope="module")
def drivers(simulations):
    return list(simulations("figures").figures())


@pytest.fixture(scope="module")
def worth(simulations):
    return simulations("published_worth").published()


def test_every_figure_is_within_its_printed_precision(drivers, worth):
    assert [row["what"] for row in drivers if not row["good"]] == []
    assert [row["figure"] for row in worth if row["within its precision"] != "yes"] == []


def test_the_page_holds_them_all(drivers, worth):
    page = PAGE.read_text(encoding="utf-8").partition("## Published figures")[2].partition("## ")[0]
    held = [line.split(" | ")[0].removeprefix("| ") for line in page.splitlines() if " | " in line]
    assert held[1:] == [row["what"] for row in drivers] + [row["figure"] for row in worth]
