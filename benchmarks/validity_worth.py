"""What voice, recovery, back stage and worth promise, by simulation, beside the naive methods.

    python benchmarks/validity_worth.py [--times 1.0] [--only NAME ...]

Prints one JSON line: rates with their Monte-Carlo standard errors. `--times` scales the number of
replications. The tests run a small version of every simulation. `larkfield` generates the training
client at as many seeds and tells how often each planted item of this half was found, and each decoy
left alone.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from simulations import mending, staying

KINDS = ("moment", "backstage", "recovery", "breakdown")
CUSTOMERS = 3600  # of the sample client


def larkfield(times: int, customers: int = CUSTOMERS, effects: float = 1.0) -> dict:
    """Planted items of moments, causes and recovery, by the training client's own grading."""
    from cxlib import diagnosis, mapping
    from cxlib.engagement import load
    from cxlib.training import generate, grade, load_sector, write_client

    right: dict[str, list[bool]] = defaultdict(list)
    sector = load_sector("telecom")
    for seed in range(1, times + 1):
        client = generate(sector, customers, seed, effects)
        with tempfile.TemporaryDirectory() as folder:
            write_client(client, Path(folder))
            engagement = load(folder)
        results = mapping.run(engagement, {})
        results |= diagnosis.run(engagement, results)
        graded = grade(results, client.truth)
        for _, row in graded[graded["kind"].isin(KINDS)].iterrows():
            right[row["item"]].append(row["right"])
    return {item: staying.rate(hits) for item, hits in sorted(right.items())}


SIMULATIONS: dict[str, Callable[[float], dict]] = {
    "survival_coverage_n_50": lambda k: staying.survival_coverage(int(4000 * k), 50),
    "survival_coverage_n_200": lambda k: staying.survival_coverage(int(4000 * k), 200),
    "leaving_null": lambda k: staying.leaving(int(400 * k), 1.0),
    "leaving_doubled": lambda k: staying.leaving(int(400 * k), 2.0),
    "retention_difference": lambda k: staying.retention_difference(int(1000 * k)),
    "parting": lambda k: staying.parting(int(1000 * k)),
    "paradox_null_mood": lambda k: mending.recovery_null(int(2000 * k), "mood"),
    "paradox_null_earlier": lambda k: mending.recovery_null(int(2000 * k), "earlier"),
    "paradox_null_none": lambda k: mending.recovery_null(int(2000 * k), "none"),
    "paradox_true": lambda k: mending.recovery_true(int(1000 * k)),
    "thresholds": lambda k: mending.thresholds(int(1000 * k)),
    "noise_themes": lambda k: mending.noise_themes(int(20 * k) or 1),
    "planted_themes": lambda k: mending.planted_themes(int(20 * k) or 1),
    "sbg": lambda k: mending.sbg_coverage(int(400 * k)),
    "purchases": lambda k: mending.purchases(int(40 * k) or 1),
    "larkfield": lambda k: larkfield(int(10 * k) or 1),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=float, default=1.0, help="scales the replications")
    parser.add_argument("--only", nargs="*", default=list(SIMULATIONS), choices=list(SIMULATIONS))
    asked = parser.parse_args()
    json.dump({name: SIMULATIONS[name](asked.times) for name in asked.only}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
