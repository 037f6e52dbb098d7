"""Kinds of failure: exit codes that differ where the operator's answer does; no false success."""

import os
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import tiny

from cxlib.run.folder import manifests

FAST = "05_monitor"


def only(client, *cells):
    """Give the client a notebook with these cells and run it alone."""
    tiny.notebook(client, FAST, tiny.OPEN, *cells)
    return tiny.run(client, "--steps", "5")


def cell_error(client):
    return only(client, "1 / 0")


def kernel_killed(client):
    return only(client, "import os\nos.kill(os.getpid(), 9)")


def left_early(client):
    return only(client, "import sys\nsys.exit(0)")


def broken_notebook(client):
    (client / "notebooks" / f"{FAST}.ipynb").write_text("{", encoding="utf-8")
    return tiny.run(client)


def bad_parameter(client):
    path = client / "notebooks" / f"{FAST}.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("seed = 0", "sead = 0"))
    return tiny.run(client)


def unknown_period(client):
    return tiny.run(client, "--period", "2031-01")


def malformed_period(client):
    return tiny.run(client, "--period", "soon")


def missing_table(client):
    (client / "survey.csv").unlink()
    return tiny.run(client)


def no_data(client):
    (client / "survey.csv").write_text("time,score\n2025-01-01,5\n", encoding="utf-8")
    return tiny.run(client)


def late_data(client):
    """The export stops in May: June was reported, and May is now the last complete period."""
    lines = (client / "survey.csv").read_text(encoding="utf-8").splitlines()
    kept = [lines[0], *(line for line in lines[1:] if line < "2025-06-10")]
    (client / "survey.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    return tiny.run(client, "--period", "2025-06")


def permission_denied(client):
    (client / "runs").chmod(0o500)
    try:
        return tiny.run(client)
    finally:
        (client / "runs").chmod(0o700)


def newer_history(client):
    with sqlite3.connect(client / "history.sqlite") as base:
        tables = [row[0] for row in base.execute("SELECT name FROM sqlite_master")]
        assert tables
        base.execute("PRAGMA user_version = 9999")
        for table in [t for t in tables if "version" in t]:
            base.execute(f"UPDATE {table} SET version = 9999")  # noqa: S608
    return tiny.run(client)


def database_down(client):
    text = tiny.CONFIG.replace("survey.csv", "{url: env:CX_TEST_DB, table: survey}")
    (client / "engagement.yml").write_text(text, encoding="utf-8")
    pytest.importorskip("psycopg", reason="the driver for PostgreSQL is not installed")
    return tiny.run(client, CX_TEST_DB="postgres://nobody:hidden@127.0.0.1:1/none")


ENDS = {
    cell_error: (1, "cell 4 failed: ZeroDivisionError"),
    kernel_killed: (1, "its kernel died"),
    left_early: (1, "ended early"),
    broken_notebook: (2, "not a readable notebook"),
    bad_parameter: (2, "unknown parameter 'seed'. Did you mean 'sead'?"),
    unknown_period: (2, "2031-01"),
    malformed_period: (2, "soon"),
    missing_table: (2, "survey.csv"),
    no_data: (4, ""),
    late_data: (3, "fewer than half the usual"),
    newer_history: (2, "update the kit"),
    database_down: (6, ""),
}


@pytest.mark.parametrize("fault", ENDS, ids=lambda fault: fault.__name__)
def test_each_kind_has_its_code_and_is_no_success(client, fault):
    page = (client / "reports/2025-06.html").read_bytes()
    code, said = fault(client)
    expected, words = ENDS[fault]
    assert code == expected, said
    assert words in said
    assert "Traceback" not in said
    assert "hidden" not in said
    assert (client / "reports/2025-06.html").read_bytes() == page
    assert not [m for m in manifests(client)[1:] if m["verdict"] in {"send", "send with warnings"}]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_permission_denied(client):
    code, said = permission_denied(client)
    assert code == 1, said
    assert "Permission denied" in said


def test_a_copy_that_is_whole_runs(client, tmp_path):
    """The guards off: the same client without any fault ends in 0."""
    assert tiny.run(shutil.copytree(client, tmp_path / "whole"))[0] == 0
