"""What changed and why: which touchpoints, segments and variables moved with the main outcome."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy import stats

from cxlib.engagement.contracts.respondents import respondents, worth
from cxlib.engagement.model import Engagement
from cxlib.monitoring.measures import OVERALL, above_rounding
from cxlib.monitoring.measures.responses import labelled, unit_of, weight_of
from cxlib.results.coded import note, notes
from cxlib.stats.tests import benjamini_hochberg

BEFORE = 12  # periods that the newest one is compared with: a year, so that seasons are in it
VARIABLE = "variable"


def moved(
    engagement: Engagement,
    results: Mapping[str, pd.DataFrame],
    whole: pd.DataFrame,
    unfinished: tuple[str, ...],
) -> dict[str, pd.DataFrame]:
    """The newest finished period against the twelve before it, for everything that may explain it.

    `change` is in the unit of the outcome for touchpoints and segments, in the variable's own for
    variables; `contribution` is what a variable's change would move the outcome by, at its effect
    as a driver (missing where it is none). p is adjusted over all rows.
    """
    main = engagement.config.main_outcome
    over = [label for label in engagement.periods if label not in unfinished]
    if main is None or len(over) < 2:
        return {"notes": notes(note("moved", "too few periods"))}
    newest, before = over[-1], over[-1 - BEFORE : -1]
    table = pd.concat(
        [
            _of_outcome(engagement, whole[whole["kpi"] == main], newest, before),
            _of_variables(engagement, results, main, newest, before),
        ],
        ignore_index=True,
    )
    own = unit_of(engagement.outcomes[main])
    told = table.assign(
        period=newest,
        kpi=main,
        p_adjusted=benjamini_hochberg(table["p"]),
        unit=np.where(table["kind"] == VARIABLE, "level", own),
        periods=len(before),
    )
    return {"moved": _with_interval(told, engagement.policy.confidence)}


def _of_outcome(
    engagement: Engagement, series: pd.DataFrame, newest: str, before: list[str]
) -> pd.DataFrame:
    """The main outcome overall, per touchpoint and per segment."""
    now = series[series["period"] == newest].set_index("scope")
    past = series[series["period"].isin(before)]
    n = past["n"].fillna(0.0)
    weighted = past.assign(n=n, nv=n * past["value"], nvar=n * past["spread"].fillna(0.0) ** 2)
    sums = weighted.groupby("scope")[["n", "nv", "nvar"]].sum()
    sums = sums[sums["n"] > 0].reindex(now.index).dropna()
    now = now.loc[sums.index]
    spread = np.sqrt(sums["nvar"] / sums["n"])
    change = now["value"] - sums["nv"] / sums["n"]
    kind = sums.index.to_series().str.split("=", n=1).str[0]
    past_worth = _worth(engagement, list(dict.fromkeys(kind)), before).reindex(sums.index)
    base = np.fmin(sums["n"], past_worth.fillna(sums["n"]))
    error = spread * np.sqrt(1 / now["n"] + 1 / base)
    size = now["value"].abs().to_numpy(float)
    return _rows(kind, sums.index, now["n"], change, error, now["n"] + base - 2, size)


def _worth(engagement: Engagement, columns: list[str], before: list[str]) -> pd.Series:
    """How many respondents the main outcome's answers are worth in each scope of these columns."""
    responses = engagement.whole("responses")
    main = engagement.config.main_outcome
    if main not in responses or not columns:
        return pd.Series(dtype=float)
    answered = responses[responses["period"].isin(before) & responses[main].notna()]
    parts = [labelled(answered, None if c == OVERALL else c) for c in columns]
    return pd.concat([worth(p, weight_of(p), [p["scope"]]) for p in parts])


def _of_variables(
    engagement: Engagement,
    results: Mapping[str, pd.DataFrame],
    main: str,
    newest: str,
    before: list[str],
) -> pd.DataFrame:
    responses = engagement.whole("responses")
    names = [v for v in engagement.table("variables")["variable"] if v in responses]
    if not names:
        return _rows([], [], [], [], [], [])
    now = responses.loc[responses["period"] == newest, names]
    earlier = responses[responses["period"].isin(before)]
    past, who = earlier[names], respondents(earlier)
    n = now.count()
    m = past.count() if who is None else past.groupby(who).count().gt(0).sum()
    variance = now.var() / n.where(n > 1) + past.var() / m.where(m > 1)
    change = now.mean() - past.mean()
    size = past.abs().max().to_numpy(float)
    rows = _rows(VARIABLE, names, n, change, np.sqrt(variance), n - 1, size)
    effect = _effects(results, main)
    spread = past.std().to_numpy()
    per_sd = np.array([engagement.sense(name) * effect.get(name, np.nan) for name in names])
    return rows.assign(contribution=per_sd * rows["change"].to_numpy() / spread)


def _effects(results: Mapping[str, pd.DataFrame], main: str) -> dict[str, float]:
    """Outcome units per standard deviation better of each driver of the main outcome, overall."""
    if "drivers" not in results:
        return {}
    drivers = results["drivers"]
    mine = drivers[(drivers["outcome"] == main) & (drivers["scope"] == OVERALL)]
    known = mine.drop_duplicates("variable").set_index("variable")["effect"]
    return known.astype(float).to_dict()


def _rows(kind, name, n, change, error, df, scale=1.0) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "kind": np.asarray(kind, dtype=object) if not isinstance(kind, str) else kind,
            "name": np.asarray(name, dtype=object),
            "n": np.asarray(n, float),
            "change": np.asarray(change, float),
            "error": np.asarray(error, float),
            "df": np.asarray(df, float),
            "contribution": np.nan,
        }
    )
    frame["change"] = above_rounding(frame["change"], scale)
    t = np.abs(frame["change"]) / frame["error"].where(frame["error"] > 0)
    return frame.assign(p=2 * stats.t.sf(t, np.maximum(frame["df"], 1)))


def _with_interval(table: pd.DataFrame, confidence: float) -> pd.DataFrame:
    half = stats.t.ppf(0.5 + confidence / 2, np.maximum(table["df"], 1)) * table["error"]
    return table.assign(low=table["change"] - half, high=table["change"] + half)
