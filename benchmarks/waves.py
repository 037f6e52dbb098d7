"""How often equal waves are told apart, and how often an interval of the change holds the truth.

python benchmarks/waves.py [RUNS]

For waves of 40 and 400 answers, of other people or half of them the same, weighted or not: the
share of null pairs with p <= 5 % (at most 5 % within two Monte-Carlo errors), and the coverage of
the 95 % interval where 30 % of the detractors become promoters. The last line is JSON.
"""

from __future__ import annotations

import json
import sys
from itertools import product

import numpy as np
from simulations.wave_pairs import null_pair, pair

LEVEL, SHIFT, RISE = 0.05, 0.3, 60 * 0.3
SIZES, PANELS, WEIGHTED = (40, 400), (0.0, 0.5, 1.0), (False, True)


def measured(runs: int) -> list[dict]:
    """One row per design: its null pairs flagged and the coverage of its intervals."""
    return [_of(runs, *design) for design in product(SIZES, PANELS, WEIGHTED)]


def _of(runs: int, n: int, panel: float, weighted: bool) -> dict:
    rng = np.random.default_rng([2026, n, int(10 * panel), weighted])
    flagged = np.mean([null_pair(rng, n, panel, weighted) <= LEVEL for _ in range(runs)])
    ends = [pair(rng, n, panel, weighted, SHIFT).interval(1 - LEVEL) for _ in range(runs)]
    held = np.mean([low[0] <= RISE <= high[0] for low, high in ends])
    return {"n": n, "panel": panel, "weighted": weighted, "flagged": round(float(flagged), 4),
            "coverage": round(float(held), 4)}  # fmt: skip


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    rows = measured(runs)
    for row in rows:
        print(row)
    most = LEVEL + 2 * float(np.sqrt(LEVEL * (1 - LEVEL) / runs))
    print(json.dumps({"runs": runs, "most_allowed": round(most, 4),
                      "most_flagged": max(r["flagged"] for r in rows),
                      "least_coverage": min(r["coverage"] for r in rows)}))  # fmt: skip


if __name__ == "__main__":
    main()
