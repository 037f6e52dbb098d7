"""What holds ids, keys or the history is its owner's from the first byte."""

import os
import sys
import threading
from contextlib import nullcontext
from pathlib import Path

import pandas as pd
import pytest

from cxlib import history
from cxlib.drafting import start
from cxlib.engagement.log import engine
from cxlib.results import Results
from cxlib.results.coded import note, notes
from cxlib.rights import copy_folder, for_readers, narrow, owner_only
from cxlib.run import notify
from cxlib.run.folder import id_key, new_run_folder, write_atomically
from cxlib.run.lock import held

sys.path.insert(0, str(Path(__file__).parent / "run"))
from watching import open_in, watched

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
KPIS = pd.DataFrame(
    {"period": ["2026-09"], "kpi": ["score"], "scope": ["overall"], "n": [9.0], "value": [1.0]}
)


def mode(path):
    return oct(path.stat().st_mode & 0o777)


def key(folder):
    return id_key(folder)


def lock(folder):
    with held(folder):
        assert (folder / ".cx/holder.json").is_file()


def kept_history(folder):
    history.write(folder / "history.sqlite", "Acme", history.Report("2026-09", KPIS))


def results(folder):
    Results(folder / "results").write("mapping", {"notes": notes(note("funnel", "no stages"))})


def told(folder):
    alert = notify.Message(notify.Alert("2026-09", "k", "overall", "outside"), notify.SENT, "b")
    rows = pd.DataFrame([notify.row(alert, "address")])
    history.tell(folder / "history.sqlite", "Acme", rows)


def sealed(folder):
    write_atomically(folder / "runs/2026-09/001/manifest.json", b"{}")


def run_folder(folder):
    with owner_only():
        new_run_folder(folder, "2026-09")


WRITERS = (key, lock, kept_history, results, told, sealed, run_folder)


@pytest.mark.parametrize("write", WRITERS, ids=lambda w: w.__name__)
def test_nobody_else_may_read_it_at_any_moment(tmp_path, write):
    with watched(tmp_path) as seen:
        write(tmp_path)
    assert any(tmp_path.iterdir())
    assert seen == {}


@pytest.mark.parametrize(
    ("write", "module"),
    [(key, "run.folder"), (lock, "run.lock"), (kept_history, "history.connection"),
     (results, "results.store")],
)  # fmt: skip
def test_the_watch_sees_it_where_the_guard_is_off(tmp_path, write, module, monkeypatch):
    monkeypatch.setattr(f"cxlib.{module}.owner_only", nullcontext)
    with watched(tmp_path) as seen:
        write(tmp_path)
    assert seen


def test_a_page_is_for_whom_the_umask_lets_read(tmp_path):
    for umask, file, folder in ((0o022, "0o644", "0o755"), (0o077, "0o600", "0o700")):
        page = tmp_path / oct(umask) / "reports/2026-09.html"
        before = os.umask(umask)
        try:
            page.parent.parent.mkdir()
            with owner_only():  # as in a run
                write_atomically(page, b"<html>", published=True)
        finally:
            os.umask(before)
        assert (mode(page), mode(page.parent)) == (file, folder)


def test_a_folder_that_somebody_opened_stays_as_it_is(tmp_path):
    (tmp_path / "reports").mkdir(mode=0o750)
    write_atomically(tmp_path / "reports/a.html", b"", published=True)
    assert mode(tmp_path / "reports") == "0o750"


def test_a_new_engagement_keeps_the_client_s_files_closed(tmp_path):
    source = tmp_path / "survey.csv"
    source.write_text("customer,recommend\n" + "C1,9\n" * 40, encoding="utf-8")
    source.chmod(0o644)
    with watched(tmp_path, "survey.csv", "acme") as seen:
        start(tmp_path / "acme", [source])
    assert seen == {}
    assert open_in(tmp_path / "acme") == {}
    assert mode(tmp_path / "acme/data/survey.csv") == "0o600"
    assert mode(tmp_path / "acme") == "0o777"  # as the umask of the test has it: pages lie below


def test_what_an_earlier_kit_left_open_is_closed(tmp_path):
    old = tmp_path / "runs"
    old.mkdir(mode=0o755)
    narrow(old)
    narrow(tmp_path / "absent")
    assert mode(old) == "0o700"


def test_a_copy_takes_no_rights_from_its_source(tmp_path):
    (tmp_path / "old/deep").mkdir(parents=True, mode=0o755)
    (tmp_path / "old/deep/a").write_bytes(b"a")
    (tmp_path / "old/deep/a").chmod(0o644)
    with owner_only():
        copy_folder(tmp_path / "old", tmp_path / "new")
    assert open_in(tmp_path, "old") == {}
    assert (tmp_path / "new/deep/a").read_bytes() == b"a"


def test_the_engine_spills_where_nobody_else_may_look():
    spill = Path(engine._spill_folder())
    assert mode(spill.parent) == "0o700"
    assert str(os.getpid()) not in spill.parent.name


def test_the_umask_comes_back_once_the_last_is_done():
    before = os.umask(0o027)
    try:
        inside, leave = threading.Event(), threading.Event()

        def other():
            with owner_only():
                inside.set()
                leave.wait(5)

        thread = threading.Thread(target=other)
        with owner_only():
            thread.start()
            inside.wait(5)
        assert os.umask(0o077) == 0o077  # the other is still at it
        leave.set()
        thread.join()
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)


def test_what_is_published_inside_has_the_rights_from_outside(tmp_path):
    before = os.umask(0o026)
    try:
        with owner_only(), owner_only():
            (tmp_path / "a").write_bytes(b"")
            for_readers(tmp_path / "a")
    finally:
        os.umask(before)
    assert mode(tmp_path / "a") == "0o640"
