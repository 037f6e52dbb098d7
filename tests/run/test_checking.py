"""`cx check --json`: one line for programs, whatever happens."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from cxlib.cli import app

KEYS = {"period", "sendable", "blocking", "unconfirmed", "suspicions", "sources", "exit"}
SAID = """client: Tiny
timezone: UTC
outcomes: {score: {kind: nps}}
tables: {responses: {source: a.csv}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    days = pd.date_range("2026-01-01", "2026-03-31", periods=120)
    answers = [(7 * k * k + k // 5) % 11 for k in range(len(days))]
    rows = pd.DataFrame({"time": days.strftime("%Y-%m-%d"), "score": answers, "customer": [
        f"c{k:03}" for k in range(len(days))]})  # fmt: skip
    rows.to_csv(tmp_path / "a.csv", index=False)
    (tmp_path / "engagement.yml").write_text(SAID, encoding="utf-8")
    return tmp_path


def checked(folder: Path) -> tuple[int, dict]:
    ran = CliRunner().invoke(app, ["check", str(folder), "--json"])
    (line,) = ran.stdout.splitlines()
    told = json.loads(line)
    assert set(told) == KEYS
    assert told["exit"] == ran.exit_code
    assert told["sendable"] == (ran.exit_code == 0)
    return ran.exit_code, told


def test_what_may_be_sent_says_what_was_read(folder):
    code, told = checked(folder)
    assert (code, told["period"], told["blocking"]) == (0, "2026-03", [])
    assert told["sources"] == [{"table": "responses", "rows": 120, "used": 120}]


def test_a_suspicion_that_stops_blocks(folder):
    rows = pd.read_csv(folder / "a.csv")
    rows.assign(score=rows["score"] % 5 + 1).to_csv(folder / "a.csv", index=False)
    code, told = checked(folder)
    assert code == 3
    stops = [s for s in told["suspicions"] if s["severity"] == "stop"]
    assert stops
    assert len(told["blocking"]) == len(stops)
    assert set(stops[0]) == {"suspicion", "table", "column", "n", "severity", "words"}


def test_bad_input_is_told_in_the_same_line(folder):
    rows = pd.read_csv(folder / "a.csv").astype({"score": "str"})
    rows.loc[7, "score"] = "Jane Miller \u202e"
    rows.to_csv(folder / "a.csv", index=False)
    code, told = checked(folder)
    assert code == 2
    assert "row 9" in told["blocking"][0]
    assert "Jane" not in json.dumps(told)
    assert checked(folder / "nowhere")[0] == 2
