"""What a history's database says when it fails, in a line to act on and without its address."""

from __future__ import annotations

import os
from pathlib import Path

from cxlib import databases
from cxlib.errors import InputError, KitError, Unreachable

NO_HISTORY = "not a database"


def failed(store: str | Path, error: Exception) -> KitError:
    """The failure as one line: what a person can mend, else that it cannot be used just now.

    A server's own words could hold a name or an address: only a file's are repeated.
    """
    words = str(getattr(error, "orig", error))
    if NO_HISTORY in words:
        return InputError(
            f"the KPI history {named(store)} is damaged or no history at all. Remedy: put the "
            "file aside; the next run starts a new one from the data."
        )
    mistake = databases.mendable(error)
    if isinstance(store, Path) and store.is_file() and not os.access(store, os.R_OK | os.W_OK):
        mistake = ("this user may not read or write that file", databases.RIGHT)
    if mistake is not None:
        rule, remedy = mistake
        return InputError(f"the KPI history {named(store)}: {rule}. Remedy: {remedy}.")
    told = f": {words}" if isinstance(store, Path) else ""
    return Unreachable(
        f"the KPI history {named(store)} cannot be used ({type(error).__name__}{told}). Remedy: "
        "see that it is there, answers and may be written, then run again; nothing was changed."
    )


def named(store: str | Path) -> str:
    """The store in words: a file by its name, an address by where it stands and its kind."""
    if isinstance(store, Path):
        return f"in {store.name}"
    return f"({getattr(store, 'told', databases.said(store))})"
