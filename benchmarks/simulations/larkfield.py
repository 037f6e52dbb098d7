"""The training client at many seeds: how often is each planted answer found, and told?"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

import pandas as pd

KINDS = ("driver", "duplicate", "strongest driver", "asymmetry", "breakdown", "backstage",
         "recovery", "moment", "assumption")  # fmt: skip
HALF = ("mapping", "diagnosis")  # the steps that answer these
CUSTOMERS = 3600  # of the sample client


def graded(
    seed: int,
    customers: int = CUSTOMERS,
    effects: float = 1.0,
    kinds: Collection[str] = KINDS,
    steps: Iterable[str] = HALF,
) -> pd.DataFrame:
    """One client's items, graded: item, kind, planted, found, correct, told, told_right."""
    from cxlib.training import grade

    table = grade(*concluded(seed, customers, effects, steps))
    return table[table["kind"].isin(kinds)]


def concluded(
    seed: int, customers: int, effects: float, steps: Iterable[str]
) -> tuple[dict[str, pd.DataFrame], dict, pd.DataFrame, dict[str, float]]:
    """What a run of some steps concludes on a client, its findings too; what is planted; which
    finding is read where; and which way outcomes and ratings are declared."""
    from cxlib.engagement import load
    from cxlib.findings import FINDINGS, released
    from cxlib.report.selection import surfaces
    from cxlib.results import Results
    from cxlib.session import step_module
    from cxlib.training import generate, load_sector, write_client

    client = generate(load_sector("telecom"), customers, seed, effects)
    with tempfile.TemporaryDirectory() as folder:
        write_client(client, Path(folder))
        engagement = load(folder)
        results = Results(Path(folder, "results"))
        for step in steps:
            results.write(step, step_module(step).run(engagement, results))
        shown = released(engagement, results)
        told = {name: shown[name] for name in FINDINGS}
        names = [*engagement.outcomes, *engagement.table("variables")["variable"]]
        senses = {name: engagement.sense(name) for name in names}
        return dict(results) | told, client.truth, surfaces(shown), senses


def found_in(tables: Iterable[pd.DataFrame]) -> Iterator[dict[str, object]]:
    """Every item with the number of graded seeds at which it was answered and told as planted."""
    right: dict[tuple[str, str, str], list[bool]] = defaultdict(list)
    told: dict[tuple[str, str, str], int] = defaultdict(int)
    wrong: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for table in tables:
        for row in table.itertuples():
            key = (row.kind, row.item, str(row.planted))
            right[key].append(bool(row.correct))
            told[key] += bool(row.told_right)
            if not row.correct:
                wrong[key].add(str(row.found))
    for key, hits in right.items():
        named = dict(zip(("kind", "item", "planted"), key, strict=True))
        yield named | {
            "found": sum(hits), "told": told[key], "seeds": len(hits),
            "else": ", ".join(sorted(wrong[key])),
        }  # fmt: skip
