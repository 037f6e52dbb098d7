"""Small tables in which one declared sum holds, made from its declaration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

import pandas as pd
import pytest

from cxlib.release.sums import sums
from cxlib.results import REGISTRY
from cxlib.results.relations import IN_WINDOW, Adds, Cells

SMALL, OTHERS = 4, (23, 31)
PERIODS = ("2026-07", "2026-08", "2026-09")

Rows = dict[str, list[dict[str, object]]]


@pytest.fixture(name="planted")
def _planted() -> Callable[[Adds], dict[str, pd.DataFrame]]:
    return planted


def planted(relation: Adds) -> dict[str, pd.DataFrame]:
    """Its tables: a part of 4 people, others where there is room for them, and their whole."""
    for sizes in ((SMALL, *OTHERS), (SMALL, OTHERS[0]), (SMALL,)):
        if relation.name == "answers" and len(sizes) > 1:
            continue  # the answers of few are hidden all together
        tables = _made(relation, sizes)
        lines = sums(tables, PERIODS, (relation,)).lines
        if len(lines) == 1 and lines[0].gap == 0:
            return tables
    raise AssertionError(f"no tables for {relation.name}")


def _made(relation: Adds, sizes: tuple[int, ...]) -> dict[str, pd.DataFrame]:
    rows: Rows = defaultdict(list)
    if "/" in relation.whole.count and relation.whole.table == relation.parts[0].table:
        for k, size in enumerate(sizes):  # each part tells the whole by its share
            row = _row(relation.parts[0], k, rows) | {"n": size, "share": size / sum(sizes)}
            rows[relation.parts[0].table].append(row)
        return _frames(rows)
    for k, size in enumerate(sizes):
        _add(relation.parts[min(k, len(relation.parts) - 1)], size, k, rows)
    _add(relation.whole, sum(sizes), len(sizes) - 1, rows)
    return _frames(rows)


def _add(cells: Cells, size: int, k: int, rows: Rows) -> None:
    row = _row(cells, k, rows)
    if "/" in cells.count:
        row |= {"n": 10, "share": 10 / size}
    elif "*" in cells.count:
        base, share = cells.count.split("*")
        row |= {base: 100, share: size / 100}
    else:
        row[cells.count] = size
    rows[cells.table].append(row)


def _row(cells: Cells, k: int, rows: Rows) -> dict[str, object]:
    row: dict[str, object] = {}
    for name, reading in cells.by:
        reading, _, looked_up = reading.partition(">")
        column, _, tag = reading.rstrip("]").partition("[")
        said = f"the {name}"
        if looked_up:
            where = "touchpoint_map" if looked_up == "stage" else "blueprint"
            rows[where].append({"touchpoint": f"t{k}{column}", looked_up: said})
            said = f"t{k}{column}"
        row[column] = {
            "": said, "*": f"{said}=v{k}", "first": f"{said} → z{k}", "last": f"z{k} → {said}",
        }.get(tag, f"{tag}={said}")  # fmt: skip
    for column, wanted in cells.where.items():
        if wanted == IN_WINDOW:
            row[column] = PERIODS[k]
        elif wanted.startswith("="):
            row[column] = row[wanted[1:]] = row.get(column) or row[wanted[1:]]
        elif wanted.startswith("!"):
            row.setdefault(column, f"other {k}")
        else:
            row[column] = wanted.replace("*", ": why")
    for column in REGISTRY[cells.table].key:
        row.setdefault(column, f"k{k}")
    return row


def _frames(rows: Rows) -> dict[str, pd.DataFrame]:
    made = {}
    for name, told in rows.items():
        keys, columns = list(REGISTRY[name].key), list(REGISTRY[name].columns)
        frame = pd.DataFrame(told).reindex(columns=columns)
        # the same row may be said twice: what it counts, and where it belongs
        made[name] = frame.groupby(keys, sort=False, dropna=False).first().reset_index()[columns]
    return made
