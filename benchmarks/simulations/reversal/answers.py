"""What customers answer: segments, drivers, priorities, bends, features, comments, who answers."""

from __future__ import annotations

import numpy as np
import pandas as pd
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

from cxlib.diagnosis.answers import response_rates
from cxlib.diagnosis.asymmetry import asymmetry
from cxlib.diagnosis.drivers import drivers, explain
from cxlib.diagnosis.kano import kano
from cxlib.diagnosis.priorities import priorities
from cxlib.diagnosis.scores import scores
from cxlib.diagnosis.voice import themes

N = 400
UP = ("strongest", "among the strongest", "rises")
DOWN = ("falls",)


def _apart(kind: str) -> object:
    """Plan A is rated higher; its customers exchanged with B's; plans shuffled."""
    outcomes = {"recommend": {"kind": kind} if kind == "nps" else {"kind": kind, "scale": [0, 10]}}
    if kind == "binary":
        outcomes = {"recommend": {"kind": "binary", "good": [10]}}

    def client(rng: np.random.Generator, way: str) -> Told:
        plan = rng.permutation(np.repeat(["A", "B"], N // 2))
        score = answered(rng, np.where(plan == "A", 8.0, 5.5), 2.0)
        if kind == "binary":
            score = np.where(score >= MIDDLE + 2, 10.0, 0.0)
        if way == REVERSED:
            plan = np.where(plan == "A", "B", "A")
        if way == PERMUTED:
            plan = rng.permutation(plan)
        told = engaged({"responses": survey(score, plan=plan)}, outcomes,
                       responses={"segments": ["plan"]})  # fmt: skip
        return told, scores(told)

    return client


def _seldom(rng: np.random.Generator, way: str) -> Told:
    answers = np.repeat(["A", "B"], [60, 140])
    if way == REVERSED:
        answers = np.where(answers == "A", "B", "A")
    if way == PERMUTED:  # who of the 800 invited answers
        answers = rng.permutation(np.repeat(["A", "B"], 400))[: len(answers)]
    responses = survey(np.full(len(answers), 7.0), plan=answers)
    invited = pd.DataFrame({"period": "2026-01", "segment": ["plan=A", "plan=B"], "n": 400})
    told = engaged({"responses": responses, "invited": invited}, period="month", upto="2026-01",
                   responses={"segments": ["plan"]})  # fmt: skip
    return told, response_rates(told)


def _explained(score: np.ndarray, ratings: np.ndarray, **segments: np.ndarray) -> tuple:
    names = [f"x{k + 1}" for k in range(ratings.shape[1])]
    frames = {"responses": survey(score, ratings, **segments), "variables": variables(names)}
    told = engaged(frames, responses={"segments": list(segments)})
    found = explain(told)
    return told, found, drivers(told, found)


def _driver(rng: np.random.Generator, way: str) -> Told:
    ratings = rated(rng, N)
    score = answered(rng, MIDDLE + 0.8 * (ratings[:, 0] - 3))
    score = _carried(rng, score, way)
    told, _found, tables = _explained(score, ratings)
    return told, tables


def _carried(rng: np.random.Generator, score: np.ndarray, way: str) -> np.ndarray:
    """The outcome, mirrored on its scale or shuffled among the answers."""
    if way == REVERSED:
        return mirrored(score, 0, 10)
    return rng.permutation(score) if way == PERMUTED else score


def _turned(rng: np.random.Generator, way: str) -> Told:
    """A better plan lifts rating and outcome; inside every plan the rating goes with less."""
    plan = rng.integers(0, 3, N)
    x = np.clip(np.rint(np.array([2.0, 3.0, 4.0])[plan] + 0.7 * rng.standard_normal(N)), 1, 5)
    score = answered(rng, 1.0 + 3.0 * plan - 1.0 * (x - 2.0 - plan), 1.0)
    if way == REVERSED:
        score = mirrored(score, 0, 10)
    if way == PERMUTED:
        for level in range(3):  # what plans differ in stays
            score[plan == level] = rng.permutation(score[plan == level])
    told, _found, tables = _explained(
        score, np.column_stack([x, rated(rng, N, 2)]), plan=np.array(list("abc"))[plan]
    )
    return told, tables


def _vanished(rng: np.random.Generator, way: str) -> Told:
    """A better plan lifts both, and no more; turned round, the rating lifts it inside the plans."""
    n = 2 * N
    plan = rng.integers(0, 3, n)
    x = np.clip(np.rint(np.array([2.0, 3.0, 4.0])[plan] + 0.7 * rng.standard_normal(n)), 1, 5)
    score = answered(rng, 1.5 + 2.5 * (x - 2 if way == REVERSED else plan), 1.0)
    if way == PERMUTED:
        score = rng.permutation(score)
    told, _found, tables = _explained(
        score, np.column_stack([x, rated(rng, n, 2)]), plan=np.array(list("abc"))[plan]
    )
    return told, tables


def _habit(rng: np.random.Generator, way: str) -> Told:
    """A third gives one answer to everything, the outcome too; turned round, they tell apart."""
    n = 2 * N
    ratings, lined = rated(rng, n, 7), rng.random(n) < 1 / 3
    score = answered(rng, np.full(n, MIDDLE))
    if way == REVERSED:
        score = answered(rng, MIDDLE + 0.9 * (ratings[:, 0] - 3))
    else:
        ratings[lined] = ratings[lined, :1]
        score[lined] = answered(rng, 2 * ratings[lined, 0], 0.5)
    if way == PERMUTED:
        score = rng.permutation(score)
    told, _found, tables = _explained(score, ratings)
    return told, tables


def _priority(rng: np.random.Generator, way: str) -> Told:
    """Two of four matter, and one of them is rated low; turned round, it is rated high."""
    ratings = rated(rng, 3 * N)
    ratings[:, 0] = np.clip(ratings[:, 0] - 1, 1, 5)
    score = answered(rng, MIDDLE + 0.9 * (ratings[:, 0] - 2) + 0.9 * (ratings[:, 1] - 3))
    if way == REVERSED:
        ratings, score = mirrored(ratings, 1, 5), mirrored(score, 0, 10)
    if way == PERMUTED:
        score = rng.permutation(score)
    told, found, tables = _explained(score, ratings)
    return told, tables | priorities(told, found)


def _bent(rng: np.random.Generator, way: str) -> Told:
    """Low ratings cost, high ones bring little; good and bad exchanged, the other way."""
    n = 3 * N
    ratings = rated(rng, n)
    x = ratings[:, 0] - 3
    score = answered(rng, MIDDLE + 1.8 * np.minimum(x, 0) + 0.1 * np.maximum(x, 0), 1.2)
    if way == REVERSED:
        ratings, score = mirrored(ratings, 1, 5), mirrored(score, 0, 10)
    if way == PERMUTED:
        score = rng.permutation(score)
    told, found, tables = _explained(score, ratings)
    return told, tables | asymmetry(told, found)


ATTRACTIVE, MUST_BE = (1, 3), (3, 5)  # liked, and not missed; expected, and missed


def _featured(rng: np.random.Generator, way: str) -> Told:
    """One feature pleases, another is taken for granted; answers on the two exchanged; shuffled."""
    n = 120
    pairs = np.empty((n, 2, 2))
    pairs[:, 0], pairs[:, 1] = ATTRACTIVE, MUST_BE
    if way == REVERSED:
        pairs = pairs[:, ::-1]
    if way == PERMUTED:
        swapped = rng.random(n) < 0.5
        pairs[swapped] = pairs[swapped, ::-1]
    names = [f"{side} {feature}" for feature in ("one", "two") for side in ("with", "without")]
    columns = dict(zip(names, pairs.reshape(n, 4).T, strict=True))
    asked = pd.DataFrame({
        "variable": names, "kind": ["functional", "dysfunctional"] * 2,
        "group": ["one", "one", "two", "two"], "scale_low": 1.0, "scale_high": 5.0,
    })  # fmt: skip
    told = engaged({"responses": survey(np.full(n, 7.0), **columns), "variables": asked})
    return told, kano(told)


ABOUT = {
    "queue": "the queue took ages and the waiting line was endless at the counter",
    "staff": "the staff were friendly and the people explained everything with patience",
    "price": "the price on the bill and the monthly fee were printed on paper",
}


def _commented(rng: np.random.Generator, way: str) -> Told:
    """Who writes of queues rates lower; mirrored; ratings shuffled among the comments."""
    n = 150
    about = rng.choice(list(ABOUT), n)
    comments = [" ".join(rng.permutation(ABOUT[one].split())) for one in about]
    score = answered(rng, np.where(about == "queue", 3.0, 7.0), 1.2)
    score = _carried(rng, score, way)
    told = engaged({"responses": survey(score, why=comments)}, responses={"comment": ["why"]})
    return told, themes(told)


def _levels(kind: str, unit: str) -> Case:
    return Case(
        f"segment, {kind}", "segment", _apart(kind), (f"{unit} above",), (f"{unit} below",),
        "recommend:plan=A", "the customers of the two plans exchanged", "plans",
    )  # fmt: skip


CASES = (
    _levels("nps", "nps"),
    _levels("binary", "share"),
    _levels("mean", "mean"),
    Case("response rate", "response rate", _seldom, ("seldom",), (), "plan=A",
         "the answers of the two plans exchanged", "who of the invited answers"),
    Case("driver", "driver", _driver, UP, DOWN, "recommend:overall:x1",
         "the outcome mirrored on its scale", "the outcome"),
    Case("driver, turned inside groups", "driver", _turned, ("turns down",), ("turns up",),
         "recommend:overall:x1", "the outcome mirrored on its scale", "the outcome, inside groups"),
    Case("driver, vanished inside groups", "driver", _vanished, ("vanishes",), (),
         "recommend:overall:x1", "the effect put inside the groups", "the outcome"),
    Case("driver, of habit", "driver", _habit, ("habit",), (),
         "", "straight answers told apart, and one rating that matters", "the outcome"),
    Case("priority", "priority", _priority, ("concentrate here",), (), "at x1:x1",
         "ratings and outcome mirrored on their scales", "the outcome"),
    Case("asymmetry", "asymmetry", _bent, ("basic",), ("excitement",), "x1",
         "ratings and outcome mirrored on their scales", "the outcome"),
    Case("kano", "kano", _featured, ("attractive",), ("must-be", "one-dimensional", "reverse",
         "indifferent", "questionable"), "one",
         "the answers on the two features exchanged", "which feature an answer is about"),
    Case("theme", "theme", _commented, ("worse",), ("better",), "ages",
         "the rating mirrored on its scale", "the rating"),
)  # fmt: skip
