"""How often intervals hold the truth: scores of repeated answers, and what initiatives bring."""

from __future__ import annotations

import numpy as np
import pandas as pd
from simulations.staying import SEED, rate
from validity_plan import _options, plans, simulated

from cxlib.diagnosis.scores import scores
from cxlib.engagement import from_frames
from cxlib.engagement.config import Outcome
from cxlib.monitoring.benefits import did
from cxlib.monitoring.measures.responses import outcomes
from cxlib.results import empty
from cxlib.stats.intervals import z_value
from cxlib.stats.resampling import percentile, stream
from cxlib.strategy.candidates import worth
from cxlib.strategy.stakes import draws as stake_draws
from cxlib.strategy.stakes import stakes

CONFIG = {"client": "A", "period": "none", "outcomes": {"recommend": {"kind": "nps"}}}
DRAWS = 1000  # of the stakes, as the portfolio has them
OWN, EACH = 2.0, 0.8  # standard deviations between customers, and between one's own answers


def _felt(rng: np.random.Generator, number: np.ndarray) -> np.ndarray:
    """Scores of customers who answer so often each."""
    mood = np.repeat(rng.normal(7, OWN, number.size), number)
    return np.clip(np.rint(mood + rng.normal(0, EACH, mood.size)), 0, 10)


def _truth(rng: np.random.Generator, people: int = 1_000_000) -> float:
    many = _felt(rng, np.ones(people, int))
    return 100 * float((many >= 9).mean() - (many <= 6).mean())


def nps_repeated(times: int, people: int = 80) -> dict:
    """The NPS of the diagnosis where each customer answers one to fifteen times.

    Naive: each answer taken for another customer's.
    """
    rng, truth = stream(SEED, "nps repeated"), _truth(stream(SEED, "nps repeated", "truth"))
    covered, naive = [], []
    for _ in range(times):
        number = rng.integers(1, 16, people)
        who = np.repeat(np.arange(people), number).astype(str)
        rows = pd.DataFrame({"customer": who, "recommend": _felt(rng, number)})
        for kept, frame in ((covered, rows), (naive, rows.drop(columns="customer"))):
            table = scores(from_frames(CONFIG, {"responses": frame}))["scores"]
            row = table[(table["metric"] == "nps") & (table["segment"] == "all")].iloc[0]
            kept.append(row["low"] <= truth <= row["high"])
    return {"coverage": rate(covered), "naive_coverage": rate(naive)}


def kpi_repeated(times: int, people: int = 80) -> dict:
    """The NPS of a period in which each customer answers one to fifteen times."""
    rng, truth = stream(SEED, "kpi repeated"), _truth(stream(SEED, "kpi repeated", "truth"))
    number = rng.integers(1, 16, (times, people))
    rows = pd.DataFrame(
        {
            "period": np.repeat([f"{k:05d}" for k in range(times)], number.sum(axis=1)),
            "customer": np.repeat(np.arange(times * people), number.ravel()).astype(str),
            "recommend": _felt(rng, number.ravel()),
        }
    )
    asked = {"recommend": Outcome(kind="nps")}
    covered, naive = (
        (table["low"] <= truth) & (truth <= table["high"])
        for table in (outcomes(r, asked, [], 0.95) for r in (rows, rows.drop(columns="customer")))
    )
    return {"coverage": rate(covered.tolist()), "naive_coverage": rate(naive.tolist())}


def planned_benefits(times: int, world: str) -> dict:
    """What initiatives win alone, in the worlds of `validity_plan`: all of them, and the best.

    Naive: the interval before shrinking.
    """
    every, best, naive = [], [], []
    for run in range(times):
        rng = stream(SEED, "planned benefits", world, run)
        leaving, truth = simulated(world, rng)
        initiatives = plans(rng)
        worths = stakes(leaving, empty("moments"))
        options, each = _options(initiatives, worths), np.eye(len(initiatives))
        won = worth(options, each, truth[[int(t[1:]) for t in worths["touchpoint"]]][None, :])[:, 0]
        drawn = worth(options, each, stake_draws(worths, DRAWS, rng))
        low, high = percentile(drawn, 0.95, axis=1)
        held = (low <= won) & (won <= high)
        every.append(held.mean())
        best.append(held[drawn.mean(axis=1).argmax()])
        claimed = worths.assign(stake=worths["claimed"])
        naive.append(_naive(options, each, claimed, leaving, won, rng))
    spread = float(np.std(every) / np.sqrt(times))
    all_ = {"rate": float(np.mean(every)), "mc_se": spread, "times": times}
    return {"coverage": all_, "coverage_best": rate(best), "naive_coverage_best": rate(naive)}


def _naive(options, each, claimed, leaving, won, rng) -> bool:
    found = leaving.set_index("touchpoint").loc[claimed["touchpoint"]]
    errors = (found["value_high"] - found["value_low"]).to_numpy(float) / 2 / z_value(0.95)
    drawn = worth(options, each, stake_draws(claimed.assign(spread=errors), DRAWS, rng))
    low, high = percentile(drawn, 0.95, axis=1)
    best = drawn.mean(axis=1).argmax()
    return bool(low[best] <= won[best] <= high[best])


def seen_benefits(times: int, effect: float = 3.0, units: int = 20, months: int = 36) -> dict:
    """What an initiative brought beside units without it: difference-in-differences, ANCOVA."""
    covered = {"did": [], "ancova": []}
    for run in range(times):
        rng = stream(SEED, "seen benefits", run)
        level, month = rng.normal(0, 5, units), 2 * rng.normal(size=months)
        base = rng.poisson(15, size=(units, months)) + 1
        noise = rng.normal(size=(units, months)) * 80 / np.sqrt(base)
        values = level[:, None] + month[None, :] + noise
        values[: units // 2, months // 2 :] += effect
        at = np.indices(values.shape)
        points = pd.DataFrame(
            {"unit": [f"u{i:02d}" for i in at[0].ravel()],
             "period": [f"{t:04d}" for t in at[1].ravel()],
             "value": values.ravel(), "n": base.ravel().astype(float)}
        )  # fmt: skip
        treated = [f"u{i:02d}" for i in range(units // 2)]
        table = did.collapse(points, treated, f"{months // 2:04d}")
        for name, method in (("did", did.difference_in_differences), ("ancova", did.ancova)):
            found = method(table)
            low, high = found.interval(0.95)
            covered[name].append(low <= effect <= high)
    return {f"{name}_coverage": rate(hits) for name, hits in covered.items()}
