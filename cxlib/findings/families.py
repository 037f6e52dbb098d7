"""The questions that a report asks of the data: each is a family of tests, corrected together.

A claim names the family whose test earned it; what rests on such a claim names the same one. What a
client declared, levels with their interval, and alerts (which answer for all series of a run
together, at a level of their own) belong to none.
"""

from __future__ import annotations

from collections.abc import Iterator

from cxlib.engagement.model import Engagement

EVERYWHERE = "overall"
BREAKDOWNS, NARROWEST, LOOPS = "breakdowns", "narrowest stage", "loops"
ORDER, DESERTED, READINESS = "order of the map", "touchpoints no longer used", "readiness"
THEMES, BACKSTAGE, RESPONSE_RATES, STAYING = "themes", "backstage", "response rates", "staying"
RECOVERED, PARADOX, GIVEN, LEVERS = "recovered", "recovery paradox", "given", "levers"
WAVES, MOVED, REVISIT = "change between waves", "parts that changed", "changed drivers"
RATINGS, FEATURES, PRIORITIES = "ratings of touchpoints", "features", "priorities"
PROMISES = "promises"
PAIRED = "functional"  # the kind of a question about a feature, as Kano asks it
OWN_SEGMENTS = ("journey", "channel")


def drivers_of(outcome: object, scope: object = EVERYWHERE) -> str:
    """The drivers of an outcome, everywhere or within a touchpoint's answers."""
    return f"drivers of {outcome} at {scope}"


def bends_of(outcome: object) -> str:
    return f"bends of {outcome}"


def segments_of(outcome: object, segment: object) -> str:
    """An outcome by the levels of one column.

    >>> segments_of("recommend", "plan=Basic")
    'recommend by plan'
    """
    return f"{outcome} by {str(segment).partition('=')[0]}"


def mix_of(outcome: object) -> str:
    return f"mix of {outcome}"


def leaving_after(source: object) -> str:
    return f"leaving after {source}"


def asked(engagement: Engagement) -> frozenset[str]:
    """Every family that a report of this engagement may ask, known before its first step.

    Steps that have not run yet, and questions that turn out to have too few answers, count too:
    what an early notebook claims, no later one takes back.
    """
    parts = (_of_answers, _of_journeys, _of_customers, _of_plans)
    return frozenset(family for part in parts for family in part(engagement))


def _of_answers(engagement: Engagement) -> Iterator[str]:
    if not engagement.has("responses"):
        return
    responses, variables = engagement.table("responses"), engagement.table("variables")
    outcomes = [name for name in engagement.outcomes if name in responses]
    columns = (*engagement.segments("responses"), *OWN_SEGMENTS)
    for outcome in outcomes[:1]:  # the main one alone is held against segments, and bent
        yield bends_of(outcome)
        yield from (segments_of(outcome, column) for column in columns)
    yield from map(mix_of, outcomes)
    yield from (WAVES, MOVED)
    if len(variables):
        yield from (drivers_of(outcome) for outcome in outcomes)
        yield from _houses(engagement, outcomes)
        yield from (LEVERS, REVISIT, PRIORITIES)
        if variables["touchpoint"].notna().any():
            yield RATINGS
        if variables["kind"].eq(PAIRED).any():
            yield FEATURES
    declared = engagement.config.tables.get("responses")
    if declared is not None and declared.comment:
        yield THEMES
    if engagement.has("invited"):
        yield RESPONSE_RATES


def _houses(engagement: Engagement, outcomes: list[str]) -> Iterator[str]:
    """A touchpoint's own variables explain its overall rating, else the main outcome there."""
    variables = engagement.table("variables").dropna(subset=["touchpoint"])
    overall = variables[variables["kind"] == "overall"].drop_duplicates("touchpoint")
    explained = dict(zip(overall["touchpoint"], overall["variable"], strict=True))
    for place in variables.loc[variables["kind"] != "overall", "touchpoint"].unique():
        told = explained.get(place, next(iter(outcomes), None))
        if told is not None:
            yield from (drivers_of(told, place), bends_of(told))


def _of_journeys(engagement: Engagement) -> Iterator[str]:
    if engagement.has("interactions"):
        yield from (BREAKDOWNS, NARROWEST, LOOPS)
        if engagement.has("touchpoints"):
            yield from (ORDER, DESERTED)
    if engagement.has("operations"):
        yield BACKSTAGE


def _of_plans(engagement: Engagement) -> Iterator[str]:
    if engagement.has("readiness"):
        yield READINESS
    if engagement.table("initiatives")["rollout"].notna().any():
        yield PROMISES


def _of_customers(engagement: Engagement) -> Iterator[str]:
    rated, seen = (engagement.has(name) for name in ("responses", "interactions"))
    if rated and seen:
        yield from (RECOVERED, PARADOX)
    if not engagement.has("customers"):
        return
    yield STAYING
    sources = {"events": seen, "survey": rated, "operations": engagement.has("operations")}
    yield from (leaving_after(source) for source, there in sources.items() if there)
    if seen:
        yield GIVEN
