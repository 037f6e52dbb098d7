import socket
import threading
import time

import duckdb
import pandas as pd
import pytest

from cxlib.engagement import load
from cxlib.engagement.reading import database
from cxlib.errors import InputError, Unreachable

YML = """client: A
period: none
outcomes: {recommend: {kind: nps}}
tables:
  responses: {source: {url: env:CX_TEST_WAREHOUSE, table: survey}}
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "engagement.yml").write_text(YML)
    return tmp_path


def test_a_table_in_a_database(folder, monkeypatch):
    answers = pd.DataFrame({"customer": [f"{i:05d}" for i in range(22)],
                            "recommend": list(range(11)) * 2})  # fmt: skip
    with duckdb.connect(str(folder / "w.duckdb")) as store:
        store.register("answers", answers)
        store.execute("CREATE TABLE survey AS SELECT * FROM answers")
    monkeypatch.setenv("CX_TEST_WAREHOUSE", f"duckdb://{folder / 'w.duckdb'}")
    found = load(folder).table("responses")
    assert found["recommend"].tolist() == [float(v) for v in answers["recommend"]]
    assert found["customer"][1] == "00001"
    (folder / "engagement.yml").write_text(YML.replace("survey", "survye"))
    with pytest.raises(InputError, match="no table 'survye'"):
        load(folder)


def test_an_unset_reference_is_named(folder, monkeypatch):
    monkeypatch.delenv("CX_TEST_WAREHOUSE", raising=False)
    with pytest.raises(InputError, match="environment variable CX_TEST_WAREHOUSE is not set"):
        load(folder)


def test_a_database_that_is_down_shows_no_secret(folder, monkeypatch):
    monkeypatch.setenv("CX_TEST_WAREHOUSE", "duckdb:///nowhere/hush-hush/w.duckdb")
    with pytest.raises(Unreachable) as found:
        load(folder)
    assert str(found.value).startswith("env:CX_TEST_WAREHOUSE (a duckdb address) cannot be reached")
    assert "hush" not in str(found.value)


def test_a_missing_driver_names_the_remedy(folder, monkeypatch):
    monkeypatch.setenv("CX_TEST_WAREHOUSE", "postgres://me:hush@127.0.0.1:1/db")
    with pytest.raises((InputError, Unreachable)) as found:
        load(folder)
    assert "hush" not in str(found.value)


def test_a_database_that_accepts_and_never_answers_is_given_up(folder, monkeypatch):
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen()
    held = []
    threading.Thread(target=lambda: held.append(silent.accept()), daemon=True).start()

    def never(address, source, answered):
        with socket.create_connection(silent.getsockname()) as line:
            line.recv(1)

    monkeypatch.setattr(database, "GIVE_UP_SECONDS", 0.5)
    monkeypatch.setattr(database, "_table", never)
    monkeypatch.setenv("CX_TEST_WAREHOUSE", "postgres://me:hush@127.0.0.1/db")
    start = time.perf_counter()
    with pytest.raises(Unreachable, match="did not answer within"):
        load(folder)
    assert time.perf_counter() - start < 5
    for connection, _ in held:
        connection.close()
    silent.close()


@pytest.mark.parametrize("kept", [5_000_000, 10])
def test_interactions_in_a_warehouse_are_worked_on_there_where_they_are_many(
    tmp_path, monkeypatch, kept
):
    from cxlib.engagement import from_frames
    from cxlib.engagement.log import events
    from cxlib.engagement.log import source as log

    times = pd.date_range("2026-01-01", periods=40, freq="h")
    frame = pd.DataFrame({"who": ["a", "b"] * 20, "time": times, "done": ["yes", "no"] * 20,
                          "touchpoint": ["App", "app ", "bill", "shop"] * 10})  # fmt: skip
    frame = pd.concat([frame, frame.tail(1)], ignore_index=True)
    with duckdb.connect(str(tmp_path / "w.duckdb")) as store:
        store.register("frame", frame)
        store.execute("CREATE TABLE clicks AS SELECT * FROM frame")
    for module in (events, log):
        monkeypatch.setattr(module, "KEPT_IN_MEMORY", kept)
    monkeypatch.setenv("CX_TEST_WAREHOUSE", f"duckdb://{tmp_path / 'w.duckdb'}")
    columns = {"customer": "who", "completed": "done"}
    (tmp_path / "engagement.yml").write_text(
        "client: A\nperiod: month\ntimezone: Europe/London\ntables:\n  interactions:\n"
        "    source: {url: env:CX_TEST_WAREHOUSE, table: clicks}\n"
        "    columns: {customer: who, completed: done}\n"
    )
    there = load(tmp_path)
    config = {"client": "A", "period": "month", "timezone": "Europe/London",
              "tables": {"interactions": {"columns": columns}}}  # fmt: skip
    here = from_frames(config, {"interactions": frame})
    assert ("clicks" in there.events.get_backend().list_tables()) == (kept < 41)
    assert "row" not in there.events.columns  # a warehouse keeps no order, wherever it is read
    order = ["time", "customer"]
    found, expected = (
        e.events.drop(*{"row"} & set(e.events.columns))
        .execute()
        .sort_values(order, ignore_index=True)
        for e in (there, here)
    )
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)
    assert there.quality["n"].tolist() == here.quality["n"].tolist()
