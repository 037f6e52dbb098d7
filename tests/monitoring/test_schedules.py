"""The schedule templates: the shell form is run, the others are read by what will read them."""

from __future__ import annotations

import ast
import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from ruamel.yaml import YAML
from typer.testing import CliRunner

from cxlib.cli import app
from cxlib.resources import kit
from cxlib.run import schedules

CONFIG = "client: A\noutcomes: {score: {kind: nps}}\ntables: {responses: {source: survey.csv}}\n"
SCHEDULES = kit("templates") / "schedules"
needs_shell = pytest.mark.skipif(shutil.which("sh") is None, reason="no POSIX shell here")


def test_the_folder_holds_what_its_readme_names():
    found = {path.name for path in SCHEDULES.iterdir()}
    named = set(re.findall(r"`([\w@.-]+\.(?:sh|service|timer|py|yml|xml|ps1))`",
                           (SCHEDULES / "README.md").read_text()))  # fmt: skip
    assert found == {*(named - {"engagement.yml"}), "README.md", "crontab"}


@needs_shell
class TestShell:
    def run(self, tmp_path: Path, codes: list[int], **env: str) -> tuple[int, list[str]]:
        """Run the script with commands that answer with these codes, and then note what it did."""
        answers = " ".join(map(str, codes))
        (tmp_path / "cx").write_text(
            f'#!/bin/sh\necho "$@" >> "{tmp_path}/calls"\nset -- {answers}\n'
            f'n=$(wc -l < "{tmp_path}/calls")\nshift $((n - 1))\nexit "$1"\n'
        )
        (tmp_path / "cx").chmod(0o755)
        path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["sh", SCHEDULES / "report.sh", "a client"],
            env={"PATH": path, "CX_WAIT_SECONDS": "0", **env},
            capture_output=True,
            check=False,
        )
        calls = (tmp_path / "calls").read_text().splitlines()
        return done.returncode, calls

    @pytest.mark.parametrize("code", [0, 1, 2, 3, 4])
    def test_an_answer_is_handed_on_at_once(self, tmp_path, code):
        assert self.run(tmp_path, [code]) == (code, ["run a client --if-new"])

    def test_busy_and_unreachable_are_tried_again(self, tmp_path):
        code, calls = self.run(tmp_path, [5, 6, 0])
        assert (code, len(calls)) == (0, 3)

    def test_the_tries_end(self, tmp_path):
        code, calls = self.run(tmp_path, [6] * 9, CX_TRIES="3")
        assert (code, len(calls)) == (6, 3)


@needs_shell
def test_the_kit_s_own_answer_comes_through(tmp_path):
    bin_of_kit = Path(sys.executable).parent
    env = {"PATH": f"{bin_of_kit}{os.pathsep}{os.environ['PATH']}", "CX_WAIT_SECONDS": "0"}
    asked = ["sh", SCHEDULES / "report.sh", tmp_path, "monitor"]
    told = subprocess.run(asked, env=env, capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert "there is no engagement.yml" in told.stderr


def test_crontab_has_five_fields_and_the_script():
    lines = (SCHEDULES / "crontab").read_text().splitlines()
    jobs = [line for line in lines if line and not line.startswith("#") and "=" not in line]
    fields = jobs[0].split(maxsplit=5)
    assert len(jobs) == 1
    assert all(re.fullmatch(r"[\d*/,-]+", field) for field in fields[:5])
    assert fields[5].split()[0].endswith("report.sh")


def test_systemd_units():
    for name in ("cx-report@.service", "cx-report@.timer"):
        unit = configparser.ConfigParser(strict=True, interpolation=None)
        unit.optionxform = str
        unit.read(SCHEDULES / name)
        assert "Unit" in unit
        if name.endswith(".service"):
            assert unit["Service"]["SuccessExitStatus"].split() == ["4", "5"], "3 asks for a person"
    assert unit["Timer"]["OnCalendar"] == "*-*-05 06:30:00"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd-analyze here")
def test_systemd_accepts_the_timer():
    asked = ["systemd-analyze", "calendar", "*-*-05 06:30:00"]
    assert subprocess.run(asked, capture_output=True, check=False).returncode == 0
    asked = ["systemd-analyze", "verify", "--man=no", SCHEDULES / "cx-report@.timer"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    ours = [line for line in told.stderr.splitlines() if "cx-report@" in line]
    assert not [line for line in ours if "Unknown" in line or "Failed to parse" in line]


def test_github_actions():
    workflow = YAML(typ="safe").load(SCHEDULES / "github-actions.yml")
    steps = workflow["jobs"]["report"]["steps"]
    assert workflow["permissions"] == {"contents": "read"}
    commands = "\n".join(step["run"] for step in steps if "run" in step)
    assert "${{" not in commands  # a value is given through env, never pasted into a script
    if shutil.which("sh"):
        checked = subprocess.run(["sh", "-n"], input=commands, text=True, check=False)
        assert checked.returncode == 0


@needs_shell
@pytest.mark.parametrize(
    ("period", "words"),
    [("", "run acme --if-new"), ("2026-09", "run acme --if-new --period 2026-09")],
)
@pytest.mark.parametrize(
    ("codes", "ended"), [("0", 0), ("4", 0), ("3", 3), ("5 6 0", 0), ("5 5 5", 5)]
)
def test_github_actions_asks_for_the_period_named(tmp_path, period, words, codes, ended):
    workflow = YAML(typ="safe").load(SCHEDULES / "github-actions.yml")
    steps = {step.get("name"): step for step in workflow["jobs"]["report"]["steps"]}
    (tmp_path / "cx").write_text(
        f'#!/bin/sh\necho "$@" >> "{tmp_path}/calls"\nset -- {codes}\n'
        f'n=$(wc -l < "{tmp_path}/calls")\nshift $((n - 1))\nexit "$1"\n'
    )
    (tmp_path / "sleep").write_text("#!/bin/sh\n")
    for name in ("cx", "sleep"):
        (tmp_path / name).chmod(0o755)
    env = {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "ENGAGEMENT": "acme",
           "PERIOD": period}  # fmt: skip
    told = subprocess.run(["sh", "-ec", steps["Report"]["run"]], env=env, capture_output=True,
                          text=True, check=False)  # fmt: skip
    assert told.returncode == ended
    assert (tmp_path / "calls").read_text().splitlines() == [words] * len(codes.split())


def test_github_actions_takes_its_state_from_one_run_to_the_next():
    workflow = YAML(typ="safe").load(SCHEDULES / "github-actions.yml")
    steps = workflow["jobs"]["report"]["steps"]
    taken, kept = (s["with"] for s in steps if s.get("uses", "").startswith("actions/cache/"))
    assert taken["path"] == kept["path"]
    assert {"/.cx", "/runs", "/history.sqlite"} <= {
        line.partition("}}")[2] for line in kept["path"].splitlines()
    }


def test_windows_task():
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    task = ElementTree.parse(SCHEDULES / "windows-task.xml").getroot()
    assert len(task.findall(".//t:Months/*", space)) == 12
    assert "report.ps1" in task.findtext(".//t:Arguments", namespaces=space)
    assert task.findtext(".//t:MultipleInstancesPolicy", namespaces=space) == "IgnoreNew"


def test_the_powershell_form_takes_what_the_task_gives_and_retries_as_the_shell_form():
    script = (SCHEDULES / "report.ps1").read_text()
    declared = set(re.findall(r"\]\$(\w+)", script.partition("do {")[0]))
    space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
    task = ElementTree.parse(SCHEDULES / "windows-task.xml").getroot()
    given = task.findtext(".//t:Arguments", namespaces=space).partition("report.ps1")[2]
    assert set(re.findall(r" -(\w+)", given)) <= declared
    again = re.search(r"-in ([\d, ]+)", script)[1].split(", ")
    shell = re.search(r"^ +([\d |]+)\)", (SCHEDULES / "report.sh").read_text(), re.M)[1]
    assert again == shell.split(" | ")


@pytest.mark.skipif(shutil.which("pwsh") is None, reason="no PowerShell here")
def test_powershell_parses():
    asked = f"[void][scriptblock]::Create((Get-Content -Raw '{SCHEDULES / 'report.ps1'}'))"
    assert subprocess.run(["pwsh", "-NoProfile", "-Command", asked], check=False).returncode == 0


def test_airflow_file_is_python_with_both_forms():
    tree = ast.parse((SCHEDULES / "airflow_dag.py").read_text())
    called = {node.func.id for node in ast.walk(tree)
              if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}  # fmt: skip
    assert {"DAG", "PythonOperator", "PapermillOperator"} <= called


class TestReady:
    """`cx schedule`: the forms as they are installed here, for a folder of an awkward name."""

    @pytest.fixture
    def folder(self, tmp_path):
        made = tmp_path / "my clients" / "a %b"
        made.mkdir(parents=True)
        (made / "engagement.yml").write_text(CONFIG)
        return made

    def form(self, name: str, folder: Path, *words: str) -> str:
        ended = CliRunner().invoke(app, ["schedule", name, str(folder), *words])
        assert ended.exit_code == 0, ended.output
        return ended.output

    @needs_shell
    def test_the_cron_line_runs_under_an_empty_environment(self, folder):
        """As cron runs it: its own PATH, no other variable, an escaped % turned into one."""
        lines = self.form("cron", folder, "--verb", "monitor").splitlines()
        path = next(line for line in lines if line.startswith("PATH="))
        job = next(line for line in lines if line[0].isdigit()).split(maxsplit=5)[5]
        told = subprocess.run(
            ["env", "-i", path, "sh", "-c", job.replace(r"\%", "%")],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert told.returncode == 2, told.stderr
        assert "monitoring rests on a diagnosis" in told.stderr
        assert "a %b" in told.stderr

    def test_systemd_names_the_script_and_the_folder(self, folder):
        text = self.form("systemd", folder)
        assert f'report.sh "{folder.parent}/a %%b" run' in text
        assert "%i" not in text
        assert f"PATH={Path(sys.executable).parent}:" in text

    def test_airflow_knows_where_cx_lives(self, folder):
        tree = ast.parse(self.form("airflow", folder))
        told = {n.targets[0].id: n.value for n in tree.body
                if isinstance(n, ast.Assign) and isinstance(n.targets[0], ast.Name)}  # fmt: skip
        assert ast.literal_eval(told["CX"]) == str(Path(sys.executable).parent / "cx")
        assert ast.unparse(told["ROOT"]).count(str(folder.parent)) == 1

    def test_actions_are_yaml_with_the_folder(self, folder):
        workflow = YAML(typ="safe").load(self.form("actions", folder))
        assert workflow["jobs"]["report"]["env"]["ENGAGEMENT"] == "a %b"

    def test_the_windows_task_is_xml_with_the_folder(self, folder):
        task = ElementTree.fromstring(self.form("windows", folder, "--verb", "monitor").encode())
        space = {"t": "http://schemas.microsoft.com/windows/2004/02/mit/task"}
        given = task.findtext(".//t:Arguments", namespaces=space)
        assert given.endswith(f'-Folder "{folder}" -Verb monitor')

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["cronn", "FOLDER"], "the forms are cron, systemd"),
            (["cron", "nowhere"], "there is no engagement.yml"),
            (["cron", "FOLDER", "--verb", "rm"], "give run or monitor"),
        ],
    )
    def test_bad_input(self, folder, words, said):
        given = [str(folder) if word == "FOLDER" else word for word in words]
        ended = CliRunner().invoke(app, ["schedule", *given])
        assert ended.exit_code == 2
        assert said in ended.stderr

    def test_a_name_that_no_form_can_hold_is_refused(self, tmp_path):
        odd = tmp_path / "a\nb"
        odd.mkdir()
        (odd / "engagement.yml").write_text(CONFIG)
        ended = CliRunner().invoke(app, ["schedule", "cron", str(odd)])
        assert ended.exit_code == 2
        assert "rename the folder" in ended.stderr

    def test_a_place_that_a_form_lacks_is_no_form(self):
        with pytest.raises(LookupError, match="no place"):
            schedules._filled("PATH=/bin", {"PATH=/usr/bin": ""})
