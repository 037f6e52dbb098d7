"""Logs whose every customer walks once: how often does a guessed silence cut them?

    python benchmarks/simulations/silences.py [--logs 40]

The last line printed is JSON: of each kind of pause, logs cut and the largest error in completion.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable

import numpy as np
import pandas as pd

from cxlib.engagement import from_frames
from cxlib.mapping.declared import declare
from cxlib.mapping.instances import instances, overview
from cxlib.mapping.journeys import NO_WORTH, journeys
from cxlib.mapping.paths import walks
from cxlib.stats.resampling import stream

DAY = 86_400.0
STEPS, LEAVES = ("home", "form", "pay", "thanks"), {"home": 0.1, "form": 0.15, "pay": 0.1}
PAUSES: dict[str, Callable[[np.random.Generator, str], float]] = {
    "exponential, 3 min": lambda rng, _step: rng.exponential(180) + 12,
    "exponential, 1 min": lambda rng, _step: rng.exponential(60) + 3,
    "exponential, 10 min": lambda rng, _step: rng.exponential(600),
    "gamma": lambda rng, _step: rng.gamma(2, 300),
    "uniform": lambda rng, _step: rng.uniform(1, 3600),
    "log-normal": lambda rng, _step: rng.lognormal(5, 1.2),
    "a parcel in each": lambda rng, step: (
        rng.lognormal(np.log(2 * DAY), 0.2) if step == "pay" else rng.exponential(20) + 2
    ),
}


def log(kind: str, number: int, customers: int = 800) -> tuple[pd.DataFrame, float]:
    """The events of one log, and the share of its journeys that is completed."""
    rng, rows, done = stream(2026, "silences", kind, number), [], 0
    for who in range(customers):
        at = rng.uniform(0, 58 * DAY)
        for step in STEPS:
            rows.append((f"c{who}", at, step))
            done += step == "thanks"
            if rng.random() < LEAVES.get(step, 0):
                break
            at += PAUSES[kind](rng, step)
    frame = pd.DataFrame(rows, columns=["customer", "time", "touchpoint"])
    times = pd.Timestamp("2026-01-01") + pd.to_timedelta((frame.time * 1e6).astype("int64"), "us")
    return frame.assign(time=times, journey="buy"), done / customers


def read(frame: pd.DataFrame, starts: bool) -> pd.Series:
    """How the kit reads a log: n, completion."""
    told = pd.DataFrame({"journey": ["buy"], "completes": ["thanks"]})
    told = told.assign(starts="home") if starts else told
    made = from_frames({"client": "A", "period": "none"}, {"interactions": frame, "journeys": told})
    seen = overview(made.events)
    declared = declare(made.table("touchpoints"), made.table("journeys"), seen.volumes, ["buy"])
    walked = walks(instances(made.events, declared, seen, "auto"), declared, False, made.data_end)
    return journeys(walked, declared, NO_WORTH, 0.95)["journeys"].iloc[0]


def cut_logs(kind: str, logs: int, starts: bool) -> tuple[int, float]:
    """Logs that are cut, and the largest error in completion."""
    cut, error = 0, 0.0
    for number in range(logs):
        frame, truth = log(kind, number)
        found = read(frame, starts)
        cut += found.n != frame.customer.nunique()
        error = max(error, abs(found.completion - truth))
    return cut, error


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--logs", type=int, default=40, help="logs of each kind")
    given = parser.parse_args()
    told = {}
    for kind in PAUSES:
        for starts in (True, False):
            cut, error = cut_logs(kind, given.logs, starts)
            words = f"{kind}, starts {'declared' if starts else 'unknown'}"
            told[words] = {"cut": int(cut), "largest error": round(float(error), 4)}
    print(json.dumps({"logs of each kind": given.logs, **told}))


if __name__ == "__main__":
    main()
