"""What a source may be: one file or table, inside what is allowed, once."""

import sqlite3
from pathlib import Path

import duckdb
import pytest

from cxlib.engagement import load
from cxlib.errors import InputError, Unreachable

ROWS = "customer,recommend\n" + "".join(f"c{i},{i % 11}\n" for i in range(40))


def yml(source: str, extra: str = "") -> str:
    return (
        f"client: A\nperiod: none\n{extra}outcomes: {{recommend: {{kind: nps}}}}\n"
        f"tables:\n  responses: {{source: {source}}}\n"
    )


@pytest.fixture
def home(tmp_path) -> Path:
    (tmp_path / "r.csv").write_text(ROWS)
    return tmp_path


@pytest.fixture
def refusal(home):
    def read(source: str, extra: str = "", kind: type = InputError) -> str:
        (home / "engagement.yml").write_text(yml(source, extra))
        with pytest.raises(kind) as found:
            load(home)
        return str(found.value)

    return read


@pytest.mark.parametrize("name", ["r\\0.csv", "a" * 5000 + ".csv", "\\ud800.csv"])
def test_what_can_be_no_name_is_bad_input(refusal, name):
    said = refusal(f'"{name}"')
    assert "tables.responses.source" in said or "is no YAML" in said
    assert "\0" not in said


def test_links_in_a_circle_are_bad_input(home, refusal):
    (home / "a.csv").symlink_to("b.csv")
    (home / "b.csv").symlink_to("a.csv")
    assert "tables.responses.source" in refusal("a.csv")


@pytest.mark.parametrize("twice", ["[r.csv, r.csv]", "[r.csv, ./r.csv]", "[r.csv, link.csv]"])
def test_a_source_that_is_named_twice_is_refused(home, refusal, twice):
    (home / "link.csv").symlink_to("r.csv")
    assert "r.csv: is named twice, and would count twice" in refusal(twice)


def test_the_same_bytes_under_two_names_are_refused(home, refusal):
    (home / "may.csv").write_text(ROWS)
    assert "may.csv: holds the same as r.csv" in refusal("[r.csv, may.csv]")
    (home / "may.csv").write_text(ROWS.replace("c39,6", "c39,7"))
    (home / "engagement.yml").write_text(yml("[r.csv, may.csv]"))
    assert len(load(home).table("responses")) == 80


@pytest.mark.parametrize("root", ["/", "~", "above"])
def test_roots_that_open_everything_are_warned_of(home, root, monkeypatch):
    monkeypatch.setenv("HOME", str(home / "users" / "me"))
    monkeypatch.setenv("USERPROFILE", str(home / "users" / "me"))
    (home / "users" / "me").mkdir(parents=True)
    (home / "data").mkdir()
    named = {"/": "/", "~": "users/me", "above": "users"}[root]
    (home / "engagement.yml").write_text(yml("r.csv", f"roots: [data, {named}]\n"))
    quality = load(home).quality
    warned = quality[quality.column.eq("roots")]
    assert warned[["severity", "n"]].to_numpy().tolist() == [["warning", 1]]
    (home / "engagement.yml").write_text(yml("r.csv", "roots: [data]\n"))
    assert not load(home).quality.column.eq("roots").any()


@pytest.fixture
def warehouse(home, monkeypatch):
    """A DuckDB file with a table, a view of it, and a view of a file outside."""
    (home / "outside").mkdir()
    (home / "outside" / "x.csv").write_text(ROWS)
    with duckdb.connect(str(home / "w.duckdb")) as store:
        store.execute("CREATE TABLE survey AS SELECT * FROM read_csv($1)", [str(home / "r.csv")])
        store.execute("CREATE VIEW good AS SELECT * FROM survey")
        store.execute(
            f"CREATE VIEW leak AS SELECT * FROM read_csv('{home / 'outside' / 'x.csv'}')"  # noqa: S608
        )
    monkeypatch.setenv("CX_W", f"duckdb://{home / 'w.duckdb'}")
    return home


def stored(table: str) -> str:
    return f'{{url: env:CX_W, table: "{table}"}}'


@pytest.mark.parametrize("table", ["survey", "good"])
def test_a_table_or_view_of_the_database(warehouse, table):
    (warehouse / "engagement.yml").write_text(yml(stored(table)))
    assert len(load(warehouse).table("responses")) == 40


@pytest.mark.parametrize("address", ["file", "duckdb://", "duckdb://:memory:"])
@pytest.mark.parametrize("table", ["OUT/x.csv", "read_csv('OUT/x.csv')", "duckdb_settings",
                                   "sqlite_master", "survey' UNION SELECT 1 --"])  # fmt: skip
def test_a_tables_name_reaches_no_file_and_no_function(
    warehouse, refusal, monkeypatch, address, table
):
    if address != "file":
        monkeypatch.setenv("CX_W", address)
    said = refusal(stored(table.replace("OUT", str(warehouse / "outside"))))
    assert "there is no table" in said or "not there" in said


def test_a_view_of_a_file_is_refused(warehouse, refusal):
    assert "a view of files" in refusal(stored("leak"))


def test_without_the_locks_it_would_be_read(warehouse, monkeypatch):
    from cxlib.engagement.reading import database

    monkeypatch.setattr(database, "lock", lambda _: None)
    (warehouse / "engagement.yml").write_text(yml(stored("leak")))
    assert len(load(warehouse).table("responses")) == 40


def test_a_sqlite_file_is_neither_made_nor_asked_for_functions(home, refusal, monkeypatch):
    monkeypatch.setenv("CX_W", f"sqlite://{home / 's.sqlite'}")
    assert "names a sqlite file that is not there" in refusal(stored("survey"))
    assert not (home / "s.sqlite").exists()
    sqlite3.connect(home / "s.sqlite").execute("CREATE TABLE other (a)").connection.close()
    assert "there is no table" in refusal(stored("pragma_database_list"))


def test_the_same_table_of_a_database_is_named_once(warehouse, refusal, monkeypatch):
    monkeypatch.setenv("CX_V", f"duckdb://{warehouse / 'w.duckdb'}")
    other = stored("survey").replace("CX_W", "CX_V")
    assert "is named twice" in refusal(f"[{stored('survey')}, {other}]")


@pytest.mark.parametrize("address", ["zqs3cretpw+odd://x", "zqs3cretpw", "/zqs3cretpw/x.csv",
                                     "zqs3cretpw://me@host"])  # fmt: skip
def test_only_kinds_that_are_known_are_echoed(home, refusal, monkeypatch, address):
    monkeypatch.setenv("CX_W", address)
    said = refusal(stored("survey"))
    assert "an address of an unknown kind" in said
    assert "zqs3cretpw" not in said


@pytest.mark.parametrize("address", ["postgres://me:p@ss:w/rd#1%@127.0.0.1/x",
                                     "postgresql://me:hush@127.0.0.1:port/x",
                                     "mysql://me:hu%sh@127.0.0.1/x"])  # fmt: skip
def test_an_address_that_cannot_be_taken_apart_says_how_to_write_it(
    home, refusal, monkeypatch, address
):
    monkeypatch.setenv("CX_W", address)
    said = refusal(stored("survey"))
    assert "cannot be taken apart" in said
    assert "%40" in said
    assert "hu" not in said.partition("Remedy")[0]


def test_a_server_that_is_away_is_to_be_tried_again(home, refusal, monkeypatch):
    monkeypatch.setenv("CX_W", "postgres://me:hush@127.0.0.1:1/x")
    said = refusal(stored("survey"), kind=(Unreachable, InputError))
    assert "hush" not in said
