"""What follows for a touchpoint: what to do there, promises, pushes, costs, how to win back."""

from __future__ import annotations

import numpy as np
import pandas as pd
from simulations.reversal.answers import _bent
from simulations.reversal.case import PERMUTED, REVERSED, Case, Told
from simulations.reversal.client import (
    MIDDLE,
    answered,
    engaged,
    mirrored,
    rated,
    survey,
    variables,
)
from simulations.reversal.staying import AT, GIFT, given, served
from simulations.reversal.walking import BREAKS, stuck

from cxlib.diagnosis.drivers import drivers, explain
from cxlib.diagnosis.moments import moments
from cxlib.diagnosis.variable_scores import variable_scores
from cxlib.engagement.model import Engagement
from cxlib.results import empty
from cxlib.strategy.facts import facts
from cxlib.strategy.key_words import key_words
from cxlib.strategy.recovery_designs import recovery_designs
from cxlib.strategy.touchpoints import strategies

N, PLACES = 250, 6
NAMES = [f"x{k + 1}" for k in range(PLACES)]
AWAY = 1.0  # by which the first touchpoint is rated below the others, and the second above
FACTS = ("touchpoint_map", "variable_scores", "drivers", "asymmetry", "moments", "breakdowns",
         "leaving")  # fmt: skip


def _decided(told: Engagement, tables: dict[str, pd.DataFrame]) -> Told:
    """The client with the strategies that follow from what was found."""
    places = told.table("touchpoints")["touchpoint"]
    if places.empty:
        places = pd.concat([told.table("variables")["touchpoint"], tables["moments"]["touchpoint"]])
    places = places.dropna().unique()
    seen = empty("touchpoint_map").reindex(range(len(places)))
    seen = seen.assign(touchpoint=places, stage="use", in_catalogue=True)
    held = {name: empty(name) for name in FACTS} | {"touchpoint_map": seen} | tables
    return told, held | strategies(told, facts(told, held))


def _mapped(responses: pd.DataFrame, costs: np.ndarray | None = None) -> Engagement:
    """Six touchpoints, each with its rating; something is promised and pushed at all of them."""
    catalogue = variables(NAMES, NAMES)
    places = pd.DataFrame({"touchpoint": NAMES, "stage": "use", "brand_promise": "no waiting",
                           "pushes": "more data"})  # fmt: skip
    frames = {"responses": responses, "variables": catalogue, "touchpoints": places}
    if costs is not None:
        frames["activities"] = pd.DataFrame({"activity": NAMES, "touchpoint": NAMES, "cost": costs})
    return engaged(frames)


def _rated(rng: np.random.Generator, way: str, matters: int = 0) -> Told:
    """One touchpoint is rated low, another high; good and bad exchanged; alike but for chance."""
    ratings = rated(rng, N, PLACES)
    ratings[:, 0], ratings[:, 1] = (np.clip(ratings[:, k] + d, 1, 5)
                                    for k, d in ((0, -AWAY), (1, AWAY)))  # fmt: skip
    score = answered(rng, MIDDLE + 0.9 * (ratings[:, matters] - 3))
    if way == REVERSED:
        ratings, score = mirrored(ratings, 1, 5), mirrored(score, 0, 10)
    if way == PERMUTED:  # which touchpoint each rating of an answer is about
        ratings = rng.permuted(ratings, axis=1)
        score = answered(rng, MIDDLE + 0.9 * (ratings[:, matters] - 3))
    told = _mapped(survey(score, ratings))
    found = drivers(told, explain(told))
    return _decided(told, variable_scores(told) | {"drivers": found["drivers"]})


def _over(rng: np.random.Generator, way: str) -> Told:
    """The touchpoint rated high does not matter; another does."""
    return _rated(rng, way, matters=2)


def _costly(rng: np.random.Generator, way: str) -> Told:
    """Most of the cost goes to one touchpoint, and another is what matters; costs exchanged."""
    costs = np.array([20.0, 500.0, *np.full(PLACES - 2, 20.0)])
    ratings = rated(rng, N, PLACES)
    score = answered(rng, MIDDLE + 0.9 * (ratings[:, 0] - 3))
    if way == REVERSED:
        costs[:2] = costs[1::-1]
    if way == PERMUTED:
        score = rng.permutation(score)
    told = _mapped(survey(score, ratings), costs)
    found = drivers(told, explain(told))
    return _decided(told, variable_scores(told) | {"drivers": found["drivers"]})


def _breaks(rng: np.random.Generator, way: str) -> Told:
    """Journeys break down at a touchpoint: a moment, and something to mend."""
    told, tables = stuck(rng, way)
    found = {"leaving": empty("leaving"), "asymmetry": empty("asymmetry")}
    return _decided(told, tables | moments(told, tables, found))


def _given(rng: np.random.Generator, way: str) -> Told:
    told, tables = given(rng, way)
    return _decided(told, tables)


def _leaves(rng: np.random.Generator, way: str) -> Told:
    told, tables = served(rng, way)
    return _decided(told, tables)


def _sided(rng: np.random.Generator, way: str) -> Told:
    """Bad ratings weigh more than good ones, and the other way round: a friction, a delight."""
    told, tables = _bent(rng, way)
    found = {"leaving": empty("leaving"), "asymmetry": tables["asymmetry"]}
    named = moments(told, {"breakdowns": empty("breakdowns")}, found)
    kept = ("drivers", "asymmetry")
    return _decided(told, {name: tables[name] for name in kept} | named)


def _pleases(rng: np.random.Generator, way: str) -> Told:
    """As `_sided`, turned: what pleases as it is, what hurts turned round."""
    return _sided(rng, {REVERSED: "as it is"}.get(way, REVERSED if way != PERMUTED else way))


LEVERS = {"waited": "How long you had to wait", "tone": "How friendly we were",
          "skill": "How well your matter was solved"}  # fmt: skip


def _levers(effects: tuple[float, ...]) -> object:
    """After trouble the rating goes with the waiting time; mirrored; shuffled."""

    def client(rng: np.random.Generator, way: str) -> Told:
        names = list(LEVERS)[: len(effects)]
        ratings = rated(rng, N, len(effects))
        overall = np.clip(np.rint(3 + (ratings - 3) @ np.array(effects)
                                  + 0.8 * rng.standard_normal(N)), 1, 5)  # fmt: skip
        if way == REVERSED:
            overall = mirrored(overall, 1, 5)
        if way == PERMUTED:
            overall = rng.permutation(overall)
        responses = survey(answered(rng, 1 + 2 * overall)).assign(
            overall=overall, **dict(zip(names, ratings.T, strict=True))
        )
        catalogue = pd.concat([
            variables(["overall"], ["call"]),
            variables(names, ["call"] * len(names), "attribute").assign(
                label=[LEVERS[name] for name in names]),
        ])  # fmt: skip
        told = engaged({"responses": responses, "variables": catalogue})
        found = drivers(told, explain(told))["drivers"]
        table = recovery_designs(["call"], found, told.table("variables"), key_words("en"))
        return told, {"drivers": found, "recovery_designs": table}

    return client


BOTH = "ratings and outcome mirrored on their scales"
PLACE, SCORE = "which touchpoint each rating of an answer is about", "the outcome"
STEP, STAYED = "which step of a journey is which", "who had a bad experience"
CASES = (
    Case("breakdown, drop-off", "breakdown", _breaks, BREAKS[:1], BREAKS[1:], "b",
         "the step exchanged with another", STEP),
    Case("moment, breakdown", "moment", _breaks, ("friction breaks down",), (), "b",
         "the step exchanged with another", STEP),
    Case("strategy, breaks", "strategy", _breaks, ("fix, breaks",), (), "b",
         "the step exchanged with another", STEP),
    Case("right moment, stuck", "right moment", _breaks, ("stuck",), (), "b",
         "the step exchanged with another", STEP),
    Case("promise, stuck", "promise", _breaks, ("stuck",), (), "b",
         "the step exchanged with another", STEP),
    Case("moment, one-sided", "moment", _sided, ("friction hurts",), ("delight pleases",), "at x1",
         BOTH, SCORE),
    Case("strategy, delight", "strategy", _given, ("differentiate, delight",), (), GIFT,
         "who met it and who did not exchanged", "who met it"),
    Case("strategy, leaving", "strategy", _leaves, ("fix, leaving",), ("fix, friction",), AT,
         "good and bad experiences exchanged", STAYED),
    Case("strategy, friction", "strategy", _sided, ("fix, friction",),
         ("differentiate, delight", "differentiate, pleases"), "at x1", BOTH, SCORE),
    Case("strategy, pleases", "strategy", _pleases,
         ("differentiate, pleases",), ("fix, friction", "differentiate, delight"), "at x1", BOTH,
         SCORE),
    Case("strategy, rated low", "strategy", _rated, ("fix, rated low",), (), "x1", BOTH, PLACE),
    Case("strategy, costly", "strategy", _costly, ("simplify, costly",), (), "x2",
         "the costs of the two touchpoints exchanged", SCORE),
    Case("right moment, rated low", "right moment", _rated, ("rated low",), (), "x1", BOTH, PLACE),
    Case("promise, rated low", "promise", _rated, ("rated low",), (), "x1", BOTH, PLACE),
    Case("over-delivery", "over-delivery", _over, ("look at the cost",), (), "x2", BOTH, PLACE),
    Case("recovery design, strongest", "recovery design", _levers((0.8, 0.2, 0.2)), ("strongest",),
         ("among the strongest", "only"), "call", "the rating mirrored on its scale", "the rating"),
    Case("recovery design, only", "recovery design", _levers((0.8,)), ("only",),
         ("strongest", "among the strongest"), "call", "the rating mirrored on its scale",
         "the rating"),
)  # fmt: skip
