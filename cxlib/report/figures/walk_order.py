"""In which order pictures show touchpoints: the map's, and where it has none the customers' own."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf

import pandas as pd

from cxlib.language.numbers import missing
from cxlib.release.view import View


def in_order(view: View, names: Iterable[str]) -> list[str]:
    """Touchpoints by stage, by their declared order, then as customers walk them; what is in no
    stage comes last. Where nobody walks they stay as they came."""
    catalogue, names = view.engagement.table("touchpoints"), list(names)
    by_name = catalogue.set_index("touchpoint")
    stage = by_name["stage"].map(stages(catalogue)).to_dict()
    declared = by_name["order"].dropna().to_dict()
    walked = {name: k for k, name in enumerate(as_walked(names, view["transitions"]))}
    return sorted(names, key=lambda n: (_or_last(stage.get(n)), declared.get(n, inf), walked[n]))


def stages(catalogue: pd.DataFrame) -> dict[str, int]:
    """Place of each stage: that of its first touchpoint on the map, as in the tables."""
    mapped = catalogue.sort_values("order", na_position="last", kind="stable")
    return {stage: k for k, stage in enumerate(mapped["stage"].dropna().unique())}


def as_walked(names: Iterable[str], moves: pd.DataFrame) -> list[str]:
    """The order in which few moves go back: Eades, Lin & Smyth (1993), weighted by moves.

    Parameters
    ----------
    names : touchpoints; those without a move keep their order, at the end
    moves : columns source, target, n (missing where hidden)

    >>> moves = pd.DataFrame({"source": ["b", "a", "c"], "target": ["c", "b", "a"], "n": [9, 8, 1]})
    >>> as_walked(["c", "b", "a", "z"], moves)
    ['a', 'b', 'c', 'z']
    """
    names = list(names)
    known = moves.dropna(subset=["n"])
    known = known[known["source"].isin(names) & known["target"].isin(names)]
    known = known[known["source"] != known["target"]].assign(n=known["n"].astype(float))
    met = {*known["source"], *known["target"]}
    left, front, back = [name for name in names if name in met], [], []
    while left:
        out, into = (known.groupby(end)["n"].sum().reindex(left).fillna(0) for end in
                     ("source", "target"))  # fmt: skip
        ends = [name for name in left if not out[name]]
        name = ends[0] if ends else (out - into).where(into > 0, inf).idxmax()
        (back if ends else front).append(name)
        left.remove(name)
        known = known[(known["source"] != name) & (known["target"] != name)]
    return [*front, *reversed(back), *(name for name in names if name not in met)]


def _or_last(place: object) -> float:
    return inf if missing(place) else float(place)
