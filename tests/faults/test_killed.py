"""Killed at any instant, a run loses nothing, doubles nothing and leaves nothing to mend by hand.

A few kills by default, one in every part of a run; all of them with `pytest -m slow tests/faults`.
"""

import shutil
import signal
import sys
import time
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import tiny

from cxlib import history
from cxlib.run.folder import manifests

KILLS, TERMS = 200, 50
FEW = 25  # one of so many by default
SEED = 2026
PAGE = "reports/2025-06.html"


def told(folder):
    stored = history.read(folder / "history.sqlite", "Tiny")
    assert not stored.duplicated(["period", "kpi", "scope"]).any()
    return stored


def strike(client, sign, delay):
    """Start a run, end it after a while by a signal, and check that nothing good was lost."""
    page, stored = (client / PAGE).read_bytes(), told(client)
    process = tiny.start(client)
    time.sleep(delay)
    process.send_signal(sign)
    process.communicate(timeout=120)
    sealed = [m["folder"] / "report.html" for m in manifests(client)]
    assert (client / PAGE).read_bytes() in {page, *(p.read_bytes() for p in sealed)}
    assert told(client).equals(stored)


def strikes(client, sign, count, longest):
    within = np.random.default_rng(SEED).uniform(size=count)
    for delay in (np.arange(count) + within) / count * longest:  # none of a run's parts is left out
        strike(client, sign, delay)
    code, said = tiny.run(client)
    assert code == 0, said
    left = [m["run"] for m in manifests(client)]
    assert sorted(p.name for p in client.glob("runs/*/*")) == sorted(left)
    return told(client)


@pytest.mark.parametrize(
    ("sign", "count"),
    [
        (signal.SIGKILL, KILLS // FEW),
        (signal.SIGTERM, TERMS // FEW),
        pytest.param(signal.SIGKILL, KILLS, marks=pytest.mark.slow),
        pytest.param(signal.SIGTERM, TERMS, marks=pytest.mark.slow),
    ],
)
def test_a_killed_run_loses_nothing(good, client, sign, count):
    before = told(client)
    assert strikes(client, sign, count, good[1]).equals(before)


KILLED_AT_THE_PAGE = "os.replace = lambda *_: os._exit(9)"
HALF_A_PAGE = """
from cxlib.run import publish
publish.write_atomically = lambda path, data, **_: (path.write_bytes(data[:99]), os._exit(9))"""
SEALED_FIRST = """
from cxlib.run import flow, manifest
def executed(target, engagement, order):
    manifest.seal(target, {"period": "2025-06", "run": target.name, "finished": "9"})
    os._exit(9)
flow._execute = executed"""


def intact(client, page):
    """Whether the page is that of a sealed run or the last one, and every sealed run is whole."""
    sealed = [m["folder"] / "report.html" for m in manifests(client)]
    return all(p.is_file() for p in sealed) and (client / PAGE).read_bytes() in {
        page,
        *(p.read_bytes() for p in sealed),
    }


@pytest.mark.parametrize(
    ("killed", "sound"), [(KILLED_AT_THE_PAGE, True), (HALF_A_PAGE, False), (SEALED_FIRST, False)]
)
def test_without_its_guards_a_kill_is_noticed(client, killed, sound):
    """Killed where it puts the page in its place; the guards off: no staged page, no late seal."""
    tiny.unpublished(client)
    page = (client / PAGE).read_bytes()
    command = ["-c", tiny.LAUNCH.format(guard=killed)]
    if killed is SEALED_FIRST:
        shutil.rmtree(client / "runs/2025-06/002")
    assert tiny.run(client, "--steps", "0", command=command)[0] == 9
    assert intact(client, page) == sound


def test_without_its_manifest_a_run_is_no_run(client):
    """A run whose manifest is gone is taken away by the next, number and all."""
    (client / "runs/2025-06/001/manifest.json").unlink()
    assert manifests(client) == []
    code, said = tiny.run(client)
    assert code == 0, said
    assert [m["run"] for m in manifests(client)] == ["001"]
