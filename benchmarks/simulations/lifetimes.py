"""Simulated customers with margins: do the intervals of lifetime value and of stakes hold?"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from simulations.staying import HORIZON, SEED, rate

from cxlib.diagnosis.worth.effect import effect
from cxlib.diagnosis.worth.landmarks import watched
from cxlib.diagnosis.worth.lifetime import contractual
from cxlib.diagnosis.worth.lifetime_purchases import noncontractual
from cxlib.diagnosis.worth.passing import Met
from cxlib.diagnosis.worth.value_at_stake import at_stake
from cxlib.engagement import from_frames
from cxlib.engagement.model import Engagement
from cxlib.stats.resampling import stream

CONFIG = {"client": "A", "period": "month", "policy": {"value_is": "margin"}}
LIFETIME = 36.0
HAZARD = {
    "rises with value": lambda v: 0.02 * v / 40,
    "falls with value": lambda v: 0.02 * np.exp(-0.5 * (v / 40 - 1)),
    "apart from value": lambda v: np.full(v.size, 0.02),
}


@cache
def _margins_known() -> Engagement:
    """An engagement of which only the policy is asked."""
    few = pd.DataFrame({"customer": [f"c{i}" for i in range(20)], "value": 1.0})
    return from_frames(CONFIG, {"customers": few})


def contracts(times: int, kind: str, n: int = 600) -> dict:
    """Coverage of the margin of 36 months; leavers are recorded from the third year on only.

    Naive: mean months times mean margin, each with its own interval.
    """
    rng, hazard = stream(SEED, "contracts", kind), HAZARD[kind]
    many = rng.gamma(4, 10, 1_000_000)
    truth = float((many * (1 - np.exp(-hazard(many) * LIFETIME)) / hazard(many)).mean())
    covered, naive, told, product = [], [], [], []
    for _ in range(times):
        row, plain = _contract(rng, n, hazard)
        product.append(sum(plain) / 2 / truth - 1)
        covered.append(row["value_low"] <= truth <= row["value_high"])
        naive.append(plain[0] <= truth <= plain[1])
        told.append(row["value"] / truth - 1)
    return {
        "coverage": rate(covered), "naive_coverage": rate(naive),
        "bias": round(float(np.mean(told)), 4), "naive_bias": round(float(np.mean(product)), 4),
    }  # fmt: skip


def _contract(rng: np.random.Generator, n: int, hazard) -> tuple[pd.Series, tuple[float, float]]:
    value = rng.gamma(4, 10, n)
    start, life = rng.uniform(0, 48, n), rng.exponential(1 / hazard(value))
    entry, months = np.clip(24 - start, 0, None), np.minimum(life, 60 - start)
    rows = pd.DataFrame(
        {"customer": np.arange(n).astype(str), "entry": entry, "months": months,
         "left": life <= 60 - start, "value": value}
    )  # fmt: skip
    rows = rows[rows["months"] > rows["entry"]].reset_index(drop=True)
    row = contractual(_margins_known(), rows).iloc[0]
    mean, error = rows["value"].mean(), rows["value"].sem()
    relative = np.hypot((row["high"] - row["low"]) / 3.92 / row["months"], error / mean)
    plain = mean * row["months"]
    return row, (plain * (1 - 1.96 * relative), plain * (1 + 1.96 * relative))


def purchases_value(times: int, n: int = 400, tied: float = 0.0) -> dict:
    """Coverage of the value that 18 months of purchases foretell for the 12 that follow (BG/NBD).

    What a customer spends goes with their pace to the power of `tied`: the models take it for 0.

    Naive: as wide as the error on the third of the time that was held out.
    """
    covered, naive, told = [], [], []
    for run in range(times):
        frame, later = _bought(stream(SEED, "purchases value", run), n, tied)
        row = noncontractual(from_frames(CONFIG, {"purchases": frame})).iloc[0]
        covered.append(row["value_low"] <= later <= row["value_high"])
        naive.append(abs(row["value"] - later) <= abs(row["held_out_error"]) * row["value"])
        told.append(row["value"] / later - 1)
    return {
        "coverage": rate(covered), "naive_coverage": rate(naive),
        "bias": round(float(np.mean(told)), 4),
    }  # fmt: skip


def _bought(rng: np.random.Generator, n: int, tied: float) -> tuple[pd.DataFrame, float]:
    """Purchases until day 547, and the mean value of those in the year after."""
    rows, later = [], 0.0
    for customer in range(n):
        pace, stop, mean = rng.gamma(1.2, 0.5) / 30, rng.beta(1, 8), rng.gamma(6, 8)
        mean *= (pace * 50) ** tied  # 50 days is the mean
        day = rng.uniform(0, 200)
        while day <= 547 + 365:
            value = rng.gamma(6, mean / 6)
            if day < 547:
                rows.append((f"C{customer:04d}", day, round(value, 2)))
            else:
                later += value
            if rng.random() < stop:
                break
            day += rng.exponential(1 / pace)
    frame = pd.DataFrame(rows, columns=["customer", "time", "value"])
    frame["time"] = pd.Timestamp("2024-01-01") + pd.to_timedelta(frame["time"], unit="D")
    return frame, later / n


def stakes(times: int, n: int = 1500, ratio: float = 2.0) -> dict:
    """Coverage of customers and of money at stake in a year: one experience each, a fifth bad."""
    rng, hazard, margin = stream(SEED, "stakes"), 0.03, 40.0
    lost = 0.2 * n * (np.exp(-hazard * HORIZON) - np.exp(-hazard * ratio * HORIZON))
    each = sum(
        share * margin * (1 - np.exp(-h * LIFETIME)) / h
        for share, h in ((0.8, hazard), (0.2, hazard * ratio))
    )
    people, money = [], []
    for _ in range(times):
        stake = _stake(rng, n, hazard, ratio, margin)
        people.append(stake["customers_low"] <= lost <= stake["customers_high"])
        money.append(stake["value_low"] <= lost * each <= stake["value_high"])
    return {"customers_coverage": rate(people), "value_coverage": rate(money)}


def _stake(rng: np.random.Generator, n: int, hazard: float, ratio: float, margin: float) -> dict:
    bad, value = rng.random(n) < 0.2, rng.gamma(4, margin / 4, n)
    start, life = rng.uniform(0, 59, n), rng.exponential(1 / (hazard * np.where(bad, ratio, 1.0)))
    months, left = np.minimum(life, 60 - start), life <= 60 - start
    rows = pd.DataFrame({"months": np.ceil(months), "left": left, "bad": bad})
    found = effect(watched(rows, HORIZON), pd.DataFrame(index=rows.index), HORIZON, 0.95, rng)
    ids = np.arange(n).astype(str)
    stays = pd.DataFrame(
        {"customer": ids, "entry": 0.0, "months": months, "left": left, "value": value}
    )
    each = contractual(_margins_known(), stays).iloc[0]
    worth = tuple(each[["value", "value_low", "value_high"]].astype(float))
    met = Met(n, int(bad.sum()), float(n))
    return at_stake(found.draws, found.difference, met, worth, 0.95, rng)
