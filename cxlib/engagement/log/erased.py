"""People whose rows are left out because they asked to be erased (`cx forget`).

Who they are is kept as keyed hashes beside the key, in the folder's private files: a delivery that
still holds them brings nobody back, and nobody can read from the list who is on it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from cxlib.engagement.contracts.quality import OUTSIDE, note
from cxlib.engagement.log.source import NAME, Log
from cxlib.engagement.shaping.prepared import Prepared

PRIVATE = Path(".cx")  # below an engagement's folder: keys, lists and what is prepared
FILE = PRIVATE / "forgotten"
KEY_FILE = PRIVATE / "id.key"
PROTOCOL = PRIVATE / "erasures.jsonl"  # a line for each beginning and each end of an erasure
PURPOSE = b"cx forget\0"  # so that no hash here is one that is shown elsewhere
REASON = OUTSIDE + "erased on request"


@dataclass(frozen=True)
class Forgotten:
    """Who is to be left out: names as `name_of` makes them, and the key that makes them."""

    names: frozenset[str]
    key: bytes = field(repr=False)

    def among(self, customers: Iterable[str]) -> list[str]:
        """Those of the customers who are to be left out."""
        return [one for one in customers if name_of(one, self.key) in self.names]


def name_of(customer: str, key: bytes) -> str:
    """What a customer is called in the list: HMAC-SHA256 of the id, for this purpose alone.

    >>> len(name_of("C1", b"key")), name_of("C1", b"key") == name_of("C1", b"other")
    (64, False)
    """
    return hmac.digest(key, PURPOSE + str(customer).encode(), hashlib.sha256).hex()


def forgotten(folder: Path) -> Forgotten | None:
    """Who is on a folder's list; None where nobody is, which then costs nothing."""
    listed, key = folder / FILE, folder / KEY_FILE
    if not listed.is_file() or not key.is_file():
        return None
    names = frozenset(listed.read_text(encoding="ascii", errors="replace").split())
    return Forgotten(names, key.read_bytes()) if names else None


def erasures(folder: Path) -> list[tuple[str, int]]:
    """When people were taken out (UTC, ISO 8601), and of how many rows of the client's at most.

    People erased twice went at the first time.
    """
    path, found = folder / PROTOCOL, {}
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else ()
    for entry in map(json.loads, lines):
        who = tuple(entry["people"])
        if entry["state"] == "done":
            when, n = found.get(who, (entry["when"], 0))
            found[who] = when, max(n, sum(entry["held"].values()))
    return list(found.values())


def left_out(
    tables: Mapping[str, Prepared], log: Log | None, who: Forgotten | None
) -> tuple[dict[str, Prepared], Log | None]:
    """Every table and the log without the rows of those who are on the list, counted."""
    if who is None:
        return dict(tables), log
    return {n: _table(table, who) for n, table in tables.items()}, log and _log(log, who)


def _table(table: Prepared, who: Forgotten) -> Prepared:
    if "customer" not in table.frame:
        return table
    customers = table.frame["customer"].astype("str")
    gone = customers.isin(who.among(customers.dropna().unique()))
    return table.without(gone, REASON, column="customer")


def _log(log: Log, who: Forgotten) -> Log:
    distinct = log.table.select("customer").distinct().execute()
    gone = who.among(distinct["customer"].dropna())
    if not gone:
        return log
    theirs = log.table.customer.isin(gone)
    n = int(log.table.filter(theirs).count().execute())
    told = note(NAME, "customer", REASON, n)
    return replace(log, table=log.table.filter(~theirs), notes=(*log.notes, told))
