"""Does the map name breakdowns that are there, and none that are not?

Simulates journey logs of a made-up client and judges each with `cxlib.mapping.breakdowns`:

* null logs: customers differ (some leave more easily, some come back more, each prefers some
  steps), steps differ in how often they are met, customers go back to the step before, the chance
  of leaving grows along the way, everybody passes one step, some journeys are cancelled, and the
  log is cut off while many are under way;
* planted logs: the same, with the drop-off hazard doubled, or the repeats tripled, or the going
  back there from elsewhere tripled, at one step of fifteen picked at random.

    python benchmarks/validity_map.py --logs 2000 --planted 500

The last line printed is JSON: the share of null logs with any breakdown (at most 5 %) and of
planted logs in which the planted step is named (at least 90 %), each with its Monte-Carlo error
(one standard error, in the same unit).
"""

from __future__ import annotations

import argparse
import json
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.engagement.contracts.tables import empty_table
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
DROP, GROWS, REPEAT, BACK, COMPLETE, CANCEL = 0.05, 0.05, 0.12, 0.12, 0.12, 0.1
TASTE = 4  # shape of the gamma by which each customer prefers or avoids each step
PLANTED = {"drop": 2, "repeat": 3, "back": 3}
DAYS, GAP_DAYS = 120, 7
CONFIDENCE, FDR = 0.95, 0.05
EQUALLY = 0.25  # of those whom a visit did not complete give up


class Log(NamedTuple):
    """Paths as a matrix of codes (-1 after the last event), with times in days and fates."""

    path: np.ndarray
    time: np.ndarray
    status: np.ndarray


def simulate(
    rng: np.random.Generator,
    n: int,
    drop: np.ndarray | float = 1,
    repeat: np.ndarray | float = 1,
    back: np.ndarray | float = 1,
) -> Log:
    """Walk n customers; the factors multiply the chances of leaving a step, of coming again at
    once, and of going back to it from the next one."""
    drop, repeat, back = (np.broadcast_to(factor, STEPS) for factor in (drop, repeat, back))
    leaves, returns, liking = rng.gamma(4, 1 / 4, n), rng.choice([0.5, 1.5], n), _liking(rng, n)
    path = np.full((n, LONGEST), -1)
    walking = np.arange(n)
    path[:, 0], path[:, 1] = _liked(rng, liking), GATE
    at, before = path[:, 0].copy(), np.full(n, GATE)
    for place in range(2, LONGEST):
        u = rng.random((5, walking.size))
        ways = CANCEL + (1 - CANCEL) * drop[at]  # cancelling is no drop-off
        out = u[0] < DROP * (1 + GROWS * place) * leaves[walking] * ways
        over = ~out & (u[1] < COMPLETE)
        path[walking[over], place] = DONE
        path[walking[out & (u[2] * ways < CANCEL)], place] = CANCELLED
        on = ~out & ~over
        again = u[3] < REPEAT * returns[walking] * repeat[at]
        goes_back = u[4] < BACK * returns[walking] * np.append(back, 0)[before]
        elsewhere = np.where(goes_back, before, _liked(rng, liking[walking]))
        then = np.where(again, at, elsewhere)
        before = np.where(then == at, before, at)[on]
        at, walking = then[on], walking[on]
        path[walking, place] = at
    gaps = rng.exponential(1.0, path.shape)
    gaps[:, 0] = rng.uniform(0, DAYS, n)
    return _cut_off(path, np.cumsum(gaps, axis=1))


def _liking(rng: np.random.Generator, n: int) -> np.ndarray:
    """Each customer's cumulated chances of each step: some are met more, and tastes differ."""
    met = rng.gamma(TASTE, 1 / np.sqrt(np.arange(STEPS) + 4), (n, STEPS)).cumsum(axis=1)
    return met / met[:, -1:]


def _liked(rng: np.random.Generator, liking: np.ndarray) -> np.ndarray:
    return (rng.random((len(liking), 1)) > liking).sum(axis=1)


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
    following, after = (
        np.where(places + k > last, -1, log.path[rows, np.minimum(places + k, LONGEST - 1)])
        for k in (1, 2)
    )
    away = ~final & (following != code)
    found = {
        "visits": ~(final & (status == OPEN)),
        "at_risk": ~(final & np.isin(status, [OPEN, COMPLETED])),
        "drops": final & (status == DROPPED),
        "returns": following == code,
        "left": away,
        "back": away & (after == code),
        "seen": places >= 0,
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


def give_up(rng: np.random.Generator, n: int, completes: dict[int, float], worse: int = -1) -> Log:
    """Walk n customers over the steps in any order: a visit completes the journey with the chance
    that its step has; after any other a quarter gives up, twice as many at a worse step."""
    done = np.array([completes.get(step, 0.0) for step in range(STEPS)])
    leave = np.where(np.arange(STEPS) == worse, 2 * EQUALLY, EQUALLY)
    path, status = np.full((n, LONGEST), -1), np.full(n, DROPPED)
    walking = np.arange(n)
    for place in range(LONGEST):
        at = rng.integers(0, STEPS, walking.size)
        path[walking, place] = at
        over = rng.random(walking.size) < done[at]
        status[walking[over]] = COMPLETED
        walking = walking[~over & (rng.random(walking.size) >= leave[at])]
    return Log(path, np.zeros(path.shape), status)


def equal_rates(logs: int, n: int = 1500) -> tuple[float, float]:
    """All give up equally: the share of logs in which anything is named. One step is twice as bad:
    the share in which it alone is. Three steps in fifteen complete, with a chance of their own."""
    completes = {STEPS - 1: 0.9, STEPS - 2: 0.5, STEPS - 3: 0.3}
    null = [bool(named(give_up(stream(2026, "equal", i), n, completes))) for i in range(logs)]
    worse = [
        named(give_up(stream(2026, "worse", i), n, completes, worse=i % STEPS)) for i in range(logs)
    ]
    hits = [found == [NAMES[i % STEPS]] for i, found in enumerate(worse)]
    return float(np.mean(null)), float(np.mean(hits))


def null_rate(logs: int, sizes: tuple[int, ...] = (1000, INSTANCES)) -> float:
    """Share of null logs (of several sizes in turn) in which anything is named."""
    found = [
        bool(named(simulate(stream(2026, "null", i), sizes[i % len(sizes)]))) for i in range(logs)
    ]
    return float(np.mean(found))


def power(kind: str, logs: int) -> tuple[float, float]:
    """Shares of planted logs in which the planted step is named, and in which another one is."""
    hits, others = [], []
    for i in range(logs):
        rng = stream(2026, kind, i)
        step = rng.integers(STEPS)
        planted = np.where(np.arange(STEPS) == step, PLANTED[kind], 1.0)
        found = named(simulate(rng, INSTANCES, **{kind: planted}))
        hits.append(NAMES[step] in found)
        others.append(bool(set(found) - {NAMES[step]}))
    return float(np.mean(hits)), float(np.mean(others))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--logs", type=int, default=2000, help="null logs")
    parser.add_argument("--planted", type=int, default=500, help="planted logs of each kind")
    given = parser.parse_args()
    found = {kind: power(kind, given.planted) for kind in PLANTED}
    null = null_rate(given.logs)
    words = {"drop": "hazard doubled", "repeat": "repeats tripled", "back": "going back tripled"}
    equal, worse = equal_rates(given.planted, INSTANCES)
    shares = {
        "null logs with a breakdown": (null, given.logs),
        "all give up equally: a step is named": (equal, given.planted),
        "one step loses twice as many: it alone is named": (worse, given.planted),
    }
    for kind, (hit, other) in found.items():
        shares[f"{words[kind]}: found"] = (hit, given.planted)
        shares[f"{words[kind]}: another named"] = (other, given.planted)
    print(
        json.dumps({
            "null logs": given.logs, "planted logs of each kind": given.planted,
            "instances": INSTANCES,
            **{name: round(share, 4) for name, (share, _) in shares.items()},
            "Monte-Carlo errors": {n: standard_error(*of) for n, of in shares.items()},
        })
    )  # fmt: skip


def standard_error(share: float, logs: int) -> float:
    """Of a share of so many logs; of none or all, that of one log more or less."""
    inside = np.clip(share, 1 / logs, 1 - 1 / logs)
    return round(float(np.sqrt(inside * (1 - inside) / logs)), 4)


if __name__ == "__main__":
    main()
