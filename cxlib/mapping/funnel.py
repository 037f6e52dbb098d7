"""How many get from stage to stage."""

from __future__ import annotations

import ibis
import pandas as pd
from ibis import _

from cxlib.mapping.declared import Declared
from cxlib.mapping.paths import COMPLETED, OPEN, Walks, visits
from cxlib.stats import intervals

NOTE_NO_STAGES = (
    "No touchpoint that customers use is mapped to a stage, so the funnel is not shown: "
    "fill in the touchpoints table."
)


def funnel(walked: Walks, declared: Declared, confidence: float) -> dict[str, pd.DataFrame]:
    """Conversion of each stage: of the instances that entered it, those that went on.

    Going on is reaching a later stage or completing the journey. Instances still open at the stage
    are censored: counted as entered, left out of the share.
    """
    counts = stage_counts(walked, declared)
    if counts.empty:
        return {"notes": pd.DataFrame({"section": ["funnel"], "note": [NOTE_NO_STAGES]})}
    if not walked.judged:  # without completion the last stage leads nowhere that could be counted
        counts = counts[counts.stage < counts.stage.max()]
    base = counts.entered - counts.open
    low, high = intervals.wilson(counts.completed, base, confidence)
    share = (counts.completed / base.where(base > 0)).astype(float)
    table = counts.assign(
        conversion=share, low=low, high=high, stage=[declared.stages[p - 1] for p in counts.stage],
        position=counts.stage,
    )  # fmt: skip
    return {"funnel": table, "findings": _worst(table)}


def stage_counts(walked: Walks, declared: Declared) -> pd.DataFrame:
    """stage (its position), entered, completed and open, in journey instances."""
    staged = declared.touchpoints.dropna(subset="stage_position")
    staged = staged[staged.in_data]
    if staged.empty:
        return pd.DataFrame(columns=["stage", "entered", "completed", "open"])
    stages = ibis.memtable(
        pd.DataFrame({
            "touchpoint": staged.code.astype("int16"),
            "stage": staged.stage_position.astype("int16"),
        })
    )  # fmt: skip
    entered = (
        visits(walked)
        .inner_join(stages, "touchpoint")
        .group_by("path_id", "status", "n", "stage")
        .agg()
    )
    far = entered.group_by("path_id").agg(furthest=_.stage.max())
    both = entered.inner_join(far, "path_id")
    went_on = (both.stage < both.furthest) | (both.status == COMPLETED)
    still = ~went_on & (both.status == OPEN)
    counted = both.group_by("stage").agg(
        entered=both.n.sum(),
        completed=both.n.sum(where=went_on).coalesce(0),
        open=both.n.sum(where=still).coalesce(0),
    )
    return counted.order_by("stage").to_pandas()


def _worst(table: pd.DataFrame) -> pd.DataFrame:
    """The stage that loses most, in a sentence; the last one leads nowhere and is left out."""
    before_last = table.position < table.position.max()
    judged = table[before_last & (table.conversion < 1) & (table.entered > table.open)]
    if judged.empty:
        return pd.DataFrame()
    row = judged.loc[judged.conversion.idxmin()]
    n = int(row.entered - row.open)
    statement = (
        f"The funnel narrows most at {row.stage}: {row.conversion:.1%} of {n:,} journey instances "
        f"went on ({row.low:.1%} to {row.high:.1%})."
    )
    return pd.DataFrame({
        "finding_id": [f"funnel:{row.stage}"], "statement": [statement], "grade": ["events"],
        "n": [n], "evidence": [f"funnel[stage={row.stage}]"], "leads_to": [None],
    })  # fmt: skip
