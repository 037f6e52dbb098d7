"""`cx run-all` over clients in planted states, each told from its line alone; `cx prune`."""

import importlib.util
import json
import os
import shutil
import stat
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from cxlib.cli import answering, app
from cxlib.errors import InputError
from cxlib.run import fleet, notify, pruning
from cxlib.run.folder import FAILED, MANIFEST, manifests
from cxlib.run.lock import held

spec = importlib.util.spec_from_file_location(
    "tiny_client", Path(__file__).parents[1] / "faults" / "tiny.py"
)
tiny = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tiny)

KEYS = {"folder", "period", "exit", "state", "verdict", "reasons", "new", "run", "replaces", "page",
        "log"}  # fmt: skip


def cx(*words: object, **environment: str):
    return CliRunner().invoke(app, [str(w) for w in words], env={"CI": "", **environment})


def line(ended) -> dict:
    (only,) = ended.stdout.splitlines()
    told = json.loads(only)
    assert told["exit"] == ended.exit_code
    return told


def fails(folder: Path) -> None:
    tiny.notebook(folder, "03_set_strategy", tiny.OPEN, "1 / 0")


def has_no_file(folder: Path) -> None:
    (folder / "survey.csv").unlink()


def has_no_data(folder: Path) -> None:
    pd.read_csv(folder / "survey.csv").head(4).to_csv(folder / "survey.csv", index=False)


def is_unreachable(folder: Path) -> None:
    config = (folder / "engagement.yml").read_text()
    config = config.replace("source: survey.csv", "source: {url: env:CX_TEST_DB, table: answers}")
    (folder / "engagement.yml").write_text(config)


def hangs(folder: Path) -> None:
    tiny.notebook(folder, "03_set_strategy", tiny.OPEN, "import time; time.sleep(600)")


STATES = {
    "fails": (fails, 1, "failed"),
    "lacks a file": (has_no_file, 2, "refused"),
    "waits for data": (has_no_data, 4, "no data"),
    "is unreachable": (is_unreachable, 6, "unreachable"),
    "is sound": (lambda _: None, 0, "published"),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """Clients in every state, two of them deep; one is held by another run."""
    top = tmp_path_factory.mktemp("clients")
    for name, (make, *_) in STATES.items():
        folder = top / "retail" / "north" / name if name == "fails" else top / name
        make(tiny.make(folder) and folder)
    tiny.make(top / "is busy")
    tiny.make(top / "is sound" / "runs" / "a copy")  # no engagement of its own
    return top


@pytest.fixture(scope="module")
def round_(root):
    trusting = {"CX_TRUST": str(root), "CX_TEST_DB": "postgresql://cx:hush@127.0.0.1:9/none"}
    with held(root / "is busy"):
        return cx(
            "run-all", root, "--json", "--tries", 2, "--wait", 0.1, "--workers", 2, **trusting
        )


@pytest.fixture(scope="module")
def told(round_):
    return {Path(one["folder"]).name: one for one in line(round_)["clients"]}


class TestRound:
    def test_each_state_is_told_from_the_line_alone(self, told):
        expected = {name: told for name, (_, *told) in STATES.items()} | {"is busy": [5, "busy"]}
        assert {name: [one["exit"], one["state"]] for name, one in told.items()} == expected

    def test_one_code_for_all_tells_broken_from_waiting(self, round_):
        assert round_.exit_code == 1
        assert fleet.exit_code([0, 4, 0]) == 4
        assert fleet.exit_code([4, 5, 6]) == 6
        assert fleet.exit_code([0, 5, 3]) == 1
        assert fleet.exit_code([0, 7]) == 1, "what nobody knows is broken"
        assert fleet.exit_code([]) == 0

    def test_only_what_passes_by_itself_is_tried_again(self, told):
        tried = {name: one["tries"] for name, one in told.items()}
        again = {"is busy", "is unreachable"}
        assert tried == {name: 2 if name in again else 1 for name in told}

    def test_why_is_said_and_where_the_log_lies(self, told):
        assert "survey.csv" in told["lacks a file"]["reasons"][0]
        assert told["is sound"]["verdict"] == "send with warnings"
        assert told["is sound"]["run"] == "2025-06/001"
        assert told["is sound"]["page"].endswith("reports/2025-06.html")
        assert "process" in told["is busy"]["reasons"][0]
        for one in told.values():
            assert "ended" in Path(one["log"]).read_text().splitlines()[-1]

    def test_what_has_nothing_new_waits(self, root, told):
        again = line(cx("run-all", root / "is sound", "--json", CX_TRUST=str(root)))
        (only,) = again["clients"]
        assert (only["exit"], again["exit"], only["state"]) == (4, 4, "nothing new")
        assert only["period"] == "2025-06"
        assert "nothing new since" in only["reasons"][0]

    def test_a_line_for_each_as_it_ends(self, root):
        ended = cx("run-all", root / "lacks a file")
        assert ended.exit_code == 1
        assert ended.output.startswith(f"{root / 'lacks a file'}, run: 2 in ")

    def test_a_client_that_hangs_is_ended_with_all_it_started(self, tmp_path):
        folder = tiny.make(tmp_path / "slow")
        hangs(folder)
        ended = cx("run-all", tmp_path, "--json", "--timeout", 12, CX_TRUST=str(tmp_path))
        (only,) = line(ended)["clients"]
        assert (only["exit"], only["state"]) == (1, "out of time")
        assert only["reasons"] == ["took longer than 12 s, and was ended"]
        with held(folder):
            pass

    def test_a_folder_without_engagements_is_refused(self, tmp_path):
        (tmp_path / ".git").mkdir()
        (tmp_path / ".git" / "engagement.yml").touch()
        told = line(cx("run-all", tmp_path, "--json"))
        assert told["exit"] == 2
        assert "holds no folder" in told["reasons"][0]

    def test_workers_fit_into_the_memory(self):
        assert fleet.workers_within(8, 4 * fleet.MEMORY_EACH) == 4
        assert fleet.workers_within(8, 0) == 1


class TestDue:
    @pytest.fixture
    def folder(self, tmp_path):
        return tiny.make(tmp_path / "tiny")

    def published(self, folder: Path, period: str, kind: str, verdict: str = "send") -> None:
        run = folder / "runs" / period / "001"
        run.mkdir(parents=True)
        sealed = {"kind": kind, "period": period, "verdict": verdict, "run": "001",
                  "finished": f"{period}-28T08:00:00+00:00"}  # fmt: skip
        (run / MANIFEST).write_text(json.dumps(sealed))

    def test_a_whole_report_every_quarter_and_step_5_in_between(self, folder):
        asked, did = fleet.Round(every=3), []
        for month in range(1, 10):
            did.append(fleet.due(folder, asked))
            kind = "report" if did[-1] == fleet.REPORT else "monitor"
            self.published(folder, f"2025-{month:02d}", kind)
        assert did == [fleet.REPORT, fleet.MONITOR, fleet.MONITOR] * 3

    def test_without_a_word_every_period_has_its_report(self, folder):
        self.published(folder, "2025-01", "report")
        assert fleet.due(folder, fleet.Round()) == fleet.REPORT

    def test_a_report_that_was_held_back_is_none(self, folder):
        self.published(folder, "2025-01", "report", "do not send")
        assert fleet.due(folder, fleet.Round(every=3)) == fleet.REPORT

    def test_settings_that_cannot_be_read_are_told_by_a_run(self, folder):
        (folder / "engagement.yml").write_text("{")
        assert fleet.due(folder, fleet.Round(every=3)) == fleet.REPORT


class TestLine:
    @pytest.mark.parametrize("verb", ["run", "monitor"])
    def test_bad_input_is_a_line_too(self, tmp_path, verb):
        told = line(cx(verb, tmp_path / "nowhere", "--json", "--period", "2025-05"))
        assert set(told) == KEYS
        assert (told["exit"], told["state"], told["period"]) == (2, "refused", "2025-05")
        assert "there is no engagement.yml" in told["reasons"][0]

    def test_an_unforeseen_failure_is_named_and_not_quoted(self, tmp_path, monkeypatch):
        def breaks(*_args, **_more):
            raise RuntimeError("Mrs Miller, 4 Rose Lane")

        monkeypatch.setattr("cxlib.run.flow.run_engagement", breaks)
        ended = cx("run", tiny.make(tmp_path / "tiny"), "--json")
        assert line(ended)["exit"] == 1
        assert "RuntimeError" in line(ended)["reasons"][0]
        assert "Miller" not in ended.output

    def test_stopped_by_hand(self, tmp_path, monkeypatch):
        def stops(*_args, **_more):
            raise KeyboardInterrupt

        monkeypatch.setattr("cxlib.run.flow.run_engagement", stops)
        told = line(cx("run", tiny.make(tmp_path / "tiny"), "--json"))
        assert (told["exit"], told["reasons"]) == (answering.STOPPED, ["stopped by hand"])
        assert told["state"] == "stopped"

    def test_of_a_status(self, root, told):
        told = line(cx("status", root / "is sound", "--json"))
        assert [(p["period"], p["verdict"]) for p in told["periods"]] == [
            ("2025-06", "send with warnings")
        ]
        assert line(cx("status", root / "nowhere", "--json"))["exit"] == 2

    def test_the_build_is_named(self):
        told = cx("--version").output
        assert told.startswith("cx 0.")
        assert "(build " in told


class TestLog:
    def test_it_is_its_owners_and_holds_what_was_printed(self, tmp_path):
        folder = tiny.make(tmp_path / "tiny")
        (folder / "survey.csv").unlink()
        told = line(cx("run", folder, "--json"))
        log = Path(told["log"])
        assert stat.S_IMODE(log.stat().st_mode) == 0o600
        assert told["reasons"][0] in log.read_text()
        assert log.read_text().rstrip().endswith(" in 2")

    def test_the_last_ones_stay(self, tmp_path, monkeypatch):
        monkeypatch.setattr(answering, "MOST_LOGS", 3)
        folder = tiny.make(tmp_path / "tiny")
        (folder / "survey.csv").unlink()
        logs = folder / answering.LOGS
        logs.mkdir(parents=True)
        for day in range(1, 6):
            (logs / f"2025010{day}T080000-1-run.log").touch()
        cx("run", folder)
        assert len(list(logs.iterdir())) == 3
        assert (logs / "20250105T080000-1-run.log").is_file()

    def test_a_folder_that_takes_none_stops_no_run(self, tmp_path, monkeypatch):
        def full(*_args, **_more):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(Path, "touch", full)
        told = line(cx("run", tiny.make(tmp_path / "tiny"), "--json", "--period", "1999-01"))
        assert (told["exit"], told["log"]) == (2, None)


@contextmanager
def switch():
    """An address that is called, and what it heard: path and body."""
    heard = []

    class Hears(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            heard.append((self.path, self.rfile.read(length).decode()))
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Hears) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/ping/abc?rid=1", heard
        server.shutdown()


class TestSwitch:
    def test_it_hears_of_the_start_and_of_the_end(self, tmp_path):
        folder = tiny.make(tmp_path / "tiny")
        with switch() as (address, heard):
            trusting = {"CX_TRUST": str(tmp_path), notify.HEALTHCHECK: address}
            assert cx("run", folder, **trusting).exit_code == 0
            assert cx("run", folder, "--if-new", **trusting).exit_code == 4
        assert heard == [("/ping/abc/start?rid=1", ""), ("/ping/abc?rid=1", "")]

    def test_it_hears_why_a_run_failed_but_no_word_of_the_client(self, tmp_path):
        folder = tiny.make(tmp_path / "tiny")
        (folder / "survey.csv").unlink()
        with switch() as (address, heard):
            cx("run", folder, "--period", "2025-05", **{notify.HEALTHCHECK: address})
        assert heard == [("/ping/abc/fail?rid=1", "exit 2: bad input, 2025-05")]

    def test_addresses_are_asked_for_before_the_work(self, tmp_path):
        folder = tiny.make(tmp_path / "tiny")
        told = line(cx("run", folder, "--notify", "--json", **{notify.ADDRESSES: ""}))
        assert told["exit"] == 2
        assert notify.ADDRESSES in told["reasons"][0]
        assert not (folder / "runs").exists()


class TestPrune:
    @pytest.fixture
    def folder(self, root, tmp_path):
        """A published run, two that were held back, one of some steps, and one that failed."""
        folder = shutil.copytree(root / "is sound", tmp_path / "tiny")
        shutil.rmtree(folder / "runs" / "a copy")
        (sent,) = manifests(folder)
        for number, more in enumerate(
            ({"verdict": "do not send"}, {"verdict": "do not send"}, {"kind": "part"}), start=2
        ):
            run = shutil.copytree(sent["folder"], sent["folder"].with_name(f"{number:03d}"))
            sealed = json.loads((run / MANIFEST).read_text())
            told = sealed | more | {"run": run.name, "finished": f"2025-07-0{number}T08:00:00"}
            (run / MANIFEST).write_text(json.dumps(told))
        failed = sent["folder"].with_name("005")
        failed.mkdir()
        (failed / FAILED).write_text("{}")
        return folder

    def runs(self, folder: Path) -> list[str]:
        return sorted(p.name for p in (folder / "runs" / "2025-06").iterdir())

    def test_what_was_published_and_the_newest_stay(self, folder, told):
        assert self.runs(folder) == ["001", "002", "003", "004", "005"]
        history = (folder / "history.sqlite").read_bytes()
        ended = cx("prune", folder, "--keep", 1, "--json")
        assert self.runs(folder) == ["001", "004"]
        assert line(ended)["kept"] == 2
        assert set(line(ended)["gone"]) == {f"runs/2025-06/{n}" for n in ("002", "003", "005")} | {
            ".cx/prepared"
        }
        assert line(ended)["freed"] > 0
        assert (folder / "history.sqlite").read_bytes() == history

    def test_a_rehearsal_says_the_same_and_removes_nothing(self, folder, told):
        told = pruning.prune(folder, 0, rehearse=True)
        assert self.runs(folder) == ["001", "002", "003", "004", "005"]
        assert pruning.prune(folder, 0) == told
        assert self.runs(folder) == ["001"]

    def test_not_while_a_run_is_under_way(self, folder, told):
        with held(folder):
            assert line(cx("prune", folder, "--json"))["exit"] == 5
        assert len(self.runs(folder)) == 5

    def test_a_run_in_progress_is_none_that_is_over(self, folder, told):
        (folder / "runs" / "2025-06" / "006").mkdir()
        assert "runs/2025-06/006" not in pruning.prune(folder, 0, rehearse=True).gone

    def test_bad_input(self, folder, tmp_path, told):
        with pytest.raises(InputError, match="give 0 or more"):
            pruning.prune(folder, -1)
        assert line(cx("prune", tmp_path, "--json"))["exit"] == 2
        assert os.listdir(tmp_path) == ["tiny"]
