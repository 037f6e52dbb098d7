"""A client with every table, of whom nothing is to be found; and parts to put one together of."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from simulations.nulls import walking, world
from simulations.nulls.world import MONTHS, NPS_CONFIG, Made

SEGMENTS = ["region", "plan"]
POLICY = {"value_is": "margin", "budget": 10_000, "seed": 7, "drivers": {"bootstrap": "fast"}}
GUESSES = (("form", "form_speed", "critical"), ("pay", "pay_speed", "not critical"),
           ("call", "call_words", "critical"),
           ("visit", "visit_overall", "not critical"))  # fmt: skip


def survey(
    rng: np.random.Generator, who: pd.DataFrame, n: int = 800, months: float = MONTHS,
    grows: float = 1.0,
) -> pd.DataFrame:  # fmt: skip
    """Answers of customers at the time: outcome, items, comments, none of which tells the other."""
    rows = world.asked(rng, who, world.times(rng, n, months, grows))
    n = len(rows)
    return pd.concat(
        [rows.assign(recommend=world.answers(rng, n), why=world.comments(rng, n),
                     touchpoint=rng.choice(list(walking.STAGES), n)), world.rated(rng, n)], axis=1,
    )  # fmt: skip


def made(
    frames: Mapping[str, pd.DataFrame], outcomes: Mapping[str, object] = NPS_CONFIG,
    segments: list[str] | None = None, **config: object,
) -> Made:  # fmt: skip
    """The tables as an engagement, with the columns they have declared."""
    told = {"client": "Quiet", "period": "month", "policy": dict(POLICY), **config}
    options: dict[str, dict[str, object]] = {}
    for name in ("responses", "customers"):
        if name in frames:
            own = [c for c in (SEGMENTS if segments is None else segments) if c in frames[name]]
            options[name] = {"segments": own}
    if "responses" in frames and "why" in frames["responses"]:
        options["responses"]["comment"] = ["why"]
    with_outcomes = {"outcomes": dict(outcomes)} if "responses" in frames else {}
    return Made(dict(frames), told | with_outcomes, options)


def whole(rng: np.random.Generator, **given: object) -> dict[str, pd.DataFrame]:
    """Every table: survey, log, customers, operations, plan, guesses.

    `given` : people, answers, trips, months, grows, hazard, in place of the usual ones.
    """
    months, grows = given.get("months", MONTHS), given.get("grows", 1.0)
    who = world.people(rng, given.get("people", 500), months, given.get("hazard", 0.015))
    events = walking.log(rng, who, given.get("trips", 1500), months, grows)
    responses = survey(rng, who, given.get("answers", 800), months, grows)
    return {
        "responses": responses, "interactions": events,
        "customers": world.customers(who, months), "variables": world.variables(),
        "invited": world.invited(rng, responses), "touchpoints": walking.touchpoints(),
        "journeys": walking.journeys(), "activities": walking.activities(),
        "operations": walking.operations(rng, events), "initiatives": walking.initiatives(),
        "assumptions": guesses(), "owners": owners(),
    }  # fmt: skip


def asking(rng: np.random.Generator, **given: object) -> dict[str, pd.DataFrame]:
    """A survey and nothing else but its variables."""
    frames = whole(rng, **{"trips": 40, **given})
    return {name: frames[name] for name in ("responses", "variables")}


def guesses() -> pd.DataFrame:
    return pd.DataFrame(GUESSES, columns=["touchpoint", "variable", "guess"])


def owners() -> pd.DataFrame:
    names = ["Digital", "Care", "Field", "IT"]
    return pd.DataFrame({"owner": names, "department": names})
