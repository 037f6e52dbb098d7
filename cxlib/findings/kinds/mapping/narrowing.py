"""Where the way from stage to stage narrows."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.contracts.names import key, several
from cxlib.findings.claim import Claim, known, shown
from cxlib.findings.families import NARROWEST
from cxlib.findings.weighing import in_deviations, sure_from_p
from cxlib.release.rules import limit
from cxlib.release.view import View
from cxlib.results.coded import Figure, coded, count, listed, nested, of100, p, share, text
from cxlib.stats.intervals import wilson
from cxlib.stats.tests import two_proportions

HALF = 0.5  # of the moves between stages: so many lead on where the map has no order


def funnel(view: View) -> Iterator[Claim]:
    """The stage that fewest get through: alone where every other one differs beyond chance.

    Of customers who go back as often as on there is no way through: the last stage, from which
    nobody can go on, would be the narrowest whatever happens there.
    """
    ranked = _ranked(view)
    if ranked.empty or not walked_in_order(view):
        return
    worst, others = ranked.iloc[0], ranked.iloc[1:]
    tests = _against(worst, others)
    tested = float(tests.max()) if len(tests) else None
    narrowest = tested is not None and tested < 1 - view.confidence
    # of some of them, all pairs were compared: the lowest was chosen for being the lowest
    each = tests if narrowest else np.minimum(tests * _pairs(len(ranked)), 1)
    apart = each < 1 - view.confidence
    too_close = others[~apart]
    proven = float(each[apart].max()) if apart.any() else None
    told = too_close if len(too_close) else others.head(1)
    yield Claim(
        subject=worst["stage"],
        direction="only" if others.empty else "among the narrowest" if len(too_close)
        else "narrowest",
        slots={
            "stage": text(worst["stage"]), "on": of100(worst["conversion"]),
            "within": share(worst["conversion"], worst["low"], worst["high"]),
            "n": count(worst["base"]), "p": p(tested),
            "stages": listed(map(text, [worst["stage"], *too_close["stage"]])),
            "others": listed(map(_one, told.to_dict("records"))),
        },
        rows=tuple(("funnel", {"stage": s}) for s in [worst["stage"], *told["stage"]]),
        value=worst["conversion"], low=worst["low"], high=worst["high"], unit="share",
        n=int(worst["base"]), n_of="journeys", p=tested if proven is None else proven,
        family=None if proven is None else NARROWEST,
        reach=known(worst["entered"]) / known(view["funnel"]["entered"].max(), 1.0),
        size=in_deviations(1 - worst["conversion"], worst["conversion"]),
        sure=sure_from_p(tested),
    )  # fmt: skip


def walked_in_order(view: View) -> bool:
    """Whether more moves between stages lead on than back, beyond chance; so where none is seen.

    A journey is cut to begin where it starts, and nothing is seen of it once it is over: even hits
    of pages at random lead on from the one and to the other. So moves from and to these tell
    nothing, where there are others.
    """
    place = view["funnel"].set_index("stage")["position"]
    stage = view["touchpoint_map"].drop_duplicates("touchpoint").set_index("touchpoint")["stage"]
    moves = view["transitions"].dropna(subset=["n"])
    source, target = (
        moves[end].map(stage).map(place).astype(float) for end in ("source", "target")
    )
    ends = _ends_of_journeys(view)
    free = ~(moves["source"].map(key).isin(ends) | moves["target"].map(key).isin(ends))
    ways = target > source, target < source
    if (free & (ways[0] | ways[1])).any():
        ways = ways[0] & free, ways[1] & free
    on, back = (float(moves["n"][way].sum()) for way in ways)
    if on + back == 0:
        return True
    return bool(wilson(on, on + back, view.confidence)[0] > HALF)


def _ends_of_journeys(view: View) -> set[str]:
    """The touchpoints at which a declared journey starts, is completed or ends."""
    declared = view.engagement.table("journeys")
    cells = [cell for column in ("starts", "completes", "ends") for cell in declared[column]]
    return {key(name) for cell in cells for name in several(cell)}


def _pairs(stages: int) -> int:
    return stages * (stages - 1) // 2


def _ranked(view: View) -> pd.DataFrame:
    """Stages that can be judged, lowest conversion first; none where the share of one that many
    enter is hidden, which may be the lowest."""
    table = shown(view, "funnel")
    if (table["entered"].ge(limit(view.policy)) & table["conversion"].isna()).any():
        table = table.head(0)
    table = table.dropna(subset=["conversion"])
    table = table.assign(base=table["entered"] - table["open"]).query("conversion < 1")
    return table[table["base"] >= limit(view.policy)].sort_values("conversion", kind="stable")


def _against(worst: pd.Series, others: pd.DataFrame) -> np.ndarray:
    """The p-value of the difference between the lowest conversion and each other one."""
    lowest = float(worst["completed"]), float(worst["base"])
    return two_proportions(*lowest, others["completed"].astype(float), others["base"].astype(float))


def _one(row: dict[str, object]) -> Figure:
    slots = {"stage": text(row["stage"]), "on": share(row["conversion"]), "n": count(row["base"])}
    return nested(coded("funnel|stage", **slots))
