"""The stage of suspicion: what it names, what it names wrongly, and what it costs.

Measured, on clients of the generator (`cxlib.training.faults`):

- *named*: the share of planted faults of measurement that are named by kind, table and column, one
  fault at a time in each of several clients (aim: 0.95 or more);
- *false*: suspicions per client in whose delivery nothing is wrong (aim: 1 or fewer);
- *loading*: CPU seconds of reading the sample client with the stage and the profile of the delivery
  against without both, each in a process of its own, in turns (aim: 1.15 or less);
- *a million rows*: CPU seconds of the stage and the profile on a survey of 1e6 answers to five
  questions, and on a log of 1e6 events (aim: 2 each), in this process, in turns.

CPU is that of all threads (getrusage). Run: python benchmarks/suspicion.py [--clean 40]
[--planted 2] [--rounds 7] [--rows 1000000]
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import subprocess
import sys

import numpy as np
import pandas as pd

from cxlib.engagement import build, from_frames, load
from cxlib.engagement.suspicion.delivery.given import profile_of
from cxlib.engagement.suspicion.rules import RULES
from cxlib.resources import kit
from cxlib.training.faults import FAULTS, sound

TODAY = pd.Timestamp("2026-11-01")


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


def false(seeds: range) -> list[list[str]]:
    """What is suspected of each client in whose delivery nothing is wrong."""
    found = [suspicions(sound(seed)) for seed in seeds]
    return [(f["suspicion"] + ": " + f["table"] + "." + f["column"]).tolist() for f in found]


def cpu(work) -> float:
    start = spent()
    work()
    return spent() - start


def spent() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def switched(on: bool) -> None:
    """The stage and the profile as they are, or as if they were not there."""
    build.RULES = RULES if on else ()
    build.profile_of = profile_of if on else lambda *_: {"period": None, "tables": {}}


def sample(on: bool) -> None:
    """Print the CPU seconds of reading the sample, in this process."""
    switched(on)
    print(cpu(lambda: load(kit("sample_data"))))


def loading(rounds: int) -> tuple[list[float], list[float]]:
    """CPU seconds of reading the sample without and with the stage and the profile, in turns."""
    found: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for on in (False, True):
            call = [sys.executable, __file__, "--sample", "on" if on else "off"]
            told = subprocess.run(call, capture_output=True, text=True, check=True).stdout
            found[on].append(float(told.split()[-1]))
    return found


def answers(n: int) -> tuple[dict, dict]:
    """A survey of n answers to five questions."""
    rng = np.random.default_rng(1)
    felt = rng.normal(0, 1, n)
    items = {f"q{i}": np.clip(np.round(4 + felt + rng.normal(0, 1, n)), 1, 7) for i in range(5)}
    score = np.clip(np.round(6 + 2 * felt + rng.normal(0, 1.5, n)), 0, 10)
    days = pd.date_range("2024-01-01", "2026-09-30", periods=n).floor("s")
    people = np.char.add("c", rng.integers(0, n, n).astype(str))
    frame = pd.DataFrame({"customer": people, "time": days, "recommend": score, **items})
    return {"client": "A", "outcomes": {"recommend": {"kind": "nps"}}}, {"responses": frame}


def events(n: int) -> tuple[dict, dict]:
    """A log of n events of n / 10 customers at twelve touchpoints."""
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({
        "customer": np.char.add("c", rng.integers(0, n // 10, n).astype(str)),
        "time": pd.date_range("2024-01-01", "2026-09-30", periods=n).floor("s"),
        "touchpoint": rng.choice([f"touchpoint {i}" for i in range(12)], n),
        "channel": rng.choice(["web", "app", "shop"], n),
        "completed": rng.random(n) < 0.3,
    })  # fmt: skip
    return {"client": "A", "timezone": "Europe/London"}, {"interactions": frame}


def many_rows(config: dict, frames: dict) -> float:
    """CPU seconds of the stage and the profile: the whole less the whole without them."""
    from_frames(config, frames, today=TODAY)
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(3):
        for on in (False, True):
            switched(on)
            took[on].append(cpu(lambda: from_frames(config, frames, today=TODAY)))
    return statistics.median(took[True]) - statistics.median(took[False])


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, number in (("clean", 40), ("planted", 2), ("rounds", 7), ("rows", 1_000_000)):
        asked.add_argument(f"--{name}", type=int, default=number)
    asked.add_argument("--sample", choices=["on", "off"], help=argparse.SUPPRESS)
    how = asked.parse_args()
    if how.sample:
        sample(how.sample == "on")
        return
    hit, total, missed = named(range(1, how.planted + 1))
    print("\n".join(["missed:", *missed] if missed else ["none was missed"]), flush=True)
    suspected = false(range(101, 101 + how.clean))
    print(
        "\n".join(
            ["suspected of sound clients:", *sorted(s for found in suspected for s in found)]
        ),
        flush=True,
    )
    wrong = [len(found) for found in suspected]
    without, with_it = loading(how.rounds)
    ratios = [b / a for a, b in zip(without, with_it, strict=True)]
    print(json.dumps({
        "figure": round(hit / max(total, 1), 4), "kinds": len(FAULTS), "planted": total,
        "false_per_client": round(statistics.mean(wrong), 3), "false_most": max(wrong),
        "clean_clients": how.clean,
        "loading_ratio": round(statistics.median(with_it) / statistics.median(without), 3),
        "loading_spread": [round(min(ratios), 3), round(max(ratios), 3)],
        "loading_cpu_s": round(statistics.median(without), 2), "rows": how.rows,
        "answers_cpu_s": round(many_rows(*answers(how.rows)), 2),
        "events_cpu_s": round(many_rows(*events(how.rows)), 2),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
