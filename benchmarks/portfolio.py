"""How long does the portfolio take, and is it the best there is?

    python benchmarks/portfolio.py                     200 initiatives, 25 touchpoints, 1,000 draws
    python benchmarks/portfolio.py --cases 200         against enumeration of every plan, n <= 15
    python benchmarks/portfolio.py --larkfield 10      the planted best portfolio at ten seeds

The last line printed is JSON. Aims: under 20 s; every case equal; at least 9 of 10 seeds.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from cxlib.engagement import from_frames
from cxlib.results import blank, conform, empty, tables_of
from cxlib.stats.resampling import stream
from cxlib.strategy.candidates import Candidates, worth
from cxlib.strategy.initiatives import initiatives
from cxlib.strategy.optimise import best_plan
from cxlib.strategy.portfolio import CORE

MOST = 15  # initiatives in a case that is enumerated
EQUAL = 1e-6  # of the optimum
CUSTOMERS = 3600  # the size of the sample


def timed(count: int, touchpoints: int) -> dict[str, float]:
    """The whole question on a made-up client: choice, 1,000 draws, frontier, information."""
    rng = stream(1, "benchmark portfolio")
    names = [f"t{k:02d}" for k in range(touchpoints)]
    owners = [f"o{k}" for k in range(8)]
    plan = pd.DataFrame({
        "initiative": [f"i{k:03d}" for k in range(count)], "touchpoint": rng.choice(names, count),
        "uplift": rng.uniform(0.05, 0.4, count), "cost": rng.lognormal(9.5, 0.7, count),
        "months": rng.integers(1, 12, count).astype(float), "owner": rng.choice(owners, count),
    })  # fmt: skip
    plan["depends_on"] = [plan.initiative[k - 1] if k % 20 == 1 else None for k in range(count)]
    plan["excludes"] = [plan.initiative[k - 1] if k % 20 == 11 else None for k in range(count)]
    config = {"client": "Benchmark", "period": "none", "currency": "GBP",
              "outcomes": {"recommend": {"kind": "nps"}},
              "policy": {"budget": float(plan.cost.sum() * 0.2), "value_is": "margin"}}  # fmt: skip
    answers = pd.DataFrame({"recommend": rng.integers(0, 11, 50)})
    owned = pd.DataFrame({"owner": owners, "department": owners, "capacity": 6.0})
    tables = {"responses": answers, "initiatives": plan, "owners": owned}
    engagement = from_frames(config, tables)
    results = blank((*tables_of("mapping"), *tables_of("diagnosis")))
    results["leaving"] = _leaving(names, rng)
    wall, cpu = time.perf_counter(), time.process_time()
    found = initiatives(engagement, results)
    return {"wall_seconds": time.perf_counter() - wall, "cpu_seconds": time.process_time() - cpu,
            "chosen": int(found["portfolio"].chosen.sum())}  # fmt: skip


def _leaving(names: list[str], rng: np.random.Generator) -> pd.DataFrame:
    effect = rng.normal(0.06, 0.03, len(names))
    reach = rng.uniform(0.5, 5.0, len(names)) * 1e6
    table = pd.DataFrame({
        "touchpoint": names, "source": "events", "n": 1000, "effect_on_retention": effect,
        "effect_low": effect - 0.03, "effect_high": effect + 0.03, "value_at_stake": effect * reach,
        "value_low": (effect - 0.03) * reach, "value_high": (effect + 0.03) * reach,
    })  # fmt: skip
    return conform("leaving", table.reindex(columns=list(empty("leaving").columns)))


def enumerated(cases: int) -> dict[str, float]:
    """How many random cases reach the optimum found by trying every plan."""
    equal = 0
    for seed in range(cases):
        options, stake, budget, net = _case(stream(seed, "benchmark cases"))
        plan = best_plan(options, stake, budget, net)
        ours = worth(options, plan[None, :], stake[None, :])[0, 0] - net * plan @ options.cost
        equal += abs(ours - _best_of_all(options, stake, budget, net)) <= EQUAL * max(ours, 1)
    return {"cases": cases, "equal": int(equal)}


def _case(rng: np.random.Generator) -> tuple[Candidates, np.ndarray, float, bool]:
    n = int(rng.integers(2, MOST + 1))
    _, group = np.unique(rng.integers(0, n, n), return_inverse=True)
    groups, places = int(group.max()) + 1, int(rng.integers(1, 5))
    pair = rng.choice(n, (3, 2))
    rules = np.zeros((4, n))
    for row, (i, j) in enumerate(pair):
        rules[row, i], rules[row, j] = 1, (-1 if i != j and rng.random() < 0.5 else 1)
    rules[3] = rng.integers(0, 9, n)
    limits = np.array([*(np.where(rules[:3].sum(axis=1) <= 0, 0, 1)), rng.integers(5, 30)], float)
    options = Candidates(
        names=tuple(map(str, range(n))), cost=rng.integers(1, 60, n) * 1000.0,
        part=rng.uniform(0, 1, n) ** 2, group=group, weight=rng.uniform(0.1, 1, groups),
        place=rng.integers(0, places, groups), rules=rules, limits=limits,
    )  # fmt: skip
    budget = float(options.cost.sum() * rng.uniform(0.1, 0.9))
    return options, np.abs(rng.normal(80_000, 60_000, places)), budget, bool(rng.random() < 0.5)


def _best_of_all(options: Candidates, stake: np.ndarray, budget: float, net: bool) -> float:
    """Every plan there is, as bits of a counter; the rules by matrix product."""
    n = len(options.names)
    plans = (np.arange(2**n)[:, None] >> np.arange(n) & 1).astype(float)
    fits = plans @ options.cost <= budget + 1e-9
    fits &= (plans @ options.rules.T <= options.limits + 1e-9).all(axis=1)
    plans = plans[fits]
    left = np.ones((len(plans), len(options.weight)))
    for i in range(n):
        left[:, options.group[i]] *= 1 - plans[:, i] * options.part[i]
    won = np.zeros((len(plans), len(stake)))
    for g, place in enumerate(options.place):
        won[:, place] += options.weight[g] * (1 - left[:, g])
    return float((np.minimum(won, 1) @ stake - net * plans @ options.cost).max())


def larkfield(seeds: int) -> dict[str, object]:
    """At how many seeds the planted best portfolio is chosen, and a useless one is in the core."""
    found = [_seed(seed) for seed in range(1, seeds + 1)]
    return {"seeds": seeds, "as_planted": sum(not wrong for wrong, _ in found),
            "useless_in_core": sum(useless for _, useless in found)}  # fmt: skip


def _seed(seed: int) -> tuple[list[str], bool]:
    """Initiatives judged otherwise than planted, and whether a useless one is in the core."""
    from cxlib import diagnosis, mapping, strategy
    from cxlib.engagement import load
    from cxlib.training import generate, load_sector, write_client

    with tempfile.TemporaryDirectory() as folder:
        write_client(generate(load_sector("telecom"), CUSTOMERS, seed, 1.0), Path(folder))
        truth = YAML(typ="safe").load(Path(folder, "truth.yml").read_text(encoding="utf-8"))
        engagement = load(Path(folder))
        results = dict(mapping.run(engagement, {}))
        results |= diagnosis.run(engagement, results)
        table = strategy.run(engagement, results)["portfolio"].set_index("initiative")
    planted = {item["item"].partition(":")[2]: item["planted"] == "chosen"
               for item in truth["items"] if item["kind"] == "portfolio"}  # fmt: skip
    wrong = [name for name, best in planted.items() if bool(table.chosen[name]) != best]
    core = table.chosen & table.inclusion_probability.ge(CORE).fillna(False)
    print(f"seed {seed}: {'as planted' if not wrong else f'differs in {wrong}'}", flush=True)
    return wrong, any(core[name] for name, best in planted.items() if not best)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--initiatives", type=int, default=200)
    parser.add_argument("--touchpoints", type=int, default=25)
    parser.add_argument("--cases", type=int, default=0)
    parser.add_argument("--larkfield", type=int, default=0)
    given = parser.parse_args()
    if given.cases:
        found = enumerated(given.cases)
    elif given.larkfield:
        found = larkfield(given.larkfield)
    else:
        found = timed(given.initiatives, given.touchpoints)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
