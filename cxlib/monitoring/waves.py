"""What changed since the waves before: overall, its parts, and the variables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from cxlib.engagement.config import Policy
from cxlib.engagement.contracts.respondents import respondents
from cxlib.engagement.model import Engagement
from cxlib.monitoring.measures import OVERALL, above_rounding
from cxlib.monitoring.measures.responses import labelled, told_as, unit_of, weight_of
from cxlib.results.coded import note, notes
from cxlib.stats.changes import changes
from cxlib.stats.tests import benjamini_hochberg

BEFORE = 12  # periods that the newest one is compared with: a year, so that seasons are in it
VARIABLE = "variable"
LAST, EARLIER = "wave before", "waves before"  # what the newest wave is held against
VALUE, WEIGHT = "_value", "_weight"


def waves(
    engagement: Engagement, results: Mapping[str, pd.DataFrame], unfinished: tuple[str, ...]
) -> dict[str, pd.DataFrame]:
    """The newest finished period against the one before it, and against up to twelve before it.

    Overall first, then every touchpoint and segment, then the variables. Answers are weighted;
    whoever answers in both waves is compared with himself as far as he does
    (`cxlib.stats.changes`). `change` is in the unit of the outcome, for variables in their own;
    `contribution` is what a variable's change would move the outcome by, at its effect as a driver
    (missing where it is none). `against` and `before` say what with, `periods` how many that are.
    `p_adjusted` holds the share of false flags among the overall changes, and among all parts of
    them.

    Parameters
    ----------
    engagement, results : the engagement; `drivers` among the results, where there are any
    unfinished : periods that are not over

    Returns
    -------
    dict
        `waves`, or a note that there are too few periods.
    """
    main = engagement.config.main_outcome
    responses = engagement.whole("responses")
    answered = set(responses["period"].dropna()) if main in responses else set()
    over = [p for p in engagement.periods if p in answered and p not in unfinished]
    if len(over) < 2:
        return {"notes": notes(note("waves", "too few periods"))}
    asked = list(_asked(engagement, responses, main))
    effects = _effects(results, main)
    parts = [
        _compared(engagement, asked, over[-1], before, effects).assign(against=against)
        for against, before in ((LAST, over[-2:-1]), (EARLIER, over[-1 - BEFORE : -1]))
        if against == LAST or len(before) > 1
    ]
    table = pd.concat(parts, ignore_index=True).assign(period=over[-1], kpi=main)
    own = unit_of(engagement.outcomes[main])
    whole = table["kind"].eq(OVERALL)
    adjusted = table.groupby(whole)["p"].transform(benjamini_hochberg)
    return {
        "waves": table.assign(
            p_adjusted=adjusted, unit=np.where(table["kind"] == VARIABLE, "level", own)
        )
    }


def _asked(
    engagement: Engagement, responses: pd.DataFrame, main: str
) -> Iterator[tuple[str, pd.DataFrame]]:
    """What is compared: answers with their `scope`, value and weight, by what they are parts of."""
    weighted = responses.assign(**{WEIGHT: weight_of(responses)})
    known = weighted[weighted[main].notna()]
    told = known.assign(**{VALUE: told_as(known[main], engagement.outcomes[main])})
    for column in dict.fromkeys((None, "touchpoint", *engagement.segments("responses"))):
        yield column or OVERALL, labelled(told, column)
    for name in engagement.table("variables")["variable"]:
        if name in weighted and name != main:
            rows = weighted[weighted[name].notna()]
            value = rows[name].astype(float)
            yield VARIABLE, rows.assign(scope=name, **{VALUE: value})


def _compared(
    engagement: Engagement,
    asked: list[tuple[str, pd.DataFrame]],
    newest: str,
    before: list[str],
    effects: Mapping[str, float],
) -> pd.DataFrame:
    """Everything asked, the newest period against those before."""
    told = [_changed(rows, newest, before, engagement.policy).assign(kind=kind)
            for kind, rows in asked]  # fmt: skip
    table = pd.concat([t for t in told if len(t)] or told, ignore_index=True)
    ratio = table["change"] / table["spread"].where(table["spread"] > 0)
    per = [
        engagement.sense(name) * effects.get(name, np.nan) if kind == VARIABLE else np.nan
        for kind, name in zip(table["kind"], table["name"], strict=True)
    ]
    span = before[0] if len(before) == 1 else None
    return table.assign(contribution=np.array(per, float) * ratio, periods=len(before), before=span)


def _changed(rows: pd.DataFrame, newest: str, before: list[str], policy: Policy) -> pd.DataFrame:
    """The change of each scope that has answers in both; `spread` is that of the answers before."""
    some = rows[(rows["period"].isin([newest, *before])) & (rows[WEIGHT] > 0)]
    now = some["period"].eq(newest).to_numpy(bool)
    code, names = pd.factorize(some["scope"], sort=True)
    value = some[VALUE].to_numpy(float)
    found = changes(value, now, code, len(names), some[WEIGHT].to_numpy(float), respondents(some))
    sizes = np.bincount(2 * code + now, minlength=2 * len(names)).reshape(-1, 2)
    enough = sizes.min(axis=1) >= policy.privacy_n  # others are not shown: they are not tested
    past = some[~now].groupby("scope")[VALUE].agg(["std", "max", "min"]).reindex(names)
    most = past[["max", "min"]].abs().max(axis=1).fillna(0.0).to_numpy(float)
    change = above_rounding(pd.Series(found.change), most).to_numpy()
    found = found._replace(change=change)
    low, high = found.interval(policy.confidence)
    table = pd.DataFrame({
        "name": np.asarray(names, dtype=object), "n": found.n, "change": change, "low": low,
        "high": high, "p": np.where(enough, found.p(), np.nan),
        "spread": past["std"].to_numpy(float),
    })  # fmt: skip
    return table[table["change"].notna()].assign(n=lambda t: t["n"].round())


def _effects(results: Mapping[str, pd.DataFrame], main: str) -> dict[str, float]:
    """Outcome units per standard deviation better of each driver of the main outcome, overall."""
    if "drivers" not in results:
        return {}
    drivers = results["drivers"]
    mine = drivers[(drivers["outcome"] == main) & (drivers["scope"] == OVERALL)]
    known = mine.drop_duplicates("variable").set_index("variable")["effect"]
    return known.astype(float).to_dict()
