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

from cxlib.diagnosis.experience import experiences
from cxlib.diagnosis.judgement import judged, own_scale
from cxlib.diagnosis.thresholds import threshold
from cxlib.engagement.model import Engagement
from cxlib.results import empty
from cxlib.results.coded import note, notes
from cxlib.stats.regression import linear
from cxlib.stats.tests import benjamini_hochberg

REACH_DAYS = 14  # what happened more than a fortnight before is seldom what the customer speaks of
FEWEST = 20  # rows with, and without, the trouble
SPEED, FAILURE = "longer duration", "failure"
BREAKDOWN, SCORE = "breakdown", "score: "
LEVELS = [("with_it",), ("without",)]


def backstage(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """Effects of activities on ratings and breakdowns.

    Returns
    -------
    dict of DataFrame
        backstage : activity, touchpoint, n, effect with low and high (on the outcome's own scale,
            or difference of shares for breakdowns; per failure, or per standard deviation of log
            duration), p_adjusted, measure, acts_on ("score: NAME" or "breakdown"), mapped,
            threshold (the duration from which the harm starts, with its interval; missing where
            none is found), harmful (bool), n_of (visits or answers), troubled (those after a
            failed, or a slower than usual, run), with_it and without (mean result after those, and
            after the others), spread (the result's standard deviation).
        notes.
    """
    operations = engagement.table("operations")
    if operations.empty:
        return _nothing("no operations")
    results = _results(engagement)
    if results.empty:
        return _nothing("no results")
    table = _effects(engagement, runs(operations), results)
    if table.empty:
        return _nothing("too few")
    return {"backstage": table, "notes": notes(note("backstage", "timing", audience="consultant"))}


def _nothing(why: str) -> dict[str, pd.DataFrame]:
    return {"backstage": empty("backstage"), "notes": notes(note("backstage", why))}


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
    answers = answers.assign(acts_on=SCORE + answers["outcome"].astype(str))
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
                         "acts_on": acts_on, "n_of": _counted(acts_on), **effect, **bound}
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
    scored = table["acts_on"].str.startswith(SCORE)
    about = table["acts_on"].where(scored).str.removeprefix(SCORE)
    return own_scale(table, about, engagement.outcomes, LEVELS, [("effect", "low", "high")])


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
            "p": fit.p_values[1], **_compared(x, y)}  # fmt: skip


def _compared(x: np.ndarray, y: np.ndarray) -> dict[str, float]:
    """Mean result after a failed (or a slower than usual) run, and after the others."""
    troubled = x > 0
    both = [y[side].mean() if side.any() else np.nan for side in (troubled, ~troubled)]
    return {"troubled": int(troubled.sum()), "with_it": both[0], "without": both[1],
            "spread": float(y.std(ddof=1))}  # fmt: skip


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


def _counted(acts_on: str) -> str:
    return "visits" if acts_on == BREAKDOWN else "answers"
