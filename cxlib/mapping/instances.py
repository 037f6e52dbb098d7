"""From events to journey instances: one list of packed events each.

Instances come from `journey_id`; events without one are cut by silence, per customer and, where
the events name it, per journey. Everything stays in the engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
from ibis import _

from cxlib.mapping import packing
from cxlib.mapping.cutting import cut, uncut
from cxlib.mapping.declared import Declared
from cxlib.mapping.packing import DONE, FAILED, MOST_CHANNELS, NO_FLAG, case, instant_of
from cxlib.mapping.silences import (
    GUESSES,
    NO_SILENCE,
    Silence,
    Silences,
    declared_silences,
    guessed,
    limits,
    usual,
)
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

    `lists` has customer, journey (text or missing), steps (sorted packed events) and until: how
    many of them came before a declared silence that ended the journey. `silences` says by journey
    code which silence parts (or, with ids, closes) the journeys; `remarks` are notes on how ids and
    channels were read, `folded` counts second records of one event.
    """

    lists: ir.Table
    cut_by: str
    silences: Silences
    tied: int
    folded: int
    channels: list[str]
    again: Callable[[Silences], ir.Table]
    remarks: tuple[Note, ...] = ()

    @property
    def guessed(self) -> bool:
        """Whether any silence is a guess."""
        return any(found.origin in GUESSES for found in self.silences.values())

    def moved(self, factor: float) -> Instances:
        """The same with every guessed silence so many times as long."""
        silences = {code: found.moved(factor) for code, found in self.silences.items()}
        return replace(self, lists=self.again(silences), silences=silences)


def overview(events: ir.Table) -> Overview:
    """Interactions per touchpoint, and which optional columns carry anything."""
    counts = {c: events[c].count() for c in ("journey", "journey_id", "channel", "completed")}
    found = events.group_by("touchpoint").agg(interactions=events.count(), **counts).to_pandas()
    sums = {c: int(found[c].sum()) for c in counts}
    volumes = found[["touchpoint", "interactions"]].dropna()
    return Overview(volumes, interactions=int(found.interactions.sum()), **sums)


def instances(
    events: ir.Table, declared: Declared, seen: Overview, rule: str, kept: bool = False
) -> Instances:
    """Journey instances of all the events.

    Parameters
    ----------
    events : the interactions, in any engine that ibis speaks to.
    declared : touchpoints and journeys under their codes.
    seen : the overview of the same events.
    rule : `policy.journey_gap`: "auto", "none" or a duration.
    kept : events that follow another at the same touchpoint within a second are events of their
        own (`duplicates: keep`); else they are second records of one event, and folded.
    """
    spelled, channels, remarks = _channels(events) if seen.channel else (NO_CHANNELS, [], ())
    packed = _packed(events, declared.touchpoints, spelled, seen)
    with_id = _by_id(packed, seen) if seen.journey_id else None
    remarks = (_told("ids restart"), *remarks) if with_id and "customer" in with_id else remarks
    own = declared_silences(declared, rule)
    if with_id is not None and seen.journey_id == seen.interactions:
        lists, tied, folded = _listed(packed, with_id, seen.interactions, kept)
        lists = uncut(lists)
        silences = _closing(lists, declared, own, seen)
        return Instances(lists, "journey_id", silences, tied, folded, channels,
                         lambda _silences: lists, remarks)  # fmt: skip
    rest = packed.filter(packed.journey_id.isnull()) if with_id is not None else packed
    keys = ["journey", "customer"] if seen.journey else ["customer"]
    whole, tied, folded = _listed(rest, keys, seen.interactions, kept)
    whole = _coded(whole, declared)
    silences = _parting(whole, declared, own, seen)
    tagged = None
    if with_id is not None:
        with_ids = packed.filter(packed.journey_id.notnull())
        tagged, *more = _listed(with_ids, with_id, seen.journey_id, kept)
        tied, folded = tied + more[0], folded + more[1]

    def again(silences: Silences) -> ir.Table:
        pieces = cut(whole, declared, silences) if _parts(declared, silences) else uncut(whole)
        return (pieces if tagged is None else ibis.union(uncut(tagged), pieces)).cache()

    by = "gap" if limits(silences) else "customer"
    by = by if tagged is None else "journey_id and gap"
    return Instances(
        again(silences), by, silences, tied, folded, channels, again, remarks
    )  # fmt: skip


def _parts(declared: Declared, silences: Silences) -> bool:
    """Whether anything could part a list: a silence, or a start after an end."""
    return bool(limits(silences)) or bool(
        declared.starting and (declared.completing or declared.ending)
    )


def _coded(lists: ir.Table, declared: Declared) -> ir.Table:
    """The lists with the code of their journey, or of those that nothing names."""
    code = case(lists.journey, declared.spellings).coalesce(declared.otherwise)
    return lists.mutate(code=code.cast("int64")).cache()


def _closing(
    lists: ir.Table, declared: Declared, own: dict[int, Silence], seen: Overview
) -> Silences:
    """The silence that closes each journey where ids part them."""
    lacking = set(declared.journeys.code) - set(own)
    if seen.journey == seen.interactions:
        lacking &= set(declared.spellings.values())
    return own | (usual(lists, lacking) if lacking else {})


def _parting(
    lists: ir.Table, declared: Declared, own: dict[int, Silence], seen: Overview
) -> Silences:
    """The silence that parts each journey; those that nothing names begin by their starts."""
    named = set(declared.spellings.values())
    nameless = {declared.otherwise} if seen.journey < seen.interactions else set()
    found = own | guessed(lists, declared, (named | nameless) - set(own))
    base = found.get(declared.otherwise, NO_SILENCE) if nameless else NO_SILENCE
    return {int(code): found.get(int(code), base) for code in declared.journeys.code}


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


def _listed(
    packed: ir.Table, keys: list[str], events: int, kept: bool
) -> tuple[ir.Table, int, int]:
    """One list a key, in time order; events of the same instant in the order of the file.

    The embedded engine holds the lists of one aggregate in memory and cannot spill them, so a
    long log is listed in parts, by the key's hash; the finished lists can be spilled. Beside them:
    how many lists had ties, and how many events were second records and are folded.
    """
    parts = 1
    if packed.get_backend().name == "duckdb":
        parts = 1 << max(0, int(np.ceil(np.log2(events / PART_EVENTS))))
    done = [_part(packed, keys, number, parts, kept) for number in range(parts)]
    lists = done[0][0] if parts == 1 else ibis.union(*(part for part, *_n in done))
    return lists, sum(tied for _part, tied, _n in done), sum(n for _part, _tied, n in done)


def _part(
    packed: ir.Table, keys: list[str], number: int, parts: int, kept: bool
) -> tuple[ir.Table, int, int]:
    """The lists of one part of the keys; how many of them had to be put in the file's order, and
    how many of their events are second records."""
    if parts > 1:
        packed = packed.filter((packed[keys[-1]].hash() & (parts - 1)) == number)
    named = {c: packed[c].min() for c in ("customer", "journey") if c in packed and c not in keys}
    sorted_ = packed.group_by(keys).agg(**named, steps=packed.step.collect().sort()).cache()
    tied, twice = _close(sorted_, keys)
    n = int(tied.count().to_pyarrow().as_py())
    if n == 0 or "row" not in packed.columns:
        lists = _plain(sorted_)
    else:
        again = packed.semi_join(tied, keys)
        in_order = packing.in_file_order(again)
        again = again.group_by(keys).agg(**{c: again[c].min() for c in named}, steps=in_order)
        lists = ibis.union(_plain(sorted_.anti_join(tied, keys)), _plain(again.cache()))
    if kept or not twice:
        return lists, n, 0
    return lists.mutate(steps=packing.once(lists.steps)).cache(), n, twice


def _plain(lists: ir.Table) -> ir.Table:
    """customer, journey (missing where the events name none) and steps."""
    journey = lists.journey if "journey" in lists.columns else ibis.null("string")
    return lists.select("customer", "steps", journey=journey).select("customer", "journey", "steps")


def _close(lists: ir.Table, keys: list[str]) -> tuple[ir.Table, int]:
    """Keys of the lists in which two different events share an instant, and how many events follow
    another at the same touchpoint too soon to be an act of their own."""
    pairs = packing.neighbours(lists, lists.steps, *keys)
    same = (instant_of(pairs.a) == instant_of(pairs.b)) & (pairs.a != pairs.b)
    soon = packing.recorded_twice(pairs.a, pairs.b)
    close = pairs.select(*keys, same=same, soon=soon).filter(_.same | _.soon).cache()
    twice = int(close.agg(n=close.soon.cast("int32").sum().coalesce(0)).to_pandas().n[0])
    return close.filter(close.same).select(keys).distinct().cache(), twice
