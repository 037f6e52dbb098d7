"""What shuts DuckDB off from files, extensions and Python: the kit's engine and a client's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

LOCKED = "lock_configuration"
LOCKS = (  # the order matters: after the last one nothing can be set any more
    "SET enable_external_access = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET python_enable_replacements = false",
    f"SET {LOCKED} = true",
)


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Lock a connection; one whose database has been locked before stays as it is."""
    (locked,) = connection.execute("SELECT current_setting($name)", {"name": LOCKED}).fetchone()
    for setting in () if locked else LOCKS:
        connection.execute(setting)
