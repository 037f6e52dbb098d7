"""The training client at many seeds: how often is each planted answer found?"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path

import pandas as pd

KINDS = ("driver", "duplicate", "strongest driver", "asymmetry", "breakdown", "backstage",
         "recovery", "moment", "assumption")  # fmt: skip
CUSTOMERS = 3600  # of the sample client


def graded(
    seed: int, customers: int = CUSTOMERS, effects: float = 1.0, kinds: Collection[str] = KINDS
) -> pd.DataFrame:
    """One client's items of map and diagnosis, graded: item, kind, planted, found, correct."""
    from cxlib import diagnosis, mapping
    from cxlib.engagement import load
    from cxlib.training import generate, grade, load_sector, write_client

    client = generate(load_sector("telecom"), customers, seed, effects)
    with tempfile.TemporaryDirectory() as folder:
        write_client(client, Path(folder))
        engagement = load(folder)
    results = mapping.run(engagement, {})
    results |= diagnosis.run(engagement, results)
    table = grade(results, client.truth)
    return table[table["kind"].isin(kinds)]


def found_at(seeds: int, customers: int = CUSTOMERS) -> Iterator[dict[str, object]]:
    """Every item with the number of seeds at which it was answered as planted."""
    right: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    wrong: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for seed in range(1, seeds + 1):
        for row in graded(seed, customers).itertuples():
            key = (row.kind, row.item, str(row.planted))
            right[key].append(bool(row.correct))
            if not row.correct:
                wrong[key].add(str(row.found))
    for key, hits in right.items():
        told = dict(zip(("kind", "item", "planted"), key, strict=True))
        yield told | {"found": sum(hits), "seeds": len(hits), "else": ", ".join(sorted(wrong[key]))}
