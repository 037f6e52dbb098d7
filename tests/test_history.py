"""The KPI history: added to, never rewritten or torn, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import gc
import importlib.util
import os
import pwd
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from cxlib import history
from cxlib.engagement.config import Config
from cxlib.errors import InputError, Unreachable
from cxlib.history import connection as way
from cxlib.history import layout, writing

CLIENT = "Larkfield Mobile"
PATIENCE = 10  # seconds after which a silent database must have been given up
pg8000_leaves_its_socket = pytest.mark.filterwarnings(  # to the garbage collector, when timed out
    "ignore:Exception ignored in.*socket:pytest.PytestUnraisableExceptionWarning"
)


def kpis(period: str = "2026-09", value: float = 40.0) -> pd.DataFrame:
    rows = [("2026-08", "recommend", 38.0), (period, "recommend", value), (period, "churn", 0.02)]
    return pd.DataFrame(
        [{"period": p, "kpi": k, "scope": "overall", "n": 100, "value": v, "complete": True}
         for p, k, v in rows]
    )  # fmt: skip


def put(store, engagement, period, kpis, benefits=None, formerly=None, **told):
    """What a run of a period says, added to the history."""
    report = history.Report(period, kpis, benefits, **told)
    history.write(store, engagement, report, formerly)


@pytest.fixture(scope="session")
def server():
    """A real PostgreSQL on a free port, started as an unprivileged user; its address."""
    found = _initdb()
    if found is None:
        pytest.skip("no PostgreSQL here: initdb is neither on the path nor in /usr/lib/postgresql")
    if not any(importlib.util.find_spec(d) for d in ("pg8000", "psycopg", "psycopg2")):
        pytest.skip("no PostgreSQL driver here: install the extra 'postgres'")
    user = _unprivileged()
    with tempfile.TemporaryDirectory(prefix="cxpg") as folder:
        os.chmod(folder, 0o777)
        data, port = Path(folder) / "data", _free_port()
        as_user = {"user": user} if user else {}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}
        create = [found / "initdb", "-D", data, "-U", "cx", "-A", "trust", "-E", "UTF8"]
        subprocess.run([*create, "--no-sync"], cwd=folder, **as_user, **quiet)
        control = [found / "pg_ctl", "-D", data, "-w"]
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        start = [*control, "-o", options, "-l", Path(folder) / "log", "start"]
        subprocess.run(start, cwd=folder, **as_user, **quiet)
        yield f"postgresql://cx@127.0.0.1:{port}/postgres"
        stop = [*control, "-m", "immediate", "stop"]
        subprocess.run(stop, cwd=folder, **as_user, **quiet)


def _initdb() -> Path | None:
    """The folder of PostgreSQL's programs: Debian keeps them off the path."""
    packed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if packed:
        return packed[-1].parent
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def _unprivileged() -> str | None:
    """A user to run the server as, where we are root (PostgreSQL refuses root)."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in names)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request, tmp_path):
    """An empty history of each kind."""
    if request.param == "sqlite":
        return tmp_path / "history.sqlite"
    address = request.getfixturevalue("server")
    _forget(address)
    return address


def _forget(address: str) -> None:
    import sqlalchemy as sa

    engine = way._engine(address, writing=True)
    with engine.begin() as connection:
        for name in sa.inspect(connection).get_table_names():
            connection.execute(sa.DDL(f"DROP TABLE {name}"))
    engine.dispose()


def test_what_is_written_is_read(store):
    put(store, CLIENT, "2026-09", kpis())
    told = history.read(store, CLIENT)
    expected = kpis()[["period", "kpi", "scope", "n", "value"]]
    expected = expected.sort_values(["kpi", "scope", "period"]).reset_index(drop=True)
    pd.testing.assert_frame_equal(told, expected.astype(history.COLUMNS))


def test_the_tenth_run_leaves_the_history_as_it_was(store):
    put(store, CLIENT, "2026-09", kpis())
    first = history.read(store, CLIENT)
    for _ in range(9):
        put(store, CLIENT, "2026-09", kpis())
    pd.testing.assert_frame_equal(history.read(store, CLIENT), first)


def test_a_rerun_replaces_and_takes_out_what_is_no_longer_measured(store):
    put(store, CLIENT, "2026-09", kpis(value=40.0))
    put(store, CLIENT, "2026-09", kpis(value=41.0)[lambda t: t.kpi == "recommend"])
    told = history.read(store, CLIENT).set_index(["kpi", "period"])["value"]
    assert told.to_dict() == {("recommend", "2026-08"): 38.0, ("recommend", "2026-09"): 41.0}


def test_a_rerun_of_an_early_period_leaves_the_later_ones(store):
    put(store, CLIENT, "2026-09", kpis())
    put(store, CLIENT, "2026-08", kpis().iloc[:1])
    assert len(history.read(store, CLIENT)) == 3


def test_clients_do_not_meet(store):
    put(store, CLIENT, "2026-09", kpis())
    put(store, "Another", "2026-09", kpis(value=1.0))
    assert history.read(store, CLIENT).value.max() == 40.0
    assert history.read(store, "Nobody").empty


def test_unfinished_and_missing_values_are_not_stored(store):
    rows = kpis().assign(complete=[True, False, True], value=[38.0, 40.0, None])
    put(store, CLIENT, "2026-09", rows)
    assert history.read(store, CLIENT)["value"].tolist() == [38.0]


def test_a_failure_halfway_changes_nothing(store, monkeypatch):
    put(store, CLIENT, "2026-09", kpis(value=40.0))
    before = history.read(store, CLIENT)

    def cut_off(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "_append", cut_off)
    with pytest.raises(KeyboardInterrupt):
        put(store, CLIENT, "2026-09", kpis(value=99.0))
    pd.testing.assert_frame_equal(history.read(store, CLIENT), before)


def test_two_writers_at_once_lose_nothing(store):
    names = [f"client {i}" for i in range(8)]
    writers = [
        threading.Thread(target=put, args=(store, name, "2026-09", kpis())) for name in names
    ]
    put(store, CLIENT, "2026-09", kpis())
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [len(history.read(store, name)) for name in names] == [3] * 8


def test_a_history_of_a_newer_version_is_refused(store):
    import sqlalchemy as sa

    put(store, CLIENT, "2026-09", kpis())
    engine = way._engine(store, writing=True)
    with engine.begin() as connection:
        connection.execute(sa.update(layout.tables().version).values(version=99))
    engine.dispose()
    for use in (lambda: history.read(store, CLIENT),
                lambda: put(store, CLIENT, "2026-09", kpis())):  # fmt: skip
        with pytest.raises(InputError, match="has layout 99; this kit knows layouts up to"):
            use()


def judged(value: float = 1.2, **changed: object) -> pd.DataFrame:
    """Two initiatives as `benefits` has them; the second has no estimate yet."""
    row = {"expected": 1.5, "observed": value, "low": value - 1, "high": value + 1,
           "result": "realised", "kpi": "recommend", "initiative": "new form"}  # fmt: skip
    open_one = row | {"initiative": "magazine", "observed": None, "low": None, "high": None,
                      "result": "not yet knowable"}  # fmt: skip
    return pd.DataFrame([row | changed, open_one])


def test_what_was_judged_of_the_promises_is_kept_by_period(store):
    for _ in range(3):
        put(store, CLIENT, "2026-08", kpis("2026-08"), judged(0.4))
        put(store, CLIENT, "2026-09", kpis(), judged(1.2))
    told = history.read_benefits(store, CLIENT)
    assert list(told.columns) == list(history.BENEFITS)
    assert told[["period", "initiative", "observed"]].to_numpy().tolist() == [
        ["2026-08", "new form", 0.4], ["2026-09", "new form", 1.2]
    ]  # fmt: skip
    assert history.read_benefits(store, "Another").empty


def test_a_rerun_replaces_its_own_judgements_only(store):
    put(store, CLIENT, "2026-08", kpis("2026-08"), judged(0.4))
    put(store, CLIENT, "2026-09", kpis(), judged(1.2))
    put(store, CLIENT, "2026-09", kpis(), judged(1.3, initiative="newer form"))
    told = history.read_benefits(store, CLIENT).set_index("initiative")["observed"]
    assert told.to_dict() == {"new form": 0.4, "newer form": 1.3}
    put(store, CLIENT, "2026-09", kpis())
    assert len(history.read_benefits(store, CLIENT)) == 2


def test_judgements_and_kpis_are_one_transaction(store, monkeypatch):
    put(store, CLIENT, "2026-09", kpis(value=40.0), judged())
    before = history.read(store, CLIENT), history.read_benefits(store, CLIENT)

    def cut_off(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(writing, "_judged", cut_off)
    with pytest.raises(KeyboardInterrupt):
        put(store, CLIENT, "2026-09", kpis(value=99.0), judged(9.9))
    pd.testing.assert_frame_equal(history.read(store, CLIENT), before[0])
    pd.testing.assert_frame_equal(history.read_benefits(store, CLIENT), before[1])


OLD = {
    1: ["CREATE TABLE cx_kpi_history (client VARCHAR, kpi VARCHAR, scope VARCHAR, period VARCHAR, "
        "value DOUBLE PRECISION, PRIMARY KEY (client, kpi, scope, period))"],
    2: ["CREATE TABLE cx_kpi_history (client VARCHAR, kpi VARCHAR, scope VARCHAR, period VARCHAR, "
        "n DOUBLE PRECISION, value DOUBLE PRECISION, PRIMARY KEY (client, kpi, scope, period))"],
    3: ["CREATE TABLE cx_benefit_history (client VARCHAR, initiative VARCHAR, kpi VARCHAR, "
        "period VARCHAR, expected DOUBLE PRECISION, observed DOUBLE PRECISION, "
        "low DOUBLE PRECISION, high DOUBLE PRECISION, result VARCHAR, "
        "PRIMARY KEY (client, initiative, kpi, period))",
        "INSERT INTO cx_benefit_history VALUES ('Larkfield Mobile', 'new form', 'recommend', "
        "'2026-07', 1.5, 1.2, 0.2, 2.2, 'realised')"],
}  # fmt: skip


def as_of(store, version: int) -> None:
    """A history as an older kit left it."""
    import sqlalchemy as sa

    made = [*OLD[min(version, 2)], *(OLD[3] if version == 3 else [])]
    made.append("INSERT INTO cx_kpi_history (client, kpi, scope, period, value) VALUES "
                "('Larkfield Mobile', 'recommend', 'overall', '2026-07', 37.0), "
                "('Another', 'recommend', 'overall', '2026-07', 1.0)")  # fmt: skip
    if version > 1:
        made.append("CREATE TABLE cx_history_version (version INTEGER)")
        made.append(f"INSERT INTO cx_history_version VALUES ({version})")  # noqa: S608
    engine = way._engine(store, writing=True)
    with engine.begin() as connection:
        for line in made:
            connection.execute(sa.DDL(line))
    engine.dispose()


@pytest.mark.parametrize("version", [1, 2, 3])
def test_an_older_layout_is_read_and_brought_up_to_date(store, version):
    as_of(store, version)
    before = history.read(store, CLIENT)
    assert before["value"].tolist() == [37.0]
    assert len(history.read_benefits(store, CLIENT)) == (version == 3)
    assert history.reported(store, CLIENT).empty
    assert history.profiles(store, CLIENT) == ()
    put(store, CLIENT, "2026-09", kpis(), judged(), run="2026-09/001")
    told = history.read(store, CLIENT).set_index(["kpi", "period"])
    assert told.loc[("recommend", "2026-07"), "value"] == 37.0
    assert pd.isna(told.loc[("recommend", "2026-07"), "n"])
    assert len(told) == 4
    assert len(history.read_benefits(store, CLIENT)) == 1 + (version == 3)
    assert history.read(store, "Another")["value"].tolist() == [1.0]
    first = history.reported(store, CLIENT, "2026-07").iloc[0]
    assert first["run"] == layout.EARLIER
    assert pd.isna(first["reported_at"])


def test_every_value_ever_reported_is_found_again(store):
    put(
        store,
        CLIENT,
        "2026-09",
        kpis(value=40.0),
        run="2026-09/001",
        at="2026-10-02",
        kind="report",
    )
    put(store, CLIENT, "2026-09", kpis(value=40.0), run="2026-09/002", at="2026-10-03")
    put(store, CLIENT, "2026-10", kpis(value=41.0), run="2026-10/001", at="2026-11-02",
        reasons={"2026-09": "late answers came in"})  # fmt: skip
    told = history.reported(store, CLIENT, period="2026-09", kpi="recommend")
    assert told[["run", "value", "reason"]].fillna("").to_numpy().tolist() == [
        ["2026-09/001", 40.0, ""],
        ["2026-10/001", 41.0, "late answers came in"],
    ]  # fmt: skip
    assert told["reported_at"].tolist() == ["2026-10-02", "2026-11-02"]
    assert history.reported(store, "Another").empty


def test_what_is_no_longer_measured_is_told_not_lost(store):
    put(store, CLIENT, "2026-09", kpis(), run="1")
    put(store, CLIENT, "2026-09", kpis()[lambda t: t.kpi == "recommend"], run="2")
    told = history.reported(store, CLIENT, kpi="churn")
    assert told["value"].fillna(-1).tolist() == [0.02, -1]
    put(store, CLIENT, "2026-09", kpis(), run="3")
    assert len(history.reported(store, CLIENT, kpi="churn")) == 3
    assert len(history.read(store, CLIENT)) == 3


def test_a_run_that_is_published_twice_counts_once(store):
    put(store, CLIENT, "2026-09", kpis(value=40.0), run="2026-09/001")
    put(store, CLIENT, "2026-09", kpis(value=41.0), run="2026-09/002")
    put(store, CLIENT, "2026-09", kpis(value=40.0), run="2026-09/001")
    assert history.read(store, CLIENT)["value"].max() == 41.0


def test_an_id_takes_over_what_stood_under_the_client_s_name(store):
    put(store, CLIENT, "2026-08", kpis("2026-08", 30.0))
    assert len(history.read(store, "lark", CLIENT)) == 2
    put(store, "lark", "2026-09", kpis(value=41.0), formerly=CLIENT)
    assert history.read(store, "lark", CLIENT)["value"].max() == 41.0
    assert len(history.reported(store, "lark")) == 5
    assert len(history.read(store, CLIENT)) == 2, "another folder of that name keeps its own"


def test_two_engagements_of_one_client_do_not_meet(store):
    put(store, "lark-1", "2026-09", kpis(value=1.0), formerly=CLIENT)
    put(store, "lark-2", "2026-09", kpis(value=50.0), formerly=CLIENT)
    assert history.read(store, "lark-1", CLIENT)["value"].max() == 38.0


def test_profiles_come_back_oldest_first_with_their_run(store):
    for month in ("08", "09"):
        put(store, CLIENT, f"2026-{month}", kpis(), run=f"2026-{month}/001", at="then",
            profile={"period": f"2026-{month}"})  # fmt: skip
    put(store, CLIENT, "2026-09", kpis(), run="no profile")
    told = history.profiles(store, CLIENT)
    assert [(t["period"], t["run"], t["reported_at"]) for t in told] == [
        ("2026-08", "2026-08/001", "then"), ("2026-09", "2026-09/001", "then")
    ]  # fmt: skip


def test_the_state_of_alerts_is_kept_by_address(store):
    def states(*rows):
        return pd.DataFrame(rows, columns=["alert", "address", "state", "said", "at"])

    history.tell(
        store, CLIENT, states(("a", "x", "sent", "w1", "1"), ("a", "y", "failed", "w1", "1"))
    )
    history.tell(store, CLIENT, states(("a", "y", "sent", "w1", "2")))
    told = history.read_alerts(store, CLIENT).set_index("address")["state"]
    assert told.to_dict() == {"x": "sent", "y": "sent"}
    assert history.read_alerts(store, "Another").empty


def test_first_writers_at_once_on_an_empty_history_all_succeed(store):
    failures, barrier = [], threading.Barrier(8)

    def first(name):
        barrier.wait()
        try:
            put(store, name, "2026-09", kpis())
        except Exception as why:
            failures.append(why)

    writers = [threading.Thread(target=first, args=(f"client {i}",)) for i in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    assert [len(history.read(store, f"client {i}")) for i in range(8)] == [3] * 8


def test_without_the_lock_they_would_not(server, monkeypatch):
    import sqlalchemy as sa

    monkeypatch.setattr(sa.func, "pg_advisory_xact_lock", lambda _: sa.literal(1), raising=False)
    failed = 0
    for _ in range(5):
        _forget(server)
        try:
            test_first_writers_at_once_on_an_empty_history_all_succeed(server)
        except AssertionError:
            failed += 1
            break
    assert failed


@pytest.fixture
def less_patient(monkeypatch):
    """The same give-up, sooner, so that the tests stay short."""
    assert way.GIVE_UP_SECONDS < PATIENCE
    monkeypatch.setattr(way, "GIVE_UP_SECONDS", 2)


@pg8000_leaves_its_socket
def test_a_database_that_accepts_and_never_answers_is_given_up(less_patient):
    driver = next((d for d in ("pg8000", "psycopg", "psycopg2") if importlib.util.find_spec(d)), "")
    if not driver:
        pytest.skip("no PostgreSQL driver here: install the extra 'postgres'")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)
        address = f"postgresql+{driver}://cx:secret@127.0.0.1:{silent.getsockname()[1]}/kpis"
        began = time.monotonic()
        with pytest.raises(Unreachable) as given_up:
            history.read(address, CLIENT)
        assert time.monotonic() - began < 4
    gc.collect()
    assert "secret" not in str(given_up.value)
    assert given_up.value.exit_code == 6


@pg8000_leaves_its_socket
def test_a_locked_table_is_given_up(server, less_patient):
    import sqlalchemy as sa

    _forget(server)
    put(server, CLIENT, "2026-09", kpis())
    engine = way._engine(server, writing=True)
    with engine.begin() as holder:
        holder.execute(sa.DDL("LOCK TABLE cx_kpi_reported IN ACCESS EXCLUSIVE MODE"))
        began = time.monotonic()
        with pytest.raises(Unreachable):
            history.read(server, CLIENT)
        assert time.monotonic() - began < 4
    gc.collect()
    engine.dispose()


def test_a_dead_database_is_unreachable_and_told_by_where_its_address_stands(tmp_path, monkeypatch):
    if not any(importlib.util.find_spec(d) for d in ("pg8000", "psycopg", "psycopg2")):
        pytest.skip("no PostgreSQL driver here: install the extra 'postgres'")
    with pytest.raises(Unreachable, match=r"\(a postgresql address\) cannot be used") as failed:
        history.read(f"postgresql://cx@127.0.0.1:{_free_port()}/kpis", CLIENT)
    assert "127.0.0.1" not in str(failed.value)
    kept = SimpleNamespace(client="C", id=None, history="env:CX_TEST_HISTORY")
    monkeypatch.setenv("CX_TEST_HISTORY", f"postgresql://cx:hush@127.0.0.1:{_free_port()}/kpis")
    with pytest.raises(Unreachable, match=r"\(env:CX_TEST_HISTORY, a postgresql address\)"):
        history.read(history.location(kept, tmp_path), CLIENT)


def test_reading_creates_nothing(tmp_path):
    assert history.read(tmp_path / "history.sqlite", CLIENT).empty
    assert list(tmp_path.iterdir()) == []


def test_the_file_has_a_rollback_journal(tmp_path):
    store = tmp_path / "history.sqlite"
    put(store, CLIENT, "2026-09", kpis())
    connection = sqlite3.connect(store)
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    connection.close()
    assert [f.name for f in tmp_path.iterdir()] == ["history.sqlite"]


def test_a_file_that_is_no_history_is_named(tmp_path):
    store = tmp_path / "history.sqlite"
    store.write_bytes(b"not a database at all, but long enough to be one" * 50)
    with pytest.raises(InputError, match=r"in history.sqlite is damaged or no history"):
        history.read(store, CLIENT)


def test_where_the_history_lies(tmp_path, monkeypatch):
    given = {"client": "A", "tables": {"kpis": {"source": "kpis.csv"}}}
    assert history.location(Config(**given), tmp_path) == tmp_path / "history.sqlite"
    team = Config(**given, history="env:CX_TEST_HISTORY")
    with pytest.raises(InputError, match="the environment variable CX_TEST_HISTORY is not set"):
        history.location(team, tmp_path)
    monkeypatch.setenv("CX_TEST_HISTORY", "postgresql://cx@db/kpis")
    assert history.location(team, tmp_path) == "postgresql://cx@db/kpis"


@pytest.mark.parametrize(
    ("change", "told"),
    [(("/postgres", "/nowhere"), "there is no such database"),
     (("cx@", "nobody_here@"), "refuses this user or this password")],
)  # fmt: skip
def test_mistakes_of_setting_up_are_bad_input_with_a_remedy(server, change, told):
    with pytest.raises(InputError, match=told) as found:
        history.read(server.replace(*change), CLIENT)
    assert found.value.exit_code == 2
    assert "Remedy" in str(found.value)
    assert "@" not in str(found.value)


def test_a_user_without_rights_is_told_so(server):
    import sqlalchemy as sa

    with way._engine(server, True).begin() as connection:
        for text in ("CREATE ROLE reader LOGIN", "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
                     "CREATE TABLE IF NOT EXISTS cx_history_version (version INTEGER)",
                     "REVOKE ALL ON cx_history_version FROM PUBLIC"):  # fmt: skip
            connection.execute(sa.text(text))
    try:
        with pytest.raises(InputError, match="may not read the table") as found:
            history.read(server.replace("cx@", "reader@"), CLIENT)
        assert "Remedy" in str(found.value)
    finally:
        with way._engine(server, True).begin() as connection:
            connection.execute(sa.text("DROP TABLE cx_history_version"))
            connection.execute(sa.text("DROP ROLE reader"))


@pytest.mark.parametrize(
    ("address", "told"),
    [("postgresql://me:p@ss:w/rd#1%@host/db", "cannot be taken apart"),
     ("mysql://me:hush@host/db", "no place for it"), ("hush+odd://x", "of an unknown kind")],
)  # fmt: skip
def test_an_address_that_cannot_be_used_says_how_to_write_it(tmp_path, monkeypatch, address, told):
    monkeypatch.setenv("CX_TEST_HISTORY", address)
    with pytest.raises(InputError, match=told) as found:
        history.read(history.location(_Kept(), tmp_path), CLIENT)
    assert "hush" not in str(found.value)


class _Kept:
    client, history = CLIENT, "env:CX_TEST_HISTORY"
