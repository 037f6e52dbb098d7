"""The events of some customers: what is looked for in a log one customer after the other."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd

from cxlib.engagement.log import rhythm
from cxlib.engagement.suspicion.frame import Seen

LOG = "interactions"
DRAWN = 200  # customers whose events are looked at
BUSY = 500  # events of one customer, above which it is no person's


def events_of_some(seen: Seen) -> pd.DataFrame:
    """All events of some customers, drawn evenly from those with two or more: customer, time,
    touchpoint."""
    return seen.once("events of some customers", lambda: _events(seen))


def steps_of_some(seen: Seen) -> pd.DataFrame:
    """The same events customer by customer in the order of time, with the one before: `before`
    (its touchpoint), `gap` (seconds; missing at a customer's first) and `same` (touchpoint)."""
    return seen.once("steps of some customers", lambda: _steps(events_of_some(seen)))


def _events(seen: Seen) -> pd.DataFrame:
    empty = pd.DataFrame({"customer": [], "time": pd.to_datetime([]), "touchpoint": []})
    if seen.log is None:
        return empty
    counts = rhythm.customers(seen.log)
    several = np.sort(counts.index[(counts >= 2) & (counts <= BUSY)].astype(object))
    if not len(several):
        return empty
    ids = several[:: 1 + len(several) // DRAWN].tolist()
    named = ibis.memtable({"customer": ids})  # quicker to write than a list in the query
    found = seen.log.table.semi_join(named, "customer")[["customer", "time", "touchpoint"]]
    return found.to_pyarrow().to_pandas().dropna().reset_index(drop=True)


def _steps(events: pd.DataFrame) -> pd.DataFrame:
    ordered = events.sort_values(["customer", "time"], kind="stable")
    last = ordered.shift()
    gap = (ordered["time"] - last["time"]).dt.total_seconds()
    gap = gap.where(ordered["customer"].eq(last["customer"]))
    same = ordered["touchpoint"].eq(last["touchpoint"])
    return ordered.assign(before=last["touchpoint"], gap=gap, same=same)
