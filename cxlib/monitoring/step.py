"""The questions of step 5, in order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.monitoring import calendar, told
from cxlib.monitoring.alerts import WINDOWS, alert_table, examined, power
from cxlib.monitoring.benefits import judge
from cxlib.monitoring.benefits.judge import Ledger
from cxlib.monitoring.charting import Charts, chart, rule_names
from cxlib.monitoring.follow_up import follow_up
from cxlib.monitoring.kpis import kpi_table, measure
from cxlib.monitoring.measures import together
from cxlib.monitoring.measures.behaviour import conversion
from cxlib.monitoring.mix import mix_table
from cxlib.monitoring.moved import moved
from cxlib.monitoring.panel import FROZEN_AT, SILENT_BELOW, Panel, panel_of
from cxlib.monitoring.ranges import bounded
from cxlib.monitoring.restated import restated_notes
from cxlib.monitoring.revisit import revisit
from cxlib.monitoring.seasonality import Rhythm
from cxlib.monitoring.stuck import stuck
from cxlib.monitoring.trips import (
    Trips,
    closed,
    endings,
    through_stages,
    trips,
    unclosed_notes,
)

Part = dict[str, pd.DataFrame]
SHIFTS = (1.0, 2.0, 3.0)  # sigmas, for which the power of the alerts is told


class Watched(NamedTuple):
    """Everything measured, and its charts."""

    whole: pd.DataFrame
    panel: Panel
    charts: Charts
    unfinished: tuple[str, ...]


def answers(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> Iterator[Part]:
    """The step's questions, each with its tables, findings and notes."""
    found = trips(engagement)
    seen, said = watch(engagement, found)
    yield {"notes": _notes("kpis", said)}
    if len(seen.whole):
        yield kpis(engagement, seen)
        raised = alerts(engagement, seen)
        yield raised
        yield moved(engagement, results, seen.whole, seen.unfinished)
        yield back_to_step_1(engagement, seen, raised["alerts"])
    yield benefits(engagement, seen)
    yield mix(engagement)
    yield stuck(engagement, results, found)
    yield follow_up(engagement, results)


def watch(engagement: Engagement, found: Trips | None) -> tuple[Watched, list[str]]:
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
    table = kpi_table(
        seen.whole, seen.panel, seen.charts, seen.unfinished, targets, engagement.outcomes
    )
    return {
        "kpis": table,
        "findings": told.kpi_findings(table, seen.whole, engagement),
        "notes": _notes("kpis", [*_chart_notes(engagement, seen), *_past(engagement, table)]),
    }


def alerts(engagement: Engagement, seen: Watched) -> Part:
    """What survives control over all series?"""
    raised = alert_table(seen.panel, seen.charts, engagement.config.period)
    table = told.with_words(bounded(raised, ["low", "high"], "seen", engagement.outcomes))
    base = seen.whole[["kpi", "scope", "period", "n"]]
    return {
        "alerts": table,
        "findings": told.alert_findings(table, base, engagement),
        "notes": _notes("alerts", _power_note(engagement, seen)),
    }


def back_to_step_1(engagement: Engagement, seen: Watched, raised: pd.DataFrame) -> Part:
    """What should be mapped or diagnosed again?"""
    over = [label for label in engagement.periods if label not in seen.unfinished]
    volumes = seen.whole[seen.whole["kpi"] == "volume"]
    return revisit(engagement, raised, volumes, over)


def benefits(engagement: Engagement, seen: Watched) -> Part:
    """Did the initiatives keep their promise?"""
    initiatives = engagement.table("initiatives")
    if initiatives.empty or engagement.period is None:
        note = "No initiatives were supplied, so there are no promises to check."
        return {"notes": _notes("benefits", [note])}
    over = seen.whole[~seen.whole["period"].isin(seen.unfinished)]
    ledger = Ledger(over, engagement.config.period, engagement.period,
                    engagement.policy.confidence)  # fmt: skip
    table = judge(initiatives, ledger)
    return {"benefits": table, "findings": told.benefit_findings(table, seen.whole, engagement)}


def mix(engagement: Engagement) -> Part:
    """Did the score move, or only the mix of customers?"""
    segments, responses = engagement.segments("responses"), engagement.whole("responses")
    if not segments or not engagement.outcomes or len(engagement.periods) < 2:
        note = "No survey was supplied, so a change of mix cannot be told from one of experience."
        note = (
            note
            if responses.empty
            else (
                "No segments are declared for the responses (or there is one period only), so a "
                "change of mix cannot be told from a change of experience."
            )
        )
        return {"notes": _notes("mix", [note])}
    policy = engagement.policy
    table = mix_table(responses, engagement.outcomes, segments, policy.confidence, policy.fdr)
    return {"mix": table, "findings": told.mix_findings(table, engagement)}


def _chart_notes(engagement: Engagement, seen: Watched) -> list[str]:
    """Which charts, how settled their limits, what rhythm was allowed for."""
    if len(seen.panel.periods) < SILENT_BELOW:
        return [
            f"{len(seen.panel.keys)} series of {len(seen.panel.periods)} period(s): each figure "
            f"has its interval; signals need at least {SILENT_BELOW} periods."
        ]
    kinds = pd.Series(seen.charts.chart).value_counts()
    listed = ", ".join(f"{n} on {name}" for name, n in kinds.items())
    return [
        f"{len(seen.panel.keys)} series are charted: {listed}. Shares are on Laney's p′ where "
        "their denominators are large or they spread more than sampling error.",
        *_settled(pd.Series(seen.panel.status)),
        *_rhythm_notes(seen.charts.rhythm),
        *(f"{period} is not over: it is shown and not judged." for period in seen.unfinished),
        *(
            f"{new.kpi} ({new.scope}) has a new baseline since {new.since}: {new.reason}"
            for new in engagement.policy.rebase
        ),
    ]


def _past(engagement: Engagement, table: pd.DataFrame) -> list[str]:
    """What earlier reports said otherwise."""
    reasons = engagement.policy.restated
    return restated_notes(engagement.past_kpis, table, engagement.period, reasons)


def _settled(status: pd.Series) -> list[str]:
    short, young = int((status == "silent").sum()), int((status == "provisional").sum())
    lines = []
    if young:
        lines.append(
            f"{young} series have fewer than {FROZEN_AT} periods: their limits are provisional."
        )
    if short:
        lines.append(
            f"{short} series have fewer than {SILENT_BELOW} periods: no limits are drawn and "
            "nothing is called a signal."
        )
    return lines


def _rhythm_notes(rhythm: Rhythm) -> list[str]:
    lines = []
    if rhythm.seasonal.any():
        lines.append(
            f"Seasonal series: {int(rhythm.seasonal.sum())} of {len(rhythm.seasonal)}; their "
            "limits move with the calendar."
        )
    elif not rhythm.tested.any():
        lines.append(
            "Fewer than two full years: a season cannot be told from a change, and is not taken "
            "off."
        )
    phi = rhythm.memory.phi
    if (phi > 0).any():
        lines.append(
            f"Neighbouring periods are alike (autocorrelation up to {phi.max():.2f}): "
            "limits are widened accordingly, and runs mean less than they seem."
        )
    return lines


def _power_note(engagement: Engagement, seen: Watched) -> list[str]:
    """What the control over all series costs: the chance to see a shift."""
    looked = examined(seen.panel, seen.charts, engagement.config.period)
    tests = sum(int(t.p[t.p == t.p].size) for t in looked)
    series = max((int(t.p[t.p == t.p].size) for t in looked), default=0)
    if not tests:
        return [f"No series has {SILENT_BELOW + 1} periods, so no alert can be raised."]
    base = int(min(FROZEN_AT, seen.panel.judged.sum(axis=1).max() - 1))
    chances = [power(tests, base, shift) for shift in SHIFTS]
    once = ", ".join(f"{first:.0%}" for first, _ in chances)
    eight = ", ".join(f"{later:.0%}" for _, later in chances)
    return [
        f"Alerts are controlled over {series} series: while nothing changes, at most 5 % of runs "
        f"raise any. A shift of 1, 2 or 3 sigma raises one with a chance of {once} in its first "
        f"period and {eight} once {WINDOWS['run of 8']} periods have passed (baseline of {base})."
    ]


def _notes(section: str, lines: list[str]) -> pd.DataFrame:
    return pd.DataFrame({"section": section, "note": pd.Series(lines, dtype="str")})
