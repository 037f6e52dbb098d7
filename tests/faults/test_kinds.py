"""Kinds of failure: exit codes that differ where the operator's answer does; no false success.

For every kind a second run, in which the guard against it is taken away, is not caught.
"""

import os
import shutil
import socket
import sqlite3
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import tiny

from cxlib.run.folder import manifests

FAST = "05_monitor"
PAGE = "reports/2025-06.html"
LIMIT, LONGER = 4, 8  # seconds a cell may take in the test of the time limit, and does take
GIVEN_UP = 20  # seconds, about twice what a run takes to give up a silent database
POWERLESS = ["--bounding-set=-all", "--inh-caps=-all"]  # root that obeys permissions


def only(client, run, *cells, **environment):
    """Give the client a notebook with these cells and run it alone."""
    tiny.notebook(client, FAST, tiny.OPEN, *cells)
    return run(client, "--steps", "5", **environment)


def cell_error(client, run):
    return only(client, run, "1 / 0")


def kernel_killed(client, run):
    return only(client, run, "import os\nos.kill(os.getpid(), 9)")


def time_out(client, run):
    return only(client, run, f"import time\ntime.sleep({LONGER})", CX_CELL_TIMEOUT=str(LIMIT))


def left_early(client, run):
    return only(client, run, "import sys\nsys.exit(0)")


def missing_kernel(client, run):
    """A Python in which ipykernel is not installed."""
    shadow = client.with_name("shadow") / "ipykernel"
    shadow.mkdir(parents=True)
    (shadow / "__init__.py").write_text("raise ModuleNotFoundError('ipykernel')", encoding="utf-8")
    path = os.pathsep.join([str(shadow.parent), os.environ.get("PYTHONPATH", "")])
    return run(client, PYTHONPATH=path)


def broken_notebook(client, run):
    (client / "notebooks" / f"{FAST}.ipynb").write_text("{", encoding="utf-8")
    return run(client)


def bad_parameter(client, run):
    path = client / "notebooks" / f"{FAST}.ipynb"
    path.write_text(path.read_text(encoding="utf-8").replace("seed = 0", "sead = 0"))
    return run(client)


def unknown_period(client, run):
    return run(client, "--period", "2031-01")


def malformed_period(client, run):
    return run(client, "--period", "soon")


def missing_table(client, run):
    (client / "survey.csv").unlink()
    return run(client)


def no_data(client, run):
    (client / "survey.csv").write_text("time,score\n2025-01-01,5\n", encoding="utf-8")
    return run(client)


def late_data(client, run):
    """The export stops early in June, which was reported already."""
    lines = (client / "survey.csv").read_text(encoding="utf-8").splitlines()
    kept = [lines[0], *(line for line in lines[1:] if line < "2025-06-10")]
    (client / "survey.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    return run(client, "--period", "2025-06")


def disk_full(client, run):
    """The first file that a run writes meets a device without room."""
    if not Path("/dev/full").exists():
        pytest.skip("there is no /dev/full here")
    (client / ".cx/holder.json").symlink_to("/dev/full")
    return run(client)


def permission_denied(client, run):
    root = os.name != "nt" and os.geteuid() == 0
    if os.name == "nt" or (root and shutil.which("setpriv") is None):
        pytest.skip("permissions bind nobody here")
    (client / "runs/2025-06").chmod(0o500)
    return run(client, through=["setpriv", *POWERLESS] if root else [])


def newer_history(client, run):
    with sqlite3.connect(client / "history.sqlite") as base:
        tables = [row[0] for row in base.execute("SELECT name FROM sqlite_master")]
        for table in [t for t in tables if "version" in t]:
            base.execute(f"UPDATE {table} SET version = 9999")  # noqa: S608
    base.close()
    return run(client)


def from_database(client, run, port):
    pytest.importorskip("psycopg", reason="the driver for PostgreSQL is not installed")
    text = tiny.CONFIG.replace("survey.csv", "{url: env:CX_TEST_DB, table: survey}")
    (client / "engagement.yml").write_text(text, encoding="utf-8")
    address = f"postgres://nobody:hidden@127.0.0.1:{port}/none"
    return run(client, CX_TEST_DB=address)


def database_down(client, run):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    return from_database(client, run, port)


def database_silent(client, run):
    """It accepts, as the operating system does for it, and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return from_database(client, run, server.getsockname()[1])


@dataclass(frozen=True)
class End:
    """How a kind of failure ends, the guard to take away, and how it then ends instead."""

    code: int
    words: str
    guard: str
    unguarded: int | None


INCOMPLETE = "from cxlib.run import notebooks; notebooks.require_complete = nothing"
NOTHING_RAISED = "import papermill.execute as p; p.raise_for_execution_errors = nothing"
DEATH = "import nbclient.exceptions as e; e.DeadKernelError = type('Other', (Exception,), {})"
LIMITLESS = "from cxlib.run import notebooks; notebooks.cell_timeout = lambda: 100"
UNCHECKED = "from cxlib.run import parameters; parameters.check = nothing"
NO_LOOK = """
from jupyter_client.kernelspec import KernelSpecManager
from cxlib.run import kernels
kernels.require_kernel = lambda: KernelSpecManager(kernel_dirs=[])"""
ANY_PERIOD = "from cxlib.engagement.period import window; window._asked = lambda asked, *_: asked"
ANY_FILE = "from pathlib import Path; Path.is_file = lambda *_: True"
ANY_NUMBER = "from cxlib.engagement import build; build.enough = nothing"
NEVER_LATE = "from cxlib.run import verdict; verdict._too_few_rows = lambda *_: []"
UNSPOKEN = "from cxlib.cli import saying; saying.plain_failures = contextlib.nullcontext"
ANY_VERSION = "from cxlib.history import connection; connection._check = nothing"
ITS_OWN_WORDS = "from cxlib.engagement.reading import database as d; d._unreachable = nothing"
ENDLESS = "from cxlib.engagement.reading import database; database.GIVE_UP_SECONDS = 1000"

ENDS = {
    cell_error: End(1, "cell 4 failed: ZeroDivisionError", f"{NOTHING_RAISED}; {INCOMPLETE}", 0),
    kernel_killed: End(1, "its kernel died", DEATH, 1),
    time_out: End(1, f"a cell ran longer than {LIMIT} seconds", LIMITLESS, 0),
    left_early: End(1, "ended early", INCOMPLETE, 0),
    missing_kernel: End(2, "no Jupyter kernel is installed", NO_LOOK, 1),
    broken_notebook: End(2, "not a readable notebook", UNCHECKED, 1),
    bad_parameter: End(2, "unknown parameter 'seed'. Did you mean 'sead'?", UNCHECKED, 0),
    unknown_period: End(2, "2031-01", ANY_PERIOD, 0),
    malformed_period: End(2, "soon", ANY_PERIOD, 1),
    missing_table: End(2, "survey.csv", ANY_FILE, 1),
    no_data: End(4, "at least 10 are needed", ANY_NUMBER, 0),
    late_data: End(3, "fewer than half the usual", NEVER_LATE, 0),
    disk_full: End(1, "No space left on device. Remedy:", UNSPOKEN, 1),
    permission_denied: End(1, "Permission denied. Remedy:", UNSPOKEN, 1),
    newer_history: End(2, "update the kit", ANY_VERSION, 0),
    database_down: End(6, "cannot be reached", ITS_OWN_WORDS, 1),
    database_silent: End(6, "did not answer", ENDLESS, None),
}
NEEDS_THE_REPORT = {late_data}  # its verdict is made there; the others show on one step
LONG = {late_data, no_data, unknown_period, newer_history}
UNGUARDED = [pytest.param(f, marks=pytest.mark.slow) if f in LONG else f for f in ENDS]


def caught(client, fault, page, code, said):
    """Whether a run ended as documented, in plain words, without a false success."""
    end = ENDS[fault]
    new = [m["verdict"] for m in manifests(client) if m["kind"] == "report"][1:]
    return (
        (code == end.code and end.words in said)
        and not any(word in said for word in ("Traceback", "hidden"))
        and (client / PAGE).read_bytes() == page
        and not {"send", "send with warnings"} & set(new)
    )


@pytest.mark.parametrize("fault", ENDS, ids=lambda fault: fault.__name__)
def test_each_kind_has_its_code_and_is_no_success(client, fault):
    page = (client / PAGE).read_bytes()
    code, said = fault(client, tiny.run)
    assert caught(client, fault, page, code, said), f"{code}: {said}"


@pytest.mark.parametrize("fault", UNGUARDED, ids=lambda fault: fault.__name__)
def test_without_its_guard_it_is_not_caught(client, fault):
    """The guards off: the run ends in another way than the documented one."""
    page = (client / PAGE).read_bytes()
    run = partial(tiny.run, command=tiny.unguard(client, ENDS[fault].guard))
    if fault not in NEEDS_THE_REPORT:
        run = partial(_one_step, run)
    if ENDS[fault].unguarded is None:
        run = partial(run, patience=GIVEN_UP)
    code, said = fault(client, run)
    assert code == ENDS[fault].unguarded, said
    assert not caught(client, fault, page, code, said)


def _one_step(run, client, *flags, **chosen):
    steps = () if "--steps" in flags else ("--steps", "5")
    return run(client, *flags, *steps, **chosen)


def test_a_copy_that_is_whole_runs(client, tmp_path):
    """The faults off: the same client without any ends in 0."""
    assert tiny.run(shutil.copytree(client, tmp_path / "whole"), "--steps", "5")[0] == 0
