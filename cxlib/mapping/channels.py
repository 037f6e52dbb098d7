"""Where customers enter, and how they move between channels (web, shop, phone)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pandas as pd
from ibis import _

from cxlib.engagement.contracts.names import key
from cxlib.engagement.log.identities import ENOUGH, MATCHED
from cxlib.mapping.declared import Declared
from cxlib.mapping.packing import channel_of, neighbours, touchpoint_of
from cxlib.results.coded import note, notes, share

ENTRY = "entry"
FEWEST_CHANNELS = 2  # with one channel there is nothing to enter by or move between


def channel_moves(
    lists: ir.Table, declared: Declared, channels: list[str], quality: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The channel that journeys begin in (source "entry"), and every change of channel after it.

    A channel is the event's own, else that of its touchpoint on the map. Returns source, target,
    n and share (of the entries; of the moves that leave the source). Nothing is drawn where
    `quality` warns that too few ids were matched to customers.
    """
    unmatched = matched_too_few(quality)
    if unmatched is not None:
        said = note("channel_moves", "unmatched", matched=share(unmatched), enough=share(ENOUGH))
        return {"notes": notes(said)}
    names, of_touchpoint = _numbered(declared, channels)
    if len(names) < FEWEST_CHANNELS:
        return {"notes": notes(note("channel_moves", "no channel"))}
    lookup = ibis.array(of_touchpoint)
    used = lists.select(
        used=lists.steps.map(
            lambda s: ibis.ifelse(
                channel_of(s) > 0, channel_of(s), lookup[touchpoint_of(s).cast("int32")]
            )
        ).filter(lambda c: c > 0)
    )
    entries = used.filter(used.used.length() > 0).group_by(target=_.used[0]).agg(n=_.count())
    pairs = neighbours(used, used.used)
    moves = pairs.filter(pairs.a != pairs.b).group_by(source="a", target="b").agg(n=_.count())
    both = pd.concat([entries.to_pandas().assign(source=0), moves.to_pandas()], ignore_index=True)
    named = dict(enumerate([ENTRY, *names]))
    table = both.assign(source=both.source.map(named), target=both.target.map(named))
    return {"channel_moves": table.assign(share=both.n / both.groupby("source").n.transform("sum"))}


def _numbered(declared: Declared, channels: list[str]) -> tuple[list[str], list[int]]:
    """Channel names, those of the events first, and the number of each touchpoint's channel."""
    mapped = declared.touchpoints.channel
    known = {key(c) for c in channels}
    names = [*channels, *(c for c in mapped.dropna().unique() if key(c) not in known)]
    number = {key(name): i for i, name in enumerate(names, start=1)}
    return names, [number.get(key(c), 0) if isinstance(c, str) else 0 for c in mapped]


def matched_too_few(quality: pd.DataFrame) -> float | None:
    """The share of the interactions' ids that are matched, where it is too low; else nothing."""
    rows = quality[(quality.table == "interactions") & (quality.check == MATCHED)]
    poor = rows[rows.severity == "warning"]
    return None if poor.empty else float(str(poor.example.iloc[0]).rstrip("%")) / 100
