"""A rating's slope below and above the middle of its scale: does it change there?

Three looks: a straight model with a hinge, an ordinal one (an outcome that ends at 0 or 10 bends
straight lines by itself), and the first again with the means of the groups of customers taken out.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from cxlib.diagnosis.cells import design
from cxlib.diagnosis.drivers.gaps import filled
from cxlib.diagnosis.drivers.within import GONE, TURNED, indicators, judged
from cxlib.stats import regression
from cxlib.stats.ordinal import ordinal

FEWEST = 20  # low and high answers a variable needs before its two slopes are compared
ORDINAL_STEPS = 15  # an outcome with more distinct values is cut into tenths for the second look
MOST_LOOKED_AT = 20_000  # answers for the second look, evenly spaced: enough for any bend
LEVEL = 0.05  # of the interval of what is left inside the groups of customers


class Bend(NamedTuple):
    """One variable's two slopes (outcome units per scale point) and whether they differ."""

    below: float
    above: float
    below_error: float
    above_error: float
    p: float
    df: float
    n: int
    change_error: float = np.nan


def centred(x: np.ndarray, variables: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ratings about the middle of their scale, more always better; half its length; the sign."""
    low = variables["scale_low"].to_numpy(float, na_value=np.nan)
    high = variables["scale_high"].to_numpy(float, na_value=np.nan)
    low = np.where(np.isfinite(low), low, np.nanmin(x, axis=0))
    high = np.where(np.isfinite(high), high, np.nanmax(x, axis=0))
    sign = np.where(variables["better"].eq("low").fillna(False), -1.0, 1.0)
    return sign * (x - (low + high) / 2), (high - low) / 2, sign


def held_beside(x: np.ndarray, correlations: np.ndarray) -> np.ndarray:
    """All ratings about the middle, without gaps: what is held beside the one in question."""
    if np.isfinite(x).all():
        return x
    mean, spread = np.nanmean(x, axis=0), np.nanstd(x, axis=0)
    return mean + spread * filled((x - mean) / spread, correlations)


def _columns(x: np.ndarray, held: np.ndarray, k: int, enough: np.ndarray) -> np.ndarray:
    """Rating k, its hinge, then the other ratings and the hinges of those that can bend."""
    other = [j for j in range(x.shape[1]) if j != k]
    hinged = [j for j in other if enough[j]]
    hinge = np.maximum(held, 0.0)
    return np.column_stack([x[:, k], np.maximum(x[:, k], 0), held[:, other], hinge[:, hinged]])


def bend_of(
    y: np.ndarray, x: np.ndarray, held: np.ndarray, k: int, enough: np.ndarray,
    accounts: np.ndarray | None, weights: np.ndarray | None, groups: np.ndarray | None = None,
) -> Bend | None:  # fmt: skip
    rows = np.isfinite(x[:, k])
    columns = _columns(x[rows], held[rows], k, enough)
    columns = columns if groups is None else np.column_stack([columns, groups[rows]])
    part = [None if d is None else d[rows] for d in (accounts, weights)]
    fit = regression.linear(y[rows], columns, *part)
    slope, change = fit.beta[1:3]
    cov = fit.cov[1:3, 1:3]
    errors = np.sqrt([cov[0, 0], cov.sum()])
    if not np.isfinite(errors).all():
        return None
    ends = slope, slope + change, errors[0], errors[1]
    return Bend(*ends, fit.p_values[2], fit.df, fit.n, float(np.sqrt(cov[1, 1])))


def second_look(
    y: np.ndarray, x: np.ndarray, held: np.ndarray, k: int, enough: np.ndarray, bend: Bend,
    accounts: np.ndarray | None, weights: np.ndarray | None,
) -> float:  # fmt: skip
    """The ordinal model's p for the same bend; 1 where it bends the other way or has no answer."""
    there = np.flatnonzero(np.isfinite(x[:, k]))
    rows = there[:: -(-len(there) // MOST_LOOKED_AT)]
    part = [None if d is None else d[rows] for d in (accounts, weights)]
    try:
        fit = ordinal(in_steps(y[rows]), _columns(x[rows], held[rows], k, enough), *part)
    except np.linalg.LinAlgError:
        return 1.0
    same = np.sign(fit.beta[1]) == np.sign(bend.above - bend.below)
    return float(fit.p_values[1]) if same else 1.0


def lost_inside(
    y: np.ndarray, x: np.ndarray, held: np.ndarray, k: int, enough: np.ndarray, bend: Bend,
    rows: pd.DataFrame, segments: Sequence[str],
) -> bool:  # fmt: skip
    """Whether the groups of some segment make the bend: with their means out, none is left."""
    weights, accounts = design(rows)
    for column in segments:
        code = pd.factorize(rows[column], use_na_sentinel=False)[0]
        groups = indicators(code[np.isfinite(x[:, k])])
        if not 0 < groups.shape[1] < len(groups) / FEWEST:
            continue
        inside = bend_of(y, x, held, k, enough, accounts, weights, indicators(code))
        if inside is None or not np.isfinite(inside.change_error):
            continue
        margin = stats.t.isf(LEVEL / 2, inside.df) * inside.change_error
        left = judged(bend.above - bend.below, inside.above - inside.below, margin)
        if left in (GONE, TURNED):
            return True
    return False


def in_steps(y: np.ndarray) -> np.ndarray:
    """An outcome as ordered steps: its own values, or tenths where it has too many."""
    if len(np.unique(y)) <= ORDINAL_STEPS:
        return y
    return np.searchsorted(np.quantile(y, np.arange(0.1, 1, 0.1)), y).astype(float)
