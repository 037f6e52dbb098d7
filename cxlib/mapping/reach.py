"""Counts behind the breakdowns: visits with their drop-offs, and instances with their repeats."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from ibis import _

from cxlib.mapping import packing
from cxlib.mapping.paths import COMPLETED, DROPPED, ENDED, OPEN, Walks, visits

BAND_STARTS = (0, 1, 2, 3, 4, 6, 9, 15)  # how far along, in visits before: ever wider bands
BANDS = len(BAND_STARTS)
KEYS = ("journey", "status", "touchpoint", "band", "again")


def visit_counts(walked: Walks) -> pd.DataFrame:
    """journey, touchpoint, band, visits, at_risk, drops, returns, left, back and seen.

    A visit is a trial: the journey goes on, is completed, ends where it may, or is dropped. What
    follows the last visit of an open instance is not known: it is no trial. One that completes the
    journey can lose nobody, so that it is not at risk of a drop-off. A return
    is a visit that is followed by another at the same touchpoint; left those followed by one
    elsewhere, back those of them that are followed by one here again. seen is all visits.
    """
    seen = visits(walked)
    final, away = seen.next.isnull(), seen.next != seen.touchpoint
    counted = seen.group_by("journey", "touchpoint", place=_capped(seen.i)).agg(
        visits=seen.n.sum(where=~(final & (seen.status == OPEN))).coalesce(0),
        at_risk=seen.n.sum(where=~(final & seen.status.isin([OPEN, COMPLETED]))).coalesce(0),
        drops=seen.n.sum(where=final & (seen.status == DROPPED)).coalesce(0),
        returns=seen.n.sum(where=seen.next == seen.touchpoint).coalesce(0),
        left=seen.n.sum(where=away).coalesce(0),
        back=seen.n.sum(where=away & (seen.after == seen.touchpoint)).coalesce(0),
        seen=seen.n.sum(),
    )
    return _judged(_banded(counted.to_pandas()), walked)


def meetings(walked: Walks) -> pd.DataFrame:
    """How instances and touchpoints met: journey, status, touchpoint, band, again, n, times, later.

    band is that of the first visit, -1 where the only visits came after its end; again says
    whether there were two or more before it. n counts instances, times their visits, later all
    their visits anywhere after the first one here.
    """
    paths = walked.paths
    listed = paths.mutate(back=packing.backwards(paths, paths.path[: paths.over]))
    met = packing.side_by_side(
        listed, "journey", "status", "n", "over", "path", "back",
        touchpoint=listed.path, i=ibis.range(0, listed.path.length(), 1),
    )  # fmt: skip
    first, last = met.path.index(met.touchpoint), met.over - 1 - met.back.index(met.touchpoint)
    came, here = first < met.over, met.i == first
    counted = met.group_by(
        "journey", "status", "touchpoint",
        place=ibis.ifelse(came, _capped(first), -1), again=came & (last > first),
    ).agg(
        n=met.n.sum(where=here),
        times=met.n.sum(where=met.i < met.over).coalesce(0),
        later=(met.n * (met.over - first - 1)).sum(where=here),
    )  # fmt: skip
    return _banded(counted.to_pandas())


def _capped(place: ir.IntegerValue) -> ir.IntegerValue:
    """A place in the journey; beyond the start of the last band all places are one."""
    return ibis.least(place, BAND_STARTS[-1])


def _banded(counts: pd.DataFrame) -> pd.DataFrame:
    """The counts by band in place of place; -1 stays what it is."""
    bands = np.searchsorted(BAND_STARTS, counts.place, side="right") - 1
    banded = counts.drop(columns="place").assign(band=bands)
    return banded.groupby([c for c in KEYS if c in banded], as_index=False).sum()


def reach_counts(met: pd.DataFrame, walked: Walks) -> pd.DataFrame:
    """journey, touchpoint, band, and instances: passed, reached, repeated, completed, extra, later.

    passed counts all instances that came; reached those of them that are over; repeated those that
    came twice or more and never completed; completed those that did. extra is the visits beyond
    each first one, later all visits anywhere after it.
    """
    during = met[met.band >= 0]
    over, failed = during.status != OPEN, during.status.isin([DROPPED, ENDED])
    counted = during.assign(
        passed=during.n,
        reached=during.n.where(over, 0),
        repeated=during.n.where(failed & during.again, 0),
        completed=during.n.where(during.status == COMPLETED, 0),
        extra=during.times - during.n,
    )
    columns = ["passed", "reached", "repeated", "completed", "extra", "later"]
    summed = counted.groupby(["journey", "touchpoint", "band"], as_index=False)[columns].sum()
    return _judged(summed, walked)


def _judged(counts: pd.DataFrame, walked: Walks) -> pd.DataFrame:
    """Only the journeys whose completion is known."""
    return counts[counts.journey.isin(walked.judged)]


def journey_sizes(walked: Walks) -> pd.DataFrame:
    """journey (code), and instances: n, completed, open, over (known to be complete or not)."""
    sized = walked.paths.group_by("journey", "status").agg(n=_.n.sum()).to_pandas()
    table = sized.pivot_table(index="journey", columns="status", values="n", aggfunc="sum")
    table = table.reindex(columns=range(5)).fillna(0).astype("int64")
    known = table.index.isin(walked.judged)
    return pd.DataFrame({
        "journey": table.index,
        "n": table.sum(axis=1).to_numpy(),
        "completed": table[COMPLETED].to_numpy(),
        "open": table[OPEN].to_numpy(),
        "over": (table[[COMPLETED, ENDED, DROPPED]].sum(axis=1) * known).to_numpy(),
    })  # fmt: skip
