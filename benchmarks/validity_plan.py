"""Does a plan bring what it promised, or does the winner's curse take it back?

Simulates engagements of 25 touchpoints and 40 initiatives: true effects on retention, estimates
with noise, a plan chosen under a budget, and what that plan then really brings. Three worlds:

* graded: effects spread round a mean, noise half as wide as their spread;
* noisy: the same, noise as wide as the spread;
* few: seven touchpoints of ten do nothing, three do much.

    python benchmarks/validity_plan.py --engagements 500

The last line printed is JSON: realised less promised, as a share of the promise, with and without
shrinking, and its Monte-Carlo standard error. Aim: within 5 % after shrinking.
"""

from __future__ import annotations

import argparse
import json

import numpy as np
import pandas as pd

from cxlib.results import empty
from cxlib.stats.resampling import stream
from cxlib.strategy.candidates import Candidates, candidates, worth
from cxlib.strategy.optimise import best_plan
from cxlib.strategy.pool import GAP
from cxlib.strategy.shares import shares
from cxlib.strategy.stakes import stakes

TOUCHPOINTS, INITIATIVES = 25, 40
VALUE = 1_000_000.0  # at stake a year for an effect of 1 on everybody
WORLDS = {"graded": (0.06, 0.04, 1.0), "noisy": (0.06, 0.02, 1.0), "few": (0.15, 0.05, 0.3)}
NOISE = {"graded": 0.02, "noisy": 0.02, "few": 0.03}


def simulated(world: str, rng: np.random.Generator) -> tuple[pd.DataFrame, np.ndarray]:
    """What the diagnosis would give (`leaving`), and the true effects."""
    centre, spread, share = WORLDS[world]
    truth = np.where(rng.random(TOUCHPOINTS) < share, rng.normal(centre, spread, TOUCHPOINTS), 0.0)
    noise = NOISE[world] * rng.uniform(0.5, 1.5, TOUCHPOINTS)
    found = truth + noise * rng.standard_normal(TOUCHPOINTS)
    reach = rng.uniform(0.05, 1.0, TOUCHPOINTS) * VALUE
    half = 1.96 * noise
    table = pd.DataFrame({
        "touchpoint": [f"t{k:02d}" for k in range(TOUCHPOINTS)], "source": "events", "n": 1000,
        "effect_on_retention": found, "effect_low": found - half, "effect_high": found + half,
        "value_at_stake": found * reach, "value_low": (found - half) * reach,
        "value_high": (found + half) * reach,
    })  # fmt: skip
    return table.reindex(columns=list(empty("leaving").columns)), truth * reach


def plans(rng: np.random.Generator) -> pd.DataFrame:
    """Initiatives that promise a share of what is at stake at their touchpoint."""
    return pd.DataFrame({
        "initiative": [f"i{k:02d}" for k in range(INITIATIVES)],
        "touchpoint": [f"t{k:02d}" for k in rng.integers(0, TOUCHPOINTS, INITIATIVES)],
        "variable": None, "moment": None, "uplift": rng.uniform(0.1, 0.6, INITIATIVES),
        "cost": rng.lognormal(8.5, 0.5, INITIATIVES), "months": 3.0, "owner": None,
        "status": "planned", "depends_on": None, "excludes": None,
    })  # fmt: skip


def kept(seed: int, world: str, shrunk: bool) -> tuple[float, float]:
    """What the chosen plan of one engagement promised and what it brought."""
    rng = stream(seed, "validity plan", world)
    leaving, truth = simulated(world, rng)
    initiatives = plans(rng)
    worths = stakes(leaving, empty("moments"))
    options = _options(initiatives, worths)
    stake = (worths.stake if shrunk else worths.claimed).to_numpy(float)
    budget = float(options.cost.sum() * 0.25)
    plan = best_plan(options, stake, budget, net=True, gap=GAP)[None, :]
    order = [int(t[1:]) for t in worths.touchpoint]
    return (
        float(worth(options, plan, np.maximum(stake, 0)[None, :])[0, 0]),
        float(worth(options, plan, truth[order][None, :])[0, 0]),
    )


def _options(initiatives: pd.DataFrame, worths: pd.DataFrame) -> Candidates:
    part = shares(initiatives, empty("moments"), set(worths.place), {}, {})
    return candidates(initiatives, part, worths)


def compare(world: str, engagements: int) -> dict[str, float]:
    """Realised less promised over all engagements, as a share of the promise."""
    told: dict[str, float] = {}
    for name, shrunk in (("before", False), ("after", True)):
        pairs = np.array([kept(seed, world, shrunk) for seed in range(engagements)])
        promised, brought = pairs.T
        told[name] = float(brought.sum() / promised.sum() - 1)
        error = brought - promised - told[name] * promised
        told[f"{name}_error"] = float(error.std(ddof=1) / promised.mean() / np.sqrt(engagements))
    return told


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engagements", type=int, default=500)
    given = parser.parse_args()
    found = {world: compare(world, given.engagements) for world in WORLDS}
    for world, told in found.items():
        print(
            f"{world:8s} without shrinking {told['before']:+.1%} (± {told['before_error']:.1%}), "
            f"with {told['after']:+.1%} (± {told['after_error']:.1%})"
        )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
