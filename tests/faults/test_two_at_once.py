"""Two runs at once: one wins, the other says who holds the lock."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import tiny

from cxlib import history
from cxlib.run.folder import manifests


@pytest.mark.parametrize("times", [2, pytest.param(50, marks=pytest.mark.slow)])
def test_one_wins_and_the_other_is_told(client, times):
    before = history.read(client / "history.sqlite", "Tiny")
    for turn in range(times):
        both = [tiny.start(client) for _ in range(2)]
        said = [process.communicate(timeout=300)[0] for process in both]
        codes = sorted(process.returncode for process in both)
        assert codes == [0, 5], said
        loser = said[[process.returncode for process in both].index(5)]
        winner = both[[process.returncode for process in both].index(0)]
        assert f"process {winner.pid} on " in loser
        assert len(manifests(client)) == turn + 2
    assert history.read(client / "history.sqlite", "Tiny").equals(before)


NO_LOCK = "from cxlib.run import flow; flow.held = lambda _: contextlib.nullcontext()"


def test_without_the_lock_nobody_is_told(client):
    """The guard off: none of the two is told of the other."""
    command = ["-c", tiny.LAUNCH.format(guard=NO_LOCK)]
    both = [tiny.start(client, "--steps", "0", command=command) for _ in range(2)]
    said = [process.communicate(timeout=300)[0] for process in both]
    assert 5 not in [process.returncode for process in both], said
    assert not any("another run holds" in words for words in said)
