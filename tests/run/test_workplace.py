"""A folder of results never mixes those of different inputs."""

import importlib.util
import json
import os
from contextlib import nullcontext
from pathlib import Path

import pandas as pd
import pytest

from cxlib.engagement import store
from cxlib.engagement.reading import fingerprint
from cxlib.errors import DoNotSend, InputError
from cxlib.history import past
from cxlib.results import blank
from cxlib.run.reporting import HANDED_OVER
from cxlib.session import MARK, STRICT, open_session
from cxlib.workplace import STATE, Held, hold, rests_on

spec = importlib.util.spec_from_file_location(
    "tiny_client", Path(__file__).parents[1] / "faults" / "tiny.py"
)
tiny = importlib.util.module_from_spec(spec)
spec.loader.exec_module(tiny)


@pytest.fixture
def client(tmp_path):
    return tiny.make(tmp_path / "tiny")


def opened(client, run_dir=""):
    return open_session(str(client), str(run_dir), "", 0)


def mapped(session) -> bool:
    return "funnel" in session.results


def computed(client, run_dir=""):
    """A session with a step's results in its folder."""
    session = opened(client, run_dir)
    session.results.write("mapping", blank(("funnel",)))
    assert mapped(session)
    return session


def more_promoters(client) -> None:
    frame = pd.read_csv(client / "survey.csv")
    frame.assign(score=(frame["score"] + 3).clip(upper=10)).to_csv(
        client / "survey.csv", index=False
    )


CHANGES = {
    "inputs": more_promoters,
    "settings": lambda c: (c / "engagement.yml").write_text(tiny.CONFIG + "currency: GBP\n"),
    "own notebooks": lambda c: tiny.notebook(c, "05_monitor", tiny.OPEN, "1 + 1"),
}


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("where", ["a named folder", "the draft folder"])
def test_results_of_other_inputs_go(client, tmp_path, what, where):
    run_dir = tmp_path / "mine" if where == "a named folder" else ""
    computed(client, run_dir)
    assert mapped(opened(client, run_dir)), "the same inputs keep them"
    CHANGES[what](client)
    assert not mapped(opened(client, run_dir))


def test_what_else_lies_in_the_folder_stays(client, tmp_path):
    (tmp_path / "mine" / "results").mkdir(parents=True)
    (tmp_path / "mine" / "results" / "notes.txt").write_text("my own")
    computed(client, tmp_path / "mine")
    more_promoters(client)
    opened(client, tmp_path / "mine")
    assert (tmp_path / "mine" / "results" / "notes.txt").read_text() == "my own"


def test_a_file_saved_again_without_a_change_is_the_same(client, tmp_path):
    computed(client, tmp_path / "mine")
    text = (client / "survey.csv").read_bytes()
    (client / "survey.csv").write_bytes(text)
    os.utime(client / "survey.csv", (1, 1))
    assert mapped(opened(client, tmp_path / "mine"))


def test_inputs_that_change_under_a_run_are_refused(client, tmp_path):
    mark = rests_on(opened(client).engagement)
    kept = hold(tmp_path / "run", Held(mark, run=True))
    computed(client, tmp_path / "run")
    more_promoters(client)
    with pytest.raises(InputError, match="have changed while the run was under way"):
        opened(client, tmp_path / "run")
    kept.unlink()


def test_a_finished_run_is_not_written_into_with_other_inputs(client, tmp_path):
    session = computed(client, tmp_path / "run")
    sealed = {"fingerprint": rests_on(session.engagement)}
    (tmp_path / "run" / "manifest.json").write_text(json.dumps(sealed))
    (tmp_path / "run" / STATE).unlink()
    assert mapped(opened(client, tmp_path / "run"))
    more_promoters(client)
    with pytest.raises(InputError, match="holds a finished run"):
        opened(client, tmp_path / "run")


def test_another_kit_is_another_fingerprint(client, monkeypatch):
    before = fingerprint.of(client)
    assert fingerprint.of(client) == before
    monkeypatch.setattr(fingerprint, "of_kit", lambda: "another")
    assert fingerprint.of(client) != before


def test_the_next_notebook_finds_what_may_be_shown(client, monkeypatch):
    """Opening again changes nothing that lies there: nothing is released a second time."""
    first = opened(client, client / "kept")
    first.run("monitoring")
    shown = first.view
    assert opened(client, client / "kept").view is shown
    monkeypatch.setattr("cxlib.results.Results.__contains__", lambda *_: False)
    again = opened(client, client / "kept")  # written anew: it looks new
    monkeypatch.undo()
    assert again.view is not shown


def test_the_notebooks_of_a_run_open_what_the_run_has_read(client, tmp_path, monkeypatch):
    """Asked for as the run was: for the last period, though their own parameter names it."""
    read = store.opened(client, None, None, past)
    hold(tmp_path / "run", Held(rests_on(read), run=True, whole=True))
    monkeypatch.setattr(store.folders, "load", None)
    session = open_session(str(client), str(tmp_path / "run"), read.period, read.seed)
    assert session.engagement.period == read.period
    assert session.whole


def test_to_open_a_folder_makes_nothing_in_it(client):
    before = sorted(client.rglob("*"))
    open_session(str(client), str(client.parent / "mine"), "", 0)
    assert sorted(client.rglob("*")) == before


@pytest.mark.parametrize(("word", "strict", "fails"), [
    ("do not send", "1", True), ("do not send", "", False), ("send with warnings", "1", False),
])  # fmt: skip
def test_bare_papermill_fails_where_the_verdict_does_and_that_was_asked_for(
    client, tmp_path, monkeypatch, capsys, word, strict, fails
):
    session = opened(client, tmp_path / "mine")
    told = {"verdict": word, "reasons": ["fewer than half the usual rows"]}
    (session.folder / HANDED_OVER).write_text(json.dumps(told))
    monkeypatch.setenv(STRICT, strict)
    with pytest.raises(DoNotSend, match="fewer than half") if fails else nullcontext():
        session.close("06_report")
    assert capsys.readouterr().out == f"{MARK}06_report\n"


def test_a_run_judges_by_itself(client, tmp_path, monkeypatch):
    """Its notebooks end as they should: the run ends in 3, not in 1."""
    mark = rests_on(opened(client).engagement)
    hold(tmp_path / "run", Held(mark, run=True))
    session = opened(client, tmp_path / "run")
    (session.folder / HANDED_OVER).write_text('{"verdict": "do not send", "reasons": []}')
    monkeypatch.setenv(STRICT, "1")
    session.close("06_report")
