"""Basic, performance, excitement: does a rating hurt below the middle more than it pleases above?

The outcome is regressed on every rating with a hinge at the middle of its scale; a variable is
basic or an excitement only if its slope *changes* there, by a test corrected over the variables,
and an ordinal model says the same. The second look is needed because an outcome that ends at 0 or
10 bends straight lines by itself; the popular cut on penalty and reward (|IA| > 0.2) tests nothing
and calls most linear drivers something else.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.diagnosis.cells import design
from cxlib.diagnosis.drivers import Explained
from cxlib.diagnosis.drivers.gaps import filled
from cxlib.diagnosis.drivers.model import Answer
from cxlib.engagement.model import Engagement
from cxlib.results.coded import count, listed, note, notes, variable
from cxlib.stats import regression
from cxlib.stats.ordinal import ordinal
from cxlib.stats.tests import benjamini_hochberg

BASIC, PERFORMANCE, EXCITEMENT, UNDETERMINED = (
    "basic", "performance", "excitement", "undetermined",
)  # fmt: skip
FEWEST = 20  # low and high answers a variable needs before its two slopes are compared
ORDINAL_STEPS = 15  # an outcome with more distinct values is cut into tenths for the second look
MOST_LOOKED_AT = 20_000  # answers for the second look, evenly spaced: enough for any bend
BENDS_BACK = 0.5  # a slope that runs back half as steeply as the other climbs is of no kind
ASYMMETRY = [
    "variable", "n", "penalty", "reward", "p_adjusted", "kind", "outcome", "penalty_low",
    "penalty_high", "reward_low", "reward_high", "p_ordinal", "n_low", "n_high",
]  # fmt: skip


class Bend(NamedTuple):
    """One variable's two slopes (outcome units per scale point) and whether they differ."""

    below: float
    above: float
    below_error: float
    above_error: float
    p: float
    df: float
    n: int


def asymmetry(engagement: Engagement, found: Explained) -> dict[str, pd.DataFrame]:
    """What each variable costs at its worst and wins at its best (`asymmetry`).

    `penalty` is the outcome lost between the middle of the scale and its lower end (negative where
    a low rating hurts), `reward` what is won between the middle and the upper end; `p_adjusted`
    tests whether the slope changes, `p_ordinal` is the ordinal model's p for the same.
    """
    homes = found.homes(engagement.config.main_outcome)
    if not homes:
        return {"notes": notes(note("asymmetry", "no drivers"))}
    variables = engagement.table("variables").drop_duplicates("variable").set_index("variable")
    responses = engagement.table("responses")
    parts = [
        bends(a, a.question.rows(responses), variables, engagement.policy.fdr, found.refuted(a))
        for a in homes
    ]
    table = pd.concat(parts, ignore_index=True).drop_duplicates("variable")
    return {
        "asymmetry": table[ASYMMETRY],
        "notes": notes(*_unknown(table, engagement.policy.fdr)),
    }


def bends(
    found: Answer,
    rows: pd.DataFrame,
    variables: pd.DataFrame,
    fdr: float = 0.05,
    refuted: np.ndarray | None = None,
) -> pd.DataFrame:
    """One model's variables with their slopes and kinds; `variables` is indexed by variable.

    `refuted` marks those whose effect is none inside the groups of customers.
    """
    here = variables.loc[found.variables]
    x, half, sign = centred(rows[found.variables].to_numpy(float), here)
    y = rows[found.question.outcome].to_numpy(float)
    weights, accounts = design(rows)
    held = _held(x, found.matrix[1:, 1:])
    low, high = (x < 0).sum(axis=0), (x > 0).sum(axis=0)
    enough = (low >= FEWEST) & (high >= FEWEST)
    each = [
        _bend(y, x, held, k, enough, accounts, weights) if enough[k] else None
        for k in range(x.shape[1])
    ]
    p = benjamini_hochberg([b.p if b else np.nan for b in each])
    suspect = np.nan_to_num(p, nan=1.0) <= fdr
    second = np.array(
        [
            _second_look(y, x, held, k, enough, each[k], accounts, weights)
            if suspect[k]
            else np.nan
            for k in range(x.shape[1])
        ]
    )
    driving = (benjamini_hochberg(found.effects.p) <= fdr) & (found.effects.value * sign > 0)
    driving &= True if refuted is None else ~refuted
    kinds = [
        _kind(b, s and second[k] <= fdr, driving[k])
        for k, (b, s) in enumerate(zip(each, suspect, strict=True))
    ]
    table = pd.DataFrame([_ends(b, h, found.confidence) for b, h in zip(each, half, strict=True)])
    return table.assign(
        variable=found.variables, n=np.isfinite(x).sum(axis=0), p_adjusted=p, p_ordinal=second,
        kind=kinds, n_low=low, n_high=high, outcome=found.question.outcome,
    )  # fmt: skip


def centred(x: np.ndarray, variables: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Ratings about the middle of their scale, more always better; half its length; the sign."""
    low = variables["scale_low"].to_numpy(float, na_value=np.nan)
    high = variables["scale_high"].to_numpy(float, na_value=np.nan)
    low = np.where(np.isfinite(low), low, np.nanmin(x, axis=0))
    high = np.where(np.isfinite(high), high, np.nanmax(x, axis=0))
    sign = np.where(variables["better"].eq("low").fillna(False), -1.0, 1.0)
    return sign * (x - (low + high) / 2), (high - low) / 2, sign


def _held(x: np.ndarray, correlations: np.ndarray) -> np.ndarray:
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


def _bend(
    y: np.ndarray, x: np.ndarray, held: np.ndarray, k: int, enough: np.ndarray,
    accounts: np.ndarray | None, weights: np.ndarray | None,
) -> Bend | None:  # fmt: skip
    rows = np.isfinite(x[:, k])
    columns = _columns(x[rows], held[rows], k, enough)
    part = [None if d is None else d[rows] for d in (accounts, weights)]
    fit = regression.linear(y[rows], columns, *part)
    slope, change = fit.beta[1:3]
    cov = fit.cov[1:3, 1:3]
    errors = np.sqrt([cov[0, 0], cov.sum()])
    if not np.isfinite(errors).all():
        return None
    return Bend(slope, slope + change, errors[0], errors[1], fit.p_values[2], fit.df, fit.n)


def _second_look(
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


def in_steps(y: np.ndarray) -> np.ndarray:
    """An outcome as ordered steps: its own values, or tenths where it has too many."""
    if len(np.unique(y)) <= ORDINAL_STEPS:
        return y
    return np.searchsorted(np.quantile(y, np.arange(0.1, 1, 0.1)), y).astype(float)


def _kind(bend: Bend | None, bent: bool, matters: bool) -> str:
    """The kind, in Kano's words; a relation that falls, or that bends back, is none of them."""
    if bend is None:
        return UNDETERMINED
    if not bent:
        return PERFORMANCE if matters else UNDETERMINED
    steep, flat = max(bend.below, bend.above), min(bend.below, bend.above)
    if steep <= 0 or flat < -BENDS_BACK * steep:
        return UNDETERMINED
    return BASIC if bend.below > bend.above else EXCITEMENT


def _ends(bend: Bend | None, half: float, confidence: float) -> dict[str, float]:
    """Outcome units at the two ends of the scale against its middle, with intervals."""
    names = ["penalty", "penalty_low", "penalty_high", "reward", "reward_low", "reward_high"]
    if bend is None:
        return dict.fromkeys(names, np.nan)
    from scipy import stats

    t = stats.t.ppf(0.5 + confidence / 2, bend.df)
    down, down_error = -half * bend.below, half * bend.below_error
    up, up_error = half * bend.above, half * bend.above_error
    return {
        "penalty": down,
        "penalty_low": down - t * down_error,
        "penalty_high": down + t * down_error,
        "reward": up,
        "reward_low": up - t * up_error,
        "reward_high": up + t * up_error,
    }


def _unknown(table: pd.DataFrame, fdr: float) -> list[dict]:
    few = table[(table["n_low"] < FEWEST) | (table["n_high"] < FEWEST)]
    back = table[(table["kind"] == UNDETERMINED) & (table["p_ordinal"] <= fdr)]
    rows = []
    if len(few):
        names = listed(map(variable, few["variable"]))
        rows.append(note("asymmetry", "too few", names=names, least=count(FEWEST)))
    if len(back):
        names = listed(map(variable, back["variable"]))
        rows.append(note("asymmetry", "turns back", audience="consultant", names=names))
    return rows
