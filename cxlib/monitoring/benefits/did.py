"""Treated units against a comparison group: difference-in-differences and ANCOVA.

Every unit (a region, a shop) is one observation: its mean before and its mean after. That makes
the unit the cluster, whatever the autocorrelation within it (Bertrand, Duflo & Mullainathan 2004,
section IV.C), and keeps its size with ten units on each side, where sandwich errors do not.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.monitoring.benefits.effect import Effect

FEWEST_UNITS = 2  # on each side, below which there is no variance between units
FEWEST_FOR_ANCOVA = 6  # in all: three coefficients and three degrees of freedom
FEWEST_BEFORE = 4  # periods before the rollout, for slopes that are no accident of two points
DRIFT_LEVEL = 0.01  # of the event-study check: groups that part before the rollout are no pair


def collapse(points: pd.DataFrame, treated: list[str], since: str) -> pd.DataFrame:
    """One row per unit seen on both sides: `treated`, `before` and `after` (weighted means), `n`.

    Parameters
    ----------
    points : unit, period, value, n (missing n counts as 1)
    since : label of the first treated period
    """
    weight = points["n"].astype(float).fillna(1.0)
    known = points.assign(w=weight, wv=weight * points["value"], post=points["period"] >= since)
    sums = known.groupby(["unit", "post"])[["w", "wv"]].sum().unstack("post")
    sums = sums.reindex(columns=pd.MultiIndex.from_product([["w", "wv"], [False, True]])).dropna()
    means = sums["wv"] / sums["w"]
    return pd.DataFrame(
        {
            "treated": sums.index.isin(treated),
            "before": means[False],
            "after": means[True],
            "n": sums["w"].sum(axis=1),
        },
        index=sums.index,
    )


def difference_in_differences(units: pd.DataFrame) -> Effect:
    """Change of the treated minus change of the others; errors by Welch, unit = cluster.

    Equals the two-way fixed-effects estimate on a balanced panel.

    >>> units = pd.DataFrame(
    ...     {"treated": [True, True, False, False], "before": [1.0, 2, 1, 2],
    ...      "after": [3.0, 4.2, 1.0, 2.2]}
    ... )
    >>> round(difference_in_differences(units).value, 2)
    2.0
    """
    change = units["after"] - units["before"]
    return _welch(change[units["treated"]], change[~units["treated"]])


def ancova(units: pd.DataFrame) -> Effect:
    """Difference after, at equal level before: unbiased also where the worst were chosen.

    Units picked for being worst come back towards the average by themselves; the slope on
    `before` takes that off, which difference-in-differences does not.

    Source: Senn (1990), Statistics in Medicine 9; Vickers & Altman (2001), BMJ 323.
    """
    design = np.column_stack([np.ones(len(units)), units["treated"], units["before"]]).astype(float)
    after = units["after"].to_numpy(float)
    beta, _, rank, _ = np.linalg.lstsq(design, after, rcond=None)
    df = len(units) - rank
    residual = after - design @ beta
    covariance = np.linalg.pinv(design.T @ design) * (residual**2).sum() / df
    return Effect(float(beta[1]), float(np.sqrt(covariance[1, 1])), float(df))


def drift_before(points: pd.DataFrame, treated: list[str], since: str) -> float:
    """p that the groups were already parting before the rollout (event-study check).

    Each unit's slope over the periods before is one observation; the groups' slopes are compared
    by Welch. Missing where there are fewer than four periods before or two units on a side.
    """
    before = points[points["period"] < since]
    position = {label: i for i, label in enumerate(sorted(before["period"].unique()))}
    if len(position) < FEWEST_BEFORE:
        return float("nan")
    at = before["period"].map(position).astype(float)
    rows = before.assign(at=at - at.mean())
    slope = rows.groupby("unit")[["at", "value"]].apply(_slope).dropna()
    mine = slope.index.isin(treated)
    if mine.sum() < FEWEST_UNITS or (~mine).sum() < FEWEST_UNITS:
        return float("nan")
    return _welch(slope[mine], slope[~mine]).p


def _slope(unit: pd.DataFrame) -> float:
    at = unit["at"] - unit["at"].mean()
    square = float((at**2).sum())
    return float((at * unit["value"]).sum() / square) if square > 0 else float("nan")


def _welch(treated: pd.Series, others: pd.Series) -> Effect:
    a, b = treated.var(ddof=1) / len(treated), others.var(ddof=1) / len(others)
    if a + b == 0:  # nothing varied
        return Effect(float(treated.mean() - others.mean()), 0.0, len(treated) + len(others) - 2)
    df = (a + b) ** 2 / (a**2 / (len(treated) - 1) + b**2 / (len(others) - 1))
    return Effect(float(treated.mean() - others.mean()), float(np.sqrt(a + b)), float(df))
