"""From events to journey instances: one list of packed events each.

Instances come from `journey_id`; events without one are cut by silence, per customer and, where
the events name it, per journey. Everything stays in the engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from ibis import _

from cxlib.mapping import gap, packing
from cxlib.mapping.declared import seconds
from cxlib.mapping.packing import DONE, FAILED, MOST_CHANNELS, NO_FLAG, instant_of
from cxlib.results.coded import Figure, count, note

PART_EVENTS = 12_500_000  # events listed at once: some 0.8 GB in DuckDB, well within its limit
NO_CHANNELS = pd.DataFrame({"channel": [], "channel_code": []})
Note = dict[str, object]
SHARED_IDS = 0.05  # a larger share of ids met under several customers: they restart with each one


@dataclass(frozen=True)
class Overview:
    """What the events hold: rows, and how many of them name a journey, an id, a channel, a flag."""

    volumes: pd.DataFrame
    interactions: int
    journey: int
    journey_id: int
    channel: int
    completed: int


@dataclass(frozen=True)
class Instances:
    """Journey instances in the engine, and how they were made.

    `lists` has customer, journey (text or missing) and steps (sorted packed events). `gap` is the
    silence in seconds that cuts (or, with ids, closes) a journey; missing for none. `remarks` are
    notes on how ids and channels were read.
    """

    lists: ir.Table
    cut_by: str
    gap: float
    gap_is: str
    tied: int
    channels: list[str]
    remarks: tuple[Note, ...] = ()


def overview(events: ir.Table) -> Overview:
    """Interactions per touchpoint, and which optional columns carry anything."""
    counts = {c: events[c].count() for c in ("journey", "journey_id", "channel", "completed")}
    found = events.group_by("touchpoint").agg(interactions=events.count(), **counts).to_pandas()
    sums = {c: int(found[c].sum()) for c in counts}
    volumes = found[["touchpoint", "interactions"]].dropna()
    return Overview(volumes, interactions=int(found.interactions.sum()), **sums)


def instances(events: ir.Table, codes: pd.DataFrame, seen: Overview, rule: str) -> Instances:
    """Journey instances of all the events.

    Parameters
    ----------
    events : the interactions, in any engine that ibis speaks to.
    codes : touchpoint and code.
    seen : the overview of the same events.
    rule : `policy.journey_gap`: "auto", "none" or a duration.
    """
    spelled, channels, remarks = _channels(events) if seen.channel else (NO_CHANNELS, [], ())
    packed = _packed(events, codes, spelled, seen)
    with_id = _by_id(packed, seen) if seen.journey_id else None
    remarks = (_told("ids restart"), *remarks) if with_id and "customer" in with_id else remarks
    if with_id is not None and seen.journey_id == seen.interactions:
        lists, tied = _listed(packed, with_id, seen.interactions)
        silence, said = _silence(lists, rule, gap.longest_usual)
        return Instances(lists, "journey_id", silence, said, tied, channels, remarks)
    rest = packed.filter(packed.journey_id.isnull()) if with_id is not None else packed
    keys = ["journey", "customer"] if seen.journey else ["customer"]
    whole, tied = _listed(rest, keys, seen.interactions)
    silence, said = _silence(whole, rule, gap.suggest)
    lists = whole if np.isnan(silence) else cut(whole, silence).cache()
    if with_id is None:
        by = "customer" if np.isnan(silence) else "gap"
        return Instances(lists, by, silence, said, tied, channels, remarks)
    with_ids = packed.filter(packed.journey_id.notnull())
    tagged, tied_ids = _listed(with_ids, with_id, seen.journey_id)
    both = ibis.union(tagged, lists).cache()
    tied += tied_ids
    return Instances(both, "journey_id and gap", silence, said, tied, channels, remarks)


def _silence(
    lists: ir.Table, rule: str, suggestion: Callable[[pd.DataFrame], float]
) -> tuple[float, str]:
    """The silence that ends a journey, and where it comes from: declared, data or none."""
    if rule == "none":
        return np.nan, "none"
    declared = seconds(rule)
    if np.isfinite(declared):
        return declared, "declared"
    found = suggestion(gap.gap_bins(lists))
    return found, "data" if np.isfinite(found) else "none"


def _channels(events: ir.Table) -> tuple[pd.DataFrame, list[str], tuple[Note, ...]]:
    """Each channel's channel_code, the channels' names (commonest first), and what to say.

    Beyond the most that fit, the rest count as none.
    """
    counted = events.filter(events.channel.notnull()).group_by("channel").agg(n=_.count())
    found = counted.to_pandas()
    sums = found.set_index("channel").n.sort_index().sort_values(ascending=False, kind="stable")
    names = sums.index.tolist()[:MOST_CHANNELS]
    code = found.channel.map({n: i for i, n in enumerate(names, start=1)})
    numbered = found[["channel"]].assign(channel_code=code.fillna(0).astype("int64"))
    said = []
    if len(sums) > len(names):
        said.append(_told("channels left out", most=count(MOST_CHANNELS), all=count(len(sums))))
    return numbered, names, tuple(said)


def _told(code: str, **slots: Figure) -> Note:
    return note("journeys", code, audience="consultant", **slots)


def _packed(
    events: ir.Table, codes: pd.DataFrame, channels: pd.DataFrame, seen: Overview
) -> ir.Table:
    """Each event as one integer, beside the columns that make its instance."""
    coded = events.inner_join(ibis.memtable(codes[["touchpoint", "code"]]), "touchpoint")
    channel: ir.IntegerValue = ibis.literal(0, "int64")
    if len(channels):
        coded = coded.left_join(ibis.memtable(channels), "channel")
        channel = coded.channel_code.coalesce(0).cast("int64")
    flag: ir.IntegerValue = ibis.literal(NO_FLAG, "int64")
    if seen.completed:
        given = ibis.cases((coded.completed, DONE), (~coded.completed, FAILED), else_=NO_FLAG)
        flag = given.cast("int64")
    when = packing.instant(coded.time, events.get_backend().name)
    step = packing.pack(when, coded.code.cast("int64"), channel, flag)
    optional = {"journey": seen.journey, "journey_id": seen.journey_id, "row": "row" in events}
    kept = ["customer", "time", *(column for column, used in optional.items() if used)]
    packed = coded.select(*kept, step=step)
    if events.get_backend().name == packing.SPARK:  # its cache knows only joined tables met before
        packed.limit(0).to_pyarrow()
    return packed


def _by_id(packed: ir.Table, seen: Overview) -> list[str]:
    """The columns that tell one trip from another: ids may restart with every customer."""
    per_id = (
        packed.filter(packed.journey_id.notnull())
        .group_by("journey_id")
        .agg(several=packed.customer.min() != packed.customer.max())
    )
    shared = per_id.agg(share=per_id.several.cast("int32").mean()).to_pandas().share[0]
    return ["customer", "journey_id"] if shared > SHARED_IDS else ["journey_id"]


def _listed(packed: ir.Table, keys: list[str], events: int) -> tuple[ir.Table, int]:
    """One list a key, in time order; events of the same instant in the order of the file.

    The embedded engine holds the lists of one aggregate in memory and cannot spill them, so a
    long log is listed in parts, by the key's hash; the finished lists can be spilled.
    """
    parts = 1
    if packed.get_backend().name == "duckdb":
        parts = 1 << max(0, int(np.ceil(np.log2(events / PART_EVENTS))))
    done = [_part(packed, keys, number, parts) for number in range(parts)]
    lists = done[0][0] if parts == 1 else ibis.union(*(part for part, _n in done))
    return lists, sum(n for _part, n in done)


def _part(packed: ir.Table, keys: list[str], number: int, parts: int) -> tuple[ir.Table, int]:
    """The lists of one part of the keys, and how many of them had to be put in the file's order."""
    if parts > 1:
        packed = packed.filter((packed[keys[-1]].hash() & (parts - 1)) == number)
    named = {c: packed[c].min() for c in ("customer", "journey") if c in packed and c not in keys}
    sorted_ = packed.group_by(keys).agg(**named, steps=packed.step.collect().sort()).cache()
    tied = _tied(sorted_, keys).cache()
    n = int(tied.count().to_pyarrow().as_py())
    if n == 0 or "row" not in packed.columns:
        return _plain(sorted_), n
    again = packed.semi_join(tied, keys)
    in_order = packing.in_file_order(again)
    again = again.group_by(keys).agg(**{c: again[c].min() for c in named}, steps=in_order).cache()
    rest = sorted_.anti_join(tied, keys)
    return ibis.union(_plain(rest), _plain(again)), n


def _plain(lists: ir.Table) -> ir.Table:
    """customer, journey (missing where the events name none) and steps."""
    journey = lists.journey if "journey" in lists.columns else ibis.null("string")
    return lists.select("customer", "steps", journey=journey).select("customer", "journey", "steps")


def _tied(lists: ir.Table, keys: list[str]) -> ir.Table:
    """Keys of the lists in which two different events share an instant."""
    pairs = packing.neighbours(lists, lists.steps, *keys)
    same = (instant_of(pairs.a) == instant_of(pairs.b)) & (pairs.a != pairs.b)
    return pairs.filter(same).select(keys).distinct()


def cut(lists: ir.Table, silence: float) -> ir.Table:
    """Each list cut wherever two events lie further apart than `silence` seconds."""
    far = int(silence * packing.MS_PER_SECOND)
    later = ibis.range(1, lists.steps.length().cast("int32"), 1).filter(
        lambda i: instant_of(lists.steps[i]) - instant_of(lists.steps[i - 1]) > far
    )
    marked = lists.mutate(starts=ibis.array([ibis.literal(0, "int32")]).concat(later))
    ends = marked.starts[1:].concat(ibis.array([marked.steps.length()]))
    bounds = marked.mutate(ends=ends)
    pieces = packing.side_by_side(
        bounds, "customer", "journey", "steps", a=bounds.starts, b=bounds.ends
    )
    return pieces.select("customer", "journey", steps=pieces.steps[pieces.a : pieces.b])
