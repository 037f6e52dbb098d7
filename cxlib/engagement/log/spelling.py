"""Touchpoints under one spelling in every table and in the engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from cxlib.engagement.contracts.names import key, several, spellings
from cxlib.engagement.contracts.quality import MENDED, Note, note
from cxlib.engagement.contracts.tables import CONTRACTS
from cxlib.engagement.log import events
from cxlib.engagement.shaping.prepared import Prepared

LISTS = ("starts", "completes", "ends")  # columns of `journeys` that may name several touchpoints


def one_spelling(
    tables: Mapping[str, Prepared], log: events.Log | None
) -> tuple[dict[str, Prepared], events.Log | None, list[Note]]:
    """Every touchpoint name in one spelling: the map's own, else the commonest."""
    counts: Counter[str] = Counter(events.names_in(log) if log is not None else {})
    for name, table in tables.items():
        for column in _name_columns(name):
            for cell, n in table.frame[column].value_counts().items():
                parts = several(cell) if column in LISTS else [cell]
                counts.update(dict.fromkeys(parts, int(n)))
    mapped = tables["touchpoints"].frame["touchpoint"] if "touchpoints" in tables else ()
    spelling = spellings(counts, mapped)
    respelled = {name: _respelled(table, spelling) for name, table in tables.items()}
    log = events.respelled(log, spelling) if log is not None else None
    return respelled, log, _merges_told(spelling)


def _name_columns(name: str) -> list[str]:
    if name == "interactions":
        return []
    return [c for c, rule in CONTRACTS[name].columns.items() if rule.kind == "touchpoint"]


def _respelled(table: Prepared, spelling: Mapping[str, str]) -> Prepared:
    changed = {}
    for column in _name_columns(table.name):
        cells = table.frame[column]
        if column in LISTS:
            joined = cells.map(lambda c: "; ".join(spelling[n] for n in several(c)), "ignore")
            changed[column] = joined.astype("str")
        else:
            changed[column] = cells.map(spelling).astype("str")
    return table.having(table.frame.assign(**changed))


def _merges_told(spelling: Mapping[str, str]) -> list[Note]:
    written: dict[str, set[str]] = {}
    for name in spelling:
        written.setdefault(key(name), set()).add(name)
    return [
        note(
            "touchpoints",
            "touchpoint",
            f"{MENDED}spellings merged into '{spelling[min(names)]}'",
            len(names),
            "write the name in one way",
        )
        for names in written.values()
        if len(names) > 1
    ]
