"""Complete nulls by what is answered: constant, skewed, on few points, on few items, weighted."""

from __future__ import annotations

import numpy as np
import pandas as pd
from simulations.nulls import world
from simulations.nulls.whole import asking, made, whole
from simulations.nulls.world import NPS_CONFIG, Made

SKEWED = (0.02, 0.01, 0.01, 0.01, 0.01, 0.02, 0.02, 0.06, 0.14, 0.25, 0.45)
TOP = (0.0,) * 9 + (0.02, 0.98)


def nearly_constant(rng: np.random.Generator) -> Made:
    frames = whole(rng)
    told = world.answers(rng, len(frames["responses"]), TOP)
    return made(frames | {"responses": frames["responses"].assign(recommend=told)})


def constant(rng: np.random.Generator) -> Made:
    frames = whole(rng)
    return made(frames | {"responses": frames["responses"].assign(recommend=9)})


def missing_at_random(rng: np.random.Generator) -> Made:
    frames = whole(rng)
    responses = frames["responses"].copy()
    for name in world.items():
        responses.loc[rng.random(len(responses)) < 0.4, name] = np.nan
    responses.loc[rng.random(len(responses)) < 0.2, "plan"] = None
    return made(frames | {"responses": responses})


def skipped(rng: np.random.Generator) -> Made:
    """Each answer rates one touchpoint alone, the one last used."""
    frames = whole(rng)
    responses = frames["responses"].copy()
    last = rng.choice(world.RATED, len(responses))
    for name in world.items():
        responses.loc[last != name.partition("_")[0], name] = np.nan
    return made(frames | {"responses": responses.assign(touchpoint=last)})


def one_to_five(rng: np.random.Generator) -> Made:
    return _in_five_steps(rng, "mean", 0.3)


def csat(rng: np.random.Generator) -> Made:
    return _in_five_steps(rng, "csat", 0.1)


def _in_five_steps(rng: np.random.Generator, kind: str, expected: float) -> Made:
    frames = whole(rng)
    told = rng.choice(5, len(frames["responses"]), p=[0.04, 0.06, 0.15, 0.4, 0.35]) + 1
    responses = frames["responses"].assign(content=told).drop(columns="recommend")
    frames = frames | {"responses": responses}
    frames["initiatives"] = frames["initiatives"].assign(kpi="content", expected_change=expected)
    return made(frames, {"content": {"kind": kind, "scale": [1, 5]}})


def three_outcomes(rng: np.random.Generator) -> Made:
    frames = whole(rng)
    n = len(frames["responses"])
    solved, ease = rng.choice(["Yes", "No"], n, p=[0.8, 0.2]), rng.integers(1, 8, n)
    responses = frames["responses"].assign(solved=solved, ease=ease)
    outcomes = {**NPS_CONFIG, "solved": {"kind": "binary", "good": ["Yes"]},
                "ease": {"kind": "ces", "scale": [1, 7], "better": "high"}}  # fmt: skip
    return made(frames | {"responses": responses}, outcomes)


def skewed(rng: np.random.Generator) -> Made:
    """Most answer 9 or 10, and some plans are of twenty answers."""
    frames = whole(rng)
    n = len(frames["responses"])
    plan = rng.choice(["Big", *(f"Small {k}" for k in range(8))], n, p=[0.86] + [0.0175] * 8)
    responses = frames["responses"].assign(recommend=world.answers(rng, n, SKEWED), plan=plan)
    frames.pop("invited")
    return made(frames | {"responses": responses})


def weekday(rng: np.random.Generator) -> Made:
    """On Mondays people are in a worse mood, and many more answer; it is Monday for all of them."""
    frames = whole(rng)
    responses = frames["responses"]
    monday = responses["time"].dt.dayofweek.eq(0)
    kept = responses[monday | (rng.random(len(responses)) < 0.6)]
    low = world.answers(rng, len(kept), (0.08,) * 6 + (0.1, 0.12, 0.12, 0.1, 0.08))
    told = np.where(kept["time"].dt.dayofweek.eq(0), low, kept["recommend"])
    kept = kept.assign(recommend=told).reset_index(drop=True)
    return made(frames | {"responses": kept, "invited": world.invited(rng, kept)})


def weighted(rng: np.random.Generator) -> Made:
    frames = asking(rng)
    weight = np.round(rng.lognormal(0, 0.8, len(frames["responses"])), 3)
    return made(frames | {"responses": frames["responses"].assign(weight=weight)})


def collinear(rng: np.random.Generator) -> Made:
    """Twenty items that all measure one thing, and the outcome another."""
    frames = asking(rng)
    n = len(frames["responses"])
    mood = rng.normal(0, 1, n)
    names = [f"item{k:02d}" for k in range(20)]
    told = {name: np.clip(np.round(3.4 + mood + rng.normal(0, 0.4, n)), 1, 5) for name in names}
    responses = frames["responses"].drop(columns=world.items()).assign(**told)
    table = pd.DataFrame({"variable": names, "kind": "attribute", "scale_low": 1, "scale_high": 5})
    return made({"responses": responses, "variables": table})
