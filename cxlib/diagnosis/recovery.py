"""Does good recovery win the customer back?

Answers of customers whose failure was made good are set against those whose was not, and those of
customers who never failed (`recovery_groups` says which are which, `paradox` how they are
compared). Retention is counted from the answer to the next one, to leaving or to the data's end,
so that nobody had to stay to be put into a group.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

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
from cxlib.diagnosis.worth.spells import DAYS_PER_MONTH, dated
from cxlib.diagnosis.worth.survival import at, kaplan_meier
from cxlib.engagement.model import Engagement
from cxlib.results import empty
from cxlib.results.coded import note, notes
from cxlib.stats.intervals import mean, z_value

CONSULTANT = "consultant"


def recovery(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """Failed and recovered against failed and not, against never failed.

    Returns
    -------
    dict of DataFrame
        recovery : group, n (answers), customers, score (mean of the first outcome, in its unit)
            with low and high, retention (share still there `months` after the answer) with its
            interval, difference (from the never-failed, adjusted for the earlier score where it is
            known: `adjusted`) with interval and p. The recovered also hold what they have over the
            others who failed: `gain` in score, `stays` in retention, each with interval and p; and
            whether the recovery paradox can be declared.
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
    return {"recovery": _table(engagement, answers), "notes": notes(*said)}


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
    return _compared(table, answers, confidence)[lambda t: t["n"] > 0]


def _compared(table: pd.DataFrame, answers: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """What the recovered have over the others who failed, and over those who never did."""
    row = table["group"] == RECOVERED
    told = _more_stay(table.set_index("group"), confidence)
    told["paradox"] = paradox(answers, 1 - confidence)
    told["adjusted"] = enough_earlier(answers[answers["earlier"].notna()])
    types = dict.fromkeys(("paradox", "adjusted"), "boolean")
    table = table.astype(types)
    for column, value in told.items():
        table.loc[row, column] = value
    return table


def _more_stay(groups: pd.DataFrame, confidence: float) -> dict[str, object]:
    """Retention of the recovered less that of the others, at the same month.

    Tested on the log-minus-log scale (Klein et al. 2007); the interval of the difference from the
    two intervals (Zou & Donner 2008). Missing where one of them has none.
    """
    well, ill = (
        groups.loc[g, ["retention", "retention_low", "retention_high"]].astype(float).to_numpy()
        for g in (RECOVERED, NOT)
    )
    if not np.isfinite([well, ill]).all():
        return {}
    (a, a_low, a_high), (b, b_low, b_high) = well, ill
    apart = _log_log(a) - _log_log(b)
    errors = [(_log_log(low) - _log_log(high)) / 2 for low, high in (well[1:], ill[1:])]
    p = 2 * stats.norm.sf(abs(apart) * z_value(confidence) / np.hypot(*errors))
    low = a - b - np.hypot(a - a_low, b_high - b)
    high = a - b + np.hypot(a_high - a, b - b_low)
    return {"stays": a - b, "stays_low": low, "stays_high": high, "stays_p": float(p)}


def _log_log(share: float) -> float:
    return float(np.log(-np.log(share)))


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
