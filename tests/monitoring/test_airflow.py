"""The Airflow template, read and run by a real Airflow; see CONTRIBUTING.md for the command."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cxlib.resources import kit

TEMPLATE = kit("templates") / "schedules" / "airflow_dag.py"
pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("airflow") is None,
    reason="Airflow is not installed; CONTRIBUTING.md has the command that brings it",
)

PARSE = """
import json, sys
from airflow.dag_processing.dagbag import DagBag
bag = DagBag(sys.argv[1])
listed = {name: {t.task_id: t.task_type for t in dag.tasks} for name, dag in bag.dags.items()}
print(json.dumps({"errors": list(bag.import_errors.values()), "tasks": listed}))
"""
RUN = """
import sys
from airflow.dag_processing.dagbag import DagBag
task = DagBag(sys.argv[1]).dags[sys.argv[2]].get_task(sys.argv[3])
task.render_template_fields({"ds": "2026-10-05"})
task.execute({})
"""


@pytest.fixture
def clients(tmp_path) -> Path:
    root = tmp_path / "engagements"
    for client in ("acme", "Larkfield Mobile"):
        (root / client).mkdir(parents=True)
        (root / client / "engagement.yml").write_text("client: A\n")
    return root


def airflow(root: Path, program: str, *words: object) -> subprocess.CompletedProcess[str]:
    """What Airflow answers, in a process and a home of its own."""
    env = {**os.environ, "AIRFLOW_HOME": str(root.parent / "home"),
           "AIRFLOW__CORE__LOAD_EXAMPLES": "False", "AIRFLOW_VAR_CX_ROOT": str(root)}  # fmt: skip
    asked = [sys.executable, "-c", program, *map(str, words)]
    return subprocess.run(asked, env=env, capture_output=True, text=True, check=False)


def parsed(root: Path, dag: Path = TEMPLATE) -> dict:
    told = airflow(root, PARSE, dag)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout.splitlines()[-1])


def test_airflow_imports_both_dags_and_lists_their_tasks(clients):
    found = parsed(clients)
    assert found["errors"] == []
    assert found["tasks"] == {
        "cx_report": {"report_acme": "BashOperator", "report_Larkfield_Mobile": "BashOperator"},
        "cx_monitor": {
            "monitor_acme": "PapermillOperator",
            "monitor_Larkfield_Mobile": "PapermillOperator",
        },
    }


def test_a_broken_dag_is_reported(clients, tmp_path):
    broken = tmp_path / "broken.py"
    broken.write_text(TEMPLATE.read_text().replace("task_of(client)", "client"))
    found = parsed(clients, broken)
    assert "has to be made of alphanumeric characters" in found["errors"][0]
    assert found["tasks"] == {}


@pytest.mark.parametrize(("code", "outcome"), [(0, ""), (4, "AirflowSkipException"),
                                               (3, "AirflowException")])  # fmt: skip
def test_the_shell_form_runs_and_reads_the_exit_code(clients, monkeypatch, code, outcome):
    command = clients.parent / "bin" / "cx"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > "{clients.parent}/called"\nexit {code}\n')
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{command.parent}{os.pathsep}{os.environ['PATH']}")
    told = airflow(clients, RUN, TEMPLATE, "cx_report", "report_Larkfield_Mobile")
    assert (clients.parent / "called").read_text() == f"run|{clients / 'Larkfield Mobile'}|"
    assert (told.returncode == 0) == (code == 0)
    assert outcome in told.stderr + told.stdout


def test_the_papermill_form_runs_step_5(clients):
    shutil.rmtree(clients / "acme")
    shutil.copytree(kit("sample_data"), clients / "acme")
    told = airflow(clients, RUN, TEMPLATE, "cx_monitor", "monitor_acme")
    assert told.returncode == 0, told.stderr
    made = clients / "acme" / "monitor-2026-10-05"
    assert (made.with_suffix(".ipynb")).exists()
    assert list(made.rglob("kpis.parquet"))
