"""Deliveries held against those before them: quiet months that are stopped, faults that pass.

Measured on simulated clients (`cxlib.training.faults.deliveries.steady`: growth, a season of ±20 %,
Poisson counts of about 60 answers a month):

- *quiet*: months 3 to 22 of each client, each delivery held against all before it, in which
  nothing is wrong: how many are stopped (aim: 1 in 100 or fewer), and how many warned of;
- *named*: planted faults of a delivery that are stopped or named (aim: 0.95 or more).

Run: python benchmarks/deliveries.py [--clients 40] [--whole 8] [--planted 1]: so many clients with
answers and purchases, so many with interactions and KPIs too, so many in which faults are planted.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter

import numpy as np
import pandas as pd

from cxlib.engagement.build import Sources, assemble
from cxlib.engagement.config.yml import config_from
from cxlib.engagement.contracts.raw import from_frame
from cxlib.training.faults import Brought
from cxlib.training.faults.deliveries import DELIVERIES, MONTHS, steady

TODAY = pd.Timestamp("2026-04-05")  # soon after the newest month
FIRST = 3
SMALL, WHOLE = ("responses", "purchases"), ("responses", "purchases", "interactions", "kpis")
SEEDS = 100


def received(brought: Brought, earlier: tuple = ()):
    """A delivery, held against the profiles of earlier ones."""
    given = brought.config["tables"]
    tables = {n: {"source": n, **given.get(n, {})} for n in brought.frames}
    config = config_from(brought.config | {"tables": tables})
    raws = {name: from_frame(name, frame) for name, frame in brought.frames.items()}
    return assemble(config, Sources(raws, earlier=tuple(earlier)), None, today=TODAY)


def kept(engagement, run: str) -> dict:
    """The profile as the history gives it back."""
    return engagement.delivery | {"run": run, "reported_at": f"2026-04-02T08:00:00+00:00 {run}"}


def quiet(seed: int, tables: tuple[str, ...]) -> list[pd.DataFrame]:
    """The suspicions of each month of a sound client."""
    whole, earlier, found = steady(seed, MONTHS).only(*tables), [], []
    for month in range(FIRST, MONTHS + 1):
        engagement = received(whole.upto(month), earlier)
        earlier.append(kept(engagement, f"{month:03d}"))
        found.append(engagement.suspicions)
    return found


def counted(seeds: range, tables: tuple[str, ...]) -> dict[str, object]:
    months = [found for seed in seeds for found in quiet(seed, tables)]
    said = Counter(
        f"{row.suspicion}: {row.table}.{row.column} [{row.severity}]"
        for found in months
        for row in found[found["severity"] != "tell"].itertuples()
    )
    print("\n".join(f"{n} {what}" for what, n in said.most_common()) or "nothing was said")
    return {
        "clients": len(seeds), "months": len(months),
        "stopped": sum(bool(f["severity"].eq("stop").any()) for f in months),
        "warned": sum(bool(f["severity"].eq("warn").any()) for f in months),
    }  # fmt: skip


def named(seeds: range) -> tuple[int, int]:
    hit = 0
    for seed in seeds:
        for fault in DELIVERIES:
            sound = steady(seed).only(*fault.tables)
            was = kept(received(sound.upto(MONTHS - 1)), "001")
            found = received(fault.plant(sound, np.random.default_rng(seed)), (was,)).suspicions
            told = found.loc[found["severity"] != "tell", "suspicion"]
            if set(fault.named) & set(told):
                hit += 1
            else:
                print(f"missed: {fault.happens} (client {seed})")
    return hit, len(DELIVERIES) * len(seeds)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, number in (("clients", 40), ("whole", 8), ("planted", 1)):
        asked.add_argument(f"--{name}", type=int, default=number)
    how = asked.parse_args()
    small = counted(range(SEEDS, SEEDS + how.clients), SMALL)
    whole = counted(range(SEEDS, SEEDS + how.whole), WHOLE)
    hit, total = named(range(1, 1 + how.planted))
    share = (small["stopped"] + whole["stopped"]) / max(small["months"] + whole["months"], 1)
    print(json.dumps({
        "figure": round(share, 4), "quiet": small, "quiet_whole": whole, "named": hit,
        "planted": total,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
