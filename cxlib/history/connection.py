"""The way to a history: SQLite beside the engagement, or a team's PostgreSQL by reference."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cxlib import databases
from cxlib.errors import InputError
from cxlib.history.failures import failed, named
from cxlib.history.layout import VERSION, bring, found_version
from cxlib.rights import owner_only

if TYPE_CHECKING:
    import sqlalchemy as sa

FILE = "history.sqlite"
GIVE_UP_SECONDS = 8  # to a database that accepts and never answers
POSTGRES = ("postgresql", "postgres")
WRITERS = 0x63785F68  # "cx_h": the lock that writers of a shared history queue for


class Kept(Protocol):
    """What the history asks of an engagement's settings."""

    client: str
    id: str | None
    history: str | None


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
    return databases.Address(os.environ[name], name)


@contextmanager
def opened(store: str | Path, writing: bool = False) -> Iterator[sa.Connection]:
    """A connection inside one transaction, for writing on a layout of this version.

    Raises
    ------
    InputError
        Where somebody has to mend something: the address, the password, rights, the file.
    Unreachable
        Where it does not answer, or somebody else holds it.
    """
    import sqlalchemy as sa

    if isinstance(store, str):
        databases.check("history", store)
    engine = _engine(store, writing)
    try:
        with owner_only(), engine.connect() as connection, connection.begin():
            _check(connection, store, writing)
            yield connection
    except (sa.exc.DBAPIError, OSError) as error:
        raise failed(store, error) from None
    finally:
        engine.dispose()


def there(store: str | Path) -> bool:
    """Whether there may be something to read: a file that is not there yet is not made."""
    return not isinstance(store, Path) or store.is_file()


def _engine(store: str | Path, writing: bool) -> sa.Engine:
    import sqlalchemy as sa

    if isinstance(store, Path) or str(store).startswith("sqlite"):
        return _sqlite(store, writing)
    url = sa.make_url(store)
    if url.get_backend_name() not in POSTGRES:
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


def _driver(asked: str) -> str:
    """The PostgreSQL driver that is installed, where the address names none."""
    from importlib.util import find_spec

    driver = asked.partition("+")[2]
    wanted = [driver] if driver else ["pg8000", "psycopg", "psycopg2"]
    found = next((d for d in wanted if find_spec(d)), None)
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
    """Refuse a newer layout; for writing wait for other writers, and bring an older one here."""
    import sqlalchemy as sa

    if writing and connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(WRITERS)))
    found = found_version(connection)
    if found > VERSION:
        raise InputError(
            f"the KPI history {named(store)} has layout {found}; this kit knows layouts up to "
            f"{VERSION}. Remedy: update the kit, or name another history in engagement.yml."
        )
    if writing and found < VERSION:
        bring(connection, found)
