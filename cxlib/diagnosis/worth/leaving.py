"""Which experience makes customers leave? A landmark at the experience itself.

Comparing customers who had trouble with those who had none is wrong twice over: the others include
people who never came near the touchpoint, and whoever was there late had to stay long enough to get
there (immortal time; Suissa 2008). Here the clock starts at each experience at the touchpoint and
stops at the next one there, at leaving, at the data's end, or at the horizon; everybody compared
has had an experience, good or bad, and it is the good or bad that is compared. Cox regression,
adjusted for tenure and number of contacts before that moment (what comes later may be a
consequence), for the customer's segments and, where the experience is told by an answer, for how
the same answer rates the other touchpoints (who is content rates everything higher, and stays). A
step that everybody passes is thereby no cause, and a heavy user no victim. A customer leaves at
most once, so several clocks of one customer need no clustered errors (Andersen & Gill 1982). The
whole history is used, not the window alone: leaving takes longer to see than how things stand now.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.experience import contact_counts, contacts_before
from cxlib.diagnosis.worth.effect import Effect, effect
from cxlib.diagnosis.worth.landmarks import (
    carries,
    covariates_of,
    is_parting,
    landmarks,
    thinned,
    watched,
)
from cxlib.diagnosis.worth.refuting import sign_of, tried
from cxlib.diagnosis.worth.spells import adjusters
from cxlib.engagement.config.settings import Policy
from cxlib.engagement.model import Engagement
from cxlib.stats.resampling import percentile, stream
from cxlib.stats.tests import benjamini_hochberg

# what an experience of each source is, where a customer can have several
COUNTED = {"events": "visits", "survey": "answers", "operations": "runs"}


def leaving(
    engagement: Engagement, experiences: pd.DataFrame, spells: pd.DataFrame
) -> pd.DataFrame:
    """Every touchpoint's effect on leaving; missing at touchpoints that are part of leaving itself.

    Returns
    -------
    DataFrame
        touchpoint, source, n (experiences), n_of (what they are: customers, where nobody has two;
        else visits, answers or runs), customers (who had them), bad (bad ones), left (after which
        the customer left before the next), hazard_ratio, low, high, p_adjusted, ph_p,
        retention_good, retention_bad, effect_on_retention (good less bad), effect_low,
        effect_high, months (to which retention is compared), tenure (median months at the
        experience), e_value, e_value_limit, part_of_leaving (bool: most leave within a month of
        it), sign (by what it shows as a sign of leaving rather than its cause, as `refuting` says);
        and, not part of the result table, the `draws` of the effect and what was `tried` on it.
    """
    if experiences.empty or spells.empty:
        return pd.DataFrame()
    rows, compared = [], []
    policy = engagement.policy
    levels = adjusters(spells, engagement.segments("customers"))
    spells = spells.join(levels)
    told = experiences.assign(
        contacts=contacts_before(contact_counts(engagement, whole=True), experiences)
    )
    for (touchpoint, source), here in told.groupby(["touchpoint", "source"]):
        seen = watched(landmarks(here, spells), policy.horizon_months)
        if is_parting(seen):
            rows.append(_parting_row(touchpoint, source, seen))
            compared.append(None)
        elif carries(seen, policy.reliability_n):
            rng = stream(engagement.seed, "leaving", touchpoint, source)
            seen = thinned(seen, rng).reset_index(drop=True)
            covariates = covariates_of(seen, list(levels))
            found = effect(seen, covariates, policy.horizon_months, policy.confidence, rng)
            if found is not None:
                rows.append(_row(touchpoint, source, seen, found, policy.confidence))
                compared.append((seen, covariates))
    return _tested(pd.DataFrame(rows), compared, policy) if rows else pd.DataFrame()


def _tested(table: pd.DataFrame, compared: list, policy: Policy) -> pd.DataFrame:
    """The table with its adjusted p, and what was tried to refute the rows that stand."""
    families = table.groupby("source")["p"]
    adjusted = families.transform(lambda p: benjamini_hochberg(p.to_numpy()))
    table = table.assign(p_adjusted=adjusted, sign=None).drop(columns="p")
    stands = set(moving(table, policy.fdr).index)
    attempts = [
        tried(*pair, policy.confidence) if i in stands else [] for i, pair in enumerate(compared)
    ]
    return table.assign(tried=attempts, sign=pd.Series(map(sign_of, attempts), dtype=object))


def _row(
    touchpoint: str, source: str, seen: pd.DataFrame, found: Effect, confidence: float
) -> dict:
    low, high = percentile(found.draws, confidence)
    return {
        **_base(touchpoint, source, seen), "hazard_ratio": found.hazard_ratio, "low": found.low,
        "high": found.high, "p": found.p, "ph_p": found.ph_p,
        "retention_good": found.retention_good, "retention_bad": found.retention_bad,
        "effect_on_retention": found.difference, "effect_low": float(low),
        "effect_high": float(high), "months": found.horizon,
        "tenure": float(seen["tenure"].median()), "e_value": found.e_value,
        "e_value_limit": found.e_value_limit, "draws": found.draws, "part_of_leaving": False,
    }  # fmt: skip


def _base(touchpoint: str, source: str, seen: pd.DataFrame) -> dict:
    customers = int(seen["customer"].nunique())
    return {
        "touchpoint": touchpoint, "source": source, "n": len(seen),
        "n_of": "customers" if customers == len(seen) else COUNTED[source],
        "customers": customers, "bad": int(seen["bad"].sum()), "left": int(seen["left"].sum()),
    }  # fmt: skip


def moving(table: pd.DataFrame, fdr: float) -> pd.DataFrame:
    """Rows in which a bad experience costs customers, by the test corrected for all touchpoints.

    What shows as a sign of leaving is not among them.
    """
    if table.empty:
        return table
    costs = table["hazard_ratio"].astype(float) > 1
    return table[costs & (table["p_adjusted"].astype(float) < fdr) & table["sign"].isna()]


def _parting_row(touchpoint: str, source: str, seen: pd.DataFrame) -> dict:
    return {
        **_base(touchpoint, source, seen), "tenure": float(seen["tenure"].median()), "p": np.nan,
        "draws": np.array([]), "part_of_leaving": True,
    }  # fmt: skip
