"""After `cx forget` nothing of the person is found in any file; what is not the person's stays."""

import hashlib
import hmac
import json
import shutil
import sys
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner

from cxlib.cli import app
from cxlib.cli.answering import LOGS
from cxlib.engagement import load
from cxlib.engagement.store import PLACE
from cxlib.erasing import files, forget
from cxlib.run import folder as runs
from cxlib.run.lock import held

sys.path.insert(0, str(Path(__file__).parent))
import looking

RUN = "runs/2025-10/001"
WAYS = (".parquet", ".csv", ".gz", ".pkl", ".jsonl", ".ipynb", ".xlsx")


def rows(folder):
    return pd.concat([pd.read_csv(folder / f"{name}.csv") for name in ("one", "two")])


def shown(folder, customer):
    key = (folder / ".cx/id.key").read_bytes()
    return hmac.new(key, customer.encode(), hashlib.sha256).hexdigest()[:16]


@pytest.fixture(scope="module")
def people(good, quoted):
    """Two people: one is quoted, one is to be called; and all that tells of them."""
    listed = set(pd.read_parquet(good / RUN / "results/follow_up.parquet")["customer"])
    frame = rows(good)
    caller = next(c for c in frame["cust"] if shown(good, c) in listed and c != quoted[0])
    ids = [quoted[0], caller]
    theirs = frame.loc[frame["cust"].isin(ids), "why"]
    own_words = [next(w for w in said.split() if len(w) == 9) for said in theirs]
    assert all(frame["why"].str.contains(w).sum() == 1 for w in own_words)
    return ids, [*ids, *(shown(good, one) for one in ids), *own_words]


@pytest.fixture(scope="module")
def after(good, people, tmp_path_factory):
    """A copy with a draft beside its run, after both were forgotten; and what came of it."""
    folder = shutil.copytree(good, tmp_path_factory.mktemp("after") / "acme")
    shutil.copytree(folder / RUN, folder / "draft")
    return folder, forget(folder, people[0])


def snapshot(folder):
    return {p: p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_nothing_of_them_is_found_in_any_file(good, people, after):
    before = looking.found(good, people[1])
    assert {Path(name).suffix for name in before} >= set(WAYS)
    seen = {w for words in before.values() for w in words}
    assert seen >= set(people[1]) - {shown(good, people[0][0])}  # of the first no call is due
    assert looking.found(after[0], people[1]) == {}


def test_a_way_of_reading_that_is_left_out_is_found_out(acme, people, monkeypatch):
    ids, wanted = people
    monkeypatch.setattr(files, "_archive", lambda data, *_: (data, 0))
    monkeypatch.setattr(files, "notebook", lambda text, _: (text, 0))
    forget(acme, ids)
    left = {Path(name).suffix for name in looking.found(acme, wanted)}
    assert left == {".xlsx", ".ipynb"}


def test_aggregates_and_the_client_s_own_files_stay(good, after):
    theirs = ("follow_up", "themes")
    tables = [p for p in (good / RUN / "results").iterdir() if p.stem not in theirs]
    for path in [*tables, good / "history.sqlite", *good.glob("*.csv"), *good.glob("*.yml")]:
        assert (after[0] / path.relative_to(good)).read_bytes() == path.read_bytes(), path


def test_rows_and_words_of_others_stay(good, people, after):
    ids, folder = people[0], after[0]
    own = pd.read_parquet(good / RUN / "own.parquet")
    expected = own[~own["customer"].isin(ids)].reset_index(drop=True)
    for name in ("own", "coded"):
        left = pd.read_parquet(folder / RUN / f"{name}.parquet").astype({"customer": "str"})
        pd.testing.assert_frame_equal(left.reset_index(drop=True), expected, check_dtype=False)
    calls, left = (
        pd.read_parquet(f / RUN / "results/follow_up.parquet")["customer"] for f in (good, folder)
    )
    hashes = [shown(good, one) for one in ids]
    assert list(left) == [c for c in calls if c not in hashes]
    before, now = (pd.read_parquet(f / RUN / "results/themes.parquet") for f in (good, folder))
    assert now.drop(columns="example").equals(before.drop(columns="example"))
    assert now["example"].isna().sum() == 1
    assert now["example"].dropna().isin(before["example"]).all()


def test_the_seal_is_renewed_with_an_entry_that_names_nobody(good, people, after, seal):
    before, now = seal(good / RUN), seal(after[0] / RUN)
    for name, digest in now["outputs"].items():
        assert hashlib.sha256((after[0] / RUN / name).read_bytes()).hexdigest() == digest, name
    assert set(before["outputs"]) - set(now["outputs"]) == {"own.pkl"}
    entry = now["erasures"].pop()
    assert {"when", "kit", "removed", "from"} == set(entry)
    assert entry["from"]["results/follow_up.parquet"] >= 1
    assert entry["removed"] == sum(entry["from"].values())
    same = {k: v for k, v in now.items() if k not in ("erasures", "outputs")}
    assert same == {k: v for k, v in before.items() if k != "outputs"}


def test_the_published_page_stays_that_of_its_run(after):
    page = after[0] / "reports/2025-10.html"
    assert page.read_bytes() == (after[0] / RUN / "report.html").read_bytes()


@pytest.mark.parametrize("turn", [1, 2, 3, 7])
def test_one_that_is_killed_is_ended_by_the_next(acme, people, seal, monkeypatch, turn):
    ids, wanted = people
    replace, calls = runs.os.replace, []

    def killed(*names):
        calls.append(names)
        if len(calls) == turn:
            raise KeyboardInterrupt
        replace(*names)

    with monkeypatch.context() as patched:
        patched.setattr(runs.os, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            forget(acme, ids)
    if turn > 1:
        assert not load(acme).whole("responses")["customer"].isin(ids).any()
    forget(acme, ids)
    assert looking.found(acme, wanted) == {}
    assert len(seal(acme / RUN)["erasures"]) == 1
    for name, digest in seal(acme / RUN)["outputs"].items():
        assert hashlib.sha256((acme / RUN / name).read_bytes()).hexdigest() == digest, name


def test_doing_it_again_changes_nothing_but_the_protocol(acme, people):
    forget(acme, people[0])
    before = snapshot(acme)
    again = forget(acme, people[0])
    assert (again.files, again.renewed) == ({}, [])
    old = (acme / ".cx/erasures.jsonl").read_bytes()
    assert old.startswith(before[acme / ".cx/erasures.jsonl"])
    changed = {p.name for p, data in snapshot(acme).items() if before.get(p) != data}
    assert changed == {"erasures.jsonl"}


def test_a_rehearsal_says_the_same_and_writes_nothing(acme, people):
    before = snapshot(acme)
    told = forget(acme, people[0], rehearse=True)
    assert snapshot(acme) == before
    assert told == forget(acme, people[0])


def test_later_runs_leave_them_out_counted_apart(acme, people):
    ids, _ = people
    mine = rows(acme)["cust"].isin(ids)
    forget(acme, ids)
    built = load(acme)
    assert not built.whole("responses")["customer"].isin(ids).any()
    quality = built.quality.set_index("check")["n"]
    assert quality["outside: erased on request"] == mine.sum()
    assert quality["rows in"] == quality["rows used"] + mine.sum()


def test_the_protocol_tells_when_and_how_much_and_never_who(people, after):
    text = (after[0] / ".cx/erasures.jsonl").read_text(encoding="utf-8")
    begun, ended = map(json.loads, text.splitlines())
    assert (begun["state"], ended["state"]) == ("begun", "done")
    assert ended["files"] == dict(after[1].files)
    assert len(ended["people"]) == 2
    assert {"when", "kit"} <= set(ended)


def test_what_the_client_s_own_files_hold_is_counted_by_file(good, people, after):
    expected = {
        f"{name}.csv (responses)": int(
            pd.read_csv(good / f"{name}.csv")["cust"].isin(people[0]).sum()
        )
        for name in ("one", "two")
    }
    assert after[1].held == {name: n for name, n in expected.items() if n}


def test_a_source_that_cannot_be_read_hinders_nothing(acme, people):
    ids, wanted = people
    (acme / "two.csv").unlink()
    told = forget(acme, ids)
    assert told.unread == ("responses",)
    known = [w for w in wanted if not w.isalpha()]
    assert looking.found(acme, known) == {}


def cx(*words, **given):
    return CliRunner().invoke(app, ["forget", *map(str, words)], **given)


def test_the_command_says_what_went_and_never_whom(acme, people):
    ids, wanted = people
    said = cx(acme, "-", input="\n".join(ids))
    assert said.exit_code == 0
    assert f"  - {RUN}/results/follow_up.parquet: 1" in said.output
    assert f"  - {RUN}/own.pkl: 1, the whole file" in said.output
    assert "1 sealed runs get a new seal" in said.output
    assert not any(word in said.output for word in wanted)
    assert looking.found(acme, wanted) == {}


def test_somebody_of_whom_nothing_is_held_is_said_and_listed(acme):
    before = {p: d for p, d in snapshot(acme).items() if ".cx" not in p.parts}
    said = cx(acme, "C-99999")
    assert said.exit_code == 0
    assert "Nothing is held in runs, lists, drafts or pages." in said.output
    assert {p: d for p, d in snapshot(acme).items() if ".cx" not in p.parts} == before
    assert len((acme / ".cx/forgotten").read_text(encoding="ascii").split()) == 1


def test_bad_use_ends_in_its_code(acme, tmp_path):
    assert cx(tmp_path, "C-20000").exit_code == 2
    empty = cx(acme, " ")
    assert empty.exit_code == 2
    assert "give the ids of those to forget" in empty.output
    with held(acme):
        busy = cx(acme, "C-20000")
    assert busy.exit_code == 5


def test_a_link_out_of_the_folder_is_told_and_not_followed(acme, people, tmp_path):
    ids, _ = people
    elsewhere = shutil.copytree(acme / RUN / "results", tmp_path / "elsewhere")
    before = snapshot(elsewhere)
    (acme / "draft").mkdir()
    (acme / "draft/away").symlink_to(elsewhere)
    assert "draft/away" in forget(acme, ids).links
    assert snapshot(elsewhere) == before


def test_what_is_prepared_for_opening_goes_whole(acme, people):
    """It holds everybody's rows: whoever is forgotten is in it until the files are read again."""
    kept = acme / PLACE / "0123" / "tables.responses.parquet"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(people[0][0].encode())
    forget(acme, people[0], rehearse=True)
    assert kept.is_file()
    forget(acme, people[0])
    assert not (acme / PLACE).exists()


def test_a_log_of_a_run_loses_the_person_s_lines(acme, people):
    log = acme / LOGS / "20260101T080000-1-run.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(
        f"cx 0.1.0\nresponses.csv, row 9: {people[0][0]} is written in two ways\nended in 2\n"
    )
    forget(acme, people[0])
    assert people[0][0] not in log.read_text()
    assert "ended in 2" in log.read_text()
