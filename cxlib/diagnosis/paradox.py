"""Do the recovered lie above those who never failed, and is it recovery that does it?

The recovery paradox (a well-mended failure leaves customers happier than none; McCollough &
Bharadwaj 1992) mostly arises because recovery picks its customers. It is declared only where the
recovered lie above those who never failed in both the analysis of covariance on the earlier score
and the analysis of the change from it: the first is right where selection went by the earlier
answer, the second where it went by the customer's lasting mood, and the truth lies between
(Ding & Li 2019, "A bracketing relationship").
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from cxlib.diagnosis.disposition import FEWEST_EARLIER, least
from cxlib.diagnosis.recovery_groups import GROUPS, NEVER, NOT, RECOVERED
from cxlib.stats.regression import Fit, linear


def differences(answers: pd.DataFrame, confidence: float) -> dict[str, dict[str, float]]:
    """Each failed group's score less that of the never-failed, by analysis of covariance.

    Customers with an earlier score are compared at equal earlier score; where too few have one,
    the plain difference is given. The recovered also carry their `gain` over those who were not, as
    covariance or change has it, whichever is less favourable (`disposition`).
    """
    rows = answers[answers["earlier"].notna()]
    adjusted = enough_earlier(rows)
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
    found = {
        g: {"difference": fit.beta[i], "difference_low": low[i], "difference_high": high[i],
            "p": fit.p_values[i]}
        for i, g in enumerate(groups, 1)
    }  # fmt: skip
    if {RECOVERED, NOT} <= set(groups):
        gains = [_gain(fit, groups, confidence)]
        if adjusted:
            moved = (rows["score"] - rows["earlier"]).to_numpy(float)
            change = linear(moved, np.column_stack(x[:-1]), clusters=clusters)
            gains.append(_gain(change, groups, confidence))
        found[RECOVERED] |= least(gains, "gain", "gain_p") if all(gains) else {}
    return found


def _gain(fit: Fit, groups: list[str], confidence: float) -> dict[str, float]:
    """The recovered less those who were not: a contrast of the same model."""
    contrast = np.zeros(fit.beta.size)
    contrast[1 + groups.index(RECOVERED)], contrast[1 + groups.index(NOT)] = 1, -1
    gain, variance = contrast @ fit.beta, contrast @ fit.cov @ contrast
    if not variance > 0:
        return {}
    error = float(np.sqrt(variance))
    half = stats.t.ppf(0.5 + confidence / 2, fit.df) * error
    p = 2 * stats.t.sf(abs(gain / error), fit.df)
    return {"gain": gain, "gain_low": gain - half, "gain_high": gain + half, "gain_p": float(p)}


def enough_earlier(rows: pd.DataFrame) -> bool:
    counts = rows["group"].value_counts().reindex(GROUPS, fill_value=0)
    return bool(counts[NEVER] >= FEWEST_EARLIER and counts[RECOVERED] >= FEWEST_EARLIER)


def paradox(answers: pd.DataFrame, level: float) -> bool:
    """Whether the recovered lie above the never-failed in covariance *and* change analysis.

    Both two-sided tests must hold at `level`, as their intervals show; without enough earlier
    scores it is never declared.
    """
    rows = answers[answers["earlier"].notna() & answers["group"].isin([NEVER, RECOVERED])]
    if not enough_earlier(rows):
        return False
    group = (rows["group"] == RECOVERED).to_numpy(float)
    score, earlier = rows["score"].to_numpy(float), rows["earlier"].to_numpy(float)
    clusters = rows["customer"].to_numpy()
    both = np.column_stack([group, earlier - earlier.mean()])
    covariance = linear(score, both, clusters=clusters)
    change = linear(score - earlier, group[:, None], clusters=clusters)
    return all(fit.beta[1] > 0 and fit.p_values[1] < level for fit in (covariance, change))
