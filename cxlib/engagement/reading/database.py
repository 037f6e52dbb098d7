"""A table in a database or warehouse: named by reference, read through ibis, never waited for."""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl, urlsplit

from cxlib import databases
from cxlib.engagement.config import Database
from cxlib.engagement.contracts.problems import nearest
from cxlib.engagement.contracts.raw import Raw, from_frame
from cxlib.engagement.reading.failures import told
from cxlib.engagement.reading.locks import lock
from cxlib.errors import InputError, KitError, Problem, Unreachable

if TYPE_CHECKING:
    import ibis.expr.types as ir
    from ibis.backends.postgres import Backend

Answer = TypeVar("Answer")
GIVE_UP_SECONDS = 8  # a database that accepts and never answers must not hold a scheduled run
SPARK = ("pyspark", "spark")  # the session that the machine is set up for; a master by its address
PATIENCE = dict.fromkeys(SPARK, 180) | {
    "bigquery": 60,
    "snowflake": 60,
}  # they start machines first
EXTRAS = {"postgresql": "postgres", "spark": "pyspark"}  # where an address says it otherwise
REFERENCE = "env:"
READ_FILES = ("duckdb", "sqlite", *SPARK)  # engines that take a table's name for a file or function


def read_database(source: Database) -> Raw:
    """The whole table as a Raw; see `asked` for what can go wrong."""
    frame = asked(source, lambda table: table.execute())
    return from_frame(f"{source.url} table {source.table}", frame)


def asked(source: Database, work: Callable[[ir.Table], Answer]) -> Answer:
    """What `work` makes of the table, which is named by reference.

    It runs in a thread of its own: a database that never answers is left behind with it.

    Raises
    ------
    InputError
        Where the environment variable, the driver, the table or the right to read it is missing.
    Unreachable
        Where the database cannot be reached, does not answer or fails. The address is never shown.
    """
    import ibis  # noqa: F401  # its loading is no part of the waiting

    address, answered, finished = _address(source), threading.Event(), queue.Queue()

    def ask() -> None:
        try:
            finished.put(work(_table(address, source, answered)))
        except KitError as why:
            finished.put(why)
        except Exception as why:  # the words of a driver may hold the address
            reached = answered.is_set()
            finished.put(
                (told(why, source) if reached else _unreachable(source, address, why)) or why
            )
        answered.set()

    threading.Thread(target=ask, name="database", daemon=True).start()
    patience = PATIENCE.get(databases.kind(address), GIVE_UP_SECONDS)
    if not answered.wait(patience):
        raise Unreachable(f"{source.url} did not answer within {patience} s.")
    result = finished.get()
    if isinstance(result, Exception):
        raise result
    return result


def _address(source: Database) -> str:
    """The address behind the reference, of a kind that is known and can be taken apart."""
    name = source.url.removeprefix(REFERENCE)
    if not os.environ.get(name):
        rule = f"the environment variable {name} is not set"
        raise InputError(Problem(source.url, None, None, rule, "set it to the database's address"))
    databases.check(source.url, os.environ[name])
    return os.environ[name]


def _unreachable(source: Database, address: str, why: Exception) -> KitError:
    """What failed before the database had spoken: a mistake in setting it up, or nobody there."""
    known = databases.mendable(why)
    if known is not None:
        rule, remedy = known
        where = f"{source.url} ({databases.said(address)})"
        return InputError(Problem(where, None, None, rule, remedy))
    words = f"{source.url} ({databases.said(address)}) cannot be reached: {type(why).__name__}"
    return Unreachable(f"{words}. Remedy: see that host and port are right and that it answers.")


def _table(address: str, source: Database, answered: threading.Event) -> ir.Table:
    """`answered` is set once the database has spoken: after that it may take its time."""
    import ibis

    kind = databases.kind(address)
    logging.getLogger("SQLQueryContextLogger").disabled = True  # Spark's errors, told in our words
    try:
        connection = _connected(kind, address, source)
    except (ImportError, ModuleNotFoundError):
        rule = f"needs the driver for {kind} databases"
        remedy = f"install it: pip install 'ibis-framework[{EXTRAS.get(kind, kind)}]'"
        raise InputError(Problem(source.url, None, None, rule, remedy)) from None
    try:
        if kind in READ_FILES and source.table not in connection.list_tables(
            database=source.schema_
        ):
            raise ibis.common.exceptions.TableNotFound(source.table)
        table = connection.table(source.table, database=source.schema_)
    except ibis.common.exceptions.TableNotFound:
        rule = f"there is no table '{source.table}'"
        there = connection.list_tables(database=source.schema_)
        meant = nearest(source.table, there) if there else "there is none"
        remedy = f"{meant}; name it under source: {{table: ..., schema: ...}}"
        raise InputError(Problem(source.url, None, None, rule, remedy)) from None
    answered.set()
    return table


def _connected(kind: str, address: str, source: Database):
    """A file of DuckDB's is opened read only, under the locks of the kit's own engine."""
    import ibis

    if kind in SPARK:
        return _spark(address)
    if kind not in databases.FILES:
        connection = ibis.connect(f"{kind}://{address.partition('://')[2]}")
        return uncompiled(connection) if connection.name == "postgres" else connection
    place = urlsplit(address)
    path = Path(place.netloc + place.path)
    if not path.parent.is_dir():
        raise FileNotFoundError  # a drive that is away, perhaps
    if not path.is_file():
        rule = f"names a {kind} file that is not there"
        raise InputError(Problem(source.url, None, None, rule, "correct the path in the address"))
    if kind != "duckdb":
        return ibis.connect(address)
    connection = ibis.connect(address, read_only=True)
    lock(connection.con)
    return connection


def uncompiled(connection: Backend) -> Backend:
    """PostgreSQL's session without its compiler of queries, where the server has one.

    The questions about lists of events are long expressions whose cost the planner overrates, with
    statistics or without: compiling them takes minutes, and answering them seconds.
    """
    connection.raw_sql(
        "SELECT set_config(name, 'off', false) FROM pg_settings WHERE name = 'jit'"
    ).close()
    return connection


def _spark(address: str):
    """Spark takes settings, the query of the address, only before its session begins."""
    import ibis
    from pyspark.sql import SparkSession

    place, session = urlsplit(address), SparkSession.builder
    if place.netloc:
        session = session.master(f"spark://{place.netloc}")
    for setting, value in parse_qsl(place.query):
        session = session.config(setting, value)
    return ibis.pyspark.connect(session.getOrCreate())
