"""The stage of suspicion: what it names, what it names wrongly, and what it costs.

Measured, on clients of the generator (`cxlib.training.faults`):

- *named*: the share of planted faults of measurement that are named by kind, table and column, one
  fault at a time in each of several clients (aim: 0.95 or more);
- *false*: suspicions per client in whose delivery nothing is wrong (aim: 1 or fewer);
- *loading*: CPU seconds of reading the sample client with the stage against without it, in
  interleaved runs (aim: 1.15 or less);
- *a million rows*: CPU seconds of the stage on a survey of 1e6 answers to five questions (aim: 2).

Run: python benchmarks/suspicion.py [--clean 40] [--planted 2]
"""

from __future__ import annotations

import argparse
import json
import statistics
import time

import numpy as np
import pandas as pd

from cxlib.engagement import build, from_frames, load
from cxlib.engagement.suspicion import RULES
from cxlib.resources import kit
from cxlib.training.faults import FAULTS, sound

TODAY = pd.Timestamp("2026-11-01")
ROUNDS = 7


def suspicions(brought) -> pd.DataFrame:
    return from_frames(brought.config, brought.frames, today=TODAY).suspicions


def named(seeds: range) -> tuple[int, int, list[str]]:
    """Faults named, faults planted, and those that were missed."""
    missed = []
    for seed in seeds:
        client = sound(seed)
        for fault in FAULTS:
            found = suspicions(fault.plant(client, np.random.default_rng(seed)))
            hit = found[["suspicion", "table", "column"]].eq(
                [fault.suspicion, fault.table, fault.column]
            )
            if not hit.all(axis=1).any():
                missed.append(f"{fault.suspicion}: {fault.table}.{fault.column} (client {seed})")
    total = len(FAULTS) * len(seeds)
    return total - len(missed), total, missed


def false(seeds: range) -> list[int]:
    """Suspicions of each client in whose delivery nothing is wrong."""
    return [len(suspicions(sound(seed))) for seed in seeds]


def cpu(work) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def loading() -> list[float]:
    """Reading the sample with the stage against without it, a ratio for each pair of runs."""
    sample = kit("sample_data")
    load(sample)
    ratios = []
    for _ in range(ROUNDS):
        with_it = cpu(lambda: load(sample))
        build.RULES = ()
        without = cpu(lambda: load(sample))
        build.RULES = RULES
        ratios.append(with_it / without)
    return ratios


def a_million_rows() -> float:
    """The stage on a survey of 1e6 answers: the whole less the whole without the stage."""
    rng = np.random.default_rng(1)
    n = 1_000_000
    felt = rng.normal(0, 1, n)
    items = {f"q{i}": np.clip(np.round(4 + felt + rng.normal(0, 1, n)), 1, 7) for i in range(5)}
    score = np.clip(np.round(6 + 2 * felt + rng.normal(0, 1.5, n)), 0, 10)
    days = pd.date_range("2024-01-01", "2026-09-30", periods=n).floor("s")
    people = np.char.add("c", rng.integers(0, n, n).astype(str))
    frame = pd.DataFrame({"customer": people, "time": days, "recommend": score, **items})
    config = {"client": "A", "outcomes": {"recommend": {"kind": "nps"}}}

    def read() -> None:
        from_frames(config, {"responses": frame}, today=TODAY)

    read()
    with_it = statistics.median(cpu(read) for _ in range(3))
    build.RULES = ()
    without = statistics.median(cpu(read) for _ in range(3))
    build.RULES = RULES
    return with_it - without


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--clean", type=int, default=40)
    asked.add_argument("--planted", type=int, default=2)
    how = asked.parse_args()
    hit, total, missed = named(range(1, how.planted + 1))
    print("\n".join(["missed:", *missed] if missed else ["none was missed"]))
    wrong = false(range(101, 101 + how.clean))
    ratios = loading()
    print(json.dumps({
        "figure": round(hit / total, 4), "kinds": len(FAULTS), "planted": total,
        "false_per_client": round(statistics.mean(wrong), 3), "false_most": max(wrong),
        "clean_clients": how.clean, "loading_ratio": round(statistics.median(ratios), 3),
        "loading_spread": [round(min(ratios), 3), round(max(ratios), 3)],
        "million_rows_cpu_s": round(a_million_rows(), 2),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
