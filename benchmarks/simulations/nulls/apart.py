"""Complete nulls without a survey, or with tables of another kind."""

from __future__ import annotations

import numpy as np
import pandas as pd
from simulations.nulls import walking, world
from simulations.nulls.whole import asking, made, whole
from simulations.nulls.world import MONTHS, NPS_CONFIG, Made

MANY = 40  # KPIs
DEPARTMENTS = ("Digital", "Care", "Field", "IT", "Sales", "Legal", "Shops", "Post")


def many_kpis(rng: np.random.Generator) -> Made:
    """Forty measures over two and a half years: shares, rates and means."""
    months = [str(p) for p in pd.period_range("2023-07", periods=30, freq="M")]
    rows = []
    for k in range(MANY):
        kind, size = ("share", "rate", "mean")[k % 3], int(rng.integers(60, 900))
        level, spread = rng.uniform(0.03, 0.9), rng.lognormal(0, 0.6)
        for month in months:
            told = {"kpi": f"measure {k:02d}", "period": month, "kind": kind}
            if kind == "mean":
                rows.append(told | {"value": round(50 + spread * float(rng.standard_t(5)), 3)})
            else:
                n = int(rng.poisson(size)) + 1
                x = rng.binomial(n, level) if kind == "share" else rng.poisson(n * level / 5)
                rows.append(told | {"numerator": int(x), "denominator": n})
    return made({"kpis": pd.DataFrame(rows)})


def rare_events(rng: np.random.Generator) -> Made:
    """Twenty kinds of complaint of which there are one or two in a month, or none in a year."""
    months = [str(p) for p in pd.period_range("2023-07", periods=30, freq="M")]
    rows = [
        {"kpi": f"complaint {k:02d}", "period": month, "kind": "share", "better": "low",
         "numerator": int(rng.binomial(400, 0.0002 * 1.5**k)), "denominator": 400}
        for k in range(20) for month in months
    ]  # fmt: skip
    return made({"kpis": pd.DataFrame(rows)})


def log_only(rng: np.random.Generator) -> Made:
    who = world.people(rng)
    events = walking.log(rng, who, 2500)
    return made({"interactions": events, "journeys": walking.journeys(),
                 "touchpoints": walking.touchpoints()})  # fmt: skip


def purchases(rng: np.random.Generator) -> Made:
    """Purchases at one pace each, of customers who never say that they go."""
    n = 600
    pace, goes = rng.gamma(1.5, 0.3, n), rng.exponential(30, n)
    rows = []
    for k in range(n):
        day, until = rng.uniform(0, 12) * world.MONTH, min(goes[k], MONTHS) * world.MONTH
        while day < until:
            rows.append((f"c{k:04d}", day, round(float(rng.gamma(4, 6)), 2)))
            day += rng.exponential(world.MONTH / max(pace[k], 0.05))
    frame = pd.DataFrame(rows, columns=["customer", "day", "value"])
    bought = frame.assign(time=world.at(frame["day"])).drop(columns="day")
    return made({"purchases": bought})


def lives(rng: np.random.Generator) -> Made:
    """Contracts alone: everybody leaves at one rate, in nine columns of segments."""
    who = world.people(rng, 1000)
    table = world.customers(who)
    more = {f"group{k}": [f"g{v}" for v in rng.integers(0, 3, len(table))] for k in range(7)}
    return made({"customers": table.assign(**more)}, segments=["region", "plan", *more])


def failures(rng: np.random.Generator) -> Made:
    """Many visits that fail and are made good, and customers who leave for none of it."""
    frames = whole(rng, people=1000, trips=4000, hazard=0.03)
    return made(frames)


def features(rng: np.random.Generator) -> Made:
    """Kano's questions on six features: half would be pleased by each, half would miss it."""
    frames = asking(rng, answers=400)
    n, table = len(frames["responses"]), frames["variables"]
    told, rows = {}, []
    for k in range(6):
        pleased = rng.random(n) < 0.5  # like it and could live without, or expect it
        told |= {f"with{k}": np.where(pleased, 1, 2), f"without{k}": np.where(pleased, 4, 5)}
        rows += [(f"with{k}", f"feature {k}", "functional"),
                 (f"without{k}", f"feature {k}", "dysfunctional")]  # fmt: skip
    responses = frames["responses"].assign(**told)
    more = pd.DataFrame(rows, columns=["variable", "group", "kind"])
    more = more.assign(scale_low=1, scale_high=5)
    return made({"responses": responses, "variables": pd.concat([table, more], ignore_index=True)})


def ready_teams(rng: np.random.Generator) -> Made:
    """Eight departments of which each is as ready as it has to be, and who answer at random."""
    frames = whole(rng)
    rows = [
        {"department": name, **{what: int(rng.choice(4, p=[0.085, 0.415, 0.415, 0.085])) + 2
                                for what in ("awareness", "motivation", "capability")}}
        for name in DEPARTMENTS for _ in range(14)
    ]  # fmt: skip
    return made(frames | {"readiness": pd.DataFrame(rows)})


def promises(rng: np.random.Generator) -> Made:
    """Ten initiatives that run in half of the regions each, and do nothing."""
    frames = whole(rng, months=36, answers=1600)
    towns = [f"t{k:02d}" for k in range(20)]
    town = rng.choice(towns, len(frames["responses"]))
    rows = [
        {"initiative": f"plan {k}", "touchpoint": "visit", "cost": 100.0, "status": "running",
         "start": "2025-07-01", "kpi": "recommend", "expected_change": 10.0,
         "expected_by": "2026-10-31",
         "rollout": f"town={';'.join(sorted(rng.choice(towns, 10, replace=False)))} from 2025-07"}
        for k in range(10)
    ]  # fmt: skip
    responses = frames["responses"].assign(town=town)
    frames = frames | {"responses": responses, "initiatives": pd.DataFrame(rows)}
    return made(frames, segments=["region", "plan", "town"])


def worst_treated(rng: np.random.Generator) -> Made:
    """The ten branches that were rated worst last year get a coach, who does nothing: most of them
    were only unlucky, and are better this year (regression to the mean)."""
    frames = whole(rng, months=24, answers=1600)
    responses = frames["responses"]
    branches = [f"b{k:02d}" for k in range(20)]
    branch = pd.Series(rng.choice(branches, len(responses)))
    before = responses["time"] < pd.Timestamp("2025-01-01")
    worst = responses["recommend"][before].groupby(branch[before]).mean().nsmallest(10).index
    plan = pd.DataFrame({
        "initiative": ["coach"], "touchpoint": "visit", "status": "running", "cost": 100.0,
        "start": "2025-01-01", "kpi": "recommend", "expected_change": 10.0,
        "expected_by": "2025-11-30", "rollout": f"branch={';'.join(sorted(worst))} from 2025-01",
    })  # fmt: skip
    frames |= {"responses": responses.assign(branch=branch), "initiatives": plan}
    return made(frames, segments=["region", "plan", "branch"])


def uneven_bases(rng: np.random.Generator) -> Made:
    """One share in thirty places, of five cases a month in some and of five hundred in others."""
    months = [str(p) for p in pd.period_range("2023-07", periods=30, freq="M")]
    sizes = np.geomspace(5, 500, 30)
    rows = [
        {"kpi": "claimed in time", "period": month, "scope": f"branch={k:02d}", "kind": "share",
         "numerator": int(rng.binomial(n, 0.8)), "denominator": n}
        for k, size in enumerate(sizes) for month in months for n in [int(rng.poisson(size)) + 1]
    ]  # fmt: skip
    return made({"kpis": pd.DataFrame(rows)})


def many_outcomes(rng: np.random.Generator) -> Made:
    """Eight outcomes, each held against the same twelve items."""
    frames = asking(rng)
    n = len(frames["responses"])
    names = [f"aim{k}" for k in range(7)]
    told = {name: world.answers(rng, n) for name in names}
    outcomes = {**NPS_CONFIG, **{name: {"kind": "mean", "scale": [0, 10]} for name in names}}
    return made(frames | {"responses": frames["responses"].assign(**told)}, outcomes)
