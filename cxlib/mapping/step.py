"""The questions of step 1, in order."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.mapping.blueprint import NO_WAITS, blueprint, waits_before
from cxlib.mapping.breakdowns import breakdowns
from cxlib.mapping.breakdowns import remarks as reasons
from cxlib.mapping.catalogue import touchpoint_map, use_of
from cxlib.mapping.channels import channel_moves
from cxlib.mapping.declared import Declared, declare, too_many
from cxlib.mapping.funnel import funnel
from cxlib.mapping.instances import Instances, instances, overview
from cxlib.mapping.journeys import NO_WORTH, journeys, remarks, worth
from cxlib.mapping.loops import loops
from cxlib.mapping.moved_gap import moved, steady_breakdowns, steady_journeys
from cxlib.mapping.order import map_order
from cxlib.mapping.packing import MOST_TOUCHPOINTS
from cxlib.mapping.paths import Walks, walks
from cxlib.mapping.reach import meetings
from cxlib.mapping.stages import leavers, stage_times
from cxlib.mapping.telling import told_silences
from cxlib.mapping.walk import steps_between, transitions, variants
from cxlib.mapping.workshop import NO_STEPS, proposed_stages, to_define
from cxlib.results.coded import count, listed, note, notes, text

Part = dict[str, pd.DataFrame]
NO_USE = pd.DataFrame({"code": pd.Series([], dtype="int64"), "customers": [], "starts": [],
                       "ends": [], "repeats": []})  # fmt: skip
NO_VOLUMES = pd.DataFrame({"touchpoint": pd.Series([], dtype="str"), "interactions": []})
PROVEN = {"duckdb": "DuckDB", "postgres": "PostgreSQL", "pyspark": "Spark"}
FILE_ORDER, MAP_ORDER = "file order", "map order"  # of events that share an instant


def answers(engagement: Engagement) -> Iterator[Part]:
    """The step's questions, each with its tables, findings and notes."""
    events = engagement.events
    if events is not None and (engine := events.get_backend().name) not in PROVEN:
        proven = listed(map(text, PROVEN.values()))
        yield _said(note("journeys", "unproven engine", engine=text(engine), proven=proven))
        return
    seen = overview(events) if events is not None else None
    if seen is None or seen.interactions == 0:
        yield from _without_events(engagement)
        return
    declared = _declare(engagement, seen.volumes, seen.journey > 0)
    if too_many(declared):
        names, most = count(len(declared.touchpoints)), count(MOST_TOUCHPOINTS)
        yield _said(note("touchpoint_map", "too many", names=names, most=most))
        return
    kept = engagement.config.tables["interactions"].duplicates == "keep"
    made = instances(events, declared, seen, engagement.policy.journey_gap, kept)
    flagged, end = seen.completed > 0, _data_end(engagement)
    walked = walks(made, declared, flagged, end)
    confidence, fdr = engagement.policy.confidence, engagement.policy.fdr
    steps, met = steps_between(made.lists), meetings(walked)

    def fates(other: Instances) -> Part:
        again = walks(other, declared, flagged, end)
        broken = breakdowns(again, meetings(again), declared, confidence, fdr)
        return journeys(again, declared, NO_WORTH, confidence) | {"breakdowns": broken}

    elsewhere = moved(made, fates)
    yield _how_cut(made, walked, declared, FILE_ORDER if "row" in events.columns else MAP_ORDER)
    yield touchpoint_map(declared, use_of(walked, met, steps), proposed_stages(declared, steps))
    level = journeys(walked, declared, worth(engagement), confidence)
    yield level
    yield steady_journeys(level["journeys"], elsewhere, engagement.policy.privacy_n)
    yield remarks(walked, declared, engagement.table("journeys"))
    yield transitions(steps, declared)
    yield variants(walked, declared)
    yield loops(walked, declared, confidence)
    yield funnel(walked, declared, confidence)
    yield stage_times(walked, declared)
    yield leavers(walked, declared)
    yield channel_moves(made.lists, declared, made.channels, engagement.quality)
    broken = breakdowns(walked, met, declared, confidence, fdr)
    held = steady_breakdowns(broken, elsewhere)
    yield held
    yield {"notes": reasons(held.get("breakdowns", broken))}
    yield map_order(walked, declared, confidence)
    yield to_define(declared, engagement.table("variables"), steps)
    yield blueprint(declared, engagement.table("activities"), waits_before(made.lists))


def _without_events(engagement: Engagement) -> Iterator[Part]:
    if engagement.has("touchpoints"):
        declared = _declare(engagement, NO_VOLUMES, False)
        yield touchpoint_map(declared, NO_USE, proposed_stages(declared, NO_STEPS))
        yield to_define(declared, engagement.table("variables"), NO_STEPS)
        yield blueprint(declared, engagement.table("activities"), NO_WAITS)
    else:
        yield _said(note("touchpoint_map", "nothing supplied"))
    yield _said(note("journeys", "no events"))


def _declare(engagement: Engagement, volumes: pd.DataFrame, named: bool) -> Declared:
    journeys_named: list[str] = []
    if named:
        distinct = engagement.events.journey.name("journey").as_table().distinct()
        journeys_named = sorted(distinct.to_pandas().journey.dropna())
    return declare(
        engagement.table("touchpoints"), engagement.table("journeys"), volumes, journeys_named
    )


def _data_end(engagement: Engagement) -> pd.Timestamp:
    if engagement.data_end is not None:
        return engagement.data_end
    return pd.Timestamp(engagement.events.time.max().execute())


def _how_cut(made: Instances, walked: Walks, declared: Declared, order: str) -> Part:
    """How events became journeys: what cut them, where each silence comes from, and ties."""
    said = list(told_silences(made, walked, declared))
    if made.tied:
        tied = count(made.tied)
        said.append(note("journeys", f"ties in {order}", audience="consultant", tied=tied))
    if made.folded:
        said.append(note("journeys", "folded", audience="consultant", n=count(made.folded)))
    return _said(*said, *made.remarks)


def _said(*rows: dict[str, object]) -> Part:
    return {"notes": notes(*rows)}
