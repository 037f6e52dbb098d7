"""Every call by which a run changes a file is refused once in turn, in whichever process it is.

A sample of the calls by default; all of them, with both errors, by `pytest -m slow`.
"""

import errno
import os
import re
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parent))
import refusing
import tiny

from cxlib import history
from cxlib.engagement.store import dropped
from cxlib.run.folder import manifests

PAGE = "reports/2025-06.html"
ERRORS = (errno.ENOSPC, errno.EIO)
NAMED = ("results/drivers.parquet", ".manifest.json.part")  # the kernel's, and the run's
BEFORE, AFTER = 1, 2  # calls by lot: before a run is sealed, and from there on
SEED = 2026
SHARES = 10
BEFORE_THE_SEAL = re.compile(r"runs/.*\.(parquet|ipynb)")


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    return refusing.build(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="module")
def calls(library, good, tmp_path_factory):
    """The calls of a run in which none is refused."""
    client = shutil.copytree(good[0], tmp_path_factory.mktemp("counted") / "tiny")
    told = refusing.run(library, client, 0, 0)
    assert told.code == 0, told.said
    return told.calls


def figures(run):
    """The tables of a run, but for that which says that its period was reported before."""
    tables = (path for path in (run / "results").iterdir() if path.stem != "suspicions")
    return {path.name: path.read_bytes() for path in tables}


def state(client):
    return (client / PAGE).read_bytes(), history.read(client / "history.sqlite", "Tiny")


def require_sound(client, before, code, said):
    """Nothing stored or published was lost, torn or doubled; a success is a whole one."""
    page, stored = state(client)
    sealed = [m["folder"] for m in manifests(client) if m["kind"] == "report"]
    assert page in {before[0], *((run / "report.html").read_bytes() for run in sealed)}
    assert stored.equals(before[1])
    assert code in (0, 1, 6), said
    assert "Traceback" not in said
    for run in sealed:
        assert figures(run) == figures(sealed[0])
    if code == 0:
        assert page == (sealed[-1] / "report.html").read_bytes() != before[0]
    else:
        assert "Remedy:" in said


def require_next(client, before, *flags):
    """The next run succeeds by itself and leaves nothing of the last one unfinished."""
    code, said = tiny.run(client, *flags)
    assert code == 0, said
    left = {m["folder"] for m in manifests(client)}
    failed = {path.parent for path in client.glob("runs/*/*/failed.json")}
    assert set(client.glob("runs/*/*")) == left | failed
    page, stored = state(client)
    reports = [m["folder"] for m in manifests(client) if m["kind"] == "report"]
    assert page == (reports[-1] / "report.html").read_bytes()
    assert stored.equals(before[1])


def require_refusal(library, client, turn, error):
    """Refuse one call; how the run ended and which call that was."""
    before = state(client)
    dropped(client)  # so that the client's files are read and checked again, as when counted
    told = refusing.run(library, client, turn, error)
    assert len(told.calls) >= turn, "the call was never made: nothing was refused"
    require_sound(client, before, told.code, f"{told.calls[turn - 1]}: {told.said}")
    return told


def test_any_refused_call_loses_nothing(library, calls, client):
    """Two calls that are named, which say what the disk said, and some more by lot."""
    rng, before = np.random.default_rng(SEED), state(client)
    for wanted in NAMED:
        turn = next(i for i, call in enumerate(calls, 1) if call.endswith(wanted))
        told = require_refusal(library, client, turn, errno.ENOSPC)
        assert told.code == 1, "the refusal was not noticed"
        assert f"{os.strerror(errno.ENOSPC)}. Remedy: free or mend the disk." in told.said
        assert told.calls[turn - 1].endswith(wanted)
    seal = next(i for i, call in enumerate(calls, 1) if call.endswith(".manifest.json.part"))
    for turn in (*rng.integers(1, seal, BEFORE), *rng.integers(seal, len(calls) + 1, AFTER)):
        require_refusal(library, client, int(turn), errno.EIO)
    require_next(client, before)


@pytest.mark.slow
@pytest.mark.parametrize("first", [0, 1], ids=["disk full first", "faulty disk first"])
@pytest.mark.parametrize("share", range(SHARES))
def test_every_call_is_refused_once(library, calls, good, tmp_path, share, first):
    for turn in range(share + 1, len(calls) + 1, SHARES):
        client = shutil.copytree(good[0], tmp_path / f"turn{turn}" / "tiny")
        before = state(client)
        told = require_refusal(library, client, turn, ERRORS[(turn + first) % 2])
        print(turn, told.calls[turn - 1], told.code, told.said.splitlines()[-1])
        if not BEFORE_THE_SEAL.search(calls[turn - 1]) or turn % SHARES**2 == share + 1:
            require_next(client, before, "--steps", "0")
        shutil.rmtree(client.parent)


def test_the_refusals_reach_the_kernel_and_the_run(calls):
    """Both processes are watched: tables are the kernel's, the manifest and the page the run's."""
    made = {re.sub(r"runs/[0-9-]+/[0-9]+/", "", call) for call in calls}
    assert {"write results/drivers.parquet", "write report.html"} <= made
    assert {"fsync .manifest.json.part", "rename manifest.json", f"rename {PAGE}"} <= made
    assert any("history.sqlite-journal" in call and "write" in call for call in made)
    assert any(call.startswith("fdatasync history.sqlite") for call in made)
