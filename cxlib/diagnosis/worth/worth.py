"""What is a touchpoint's good or bad experience worth in retention and lifetime value?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.drivers.refuting import REFUTED
from cxlib.diagnosis.experience import experiences
from cxlib.diagnosis.worth.leaving import leaving
from cxlib.diagnosis.worth.lifetime import OBSERVED, lifetime
from cxlib.diagnosis.worth.notes import limits
from cxlib.diagnosis.worth.passing import Passing, passing
from cxlib.diagnosis.worth.retention import differences, retention_curve
from cxlib.diagnosis.worth.spells import dated, tenures
from cxlib.diagnosis.worth.together import Lost, Place, together
from cxlib.diagnosis.worth.value_at_stake import at_stake
from cxlib.engagement.model import Engagement
from cxlib.results import empty
from cxlib.stats.resampling import stream


def worth(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """Retention, what moves it, and what that is worth.

    Returns
    -------
    dict of DataFrame
        leaving : per touchpoint and source of experience, the effect of a bad first experience on
            leaving and the customers (with margin: money) at stake in a year.
        retention_curve : Kaplan-Meier, monthly, for all and per segment; p_adjusted tests whether
            the levels of the segment's column differ.
        lifetime : months and margin expected, by observed retention and by model.
        refutations : what was tried on the effects that stand.
        notes.
    """
    stays = tenures(engagement)
    worth_each = lifetime(engagement, stays)
    worth_each = worth_each if len(worth_each) else empty("lifetime")
    told = experiences(engagement, whole=True)
    spells = dated(engagement)
    effects, passed = leaving(engagement, told, spells), passing(engagement, told)
    shared = together(engagement, told, spells, effects, passed) if len(effects) else {}
    table = _with_stakes(engagement, effects, worth_each, passed, shared)
    curve = _curve(engagement, stays)
    return {
        "leaving": table,
        "refutations": _refutations(effects),
        "retention_curve": curve,
        "lifetime": worth_each,
        "notes": limits(engagement, stays, told, table, worth_each, curve),
    }


def _curve(engagement: Engagement, stays: pd.DataFrame) -> pd.DataFrame:
    if stays.empty:
        return empty("retention_curve")
    policy = engagement.policy
    segments = engagement.segments("customers")
    curve = retention_curve(stays, segments, policy.privacy_n, policy.confidence)
    apart = differences(stays, segments, policy.reliability_n).set_index("segment")["p_adjusted"]
    column = curve["segment"].str.split("=", n=1).str[0]
    return curve.assign(p_adjusted=column.map(apart).astype(float))


def _refutations(effects: pd.DataFrame) -> pd.DataFrame:
    """What was tried on every effect that stands; `moments` says it again of its own."""
    rows = [
        attempt.row(f"leaving:{row.touchpoint}:{row.source}")
        for row in effects.itertuples()
        for attempt in row.tried
    ]
    return pd.DataFrame(rows, columns=REFUTED)


def lifetime_value(table: pd.DataFrame) -> tuple[float, float, float]:
    """The margin of a customer's lifetime by observed retention; missing without margin."""
    rows = table[(table["segment"] == "all") & (table["method"] == OBSERVED)]
    if rows.empty:
        return np.nan, np.nan, np.nan
    values = rows.iloc[0][["value", "value_low", "value_high"]]
    return tuple(float(v) if pd.notna(v) else np.nan for v in values)


def _with_stakes(
    engagement: Engagement,
    effects: pd.DataFrame,
    each: pd.DataFrame,
    passed: Passing,
    shared: dict[Place, Lost],
) -> pd.DataFrame:
    if effects.empty:
        return empty("leaving")
    value, confidence = lifetime_value(each), engagement.policy.confidence
    stakes = []
    for _, row in effects.iterrows():
        if not pd.isna(row["sign"]):
            stakes.append({"reach": passed.reach(row["touchpoint"])})
            continue
        rng = stream(engagement.seed, "value at stake", row["touchpoint"], row["source"])
        met = passed.met(row["touchpoint"], row["source"])
        alone = Lost(row["effect_on_retention"], row["draws"])
        lost = shared.get((row["touchpoint"], row["source"]), alone)
        stake = at_stake(lost.draws, lost.difference, met, value, confidence, rng)
        stakes.append(stake | {"reach": passed.reach(row["touchpoint"])})
    table = effects.drop(columns=["draws", "tried"]).join(pd.DataFrame(stakes, index=effects.index))
    return table.reindex(columns=list(empty("leaving").columns))
