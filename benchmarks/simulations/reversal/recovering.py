"""What a failure leaves behind: whether it was made good, and what was behind it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from simulations.reversal.case import PERMUTED, REVERSED, Case, Told
from simulations.reversal.client import answered, engaged
from simulations.reversal.staying import AT, BEHIND, MONTHS, SCORE, N, day, flipped, lives

from cxlib.alignment.ownership import ownership
from cxlib.diagnosis.backstage import backstage
from cxlib.diagnosis.recovery import recovery
from cxlib.results import empty


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
        pd.DataFrame({"customer": ids, "time": day(when), "ok": ~failed}),
        pd.DataFrame({"customer": ids[mended], "time": day(when[mended] + 0.2), "ok": True}),
    ])  # fmt: skip
    answers = [
        pd.DataFrame({"customer": ids, "time": day(when + months),
                      "recommend": answered(rng, 6 + 1.2 * mood + more)})
        for months, more in ((-1.0, 0.0), (2.0, gain))
    ]  # fmt: skip
    frames = {"operations": runs.assign(activity="work"), "activities": BEHIND,
              "responses": pd.concat(answers)}  # fmt: skip
    if hazard is not None:
        frames["customers"] = lives(rng, when + 2, hazard).assign(start=day(start), customer=ids)
    told = engaged(frames, SCORE)
    return told, recovery(told)


def _recovered(rng: np.random.Generator, way: str) -> Told:
    """Whose failure was made good leaves a third as often."""
    mends = rng.random(2 * N) < 0.5
    hazard = 0.04 * np.where(mends, 1.0, 3.0)
    return _failed(rng, flipped(rng, mends, way), np.zeros(2 * N), hazard)


def _content(rng: np.random.Generator, way: str) -> Told:
    """Whose failure was made good rates two points higher."""
    mends = rng.random(N) < 0.5
    gain = 2.0 * mends * (np.arange(N) % 2 == 0)
    return _failed(rng, flipped(rng, mends, way), gain, None)


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
        bad = flipped(rng, bad, way)
        when = rng.uniform(0, MONTHS - 1, n)
        ids = [f"c{k:05d}" for k in range(n)]
        what = {"duration": np.exp(rng.normal(2 + 1.5 * bad, 0.3))} if slow else {"ok": ~bad}
        told = engaged({
            "operations": pd.DataFrame(
                {"activity": "work", "customer": ids, "time": day(when), **what}),
            "activities": BEHIND.assign(department="IT"),
            "responses": pd.DataFrame({"customer": ids, "time": day(when + 0.2),
                                       "touchpoint": AT, "recommend": score}),
            "raci": pd.DataFrame({"subject": [AT, AT], "department": "Retail",
                                  "letter": ["A", "R"]}),
        }, SCORE)  # fmt: skip
        tables = backstage(told)
        return told, tables | ownership(told, tables | {"portfolio": empty("portfolio")})

    return client


failing = _behind(False)
MENDED = "whose failure was made good"
CASES = (
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
