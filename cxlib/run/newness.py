"""Whether a run has anything new to say: it rests on other things than the one published last."""

from __future__ import annotations

from pathlib import Path

from cxlib.engagement.model import Engagement
from cxlib.errors import NoData
from cxlib.run.folder import manifests
from cxlib.run.publish import page_of, publishable


def unchanged_since(
    folder: Path, engagement: Engagement, kind: str, mark: str, on: str | None
) -> str | None:
    """When the period was published from the very same; None where it was not, or not the latest.

    Parameters
    ----------
    kind : of run, "report" or "monitor"
    mark : the fingerprint of all that it rests on: inputs, settings, own notebooks, kit
    on : the run whose diagnosis it rests on
    """
    same = [m for m in manifests(folder) if publishable(m, kind)]
    same = [m for m in same if m["period"] == engagement.period][-1:]
    for told in same:
        rests = told.get("fingerprint"), told.get("on")
        if rests == (mark, on) and page_of(folder, told).is_file():
            return told["finished"][:10]
    return None


def refuse_nothing_new(engagement: Engagement, since: str | None) -> None:
    """End where nothing is new and that is asked for (`--if-new`).

    Raises
    ------
    NoData
        Nothing was written.
    """
    if since is not None:
        raise NoData(
            f"{engagement.config.client}: nothing new since {since}: {engagement.period or 'it'} "
            "was published then from the same inputs, settings and kit. Nothing was written."
        )
