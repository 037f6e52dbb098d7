"""What is kept of a validated engagement: the same to the letter, or read again."""

from __future__ import annotations

import json
import shutil
from dataclasses import fields, replace
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from cxlib.engagement import load, store
from cxlib.engagement.store import PLACE, STATE, dropped, opened

CONFIG = """\
client: Acme
id: acme-1
currency: GBP
timezone: Europe/London
period: month
window: 2 months
outcomes: {recommend: {kind: nps}}
tables:
  responses: {source: answers.csv, segments: [region]}
  interactions: {source: events.csv}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three months of answers and events; the report looks at the last two."""
    home = tmp_path / "acme"
    home.mkdir()
    (home / "engagement.yml").write_text(CONFIG, encoding="utf-8")
    days = pd.date_range("2026-01-01 09:00", "2026-03-31 09:00", freq="6h").strftime(
        "%Y-%m-%d %H:%M"
    )
    n = len(days)
    pd.DataFrame({
        "customer": [f"C{i % 40}" for i in range(n)], "time": days,
        "recommend": [i * 7 % 11 for i in range(n)], "speed": [1 + i * 3 % 5 for i in range(n)],
        "region": ["North", "South", None][0:3] * (n // 3) + ["North"] * (n % 3),
    }).to_csv(home / "answers.csv", index=False)  # fmt: skip
    pd.DataFrame({
        "customer": [f"C{i % 40}" for i in range(n)], "time": days,
        "touchpoint": [["shop", "call", "pay"][i % 3] for i in range(n)],
        "completed": [[True, False, None][i % 3] for i in range(n)],
    }).to_csv(home / "events.csv", index=False)  # fmt: skip
    return home


@pytest.fixture
def read_again(monkeypatch) -> list[Path]:
    """The folders that were read, each time that one was."""
    seen = []
    real = store.folders.load
    monkeypatch.setattr(store.folders, "load", lambda home, *a: seen.append(home) or real(home, *a))
    return seen


def assert_same(one, other) -> None:
    for field in fields(one):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name == "id_key":  # a passing one until a run has made it
            continue
        if field.name in ("tables", "history"):
            assert list(a) == list(b)
            for name in a:
                assert_frame_equal(a[name], b[name])
        elif field.name.startswith("events"):
            assert_frame_equal(*(log.order_by("row").to_pandas() for log in (a, b)))
        elif isinstance(a, pd.DataFrame):
            assert_frame_equal(a, b)
        else:
            assert a == b, field.name


def test_what_is_kept_is_what_was_read(folder, read_again):
    first, again = opened(folder), opened(folder)
    assert len(read_again) == 1
    assert_same(first, again)
    assert_same(replace(load(folder), folder=folder), again)
    whole, cut = (int(log.count().execute()) for log in (again.events_history, again.events))
    assert 0 < cut < whole
    assert sorted(again.events.columns) == sorted(first.events.columns)


def test_a_log_that_lies_before_the_window_keeps_none_inside(folder):
    late = pd.read_csv(folder / "events.csv").query("time < '2026-01-20'")
    late.to_csv(folder / "events.csv", index=False)
    first, again = opened(folder), opened(folder)
    assert first.events is again.events is None
    assert_frame_equal(first.events_history.to_pandas(), again.events_history.to_pandas())


def _another_answer(home: Path) -> None:
    text = (home / "answers.csv").read_text()
    (home / "answers.csv").write_text(text.replace("C1,", "C2,", 1))


def _another_setting(home: Path) -> None:
    config = home / "engagement.yml"
    config.write_text(config.read_text().replace("2 months", "3 months"))


def _somebody_erased(home: Path) -> None:
    (home / ".cx").mkdir(exist_ok=True)
    (home / ".cx" / "id.key").write_bytes(b"k" * 32)
    (home / ".cx" / "forgotten").write_text("0" * 64)


@pytest.mark.parametrize("change", [_another_answer, _another_setting, _somebody_erased])
def test_what_changed_is_read_again(folder, read_again, change):
    opened(folder)
    change(folder)
    assert_same(opened(folder), replace(load(folder), folder=folder))
    assert len(read_again) == 2


def test_another_question_is_read_again(folder, read_again):
    opened(folder)
    assert opened(folder, period="2026-02").period == "2026-02"
    assert opened(folder, seed=7).seed == 7
    assert len(read_again) == 3


@pytest.mark.parametrize("name", ["of_kit", "version", "day"])
def test_another_kit_library_or_day_is_read_again(folder, read_again, monkeypatch, name):
    opened(folder)
    if name == "of_kit":
        monkeypatch.setattr(store.fingerprint, "of_kit", lambda: "another")
    elif name == "version":
        monkeypatch.setattr(store, "version", lambda library: "0")
    else:
        tomorrow = store.periods.this_day() + pd.Timedelta(days=1)
        monkeypatch.setattr(store.periods, "this_day", lambda: tomorrow)
    opened(folder)
    assert len(read_again) == 2


def _only(folder: Path) -> Path:
    (place,) = (folder / PLACE).iterdir()
    return place


def _truncated(place: Path) -> None:
    path = place / "tables.responses.parquet"
    path.write_bytes(path.read_bytes()[:-100])


def _one_figure_changed(place: Path) -> None:
    path = place / "tables.responses.parquet"
    frame = pd.read_parquet(path)
    frame.loc[0, "recommend"] += 1
    frame.to_parquet(path)


def _a_part_lost(place: Path) -> None:
    (place / "events.parquet").unlink()


def _no_sense(place: Path) -> None:
    (place / STATE).write_text("{")


def _of_another_mark(place: Path) -> None:
    told = json.loads((place / STATE).read_text())
    (place / STATE).write_text(json.dumps(told | {"mark": "0" * 64}))


DAMAGE = [_truncated, _one_figure_changed, _a_part_lost, _no_sense, _of_another_mark]


@pytest.mark.parametrize("harm", DAMAGE)
def test_what_is_damaged_is_read_again_and_made_whole(folder, read_again, harm):
    first = opened(folder)
    harm(_only(folder))
    assert_same(first, opened(folder))
    assert len(read_again) == 2
    assert_same(first, opened(folder))
    assert len(read_again) == 2


def test_what_is_kept_of_one_client_is_nothing_to_another(folder, tmp_path, read_again):
    """The same files and settings elsewhere: a folder copied with all that is private in it."""
    opened(folder)
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    opened(other)
    assert [home.name for home in read_again] == ["acme", "other"]


def test_it_is_its_owners_alone_and_of_the_two_last_reports(folder):
    for period in ("2026-01", "2026-02", "2026-03"):
        opened(folder, period=period)
    kept = sorted((folder / PLACE).iterdir())
    assert len(kept) == store.MOST
    for path in [folder / PLACE, *kept, *kept[0].iterdir()]:
        assert path.stat().st_mode & 0o077 == 0, path


def test_where_nothing_can_be_written_it_is_read(folder, monkeypatch, read_again):
    def full(*_args, **_more):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pd.DataFrame, "to_parquet", full)
    first, again = opened(folder), opened(folder)
    assert_same(first, again)
    assert len(read_again) == 2
    assert list((folder / PLACE).iterdir()) == []


def test_nothing_is_written_where_that_was_not_asked_for(folder):
    opened(folder, keep=False)
    assert not (folder / ".cx").exists()


def test_what_is_dropped_is_gone(folder):
    opened(folder)
    dropped(folder)
    assert not (folder / PLACE).exists()
    dropped(folder)
