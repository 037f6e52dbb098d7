"""Basic, performance, excitement: does a rating hurt below the middle more than it pleases above?

The outcome is regressed on every rating with a hinge at the middle of its scale; a variable is
basic or an excitement only if its slope *changes* there, by a test corrected over the variables,
and an ordinal model says the same. Ratings and outcome are turned so that more is better, each as
it is declared; what is lost and won is told on the outcome's own scale. The second look is needed
because an outcome that ends at 0 or 10 bends straight lines by itself; the popular cut on penalty
and reward (|IA| > 0.2) tests nothing and calls most linear drivers something else.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from cxlib.diagnosis.bends import (
    FEWEST,
    Bend,
    bend_of,
    centred,
    held_beside,
    lost_inside,
    second_look,
)
from cxlib.diagnosis.cells import design
from cxlib.diagnosis.drivers import Explained
from cxlib.diagnosis.drivers.model import Answer
from cxlib.engagement.model import Engagement
from cxlib.results.coded import count, listed, note, notes, variable
from cxlib.stats.tests import benjamini_hochberg

BASIC, PERFORMANCE, EXCITEMENT, UNDETERMINED = (
    "basic", "performance", "excitement", "undetermined",
)  # fmt: skip
BENDS_BACK = 0.5  # a slope that runs back half as steeply as the other climbs is of no kind
ASYMMETRY = [
    "variable", "n", "penalty", "reward", "p_adjusted", "kind", "outcome", "penalty_low",
    "penalty_high", "reward_low", "reward_high", "p_ordinal", "n_low", "n_high",
]  # fmt: skip


def asymmetry(engagement: Engagement, found: Explained) -> dict[str, pd.DataFrame]:
    """What each variable costs at its worst and wins at its best (`asymmetry`).

    `penalty` is what the outcome moves by between the middle of the rating's scale and its worst
    end (negative where a bad rating hurts; positive on an outcome of which less is better),
    `reward` what it moves by up to the best end; `n_low` and `n_high` count the ratings worse and
    better than the middle; `p_adjusted` tests whether the slope changes, `p_ordinal` is the ordinal
    model's p for the same, corrected over those that it looks at.
    """
    homes = found.homes(engagement.config.main_outcome)
    if not homes:
        return {"notes": notes(note("asymmetry", "no drivers"))}
    variables = engagement.table("variables").drop_duplicates("variable").set_index("variable")
    responses = engagement.table("responses")
    declared = [c for c in engagement.segments("responses") if c in responses]
    parts = [
        bends(a, a.question.rows(responses), variables, engagement.policy.fdr, found.refuted(a),
              declared, engagement.sense(a.question.outcome))
        for a in homes
    ]  # fmt: skip
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
    segments: Sequence[str] = (),
    sense: float = 1.0,
) -> pd.DataFrame:
    """One model's variables with their slopes and kinds; `variables` is indexed by variable.

    `refuted` marks those whose effect is none inside the groups of customers; a bend that is gone
    or turned inside the groups of some of these `segments` is none either. `sense` is 1 where more
    of the outcome is better, −1 where less is.
    """
    here = variables.loc[found.variables]
    x, half, sign = centred(rows[found.variables].to_numpy(float), here)
    y = sense * rows[found.question.outcome].to_numpy(float)
    weights, accounts = design(rows)
    held = held_beside(x, found.matrix[1:, 1:])
    low, high = (x < 0).sum(axis=0), (x > 0).sum(axis=0)
    enough = (low >= FEWEST) & (high >= FEWEST)
    each = [
        bend_of(y, x, held, k, enough, accounts, weights) if enough[k] else None
        for k in range(x.shape[1])
    ]
    p = benjamini_hochberg([b.p if b else np.nan for b in each])
    suspect = np.nan_to_num(p, nan=1.0) <= fdr
    looks = [
        second_look(y, x, held, k, enough, each[k], accounts, weights) if suspect[k] else np.nan
        for k in range(x.shape[1])
    ]
    second = benjamini_hochberg(looks)  # a closed scale makes all of them suspect at once
    lost = np.zeros(x.shape[1], bool) if refuted is None else refuted.copy()
    for k in np.flatnonzero(second <= fdr):
        lost[k] |= lost_inside(y, x, held, k, enough, each[k], rows, segments)
    driving = (benjamini_hochberg(found.effects.p) <= fdr) & (
        found.effects.value * sign * sense > 0
    )
    driving &= ~lost
    kinds = [
        _kind(b, s and second[k] <= fdr and not lost[k], driving[k])
        for k, (b, s) in enumerate(zip(each, suspect, strict=True))
    ]
    ends = [_ends(b, h, found.confidence, sense) for b, h in zip(each, half, strict=True)]
    table = pd.DataFrame(ends)
    return table.assign(
        variable=found.variables, n=np.isfinite(x).sum(axis=0), p_adjusted=p, p_ordinal=second,
        kind=kinds, n_low=low, n_high=high, outcome=found.question.outcome,
    )  # fmt: skip


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


def _ends(bend: Bend | None, half: float, confidence: float, sense: float) -> dict[str, float]:
    """The outcome's own units at the two ends of the scale against its middle, with intervals."""
    names = ["penalty", "penalty_low", "penalty_high", "reward", "reward_low", "reward_high"]
    if bend is None:
        return dict.fromkeys(names, np.nan)
    t = stats.t.ppf(0.5 + confidence / 2, bend.df)
    down, down_error = -sense * half * bend.below, half * bend.below_error
    up, up_error = sense * half * bend.above, half * bend.above_error
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
