"""Complete nulls: nothing has to do with anything, however odd the data look."""

from __future__ import annotations

import numpy as np
import pandas as pd
from simulations.nulls import walking, world
from simulations.nulls.whole import asking, made, survey, whole
from simulations.nulls.world import MONTHS, NPS_CONFIG, Made

SKEWED = (0.02, 0.01, 0.01, 0.01, 0.01, 0.02, 0.02, 0.06, 0.14, 0.25, 0.45)
TOP = (0.0,) * 9 + (0.02, 0.98)


def plain(rng: np.random.Generator) -> Made:
    return made(whole(rng))


def one_year(rng: np.random.Generator) -> Made:
    return made(whole(rng, months=36, answers=1000), window="12 months")


def accounts(rng: np.random.Generator) -> Made:
    """Sixty firms with many answers each, alike within a firm."""
    frames = asking(rng)
    responses = frames["responses"]
    n = len(responses)
    firm = rng.integers(0, 60, n)
    level = rng.normal(7, 2.2, 60)[firm]
    told = np.clip(np.round(level + rng.normal(0, 0.7, n)), 0, 10).astype(int)
    likes = {name: np.clip(rng.integers(1, 6, 60)[firm] + rng.integers(-1, 2, n), 1, 5)
             for name in world.items()}  # fmt: skip
    region, plan = (rng.choice(names, 60)[firm] for names in (world.REGIONS, world.PLANS))
    named = [f"firm {k}" for k in firm]
    frames["responses"] = responses.assign(
        account=named, recommend=told, region=region, plan=plan, **likes
    )
    return made(frames)


def panel(rng: np.random.Generator) -> Made:
    """The same 180 customers asked in each of six quarters; opinions last."""
    who = [f"c{i:04d}" for i in range(180)]
    level, region = rng.normal(7, 2, 180), rng.choice(world.REGIONS, 180)
    taste = {name: rng.normal(3, 1, 180) for name in world.items()}
    waves = []
    for wave in range(6):
        told = np.clip(np.round(level + rng.normal(0, 1, 180)), 0, 10).astype(int)
        likes = {name: np.clip(np.round(t + rng.normal(0, 0.5, 180)), 1, 5)
                 for name, t in taste.items()}  # fmt: skip
        day = wave * 3 * world.MONTH + rng.uniform(0, 80, 180)
        waves.append(pd.DataFrame({"customer": who, "time": world.at(day), "recommend": told,
                                   "region": region, **likes}))  # fmt: skip
    frames = {"responses": pd.concat(waves, ignore_index=True), "variables": world.variables()}
    return made(frames, period="quarter")


def heavy_tails(rng: np.random.Generator) -> Made:
    """Minutes waited as outcome and money as value: a few are a hundred times the others."""
    frames = whole(rng)
    n = len(frames["responses"])
    waited = np.round(rng.lognormal(2, 1.3, n), 1)
    value = np.round(rng.lognormal(3, 1.8, len(frames["customers"])), 2)
    frames["responses"] = frames["responses"].assign(waited=waited).drop(columns="recommend")
    frames["customers"] = frames["customers"].assign(value=value)
    frames["initiatives"] = frames["initiatives"].assign(kpi="waited")
    return made(frames, {"waited": {"kind": "mean", "better": "low"}})


def tiny(rng: np.random.Generator) -> Made:
    return made(whole(rng, people=60, trips=120, answers=70, months=12))


def many_segments(rng: np.random.Generator) -> Made:
    """Eight columns of segments, one of them with forty levels."""
    frames = asking(rng)
    n = len(frames["responses"])
    levels = {"town": 40, **{f"group{k}": 2 + k for k in range(7)}}
    more = {
        name: [f"{name} {v}" for v in rng.integers(0, size, n)] for name, size in levels.items()
    }
    frames["responses"] = frames["responses"].assign(**more)
    return made(frames, segments=["region", "plan", *levels])


def nearly_constant(rng: np.random.Generator) -> Made:
    frames = whole(rng)
    told = world.answers(rng, len(frames["responses"]), TOP)
    return made(frames | {"responses": frames["responses"].assign(recommend=told)})


def constant(rng: np.random.Generator) -> Made:
    frames = whole(rng)
    return made(frames | {"responses": frames["responses"].assign(recommend=9)})


def heavy_users(rng: np.random.Generator) -> Made:
    """A twentieth of the customers makes half of all trips and gives half of all answers."""
    who = world.people(rng)
    often = np.where(rng.random(len(who)) < 0.05, 20, 1)
    frames = whole(rng)
    events, responses = (frames[name] for name in ("interactions", "responses"))
    crowd = who.loc[np.repeat(who.index, often)]
    events = walking.log(rng, crowd)
    level = pd.Series(rng.normal(0, 1.5, len(who)), who["customer"])
    responses = survey(rng, crowd)
    told = np.round(7.5 + responses["customer"].map(level) + rng.normal(0, 1.2, len(responses)))
    responses = responses.assign(recommend=told.clip(0, 10).astype(int))
    return made(frames | {
        "interactions": events, "responses": responses, "customers": world.customers(who),
        "operations": walking.operations(rng, events), "invited": world.invited(rng, responses),
    })  # fmt: skip


def survivors(rng: np.random.Generator) -> Made:
    """The customers table holds those alone who are still there."""
    frames = whole(rng)
    there = frames["customers"][frames["customers"]["end"].isna()]
    return made(frames | {"customers": there})


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


def one_touchpoint(rng: np.random.Generator) -> Made:
    frames = asking(rng)
    names = [name for name in world.items() if name.startswith("form")]
    others = [name for name in world.items() if name not in names]
    frames["responses"] = frames["responses"].drop(columns=others).assign(touchpoint="form")
    frames["touchpoints"] = walking.touchpoints().query("touchpoint == 'form'")
    return made(frames | {"variables": world.variables(names)})


def two_waves(rng: np.random.Generator) -> Made:
    frames = asking(rng, answers=600)
    wave = np.sort(rng.integers(1, 3, len(frames["responses"])))
    frames["responses"] = frames["responses"].drop(columns="time").assign(period=wave)
    return made(frames, period="index")


def one_to_five(rng: np.random.Generator) -> Made:
    frames = whole(rng)
    told = rng.choice(5, len(frames["responses"]), p=[0.04, 0.06, 0.15, 0.4, 0.35]) + 1
    responses = frames["responses"].assign(content=told).drop(columns="recommend")
    frames = frames | {"responses": responses}
    frames["initiatives"] = frames["initiatives"].assign(kpi="content", expected_change=0.3)
    return made(frames, {"content": {"kind": "mean", "scale": [1, 5]}})


def csat(rng: np.random.Generator) -> Made:
    frames = whole(rng)
    told = rng.choice(5, len(frames["responses"]), p=[0.04, 0.06, 0.15, 0.4, 0.35]) + 1
    responses = frames["responses"].assign(content=told).drop(columns="recommend")
    frames = frames | {"responses": responses}
    frames["initiatives"] = frames["initiatives"].assign(kpi="content", expected_change=0.1)
    return made(frames, {"content": {"kind": "csat", "scale": [1, 5]}})


def three_outcomes(rng: np.random.Generator) -> Made:
    frames = whole(rng)
    n = len(frames["responses"])
    solved, ease = rng.choice(["Yes", "No"], n, p=[0.8, 0.2]), rng.integers(1, 8, n)
    responses = frames["responses"].assign(solved=solved, ease=ease)
    outcomes = {**NPS_CONFIG, "solved": {"kind": "binary", "good": ["Yes"]},
                "ease": {"kind": "ces", "scale": [1, 7], "better": "high"}}  # fmt: skip
    return made(frames | {"responses": responses}, outcomes)


def nameless(rng: np.random.Generator) -> Made:
    """Nobody knows who answered."""
    frames = asking(rng)
    return made(frames | {"responses": frames["responses"].drop(columns="customer")})


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


def weekly(rng: np.random.Generator) -> Made:
    frames = whole(rng, months=14)
    return made(frames, period="week")


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


def many_pages(rng: np.random.Generator) -> Made:
    """A log without trips: hits of pages at random, cut by nobody."""
    frames = whole(rng)
    events = frames["interactions"].drop(columns=["journey_id", "journey"])
    return made(frames | {"interactions": events})


def shrinking_answers(rng: np.random.Generator) -> Made:
    """Ever fewer are asked; what they say stays as it was."""
    return made(asking(rng, grows=0.15))


def growing_answers(rng: np.random.Generator) -> Made:
    return made(asking(rng, grows=8.0, months=MONTHS + 12))
