"""Does good recovery win the customer back?

A failure is a visit to which the customer had to come back because an attempt was not completed;
where the interactions record no completion, it is a run of the activity behind the touchpoint that
failed. It counts as recovered when, within `RECOVERY_DAYS`, the same customer completed an attempt
there, or a run went right, or the customer answered that the matter was solved (a binary outcome).
Every answer is judged by the customer's latest failure in the `MEMORY_DAYS` before it, and by
nothing that came after it; "never failed" means not yet. Retention is counted from the answer to
the next one, to leaving or to the data's end, so that nobody had to stay to be put into a group.

The **recovery paradox** (a well-mended failure leaves customers happier than none; McCollough &
Bharadwaj 1992) mostly arises because recovery picks its customers. It is declared only where the
recovered lie above those who never failed in both the analysis of covariance on the earlier score
and the analysis of the change from it: the first is right where selection went by the earlier
answer, the second where it went by the customer's lasting mood, and the truth lies between
(Ding & Li 2019, "A bracketing relationship").
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis import saying
from cxlib.diagnosis.experience import ATTEMPTS, visits
from cxlib.diagnosis.judgement import judged
from cxlib.diagnosis.worth.spells import DAYS_PER_MONTH, dated
from cxlib.diagnosis.worth.survival import at, kaplan_meier
from cxlib.engagement.model import Engagement
from cxlib.results import empty
from cxlib.stats.intervals import mean
from cxlib.stats.regression import linear

RECOVERY_DAYS = 30  # a month: beyond, the customer has had the next bill and made up their mind
MEMORY_DAYS = 180  # half a year: older failures are neither fresh nor forgotten
NEVER, RECOVERED, NOT = "never failed", "failed and recovered", "failed and not recovered"
GROUPS = (NEVER, RECOVERED, NOT)
FEWEST_EARLIER = 20  # earlier scores per group for a covariate to be worth its name
COLUMNS = ["customer", "time", "group", "outcome", "score", "earlier"]


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
    failures = recovered(tries, _solved(engagement))
    if failures.empty:
        return {"recovery": empty("recovery"), "notes": saying.notes("recovery", [NO_FAILURES])}
    watched = pd.Index(tries["customer"].unique())
    answers = grouped_answers(failures, _answers(engagement), watched)
    if answers["group"].nunique() < 2:
        return {"recovery": empty("recovery"), "notes": saying.notes("recovery", [NO_ANSWERS])}
    table = _table(engagement, answers)
    return {"recovery": table} | _words(engagement, answers, table)


NO_FAILURES = (
    "No failed operation or unfinished repeated visit of a known customer is in the data, so "
    "recovery cannot be judged."
)
NO_ANSWERS = (
    "Customers who failed and customers who did not have too few dated answers to be compared, so "
    "recovery is not shown."
)


def attempts(engagement: Engagement) -> pd.DataFrame:
    """What went wrong and what went right, as the firm's systems recorded it.

    Returns
    -------
    DataFrame
        customer, touchpoint, time, ok (bool); in order of time. A visit of several attempts, one of
        them failed, gives a failure at its first; a completed visit gives a success at its last.
    """
    seen = visits(engagement, whole=True)
    seen = seen[seen["completed"].notna()]
    failed = seen[(seen["failed"] > 0) & (seen["attempts"] >= ATTEMPTS)]
    done = seen[seen["completed"].astype(float) == 1]
    rows = [failed.assign(ok=False), done.assign(time=done["last"], ok=True)]
    runs = engagement.whole("operations").merge(_behind(engagement), on="activity")
    runs = runs[runs["ok"].notna() & ~runs["touchpoint"].isin(seen["touchpoint"])]
    rows.append(runs.assign(ok=runs["ok"].astype(bool)))
    columns = ["customer", "touchpoint", "time", "ok"]
    together = pd.concat([r[columns].astype({"customer": "str"}) for r in rows], ignore_index=True)
    return together.dropna().sort_values("time", kind="stable", ignore_index=True)


def _behind(engagement: Engagement) -> pd.DataFrame:
    pairs = engagement.table("activities")[["activity", "touchpoint"]]
    return pairs.dropna().drop_duplicates()


def _solved(engagement: Engagement) -> pd.DataFrame:
    """Answers that the matter was solved: customer, touchpoint, time."""
    responses = engagement.whole("responses")
    yes = pd.Series(False, index=responses.index)
    for name, outcome in engagement.outcomes.items():
        if outcome.kind == "binary" and name in responses:
            yes |= responses[name].eq(1).fillna(False).astype(bool)
    return responses.loc[yes, ["customer", "touchpoint", "time"]].dropna()


def recovered(tries: pd.DataFrame, solved: pd.DataFrame) -> pd.DataFrame:
    """Every failure, and when it was mended, if it was within `RECOVERY_DAYS`.

    Parameters
    ----------
    tries : customer, touchpoint, time, ok.
    solved : customer, touchpoint, time of answers that the matter was solved.

    Returns
    -------
    DataFrame
        customer, touchpoint, failed_at, mended_at (missing where it was not); in order of time.
    """
    failed = tries[~tries["ok"]].rename(columns={"time": "failed_at"})
    well = pd.concat([tries[tries["ok"]], solved])[["customer", "touchpoint", "time"]]
    well = well.rename(columns={"time": "mended_at"})
    found = pd.merge_asof(
        failed[["customer", "touchpoint", "failed_at"]].sort_values("failed_at", kind="stable"),
        well.astype({"customer": "str", "touchpoint": "str"}).sort_values("mended_at"),
        left_on="failed_at",
        right_on="mended_at",
        by=["customer", "touchpoint"],
        direction="forward",
        allow_exact_matches=False,
        tolerance=pd.Timedelta(days=RECOVERY_DAYS),
    )
    return found.reset_index(drop=True)


def _answers(engagement: Engagement) -> pd.DataFrame:
    """Dated answers of known customers on the first outcome."""
    rows = judged(engagement, whole=True)
    rows = rows[rows["outcome"].eq(engagement.config.main_outcome)]
    known = rows["customer"].notna() & rows["time"].notna()
    return rows.loc[known, ["customer", "time", "touchpoint", "outcome", "rating"]]


def grouped_answers(
    failures: pd.DataFrame, answers: pd.DataFrame, watched: pd.Index
) -> pd.DataFrame:
    """Every answer that belongs to a group.

    Parameters
    ----------
    failures : as `recovered` gives them.
    answers : customer, time, touchpoint, outcome, rating.
    watched : customers of whom the systems tell: only they can be said not to have failed.

    Returns
    -------
    DataFrame
        customer, time, group, outcome, score, earlier (the latest score before the failure, or
        before the answer; missing where there is none). Answers within the time for repair, and
        those after a failure longer ago than `MEMORY_DAYS`, belong to no group.
    """
    answers = answers.astype({"customer": "str"}).sort_values("time", kind="stable")
    rows = pd.merge_asof(
        answers.rename(columns={"rating": "score"}).drop(columns="touchpoint"),
        failures.drop(columns="touchpoint"),
        left_on="time",
        right_on="failed_at",
        by="customer",
        allow_exact_matches=False,
    )
    rows = rows.assign(group=_group(rows), before=rows["failed_at"].fillna(rows["time"]))
    rows = rows[rows["group"].notna() & rows["customer"].isin(watched)]
    found = pd.merge_asof(
        rows.sort_values("before", kind="stable"),
        answers[["customer", "time", "rating"]].rename(
            columns={"time": "before", "rating": "earlier"}
        ),
        on="before",
        by="customer",
        allow_exact_matches=False,
    )
    return found.sort_values(["time", "customer"], ignore_index=True)[COLUMNS]


def _group(rows: pd.DataFrame) -> pd.Series:
    ago = (rows["time"] - rows["failed_at"]) / pd.Timedelta(days=1)
    mended = rows["mended_at"] <= rows["time"]
    group = pd.Series(None, index=rows.index, dtype=object)
    group[rows["failed_at"].isna()] = NEVER
    group[mended & (ago <= MEMORY_DAYS)] = RECOVERED
    group[~mended & (ago > RECOVERY_DAYS) & (ago <= MEMORY_DAYS)] = NOT
    return group


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


def differences(answers: pd.DataFrame, confidence: float) -> dict[str, dict[str, float]]:
    """Each failed group's score less that of the never-failed, by analysis of covariance.

    Customers with an earlier score are compared at equal earlier score; where too few have one,
    the plain difference is given.
    """
    rows = answers[answers["earlier"].notna()]
    adjusted = _enough(rows)
    rows = rows if adjusted else answers
    if rows["group"].value_counts().get(NEVER, 0) < 2:
        return {}
    groups = [g for g in GROUPS[1:] if (rows["group"] == g).sum() > 1]
    x = [(rows["group"] == g).to_numpy(float) for g in groups]
    if adjusted:
        x.append(rows["earlier"].to_numpy(float) - rows["earlier"].mean())
    if not groups or rows["score"].nunique() < 2:
        return {}
    clusters = rows["customer"].to_numpy()
    fit = linear(rows["score"].to_numpy(float), np.column_stack(x), clusters=clusters)
    low, high = fit.interval(confidence)
    return {
        g: {"difference": fit.beta[i], "difference_low": low[i], "difference_high": high[i],
            "p": fit.p_values[i]}
        for i, g in enumerate(groups, 1)
    }  # fmt: skip


def _enough(rows: pd.DataFrame) -> bool:
    counts = rows["group"].value_counts().reindex(GROUPS, fill_value=0)
    return bool(counts[NEVER] >= FEWEST_EARLIER and counts[RECOVERED] >= FEWEST_EARLIER)


def paradox(answers: pd.DataFrame, level: float) -> bool:
    """Whether the recovered lie above the never-failed in covariance *and* change analysis.

    Both two-sided tests must hold at `level`, as their intervals show; without enough earlier
    scores it is never declared.
    """
    rows = answers[answers["earlier"].notna() & answers["group"].isin([NEVER, RECOVERED])]
    if not _enough(rows):
        return False
    group = (rows["group"] == RECOVERED).to_numpy(float)
    score, earlier = rows["score"].to_numpy(float), rows["earlier"].to_numpy(float)
    clusters = rows["customer"].to_numpy()
    both = np.column_stack([group, earlier - earlier.mean()])
    covariance = linear(score, both, clusters=clusters)
    change = linear(score - earlier, group[:, None], clusters=clusters)
    return all(fit.beta[1] > 0 and fit.p_values[1] < level for fit in (covariance, change))


def _words(
    engagement: Engagement, answers: pd.DataFrame, table: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    from cxlib.diagnosis.recovery_words import found, notes

    declared = paradox(answers, 1 - engagement.policy.confidence)
    has_earlier = _enough(answers[answers["earlier"].notna()])
    return {
        "findings": found(engagement, table, has_earlier, declared),
        "notes": notes(answers, has_earlier),
    }
