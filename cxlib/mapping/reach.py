"""Counts behind the breakdowns: visits with their drop-offs, and instances with their repeats."""

from __future__ import annotations

import ibis.expr.types as ir
import pandas as pd
from ibis import _

from cxlib.mapping.paths import COMPLETED, DROPPED, ENDED, OPEN, Walks, visits

BAND_STARTS = (0, 1, 2, 3, 4, 6, 9, 15)  # how far along, in visits before: ever wider bands
BANDS = len(BAND_STARTS)


def band(place: ir.IntegerValue) -> ir.IntegerValue:
    """The band of a place in the journey, 0 to 7."""
    return sum((place >= start).cast("int64") for start in BAND_STARTS[1:])


def judged_visits(walked: Walks) -> ir.Table:
    """Visits of the journeys whose completion is known."""
    return visits(walked).filter(_.journey.isin(sorted(walked.judged) or [-1]))


def visit_counts(walked: Walks) -> pd.DataFrame:
    """journey, touchpoint, band, visits and drops.

    A visit is a trial of the hazard: the journey goes on, is completed, ends where it may, or is
    dropped. What follows the last visit of an open instance is not known: it is no trial.
    """
    seen = judged_visits(walked)
    final = seen.i == seen.last
    counted = seen.group_by("journey", "touchpoint", band=band(seen.i)).agg(
        visits=seen.n.sum(where=~(final & (seen.status == OPEN))).coalesce(0),
        drops=seen.n.sum(where=final & (seen.status == DROPPED)).coalesce(0),
    )
    return counted.to_pandas()


def reach_counts(walked: Walks) -> pd.DataFrame:
    """journey, touchpoint, band of the first visit, and instances: passed, reached, repeated...

    passed counts all instances that came; reached those of them that are over; repeated those that
    came twice or more and never completed; completed those that did; extra is the visits beyond
    each first one.
    """
    seen = judged_visits(walked)
    met = seen.group_by("path_id", "journey", "touchpoint", "status", "n").agg(
        first=_.i.min(), times=_.count()
    )
    over = met.status != OPEN
    failed = met.status.isin([DROPPED, ENDED])
    counted = met.group_by("journey", "touchpoint", band=band(met.first)).agg(
        passed=met.n.sum(),
        reached=met.n.sum(where=over).coalesce(0),
        repeated=met.n.sum(where=failed & (met.times >= 2)).coalesce(0),
        completed=met.n.sum(where=met.status == COMPLETED).coalesce(0),
        extra=(met.n * (met.times - 1)).sum(where=over).coalesce(0),
    )
    return counted.to_pandas()


def journey_sizes(walked: Walks) -> pd.DataFrame:
    """journey (code), and instances: n, completed, over (known to be complete or not)."""
    paths = walked.paths
    known = paths.status.isin([COMPLETED, ENDED, DROPPED])
    known = known & paths.journey.isin(sorted(walked.judged) or [-1])
    sized = paths.group_by("journey").agg(
        n=paths.n.sum(),
        completed=paths.n.sum(where=paths.status == COMPLETED).coalesce(0),
        over=paths.n.sum(where=known).coalesce(0),
    )
    return sized.order_by("journey").to_pandas()
