"""`cx check --json`: one line for programs, whatever happens."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from cxlib.cli import app

KEYS = {"version", "period", "sendable", "blocking", "unconfirmed", "suspicions", "outcomes",
        "sources", "unused_columns", "exit"}  # fmt: skip
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
    assert told["version"] == 1
    assert told["sendable"] == (ran.exit_code == 0)
    return ran.exit_code, told


def test_what_may_be_sent_says_what_was_read(folder):
    code, told = checked(folder)
    assert (code, told["period"], told["blocking"]) == (0, "2026-03", [])
    assert told["sources"] == [
        {
            "table": "responses",
            "file": "a.csv",
            "sheet": None,
            "rows": 120,
            "used": 120,
            "answers": {"score": 120},
        }
    ]
    assert told["unused_columns"] == []
    answers = pd.read_csv(folder / "a.csv")["score"]
    nps = 100 * ((answers >= 9).mean() - (answers <= 6).mean())
    (outcome,) = told["outcomes"]
    assert outcome.pop("score") == pytest.approx(nps, rel=1e-3)
    assert outcome == {"outcome": "score", "kind": "nps", "metric": "nps", "n": 120,
                       "better": "high"}  # fmt: skip


def test_each_file_is_counted_by_itself(folder):
    """Sheets, rows of other periods and events apart; what nothing is made of is named."""
    rows = pd.read_csv(folder / "a.csv").assign(
        **{"Agent name": "x", "score": lambda t: t["score"]}
    )
    with pd.ExcelWriter(folder / "b.xlsx") as book:
        rows.iloc[:50].to_excel(book, sheet_name="It's wave 1", index=False)
    rows.iloc[50:].to_csv(folder / "a.csv", index=False)
    events = pd.DataFrame({"customer": rows["customer"], "time": rows["time"],
                           "touchpoint": ["web", "call"] * 60, "device": "d"})  # fmt: skip
    events.iloc[:70].to_csv(folder / "e.csv", index=False)
    events.iloc[70:].to_csv(folder / "f.csv", index=False)
    said = SAID.replace("a.csv}}", "[a.csv, b.xlsx]}, interactions: {source: [e.csv, f.csv]}}")
    (folder / "engagement.yml").write_text(said + "window: 2 months\n", encoding="utf-8")
    _, told = checked(folder)
    assert told["blocking"] == [], told
    sources = {(s["file"], s["sheet"]): (s["table"], s["rows"], s["used"]) for s in told["sources"]}
    recent = pd.to_datetime(rows["time"]) >= "2026-02-01"
    assert sources == {
        ("a.csv", None): ("responses", 70, int(recent.iloc[50:].sum())),
        ("b.xlsx", "It's wave 1"): ("responses", 50, int(recent.iloc[:50].sum())),
        ("e.csv", None): ("interactions", 70, int(recent.iloc[:70].sum())),
        ("f.csv", None): ("interactions", 50, int(recent.iloc[70:].sum())),
    }
    assert {(c["table"], c["column"]) for c in told["unused_columns"]} == {
        ("responses", "Agent name"), ("interactions", "device")}  # fmt: skip


def test_events_in_parquet_are_told_alike(folder):
    days = pd.date_range("2026-01-01", "2026-03-31", periods=90)
    events = pd.DataFrame({"customer": [f"c{k % 30}" for k in range(90)], "time": days,
                           "touchpoint": ["web", "call"] * 45, "device": "d"})  # fmt: skip
    events.to_parquet(folder / "e.parquet")
    said = SAID.replace("a.csv}}", "a.csv}, interactions: {source: e.parquet}}")
    (folder / "engagement.yml").write_text(said, encoding="utf-8")
    _, told = checked(folder)
    events = told["sources"][-1]
    assert (events["file"], events["sheet"]) == ("e.parquet", None)
    assert (events["rows"], events["used"]) == (90, 90)
    assert {c["column"] for c in told["unused_columns"]} == {"device"}


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_each_file_of_a_log_has_its_used_events(ending, folder):
    """Repeats across files count for the first; those after the period for none."""
    days = pd.date_range("2026-01-01", "2026-04-09", periods=100)
    events = pd.DataFrame({"customer": [f"c{k % 30}" for k in range(100)], "time": days,
                           "touchpoint": ["web", "call"] * 50})  # fmt: skip
    parts = {"a1": events.iloc[:40], "a2": events.iloc[30:70], "a3": events.iloc[70:]}
    for name, part in parts.items():
        file = folder / f"{name}.{ending}"
        part.to_csv(file, index=False) if ending == "csv" else part.to_parquet(file)
    named = ", ".join(f"{name}.{ending}" for name in parts)
    said = SAID.replace("a.csv}}", f"a.csv}}, interactions: {{source: [{named}]}}}}")
    (folder / "engagement.yml").write_text(said, encoding="utf-8")
    _, told = checked(folder)
    last = int((days[70:] < "2026-04-01").sum())
    used = [s["used"] for s in told["sources"] if s["table"] == "interactions"]
    assert used == [40, 30, last]


def test_a_column_that_was_left_out_says_why_and_few_answers_have_no_score(folder):
    rows = pd.read_csv(folder / "a.csv").assign(ease=["4,5", *["4", "5", "3"] * 40][:120])
    rows["solved"] = [1, 0] * 4 + [None] * 112
    rows.to_csv(folder / "a.csv", index=False, sep=";")
    two = "{score: {kind: nps}, solved: {kind: binary}}"
    (folder / "engagement.yml").write_text(
        SAID.replace("{score: {kind: nps}}", two), encoding="utf-8"
    )
    _, told = checked(folder)
    assert told["unused_columns"] == [
        {
            "table": "responses",
            "column": "ease",
            "why": "a rating but for cells that are no numbers",
        }
    ]
    solved = told["outcomes"][1]
    assert (solved["n"], solved["score"], solved["metric"]) == (8, None, "share")


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
