"""A client that has had one good run: what every fault starts from, copied afresh."""

import shutil
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import tiny


@pytest.fixture(scope="session")
def good(tmp_path_factory):
    """The folder after one good run, and how many seconds that took."""
    folder = tiny.make(tmp_path_factory.mktemp("good") / "tiny")
    begun = time.monotonic()
    code, said = tiny.run(folder)
    assert code == 0, said
    return folder, time.monotonic() - begun


@pytest.fixture
def client(good, tmp_path):
    """A copy of the good client."""
    return shutil.copytree(good[0], tmp_path / "tiny")
