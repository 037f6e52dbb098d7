"""What a database says when it fails, in a line to act on and without its address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cxlib import databases
from cxlib.engagement.config import Config, Database
from cxlib.errors import InputError, KitError, Problem, Unreachable

OWN_ENGINE = frozenset({"duckdb", "_duckdb"})  # an engagement's logs are worked on in it too
DRIVERS = OWN_ENGINE | {
    "psycopg", "pyspark", "py4j", "google", "snowflake", "grpc", "pymysql", "MySQLdb",
    "clickhouse_connect", "oracledb", "trino", "databricks", "sqlite3",
}  # fmt: skip
UNABLE = ("42", "0A")  # classes of SQLSTATE: the words asked, or a feature, are not the engine's
STOPPED = {
    "57014": "stopped the query (a time limit, or somebody's hand)",
    "57P01": "was shut down or closed the connection while it was asked",
}


@contextmanager
def answering(config: Config) -> Iterator[None]:
    """Say in a line where the warehouse that holds the interactions failed while it was asked.

    Raises
    ------
    InputError
        Where a table, a column or the right to read is missing, or the engine cannot do what is
        asked of it.
    Unreachable
        Where the warehouse went away, refused or stopped the query.
    """
    try:
        yield
    except KitError:
        raise
    except Exception as why:
        source = _warehouse(config)
        said = None if source is None or _room(why) in OWN_ENGINE else told(why, source)
        if said is None:
            raise
        raise said from None


def told(why: Exception, source: Database) -> KitError | None:
    """The failure as one line, or nothing where it is not the database's.

    A driver's words may hold the address, a query or a client's text: only its kind is named.
    """
    where, state = f"{source.url} table {source.table}", _state(why)
    known = databases.mendable(why)
    if known is not None:
        return InputError(Problem(where, None, None, *known))
    if _room(why) == "ibis" or state[:2] in UNABLE:
        rule = f"its engine cannot do what is asked of it ({type(why).__name__})"
        remedy = "export the table to Parquet, or name a smaller one"
        return InputError(Problem(where, None, None, rule, remedy))
    if _room(why) in DRIVERS or isinstance(why, ConnectionError):
        words = STOPPED.get(state, "failed while it was asked")
        return Unreachable(f"{where}: the database {words} ({type(why).__name__}).")
    return None


def _warehouse(config: Config) -> Database | None:
    options = config.tables.get("interactions")
    sources = options.source if options is not None else []
    return next((s for s in sources if isinstance(s, Database)), None)


def _room(why: Exception) -> str:
    """The package that an error comes from."""
    return type(why).__module__.partition(".")[0]


def _state(why: Exception) -> str:
    """The SQLSTATE that a driver gives with its error."""
    asked = getattr(why, "getSqlState", None)  # Spark's way; an attribute elsewhere
    return str(asked() if callable(asked) else getattr(why, "sqlstate", None))
