"""Which activity behind the scenes is it?

Every run of an activity (`operations`) is set against what the customer met afterwards: the first
answer, and the first visit, at a touchpoint within `REACH_DAYS` of the run. Runs that name a
customer are matched by customer; runs that serve everybody (a nightly price sync) by time, the
latest one before the visit. Two measures of the run (it failed; it took a standard deviation
longer, on the log scale) are regressed on two results (the rating; whether the visit broke down),
with errors clustered by customer, or by run where one run serves many. Activities the map puts
behind a touchpoint and those it does not are tested alike, in one family for the false discovery
rate; `mapped` says which is which.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis import saying
from cxlib.diagnosis.experience import experiences
from cxlib.diagnosis.judgement import judged
from cxlib.diagnosis.thresholds import threshold
from cxlib.engagement.model import Engagement
from cxlib.results import empty
from cxlib.stats.regression import linear
from cxlib.stats.tests import benjamini_hochberg

REACH_DAYS = 14  # what happened more than a fortnight before is seldom what the customer speaks of
FEWEST = 20  # rows with, and without, the trouble
SPEED, FAILURE = "longer duration", "failure"
BREAKDOWN = "breakdown"


def backstage(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """Effects of activities on ratings and breakdowns.

    Returns
    -------
    dict of DataFrame
        backstage : activity, touchpoint, n, effect with low and high (rating units, or difference
            of shares for breakdowns; per failure, or per standard deviation of log duration),
            p_adjusted, measure, acts_on ("score: NAME" or "breakdown"), mapped, threshold (the
            duration from which the harm starts, with its interval; missing where none is found),
            harmful (bool).
        findings, notes.
    """
    operations = engagement.table("operations")
    if operations.empty:
        return {"backstage": empty("backstage"), "notes": saying.notes("backstage", [NO_RUNS])}
    results = _results(engagement)
    if results.empty:
        return {"backstage": empty("backstage"), "notes": saying.notes("backstage", [NO_RESULTS])}
    table = _effects(engagement, runs(operations), results)
    if table.empty:
        return {"backstage": empty("backstage"), "notes": saying.notes("backstage", [TOO_FEW])}
    return {
        "backstage": table,
        "findings": _findings(table, engagement),
        "notes": saying.notes("backstage", [TIMING]),
    }


NO_RUNS = "No operations were supplied, so causes behind the scenes are not examined."
NO_RESULTS = "No dated answer or visit follows the operations, so their effects cannot be seen."
TOO_FEW = (
    "Too few answers or visits follow within a fortnight of an operation to tell which activity "
    "is behind them."
)
TIMING = (
    "An activity is linked with what followed it within a fortnight; what the same cause does to "
    "both would look the same."
)


def runs(operations: pd.DataFrame) -> pd.DataFrame:
    """Runs with their two measures: failed (0/1) and slow (standardised log duration)."""
    duration = np.log1p(operations["duration"].astype(float))
    groups = duration.groupby(operations["activity"])
    spread = groups.transform("std")
    slow = (duration - groups.transform("mean")) / spread.where(spread > 0)
    failed = operations["ok"].astype("boolean").eq(False).astype("Float64")
    return operations.assign(slow=slow, failed=failed.astype(float), run=np.arange(len(operations)))


def _results(engagement: Engagement) -> pd.DataFrame:
    """What the customer met: customer, time, touchpoint, acts_on, result (rating or 0/1)."""
    answers = judged(engagement)
    answers = answers.assign(acts_on="score: " + answers["outcome"].astype(str))
    told = experiences(engagement)
    visits = told[told["source"] == "events"]
    visits = visits.assign(acts_on=BREAKDOWN, rating=visits["bad"].astype(float))
    columns = ["customer", "time", "touchpoint", "acts_on", "rating"]
    both = pd.concat([answers[columns], visits[columns]], ignore_index=True)
    return both.dropna(subset=["customer", "time", "touchpoint"]).rename(
        columns={"rating": "result"}
    )


def matched(runs: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    """Each result with the latest run of one activity before it, within `REACH_DAYS`.

    By customer where the runs name customers, else by time alone. `cluster` says whose errors
    belong together.
    """
    by_customer = runs["customer"].notna().any()
    keys = {"by": "customer"} if by_customer else {}
    columns = ["time", "run", "slow", "failed", "duration", *keys.values()]
    right = runs[runs["customer"].notna()] if by_customer else runs
    right = right[columns].sort_values("time", kind="stable")
    right = right.astype(dict.fromkeys(keys.values(), "str"))
    left = results.astype({"customer": "str"}).sort_values("time", kind="stable")
    found = pd.merge_asof(
        left, right, on="time", tolerance=pd.Timedelta(days=REACH_DAYS), **keys
    ).dropna(subset="run")
    return found.assign(cluster=found["customer"] if by_customer else found["run"].astype(str))


def _effects(engagement: Engagement, every: pd.DataFrame, results: pd.DataFrame) -> pd.DataFrame:
    rows = []
    confidence = engagement.policy.confidence
    for activity, group in every.groupby("activity"):
        found = matched(group, results)
        for (touchpoint, acts_on), here in found.groupby(["touchpoint", "acts_on"]):
            for measure, column in ((SPEED, "slow"), (FAILURE, "failed")):
                effect = _effect(here, column, confidence)
                if effect is not None:
                    bound = _bound(here, column, acts_on, confidence)
                    rows.append(
                        {"activity": activity, "touchpoint": touchpoint, "measure": measure,
                         "acts_on": acts_on, **effect, **bound}
                    )  # fmt: skip
    if not rows:
        return pd.DataFrame()
    table = pd.DataFrame(rows)
    table["p_adjusted"] = benjamini_hochberg(table.pop("p"))
    worse = np.where(table["acts_on"] == BREAKDOWN, table["effect"] > 0, table["effect"] < 0)
    harmful = worse & (table["p_adjusted"] < engagement.policy.fdr)
    shown = table["threshold"].where(harmful)
    table = table.assign(mapped=_mapped(engagement, table), harmful=harmful, threshold=shown)
    for end in ("threshold_low", "threshold_high"):
        table[end] = table[end].where(shown.notna())
    return table


def _effect(here: pd.DataFrame, column: str, confidence: float) -> dict | None:
    rows = here[here[column].notna()]
    x, y = rows[column].to_numpy(float), rows["result"].to_numpy(float)
    common = np.unique(x, return_counts=True)[1].max(initial=0)
    if min(len(rows) / 2, len(rows) - common) < FEWEST or np.ptp(y) == 0:
        return None
    if rows["cluster"].nunique() < FEWEST:
        return None
    fit = linear(y, x[:, None], clusters=rows["cluster"].to_numpy())
    low, high = fit.interval(confidence)
    return {"n": len(rows), "effect": fit.beta[1], "low": low[1], "high": high[1],
            "p": fit.p_values[1]}  # fmt: skip


def _bound(here: pd.DataFrame, column: str, acts_on: str, confidence: float) -> dict[str, float]:
    missing = dict.fromkeys(("threshold", "threshold_low", "threshold_high"), np.nan)
    if column != "slow":
        return missing
    rows = here[here["duration"].notna()]
    worse = rows["result"] if acts_on == BREAKDOWN else -rows["result"]
    found = threshold(rows["duration"].to_numpy(float), worse.to_numpy(float), confidence)
    return missing if found is None else dict(zip(missing, found, strict=True))


def _mapped(engagement: Engagement, table: pd.DataFrame) -> pd.Series:
    pairs = engagement.table("activities")[["activity", "touchpoint"]]
    known = set(pairs.dropna().itertuples(index=False, name=None))
    return pd.Series(
        [pair in known for pair in zip(table["activity"], table["touchpoint"], strict=True)],
        index=table.index,
    )


def _findings(table: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    harmful = table[table["harmful"].astype(bool)].sort_values("p_adjusted", kind="stable")
    first = harmful.drop_duplicates(["activity", "touchpoint"])
    return saying.findings(_finding(row, engagement) for _, row in first.iterrows())


def _finding(row: pd.Series, engagement: Engagement) -> dict:
    when = "fails" if row["measure"] == FAILURE else "takes a standard deviation longer"
    share = row["acts_on"] == BREAKDOWN
    scale, unit = (100, " points in a hundred") if share else (1, "")
    what = "visits break down" if share else f"the rating ({row['acts_on'].split(': ')[1]}) changes"
    start = ""
    if pd.notna(row["threshold"]):
        start = f" The harm starts at a duration of about {row['threshold']:.3g}."
    outside = "" if row["mapped"] else " The map does not link the two."
    return {
        "finding_id": f"backstage:{row['activity']}:{row['touchpoint']}",
        "statement": (
            f"When {row['activity']} {when}, {what} at {row['touchpoint']} by "
            f"{scale * row['effect']:+.2f}{unit} ({engagement.policy.confidence:.0%} interval "
            f"{scale * row['low']:+.2f} to {scale * row['high']:+.2f}, n = {row['n']}).{start}"
            f"{outside}"
        ),
        "grade": "events" if share else "both",
        "n": row["n"],
        "evidence": f"backstage[activity={row['activity']},touchpoint={row['touchpoint']}]",
        "leads_to": f"breakdown:{row['touchpoint']}" if share else None,
    }
