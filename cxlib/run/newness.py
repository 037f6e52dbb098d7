"""Whether a run has anything new to say: it rests on other things than the one made last."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cxlib.engagement.model import Engagement
from cxlib.errors import NothingNew, StillWaits
from cxlib.run.folder import manifests
from cxlib.run.publish import name_of, page_of, publishable, published_at, waits


def same_run(
    folder: Path, engagement: Engagement, kind: str, mark: str, on: str | None
) -> Mapping | None:
    """The period's latest run that may be sent, where it rests on the very same; else None.

    It is published, its page still there, or waits to be approved.

    Parameters
    ----------
    kind : of run, "report" or "monitor"
    mark : the fingerprint of all that it rests on: inputs, settings, own notebooks, kit
    on : the run whose diagnosis it rests on
    """
    last = [m for m in manifests(folder) if publishable(m, kind)]
    last = [m for m in last if m["period"] == engagement.period][-1:]
    for told in last:
        rests = told.get("fingerprint"), told.get("on")
        if rests == (mark, on) and (waits(told) or page_of(folder, told).is_file()):
            return told
    return None


def published_on(same: Mapping | None) -> str | None:
    """The day on which the same was published already; None where it was not."""
    return published_at(same)[:10] if same and not waits(same) else None


def refuse_nothing_new(engagement: Engagement, same: Mapping) -> None:
    """End where nothing is new and that is asked for (`--if-new`).

    Raises
    ------
    NothingNew
        Nothing was written. `StillWaits` where it was made, and waits to be approved.
    """
    day, client = same["finished"][:10], engagement.config.client
    if waits(same):
        raise StillWaits(
            f"{client}: nothing new since {day}: run {name_of(same)} was made then from the same "
            "inputs, settings and kit, and waits for 'cx approve'. Nothing was written.",
            engagement.period,
        )
    raise NothingNew(
        f"{client}: nothing new since {published_on(same)}: {engagement.period or 'it'} "
        "was published then from the same inputs, settings and kit. Nothing was written.",
        engagement.period,
    )
