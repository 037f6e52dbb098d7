"""How customers walk: transitions with their gaps, and the distinct paths."""

from __future__ import annotations

import ibis.expr.types as ir
import numpy as np
import pandas as pd
from ibis import _

from cxlib.mapping.declared import Declared
from cxlib.mapping.packing import MS_PER_SECOND, instant_of, neighbours, touchpoint_of
from cxlib.mapping.paths import COMPLETED, OPEN, UNKNOWN, Walks

TOP_VARIANTS = 1000  # rows of the table
ARROW = " → "
LONGEST_TOLD, MANY_TOLD = 200, 20  # steps: a longer path is no sentence, nor fits into a cell
QUANTILES = [0.5, 0.9]


def steps_between(lists: ir.Table) -> pd.DataFrame:
    """source and target (codes), n, median and p90 of the gap in seconds, within instances."""
    pairs = neighbours(lists, lists.steps)
    steps = pairs.select(
        source=touchpoint_of(pairs.a),
        target=touchpoint_of(pairs.b),
        gap=instant_of(pairs.b) - instant_of(pairs.a),
    )
    counted = steps.group_by("source", "target").agg(n=_.count(), gaps=_.gap.quantile(QUANTILES))
    found = counted.mutate(median=_.gaps[0], p90=_.gaps[1]).drop("gaps").to_pandas()
    seconds = found[["median", "p90"]].astype(float) / MS_PER_SECOND
    return found.assign(median=seconds["median"], p90=seconds.p90)


def transitions(steps: pd.DataFrame, declared: Declared) -> dict[str, pd.DataFrame]:
    """The transitions under the touchpoints' names, with the share of what leaves the source."""
    table = pd.DataFrame({
        "source": declared.name(steps.source),
        "target": declared.name(steps.target),
        "n": steps.n,
        "median_gap_seconds": steps["median"],
        "share": steps.n / steps.groupby("source").n.transform("sum"),
        "p90_gap_seconds": steps.p90,
    })  # fmt: skip
    return {"transitions": table}


def variants(walked: Walks, declared: Declared) -> dict[str, pd.DataFrame]:
    """The commonest paths, and how many of them cover most instances."""
    per_path = (
        walked.paths.group_by("path")
        .agg(
            n=_.n.sum(),
            completed=_.n.sum(where=_.status == COMPLETED).coalesce(0),
            finished=_.n.sum(where=~_.status.isin([OPEN, UNKNOWN])).coalesce(0),
        )
        .cache()
    )
    total = int(per_path.agg(n=_.n.sum()).to_pyarrow()["n"][0].as_py())
    top = per_path.order_by(_.n.desc(), _.path).limit(TOP_VARIANTS).to_pandas()
    names = dict(zip(declared.touchpoints.code, declared.touchpoints.touchpoint, strict=True))
    finished = top.finished.astype(float)
    table = pd.DataFrame({
        "path": [told([names[c] for c in path]) for path in top.path],
        "n": top.n,
        "share": top.n / total,
        "completion": np.where(finished > 0, top.completed / finished.where(finished > 0), np.nan),
    }).drop_duplicates("path")  # fmt: skip
    return {"variants": table}


def told(names: list[str]) -> str:
    """A path as text; of a very long one the beginning, the end and how many are left out.

    >>> told(["a", "b"]), "a → … (+9960) … → a" in told(["a"] * 10_000)
    ('a → b', True)
    """
    if len(names) <= LONGEST_TOLD:
        return ARROW.join(names)
    ends = [ARROW.join(part) for part in (names[:MANY_TOLD], names[-MANY_TOLD:])]
    return f"{ends[0]}{ARROW}… (+{len(names) - 2 * MANY_TOLD}) …{ARROW}{ends[1]}"
