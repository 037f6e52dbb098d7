"""Failures made good for the loyal: how often is it read as an effect of making them good?"""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from simulations.staying import LEVEL, SEED, rate

from cxlib.diagnosis.disposition import reliability
from cxlib.diagnosis.paradox import differences
from cxlib.diagnosis.recovery import more_stay
from cxlib.diagnosis.recovery_groups import NEVER, NOT, RECOVERED
from cxlib.diagnosis.worth.spells import DAYS_PER_MONTH
from cxlib.engagement import from_frames
from cxlib.engagement.model import Engagement
from cxlib.stats.resampling import stream

T0 = pd.Timestamp("2025-01-01")


@cache
def _client() -> Engagement:
    """An engagement of which only the policy is asked."""
    few = pd.DataFrame({"customer": [f"c{i}" for i in range(20)], "value": 1.0})
    return from_frames({"client": "A", "period": "month"}, {"customers": few})


def given_to(times: int, pull: str, effect: float = 0.0, heard: float = 0.7, n: int = 2400) -> dict:
    """How often good recovery is said to keep customers, and to make them rate higher.

    `pull` is what recovery goes by: the lasting "mood", of which an answer before the failure is a
    copy, that "earlier" answer itself, or "none". `effect` is the log hazard it takes off.
    """
    keeps, rates, naive = [], [], []
    for run in range(times):
        rng = stream(SEED, "loyal", pull, effect, run)
        answers = _answers(rng, pull, effect, heard, n)
        told = more_stay(_client(), answers, reliability(answers))
        gain = differences(answers, 0.95).get(RECOVERED, {})
        keeps.append(told["stays_p"] < LEVEL and told["stays"] > 0)
        rates.append(gain["gain_p"] < LEVEL and gain["gain"] > 0)
        shares = answers.groupby("group")["left"].agg(["mean", "size"])
        error = np.sqrt(
            (shares["mean"] * (1 - shares["mean"]) / shares["size"])[[RECOVERED, NOT]].sum()
        )
        naive.append(shares["mean"][NOT] - shares["mean"][RECOVERED] > 1.96 * error)
    return {"keeps": rate(keeps), "rates_more": rate(rates), "naive_keeps": rate(naive)}


def _answers(rng: np.random.Generator, pull: str, effect: float, heard: float, n: int):
    """One answer a customer, with what followed: as `recovery` holds them."""
    mood = rng.normal(size=n)
    earlier, score = (np.clip(np.rint(7 + 2 * mood + rng.normal(0, 1.5, n)), 0, 10)
                      for _wave in range(2))  # fmt: skip
    goes_by = {"mood": mood, "earlier": (earlier - 7) / 2.5, "none": np.zeros(n)}[pull]
    mended = rng.random(n) < 1 / (1 + np.exp(-1.2 * goes_by))
    failed = rng.random(n) < 0.6
    group = np.where(~failed, NEVER, np.where(mended, RECOVERED, NOT))
    life = rng.exponential(1 / (0.03 * np.exp(-0.6 * mood - effect * (group == RECOVERED))))
    tenure = rng.uniform(0, 36, n)
    months = np.minimum(life, rng.uniform(3, 14, n))
    return pd.DataFrame(
        {"customer": np.arange(n).astype(str), "group": group, "score": score, "before": T0,
         "attempts": 0.0,
         "earlier": np.where(rng.random(n) < heard, earlier, np.nan), "months": months,
         "left": life <= months, "start": T0 - pd.to_timedelta(tenure * DAYS_PER_MONTH, unit="D")}
    )  # fmt: skip
