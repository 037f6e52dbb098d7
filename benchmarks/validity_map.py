"""Does the map name breakdowns that are there, and none that are not?

Simulates journey logs of a made-up client and judges each with `cxlib.mapping.breakdowns`:

* null logs: customers differ (some leave more easily, some come back more), steps differ in how
  often they are met, the chance of leaving grows along the way, everybody passes one step, some
  journeys are cancelled, and the log is cut off while many are under way;
* planted logs: the same, with the drop-off hazard doubled, or the repeats tripled, at one step of
  fifteen picked at random.

    python benchmarks/validity_map.py --logs 2000 --planted 500

The last line printed is JSON: the share of null logs with any breakdown (at most 5 %) and of
planted logs in which the planted step is named (at least 90 %).
"""

from __future__ import annotations

import argparse
import json
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.engagement.contracts import empty_table
from cxlib.mapping.breakdowns import Counts, judge
from cxlib.mapping.declared import Declared, declare
from cxlib.mapping.paths import COMPLETED, DROPPED, ENDED, OPEN
from cxlib.mapping.reach import BAND_STARTS, BANDS
from cxlib.stats.resampling import stream

STEPS = 15
GATE, DONE, CANCELLED = STEPS, STEPS + 1, STEPS + 2
NAMES = [*(f"step {i:02d}" for i in range(STEPS)), "gate", "done", "cancelled"]
INSTANCES = 5000
LONGEST = 60
DROP, GROWS, REPEAT, COMPLETE, CANCEL = 0.05, 0.05, 0.12, 0.12, 0.1
DAYS, GAP_DAYS = 120, 7
CONFIDENCE, FDR = 0.95, 0.05


class Log(NamedTuple):
    """Paths as a matrix of codes (-1 after the last event), with times in days and fates."""

    path: np.ndarray
    time: np.ndarray
    status: np.ndarray


def simulate(
    rng: np.random.Generator, n: int, drop: np.ndarray | float = 1, repeat: np.ndarray | float = 1
) -> Log:
    """Walk n customers; `drop` and `repeat` multiply the chances of leaving and coming again."""
    drop, repeat = np.broadcast_to(drop, STEPS), np.broadcast_to(repeat, STEPS)
    met = 1 / np.sqrt(np.arange(STEPS) + 4)
    leaves, returns = rng.gamma(4, 1 / 4, n), rng.choice([0.5, 1.5], n)
    path = np.full((n, LONGEST), -1)
    path[:, 0], path[:, 1] = rng.choice(STEPS, n, p=met / met.sum()), GATE
    walking, at = np.arange(n), path[:, 0].copy()
    for place in range(2, LONGEST):
        u = rng.random((4, walking.size))
        out = u[0] < DROP * (1 + GROWS * place) * leaves[walking] * drop[at]
        over = ~out & (u[1] < COMPLETE)
        path[walking[over], place] = DONE
        path[walking[out & (u[2] < CANCEL)], place] = CANCELLED
        on = ~out & ~over
        again = u[3] < REPEAT * returns[walking] * repeat[at]
        elsewhere = rng.choice(STEPS, walking.size, p=met / met.sum())
        at = np.where(again, at, elsewhere)[on]
        walking = walking[on]
        path[walking, place] = at
    gaps = rng.exponential(1.0, path.shape)
    gaps[:, 0] = rng.uniform(0, DAYS, n)
    return _cut_off(path, np.cumsum(gaps, axis=1))


def _cut_off(path: np.ndarray, time: np.ndarray) -> Log:
    """The log as it stands on its last day: later events have not happened yet."""
    seen = (path >= 0) & (time < DAYS)
    path = np.where(seen, path, -1)[seen.any(axis=1)]
    time = time[seen.any(axis=1)]
    rows, last = np.arange(len(path)), (path >= 0).sum(axis=1) - 1
    final, when = path[rows, last], time[rows, last]
    open_ = when >= time[path >= 0].max() - GAP_DAYS
    status = np.select(
        [final == DONE, final == CANCELLED, open_], [COMPLETED, ENDED, OPEN], DROPPED
    )
    return Log(path, time, status)


def declared() -> Declared:
    """The made-up client's declarations: what completes and ends the journey."""
    volumes = pd.DataFrame({"touchpoint": NAMES, "interactions": range(len(NAMES), 0, -1)})
    journeys = pd.DataFrame({"journey": ["buy"], "completes": ["done"], "ends": ["cancelled"]})
    return declare(empty_table("touchpoints"), journeys, volumes, [])


def counts(log: Log) -> Counts:
    """The counts that the engine would find, by plain numpy; the one journey has code 1."""
    shape = (len(NAMES), 2, BANDS)
    rows, places = np.nonzero(log.path >= 0)
    code, status = log.path[rows, places], log.status[rows]
    last = (log.path >= 0).sum(axis=1)[rows] - 1
    band = np.searchsorted(BAND_STARTS, places, side="right") - 1
    final = places == last
    following = np.where(final, -1, log.path[rows, np.minimum(places + 1, LONGEST - 1)])
    found = {
        "visits": ~(final & (status == OPEN)),
        "drops": final & (status == DROPPED),
        "returns": following == code,
    }
    met = pd.DataFrame({"row": rows, "code": code, "place": places, "last": last, "status": status})
    met = met.groupby(["row", "code"], as_index=False).agg(
        place=("place", "first"), last=("last", "first"), status=("status", "first"),
        times=("place", "size"),
    )  # fmt: skip
    over, failed = met.status != OPEN, met.status.isin([DROPPED, ENDED])
    reach = {
        "reached": over, "repeated": failed & (met.times >= 2), "extra": met.times - 1,
        "later": met["last"] - met.place, "completed": met.status == COMPLETED,
        "passed": over | True,
    }  # fmt: skip
    first_band = np.searchsorted(BAND_STARTS, met.place, side="right") - 1

    def summed(code: np.ndarray, band: np.ndarray, weight: np.ndarray) -> np.ndarray:
        out = np.zeros(shape)
        np.add.at(out, (code, 1, band), np.asarray(weight, float))
        return out

    return Counts(
        instances=np.array([0.0, len(log.path)]),
        **{k: summed(code, band, v) for k, v in found.items()},
        **{k: summed(met.code, first_band, v) for k, v in reach.items()},
    )


def named(log: Log) -> list[str]:
    """The touchpoints that the kit says break."""
    table = judge(counts(log), declared(), CONFIDENCE, FDR)
    return table.touchpoint[table.breaks].tolist()


def null_rate(logs: int, sizes: tuple[int, ...] = (1000, INSTANCES)) -> float:
    """Share of null logs (of several sizes in turn) in which anything is named."""
    found = [
        bool(named(simulate(stream(2026, "null", i), sizes[i % len(sizes)]))) for i in range(logs)
    ]
    return float(np.mean(found))


def power(kind: str, factor: float, logs: int) -> tuple[float, float]:
    """Shares of planted logs in which the planted step is named, and in which another one is."""
    hits, others = [], []
    for i in range(logs):
        rng = stream(2026, kind, i)
        step = rng.integers(STEPS)
        planted = np.where(np.arange(STEPS) == step, factor, 1.0)
        found = named(simulate(rng, INSTANCES, **{kind: planted}))
        hits.append(NAMES[step] in found)
        others.append(bool(set(found) - {NAMES[step]}))
    return float(np.mean(hits)), float(np.mean(others))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--logs", type=int, default=2000, help="null logs")
    parser.add_argument("--planted", type=int, default=500, help="planted logs of each kind")
    given = parser.parse_args()
    doubled, other_d = power("drop", 2, given.planted)
    tripled, other_r = power("repeat", 3, given.planted)
    print(
        json.dumps({
            "null logs": given.logs, "null logs with a breakdown": null_rate(given.logs),
            "planted logs of each kind": given.planted, "instances": INSTANCES,
            "hazard doubled: found": doubled, "hazard doubled: another named": other_d,
            "repeats tripled: found": tripled, "repeats tripled: another named": other_r,
        })
    )  # fmt: skip


if __name__ == "__main__":
    main()
