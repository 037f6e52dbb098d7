"""Journeys that break down nowhere, activities that are behind nothing, and the map of both."""

from __future__ import annotations

import numpy as np
import pandas as pd
from simulations.nulls.world import MONTHS, asked, at, times

STEPS, HELP = ("home", "form", "pay", "thanks"), ("call", "chat", "visit")
STAGES = {"home": "awareness", "form": "consideration", "pay": "decision", "thanks": "decision",
          "call": "post-purchase", "chat": "post-purchase", "visit": "post-purchase"}  # fmt: skip
DROPS, AGAIN, FAILS, COMES_AGAIN = 0.12, 0.06, 0.25, 0.7
MINUTE = 1 / 1440
ACTIVITIES = (("price sync", "pay", "IT", 900.0), ("staffing", "call", "Care", 800.0),
              ("routing", "visit", "Field", 700.0))  # fmt: skip


def log(
    rng: np.random.Generator, who: pd.DataFrame, trips: int = 1500, months: float = MONTHS,
    grows: float = 1.0, drops: dict[str, float] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Trips to buy and calls for help; every step loses alike, but for what `drops` says."""
    begun = asked(rng, who, times(rng, trips, months, grows))
    days = (begun["time"] - at(np.zeros(1))[0]) / pd.Timedelta(days=1)
    rows = []
    for number, (customer, day) in enumerate(zip(begun["customer"], days, strict=True)):
        walk = _buying(rng, drops or {}) if rng.random() < 0.5 else _asking(rng)
        rows += [(customer, f"j{number}", day + minutes * MINUTE, *step)
                 for minutes, *step in walk]  # fmt: skip
    frame = pd.DataFrame(
        rows, columns=["customer", "journey_id", "day", "touchpoint", "completed", "journey"]
    )
    return frame.assign(time=at(frame["day"])).drop(columns="day")


def _buying(rng: np.random.Generator, drops: dict[str, float]) -> list[tuple]:
    """From home to thanks: each step may be taken twice, and each loses some."""
    walk, minutes = [], 0.0
    for step in STEPS:
        again = step != STEPS[-1] and rng.random() < AGAIN
        for _ in range(1 + again):
            walk.append((minutes, step, True, "buy"))
            minutes += rng.uniform(2, 20)
        if step != STEPS[-1] and rng.random() < drops.get(step, DROPS):
            break
    return walk


def _asking(rng: np.random.Generator) -> list[tuple]:
    """One of three ways to be helped, which fail alike; of those who fail most try again."""
    place, minutes, walk = rng.choice(HELP), 0.0, []
    while True:
        done = rng.random() >= FAILS * (1 + bool(walk))
        walk.append((minutes, place, done, "help"))
        minutes += rng.uniform(60, 2000)
        if done or rng.random() > COMES_AGAIN:
            return walk


def journeys() -> pd.DataFrame:
    return pd.DataFrame({"journey": ["buy", "help"], "starts": ["home", ";".join(HELP)],
                         "completes": ["thanks", ";".join(HELP)]})  # fmt: skip


def touchpoints() -> pd.DataFrame:
    """The map, in the order that customers walk."""
    names = list(STAGES)
    return pd.DataFrame({
        "touchpoint": names, "stage": list(STAGES.values()), "order": range(len(names)),
        "journey": ["buy" if name in STEPS else "help" for name in names],
        "channel": ["web"] * 4 + ["phone", "app", "shop"],
        "environment": ["digital"] * 4 + ["human", "digital", "physical"],
        "need": "to get it done", "expectation": "that it works at once",
        "brand_promise": "no waiting", "pushes": ["offers"] * 4 + ["upgrades"] * 3,
        "forced": [name == "pay" for name in names],
        "owner": ["Digital"] * 4 + ["Care", "Care", "Field"],
    })  # fmt: skip


def activities() -> pd.DataFrame:
    return pd.DataFrame(
        ACTIVITIES, columns=["activity", "touchpoint", "department", "cost"]
    ).assign(kind="support")


def operations(rng: np.random.Generator, events: pd.DataFrame) -> pd.DataFrame:
    """A run of each activity before most visits of its touchpoint; how it goes is chance."""
    parts = []
    for activity, place, *_ in ACTIVITIES:
        here = events[events["touchpoint"].eq(place).to_numpy() & (rng.random(len(events)) < 0.8)]
        before = pd.to_timedelta(rng.uniform(1, 10, len(here)), unit="h")
        parts.append(pd.DataFrame({
            "activity": activity, "customer": here["customer"].to_numpy(),
            "time": (here["time"] - before).dt.floor("s").to_numpy(),
            "duration": np.round(rng.lognormal(2, 0.5, len(here)), 1),
            "ok": rng.random(len(here)) < 0.75,
        }))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def initiatives(places: tuple[str, ...] = ("call", "pay")) -> pd.DataFrame:
    """What the team would like to do, and a letter to two regions that does nothing."""
    wished = pd.DataFrame({
        "initiative": [f"better {place}" for place in places], "touchpoint": places,
        "moment": "friction", "uplift": 0.3, "cost": 4000.0, "months": 3, "status": "planned",
        "owner": "Care", "kpi": "recommend", "expected_change": 3.0, "expected_by": "2027-06-30",
    })  # fmt: skip
    letter = pd.DataFrame({
        "initiative": ["letter"], "touchpoint": "visit", "uplift": 0.2, "cost": 2000.0, "months": 1,
        "status": "running", "owner": "Field", "start": "2025-01-01", "kpi": "recommend",
        "rollout": "region=North;South from 2025-01", "expected_change": 8.0,
        "expected_by": "2025-11-30",
    })  # fmt: skip
    return pd.concat([wished, letter], ignore_index=True)
