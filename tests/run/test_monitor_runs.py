"""`cx monitor`, `--backfill`, `cx status` and `cx run-all` on clients as small as can be.

The diagnosis that monitoring rests on is one cheap run of notebooks of the client's own; step 5
and its page are the kit's.
"""

import importlib.util
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from cxlib import history
from cxlib.cli import app
from cxlib.engagement import load
from cxlib.engagement.store import PLACE
from cxlib.results import REGISTRY, Results
from cxlib.run import overview, publish
from cxlib.run.folder import MANIFEST, manifests
from cxlib.run.newness import published_on, same_run
from cxlib.workplace import rests_on

PAGE = "reports/monitor.html"
DIAGNOSED = (
    "session.run_all()\n"
    "from cxlib.run.reporting import _judged\n"
    "_judged(session.engagement, session.results, session.folder)\n"
    "(session.folder / 'report.html').write_text('the page')"
)
MONITORED = "session.run('monitoring')\nsession.monitor()"


def _tiny():
    path = Path(__file__).parents[1] / "faults" / "tiny.py"
    spec = importlib.util.spec_from_file_location("tiny_client", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tiny = _tiny()


def make(folder: Path) -> Path:
    """A tiny client whose report is one line, and whose monitor page is the kit's."""
    tiny.make(folder)
    tiny.notebook(folder, "05_monitor", tiny.OPEN, MONITORED)
    tiny.notebook(folder, "06_report", tiny.OPEN, DIAGNOSED)
    return folder


def cx(*words: object):
    trusting = {"CI": "", "CX_TRUST": str(words[1])}
    return CliRunner().invoke(app, [str(word) for word in words], env=trusting)


@pytest.fixture(scope="module")
def diagnosed(tmp_path_factory):
    """A client with an approved report of May."""
    folder = make(tmp_path_factory.mktemp("diagnosed") / "tiny")
    ended = cx("run", folder, "--period", "2025-05")
    assert ended.exit_code == 0, ended.output
    return folder


@pytest.fixture(scope="module")
def monitored(diagnosed, tmp_path_factory):
    """The same after `cx monitor` of June."""
    folder = shutil.copytree(diagnosed, tmp_path_factory.mktemp("monitored") / "tiny")
    ended = cx("monitor", folder)
    assert ended.exit_code == 0, ended.output
    return folder, ended


@pytest.fixture
def client(monitored, tmp_path):
    return shutil.copytree(monitored[0], tmp_path / "tiny")


def publish_as_april(client: Path) -> Path | None:
    """Publish a monitor run of a period before the one whose page is there."""
    sealed = manifests(client)[-1]
    run = shutil.copytree(sealed["folder"], client / "runs/2025-04/001")
    (run / "monitor.html").write_text("April")
    april = sealed | {"period": "2025-04"}
    return publish.publish(client, run, april, client / "history.sqlite", ("Tiny", None))


class TestMonitor:
    def test_step_5_alone_is_run_and_its_page_published(self, monitored):
        folder, ended = monitored
        report, run = manifests(folder)
        assert (report["kind"], run["kind"]) == ("report", "monitor")
        assert (run["period"], list(run["notebooks"])) == ("2025-06", ["05_monitor"])
        assert (folder / PAGE).read_bytes() == (run["folder"] / "monitor.html").read_bytes()
        assert f"Report: {folder / PAGE}" in ended.output
        assert run["on"] == "2025-05/001", "the diagnosis it rests on is on record"
        assert (folder / "reports/2025-05.html").read_text() == "the page"

    def test_it_rests_on_the_diagnosis_and_adds_to_the_history(self, monitored):
        report, run = manifests(monitored[0])
        for name in ("drivers", "moments", "funnel"):
            ours, theirs = (m["folder"] / "results" / f"{name}.parquet" for m in (run, report))
            assert ours.read_bytes() == theirs.read_bytes()
        survey = pd.read_csv(monitored[0] / "survey.csv", parse_dates=["time"])
        june = survey.loc[survey["time"].dt.month == 6, "score"]
        stored = history.read(monitored[0] / "history.sqlite", "Tiny").set_index(
            ["kpi", "scope", "period"]
        )
        expected = 100 * ((june >= 9).mean() - (june <= 6).mean())
        found = stored.loc[("score", "overall", "2025-06"), "value"]
        assert found == pytest.approx(expected)

    def test_an_older_period_does_not_replace_the_page(self, client):
        page = (client / PAGE).read_bytes()
        assert publish_as_april(client) is None, "no page was put in place of another"
        assert (client / PAGE).read_bytes() == page

    def test_without_that_guard_it_would(self, client, monkeypatch):
        monkeypatch.setattr(publish, "_latest", lambda *_: True)
        publish_as_april(client)
        assert (client / PAGE).read_text() == "April"

    def test_without_an_approved_run_it_refuses_and_writes_nothing(self, tmp_path):
        folder = make(tmp_path / "tiny")
        before = sorted(p for p in folder.rglob("*"))
        ended = cx("monitor", folder)
        assert ended.exit_code == 2
        assert "there is none yet. Remedy: run 'cx run tiny' first." in ended.output
        assert sorted(p for p in folder.rglob("*") if ".cx" not in p.parts) == before

    def test_a_run_that_may_not_be_sent_approves_nothing(self, diagnosed, tmp_path):
        folder = shutil.copytree(diagnosed, tmp_path / "tiny")
        sealed = folder / "runs/2025-05/001" / MANIFEST
        told = json.loads(sealed.read_text()) | {"verdict": "do not send"}
        sealed.write_text(json.dumps(told))
        assert cx("monitor", folder).exit_code == 2


class TestNothingNew:
    def test_if_new_writes_nothing_and_ends_in_4(self, client):
        before = self.kept(client)
        ended = cx("monitor", client, "--if-new")
        assert ended.exit_code == 4, ended.output
        assert "nothing new since " in ended.output
        assert "Nothing was written" in ended.output
        assert self.kept(client) == before

    @staticmethod
    def kept(client: Path) -> dict[Path, bytes]:
        """Every file but for what is prepared for the next opening, and the logs."""
        beside = {PLACE.name, "logs"}
        files = (p for p in client.rglob("*") if p.is_file() and not beside & {*p.parts})
        return {p: p.read_bytes() for p in files}

    @pytest.mark.parametrize("changed", ["inputs", "settings", "the page", "diagnosis"])
    def test_what_makes_it_new(self, client, changed):
        def since(on="2025-05/001"):
            engaged = load(client)
            return published_on(same_run(client, engaged, "monitor", rests_on(engaged), on))

        assert since() == manifests(client)[-1]["finished"][:10]
        if changed == "diagnosis":
            assert since("2025-05/002") is None
            return
        if changed == "inputs":
            with (client / "survey.csv").open("a") as survey:
                survey.write("2025-06-30,9\n")
        elif changed == "settings":
            (client / "engagement.yml").write_text(tiny.CONFIG + "currency: GBP\n")
        else:
            (client / PAGE).unlink()
        assert since() is None

    def test_the_delivery_is_kept_and_the_next_one_held_against_it(self, client):
        (told,) = history.profiles(client / "history.sqlite", "Tiny")[-1:]
        assert (told["period"], told["run"]) == ("2025-06", "2025-06/001")
        survey = pd.read_csv(client / "survey.csv")
        july = survey.tail(31).assign(
            time=pd.date_range("2025-07-01", "2025-07-31").strftime("%Y-%m-%d"),
            score=lambda t: t["score"].to_numpy()[::-1] // 2,
        )
        pd.concat([survey, july]).to_csv(client / "survey.csv", index=False)
        ended = cx("check", client)
        assert ended.exit_code == 3, ended.output
        assert "2025-07 uses 0–5; 6 periods before used 0–10" in ended.output

    def test_what_was_reported_is_looked_up(self, client):
        ended = cx("history", client, "--kpi", "score", "--period", "2025-06")
        assert ended.exit_code == 0, ended.output
        assert "2025-06/001" in ended.output


class TestBackfill:
    def test_do_not_send_is_not_done(self, client):
        sealed = client / "runs/2025-06/001" / MANIFEST
        told = json.loads(sealed.read_text()) | {"verdict": "do not send"}
        sealed.write_text(json.dumps(told))
        assert overview.missed(client, "2025-05", "2025-06") == ["2025-06"]
        table = overview.status(client).set_index("period")
        assert table.loc["2025-06", ["verdict", "published"]].tolist() == ["do not send", "no"]
        assert table.loc["2025-05", "published"] == "001"

    def test_what_was_missed_is_run_as_of_then_and_the_newer_page_stays(self, client):
        page = (client / PAGE).read_bytes()
        ended = cx("monitor", client, "--backfill", "2025-04", "2025-06")
        assert ended.exit_code == 0, ended.output
        assert [m["period"] for m in manifests(client)[2:]] == ["2025-04"]
        assert (client / PAGE).read_bytes() == page
        then = Results(manifests(client)[2]["folder"] / "results")["kpis"]
        assert then["period"].max() == "2025-04"
        again = cx("monitor", client, "--backfill", "2025-04", "2025-06")
        assert "No period was missed." in again.output
        assert len(manifests(client)) == 3

    @pytest.mark.parametrize(
        ("first", "last", "words"),
        [
            ("x", "2025-06", "--backfill: 'x' is no month such as 2026-09"),
            ("2025-06", "2025-01", "--backfill: 2025-06 comes after 2025-01. Remedy:"),
        ],
    )
    def test_periods_that_are_none_are_refused(self, client, first, last, words):
        ended = cx("monitor", client, "--backfill", first, last)
        assert ended.exit_code == 2
        assert words in ended.output

    def test_the_missed_ones_in_order(self, monitored):
        assert overview.missed(monitored[0], "2025-03", "2025-07") == [
            "2025-03", "2025-04", "2025-07"
        ]  # fmt: skip


class TestStatus:
    def test_every_period_its_verdict_and_those_missing(self, client):
        run = client / "runs/2025-06/001" / MANIFEST
        told = json.loads(run.read_text())
        run.write_text(json.dumps(told | {"period": "2025-07"}))
        table = overview.status(client)
        assert list(zip(table["period"], table["verdict"], strict=True)) == [
            ("2025-05", "send with warnings"),
            ("2025-06", "missing"),
            ("2025-07", "send with warnings"),
        ]
        ended = cx("status", client)
        assert ended.exit_code == 0
        assert [
            "2025-06" in line and "missing" in line for line in ended.output.splitlines()
        ].count(True) == 1

    def test_nothing_has_run_yet(self, tmp_path):
        assert overview.status(make(tmp_path / "tiny")).empty


class TestRunAll:
    def test_one_that_fails_stops_no_other(self, tmp_path):
        for name in ("anna", "ben"):
            make(tmp_path / name)
        (tmp_path / "anna" / "survey.csv").unlink()
        (tmp_path / "notes").mkdir()
        ended = cx("run-all", tmp_path, "--workers", 2)
        assert ended.exit_code == 1
        codes = {f.name: bool(manifests(f)) for f in tmp_path.iterdir()}
        assert codes == {"anna": False, "ben": True, "notes": False}
        lines = {Path(line.split(",")[0]).name: line for line in ended.output.splitlines()}
        assert ": 2 in " in lines["anna"]
        assert "survey.csv" in lines["anna"]
        assert "send with warnings" in lines["ben"]

    def test_a_folder_without_engagements_is_named(self, tmp_path):
        ended = cx("run-all", tmp_path)
        assert ended.exit_code == 2
        assert "holds no folder with an engagement.yml" in ended.output


def test_what_is_published_is_written_back_to_the_history(tmp_path):
    run, store = tmp_path / "run", tmp_path / "history.sqlite"
    row_of = {"period": "2025-06", "kpi": "waits", "scope": "overall", "value": 3.0}
    row = {"initiative": "new form", "kpi": "waits", "expected": -1.0, "observed": -0.8,
           "low": -1.2, "high": -0.4, "result": "realised"}  # fmt: skip
    given = {"kpis": row_of | {"complete": True}, "benefits": row}
    tables = {name: pd.DataFrame([values], columns=[*REGISTRY[name].columns])
              for name, values in given.items()}  # fmt: skip
    Results(run / "results").write("monitoring", tables)
    (run / "report.html").write_text("the page")
    sealed = {"kind": "report", "client": "Tiny", "period": "2025-06", "verdict": "send",
              "run": "001", "finished": "2025-07-02T08:00:00+00:00"}  # fmt: skip
    publish.publish(tmp_path, run, sealed, store, ("Tiny", None))
    told = history.read_benefits(store, "Tiny").to_dict("records")
    assert told == [row | {"period": "2025-06"}]
