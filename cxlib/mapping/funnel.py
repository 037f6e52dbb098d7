"""How many get from stage to stage."""

from __future__ import annotations

import ibis
import pandas as pd
from ibis import _

from cxlib.mapping.declared import Declared
from cxlib.mapping.paths import COMPLETED, OPEN, Walks, until_over
from cxlib.results.coded import note, notes
from cxlib.stats import intervals


def funnel(walked: Walks, declared: Declared, confidence: float) -> dict[str, pd.DataFrame]:
    """Conversion of each stage: of the instances that entered it, those that went on.

    Going on is reaching a later stage or completing the journey. Instances still open at the stage
    are censored: counted as entered, left out of the share.
    """
    counts = stage_counts(walked, declared)
    if counts.empty:
        return {"notes": notes(note("funnel", "no stages"))}
    if not walked.judged:  # without completion the last stage leads nowhere that could be counted
        counts = counts[counts.stage < counts.stage.max()]
    base = counts.entered - counts.open
    low, high = intervals.wilson(counts.completed, base, confidence)
    share = (counts.completed / base.where(base > 0)).astype(float)
    table = counts.assign(
        conversion=share, low=low, high=high, stage=[declared.stages[p - 1] for p in counts.stage],
        position=counts.stage,
    )  # fmt: skip
    return {"funnel": table}


def stage_counts(walked: Walks, declared: Declared) -> pd.DataFrame:
    """stage (its position), entered, completed and open, in journey instances."""
    positions = sorted(_staged(declared).stage_position.unique().tolist())
    if not positions:
        return pd.DataFrame(columns=["stage", "entered", "completed", "open"])
    patterns = _patterns(walked, declared, positions)
    rows = []
    for place, position in enumerate(positions):
        here = patterns[patterns[f"in_{position}"]]
        later = here[[f"in_{p}" for p in positions[place + 1 :]]].any(axis=1)
        on = later | (here.status == COMPLETED)
        counts = (here.n.sum(), here.n[on].sum(), here.n[~on & (here.status == OPEN)].sum())
        rows.append((position, *counts))
    return pd.DataFrame(rows, columns=["stage", "entered", "completed", "open"])


def _patterns(walked: Walks, declared: Declared, positions: list[int]) -> pd.DataFrame:
    """Which stages instances entered (in_1, in_2, ...) before they were over, status and n."""
    staged = _staged(declared)
    position_of = dict(zip(staged.code, staged.stage_position, strict=True))
    lookup = ibis.array([int(position_of.get(c, 0)) for c in declared.touchpoints.code])
    paths = walked.paths.mutate(before=until_over(walked.paths))
    stages = paths.mutate(stages=paths.before.map(lambda code: lookup[code]))
    entered = {f"in_{p}": stages.stages.contains(p) for p in positions}
    return stages.group_by("status", **entered).agg(n=_.n.sum()).to_pandas()


def _staged(declared: Declared) -> pd.DataFrame:
    """The touchpoints that customers use and the map gives a stage."""
    staged = declared.touchpoints.dropna(subset="stage_position")
    return staged[staged.in_data].astype({"stage_position": "int64"})
