"""A run that waits: nothing of it goes out until a person says so, and who said so is kept."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from cxlib import history
from cxlib.cli import app
from cxlib.errors import InputError, NoData
from cxlib.results import REGISTRY, Results, empty
from cxlib.run.approving import approve, waiting
from cxlib.run.flow import monitor_engagement, run_engagement
from cxlib.run.folder import APPROVED, manifests
from cxlib.run.overview import missed, status
from cxlib.run.publish import finish_interrupted, published, waits
from cxlib.run.reporting import last_published

CONFIG = """\
client: Acme
period: month
outcomes: {score: {kind: nps}}
tables:
  responses: {source: survey.csv}
policy: {profile: b2b, seed: 7}
"""
STORE = "history.sqlite"
KEY = ("Acme", None)


@pytest.fixture(name="client")
def _client(tmp_path) -> Path:
    """Twelve firms answer for four months."""
    rng = np.random.default_rng(5)
    days = pd.date_range("2025-01-01", "2025-04-30", periods=240).strftime("%Y-%m-%d")
    firms = [f"firm {k % 12}" for k in range(240)]
    answers = {"account": firms, "time": days, "score": rng.integers(0, 11, 240)}
    pd.DataFrame(answers).assign(speed=rng.integers(1, 6, 240)).to_csv(
        tmp_path / "survey.csv", index=False
    )
    (tmp_path / "engagement.yml").write_text(CONFIG, encoding="utf-8")
    return tmp_path


def sealed(folder: Path, name: str, day: str, waits: bool = True, **said: object) -> Path:
    """A sealed run of one KPI, made on a day of October."""
    period, number = name.split("/")
    run = folder / "runs" / period / number
    run.mkdir(parents=True)
    kpis = pd.DataFrame({"period": [period], "kpi": "score", "scope": "all", "n": 60, "value": 5.0})
    kpis = kpis.reindex(columns=list(REGISTRY["kpis"].columns))
    Results(run / "results").write("monitoring", {"kpis": kpis.astype(empty("kpis").dtypes)})
    told = {"kind": "report", "verdict": "send with warnings", "reasons": [], "client": "Acme",
            "period": period, "run": number, "finished": f"2025-10-{day}T08:00:00.000+00:00",
            "waits": waits, "fingerprint": "f", "on": None} | said  # fmt: skip
    (run / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    (run / "report.html").write_text(f"page of {name}", encoding="utf-8")
    return run


def pages(folder: Path) -> dict[str, str]:
    found = folder.glob("reports/*.html")
    return {p.name: p.read_text(encoding="utf-8") for p in found}


def test_the_whole_way_of_a_run_that_waits(client):
    own = "publish: {approve: true, on_publish: sh deliver.sh}\n"
    config = CONFIG.replace("profile: b2b", "profile: internal") + own
    (client / "engagement.yml").write_text(config, encoding="utf-8")
    said = CliRunner().invoke(app, ["run", str(client)])
    assert said.exit_code == 0
    assert "waits for 'cx approve'" in said.output
    assert "publish.approve is set: the page is not published by itself" in said.output
    assert "publish.on_publish: does not run: the folder is not trusted" in said.output
    ran = client / "runs" / "2025-04" / "001"
    assert (ran / "report.html").is_file()
    assert pages(client) == {}
    assert not history.reported(client / STORE, KEY[0]).shape[0]
    assert last_published(client) is None
    assert missed(client, "2025-04", "2025-04") == ["2025-04"]
    with pytest.raises(NoData, match="waits for 'cx approve'"):
        run_engagement(client, if_new=True)
    with pytest.raises(InputError, match="cx approve"):
        monitor_engagement(client)
    said = CliRunner().invoke(app, ["approve", str(client), "--by", "Ann"])
    assert said.exit_code == 0, said.output
    assert pages(client) == {"2025-04.html": (ran / "report.html").read_text(encoding="utf-8")}
    assert set(history.reported(client / STORE, KEY[0])["run"]) == {"2025-04/001"}
    assert json.loads((ran / APPROVED).read_text(encoding="utf-8"))["by"] == "Ann"
    assert missed(client, "2025-04", "2025-04") == []
    with pytest.raises(NoData, match="was published then"):
        run_engagement(client, if_new=True)


def test_status_and_check_name_what_waits(client):
    sealed(client, "2025-03/001", "01")
    sealed(client, "2025-03/002", "02")
    told = status(client).iloc[0]
    assert (told["published"], told["waits"]) == ("no", "002")
    said = CliRunner().invoke(app, ["check", str(client)])
    assert "Runs that wait for 'cx approve': 2" in said.output
    approve(client, by="Ann")
    told = status(client).iloc[0]
    assert (told["published"], told["waits"]) == ("002", "001")


def test_the_newest_is_approved_unless_another_is_named(client):
    sealed(client, "2025-03/001", "01")
    sealed(client, "2025-04/001", "02")
    approve(client, "2025-03/001", "Ann")
    assert pages(client) == {"2025-03.html": "page of 2025-03/001"}


def test_what_was_made_before_something_else_went_out_is_made_anew(client):
    """What may be shown of it was settled beside another report."""
    sealed(client, "2025-03/001", "01")
    sealed(client, "2025-04/001", "02")
    approve(client, by="Ann")
    with pytest.raises(InputError, match=r"2025-04/001 was published since it was made.*--period"):
        approve(client, "2025-03/001", "Ann")
    assert list(pages(client)) == ["2025-04.html"]
    assert waiting(client) == ["2025-03/001"]


@pytest.mark.parametrize(("name", "said", "why"), [
    ("2025-03/007", {}, "there is no such run; waiting: 2025-03/002, 2025-03/001"),
    ("2025-03/002", {"verdict": "do not send"}, "verdict is do not send"),
    ("2025-03/002", {"waits": False}, "published when it was made"),
    ("2025-03/002", {"kind": "part", "verdict": None}, "there is no such run"),
    ("../../../x", {}, "there is no such run"),
])  # fmt: skip
def test_what_does_not_wait_is_refused(client, name, said, why):
    sealed(client, "2025-03/001", "02")
    sealed(client, "2025-03/002", "01", **said)
    with pytest.raises(InputError, match=why):
        approve(client, name, "Ann")
    assert pages(client) == {}


def test_nobody_is_not_somebody(client, monkeypatch):
    sealed(client, "2025-03/001", "01")
    for nobody in ("", "  ", "A" * 201):
        with pytest.raises(InputError, match="--by NAME"):
            approve(client, by=nobody)

    def unknown():
        raise KeyError("uid not found")

    monkeypatch.setattr("getpass.getuser", unknown)
    with pytest.raises(InputError, match="--by NAME"):
        approve(client)
    monkeypatch.setattr("getpass.getuser", lambda: "ann")
    approve(client)
    assert manifests(client)[0]["approved"]["by"] == "ann"


def test_twice_is_told(client):
    sealed(client, "2025-03/001", "01")
    approve(client, by="Ann")
    with pytest.raises(InputError, match=r"approved since \d{4}-\d\d-\d\d; no run waits"):
        approve(client, "2025-03/001", "Bob")
    with pytest.raises(InputError, match="no run waits"):
        approve(client, by="Bob")


def test_one_killed_between_word_and_page_is_finished_by_the_next_run(client):
    run = sealed(client, "2025-03/001", "01")
    (run / APPROVED).write_text(json.dumps({"by": "Ann", "at": "2025-10-03"}), encoding="utf-8")
    finish_interrupted(client, client / STORE, KEY)
    assert pages(client) == {"2025-03.html": "page of 2025-03/001"}
    told = history.reported(client / STORE, KEY[0])
    assert list(told["reported_at"]) == ["2025-10-03"]


def test_what_waits_changes_neither_the_last_report_nor_what_is_finished(client):
    sealed(client, "2025-03/001", "01", waits=False)
    sealed(client, "2025-04/001", "02")
    finish_interrupted(client, client / STORE, KEY)
    assert list(pages(client)) == ["2025-03.html"]
    assert last_published(client).folder == client / "runs" / "2025-03" / "001" / "results"
    first, second = manifests(client)
    assert (published(first), published(second)) == (True, False)
    assert (waits(first), waits(second)) == (False, True)
