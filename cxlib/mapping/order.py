"""The order on the map against the order in which customers walk."""

from __future__ import annotations

import pandas as pd
from scipy.stats import binomtest

from cxlib.mapping.declared import Declared
from cxlib.mapping.paths import Walks
from cxlib.stats import intervals
from cxlib.stats.tests import benjamini_hochberg

HALF = 0.5


def map_order(walked: Walks, declared: Declared, confidence: float) -> dict[str, pd.DataFrame]:
    """Each touchpoint and the next one on the map: do those who meet both meet them in that order?

    Returns earlier, later, n (instances that met both), in_order (share), low, high, p_adjusted
    (of one half, by the binomial test, over all pairs), agrees (missing where chance alone can
    bring a share so far from one half).
    """
    pairs = _neighbours(declared)
    if not pairs:
        return {}
    paths = walked.paths
    firsts = {code: paths.path.index(code) for pair in pairs for code in pair}
    sums = {}
    for i, (a, b) in enumerate(pairs):
        both = (firsts[a] >= 0) & (firsts[b] >= 0)
        sums[f"n{i}"] = paths.n.sum(where=both).coalesce(0)
        sums[f"x{i}"] = paths.n.sum(where=both & (firsts[a] < firsts[b])).coalesce(0)
    row = paths.agg(**sums).to_pandas().iloc[0]
    n, x = ([int(row[f"{c}{i}"]) for i in range(len(pairs))] for c in "nx")
    low, high = intervals.wilson(x, n, confidence)
    names = dict(zip(declared.touchpoints.code, declared.touchpoints.touchpoint, strict=True))
    table = pd.DataFrame({
        "earlier": [names[a] for a, _b in pairs], "later": [names[b] for _a, b in pairs],
        "n": n, "in_order": pd.Series(x) / pd.Series(n).where(pd.Series(n) > 0),
        "low": low, "high": high,
        "p_adjusted": benjamini_hochberg([_by_chance(*met) for met in zip(x, n, strict=True)]),
    })  # fmt: skip
    proven = (table.p_adjusted <= 1 - confidence).fillna(False)
    agrees = (table.in_order > HALF).astype("boolean").where(proven, pd.NA)
    return {"map_order": table.assign(agrees=agrees)[table.n > 0]}


def _by_chance(in_order: int, met: int) -> float:
    """The p of as many out of those that met both, were either order as likely."""
    return float(binomtest(in_order, met, HALF).pvalue) if met else float("nan")


def _neighbours(declared: Declared) -> list[tuple[int, int]]:
    """Codes of touchpoints next to each other on the map, within a journey, both in the data.

    Where the map declares no order, the rows of its file are a list and not a walk.
    """
    known = declared.touchpoints
    mapped = known[known.in_catalogue & known.in_data & known.order.notna()]
    groups = mapped.groupby(mapped.journey.fillna(""), sort=False)
    return [
        (int(a), int(b))
        for _name, group in groups
        for a, b in zip(group.code[:-1], group.code[1:], strict=True)
    ]
