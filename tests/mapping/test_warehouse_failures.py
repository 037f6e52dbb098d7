"""A warehouse that fails, refuses or goes away ends in one line, never in a driver's words."""

from __future__ import annotations

import gc
import re

import pandas as pd
import psycopg
import pytest
from typer.testing import CliRunner

from cxlib.cli import app
from cxlib.engagement import load
from cxlib.engagement.log import events as windowing
from cxlib.engagement.log import source as log
from cxlib.errors import InputError, Unreachable
from cxlib.session import Session

pytestmark = [
    pytest.mark.filterwarnings("ignore:.*was deleted while still open:ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]  # connections that the server closed cannot drop what was cached in them
ROWS = 40
YML = """client: A
period: none
tables:
  interactions: {source: {url: env:CX_TEST_WAREHOUSE, table: clicks}}
"""


@pytest.fixture
def owner(postgres):
    """The server's owner, with a table of clicks and a reader who may read it."""
    with psycopg.connect(postgres, autocommit=True) as line:
        line.execute("DROP TABLE IF EXISTS clicks")
        line.execute("CREATE TABLE clicks (customer text, time timestamp, touchpoint text)")
        for i in range(ROWS):
            moment = pd.Timestamp("2026-01-01") + pd.Timedelta(hours=i)
            line.execute("INSERT INTO clicks VALUES (%s, %s, %s)", (f"c{i % 8}", moment, "app"))
        if not line.execute("SELECT 1 FROM pg_roles WHERE rolname = 'reader'").fetchone():
            line.execute("CREATE ROLE reader LOGIN PASSWORD 'hush'")
        line.execute("ALTER ROLE reader RESET ALL")
        line.execute("GRANT SELECT ON clicks TO reader")
        yield line
    gc.collect()


@pytest.fixture
def folder(tmp_path, postgres, monkeypatch):
    monkeypatch.setenv("CX_TEST_WAREHOUSE", postgres.replace("//kit:", "//reader:"))
    (tmp_path / "engagement.yml").write_text(YML)
    return tmp_path


@pytest.fixture
def in_place(monkeypatch):
    """Few rows are enough to stay in the warehouse."""
    for module in (windowing, log):
        monkeypatch.setattr(module, "KEPT_IN_MEMORY", 1)


def quiet(failure: pytest.ExceptionInfo) -> str:
    """The one line that was said; it holds neither password nor address nor query."""
    (line,) = failure.value.lines
    assert not re.search("hush|127.0.0.1|reader|SELECT", line)
    return line


def test_a_missing_table_names_those_that_are_there(owner, folder):
    owner.execute("ALTER TABLE clicks RENAME TO clicked")
    with pytest.raises(InputError, match=r"no table 'clicks'\. Remedy: perhaps 'clicked'"):
        load(folder)
    owner.execute("DROP TABLE clicked")


def test_a_missing_column_is_named(owner, folder):
    owner.execute("ALTER TABLE clicks RENAME COLUMN touchpoint TO page")
    with pytest.raises(InputError, match="column 'touchpoint': there is no such column"):
        load(folder)


def test_a_table_that_may_not_be_read_says_so(owner, folder):
    owner.execute("REVOKE SELECT ON clicks FROM reader")
    with pytest.raises(InputError, match="this user may not read the table") as failed:
        load(folder)
    assert quiet(failed).endswith("or of its file, for that right.")


def test_a_statement_that_takes_too_long_is_said_by_the_command_with_its_code(owner, folder):
    slow = "CREATE OR REPLACE VIEW slow AS SELECT clicks.* FROM clicks, pg_sleep(5)"
    owner.execute(slow)
    owner.execute("GRANT SELECT ON slow TO reader")
    owner.execute("ALTER ROLE reader SET statement_timeout = 300")
    (folder / "engagement.yml").write_text(YML.replace("clicks", "slow"))
    done = CliRunner().invoke(app, ["check", str(folder)])
    owner.execute("DROP VIEW slow")
    assert done.exit_code == Unreachable.exit_code
    assert done.output == (
        "env:CX_TEST_WAREHOUSE table slow: the database stopped the query (a time limit, or "
        "somebody's hand) (QueryCanceled).\n"
    )


def dismissed(owner) -> None:
    """Every other connection is closed by the server."""
    owner.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reader'")


def test_a_server_that_goes_away_in_the_middle_of_the_map(owner, folder, in_place, tmp_path):
    session = Session(load(folder), tmp_path / "run")
    assert session.engagement.events.get_backend().name == "postgres"
    dismissed(owner)
    with pytest.raises(Unreachable) as failed:
        session.run("mapping")
    assert quiet(failed).startswith("env:CX_TEST_WAREHOUSE table clicks: the database")
    assert failed.value.exit_code == 6


def test_a_table_dropped_in_the_middle_of_the_map(owner, folder, in_place, tmp_path):
    session = Session(load(folder), tmp_path / "run")
    owner.execute("DROP TABLE clicks")
    with pytest.raises(InputError, match="there is no such table") as failed:
        session.run("mapping")
    quiet(failed)


@pytest.mark.parametrize("many", [False, True])
def test_times_as_text_are_read_here_and_refused_where_they_cannot_be(
    owner, folder, monkeypatch, many
):
    owner.execute("ALTER TABLE clicks ALTER COLUMN time TYPE text")
    owner.execute("UPDATE clicks SET time = 'yesterday' WHERE customer = 'c0'")
    if not many:
        told = load(folder).quality.set_index("check").n
        assert (told["excluded: no time"], told["rows used"]) == (5, ROWS - 5)
        return
    monkeypatch.setattr(log, "KEPT_IN_MEMORY", 1)
    with pytest.raises(InputError, match="column 'time': holds times as text") as failed:
        load(folder)
    assert quiet(failed).endswith("name a view in which the column is a timestamp.")


def test_ties_in_a_warehouse_are_counted_and_warned_of(owner, folder, in_place, tmp_path):
    owner.execute("INSERT INTO clicks SELECT customer, time, 'bill' FROM clicks")
    found = load(folder)
    tied = found.quality.set_index("check").loc[
        "events of one customer at the same instant as another"
    ]
    assert (tied.n, tied.severity) == (ROWS, "warning")
    assert "a warehouse keeps no order of rows: they take that of the map" in tied.remedy
    session = Session(found, tmp_path / "run")
    session.run("mapping")
    told = session.view["notes"].set_index("code").note["ties in map order"]
    assert told == (
        "In 8 journeys interactions share an instant: a warehouse keeps no order, so that of the "
        "map was taken."
    )
