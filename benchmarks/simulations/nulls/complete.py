"""Complete nulls by who answers, when and how often: nothing has to do with anything."""

from __future__ import annotations

import numpy as np
import pandas as pd
from simulations.nulls import walking, world
from simulations.nulls.whole import asking, made, survey, whole
from simulations.nulls.world import MONTHS, Made


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


def nameless(rng: np.random.Generator) -> Made:
    """Nobody knows who answered."""
    frames = asking(rng)
    return made(frames | {"responses": frames["responses"].drop(columns="customer")})


def weekly(rng: np.random.Generator) -> Made:
    frames = whole(rng, months=14)
    frames.pop("invited")
    return made(frames, period="week")


def many_pages(rng: np.random.Generator) -> Made:
    """A log without trips: hits of pages at random, cut by nobody.

    The pages are dealt anew: with the usual log's own order the least help that is got in one
    sitting (a quarter of visits fail, a half when tried again) is a stage that few get through.
    """
    frames = whole(rng)
    events = frames["interactions"].drop(columns=["journey_id", "journey"])
    events = events.assign(touchpoint=rng.permutation(events["touchpoint"]))
    return made(frames | {"interactions": events})


def shrinking_answers(rng: np.random.Generator) -> Made:
    """Ever fewer are asked; what they say stays as it was."""
    return made(asking(rng, grows=0.15))


def growing_answers(rng: np.random.Generator) -> Made:
    return made(asking(rng, grows=8.0, months=MONTHS + 12))
