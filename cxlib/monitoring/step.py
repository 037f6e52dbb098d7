"""The questions of step 5, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.monitoring import calendar
from cxlib.monitoring.alerted import alerted
from cxlib.monitoring.alerts import alert_table, newest_p
from cxlib.monitoring.benefits import judge
from cxlib.monitoring.benefits.judge import Ledger
from cxlib.monitoring.charting import Charts, chart, rule_names
from cxlib.monitoring.follow_up import follow_up
from cxlib.monitoring.kpis import kpi_table, measure
from cxlib.monitoring.measures import together
from cxlib.monitoring.measures.behaviour import conversion
from cxlib.monitoring.mix import mix_table
from cxlib.monitoring.noted import chart_notes, power_note
from cxlib.monitoring.panel import Panel, panel_of
from cxlib.monitoring.ranges import bounded
from cxlib.monitoring.restated import restated_notes
from cxlib.monitoring.revisit import revisit
from cxlib.monitoring.same_mix import FAILED, at_equal_mix, changes_of, refutations
from cxlib.monitoring.stepped import stepped
from cxlib.monitoring.stuck import stuck
from cxlib.monitoring.trips import (
    Trips,
    closed,
    endings,
    through_stages,
    trips,
    unclosed_notes,
)
from cxlib.monitoring.waves import waves
from cxlib.results.coded import note, notes

Part = dict[str, pd.DataFrame]


class Watched(NamedTuple):
    """Everything measured, and its charts."""

    whole: pd.DataFrame
    panel: Panel
    charts: Charts
    unfinished: tuple[str, ...]


def answers(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> Iterator[Part]:
    """The step's questions, each with its tables and notes."""
    found = trips(engagement)
    seen, said = watch(engagement, found)
    yield {"notes": notes(*said)}
    if len(seen.whole):
        yield kpis(engagement, seen)
        raised = alerts(engagement, seen)
        yield raised
        yield waves(engagement, results, seen.unfinished)
        yield back_to_step_1(engagement, seen, raised["alerts"])
    yield benefits(engagement, seen)
    yield mix(engagement)
    yield {"notes": notes(*stepped(engagement, _over(engagement, seen)))}
    yield stuck(engagement, results, found)
    yield follow_up(engagement, results)


def watch(engagement: Engagement, found: Trips | None) -> tuple[Watched, list[Mapping]]:
    """Measure every KPI and put it on its chart."""
    whole, said = measure(engagement)
    if found is not None:
        made = _conversion(found, engagement)
        if not whole["kpi"].eq("conversion").any():
            whole, said = together(whole, made), [*said, *unclosed_notes(found)]
    policy, unfinished = engagement.policy, calendar.unfinished(engagement)
    panel = panel_of(whole, unfinished, policy.rebase, policy.privacy_n)
    names = rule_names(policy.signals, policy.chart)
    charts = chart(panel, names, engagement.config.period, policy.fdr)
    return Watched(whole, panel, charts, unfinished), said


def _conversion(found: Trips, engagement: Engagement) -> pd.DataFrame:
    over = endings(found, engagement)
    return conversion(
        closed(over, found, engagement),
        engagement.policy.confidence,
        through_stages(over, found, engagement),
    )


def kpis(engagement: Engagement, seen: Watched) -> Part:
    """How does every KPI move, and is it signal or noise?"""
    targets = engagement.table("targets")
    kind = engagement.config.period
    tested = newest_p(seen.panel, seen.charts, kind)
    table = kpi_table(
        seen.whole, seen.panel, seen.charts, seen.unfinished, targets, engagement.outcomes, tested
    )
    past = engagement.past_kpis, table, engagement.period, kind, engagement.policy
    said = chart_notes(engagement, seen.panel, seen.charts, seen.unfinished)
    return {"kpis": table, "notes": notes(*said, *restated_notes(*past))}


def alerts(engagement: Engagement, seen: Watched) -> Part:
    """What survives control over all series?"""
    raised = alert_table(seen.panel, seen.charts, engagement.config.period)
    raised = bounded(raised, ["low", "high"], "seen", engagement.outcomes)
    base = seen.whole[["kpi", "scope", "period", "n", "n_of", "unit"]]
    told = changes_of(raised, seen.panel, seen.charts)
    tried = refutations(at_equal_mix(engagement, told, _over(engagement, seen)))
    by_mix = set(tried.loc[tried["result"] == FAILED, "finding_id"])
    said = power_note(engagement, seen.panel, seen.charts)
    table = alerted(raised, base, by_mix)
    return {"alerts": table, "refutations": tried, "notes": notes(said)}


def _over(engagement: Engagement, seen: Watched) -> list[str]:
    """The periods that are over."""
    return [label for label in engagement.periods if label not in seen.unfinished]


def back_to_step_1(engagement: Engagement, seen: Watched, raised: pd.DataFrame) -> Part:
    """What should be mapped or diagnosed again?"""
    volumes = seen.whole[seen.whole["kpi"] == "volume"]
    return {"revisit": revisit(engagement, raised, volumes, _over(engagement, seen))}


def benefits(engagement: Engagement, seen: Watched) -> Part:
    """Did the initiatives keep their promise?"""
    initiatives = engagement.table("initiatives")
    if initiatives.empty or engagement.period is None:
        return {"notes": notes(note("benefits", "no initiatives"))}
    over = seen.whole[~seen.whole["period"].isin(seen.unfinished)]
    ledger = Ledger(over, engagement.config.period, engagement.period,
                    engagement.policy.confidence)  # fmt: skip
    return {"benefits": judge(initiatives, ledger)}


def mix(engagement: Engagement) -> Part:
    """Did the score move, or only the mix of customers?"""
    segments, responses = engagement.segments("responses"), engagement.whole("responses")
    if responses.empty:
        return {"notes": notes(note("mix", "no survey"))}
    if not segments or not engagement.outcomes or len(engagement.periods) < 2:
        return {"notes": notes(note("mix", "no segments"))}
    policy = engagement.policy
    told = mix_table(responses, engagement.outcomes, segments, policy.confidence, policy.fdr,
                     policy.privacy_n)  # fmt: skip
    return {"mix": told}
