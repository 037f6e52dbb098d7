"""A table in a database or warehouse: named by reference, read through ibis, never waited for."""

from __future__ import annotations

import os
import queue
import threading
from urllib.parse import urlsplit

import pandas as pd

from cxlib.engagement.config import Database
from cxlib.engagement.problems import nearest
from cxlib.engagement.raw import Raw, from_frame
from cxlib.errors import InputError, KitError, Problem, Unreachable

GIVE_UP_SECONDS = 10  # a database that accepts and never answers must not hold a scheduled run
REFERENCE = "env:"


def read_database(source: Database) -> Raw:
    """The whole table as a Raw.

    Raises
    ------
    InputError
        Where the environment variable or the table is missing.
    Unreachable
        Where the database cannot be reached or does not answer. The address is never shown.
    """
    name = source.url.removeprefix(REFERENCE)
    address = os.environ.get(name)
    if not address:
        rule = f"the environment variable {name} is not set"
        raise InputError(Problem(source.url, None, None, rule, "set it to the database's address"))
    return from_frame(f"{source.url} table {source.table}", _within_time(address, source))


def _within_time(address: str, source: Database) -> pd.DataFrame:
    """Read in a thread of its own: one that never answers is left behind, and ends with us."""
    answered, finished = threading.Event(), queue.Queue()

    def work() -> None:
        try:
            finished.put(_fetch(address, source, answered))
        except KitError as why:
            finished.put(why)
        except Exception as why:  # the words of a driver may hold the address
            finished.put(_unreachable(source, address, why))
        answered.set()

    threading.Thread(target=work, name="database", daemon=True).start()
    if not answered.wait(GIVE_UP_SECONDS):
        raise Unreachable(f"{source.url} did not answer within {GIVE_UP_SECONDS} s.")
    result = finished.get()
    if isinstance(result, Exception):
        raise result
    return result


def _unreachable(source: Database, address: str, why: Exception) -> Unreachable:
    kind = urlsplit(address).scheme or "no"
    return Unreachable(f"{source.url} (a {kind} address) cannot be reached: {type(why).__name__}.")


def _fetch(address: str, source: Database, answered: threading.Event) -> pd.DataFrame:
    """`answered` is set once the database has spoken: after that it may take its time."""
    import ibis

    try:
        connection = ibis.connect(address)
    except (ImportError, ModuleNotFoundError):
        kind = urlsplit(address).scheme
        rule = f"needs the driver for {kind} databases"
        remedy = f"install it: pip install 'ibis-framework[{kind}]'"
        raise InputError(Problem(source.url, None, None, rule, remedy)) from None
    try:
        table = connection.table(source.table, database=source.schema_)
    except ibis.common.exceptions.TableNotFound:
        rule = f"there is no table '{source.table}'"
        remedy = nearest(source.table, connection.list_tables(database=source.schema_))
        raise InputError(Problem(source.url, None, None, rule, remedy)) from None
    answered.set()
    return table.execute()
