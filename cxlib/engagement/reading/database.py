"""A table in a database or warehouse: named by reference, read through ibis, never waited for."""

from __future__ import annotations

import logging
import os
import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl, urlsplit

from cxlib.engagement.config import Database
from cxlib.engagement.contracts.problems import nearest
from cxlib.engagement.contracts.raw import Raw, from_frame
from cxlib.engagement.reading.failures import told
from cxlib.errors import InputError, KitError, Problem, Unreachable

if TYPE_CHECKING:
    import ibis.expr.types as ir

Answer = TypeVar("Answer")
GIVE_UP_SECONDS = 8  # a database that accepts and never answers must not hold a scheduled run
SPARK = ("pyspark", "spark")  # the session that the machine is set up for; a master by its address
PATIENCE = dict.fromkeys(SPARK, 180) | {
    "bigquery": 60,
    "snowflake": 60,
}  # they start machines first
EXTRAS = {"postgresql": "postgres", "spark": "pyspark"}  # where an address says it otherwise
REFERENCE = "env:"


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
    patience = PATIENCE.get(_kind(address), GIVE_UP_SECONDS)
    if not answered.wait(patience):
        raise Unreachable(f"{source.url} did not answer within {patience} s.")
    result = finished.get()
    if isinstance(result, Exception):
        raise result
    return result


def _address(source: Database) -> str:
    name = source.url.removeprefix(REFERENCE)
    if not os.environ.get(name):
        rule = f"the environment variable {name} is not set"
        raise InputError(Problem(source.url, None, None, rule, "set it to the database's address"))
    return os.environ[name]


def _kind(address: str) -> str:
    """The kind of database, as the address names it; its letters alone, for it is shown."""
    return urlsplit(address).scheme


def _unreachable(source: Database, address: str, why: Exception) -> Unreachable:
    kind = _kind(address) or "no"
    return Unreachable(f"{source.url} (a {kind} address) cannot be reached: {type(why).__name__}.")


def _table(address: str, source: Database, answered: threading.Event) -> ir.Table:
    """`answered` is set once the database has spoken: after that it may take its time."""
    import ibis

    kind = _kind(address)
    logging.getLogger("SQLQueryContextLogger").disabled = True  # Spark's errors, told in our words
    try:
        connection = _spark(address) if kind in SPARK else ibis.connect(address)
    except (ImportError, ModuleNotFoundError):
        rule = f"needs the driver for {kind} databases"
        remedy = f"install it: pip install 'ibis-framework[{EXTRAS.get(kind, kind)}]'"
        raise InputError(Problem(source.url, None, None, rule, remedy)) from None
    try:
        table = connection.table(source.table, database=source.schema_)
    except ibis.common.exceptions.TableNotFound:
        rule = f"there is no table '{source.table}'"
        remedy = nearest(source.table, connection.list_tables(database=source.schema_))
        raise InputError(Problem(source.url, None, None, rule, remedy)) from None
    answered.set()
    return table


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
