"""A disk that refuses: the run's own syncs and renames in turn, and a full disk at twelve points.

The syncs and renames are refused in Python, for systems where test_writes cannot refuse every call.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import tiny

from cxlib import history
from cxlib.run.folder import manifests

PAGE = "reports/2025-06.html"
FAILING = """
import errno, os, sys
kind, turn = sys.argv.pop(1), int(sys.argv.pop(1))
real, calls = getattr(os, kind), 0
def failing(*given, **named):
    global calls
    calls += 1
    if calls == turn:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return real(*given, **named)
setattr(os, kind, failing)
from cxlib.cli import main
try:
    main()
finally:
    print(f"calls {calls}")
"""
POINTS = 12
MEGABYTE = 1 << 20


def run_failing(folder, kind, turn):
    """Run with the nth call of os.fsync or os.replace failing; exit code, output, calls made."""
    done = subprocess.run(
        [sys.executable, "-c", FAILING, kind, str(turn), "run", str(folder)],
        capture_output=True,
        text=True,
        env=os.environ | {"CI": ""},
    )
    calls = int(done.stdout.rsplit("calls ", 1)[1])
    return done.returncode, done.stdout + done.stderr, calls


def require_intact(folder, page, stored):
    """The last page and the history are as they were, or those of a sealed run."""
    whole = {page, *((m["folder"] / "report.html").read_bytes() for m in manifests(folder))}
    assert (folder / PAGE).read_bytes() in whole
    now = history.read(folder / "history.sqlite", "Tiny")
    assert now.equals(stored)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["fsync", "replace"])
def test_every_call_fails_once_in_turn(client, kind):
    page = (client / PAGE).read_bytes()
    stored = history.read(client / "history.sqlite", "Tiny")
    fired = 0
    while True:
        code, said, calls = run_failing(client, kind, fired + 1)
        require_intact(client, page, stored)
        if calls <= fired:
            break
        assert code == 1, said
        assert "No space left on device" in said
        assert "Traceback" not in said
        fired += 1
    assert fired >= 2, "the seal and the page are such calls: the fault was not injected"
    assert code == 0, said


HALF_A_PAGE = """
from cxlib.run import publish
def half(path, data, **_):
    path.write_bytes(data[:99])
    raise OSError(28, os.strerror(28))
publish.write_atomically = half"""


def test_without_the_staged_page_a_full_disk_tears_it(client):
    """The guard off: the page is written in its place."""
    tiny.unpublished(client)
    page = (client / PAGE).read_bytes()
    stored = history.read(client / "history.sqlite", "Tiny")
    code, said = tiny.run(client, command=["-c", tiny.LAUNCH.format(guard=HALF_A_PAGE)])
    assert (code, "No space left on device" in said) == (1, True)
    with pytest.raises(AssertionError):
        require_intact(client, page, stored)


@pytest.fixture
def small_disk(tmp_path):
    """A function that mounts a disk of so many bytes; skipped where mounting is not allowed."""
    mounted = []

    def mount(size):
        place = tmp_path / f"disk{len(mounted)}"
        place.mkdir()
        done = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", place], capture_output=True
        )
        if done.returncode:
            pytest.skip("mounting a small disk needs rights that are not there")
        mounted.append(place)
        return place

    if shutil.which("mount") is None:
        pytest.skip("there is no mount command")
    yield mount
    for place in mounted:
        subprocess.run(["umount", "-l", place], check=True)


@pytest.mark.parametrize("points", [3, pytest.param(POINTS, marks=pytest.mark.slow)])
def test_a_full_disk_leaves_the_last_good_run(good, small_disk, points):
    folder = good[0]
    held = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    needed = sum(p.stat().st_size for p in (folder / "runs/2025-06/001").rglob("*"))
    for point in range(points):
        room = held + MEGABYTE // 2 + needed * point // points
        place = shutil.copytree(folder, small_disk(room) / "tiny")
        page = (place / PAGE).read_bytes()
        stored = history.read(place / "history.sqlite", "Tiny")
        code, said = tiny.run(place)
        require_intact(place, page, stored)
        assert "Traceback" not in said
        assert code in (0, 1), said
