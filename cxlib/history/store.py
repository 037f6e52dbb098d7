"""The history: what earlier runs measured and how they judged the promises.

Two small tables in SQLite beside the engagement (rollback journal, for network drives), or in a
team's PostgreSQL by reference to an environment variable. The keys are client + period + KPI +
scope, and client + period + initiative + KPI: a run that is repeated replaces its own rows and
leaves the history as it was.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pandas as pd

from cxlib import databases
from cxlib.errors import InputError, KitError, Unreachable
from cxlib.history.layout import (
    BENEFIT_KEY,
    BENEFITS,
    COLUMNS,
    KEY,
    MIGRATIONS,
    VERSION,
    benefit_table,
    found_version,
    kpi_table,
    version_table,
)
from cxlib.rights import owner_only

if TYPE_CHECKING:
    import sqlalchemy as sa


FILE = "history.sqlite"
GIVE_UP_SECONDS = 8  # to a database that accepts and never answers


class Kept(Protocol):
    """What the history asks of an engagement's settings."""

    client: str
    history: str | None


@dataclass(frozen=True)
class Past:
    """What earlier runs measured and how they judged the promises; see `read`."""

    kpis: pd.DataFrame
    benefits: pd.DataFrame


def past(config: Kept, folder: str | Path) -> Past:
    """All that is kept of an engagement; what `cxlib.engagement.load` takes as its past."""
    store = location(config, folder)
    return Past(read(store, config.client), read_benefits(store, config.client))


def location(config: Kept, folder: str | Path) -> str | Path:
    """Where an engagement's history lies: the address behind `history: env:NAME`, or a file.

    Raises
    ------
    InputError
        Where the environment variable is not set.
    """
    if config.history is None:
        return Path(folder) / FILE
    name = config.history.removeprefix("env:")
    if not os.environ.get(name):
        raise InputError(
            f"engagement.yml, history: the environment variable {name} is not set. Remedy: set it "
            "to the database's address, such as postgresql://user:password@host/database."
        )
    databases.check(f"history: env:{name}", os.environ[name])
    return os.environ[name]


def read(store: str | Path, client: str) -> pd.DataFrame:
    """What earlier runs stored of a client: period, kpi, scope, n, value.

    Empty where there is no history yet; reading creates nothing.
    """
    return _read(store, client, kpi_table(), COLUMNS, KEY)


def read_benefits(store: str | Path, client: str) -> pd.DataFrame:
    """How earlier runs judged a client's promises, in the columns of `BENEFITS`.

    `period` is the one in which it was judged. Empty where nothing was judged yet.
    """
    return _read(store, client, benefit_table(), BENEFITS, BENEFIT_KEY)


def write(
    store: str | Path,
    client: str,
    period: str | None,
    kpis: pd.DataFrame,
    benefits: pd.DataFrame | None = None,
) -> None:
    """Put a run's KPIs and its judged benefits into the history, in one transaction.

    Rows of the run's own `period` that are no longer measured are taken out; all others are
    replaced or added by their key. Unfinished periods and missing values are not stored. Writing
    the same run again leaves the history as it was.

    Parameters
    ----------
    store : from `location`
    kpis : period, kpi, scope, n, value and, where there are any, complete
    benefits : initiative, kpi, expected, observed, low, high, result; those without an estimate
        are not stored. None leaves what is stored of the period
    """
    rows, own = _storable(kpis), period or ""
    with _opened(store, writing=True) as connection:
        table = kpi_table()
        connection.execute(table.delete().where(_of(table, client, own)))
        if len(rows):
            _upsert(connection, table, rows.assign(client=client).to_dict("records"))
        if benefits is not None:
            _replace_benefits(connection, client, own, benefits)


def _of(table: sa.Table, client: str, period: str) -> sa.ColumnElement[bool]:
    return (table.c.client == client) & (table.c.period == period)


def _replace_benefits(
    connection: sa.Connection, client: str, period: str, benefits: pd.DataFrame
) -> None:
    """The judgements of one period in place of those that are stored of it."""
    table = benefit_table()
    connection.execute(table.delete().where(_of(table, client, period)))
    judged = benefits[benefits["observed"].notna()].assign(period=period)[list(BENEFITS)]
    typed = judged.astype(BENEFITS).drop_duplicates(BENEFIT_KEY).assign(client=client)
    if len(typed):
        known = typed.astype(object).where(typed.notna(), None)
        connection.execute(table.insert(), known.to_dict("records"))


def _storable(kpis: pd.DataFrame) -> pd.DataFrame:
    complete = kpis["complete"].fillna(True).astype(bool) if "complete" in kpis else True
    known = kpis[kpis["value"].notna() & complete][list(COLUMNS)]
    typed = known.assign(
        n=known["n"].astype("float64"), value=known["value"].astype("float64")
    ).drop_duplicates(KEY, keep="last")
    return typed.astype(object).where(typed.notna(), None)


def _read(
    store: str | Path, client: str, table: sa.Table, columns: dict[str, str], order: list[str]
) -> pd.DataFrame:
    """A client's rows of one table; none where the store or the table is not there yet."""
    import sqlalchemy as sa

    rows: list = []
    if not isinstance(store, Path) or store.is_file():
        with _opened(store) as connection:
            if sa.inspect(connection).has_table(table.name):
                asked = sa.select(*(table.c[name] for name in columns))
                asked = asked.where(table.c.client == client)
                rows = connection.execute(asked.order_by(*(table.c[c] for c in order))).all()
    return pd.DataFrame(rows, columns=list(columns)).astype(columns)


def _upsert(connection: sa.Connection, table: sa.Table, rows: list[dict]) -> None:
    from sqlalchemy.dialects import postgresql, sqlite

    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(table)
    replaced = {name: new.excluded[name] for name in ("n", "value")}
    connection.execute(
        new.on_conflict_do_update(index_elements=["client", *KEY], set_=replaced), rows
    )


@contextmanager
def _opened(store: str | Path, writing: bool = False) -> Iterator[sa.Connection]:
    """A connection inside one transaction, on a layout of this version."""
    import sqlalchemy as sa

    if isinstance(store, str):
        databases.check("history", store)
    engine = _engine(store, writing)
    try:
        with owner_only(), _connected(engine, store) as connection, connection.begin():
            _check(connection, store, writing)
            yield connection
    except (sa.exc.OperationalError, sa.exc.InterfaceError, OSError) as error:
        raise _unreachable(store, error) from None
    except sa.exc.DatabaseError as error:
        if "not a database" not in str(error.orig):
            raise _unreachable(store, error) from None
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


def _unreachable(store: str | Path, error: Exception) -> KitError:
    """What somebody set up wrongly is bad input; else the history cannot be used just now.

    Without the driver's own words where they could hold a name or an address.
    """
    mistake = databases.mendable(error)
    if isinstance(store, Path) and store.is_file() and not os.access(store, os.R_OK | os.W_OK):
        mistake = ("this user may not read or write that file", databases.RIGHT)
    if mistake is not None:
        rule, remedy = mistake
        return InputError(f"the KPI history {_named(store)}: {rule}. Remedy: {remedy}.")
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
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise InputError(
            f"history: {databases.said(store)} is no place for it. Remedy: keep it in PostgreSQL "
            "(postgresql://user@host/database), or leave history out and it is a file."
        )
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

    found = found_version(connection)
    if found > VERSION:
        raise InputError(
            f"the KPI history {_named(store)} has layout {found}; this kit knows layouts up to "
            f"{VERSION}. Remedy: update the kit, or name another history in engagement.yml."
        )
    if not writing or found == VERSION:
        return
    for step in range(found, VERSION):
        MIGRATIONS[step](connection)
    table = version_table()
    table.create(connection, checkfirst=True)
    connection.execute(sa.delete(table))
    connection.execute(table.insert().values(version=VERSION))
