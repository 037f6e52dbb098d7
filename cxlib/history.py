"""The KPI history: what earlier runs measured, so that later data may begin later.

One small table in SQLite beside the engagement (rollback journal, for network drives), or in a
team's PostgreSQL by reference to an environment variable. The key is client + period + KPI +
scope: a run that is repeated replaces its own rows and leaves the history as it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cxlib.errors import InputError, Unreachable

if TYPE_CHECKING:
    import sqlalchemy as sa

    from cxlib.engagement.config import Config

FILE = "history.sqlite"
VERSION = 2  # of the layout; `_MIGRATIONS` leads there from every earlier one
GIVE_UP_SECONDS = 8  # to a database that accepts and never answers
COLUMNS = {"period": "str", "kpi": "str", "scope": "str", "n": "float64", "value": "float64"}
KEY = ["kpi", "scope", "period"]


def location(config: Config, folder: str | Path) -> str | Path:
    """Where an engagement's history lies: the address behind `history: env:NAME`, or a file.

    Raises
    ------
    InputError
        Where the environment variable is not set.
    """
    if config.history is None:
        return Path(folder) / FILE
    name = config.history.removeprefix("env:")
    if name not in os.environ:
        raise InputError(
            f"engagement.yml, history: the environment variable {name} is not set. Remedy: set it "
            "to the database's address, such as postgresql://user:password@host/database."
        )
    return os.environ[name]


def read(store: str | Path, client: str) -> pd.DataFrame:
    """What earlier runs stored of a client: period, kpi, scope, n, value.

    Empty where there is no history yet; reading creates nothing.
    """
    if isinstance(store, Path) and not store.is_file():
        return _empty()
    with _opened(store) as connection:
        return _read(connection, client)


def write(store: str | Path, client: str, period: str | None, kpis: pd.DataFrame) -> None:
    """Put a run's KPIs into the history, in one transaction.

    Rows of the run's own `period` that are no longer measured are taken out; all others are
    replaced or added by their key. Unfinished periods and missing values are not stored. Writing
    the same run again leaves the history as it was.

    Parameters
    ----------
    store : from `location`
    kpis : period, kpi, scope, n, value and, where there are any, complete
    """
    rows = _storable(kpis)
    with _opened(store, writing=True) as connection:
        table = _table()
        mine = (table.c.client == client) & (table.c.period == (period or ""))
        connection.execute(table.delete().where(mine))
        if len(rows):
            _upsert(connection, table, rows.assign(client=client).to_dict("records"))


def _storable(kpis: pd.DataFrame) -> pd.DataFrame:
    complete = kpis["complete"].fillna(True).astype(bool) if "complete" in kpis else True
    known = kpis[kpis["value"].notna() & complete][list(COLUMNS)]
    typed = known.assign(
        n=known["n"].astype("float64"), value=known["value"].astype("float64")
    ).drop_duplicates(KEY, keep="last")
    return typed.astype(object).where(typed.notna(), None)


def _empty() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([], dtype=kind) for name, kind in COLUMNS.items()})


def _read(connection: sa.Connection, client: str) -> pd.DataFrame:
    import sqlalchemy as sa

    if not sa.inspect(connection).has_table(_table().name):
        return _empty()
    table = _table()
    asked = sa.select(*(table.c[name] for name in COLUMNS)).where(table.c.client == client)
    rows = connection.execute(asked.order_by(table.c.kpi, table.c.scope, table.c.period)).all()
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _upsert(connection: sa.Connection, table: sa.Table, rows: list[dict]) -> None:
    from sqlalchemy.dialects import postgresql, sqlite

    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(table)
    replaced = {name: new.excluded[name] for name in ("n", "value")}
    connection.execute(
        new.on_conflict_do_update(index_elements=["client", *KEY], set_=replaced), rows
    )


def _table() -> sa.Table:
    import sqlalchemy as sa

    text = sa.String
    key = [sa.Column(name, text, primary_key=True) for name in ("client", *KEY)]
    return sa.Table("cx_kpi_history", sa.MetaData(), *key, sa.Column("n", sa.Double),
                    sa.Column("value", sa.Double))  # fmt: skip


def _version_table() -> sa.Table:
    import sqlalchemy as sa

    return sa.Table("cx_history_version", sa.MetaData(), sa.Column("version", sa.Integer))


@contextmanager
def _opened(store: str | Path, writing: bool = False) -> Iterator[sa.Connection]:
    """A connection inside one transaction, on a layout of this version."""
    import sqlalchemy as sa

    engine = _engine(store, writing)
    try:
        with _connected(engine, store) as connection, connection.begin():
            _check(connection, store, writing)
            yield connection
    except (sa.exc.OperationalError, sa.exc.InterfaceError, OSError) as error:
        raise _unreachable(store, error) from None
    except sa.exc.DatabaseError as error:
        if "not a database" not in str(error.orig):
            raise
        raise InputError(
            f"the KPI history {_named(store)} is damaged or no history at all. Remedy: put the "
            "file aside; the next run starts a new one from the data."
        ) from None
    finally:
        engine.dispose()


def _connected(engine: sa.Engine, store: str | Path) -> sa.Connection:
    """Whatever goes wrong on the way to the server: it cannot be reached."""
    import sqlalchemy as sa

    try:
        return engine.connect()
    except (sa.exc.DBAPIError, OSError) as error:
        raise _unreachable(store, error) from None


def _unreachable(store: str | Path, error: Exception) -> Unreachable:
    """Without the driver's own words where they could hold a name or an address."""
    told = f": {getattr(error, 'orig', error)}" if isinstance(store, Path) else ""
    return Unreachable(
        f"the KPI history {_named(store)} cannot be used ({type(error).__name__}{told}). Remedy: "
        "see that it is there, answers and may be written, then run again; nothing was changed."
    )


def _named(store: str | Path) -> str:
    """The store without a user or a password in it."""
    import sqlalchemy as sa

    if isinstance(store, Path):
        return f"in {store.name}"
    url = sa.make_url(store)
    return f"on {url.host or url.get_backend_name()}"


def _engine(store: str | Path, writing: bool) -> sa.Engine:
    import sqlalchemy as sa

    if isinstance(store, Path) or str(store).startswith("sqlite"):
        return _sqlite(store, writing)
    url = sa.make_url(store)
    driver = _driver(url.drivername)
    patience = {"pg8000": {"timeout": GIVE_UP_SECONDS}}.get(
        driver.partition("+")[2],
        {"connect_timeout": GIVE_UP_SECONDS,
         "options": f"-c statement_timeout={1000 * GIVE_UP_SECONDS}"},
    )  # fmt: skip
    return sa.create_engine(url.set(drivername=driver), connect_args=patience,
                            poolclass=sa.pool.NullPool)  # fmt: skip


def _driver(named: str) -> str:
    """The PostgreSQL driver that is installed, where the address names none."""
    from importlib.util import find_spec

    if named not in ("postgresql", "postgres"):
        return named
    found = next((d for d in ("pg8000", "psycopg", "psycopg2") if find_spec(d)), None)
    if found is None:
        raise InputError(
            "history: PostgreSQL needs a driver. Remedy: install the kit with its extra "
            "'postgres' (pip install cx-kit[postgres])."
        )
    return f"postgresql+{found}"


def _sqlite(store: str | Path, writing: bool) -> sa.Engine:
    """SQLite with a rollback journal; the transaction begins at once, so that writers queue."""
    import sqlalchemy as sa

    url = store if isinstance(store, str) else sa.URL.create("sqlite", database=str(store))
    engine = sa.create_engine(
        url, connect_args={"timeout": GIVE_UP_SECONDS}, poolclass=sa.pool.NullPool
    )

    @sa.event.listens_for(engine, "connect")
    def _plain(connection: object, _record: object) -> None:
        connection.isolation_level = None  # the driver would begin late, and commit DDL by itself

    @sa.event.listens_for(engine, "begin")
    def _begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _check(connection: sa.Connection, store: str | Path, writing: bool) -> None:
    """Refuse a newer layout; bring an older one up to date before writing."""
    import sqlalchemy as sa

    found = _version(connection)
    if found > VERSION:
        raise InputError(
            f"the KPI history {_named(store)} has layout {found}; this kit knows layouts up to "
            f"{VERSION}. Remedy: update the kit, or name another history in engagement.yml."
        )
    if not writing or found == VERSION:
        return
    for step in range(found, VERSION):
        _MIGRATIONS[step](connection)
    table = _version_table()
    table.create(connection, checkfirst=True)
    connection.execute(sa.delete(table))
    connection.execute(table.insert().values(version=VERSION))


def _version(connection: sa.Connection) -> int:
    """The layout found: 0 where there is none yet, 1 for a table without a version beside it."""
    import sqlalchemy as sa

    names = sa.inspect(connection).get_table_names()
    table = _version_table()
    if table.name in names:
        return int(connection.execute(sa.select(table.c.version)).scalar_one())
    return 1 if _table().name in names else 0


def _create(connection: sa.Connection) -> None:
    _table().create(connection, checkfirst=True)


def _add_bases(connection: sa.Connection) -> None:
    """Layout 1 had no bases (`n`): they are unknown for what was stored then."""
    import sqlalchemy as sa

    columns = {c["name"] for c in sa.inspect(connection).get_columns(_table().name)}
    if "n" not in columns:
        connection.execute(sa.DDL(f"ALTER TABLE {_table().name} ADD COLUMN n DOUBLE PRECISION"))


_MIGRATIONS = {0: _create, 1: _add_bases}  # layout found -> what leads to the next one
