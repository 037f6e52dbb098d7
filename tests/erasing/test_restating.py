"""After an erasure past figures differ from what was reported: told as that, and no stop."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from cxlib import history, monitoring
from cxlib.engagement import load
from cxlib.erasing import forget
from cxlib.results import Results, empty
from cxlib.results.registry import REGISTRY
from cxlib.run import restating
from cxlib.run.flow import monitor_engagement, run_engagement
from cxlib.run.folder import read_manifest
from cxlib.run.manifest import now

CONFIG = """\
client: Acme
period: month
outcomes: {score: {kind: nps}}
tables:
  responses: {source: survey.csv, segments: [region]}
policy: {seed: 7, settles: 0 months, tolerance: 0}
"""
STORE, SEEN = "history.sqlite", ["2025-09", "2025-10", "2025-11"]


def answers() -> pd.DataFrame:
    """Eleven months of forty answers by sixty people."""
    rng = np.random.default_rng(9)
    months = np.repeat(pd.date_range("2025-01-01", periods=11, freq="MS"), 40)
    days = months + pd.to_timedelta(rng.integers(0, 28, len(months)), unit="D")
    return pd.DataFrame({
        "customer": [f"C-{7_000 + k}" for k in rng.integers(0, 60, len(days))],
        "time": days.strftime("%Y-%m-%d"), "score": rng.integers(0, 11, len(days)),
        "speed": rng.integers(1, 6, len(days)), "region": rng.choice(["N", "S"], len(days)),
    })  # fmt: skip


@pytest.fixture(name="acme")
def _acme(tmp_path) -> Path:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "engagement.yml").write_text(CONFIG, encoding="utf-8")
    answers().to_csv(folder / "survey.csv", index=False)
    return folder


def measured(folder: Path, period: str):
    """What a run of a period measures, and what it says of the past."""
    engagement = load(folder, period=period, past=history.past)
    results = {name: empty(name) for name in REGISTRY} | monitoring.run(
        engagement, Results(folder / "r")
    )
    stops = restating.unexplained(engagement, results)
    return engagement, results, stops, restating.told(engagement, results)


def reported(folder: Path, period: str, run: str):
    """The same, and published."""
    found = engagement, results, _, _ = measured(folder, period)
    told = history.Report(
        period, results["kpis"], run=run, kind="report", at=now(),
        reasons=restating.reasons(engagement, results),
    )  # fmt: skip
    history.write(folder / STORE, "Acme", told)
    return found


def test_the_whole_way_of_figures_from_an_erasure_to_the_next_period(acme):
    _, before, stops, said = reported(acme, "2025-09", "1")
    assert (stops, said) == ([], [])
    who = answers()["customer"].value_counts().index[0]
    forget(acme, [who])
    _, after, stops, said = reported(acme, "2025-10", "2")
    then, today = (r["kpis"].set_index(["kpi", "scope", "period"]) for r in (before, after))
    assert (then["n"].loc[:, "overall", :] - today["n"]).dropna().gt(0).any()
    assert stops == []
    assert len(said) == 1
    assert "computed anew without whom 'cx forget' took out" in said[0]
    assert "erased" in set(after["notes"]["code"])
    why = history.reported(acme / STORE, "Acme").dropna(subset=["reason"])
    assert set(why["reason"]) == {"erased on request"}
    assert set(why["period"]) <= {f"2025-{m:02}" for m in range(1, 10)}
    _, _, stops, said = reported(acme, "2025-11", "3")
    assert (stops, said) == ([], []), "it is told once"


def test_once_reported_the_erasure_explains_nothing_more(acme):
    reported(acme, "2025-09", "1")
    forget(acme, ["C-7001"])
    reported(acme, "2025-10", "2")
    assert load(acme, past=history.past).past_kpis["erased"].sum() == 0
    frame = pd.read_csv(acme / "survey.csv")
    frame.drop(index=frame.index[frame["time"].str.startswith("2025-03")][0]).to_csv(
        acme / "survey.csv", index=False
    )
    stops = measured(acme, "2025-11")[2]
    assert [line.split(":")[0] for line in stops] == ["score, 2025-03"]


def test_a_past_period_run_again_leaves_later_ones_to_be_told(acme):
    reported(acme, "2025-09", "1")
    forget(acme, ["C-7001"])
    assert reported(acme, "2025-05", "2")[2] == []
    past = load(acme, past=history.past).past_kpis.groupby("period")["erased"].max()
    assert past[past.index <= "2025-05"].eq(0).all()
    assert past[past.index > "2025-05"].gt(0).all()
    assert reported(acme, "2025-10", "3")[2] == []


def test_a_change_of_the_client_s_beside_it_is_still_stopped(acme):
    reported(acme, "2025-09", "1")
    forget(acme, ["C-7001"])
    frame = pd.read_csv(acme / "survey.csv")
    march = frame["time"].str.startswith("2025-03")
    frame.loc[march, "score"] = (frame["score"] + 5) % 11
    frame.to_csv(acme / "survey.csv", index=False)
    (stop,) = measured(acme, "2025-10")[2]
    assert "2025-03" in stop


def test_without_an_erasure_the_same_is_stopped(acme):
    reported(acme, "2025-09", "1")
    frame = pd.read_csv(acme / "survey.csv")
    frame[frame["customer"] != "C-7001"].to_csv(acme / "survey.csv", index=False)
    assert measured(acme, "2025-10")[2]


def test_forgotten_twice_counts_once(acme):
    reported(acme, "2025-09", "1")
    forget(acme, ["C-7001"])
    first = load(acme, past=history.past).past_kpis["erased"].max()
    forget(acme, ["C-7001"])
    assert load(acme, past=history.past).past_kpis["erased"].max() == first
    assert first == (answers()["customer"] == "C-7001").sum()


@pytest.mark.slow
def test_the_whole_way_of_runs(acme):
    first = run_engagement(acme, period="2025-09")
    assert first.page
    who = answers()["customer"].value_counts().index[0]
    forget(acme, [who])
    second = run_engagement(acme, period="2025-10")
    assert second.page, second.verdict
    assert any("cx forget" in line for line in second.verdict.reasons)
    assert "erased on request" in set(read_manifest(second.folder)["restated"].values())
    third = monitor_engagement(acme, period="2025-11")
    assert third.page, third.verdict
    assert not any("cx forget" in line for line in third.verdict.reasons)
