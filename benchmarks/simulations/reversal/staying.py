"""Who stays: after good and bad experiences, in groups, after something that delights."""

from __future__ import annotations

import numpy as np
import pandas as pd
from simulations.reversal.case import PERMUTED, REVERSED, Case, Told
from simulations.reversal.client import BEGIN, engaged

from cxlib.diagnosis.experience import experiences
from cxlib.diagnosis.moments import moments
from cxlib.diagnosis.worth.leaving import leaving
from cxlib.diagnosis.worth.retention import differences, retention_curve
from cxlib.diagnosis.worth.spells import dated, tenures
from cxlib.engagement.model import Engagement
from cxlib.results import REGISTRY, empty
from cxlib.results.coded import segment

N = 600
MONTH = 365.25 / 12
MONTHS = 24  # that the data cover
LEAVES = 0.03  # a month
AT, GIFT = "fitting", "call"  # the touchpoint; the activity behind it is of the same name
BEHIND = pd.DataFrame({"activity": ["work"], "touchpoint": [AT]})
SCORE = {"recommend": {"kind": "mean", "scale": [0, 10]}}


def day(months: np.ndarray) -> pd.Series:
    """Days so many months after the beginning."""
    days = pd.to_timedelta(np.floor(np.asarray(months) * MONTH), unit="D")
    return pd.Series(BEGIN - pd.Timedelta(days=int(MONTHS * MONTH)) + days)


def flipped(rng: np.random.Generator, bad: np.ndarray, way: str) -> np.ndarray:
    """Good and bad exchanged, or shuffled."""
    if way == REVERSED:
        return ~bad
    return rng.permutation(bad) if way == PERMUTED else bad


def lives(rng: np.random.Generator, begin: np.ndarray, hazard: np.ndarray) -> pd.DataFrame:
    """First and last days of customers who leave at such a rate from `begin` on."""
    end = begin + rng.exponential(1 / hazard)
    last = day(np.minimum(end, MONTHS)).where(end < MONTHS)
    return pd.DataFrame(
        {"customer": [f"c{k:05d}" for k in range(len(end))], "end": last}
    )  # fmt: skip


def _after_work(rng: np.random.Generator, way: str) -> tuple[Engagement, pd.DataFrame]:
    """One run of the work for every customer; who has a bad one leaves four times as often."""
    start, when = rng.uniform(0, 12, N), rng.uniform(1, 6, N)
    bad = rng.random(N) < 0.35
    customers = lives(rng, start + when, LEAVES * np.where(bad, 4.0, 1.0))
    bad = flipped(rng, bad, way)
    runs = pd.DataFrame({"activity": "work", "customer": customers["customer"],
                         "time": day(start + when), "ok": ~bad})  # fmt: skip
    told = engaged({
        "customers": customers.assign(start=day(start)), "operations": runs, "activities": BEHIND,
    })  # fmt: skip
    return told, _left(told)


def _left(told: Engagement) -> pd.DataFrame:
    found = leaving(told, experiences(told, whole=True), dated(told))
    return found.reindex(columns=list(REGISTRY["leaving"].columns))


def _leaves(rng: np.random.Generator, way: str) -> Told:
    told, left = _after_work(rng, way)
    return told, {"leaving": left}


def served(rng: np.random.Generator, way: str) -> Told:
    told, left = _after_work(rng, way)
    found = {"leaving": left, "asymmetry": empty("asymmetry")}
    return told, {"leaving": left} | moments(told, {"breakdowns": empty("breakdowns")}, found)


def given(rng: np.random.Generator, way: str) -> Told:
    """Two in five who order get a call, which good ratings of weigh more; they leave less often."""
    start, when = rng.uniform(0, 12, N), rng.uniform(1, 6, N)
    met = rng.random(N) < 0.4
    customers = lives(rng, start + when, LEAVES * np.where(met, 1.0, 4.0))
    met = flipped(rng, met, way)
    ids, ordered = customers["customer"], day(start + when)
    called = pd.DataFrame({"customer": ids[met], "time": ordered[met] + pd.Timedelta(hours=1)})
    again = np.repeat(np.arange(N), rng.integers(0, 4, N))  # other visits, before
    before = pd.DataFrame({"customer": ids.to_numpy()[again], "touchpoint": "shop",
                           "time": day(start[again] + when[again] * rng.random(len(again))),
                           "journey_id": [f"s{k}" for k in range(len(again))]})  # fmt: skip
    log = pd.concat([
        before,
        pd.DataFrame({"customer": ids, "time": ordered, "touchpoint": "order"}),
        called.assign(touchpoint=GIFT),
    ])  # fmt: skip
    asked = pd.DataFrame({"variable": ["kind"], "touchpoint": [GIFT], "scale_low": 1.0,
                          "scale_high": 5.0})  # fmt: skip
    log = log.assign(journey_id=log["journey_id"].fillna(log["customer"]))
    frames = {"customers": customers.assign(start=day(start)), "variables": asked,
              "interactions": log}  # fmt: skip
    told = engaged(frames, interactions={"duplicates": "keep"})
    pleases = (
        empty("asymmetry")
        .reindex([0])
        .assign(variable="kind", kind="excitement", n=300, outcome="recommend", p_adjusted=0.001)
    )
    found = {"leaving": empty("leaving"), "asymmetry": pleases}
    return told, found | moments(told, {"breakdowns": empty("breakdowns")}, found)


def _grouped(rng: np.random.Generator, way: str) -> Told:
    """Who has plan A leaves a third as often; the plans exchanged; shuffled."""
    plan = rng.permutation(np.repeat(["A", "B"], N // 2))
    start = rng.uniform(0, 12, N)
    customers = lives(rng, start, LEAVES * np.where(plan == "A", 1.0, 3.0))
    if way == REVERSED:
        plan = np.where(plan == "A", "B", "A")
    if way == PERMUTED:
        plan = rng.permutation(plan)
    bought = customers[["customer"]].assign(time=day(np.full(N, MONTHS)), value=1.0)
    told = engaged({"customers": customers.assign(start=day(start), plan=plan),
                    "purchases": bought}, customers={"segments": ["plan"]})  # fmt: skip
    stays = tenures(told)
    curve = retention_curve(stays, ["plan"], 10, 0.95)
    apart = differences(stays, ["plan"], 30).set_index("segment")["p_adjusted"]
    column = curve["segment"].str.partition("=")[0]
    return told, {"retention_curve": curve.assign(p_adjusted=column.map(apart).astype(float))}


LATE = ("late", "late in money", "not valued", "sign", "sign of the times")
EXCHANGED, SHUFFLED = "good and bad experiences exchanged", "who had a bad experience"
CASES = (
    Case("leaving", "leaving", _leaves, LATE, (), AT, EXCHANGED, SHUFFLED),
    Case("moment, leaving", "moment", served, ("truth late", "friction late"), (), AT,
         EXCHANGED, SHUFFLED),
    Case("moment, delight", "moment", given, ("delight stays",), (), GIFT,
         "who met it and who did not exchanged", "who met it"),
    Case("retention", "retention", _grouped, ("two",), (), "plan", "the plans exchanged", "plans",
         lambda claim: claim.slots["longest"] == segment("plan=A")),
)  # fmt: skip
