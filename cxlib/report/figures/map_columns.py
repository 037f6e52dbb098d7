"""What stands in each column of the journey map: one touchpoint, in the order of the walk."""

from __future__ import annotations

import pandas as pd

from cxlib.release.view import View
from cxlib.report.figures.walk_order import in_order

MOST_TOUCHPOINTS = 25  # more columns would be narrower than a word
MUST_STAY = 1e18  # more than any number of customers
MOST_CHANNELS = 6
MOST_PAINS = 6
UNMAPPED = "not on the map"  # the stage of what only customers know, as the mapping step has it


def columns(view: View) -> pd.DataFrame:
    """One row per touchpoint, left to right.

    Returns
    -------
    DataFrame
        touchpoint, stage, owner, channels (tuple), customers, score, low, high, n, base_note,
        metric, what, moment (kind or missing), pain (number on the map or missing).
    """
    walk = _walk(view)
    if walk.empty:
        return walk
    seen = view["touchpoint_map"].set_index("touchpoint")["customers"]
    kinds = view["moments"].drop_duplicates("touchpoint").set_index("touchpoint")["moment"]
    numbers = pains(view, walk["touchpoint"].tolist()).set_index("touchpoint")["number"]
    frame = walk.assign(
        customers=walk["touchpoint"].map(seen).astype("Float64"),
        moment=walk["touchpoint"].map(kinds),
        pain=walk["touchpoint"].map(numbers),
    )
    return frame.merge(experience(view), on="touchpoint", how="left")


def _walk(view: View) -> pd.DataFrame:
    """Touchpoints in the order of the walk, those only customers know at the end; at most 25."""
    known, found = view.engagement.table("touchpoints"), view["touchpoint_map"]
    extra = found.loc[~found["touchpoint"].isin(known["touchpoint"]), ["touchpoint", "stage"]]
    whole = pd.concat([known, extra.astype("object")], ignore_index=True)
    stage = whole["stage"].fillna(UNMAPPED).replace(UNMAPPED, view.voice.term(UNMAPPED))
    whole = whole.assign(stage=stage, channels=whole["channel"].map(_channels))
    walk = whole.set_index("touchpoint").loc[in_order(view, whole["touchpoint"])].reset_index()
    return _most_used(walk, view)[["touchpoint", "stage", "owner", "channels"]]


def _most_used(walk: pd.DataFrame, view: View) -> pd.DataFrame:
    """The most used touchpoints, every moment, and of each stage one: no stage goes missing."""
    if len(walk) <= MOST_TOUCHPOINTS:
        return walk
    seen = view["touchpoint_map"].set_index("touchpoint")["customers"]
    weight = walk["touchpoint"].map(seen).astype(float).fillna(0)
    first = weight.groupby(walk["stage"], sort=False).idxmax()
    weight.loc[first] = MUST_STAY / 2
    weight = weight.mask(walk["touchpoint"].isin(view["moments"]["touchpoint"]), MUST_STAY)
    kept = weight.sort_values(ascending=False, kind="stable").index[:MOST_TOUCHPOINTS]
    return walk.loc[kept.sort_values()].reset_index(drop=True)


def _channels(text: object) -> tuple[str, ...]:
    if pd.isna(text):
        return ()
    parts = str(text).replace(",", ";").replace("/", ";").split(";")
    return tuple(dict.fromkeys(p.strip() for p in parts if p.strip()))


def channels(frame: pd.DataFrame) -> list[str]:
    """Channels in the order of how many touchpoints use them, at most six."""
    used = frame["channels"].explode().dropna().value_counts(sort=False)
    return list(used.sort_values(ascending=False, kind="stable").index[:MOST_CHANNELS])


EXPERIENCE = ["touchpoint", "metric", "score", "low", "high", "n", "base_note", "what", "sense"]


def experience(view: View) -> pd.DataFrame:
    """The score each touchpoint is judged by, one measure for the whole map.

    The main outcome, or the touchpoints' own overall ratings where these cover more of them.

    Returns
    -------
    DataFrame
        touchpoint, metric, score, low, high, n, base_note, what (the measure in words), sense (−1
        where less is better).
    """
    scores = view.scores() if view.main else view["scores"].iloc[:0]
    asked = scores[(scores["segment"] == "all") & (scores["touchpoint"] != "overall")]
    sense = view.engagement.sense(view.main) if asked["metric"].eq("mean").all() else 1.0
    asked = asked.assign(what=view.label(view.main) if view.main else "", sense=sense)
    rated = _ratings(view)
    more = rated["score"].notna().sum() > asked["score"].notna().sum()
    return (rated if more else asked).drop_duplicates("touchpoint")[EXPERIENCE]


def _ratings(view: View) -> pd.DataFrame:
    """Overall ratings per touchpoint, those on the commonest scale and way round."""
    catalogue = view.engagement.table("variables")
    overall = catalogue[(catalogue["kind"] == "overall") & catalogue["touchpoint"].notna()]
    overall = overall.assign(sense=view.engagement.senses(overall["variable"]))
    scales = overall.groupby(["scale_low", "scale_high", "sense"], dropna=True)["variable"].count()
    *ends, sense = scales.idxmax() if len(scales) else (float("nan"), float("nan"), 1.0)
    alike = overall["scale_low"].eq(ends[0]) & overall["scale_high"].eq(ends[1])
    same = overall[alike & overall["sense"].eq(sense)]
    rows = view["variable_scores"]
    rows = rows[rows["variable"].isin(same["variable"]) & rows["segment"].eq("all")]
    low, high = ({"level": float(end)} for end in ends)
    what = view.voice.say("figure|map|rating", low=low, high=high)
    return rows.assign(metric="mean", what=what, sense=sense)


def pains(view: View, touchpoints: list[str]) -> pd.DataFrame:
    """Where it hurts, worst first: breakdowns, then themes that go with worse ratings.

    Returns
    -------
    DataFrame
        touchpoint, number (1 = worst), kind ("breakdown" or "theme"), row (the table's row).
    """
    broken = view["breakdowns"]
    broken = broken[broken["breaks"].fillna(False)].dropna(subset=["effect"]).sort_values("effect")
    said = view["themes"].dropna(subset=["effect_on_rating"])
    sense = view.engagement.senses(said["outcome"])
    far = (sense * said["high"]).where(sense > 0, sense * said["low"])  # the end nearest to good
    said = said.assign(way=sense * said["effect_on_rating"])
    said = said[far.lt(0).fillna(False)].sort_values("way")
    found = [(row.touchpoint, "breakdown", row) for row in broken.itertuples()]
    found += [(row.touchpoint, "theme", row) for row in said.itertuples()]
    frame = pd.DataFrame(found, columns=["touchpoint", "kind", "row"])
    frame = frame[frame["touchpoint"].isin(touchpoints)].drop_duplicates("touchpoint")
    frame = frame.head(MOST_PAINS).reset_index(drop=True)
    return frame.assign(number=range(1, len(frame) + 1))
