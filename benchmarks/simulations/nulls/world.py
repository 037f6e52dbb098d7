"""The parts of a client of whom nothing is to be found: each is drawn apart from all others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

BEGIN = pd.Timestamp("2024-01-01")
MONTH = 30.4375  # days
MONTHS = 24
REGIONS, PLANS = ("North", "South", "East", "West", "Mid"), ("Basic", "Plus", "Max")
RATED = ("form", "pay", "call", "visit")  # touchpoints with an overall rating and two attributes
TOPICS = ("the invoice amount and tariff", "waiting in a queue at the office",
          "the parcel courier and delivery", "app screen button and menu",
          "phone agent and hotline")  # fmt: skip
NPS = (0.02, 0.02, 0.03, 0.03, 0.04, 0.08, 0.09, 0.16, 0.22, 0.17, 0.14)  # answers 0 to 10
NPS_CONFIG: Mapping[str, object] = {"recommend": {"kind": "nps"}}


@dataclass
class Made:
    """An engagement's tables with what its engagement.yml says."""

    frames: dict[str, pd.DataFrame]
    config: dict[str, object] = field(default_factory=dict)
    options: dict[str, dict[str, object]] = field(default_factory=dict)
    period: str | None = None


def at(days: np.ndarray) -> pd.DatetimeIndex:
    """Times so many days after the first one, to the second."""
    return BEGIN + pd.to_timedelta(np.round(np.asarray(days) * 86_400).astype("int64"), unit="s")


def people(
    rng: np.random.Generator, n: int = 500, months: int = MONTHS, hazard: float | np.ndarray = 0.015
) -> pd.DataFrame:
    """Customers who leave at one hazard a month: their lives in days, region, plan and value."""
    start = rng.uniform(-24, months - 3, n) * MONTH
    end = start + rng.exponential(1 / np.broadcast_to(hazard, n)) * MONTH
    late = end > 0
    return pd.DataFrame({
        "customer": [f"c{i:05d}" for i in range(n)], "from": start, "until": end,
        "region": rng.choice(REGIONS, n), "plan": rng.choice(PLANS, n, p=[0.5, 0.3, 0.2]),
        "value": np.round(rng.gamma(6, 8, n), 2),
    })[late].reset_index(drop=True)  # fmt: skip


def customers(who: pd.DataFrame, months: int = MONTHS) -> pd.DataFrame:
    """The customers table of these people, as known at the end of the data."""
    gone = who["until"] < months * MONTH
    end = pd.Series(at(who["until"].clip(upper=months * MONTH))).dt.normalize().where(gone.array)
    start = pd.Series(at(who["from"])).dt.normalize()
    table = who[["customer", "region", "plan", "value"]].reset_index(drop=True)
    return table.assign(start=start, end=end)


def times(
    rng: np.random.Generator, n: int, months: float = MONTHS, grows: float = 1.0
) -> np.ndarray:
    """Days, in order; `grows` is how many more come at the end than at the beginning."""
    u = rng.random(n)
    slope = grows - 1
    days = u if slope == 0 else (np.sqrt(1 + u * slope * (slope + 2)) - 1) / slope
    return np.sort(days * months * MONTH * 0.9999)


def asked(rng: np.random.Generator, who: pd.DataFrame, days: np.ndarray) -> pd.DataFrame:
    """For each day somebody who is a customer then, with region and plan."""
    found = np.full(days.size, -1)
    for _ in range(60):
        open_ = np.flatnonzero(found < 0)
        if not open_.size:
            break
        pick = rng.integers(0, len(who), open_.size)
        alive = (who["from"].to_numpy()[pick] < days[open_]) & (
            days[open_] < who["until"].to_numpy()[pick]
        )
        found[open_[alive]] = pick[alive]
    kept = found >= 0
    rows = who[["customer", "region", "plan"]].iloc[found[kept]].reset_index(drop=True)
    return rows.assign(time=at(days[kept]))


def answers(rng: np.random.Generator, n: int, shares: tuple[float, ...] = NPS) -> np.ndarray:
    """Answers 0 to 10 in these shares."""
    return rng.choice(len(shares), n, p=np.array(shares) / sum(shares))


def items() -> list[str]:
    return [f"{place}_{what}" for place in RATED for what in ("overall", "speed", "words")]


def rated(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Ratings 1 to 5 of every item, each apart from all others."""
    return pd.DataFrame({name: rng.choice(5, n, p=[0.05, 0.1, 0.2, 0.35, 0.3]) + 1
                         for name in items()})  # fmt: skip


def comments(rng: np.random.Generator, n: int, part: float = 0.4) -> list[str | None]:
    """A part of the answers speaks of one or two topics."""
    return [", ".join(rng.choice(TOPICS, rng.integers(1, 3), replace=False))
            if rng.random() < part else None for _ in range(n)]  # fmt: skip


def variables(names: list[str] | None = None) -> pd.DataFrame:
    """The table of the items, each at its touchpoint."""
    names = items() if names is None else names
    return pd.DataFrame({
        "variable": names, "touchpoint": [name.partition("_")[0] for name in names],
        "kind": ["overall" if name.endswith("overall") else "attribute" for name in names],
        "scale_low": 1, "scale_high": 5,
    })  # fmt: skip


def invited(rng: np.random.Generator, answered: pd.DataFrame, rate: float = 0.35) -> pd.DataFrame:
    """Who was asked, by month and plan: everybody answers at one rate."""
    period = answered["time"].dt.to_period("M").astype(str)
    counts = answered.groupby([period.rename("period"), "plan"]).size().rename("n").reset_index()
    silent = rng.negative_binomial(np.maximum(counts["n"], 1), rate)
    segment = "plan=" + counts["plan"]
    return pd.DataFrame({"period": counts["period"], "segment": segment,
                         "n": counts["n"] + silent})  # fmt: skip
