"""Does good recovery win the customer back?

Answers of customers whose failure was made good are set against those whose was not, and those of
customers who never failed (`recovery_groups` says which are which, `paradox` how they are
compared). Retention is counted from the answer to the next one, to leaving or to the data's end,
so that nobody had to stay to be put into a group.
"""

from __future__ import annotations

import pandas as pd

from cxlib.diagnosis import saying
from cxlib.diagnosis.paradox import differences, enough_earlier, paradox
from cxlib.diagnosis.recovery_groups import (
    GROUPS,
    attempts,
    grouped_answers,
    rated,
    recovered,
    solved,
)
from cxlib.diagnosis.recovery_words import found, notes
from cxlib.diagnosis.worth.spells import DAYS_PER_MONTH, dated
from cxlib.diagnosis.worth.survival import at, kaplan_meier
from cxlib.engagement.model import Engagement
from cxlib.results import empty
from cxlib.stats.intervals import mean

NO_FAILURES = (
    "No failed operation or unfinished repeated visit of a known customer is in the data, so "
    "recovery cannot be judged."
)
NO_ANSWERS = (
    "Customers who failed and customers who did not have too few dated answers to be compared, so "
    "recovery is not shown."
)


def recovery(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """Failed and recovered against failed and not, against never failed.

    Returns
    -------
    dict of DataFrame
        recovery : group, n, score (mean of the first outcome, in its unit) with low and high,
            retention (share still there `months` after the answer) with its interval, difference
            (from the never-failed, adjusted for the earlier score where it is known) with interval
            and p.
        findings, notes.
    """
    tries = attempts(engagement)
    if tries.empty:
        return {"recovery": empty("recovery"), "notes": saying.notes("recovery", [NO_FAILURES])}
    failures = recovered(tries, solved(engagement))
    if failures.empty:
        return {"recovery": empty("recovery"), "notes": saying.notes("recovery", [NO_FAILURES])}
    watched = pd.Index(tries["customer"].unique())
    answers = grouped_answers(failures, rated(engagement), watched)
    if answers["group"].nunique() < 2:
        return {"recovery": empty("recovery"), "notes": saying.notes("recovery", [NO_ANSWERS])}
    table = _table(engagement, answers)
    return {"recovery": table} | _words(engagement, answers, table)


def _table(engagement: Engagement, answers: pd.DataFrame) -> pd.DataFrame:
    confidence = engagement.policy.confidence
    stays = _stays(engagement, answers)
    horizon = _horizon(stays, engagement.policy.horizon_months, engagement.policy.privacy_n)
    adjusted = differences(answers, confidence)
    rows = []
    for group in GROUPS:
        here = answers[answers["group"] == group]
        score = mean(here["score"], confidence, clusters=here["customer"])
        stay = _retention(stays[stays["group"] == group], horizon, confidence)
        rows.append(
            {"group": group, "n": score.n, "score": score.value, "low": score.low,
             "high": score.high, **stay, **adjusted.get(group, {})}
        )  # fmt: skip
    columns = list(empty("recovery").columns)
    return pd.DataFrame(rows).reindex(columns=columns)[lambda t: t["n"] > 0]


def _stays(engagement: Engagement, answers: pd.DataFrame) -> pd.DataFrame:
    """Months from each answer to the next, to leaving or to the data's end."""
    rows = answers.merge(dated(engagement), on="customer")
    rows = rows[rows["time"] < rows["until"]].sort_values(["customer", "time"], kind="stable")
    following = rows.groupby("customer")["time"].shift(-1)
    months = (following.fillna(rows["until"]) - rows["time"]) / pd.Timedelta(days=DAYS_PER_MONTH)
    return rows.assign(months=months, left=rows["left"] & following.isna())


def _horizon(stays: pd.DataFrame, horizon: float, fewest: int) -> float:
    """The horizon, or as long as every group is still watched by the fewest that may be shown."""
    sizes = [g["months"].nlargest(fewest) for _, g in stays.groupby("group")]
    return float(min([horizon, *(s.iloc[-1] for s in sizes if len(s) == fewest)]))


def _retention(rows: pd.DataFrame, horizon: float, confidence: float) -> dict[str, float]:
    if rows.empty:
        return {}
    months, left = rows["months"].to_numpy(float), rows["left"].to_numpy(bool)
    share, low, high = at(kaplan_meier(months, left, confidence=confidence), horizon)
    names = ("retention", "retention_low", "retention_high", "months")
    return dict(zip(names, (share, low, high, horizon), strict=True))


def _words(
    engagement: Engagement, answers: pd.DataFrame, table: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    declared = paradox(answers, 1 - engagement.policy.confidence)
    has_earlier = enough_earlier(answers[answers["earlier"].notna()])
    return {
        "findings": found(engagement, table, has_earlier, declared),
        "notes": notes(answers, has_earlier),
    }
