"""Back to step 1: what should be mapped or diagnosed again, as the signals have it."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
from scipy import stats

from cxlib.engagement.model import Engagement
from cxlib.results.coded import coded, count, nested, number, outcome
from cxlib.stats.tests import benjamini_hochberg

SPAN = 12  # periods on each side of the comparison of drivers
FEWEST = 30  # answers on each side; below, a correlation is hardly known
QUIET = 3  # periods without an interaction after which a mapped touchpoint seems abandoned
COLUMNS = ["subject", "kind", "step", "n", "change", "low", "high", "p_adjusted", "why", "reason",
           "before", "now", "n_of"]  # fmt: skip
ALERT, ABANDONED, UNMAPPED, WEAKER, STRONGER, TURNED = (
    "alert", "abandoned", "unmapped", "weaker driver", "stronger driver", "turned driver"
)  # fmt: skip


def revisit(
    engagement: Engagement, alerts: pd.DataFrame, volumes: pd.DataFrame, over: list[str]
) -> pd.DataFrame:
    """One row per touchpoint or variable that the map or the diagnosis may no longer describe.

    A touchpoint with an alert; a touchpoint that nobody came to for three periods, where by its
    past customers would have (adjusted), or that the map does not know; a variable whose hold on
    the main outcome is not what it was a year before (difference of correlations by Fisher's z,
    adjusted).
    """
    parts = [
        _alerted(alerts),
        _abandoned(engagement, volumes, over),
        _unmapped(engagement, volumes, over),
        _changed_drivers(engagement, over),
    ]
    filled = [part for part in parts if len(part)]
    table = pd.concat(filled, ignore_index=True) if filled else _frame([])
    return table.drop_duplicates(["subject", "step"]).reset_index(drop=True)


def _frame(rows: list[dict]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def _alerted(alerts: pd.DataFrame) -> pd.DataFrame:
    here = alerts[alerts["scope"].str.startswith("touchpoint=")]
    return _frame(
        [
            {"subject": row["scope"].partition("=")[2], "kind": "touchpoint", "step": "diagnose",
             "change": row["seen"] - row["expected"], "p_adjusted": row["p_adjusted"],
             "low": row["seen"] - row["high"], "high": row["seen"] - row["low"],
             "before": row["expected"], "now": row["seen"], "n": row["n"], "n_of": row["n_of"],
             "reason": ALERT, "why": coded("revisit|alert", alert=nested(row["words"]))}
            for row in here.to_dict("records")
        ]
    )  # fmt: skip


def _abandoned(engagement: Engagement, volumes: pd.DataFrame, over: list[str]) -> pd.DataFrame:
    seen = volumes[volumes["period"].isin(over) & volumes["scope"].str.contains("=")]
    recent = seen[seen["period"].isin(over[-QUIET:])]
    periods = seen.groupby("scope").size()
    came = recent.groupby("scope")["value"].agg(["sum", "size"]).reindex(periods.index)
    known = periods[periods > QUIET].index  # a series begins with the first that came
    if known.empty:
        return _frame([])
    met = _met(engagement, over).reindex(known).fillna(1)
    p = pd.Series(
        benjamini_hochberg((1 - QUIET / periods[known]) ** (met - 1).clip(lower=0)), index=known
    )
    gone = came.loc[known, "sum"].eq(0) & came.loc[known, "size"].eq(QUIET)
    gone &= p <= engagement.policy.fdr
    return _frame(
        [
            {"subject": scope.partition("=")[2], "kind": "touchpoint", "step": "map", "n": 0,
             "n_of": "visits", "reason": ABANDONED, "p_adjusted": p[scope],
             "why": coded("revisit|abandoned", n=count(QUIET))}
            for scope in known[gone.to_numpy()]
        ]
    )  # fmt: skip


def _met(engagement: Engagement, over: list[str]) -> pd.Series:
    """How many customers came to each touchpoint, once for every period: what one visit brings on
    in its own period is no proof of another."""
    events = engagement.events
    if events is None:
        return pd.Series(dtype=float)
    pairs = events.filter(events.period.isin(over)).select("touchpoint", "customer", "period")
    counted = pairs.distinct().group_by("touchpoint").agg(n=ibis._.count()).to_pandas()
    return counted.set_index("touchpoint")["n"].rename(lambda name: f"touchpoint={name}")


def _unmapped(engagement: Engagement, volumes: pd.DataFrame, over: list[str]) -> pd.DataFrame:
    mapped = set(engagement.table("touchpoints")["touchpoint"])
    if not mapped or not over:
        return _frame([])
    recent = volumes[(volumes["period"] == over[-1]) & (volumes["value"] > 0)]
    names = [scope.partition("=")[2] for scope in recent["scope"]]
    return _frame(
        [
            {"subject": name, "kind": "touchpoint", "step": "map", "n": value,
             "n_of": "visits", "reason": UNMAPPED, "why": coded("revisit|unmapped")}
            for name, value in zip(names, recent["value"], strict=True)
            if name and name not in mapped
        ]
    )  # fmt: skip


def _changed_drivers(engagement: Engagement, over: list[str]) -> pd.DataFrame:
    main, responses = engagement.config.main_outcome, engagement.whole("responses")
    variables = engagement.table("variables")
    names = [v for v in variables["variable"] if v in responses] if main else []
    if not names or len(over) < 2 * SPAN:
        return _frame([])
    now = responses[responses["period"].isin(over[-SPAN:])]
    past = responses[responses["period"].isin(over[-2 * SPAN : -SPAN])]
    (r1, n1), (r0, n0) = (_correlations(rows, names, main) for rows in (now, past))
    usable = (n1 >= FEWEST) & (n0 >= FEWEST)
    error = np.sqrt(1 / np.maximum(n1 - 3, 1) + 1 / np.maximum(n0 - 3, 1))
    z = np.where(usable, (np.arctanh(r1) - np.arctanh(r0)) / error, np.nan)
    adjusted = benjamini_hochberg(2 * stats.norm.sf(np.abs(z)))
    beyond = stats.norm.ppf(0.5 + engagement.policy.confidence / 2)
    half = beyond * error
    proven = [np.abs(np.arctanh(r)) * np.sqrt(np.maximum(n - 3, 1)) > beyond
              for r, n in ((r0, n0), (r1, n1))]  # fmt: skip
    turned = proven[0] & proven[1] & (r0 * r1 < 0)
    return _frame(
        [
            {"subject": names[i], "kind": "variable", "step": "diagnose", "n": n1[i],
             "change": r1[i] - r0[i], "p_adjusted": adjusted[i],
             "low": np.tanh(z[i] * error[i] - half[i]), "high": np.tanh(z[i] * error[i] + half[i]),
             "before": r0[i], "now": r1[i], "n_of": "answers",
             "reason": TURNED if turned[i] else WEAKER if abs(r1[i]) < abs(r0[i]) else STRONGER,
             "why": coded("revisit|driver", outcome=outcome(main), before=number(r0[i]),
                          now=number(r1[i]), span=count(SPAN))}
            for i in np.flatnonzero(adjusted <= engagement.policy.fdr)
        ]
    )  # fmt: skip


def _correlations(rows: pd.DataFrame, names: list[str], main: str) -> tuple[np.ndarray, np.ndarray]:
    """Pearson's r of every variable with the outcome, and on how many answers it rests."""
    known = rows[rows[main].notna()]
    n = known[names].count().to_numpy()
    r = (
        known[names].corrwith(known[main]).to_numpy()
        if len(known) > 1
        else np.full(n.shape, np.nan)
    )
    return np.clip(np.nan_to_num(r), -0.999, 0.999), n
