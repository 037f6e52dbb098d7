"""One run at a time; the other is told who is there."""

import os
import subprocess
import sys
import time

import pytest

from cxlib.errors import Busy
from cxlib.run.lock import held

HOLD = """
import sys, time
from pathlib import Path
from cxlib.run.lock import held
with held(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_run_is_told_who_holds_the_lock(tmp_path):
    with held(tmp_path), pytest.raises(Busy) as refused, held(tmp_path):
        pass
    assert f"process {os.getpid()} on " in str(refused.value)
    assert refused.value.exit_code == 5


@pytest.mark.parametrize("written", ["", "{", '{"process": 1}', "[]"])
def test_a_holder_that_is_just_about_to_say_its_name_is_waited_for(tmp_path, monkeypatch, written):
    with held(tmp_path):
        holder = tmp_path / ".cx/holder.json"
        whole = holder.read_text(encoding="utf-8")
        holder.write_text(written, encoding="utf-8")
        naps = []

        def nap(seconds):
            naps.append(seconds)
            if len(naps) == 3:
                holder.write_text(whole, encoding="utf-8")

        monkeypatch.setattr("cxlib.run.lock.sleep", nap)
        with pytest.raises(Busy, match=f"process {os.getpid()} on "), held(tmp_path):
            pass
        assert len(naps) == 3


def test_one_that_never_says_its_name_has_just_begun(tmp_path, monkeypatch):
    monkeypatch.setattr("cxlib.run.lock.PATIENCE", 0.1)
    with held(tmp_path):
        (tmp_path / ".cx/holder.json").unlink()
        with pytest.raises(Busy, match="it has only just begun"), held(tmp_path):
            pass


def test_the_lock_is_free_after_a_run(tmp_path):
    for _ in range(2):
        with held(tmp_path):
            assert (tmp_path / ".cx/holder.json").is_file()
    assert not (tmp_path / ".cx/holder.json").exists()


def test_a_killed_holder_leaves_no_lock(tmp_path):
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(Busy, match=f"process {holder.pid}"), held(tmp_path):
        pass
    holder.kill()
    holder.wait()
    holder.stdout.close()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            with held(tmp_path):
                return
        except Busy:
            time.sleep(0.05)
    pytest.fail("the lock outlived its holder")
