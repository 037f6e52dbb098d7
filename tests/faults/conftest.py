"""A client that has had one good run: what every fault starts from, copied afresh."""

import shutil
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import tiny


@pytest.fixture(scope="session")
def good(made_once):
    """The folder after one good run, and how many seconds that took."""

    def make(folder):
        begun = time.monotonic()
        code, said = tiny.run(tiny.make(folder))
        assert code == 0, said
        return time.monotonic() - begun

    return made_once("tiny", make)


@pytest.fixture
def client(good, tmp_path):
    """A copy of the good client."""
    return shutil.copytree(good[0], tmp_path / "tiny")
