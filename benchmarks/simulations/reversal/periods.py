"""What changes from period to period: charts, alerts, mix, promises, what to look at again."""

from __future__ import annotations

import numpy as np
import pandas as pd
from simulations.reversal.case import AS_IT_IS, PERMUTED, REVERSED, Case, Told
from simulations.reversal.client import MIDDLE, answered, engaged, mirrored, rated, variables

from cxlib.engagement.model import Engagement
from cxlib.findings.claim import Claim
from cxlib.monitoring.step import Watched, alerts, back_to_step_1, benefits, kpis, mix, watch
from cxlib.monitoring.waves import waves

PERIODS, EACH = 24, 40
LABELS = [str(p) for p in pd.period_range("2024-01", periods=PERIODS, freq="M")]
NOW = LABELS[-1]
UNITS, TREATED, SINCE = 16, 8, 12


def _watched(told: Engagement) -> Watched:
    return watch(told, None)[0]


def _figures(values: np.ndarray, **columns: object) -> pd.DataFrame:
    return pd.DataFrame({"kpi": "ease", "period": LABELS, "value": values, **columns})


def _stepped(rng: np.random.Generator, way: str) -> Told:
    """The newest month lies far above the others; upside down; the months shuffled."""
    values = 50 + rng.standard_normal(PERIODS)
    values[-1] = 58
    if way == REVERSED:
        values = mirrored(values, 0, 100)
    if way == PERMUTED:
        values = rng.permutation(values)
    told = engaged({"kpis": _figures(values, better="high")}, period="month", upto=NOW)
    seen = _watched(told)
    return told, kpis(told, seen) | alerts(told, seen)


def _answered(rng: np.random.Generator, when: np.ndarray, score: np.ndarray, **columns: object):
    """Answers in the middle of their months, each of a customer of its own."""
    return pd.DataFrame({
        "customer": [f"c{k:05d}" for k in range(len(when))],
        "time": pd.to_datetime([f"{LABELS[k]}-15" for k in when]), "recommend": score, **columns,
    })  # fmt: skip


def _mixed(rng: np.random.Generator, way: str) -> Told:
    """In the newest month mostly plan A answers, who always rate higher; plans exchanged."""
    when = np.repeat(np.arange(PERIODS), EACH * 5)
    newest = when == PERIODS - 1
    plan = np.where(rng.random(len(when)) < np.where(newest, 0.9, 0.5), "A", "B")
    score = answered(rng, np.where(plan == "A", 8.0, 5.0))
    if way == REVERSED:
        score = mirrored(score, 0, 10)
    if way == PERMUTED:  # in which month an answer came
        when = rng.permutation(when)
    told = engaged({"responses": _answered(rng, when, score, plan=plan)}, period="month", upto=NOW,
                   responses={"segments": ["plan"]})  # fmt: skip
    return told, mix(told)


def _by_mix(rng: np.random.Generator, way: str) -> Told:
    """The newest month is higher as mostly plan A answers; as all rate higher; it is not."""
    when = np.repeat(np.arange(PERIODS), EACH * 5)
    newest = when == PERIODS - 1
    mixed = newest & (way == AS_IT_IS)
    plan = np.where(rng.random(len(when)) < np.where(mixed, 0.95, 0.5), "A", "B")
    own = np.where(plan == "A", 7.5, 4.5) + 1.4 * (newest & (way == REVERSED))
    score = answered(rng, own)
    told = engaged({"responses": _answered(rng, when, score, plan=plan)}, period="month", upto=NOW,
                   responses={"segments": ["plan"]})  # fmt: skip
    seen = _watched(told)
    return told, kpis(told, seen) | alerts(told, seen)


def _moved(rng: np.random.Generator, way: str) -> Told:
    """In the newest month a rating is higher; mirrored; the months shuffled."""
    when = np.repeat(np.arange(PERIODS), EACH)
    ratings = rated(rng, len(when))
    newest = when == PERIODS - 1
    ratings[newest, 0] = np.clip(ratings[newest, 0] + 1.5, 1, 5)
    score = answered(rng, np.full(len(when), MIDDLE))
    if way == REVERSED:
        ratings = mirrored(ratings, 1, 5)
    if way == PERMUTED:
        when = rng.permutation(when)
    names = [f"x{k + 1}" for k in range(ratings.shape[1])]
    responses = _answered(rng, when, score, **dict(zip(names, ratings.T, strict=True)))
    told = engaged({"responses": responses, "variables": variables(names)}, period="month",
                   upto=NOW)  # fmt: skip
    seen = _watched(told)
    return told, waves(told, {}, seen.unfinished)


def _risen(rng: np.random.Generator, way: str) -> Told:
    """In the newest month all answers are higher; mirrored; the months shuffled."""
    when = np.repeat(np.arange(PERIODS), EACH)
    score = answered(rng, MIDDLE + 2.5 * (when == PERIODS - 1))
    if way == REVERSED:
        score = mirrored(score, 0, 10)
    if way == PERMUTED:
        when = rng.permutation(when)
    told = engaged({"responses": _answered(rng, when, score)}, period="month", upto=NOW)
    return told, waves(told, {}, _watched(told).unfinished)


def _looser(rng: np.random.Generator, way: str) -> Told:
    """A rating that went with the outcome in the first year hardly does so in the second."""
    when = np.repeat(np.arange(PERIODS), EACH)
    ratings = rated(rng, len(when))
    held = (when < PERIODS // 2) if way != REVERSED else (when >= PERIODS // 2)
    score = answered(rng, MIDDLE + 1.0 * held * (ratings[:, 0] - 3))
    if way == PERMUTED:
        when = rng.permutation(when)
    names = [f"x{k + 1}" for k in range(ratings.shape[1])]
    responses = _answered(rng, when, score, **dict(zip(names, ratings.T, strict=True)))
    told = engaged({"responses": responses, "variables": variables(names)}, period="month",
                   upto=NOW)  # fmt: skip
    seen = _watched(told)
    return told, back_to_step_1(told, seen, alerts(told, seen)["alerts"])


def _deserted(rng: np.random.Generator, way: str) -> Told:
    """Nobody comes to one touchpoint any more; time turned round; seldom used, like the others."""
    often = 15 if way == PERMUTED else 150
    first = rng.integers(0, PERIODS if way == PERMUTED else PERIODS - 4, often)
    if way == REVERSED:
        first = PERIODS - 1 - first
    many = rng.integers(0, PERIODS, 2000)
    seldom = [f"seldom {k}" for k in range(8)]
    when = np.concatenate([first, many, rng.integers(0, PERIODS, 8 * 15)])
    where = np.repeat(["first", "home", *seldom], [often, 2000, *[15] * 8])
    log = pd.DataFrame({
        "customer": [f"c{k % 500:05d}" for k in range(len(when))],
        "time": pd.to_datetime([f"{LABELS[k]}-15" for k in when]), "touchpoint": where,
    })  # fmt: skip
    places = pd.DataFrame({"touchpoint": ["first", "home", *seldom], "stage": "use"})
    told = engaged({"interactions": log, "touchpoints": places}, period="month", upto=NOW,
                   interactions={"duplicates": "keep"})  # fmt: skip
    seen = _watched(told)
    return told, back_to_step_1(told, seen, alerts(told, seen)["alerts"])


def _promised(rng: np.random.Generator, way: str) -> Told:
    """Ease rises where the initiative is; falls there; which units had it, shuffled."""
    values = 50 + rng.normal(0, 2, (UNITS, 1)) + rng.normal(0, 1, (UNITS, PERIODS))
    treated = np.arange(UNITS) < TREATED
    values[:TREATED, SINCE:] += -3.0 if way == REVERSED else 3.0
    if way == PERMUTED:
        treated = rng.permutation(treated)
    names = np.array([f"u{k:02d}" for k in range(UNITS)])
    points = pd.DataFrame({
        "kpi": "ease", "period": np.tile(LABELS, UNITS), "value": values.ravel(),
        "scope": "shop=" + np.repeat(names, PERIODS),
    })  # fmt: skip
    plan = pd.DataFrame({
        "initiative": ["guide"], "kpi": ["ease"], "expected_change": [3.0], "status": ["running"],
        "rollout": [f"shop={';'.join(names[treated])} from {LABELS[SINCE]}"],
    })  # fmt: skip
    told = engaged({"kpis": points, "initiatives": plan}, period="month", upto=NOW)
    return told, benefits(told, _watched(told))


def _up(claim: Claim) -> bool:
    return float(claim.value) > 0


MONTHS = "the months"
CASES = (
    Case("kpi", "kpi", _stepped, ("signal better",), ("signal worse", "signal"), "ease",
         "upside down", MONTHS),
    Case("alert", "alert", _stepped, ("better", "better lately"),
         ("worse", "worse lately", "changed", "changed lately"), "ease", "upside down", MONTHS),
    Case("alert, by mix", "alert", _by_mix, ("mix", "mix lately"), (), "recommend:overall",
         "the same change inside the plans", "a month like the others"),
    Case("kpi, by mix", "kpi", _by_mix, ("signal mix",), (), "recommend:overall",
         "the same change inside the plans", "a month like the others"),
    Case("mix", "mix", _mixed, ("mix", "mix alone", "mix and within"), (), f"recommend:{NOW}",
         "the outcome mirrored on its scale", "in which month an answer came", _up),
    Case("waves, overall", "waves", _risen, ("higher",), ("lower",), "recommend",
         "the outcome mirrored on its scale", "in which month an answer came"),
    Case("waves, parts", "waves", _moved, ("parts higher",), ("parts lower", "parts both ways"),
         "recommend:parts",
         "the ratings mirrored on their scales", "in which month an answer came"),
    Case("revisit, driver", "revisit", _looser, ("weaker driver",),
         ("stronger driver", "turned driver"), "diagnose:x1", "the two years exchanged",
         "in which month an answer came"),
    Case("revisit, abandoned", "revisit", _deserted, ("abandoned",), (), "map:first",
         "time turned round", "in which month a visit came"),
    Case("benefit", "benefit", _promised, ("kept",),
         ("kept unpromised", "fell short", "did harm"), "guide", "the effect turned round",
         "which units had the initiative"),
)  # fmt: skip
