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

Never a moment: a touchpoint that is part of leaving itself (`leaving.part_of_leaving`), an
experience that shows as a sign of leaving (`leaving.sign`), and a forced step without a bad
experience to its name.

The grade says what the moment rests on: survey, events, or both. Value at stake is that of
`leaving`; where several sources tell, the events' comes first, because everybody is in them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlib.diagnosis.drivers.refuting import REFUTED
from cxlib.diagnosis.grounds import (
    DELIGHT,
    EARNED,
    FRICTION,
    TRUTH,
    VALUES,
    Ground,
    Rules,
)
from cxlib.diagnosis.worth import worth
from cxlib.engagement.model import Engagement
from cxlib.results import empty
from cxlib.results.coded import note, notes, together


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
            year, why (codes, the leading reason first), rank; and of the leading reason: rests_on,
            n_of (what n counts), retention_good, retention_bad, months, p_adjusted, variable.
        refutations : what was tried on the leading reasons.
        notes.
    """
    valued = found if "leaving" in found else worth(engagement)
    leaving = valued["leaving"]
    rules = Rules(engagement, results, {**found, **valued})
    rows = _ruled(rules)
    if not rows:
        why = "nothing to go by" if leaving.empty else "no rule met"
        return {"moments": empty("moments"), "notes": notes(note("moments", why))}
    table = pd.DataFrame(rows).reindex(columns=list(empty("moments").columns))
    tested = _tested(rows, valued.get("refutations", empty("refutations")))
    said = notes(*_limits(engagement, leaving))
    return {"moments": _ranked(table), "refutations": tested, "notes": said}


def _ruled(rules: Rules) -> list[dict]:
    return [
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


def _tested(rows: list[dict], known: pd.DataFrame) -> pd.DataFrame:
    """What was tried on the leading reason of each moment: its own, or that of `leaving`."""
    parts = []
    for row in rows:
        about = f"moment:{row['moment_id']}"
        left = known["finding_id"] == f"leaving:{row['touchpoint']}:{row['rests_on']}"
        parts.append(known.loc[left, REFUTED].assign(finding_id=about))
        parts.append(pd.DataFrame([t.row(about) for t in row["tried"]], columns=REFUTED))
    return pd.concat(parts, ignore_index=True)


def _row(grounds: list[Ground]) -> dict:
    """A moment's grade and reasons, led by the first ground that has stakes, else the first."""
    grades = {ground.grade for ground in grounds}
    leading = next((ground for ground in grounds if ground.found), grounds[0])
    others = [ground for ground in grounds if ground is not leading]
    variables = (ground.variable for ground in (leading, *others) if ground.variable)
    return {
        "grade": "both" if len(grades) > 1 else grades.pop(),
        "n": leading.n,
        "n_of": leading.n_of,
        "rests_on": leading.rests_on,
        "why": together(ground.why for ground in (leading, *others)),
        "variable": next(variables, None),
        **dict.fromkeys((*EARNED, *VALUES), np.nan),
        **leading.found,
        "tried": leading.tried,
    }


def _ranked(table: pd.DataFrame) -> pd.DataFrame:
    """By customers at stake, then by the base; what cannot be valued comes last."""
    order = table.assign(
        stake=table["customers_at_stake"].astype(float).fillna(-np.inf)
    ).sort_values(["stake", "n", "moment_id"], ascending=[False, False, True])
    return order.drop(columns="stake").assign(rank=np.arange(1, len(order) + 1))


def _limits(engagement: Engagement, leaving: pd.DataFrame) -> list[dict[str, object]]:
    if leaving.empty:
        return [note("moments", "no worth")]
    if engagement.policy.value_is != "margin":
        return [note("moments", "no margin")]
    return []
