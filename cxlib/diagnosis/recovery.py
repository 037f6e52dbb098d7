"""Does good recovery win the customer back?

Answers of customers whose failure was made good are set against those whose was not, and those of
customers who never failed (`recovery_groups` says which are which, `paradox` how they are
compared). Retention is counted from the answer to the next one, to leaving or to the data's end,
so that nobody had to stay to be put into a group.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.disposition import known_before, least, reliability, true_scores
from cxlib.diagnosis.experience import contacts_before
from cxlib.diagnosis.judgement import own_scale
from cxlib.diagnosis.paradox import differences, enough_earlier, paradox
from cxlib.diagnosis.recovery_groups import (
    GROUPS,
    NOT,
    RECOVERED,
    attempts,
    grouped_answers,
    rated,
    recovered,
    solved,
)
from cxlib.diagnosis.worth.effect import effect
from cxlib.diagnosis.worth.landmarks import carries, watched
from cxlib.diagnosis.worth.spells import DAYS_PER_MONTH, adjusters, dated
from cxlib.diagnosis.worth.survival import at, kaplan_meier
from cxlib.engagement.model import Engagement
from cxlib.results import empty
from cxlib.results.coded import note, notes
from cxlib.stats.intervals import mean
from cxlib.stats.resampling import percentile, stream

CONSULTANT = "consultant"
LEVELS = [("score", "low", "high")]
APART = [("difference", "difference_low", "difference_high"), ("gain", "gain_low", "gain_high")]


def recovery(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """Failed and recovered against failed and not, against never failed.

    Returns
    -------
    dict of DataFrame
        recovery : group, n (answers), customers, score (mean of the first outcome, on its own
            scale, as are all differences of it) with low and high, retention (share still there
            `months` after the answer) with its interval, difference (from the never-failed,
            adjusted for the earlier score where it is known: `adjusted`) with interval and p. The
            recovered also hold what they have over the others who failed, adjusted for what was
            known before the failure: `gain` in score, `stays` in retention, each with interval and
            p; whether enough was known (`known_before`); and whether the recovery paradox can be
            declared.
        notes.
    """
    tries = attempts(engagement)
    failures = recovered(tries, solved(engagement)) if len(tries) else tries
    if failures.empty:
        return _nothing("no failures")
    watched = pd.Index(tries["customer"].unique())
    answers = grouped_answers(failures, rated(engagement), watched)
    if answers["group"].nunique() < 2:
        return _nothing("too few answers")
    said = [note("recovery", "leavers unheard", audience=CONSULTANT)]
    if not enough_earlier(answers[answers["earlier"].notna()]):
        said.append(note("recovery", "no earlier scores", audience=CONSULTANT))
    seen = tries.assign(until=tries["time"], contacts=tries.groupby("customer").cumcount() + 1.0)
    seen = seen[["customer", "until", "contacts"]]
    before = contacts_before(seen, answers.assign(time=answers["before"]))
    return {"recovery": _table(engagement, answers.assign(attempts=before)), "notes": notes(*said)}


def _nothing(why: str) -> dict[str, pd.DataFrame]:
    return {"recovery": empty("recovery"), "notes": notes(note("recovery", why))}


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
        customers = int(here["customer"].nunique())
        rows.append(
            {"group": group, "n": score.n, "customers": customers,
             "n_of": "customers" if customers == score.n else "answers", "score": score.value,
             "low": score.low, "high": score.high, **stay, **adjusted.get(group, {})}
        )  # fmt: skip
    table = pd.DataFrame(rows).reindex(columns=list(empty("recovery").columns))
    table = table.assign(
        outcome=engagement.config.main_outcome, spread=float(answers["score"].std())
    )
    told = _compared(engagement, table, answers, stays)[lambda t: t["n"] > 0]
    return own_scale(told, told["outcome"], engagement.outcomes, LEVELS, APART)


def _compared(
    engagement: Engagement, table: pd.DataFrame, answers: pd.DataFrame, stays: pd.DataFrame
) -> pd.DataFrame:
    """What the recovered have over the others who failed, and over those who never did."""
    row = table["group"] == RECOVERED
    told = more_stay(engagement, stays, reliability(answers))
    told["paradox"] = paradox(answers, 1 - engagement.policy.confidence)
    told["adjusted"] = enough_earlier(answers[answers["earlier"].notna()])
    told["known_before"] = known_before(answers)
    table = table.astype(dict.fromkeys(("paradox", "adjusted", "known_before"), "boolean"))
    for column, value in told.items():
        table.loc[row, column] = value
    return table


def more_stay(engagement: Engagement, stays: pd.DataFrame, reliable: float) -> dict[str, object]:
    """Retention of the recovered less that of the others who failed, all else before alike.

    By Cox regression on what was known before the failure: time as a customer, attempts, segments
    and the earlier score, as it was given and as the lasting one it stands for (`disposition`).
    """
    policy, segments = engagement.policy, engagement.segments("customers")
    rows = stays[stays["group"].isin([RECOVERED, NOT])].reset_index(drop=True)
    rows = rows.assign(bad=rows["group"].eq(NOT), months=np.ceil(rows["months"]).clip(lower=1))
    rows = watched(rows, policy.horizon_months)
    if not carries(rows, policy.reliability_n):
        return {}
    known = {
        "tenure": np.log1p((rows["before"] - rows["start"]).dt.days.clip(lower=0)),
        "attempts": np.log1p(rows["attempts"]),
        "unheard": rows["earlier"].isna().astype(float),
    }
    rng, found = stream(engagement.seed, "recovery"), []
    for earlier in (rows["earlier"].fillna(rows["earlier"].mean()), true_scores(rows, reliable)):
        covariates = pd.DataFrame({"earlier": earlier.fillna(0.0), **known}, index=rows.index)
        covariates = covariates.join(adjusters(rows, segments))
        one = effect(rows, covariates, policy.horizon_months, policy.confidence, rng)
        if one is None:
            return {}
        low, high = percentile(one.draws, policy.confidence)
        names = ("stays", "stays_low", "stays_high", "stays_p")
        figures = (one.difference, float(low), float(high), one.p)
        found.append(dict(zip(names, figures, strict=True)))
    return least(found, "stays", "stays_p")


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
