"""Databases that a client or a team names by an address: the kinds known, and what went wrong.

One translation for both ways to a database, the sources of an engagement and its history. An
address, a driver's words and a query may hold a password or a client's text: nothing of them is
ever shown but a kind that is known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from cxlib.errors import InputError, Problem

KINDS = (
    "duckdb", "sqlite", "postgres", "postgresql", "mysql", "mssql", "oracle", "snowflake",
    "bigquery", "clickhouse", "databricks", "trino", "athena", "impala", "exasol",
    "pyspark", "spark",
)  # fmt: skip
FILES = ("duckdb", "sqlite")  # an address of theirs names a file
ENCODE = (
    "write special signs in user and password as %-codes (@ as %40, : as %3A, / as %2F, # as %23, "
    "? as %3F, % as %25), as in postgresql://user:p%40ss@host:5432/database"
)
RIGHT = "ask the owner of the database, or of its file, for that right"
LOG_IN = "correct the user and the password in the address"
MENDABLE = {  # SQLSTATE (ISO/IEC 9075, PostgreSQL app. A) or a class of them: rule and remedy
    "28": ("the database refuses this user or this password", LOG_IN),
    "3D000": ("there is no such database on that server", "correct the database's name"),
    "3F000": ("there is no such schema", "correct the schema"),
    "42501": ("this user may not read the table, or not write to it", RIGHT),
    "files": (
        "the table is a view of files or of the network, which are shut off here",
        "name a table that holds its rows itself",
    ),
    "42P01": ("there is no such table", "name a table or view that is there"),
    "42703": ("there is no such column", "name a column that is there"),
}
NUMBERS = {1044: "28", 1045: "28", 1049: "3D000", 1142: "42501", 1146: "42P01"}  # of MySQL
WORDS = {  # of servers that give no state while one logs in, in the languages that they speak
    "28": r"password authentication|authentication failed|access denied|login failed|"
    r"incorrect username|passwort|mot de passe|contrase|senha|role .* (does not|exist)|"
    r"no pg_hba\.conf entry",
    "3D000": r"database .* (does not exist|existiert nicht|n'existe pas|no existe)|"
    r"unknown database",
    "files": r"disabled by configuration",
    "42501": r"permission denied for|readonly database|read-only",
}


class Address(str):
    """An address that stands in an environment variable, and is told of by the variable's name.

    >>> Address("postgresql://me:s3cret@host/db", "HISTORY").told
    'env:HISTORY, a postgresql address'
    """

    __slots__ = ("told",)

    def __new__(cls, address: str, variable: str) -> Address:
        made = super().__new__(cls, address)
        made.told = f"env:{variable}, {said(address)}"
        return made


def kind(address: str) -> str | None:
    """The kind of database that an address names, without its driver; None where it is not known.

    >>> kind("postgresql+psycopg://me@host/db"), kind("s3cret+odd://x")
    ('postgresql', None)
    """
    named = address.partition("://")[0].partition("+")[0].lower()
    return named if "://" in address and named in KINDS else None


def said(address: str) -> str:
    """A kind of address as it may be shown."""
    named = kind(address)
    return f"a {named} address" if named else "an address of an unknown kind"


def check(where: str, address: str) -> None:
    """Refuse an address that cannot be taken apart, or whose kind is not known.

    Raises InputError naming `where` the address stands, and nothing of the address.
    """
    if kind(address) is None:
        known = ", ".join(KINDS)
        remedy = f"begin it with one of {known}, as in postgresql://user@host/database"
        raise InputError(Problem(where, None, None, f"holds {said(address)}", remedy))
    if "\0" in address or (kind(address) not in FILES and not _sound(address)):
        rule = f"holds {said(address)} that cannot be taken apart"
        raise InputError(Problem(where, None, None, rule, ENCODE))


def _sound(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    one_at = parts.netloc.count("@") <= 1
    coded = not re.search(r"%(?![0-9A-Fa-f]{2})", parts.netloc + parts.path)
    return one_at and coded and not parts.fragment and (port is None or port > 0)


def mendable(why: BaseException) -> tuple[str, str] | None:
    """What a person can mend of a database's failure: rule and remedy; None for any other.

    >>> class Refused(Exception):
    ...     sqlstate = "28P01"
    >>> mendable(Refused())[0]
    'the database refuses this user or this password'
    """
    for state in _states(why):
        found = MENDABLE.get(state) or MENDABLE.get(state[:2])
        if found:
            return found
    return None


def _states(why: BaseException) -> Iterator[str]:
    """The SQLSTATE of an error, from its attribute, its number or, at last, its words."""
    error = getattr(why, "orig", None) or why
    asked = getattr(error, "getSqlState", None)  # Spark's way; an attribute elsewhere
    state = asked() if callable(asked) else getattr(error, "sqlstate", None)
    first = error.args[0] if error.args else None
    if state is None and isinstance(first, dict):  # pg8000 gives the server's message by its fields
        state = first.get("C")
    if state is None and isinstance(first, int):
        state = NUMBERS.get(first)
    if state is not None:
        yield str(state)
        return
    words = str(error).casefold()
    yield from (state for state, pattern in WORDS.items() if re.search(pattern, words))
