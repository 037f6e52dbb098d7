"""What is said of departments: who is ready, where cost and value part, where a cause lies."""

from __future__ import annotations

import numpy as np
import pandas as pd
from simulations.reversal.case import PERMUTED, REVERSED, Case, Told
from simulations.reversal.client import engaged

from cxlib.alignment.preparedness import preparedness
from cxlib.alignment.value_chain import touchpoint_values, value_chain
from cxlib.results import empty
from cxlib.strategy.horizon import MEASURES

TEAMS, MEMBERS = ("Care", "IT", "Sales", "Web"), 12
NEEDED = 3.5  # of the answers 1 to 5
PEOPLE = pd.DataFrame({"customer": [f"c{k:03d}" for k in range(100)], "start": "2026-01-01"})


def _ready(way: str) -> object:
    """One department of four is far below what is needed, or its members disagree."""

    def client(rng: np.random.Generator, turned: str) -> Told:
        team = np.repeat(TEAMS, MEMBERS)
        size = (len(team), len(MEASURES))
        spread = np.where((team == "IT") & (way == "divided"), 9.0, 0.5)[:, None]
        centre = np.where((team == "IT") & (way == "lacking"), NEEDED - 1.2, NEEDED + 0.4)[:, None]
        if turned == PERMUTED:  # whose answers are whose: all stand where the need is
            centre, spread = np.full_like(centre, NEEDED), np.full_like(spread, 0.7)
        given = np.clip(np.rint(centre + spread * rng.standard_normal(size)), 1, 5)
        if turned == REVERSED and way == "lacking":
            given = 6 - given
        if turned == REVERSED and way == "divided":
            given[team == "IT"] = np.rint(given[team == "IT"].mean(axis=0))
        answers = pd.DataFrame(given, columns=list(MEASURES)).assign(department=team)
        told = engaged({"readiness": answers, "customers": PEOPLE})
        return told, preparedness(told)

    return client


def _worth(rng: np.random.Generator, way: str) -> Told:
    """A fifth of the cost goes to where four fifths of the stake lie; costs exchanged; as costs."""
    truth, error = np.array([80.0, 20.0]), 6.0
    cost = truth[::-1] if way != REVERSED else truth
    if way == PERMUTED:
        truth = cost
    seen = truth + error * rng.standard_normal(2)
    stakes = pd.DataFrame({
        "moment_id": ["a:friction", "b:friction"], "touchpoint": ["a", "b"], "moment": "friction",
        "customers_at_stake": seen, "customers_low": seen - 1.96 * error,
        "customers_high": seen + 1.96 * error, "effect_on_retention": 0.1, "low": 0.05,
        "high": 0.15, "rests_on": "events", "grade": "events", "n": 500, "n_of": "visits",
        "rank": [1, 2], "p_adjusted": 0.001,
    }).reindex(columns=list(empty("moments").columns))  # fmt: skip
    activities = pd.DataFrame(
        {"activity": ["at a", "at b"], "touchpoint": ["a", "b"], "department": ["Care", "IT"],
         "cost": cost}
    )  # fmt: skip
    told = engaged({"activities": activities, "customers": PEOPLE})
    nobody = pd.DataFrame(columns=["activity", "touchpoint", "department"])
    table = value_chain(told.table("activities"), touchpoint_values(stakes), nobody)
    return told, {"moments": stakes, "value_chain": table}


WHOSE = "whose answers are whose"
CASES = (
    Case("readiness, lacking", "readiness", _ready("lacking"), ("lacking",), (), "IT",
         "the answers mirrored on their scale", WHOSE),
    Case("readiness, divided", "readiness", _ready("divided"), ("divided",), ("lacking",), "IT",
         "its members all answer as their mean", WHOSE),
    Case("value chain", "value chain", _worth, ("carries more",), ("costs more",), "at a",
         "the costs exchanged", "stakes that lie as the costs do"),
)  # fmt: skip
