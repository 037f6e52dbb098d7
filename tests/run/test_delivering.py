"""An engagement's own command runs after a publication: trusted, bounded, and undoing nothing."""

from __future__ import annotations

import json
import os
import shutil
import stat
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cxlib.cli import app
from cxlib.engagement.config.yml import read_config
from cxlib.errors import InputError
from cxlib.results import Results, empty
from cxlib.run import notify, trust
from cxlib.run.delivering import barred, deliver
from cxlib.run.overview import status

CONFIG = "client: Acme\noutcomes: {score: {kind: nps}}\ntables: {responses: {source: s.csv}}\n"
pytestmark = pytest.mark.skipif(os.name == "nt", reason="scripts of a shell")


@pytest.fixture(autouse=True)
def mine(tmp_path, monkeypatch):
    monkeypatch.setattr(trust, "user_data_path", lambda name: tmp_path / "home" / name)
    monkeypatch.delenv(trust.NAMED, raising=False)


@pytest.fixture
def acme(tmp_path):
    """A trusted folder with one published run, and what makes it run a script of its own."""
    folder = tmp_path / "acme"
    run = folder / "runs/2025-03/001"
    run.mkdir(parents=True)
    told = {"period": "2025-03", "kind": "report", "verdict": "send", "client": "Acme"}
    (run / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    (folder / "reports").mkdir()
    (folder / "reports/2025-03.html").write_text("the page", encoding="utf-8")
    declared(folder, "on_publish: ./deliver.sh")
    trust.trust(folder)
    return folder


def declared(folder: Path, publish: str) -> None:
    (folder / "engagement.yml").write_text(CONFIG + f"publish: {{{publish}}}\n", encoding="utf-8")


def script(folder: Path, *lines: str, name: str = "deliver.sh") -> Path:
    path = folder / name
    path.write_text("\n".join(("#!/bin/sh", *lines)) + "\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def delivered(folder: Path):
    return deliver(folder, folder / "runs/2025-03/001", folder / "reports/2025-03.html")


def test_it_sees_what_was_published_and_nothing_else(acme, monkeypatch):
    monkeypatch.setenv("WAREHOUSE", "postgresql://user:secret@host/db")
    monkeypatch.setenv("SMTP_PASSWORD", "said")
    declared(acme, "on_publish: ./deliver.sh, environment: [SMTP_PASSWORD, NOT_SET]")
    script(acme, "env > seen; pwd > where; cat > input; echo $# > words")
    assert delivered(acme) is None
    seen = dict(line.split("=", 1) for line in (acme / "seen").read_text().splitlines())
    assert {k: v for k, v in seen.items() if k.startswith("CX_")} == {
        "CX_FOLDER": str(acme), "CX_RUN": str(acme / "runs/2025-03/001"),
        "CX_PAGE": str(acme / "reports/2025-03.html"), "CX_PERIOD": "2025-03",
        "CX_KIND": "report", "CX_VERDICT": "send"}  # fmt: skip
    assert seen["SMTP_PASSWORD"] == "said"
    assert "WAREHOUSE" not in seen
    assert "PYTHONPATH" not in seen
    assert (acme / "where").read_text().strip() == str(acme)
    assert (acme / "input").read_text() == ""
    assert (acme / "words").read_text() == "0\n"


def test_no_shell_reads_its_words(acme):
    script(acme, 'for w in "$@"; do echo "$w" >> words; done', name="my deliver.sh")
    declared(acme, "on_publish: \"'./my deliver.sh' 'a  b' ;touch $(id) *\"")
    assert delivered(acme) is None
    assert (acme / "words").read_text().splitlines() == ["a  b", ";touch", "$(id)", "*"]
    declared(acme, 'on_publish: ["my deliver.sh", "c d"]')
    assert delivered(acme) is None
    assert (acme / "words").read_text().splitlines()[-1] == "c d"


def test_a_program_of_the_machine_may_run_a_file_of_the_folder(acme):
    (acme / "plain.txt").write_text("echo ran > ran", encoding="utf-8")
    declared(acme, "on_publish: sh plain.txt")
    assert delivered(acme) is None
    assert (acme / "ran").read_text() == "ran\n"


@pytest.mark.parametrize(("lines", "said"), [
    (["exit 3"], "'./deliver.sh' ended with exit code 3; the page is published all the same. "
                 "Remedy: mend what it says above, then run it again, without --if-new."),
    (["kill -9 $$"], "ended with exit code -9"),
    (["sleep 60 & wait"], "took longer than 1 seconds; the page is published all the same. Remedy: "
                          "mend it, or set publish.timeout, then"),
])  # fmt: skip
def test_its_failure_is_one_line(acme, lines, said):
    declared(acme, "on_publish: ./deliver.sh, timeout: 1")
    script(acme, *lines)
    failed = delivered(acme)
    assert failed.exit_code == 1
    assert said in failed.words
    assert "\n" not in failed.words


def test_what_is_slow_is_ended_with_all_that_it_started(acme):
    declared(acme, "on_publish: ./deliver.sh, timeout: 1")
    script(acme, "(sleep 2; touch late) & wait")
    assert delivered(acme).exit_code == 1
    time.sleep(1.5)
    assert not (acme / "late").exists()


def test_a_file_that_cannot_be_started_is_told(acme):
    path = script(acme, "true")
    path.chmod(0o600)
    assert "may not be executed; the page is published" in delivered(acme).words
    path.unlink()
    for found in (barred(acme), delivered(acme)):
        assert "'./deliver.sh' is no file of the folder and no program" in found.words
        assert found.exit_code == 1
    path.write_bytes(b"\x7fELF no program")
    path.chmod(0o700)
    assert "could not be started" in delivered(acme).words


def test_where_nobody_trusts_it_nothing_runs(acme):
    script(acme, "touch ran")
    trust.revoke(acme)
    assert delivered(acme).words == (
        "publish.on_publish: does not run: the folder is not trusted. Remedy: read it, then "
        "'cx trust acme'."
    )
    assert delivered(acme).exit_code == 0
    declared(acme, "on_publish: touch ran")  # a program of the machine is no way round
    assert "'cx trust acme'" in delivered(acme).words
    assert not (acme / "ran").exists()


def test_a_link_out_of_the_folder_does_not_run(acme, tmp_path):
    elsewhere = script(tmp_path, f"touch {tmp_path / 'ran'}")
    (acme / "deliver.sh").symlink_to(elsewhere)
    for command in ("./deliver.sh", "sh deliver.sh"):
        declared(acme, f"on_publish: {command}")
        assert "leads out of the folder" in delivered(acme).words
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(("publish", "said"), [
    ("on_publish: ''", "line 4: publish.on_publish names no command. Remedy: write it as"),
    ("on_publish: []", "publish.on_publish names no command"),
    ("on_publish: \"sh 'deliver\"", "publish.on_publish has a value that does not fit (a quote"),
    ('on_publish: ["a\\0b"]', "publish.on_publish holds signs that no command has"),
    ("on_publish: ../deliver.sh", "publish.on_publish leads out of the engagement's folder"),
    ("on_publish: sh /opt/deliver.sh", "publish.on_publish leads out of the engagement's folder"),
    ("on_publish: {run: it}", "line 4: publish.on_publish"),
    ("on_publisch: x.sh", "publish.on_publisch is no key of this file. Remedy: perhaps "
                          "'on_publish' is meant"),
    ("timeout: 0", "line 4: publish.timeout has a value that does not fit"),
    ("timeout: 5 minutes", "line 4: publish.timeout has a value"),
    ("environment: [A B]", "publish.environment.0 is not written as it must be"),
    ("approve: perhaps", "line 4: publish.approve has a value that does not fit"),
])  # fmt: skip
def test_what_is_wrong_in_the_file_is_named(acme, publish, said):
    declared(acme, publish)
    with pytest.raises(InputError) as refused:
        read_config(acme)
    assert said in str(refused.value)


@pytest.fixture
def signs():
    """A service that waits for signs of life: its address, and what came."""
    came = []

    class Service(BaseHTTPRequestHandler):
        def do_GET(self):
            came.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/alive", came
    server.shutdown()
    server.server_close()


@pytest.fixture
def approved(acme, signs, monkeypatch):
    """Runs `cx approve` on a run that waits: all that follows a publication, without the steps."""
    monkeypatch.setenv(notify.HEALTHCHECK, signs[0])
    run = acme / "runs/2025-03/001"
    none = {name: empty(name) for name in ("kpis", "alerts")}
    Results(run / "results").write("monitoring", none)
    Results(run / "results").write("every step", {"findings": empty("findings")})
    told = json.loads((run / "manifest.json").read_text())
    told |= {"run": "001", "waits": True, "reasons": [], "finished": "2025-04-01T08:00:00+00:00"}
    (run / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    (run / "report.html").write_text("approved", encoding="utf-8")

    def approve():
        return CliRunner().invoke(app, ["approve", str(acme), "--by", "Ann"])

    return approve


def test_a_failure_undoes_nothing_ends_in_1_and_gives_no_sign_of_life(acme, approved, signs):
    script(acme, 'cp "$CX_PAGE" seen; exit 7')
    said = approved()
    assert said.exit_code == 1
    assert said.output.count("exit code 7") == 1
    assert (acme / "seen").read_text() == (acme / "reports/2025-03.html").read_text() == "approved"
    assert (acme / "history.sqlite").is_file()
    assert status(acme).iloc[0]["published"] == "001"
    assert not signs[1]


def test_what_went_well_gives_a_sign_of_life(acme, approved, signs):
    script(acme, "true")
    assert approved().exit_code == 0
    assert signs[1] == ["/alive"]


def test_a_command_that_nobody_trusts_is_told_and_no_failure(acme, approved, signs):
    script(acme, "touch ran")
    trust.revoke(acme)
    said = approved()
    assert said.exit_code == 0
    assert said.output.count("'cx trust acme'") == 1
    assert not (acme / "ran").exists()
    assert not signs[1]


def test_a_check_says_it_beforehand(acme):
    trust.revoke(acme)
    shutil.rmtree(acme / "runs")
    (acme / "s.csv").write_text("score\n" + "7\n9\n" * 20, encoding="utf-8")
    declared(acme, "on_publish: ./deliver.sh}\nperiod: none\nbrand: {")
    said = CliRunner().invoke(app, ["check", str(acme)])
    assert "publish.on_publish: does not run: the folder is not trusted" in said.output


def test_a_page_that_is_to_be_approved_waits_under_any_profile(acme):
    assert not read_config(acme).waits
    declared(acme, "approve: true")
    assert read_config(acme).waits
