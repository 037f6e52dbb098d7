"""Who stays after good and bad experiences, in groups, after recovery; causes behind the scenes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from simulations.reversal.case import PERMUTED, REVERSED, Case, Told
from simulations.reversal.client import BEGIN, answered, engaged

from cxlib.alignment.ownership import ownership
from cxlib.diagnosis.backstage import backstage
from cxlib.diagnosis.experience import experiences
from cxlib.diagnosis.moments import moments
from cxlib.diagnosis.recovery import recovery
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


def _day(months: np.ndarray) -> pd.Series:
    """Days so many months after the beginning."""
    days = pd.to_timedelta(np.floor(np.asarray(months) * MONTH), unit="D")
    return pd.Series(BEGIN - pd.Timedelta(days=int(MONTHS * MONTH)) + days)


def _flipped(rng: np.random.Generator, bad: np.ndarray, way: str) -> np.ndarray:
    """Good and bad exchanged, or shuffled."""
    if way == REVERSED:
        return ~bad
    return rng.permutation(bad) if way == PERMUTED else bad


def _lives(rng: np.random.Generator, begin: np.ndarray, hazard: np.ndarray) -> pd.DataFrame:
    """First and last days of customers who leave at such a rate from `begin` on."""
    end = begin + rng.exponential(1 / hazard)
    last = _day(np.minimum(end, MONTHS)).where(end < MONTHS)
    return pd.DataFrame(
        {"customer": [f"c{k:05d}" for k in range(len(end))], "end": last}
    )  # fmt: skip


def _after_work(rng: np.random.Generator, way: str) -> tuple[Engagement, pd.DataFrame]:
    """One run of the work for every customer; who has a bad one leaves four times as often."""
    start, when = rng.uniform(0, 12, N), rng.uniform(1, 6, N)
    bad = rng.random(N) < 0.35
    customers = _lives(rng, start + when, LEAVES * np.where(bad, 4.0, 1.0))
    bad = _flipped(rng, bad, way)
    runs = pd.DataFrame({"activity": "work", "customer": customers["customer"],
                         "time": _day(start + when), "ok": ~bad})  # fmt: skip
    told = engaged({
        "customers": customers.assign(start=_day(start)), "operations": runs, "activities": BEHIND,
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
    customers = _lives(rng, start + when, LEAVES * np.where(met, 1.0, 4.0))
    met = _flipped(rng, met, way)
    ids, ordered = customers["customer"], _day(start + when)
    called = pd.DataFrame({"customer": ids[met], "time": ordered[met] + pd.Timedelta(hours=1)})
    again = np.repeat(np.arange(N), rng.integers(0, 4, N))  # other visits, before
    before = pd.DataFrame({"customer": ids.to_numpy()[again], "touchpoint": "shop",
                           "time": _day(start[again] + when[again] * rng.random(len(again))),
                           "journey_id": [f"s{k}" for k in range(len(again))]})  # fmt: skip
    log = pd.concat([
        before,
        pd.DataFrame({"customer": ids, "time": ordered, "touchpoint": "order"}),
        called.assign(touchpoint=GIFT),
    ])  # fmt: skip
    asked = pd.DataFrame({"variable": ["kind"], "touchpoint": [GIFT], "scale_low": 1.0,
                          "scale_high": 5.0})  # fmt: skip
    log = log.assign(journey_id=log["journey_id"].fillna(log["customer"]))
    frames = {"customers": customers.assign(start=_day(start)), "variables": asked,
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
    customers = _lives(rng, start, LEAVES * np.where(plan == "A", 1.0, 3.0))
    if way == REVERSED:
        plan = np.where(plan == "A", "B", "A")
    if way == PERMUTED:
        plan = rng.permutation(plan)
    bought = customers[["customer"]].assign(time=_day(np.full(N, MONTHS)), value=1.0)
    told = engaged({"customers": customers.assign(start=_day(start), plan=plan),
                    "purchases": bought}, customers={"segments": ["plan"]})  # fmt: skip
    stays = tenures(told)
    curve = retention_curve(stays, ["plan"], 10, 0.95)
    apart = differences(stays, ["plan"], 30).set_index("segment")["p_adjusted"]
    column = curve["segment"].str.partition("=")[0]
    return told, {"retention_curve": curve.assign(p_adjusted=column.map(apart).astype(float))}


def _failed(
    rng: np.random.Generator, mends: np.ndarray, gain: np.ndarray, hazard: np.ndarray | None
) -> Told:
    """Half had a failure; `mends` says whose was made good; what they answer, and who leaves.

    Everybody answers before the failure and two months after it.
    """
    n = len(mends)
    failed = np.arange(n) % 2 == 0
    mood = rng.standard_normal(n)
    start, when = np.zeros(n), rng.uniform(3, 10, n)
    ids = np.array([f"c{k:05d}" for k in range(n)])
    mended = failed & mends
    runs = pd.concat([
        pd.DataFrame({"customer": ids, "time": _day(when), "ok": ~failed}),
        pd.DataFrame({"customer": ids[mended], "time": _day(when[mended] + 0.2), "ok": True}),
    ])  # fmt: skip
    answers = [
        pd.DataFrame({"customer": ids, "time": _day(when + months),
                      "recommend": answered(rng, 6 + 1.2 * mood + more)})
        for months, more in ((-1.0, 0.0), (2.0, gain))
    ]  # fmt: skip
    frames = {"operations": runs.assign(activity="work"), "activities": BEHIND,
              "responses": pd.concat(answers)}  # fmt: skip
    if hazard is not None:
        lives = _lives(rng, when + 2, hazard)
        frames["customers"] = lives.assign(start=_day(start), customer=ids)
    told = engaged(frames, SCORE)
    return told, recovery(told)


def _recovered(rng: np.random.Generator, way: str) -> Told:
    """Whose failure was made good leaves a third as often."""
    mends = rng.random(2 * N) < 0.5
    hazard = 0.04 * np.where(mends, 1.0, 3.0)
    return _failed(rng, _flipped(rng, mends, way), np.zeros(2 * N), hazard)


def _content(rng: np.random.Generator, way: str) -> Told:
    """Whose failure was made good rates two points higher."""
    mends = rng.random(N) < 0.5
    gain = 2.0 * mends * (np.arange(N) % 2 == 0)
    return _failed(rng, _flipped(rng, mends, way), gain, None)


def _paradox(rng: np.random.Generator, way: str) -> Told:
    """Whose failure was made good rates 1.5 points higher than who never had one; lower; alike."""
    gain = {REVERSED: -1.5, PERMUTED: 0.0}.get(way, 1.5)
    return _failed(rng, np.ones(N, bool), gain * (np.arange(N) % 2 == 0), None)


def _alike(rng: np.random.Generator, way: str) -> Told:
    """It makes no difference to the rating; one of three points; one that just matters."""
    n = 3 * N
    mends = rng.random(n) < 0.5
    gain = {REVERSED: 3.0, PERMUTED: 1.0}.get(way, 0.0)  # 1 is a tenth of the scale
    return _failed(rng, mends, gain * mends, None)


def _behind(slow: bool) -> Callable[[np.random.Generator, str], Told]:
    """After a failed, or slow, run of the work the touchpoint is rated two points lower.

    Another department than the one that runs it answers for it.
    """

    def client(rng: np.random.Generator, way: str) -> Told:
        n = 300
        bad = rng.random(n) < 0.3
        score = answered(rng, 7.0 - 2.0 * bad)
        bad = _flipped(rng, bad, way)
        when = rng.uniform(0, MONTHS - 1, n)
        ids = [f"c{k:05d}" for k in range(n)]
        what = {"duration": np.exp(rng.normal(2 + 1.5 * bad, 0.3))} if slow else {"ok": ~bad}
        told = engaged({
            "operations": pd.DataFrame(
                {"activity": "work", "customer": ids, "time": _day(when), **what}),
            "activities": BEHIND.assign(department="IT"),
            "responses": pd.DataFrame({"customer": ids, "time": _day(when + 0.2),
                                       "touchpoint": AT, "recommend": score}),
            "raci": pd.DataFrame({"subject": [AT, AT], "department": "Retail",
                                  "letter": ["A", "R"]}),
        }, SCORE)  # fmt: skip
        tables = backstage(told)
        return told, tables | ownership(told, tables | {"portfolio": empty("portfolio")})

    return client


failing = _behind(False)
LATE = ("late", "late in money", "not valued", "sign", "sign of the times")
EXCHANGED, SHUFFLED = "good and bad experiences exchanged", "who had a bad experience"
MENDED = "whose failure was made good"
CASES = (
    Case("leaving", "leaving", _leaves, LATE, (), AT, EXCHANGED, SHUFFLED),
    Case("moment, leaving", "moment", served, ("truth late", "friction late"), (), AT,
         EXCHANGED, SHUFFLED),
    Case("moment, delight", "moment", given, ("delight stays",), (), GIFT,
         "who met it and who did not exchanged", "who met it"),
    Case("retention", "retention", _grouped, ("two",), (), "plan", "the plans exchanged", "plans",
         lambda claim: claim.slots["longest"] == segment("plan=A")),
    Case("recovery, staying", "recovery", _recovered, ("keeps",), ("loses",),
         "recovered", f"{MENDED}, exchanged", MENDED),
    Case("recovery, rating", "recovery", _content, ("rates more",), ("rates less",),
         "recovered", f"{MENDED}, exchanged", MENDED),
    Case("recovery, alike", "recovery", _alike, ("rates alike",), (), "recovered",
         "three points put in", "a difference that just matters put in"),
    Case("recovery, paradox", "recovery", _paradox, ("happier",), ("less happy",), "paradox",
         "the recovered rate as much lower", "a difference of nought"),
    Case("backstage, failure", "backstage", failing, ("failure rates",), (), "work",
         "failed and sound runs exchanged", "which runs failed"),
    Case("cause elsewhere", "cause elsewhere", failing, ("of answers", "of visits"), (), AT,
         "failed and sound runs exchanged", "which runs failed"),
    Case("backstage, slowness", "backstage", _behind(True), ("slowness rates",), (), "work",
         "slow and fast runs exchanged", "which runs were slow"),
)  # fmt: skip
