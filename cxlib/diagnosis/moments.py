"""Which moments matter, and what are they worth?

Written rules, applied to every touchpoint alike; a moment may be of several kinds.

**truth**: a bad experience there moves retention (hazard ratio above 1, adjusted p below
`policy.fdr`) *and* the experience comes early: the median customer there has been one for at most
`EARLY_MONTHS`. It is where the customer learns whether the promise holds.

**friction**: something goes wrong there. Journeys break down there (`breakdowns.breaks`), or a bad
experience there later in the relation moves retention, or a variable of it only hurts
(`asymmetry.kind` basic).

**delight**: a variable of it pleases without hurting when absent (`asymmetry.kind` excitement),
and the touchpoint is not one that everybody must pass. What it is worth is seen where it follows
another touchpoint for some customers and not for others (`worth.reached`).

Never a moment: a touchpoint that is part of leaving itself (`leaving.part_of_leaving`), and a
forced step without a bad experience to its name.

The grade says what the moment rests on: survey, events, or both. Value at stake is that of
`leaving`; where several sources tell, the events' comes first, because everybody is in them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlib.diagnosis import saying
from cxlib.diagnosis.grounds import DELIGHT, FRICTION, TRUTH, Ground, Rules
from cxlib.diagnosis.moment_words import sentences
from cxlib.diagnosis.worth import worth
from cxlib.engagement.model import Engagement
from cxlib.results import empty

STAKES = (
    "effect_on_retention", "low", "high", "value_at_stake", "value_low", "value_high",
    "customers_at_stake", "customers_low", "customers_high", "reach",
)  # fmt: skip


def moments(
    engagement: Engagement,
    results: Mapping[str, pd.DataFrame],
    found: Mapping[str, pd.DataFrame],
) -> dict[str, pd.DataFrame]:
    """The moments that matter, by the rules above.

    Parameters
    ----------
    results : tables of mapping; `breakdowns` is read where it is there.
    found : tables of diagnosis so far; `leaving` (computed here where absent) and `asymmetry`.

    Returns
    -------
    dict of DataFrame
        moments : moment_id, touchpoint, moment, grade, n, reach (share of customers who come
            past), effect_on_retention (retention with a good less with a bad experience) with low
            and high, value at stake a year (money; missing without margin), customers at stake a
            year, why, rank.
        findings, notes.
    """
    valued = found if "leaving" in found else worth(engagement)
    leaving = valued["leaving"]
    rules = Rules(engagement, results, {**found, **valued})
    table = _ruled(rules)
    if table.empty:
        return {"moments": empty("moments"), "notes": saying.notes("moments", [_none(leaving)])}
    table = _ranked(table)
    return {
        "moments": table,
        "findings": sentences(table, engagement),
        "notes": saying.notes("moments", _limits(engagement, leaving)),
    }


def _ruled(rules: Rules) -> pd.DataFrame:
    rows = [
        {"moment_id": f"{touchpoint}:{moment}", "touchpoint": touchpoint, "moment": moment}
        | _row(grounds)
        | {"reach": rules.reach(touchpoint)}
        for touchpoint in rules.touchpoints()
        for moment, grounds in (
            (TRUTH, rules.truth(touchpoint)),
            (FRICTION, rules.friction(touchpoint)),
            (DELIGHT, rules.delight(touchpoint)),
        )
        if grounds
    ]
    return pd.DataFrame(rows).reindex(columns=list(empty("moments").columns))


def _row(grounds: list[Ground]) -> dict:
    """A moment's grade, base, reasons, and the stakes of the first ground that has any."""
    grades = {ground.grade for ground in grounds}
    staked = next((ground.stakes for ground in grounds if ground.stakes), None)
    return {
        "grade": "both" if len(grades) > 1 else grades.pop(),
        "n": max(ground.n for ground in grounds),
        "why": "; ".join(ground.words for ground in grounds),
        **(staked or dict.fromkeys(STAKES, np.nan)),
    }


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """By customers at stake, then by the base; what cannot be valued comes last."""
    order = table.assign(
        stake=table["customers_at_stake"].astype(float).fillna(-np.inf)
    ).sort_values(["stake", "n", "moment_id"], ascending=[False, False, True])
    return order.drop(columns="stake").assign(rank=np.arange(1, len(order) + 1))


def _none(leaving: pd.DataFrame) -> str:
    if leaving.empty:
        return (
            "Neither leaving, breakdowns nor one-sided variables could be established, so no "
            "moment is named."
        )
    return "No touchpoint meets the rules for truth, friction or delight, so no moment is named."


def _limits(engagement: Engagement, leaving: pd.DataFrame) -> list[str]:
    lines = []
    if leaving.empty:
        lines.append(
            "What the moments are worth is not shown: it takes customers' start and end dates and "
            "experiences that differ."
        )
    elif engagement.policy.value_is != "margin":
        lines.append("No margin was supplied, so value at stake is stated in customers a year.")
    return lines
