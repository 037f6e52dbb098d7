"""How much of what is planted is a reader told, and what is told against the decoys?

    python benchmarks/told.py [--seeds 10] [--customers 3600] [--first 1] [--effects 1.0]

Measured: of the training client's planted truths that the result tables hold at this number of
customers ("findable": their answer is as planted), the share that a reader is told as planted: by
a finding that stands, is on a surface (page, monitor page or brief: what they select themselves,
`cxlib.report.selection.surfaces`), and has the direction that its rows bear out; and of its decoys,
the share that anything is told against. A KPI with signs of a change but no alert counts against a
quiet one.
On: Larkfield Mobile, generated anew at every seed, all five steps, its small groups suppressed.
Against: at least 0.97 and at most 0.05; beside it the same with no finding left standing, which is
0, and with every direction drawn anew among the kind's others, which is little.
Every miss and every false claim is printed, seed by seed; the last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import time

import pandas as pd
from simulations.larkfield import CUSTOMERS, concluded

from cxlib import STEPS
from cxlib.findings.kinds import BY_NAME
from cxlib.training import grade, told_share
from cxlib.training.grading import is_decoy

LEAST, MOST = 0.97, 0.05  # what is promised


def at_seed(seed: int, customers: int, effects: float) -> pd.DataFrame:
    """One client graded; prints its figures and, item by item, what went amiss."""
    start = time.monotonic()
    results, *asked = concluded(seed, customers, effects, STEPS)
    table = grade(results, *asked)
    fallen = {**results, "findings": results["findings"].assign(stands=False)}
    turned = {**results, "findings": turned_round(results["findings"], seed)}
    silent, misled = (grade(found, *asked) for found in (fallen, turned))
    share, seconds = told_share(table), time.monotonic() - start
    print(
        f"seed {seed}: {share['told']:.3f} of {share['findable']} findable truths told, "
        f"{share['decoys_told']:.3f} of {share['decoys']} decoys told ({seconds:.0f} s)",
        flush=True,
    )
    for row in amiss(table).itertuples():
        said = row.told or "nothing"
        print(
            f"  {row.verdict}: {row.item}: planted {row.planted}, found {row.found}, told {said}",
            flush=True,
        )
    return table.assign(silent=silent["told_right"], turned=misled["told_right"])


def turned_round(findings: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The findings with every direction drawn among the others of its kind."""
    draw = random.Random(seed)
    pairs = zip(findings["kind"], findings["direction"], strict=True)
    other = [[way for way in BY_NAME[kind].directions if way != own] or [own]
             for kind, own in pairs]  # fmt: skip
    return findings.assign(direction=[draw.choice(ways) for ways in other])


def amiss(table: pd.DataFrame) -> pd.DataFrame:
    """The items that are not told, told falsely, or not to be found at this n."""
    decoy = is_decoy(table)
    verdict = pd.Series("missed", index=table.index)
    verdict = verdict.mask(decoy, "falsely told").mask(~decoy & ~table["correct"], "not findable")
    keep = ~table["told_right"] | (~decoy & ~table["correct"])
    return table.assign(verdict=verdict)[keep]


def figures(table: pd.DataFrame, given: argparse.Namespace) -> dict[str, object]:
    share = told_share(table)
    silent, turned = (
        told_share(table.assign(told_right=table[how])) for how in ("silent", "turned")
    )
    return {
        "figure": round(share["told"], 4),
        "decoys_told": round(share["decoys_told"], 4),
        "seeds": given.seeds,
        "findable": share["findable"],
        "decoys": share["decoys"],
        "none_standing": silent["told"],
        "directions_turned": round(turned["told"], 4),
        "met": share["told"] >= LEAST and share["decoys_told"] <= MOST,
        "conditions": f"Larkfield Mobile, {given.customers} customers, effects {given.effects}, "
        f"seeds {given.first}-{given.first + given.seeds - 1}; {os.cpu_count()} cores, "
        f"Python {platform.python_version()}",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--customers", type=int, default=CUSTOMERS)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--effects", type=float, default=1.0, help="0 plants nothing")
    given = parser.parse_args()
    seeds = range(given.first, given.first + given.seeds)
    tables = [at_seed(seed, given.customers, given.effects) for seed in seeds]
    print(json.dumps(figures(pd.concat(tables, ignore_index=True), given)))


if __name__ == "__main__":
    main()
