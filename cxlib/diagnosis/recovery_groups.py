"""Who failed, who was made good, and to which group every answer belongs.

A failure is a visit to which the customer had to come back because an attempt was not completed;
where the interactions record no completion, it is a run of the activity behind the touchpoint that
failed. It counts as recovered when, within `RECOVERY_DAYS`, the same customer completed an attempt
there, or a run went right, or the customer answered that the matter was solved (a binary outcome).
Every answer is judged by the customer's latest failure in the `MEMORY_DAYS` before it, and by
nothing that came after it; "never failed" means not yet.
"""

from __future__ import annotations

import pandas as pd

from cxlib.diagnosis.experience import ATTEMPTS, visits
from cxlib.diagnosis.judgement import judged
from cxlib.engagement.model import Engagement

RECOVERY_DAYS = 30  # a month: beyond, the customer has had the next bill and made up their mind
MEMORY_DAYS = 180  # half a year: older failures are neither fresh nor forgotten
NEVER, RECOVERED, NOT = "never failed", "failed and recovered", "failed and not recovered"
GROUPS = (NEVER, RECOVERED, NOT)
COLUMNS = ["customer", "time", "group", "outcome", "score", "earlier", "before"]


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


def solved(engagement: Engagement) -> pd.DataFrame:
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


def rated(engagement: Engagement) -> pd.DataFrame:
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
        before the answer; missing where there is none), before (the failure's time, or the
        answer's). Answers within the time for repair, and
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
    if rows.empty:  # nothing to join: pyarrow refuses keys without a single piece
        return rows.reindex(columns=COLUMNS)
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
