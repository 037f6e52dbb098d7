"""A sign of leaving, or a cause of it? What was tried to refute that an experience moves customers.

**A quarter later** (lead placebo). Who has decided to go stumbles on the way out: the trouble comes
because of the leaving, and the two lie close together. Of a cause something is left for those who
stayed on. So the experience is judged again by the quarter after the next: where its effect in the
first `LEAD_MONTHS` is not that of the `LEAD_MONTHS` after, and there is none then, it is a sign of
leaving. (An effect that fades within a quarter cannot be told from a sign, and is not told as more;
Prentice et al. 2005 split Cox models so.)

**Others' experience** (negative control; Lipsitch, Tchetgen Tchetgen & Cohen 2010). What the
customers before met at the same place cannot matter to this one. Where it goes with leaving as
well, something else happened at those times.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats
from scipy.optimize import minimize_scalar

from cxlib.diagnosis.drivers.refuting import refuted
from cxlib.diagnosis.worth.cox import cox
from cxlib.diagnosis.worth.effect import EVENTS_PER_PREDICTOR, predictors
from cxlib.diagnosis.worth.landmarks import PARTING_SHARE, watched
from cxlib.diagnosis.worth.profile import Profile
from cxlib.results.coded import number, p

LEAD_MONTHS = 3.0  # a quarter: notice periods and second thoughts are shorter
LEVEL = 0.01  # at which the two quarters are held to differ
CONTROL_LEVEL = 0.01  # at which others' experience is held to matter: half of it by chance
OTHERS = 20  # experiences of others just before that are a customer's negative control
FEWEST_LATER = 5  # bad experiences that must be watched for longer, to judge the second quarter
LEAD, CONTROL = "a quarter later", "others’ experience"
SOON, TIMES = "soon after", "at the same times"  # what a sign of leaving shows by


class Refuted(NamedTuple):
    """One attempt: by which refuter, whether the effect held, and the figures it was judged by."""

    refuter: str
    held: bool
    figures: dict[str, object]

    def row(self, finding_id: str) -> dict[str, object]:
        return refuted(finding_id, self.refuter, self.held, **self.figures)


def tried(rows: pd.DataFrame, covariates: pd.DataFrame, confidence: float) -> list[Refuted]:
    """Every refuter that could be tried.

    Parameters
    ----------
    rows : customer, time, months, left, bad, as `landmarks` gives them.
    covariates : one column per adjuster, same rows.
    """
    attempts = (lead(rows, covariates, confidence), control(rows, covariates))
    return [attempt for attempt in attempts if attempt is not None]


def sign_of(attempts: list[Refuted]) -> str | None:
    """By what the effect shows as a sign of leaving; None where it held."""
    shows = {LEAD: SOON, CONTROL: TIMES}
    return next((shows[attempt.refuter] for attempt in attempts if not attempt.held), None)


def lead(rows: pd.DataFrame, covariates: pd.DataFrame, confidence: float) -> Refuted | None:
    """The first quarter after the experience against the second; None where neither can be told."""
    first = watched(rows, LEAD_MONTHS)
    longer = rows["months"] > LEAD_MONTHS
    second = rows[longer].assign(months=rows["months"] - LEAD_MONTHS)
    bad = rows["bad"].astype(bool)
    if int((~bad & longer).sum()) < FEWEST_LATER:
        return None
    if int((bad & longer).sum()) < FEWEST_LATER:
        gone = float(first.loc[bad, "left"].mean())
        return Refuted(LEAD, False, {"gone": number(gone)}) if gone >= PARTING_SHARE else None
    soon, later = (_profile(part, covariates) for part in (first, watched(second, LEAD_MONTHS)))
    if soon is None or later is None:
        return None
    ratios = [float(profile.model.beta[0]) for profile in (soon, later)]
    same = minimize_scalar(
        lambda b: soon.below(b) + later.below(b), bounds=sorted(ratios), method="bounded"
    )
    apart = float(stats.chi2.sf(same.fun, 1))
    lasts = later.p() < 1 - confidence and ratios[1] > 0
    fades = apart < LEVEL and ratios[1] < ratios[0] and not lasts
    figures = {"soon": number(np.exp(ratios[0])), "later": number(np.exp(ratios[1])), "p": p(apart)}
    return Refuted(LEAD, not fades, figures)


def _profile(rows: pd.DataFrame, covariates: pd.DataFrame) -> Profile | None:
    left = rows["left"].to_numpy(bool)
    if not left.any() or rows["bad"].nunique() < 2:
        return None
    allowed = max(0, int(left.sum()) // EVENTS_PER_PREDICTOR - 1)
    x = predictors(rows, covariates.loc[rows.index], allowed)
    months = rows["months"].to_numpy(float)
    try:
        return Profile(months, left, x, cox(months, left, x))
    except np.linalg.LinAlgError:
        return None


def control(rows: pd.DataFrame, covariates: pd.DataFrame) -> Refuted | None:
    """What others met just before, beside what this one met; None where it was always the same."""
    others = before(rows)
    known = others.notna()
    seen, other = rows[known], others[known]
    if other.nunique() < 2:
        return None
    own = covariates[known].assign(own=seen["bad"].astype(float))
    placebo = _profile(seen.assign(bad=other), own[["own", *covariates.columns]])
    if placebo is None:
        return None
    chance, ratio = placebo.p(), float(np.exp(placebo.model.beta[0]))
    held = not (chance < CONTROL_LEVEL and ratio > 1)
    return Refuted(CONTROL, held, {"others": number(ratio), "p": p(chance)})


def before(rows: pd.DataFrame) -> pd.Series:
    """The share of bad ones among the `OTHERS` experiences before each, but for the customer's own.

    Missing where fewer came before.

    >>> told = pd.DataFrame({"customer": range(25), "time": range(25)})
    >>> told["bad"] = told["time"] < 5
    >>> before(told).dropna().tolist()
    [0.25, 0.2, 0.15, 0.1, 0.05]
    """
    order = rows.sort_values("time", kind="stable")
    bad = order["bad"].astype(float)
    customer = pd.Series(pd.factorize(order["customer"])[0], index=order.index)
    turn = customer.ne(customer.shift())  # who comes twice running is judged by those before
    share = bad.rolling(OTHERS).mean().shift().where(turn)
    return share.groupby(turn.cumsum()).transform("first").reindex(rows.index)
