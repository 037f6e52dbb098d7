"""One customer known to several systems by several ids: joined by the `identities` table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from cxlib.engagement.contracts.names import key
from cxlib.engagement.contracts.quality import OUTSIDE, Note, note, warn
from cxlib.engagement.log.source import NAME, Log
from cxlib.engagement.shaping.prepared import Prepared

TABLE = "identities"
MATCHED = "ids matched to customers"
ENOUGH = 0.6  # share of ids matched below which paths across systems are mostly holes


def joined(
    tables: Mapping[str, Prepared], log: Log | None
) -> tuple[dict[str, Prepared], Log | None]:
    """Every table and the log under the customers that `identities` names.

    An id that is not listed stays what it is; one that names two customers is passed over. The
    share of distinct ids that are known is noted for each table.
    """
    if TABLE not in tables:
        return dict(tables), log
    listed = tables[TABLE].frame
    together = {
        name: _renamed(table, ids_for(name, listed)) if _has_customers(table) else table
        for name, table in tables.items()
    }
    return together, None if log is None else _log(log, ids_for(NAME, listed))


def _has_customers(table: Prepared) -> bool:
    return table.name != TABLE and "customer" in table.frame and table.frame["customer"].any()


def ids_for(name: str, listed: pd.DataFrame) -> pd.Series:
    """id -> customer for one table: rows of its own system, and those of no table in particular."""
    systems = listed["system"].map(key, na_action="ignore")
    others = systems.isin({"responses", NAME, "purchases", "customers", "operations"} - {name})
    mine = listed[~others].drop_duplicates(["id", "customer"])
    sure = mine[~mine.duplicated("id", keep=False)]
    return sure.set_index("id")["customer"]


def _renamed(table: Prepared, ids: pd.Series) -> Prepared:
    written = table.frame["customer"]
    found = written.map(ids).astype("str")
    known = found.notna() | written.isin(set(ids))
    told = _rate(table.name, written[known].nunique(), written.nunique())
    frame = table.frame.assign(customer=found.fillna(written))
    table = table.having(frame, [told])
    if table.name != "customers":
        return table
    return table.without(frame.duplicated("customer"), OUTSIDE + "second id of one customer")


def _log(log: Log, ids: pd.Series) -> Log:
    import ibis

    names = pd.DataFrame({"id": ids.index, "known_as": ids.to_numpy()}).astype("str")
    small = log.engine.create_table(TABLE, names) if log.local else ibis.memtable(names)
    table = log.table
    both = table.left_join(small, table.customer == small.id)
    known = both.known_as.notnull() | both.customer.isin(small.known_as)
    distinct = both.select(customer=both.customer, known=known).distinct()
    counts = distinct.aggregate(known=distinct.known.sum(), n=distinct.count()).execute()
    told = _rate(NAME, int(counts["known"][0] or 0), int(counts["n"][0]))
    customer = both.known_as.fill_null(both.customer)
    cut = both.mutate(customer=customer)[[*table.columns]]
    return replace(log, table=cut, notes=(*log.notes, told))


def _rate(name: str, known: int, distinct: int) -> Note:
    share = known / distinct if distinct else 0.0
    if share >= ENOUGH:
        return note(name, "customer", MATCHED, known, example=f"{share:.0%}")
    remedy = f"below {ENOUGH:.0%} paths across systems are not to be trusted: complete identities"
    return warn(name, "customer", MATCHED, known, remedy) | {"example": f"{share:.0%}"}
