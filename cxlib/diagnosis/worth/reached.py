"""Do customers stay longer for having been given a touchpoint that others were not?

For a touchpoint that follows others in the same journey instance, and not always (a follow-up call
after a support call), instances with it are compared with instances without it, among those that
had what comes before it. The clock starts for both when nearly every follow-up that comes has come
(the 95th percentile of its delay): who has left by then could have been in neither group. Adjusted
as in `leaving`, and for whether what came before was completed.
"""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from cxlib.diagnosis.experience import contact_counts, contacts_before, in_window, visits
from cxlib.diagnosis.worth.effect import Effect, effect
from cxlib.diagnosis.worth.landmarks import carries, covariates_of, landmarks, watched
from cxlib.diagnosis.worth.passing import MONTHS_PER_YEAR, Met, window_months
from cxlib.diagnosis.worth.refuting import Refuted, tried
from cxlib.diagnosis.worth.spells import adjusters, dated
from cxlib.engagement.model import Engagement
from cxlib.stats.resampling import stream

USUAL = 0.1  # share of its instances in which something comes before it, to count as its forerunner
DELAY = 0.95  # quantile of the delay after the forerunner
LONGEST_DELAY = pd.Timedelta(days=31)


class Reached(NamedTuple):
    """The effect of being given a touchpoint, and on how many instances it rests.

    `met` counts the window's customers; its "bad" ones were never given the touchpoint. `tried` is
    what was tried to refute an effect that stands.
    """

    effect: Effect
    n: int
    forerunners: list[str]
    met: Met
    tried: tuple[Refuted, ...]


def reached(engagement: Engagement, touchpoint: str) -> Reached | None:
    """The effect on retention, or None where there is no such contrast."""
    seen = visits(engagement, whole=True)
    compared = instances(seen, touchpoint)
    spells = dated(engagement)
    if compared.empty or spells.empty:
        return None
    levels = adjusters(spells, engagement.segments("customers"))
    rows = landmarks(compared, spells.join(levels))
    rows = watched(rows, engagement.policy.horizon_months)
    if not carries(rows, engagement.policy.reliability_n):
        return None
    before = contacts_before(contact_counts(engagement, whole=True), rows)
    rows = rows.assign(contacts=before, mood=0.0)
    covariates = covariates_of(rows, list(levels))
    covariates.insert(0, "completed", rows["completed"].to_numpy(float))
    rng = stream(engagement.seed, "reached", touchpoint)
    policy = engagement.policy
    found = effect(rows, covariates, policy.horizon_months, policy.confidence, rng)
    if found is None:
        return None
    stands = found.p < policy.fdr and found.difference > 0
    attempts = tuple(tried(rows, covariates, policy.confidence)) if stands else ()
    now = in_window(engagement, compared)
    never = now.groupby("customer")["bad"].all()
    yearly = len(never) * MONTHS_PER_YEAR / window_months(engagement, now["time"].min())
    met = Met(len(never), int(never.sum()), yearly)
    return Reached(found, len(rows), sorted(compared["before"].unique()), met, attempts)


def instances(seen: pd.DataFrame, touchpoint: str) -> pd.DataFrame:
    """Journey instances that could have led to the touchpoint.

    Parameters
    ----------
    seen : as `experience.visits` gives them.

    Returns
    -------
    DataFrame
        customer, time (from which the clock runs), before (the forerunner), completed (0 or 1; of
        the forerunner), bad (whether the touchpoint did not follow).
    """
    columns = ["customer", "time", "before", "completed", "bad"]
    key = ["customer", "journey_id"]
    given = seen.loc[seen["touchpoint"] == touchpoint, [*key, "time"]]
    given = given.rename(columns={"time": "given"}).drop_duplicates(key)
    others = seen[seen["touchpoint"] != touchpoint].merge(given, on=key, how="left")
    ahead = others[others["last"] < others["given"]]
    usual = ahead["touchpoint"].value_counts() / max(len(given), 1)
    forerunners = list(usual[usual >= USUAL].index)
    rows = others[others["touchpoint"].isin(forerunners)]
    rows = rows[rows["given"].isna() | (rows["last"] < rows["given"])]
    rows = rows.sort_values("last", kind="stable").drop_duplicates(key, keep="last")
    if rows.empty or rows["given"].notna().all():
        return pd.DataFrame(columns=columns)
    delay = min((rows["given"] - rows["last"]).quantile(DELAY), LONGEST_DELAY)
    in_time = (rows["given"] - rows["last"]) <= delay
    rows = rows[rows["given"].isna() | in_time]
    return rows.assign(
        time=rows["last"] + delay,
        before=rows["touchpoint"],
        completed=rows["completed"].astype(float).fillna(1.0).astype(float),
        bad=rows["given"].isna(),
    )[columns].reset_index(drop=True)
