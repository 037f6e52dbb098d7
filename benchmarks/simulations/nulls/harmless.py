"""Partial nulls: something is real, and each structure states which claims it makes true."""

from __future__ import annotations

import numpy as np
import pandas as pd
from simulations.nulls import walking, world
from simulations.nulls.claims import Real
from simulations.nulls.whole import asking, made, whole
from simulations.nulls.world import Made

BY_PLAN = {"Basic": -1.3, "Plus": 0.4, "Max": 1.4}  # points of the outcome


def on_ten(level: np.ndarray | pd.Series) -> np.ndarray:
    return np.clip(np.round(np.asarray(level, float)), 0, 10).astype(int)


def months_of(time: pd.Series) -> np.ndarray:
    """Months since the first one, as numbers 0, 1, …"""
    return ((time - world.BEGIN) / pd.Timedelta(days=world.MONTH)).to_numpy().astype(int)


def _with(frames: dict[str, pd.DataFrame], told: np.ndarray, **more: object) -> Made:
    """The client with another outcome, and other columns, in its answers."""
    responses = frames["responses"].assign(recommend=told, **more)
    return made(frames | {"responses": responses})


def halo(rng: np.random.Generator) -> Made:
    """One mood drives the outcome and all ratings alike, so none matters more than another."""
    frames = asking(rng)
    n = len(frames["responses"])
    mood = rng.normal(0, 1, n)
    told = {name: np.clip(np.round(3.5 + 0.7 * mood + rng.normal(0, 0.7, n)), 1, 5)
            for name in world.items()}  # fmt: skip
    return _with(frames, on_ten(7 + 1.5 * mood + rng.normal(0, 1.2, n)), **told)


def straight_liners(rng: np.random.Generator) -> Made:
    """A fifth gives one answer to everything; the others' answers do not hang together."""
    frames = asking(rng)
    n = len(frames["responses"])
    same, answer = rng.random(n) < 0.2, rng.integers(1, 6, n)
    items = frames["responses"][world.items()]
    told = {name: np.where(same, answer, items[name]) for name in items}
    usual = world.answers(rng, n)
    return _with(frames, np.where(same, np.round((answer - 1) * 2.5), usual).astype(int), **told)


def plans_apart(rng: np.random.Generator) -> Made:
    """One plan's customers are happier, and nothing else."""
    frames = whole(rng)
    level = 7 + frames["responses"]["plan"].map(BY_PLAN).to_numpy()
    return _with(frames, on_ten(level + rng.normal(0, 1.8, len(level))))


def plans_rate_apart(rng: np.random.Generator) -> Made:
    """One plan's customers are happier and rate everything higher; inside a plan nothing goes
    with anything."""
    frames = whole(rng)
    by = frames["responses"]["plan"].map(BY_PLAN).to_numpy()
    told = {name: np.clip(np.round(3.3 + 0.5 * by + rng.normal(0, 0.9, len(by))), 1, 5)
            for name in world.items()}  # fmt: skip
    return _with(frames, on_ten(7 + by + rng.normal(0, 1.8, len(by))), **told)


def season(rng: np.random.Generator) -> Made:
    """Every winter all are less content; three years are there, and nothing else happens."""
    frames = whole(rng, months=36, answers=1500)
    month = months_of(frames["responses"]["time"])
    level = 7 + 1.2 * np.sin(2 * np.pi * month / 12)
    return _with(frames, on_ten(level + rng.normal(0, 1.8, len(level))))


def wandering(rng: np.random.Generator) -> Made:
    """The level of all wanders from month to month and always comes back (AR(1), .6)."""
    frames = whole(rng, months=36, answers=1500)
    month = months_of(frames["responses"]["time"])
    level = np.zeros(month.max() + 1)
    for k in range(1, level.size):
        level[k] = 0.6 * level[k - 1] + rng.normal(0, 0.35)
    return _with(frames, on_ten(7 + level[month] + rng.normal(0, 1.8, month.size)))


def drifting_mix(rng: np.random.Generator) -> Made:
    """Plans stay as content as they were; ever more of those who answer have the better one."""
    frames = whole(rng, months=36, answers=1500)
    month = months_of(frames["responses"]["time"])
    better = rng.random(month.size) < 0.2 + 0.6 * month / 36
    plan = np.where(better, "Max", "Basic")
    level = 7 + pd.Series(plan).map(BY_PLAN).to_numpy()
    drifted = _with(frames, on_ten(level + rng.normal(0, 1.5, month.size)), plan=plan)
    drifted.frames.pop("invited")
    return drifted


def silent_regions(rng: np.random.Generator) -> Made:
    """Who is unhappy rates fewer items, and one plan answers seldom."""
    frames = whole(rng)
    responses = frames["responses"].copy()
    shy = rng.random(len(responses)) < 0.7 - 0.06 * responses["recommend"]
    for name in world.items():
        responses.loc[shy & (rng.random(len(responses)) < 0.7), name] = np.nan
    asked = frames["invited"]
    asked = asked.assign(n=np.where(asked["segment"].eq("plan=Max"), asked["n"] * 3, asked["n"]))
    return made(frames | {"responses": responses, "invited": asked})


def growing(rng: np.random.Generator) -> Made:
    return made(whole(rng, grows=6.0))


def shrinking(rng: np.random.Generator) -> Made:
    return made(whole(rng, grows=0.2))


def plans_stay(rng: np.random.Generator) -> Made:
    """One plan's customers leave three times as often, whatever happens to them."""
    frames = whole(rng)
    who = world.people(rng, 1200)
    plan = who["plan"].map({"Basic": 0.03, "Plus": 0.015, "Max": 0.01}).to_numpy()
    end = who["from"] + rng.exponential(1 / plan) * world.MONTH
    who = who.assign(until=end)[end > 0].reset_index(drop=True)
    events = walking.log(rng, who)
    frames |= {"customers": world.customers(who), "interactions": events,
               "operations": walking.operations(rng, events)}  # fmt: skip
    frames.pop("invited")
    rows = world.asked(rng, who, world.times(rng, 800))
    told = rows.assign(recommend=world.answers(rng, len(rows)))
    frames["responses"] = pd.concat([told, world.rated(rng, len(rows))], axis=1)
    return made(frames)


def narrow_pay(rng: np.random.Generator) -> Made:
    """Half of all journeys end at one step; nobody minds."""
    frames = whole(rng)
    who = world.people(rng)
    events = walking.log(rng, who, drops={"pay": 0.5})
    return made(frames | {"interactions": events, "customers": world.customers(who),
                          "operations": walking.operations(rng, events)})  # fmt: skip


def heavy_users_differ(rng: np.random.Generator) -> Made:
    """Who answers often is less content."""
    frames = asking(rng)
    responses = frames["responses"]
    often = rng.random(len(responses)) < 0.3
    names = np.where(often, [f"h{k}" for k in rng.integers(0, 30, len(responses))],
                     responses["customer"])  # fmt: skip
    told = on_ten(7.5 - 1.5 * often + rng.normal(0, 1.6, len(responses)))
    return _with(frames, told, customer=names)


def places_rated(rng: np.random.Generator) -> Made:
    """Each touchpoint's rating follows its own two items; the outcome follows none of them."""
    frames = whole(rng)
    told = {}
    for place in world.RATED:
        parts = frames["responses"][[f"{place}_speed", f"{place}_words"]].mean(axis=1)
        noise = rng.normal(0, 0.6, len(parts))
        told[f"{place}_overall"] = np.clip(np.round(parts + noise), 1, 5).astype(int)
    return made(frames | {"responses": frames["responses"].assign(**told)})


def loyal_members(rng: np.random.Generator) -> Made:
    """Who has been a customer for long stays; failures come to all alike."""
    hazard = rng.gamma(0.7, 0.035, 1000)
    return made(whole(rng, people=1000, trips=3500, hazard=hazard))


PLAN = Real("segment", "recommend:plan=*")
# "start with …: ratings go with it, and nothing else was asked there": so they do wherever a
# place's ratings hang together. Without the noise of few answers (200,000 of them) an item of halo
# lifts its place's rating by .31 a point with the other item held, of places_rated by .47.
LEVER = Real("recovery design", "*", "only")
VOLUMES = tuple(Real(kind, "volume:*") for kind in ("alert", "kpi"))
TRUE: dict[str, tuple[Real, ...]] = {
    "halo": (Real("driver", "*", "rises*"), LEVER),
    "straight_liners": (Real("driver", "*", "habit"),),
    "plans_apart": (PLAN,),
    "plans_rate_apart": (PLAN, *(Real("driver", "*", way) for way in ("vanishes", "turns*"))),
    "season": (Real("waves", "*"),),
    "wandering": (Real("waves", "*"),),
    "drifting_mix": (PLAN, Real("mix", "*"), Real("alert", "recommend:overall*", "better*"),
                     *(Real("kpi", "recommend:overall", f"signal {way}")
                       for way in ("better", "mix"))),
    "silent_regions": (Real("response rate", "plan=Max"),),
    "growing": VOLUMES,
    "shrinking": VOLUMES,
    "plans_stay": (Real("retention", "plan"),),
    "narrow_pay": (Real("breakdown", "pay"), Real("funnel", "decision"), Real("moment", "pay:*"),
                   Real("strategy", "pay")),
    "heavy_users_differ": (),
    "places_rated": (Real("driver", "*_overall:*", "rises*"),
                     Real("driver", "*_overall:*", "*strongest"), LEVER),
    "loyal_members": (),
}  # fmt: skip
PARTIAL = {name: globals()[name] for name in TRUE}
