"""What is to be said of the charts as a whole: how many, how settled, and what they cannot see."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.monitoring.alerts import FAMILY, WINDOWS, examined, power
from cxlib.monitoring.charting import Charts
from cxlib.monitoring.panel import FROZEN_AT, SILENT_BELOW, Panel
from cxlib.monitoring.seasonality import Rhythm
from cxlib.results.coded import (
    coded,
    count,
    listed,
    nested,
    note,
    number,
    period,
    share,
    term,
    text,
)
from cxlib.results.measured import series

Note = Mapping[str, object]
SHIFTS = (1.0, 2.0, 3.0)  # sigmas, for which the power of the alerts is told
CONSULTANT, OPERATOR = {"audience": "consultant"}, {"audience": "operator"}


def chart_notes(
    engagement: Engagement, panel: Panel, charts: Charts, unfinished: tuple[str, ...]
) -> list[Note]:
    """Which charts, how settled their limits, what rhythm was allowed for."""
    if len(panel.periods) < SILENT_BELOW:
        had = count(len(panel.periods))
        return [note("kpis", "too few periods", n=had, needed=count(SILENT_BELOW))]
    return [
        _charted(panel, charts),
        *_settled(pd.Series(panel.status)),
        *_flat(int(charts.flat.sum())),
        *_rhythm(charts.rhythm),
        *(note("kpis", "not over", label, period=period(label)) for label in unfinished),
        *(
            note("kpis", "new baseline", f"{new.kpi}, {new.scope}, {new.since}",
                 kpi=series(new.kpi, new.scope), since=period(new.since), reason=text(new.reason))
            for new in engagement.policy.rebase
        ),
    ]  # fmt: skip


def _charted(panel: Panel, charts: Charts) -> Note:
    kinds = pd.Series(charts.chart).value_counts()
    each = [
        nested(coded("kpis|on chart", some=count(n), chart=term(name))) for name, n in kinds.items()
    ]
    return note("kpis", "charted", **OPERATOR, n=count(len(panel.keys)), charts=listed(each))


def _flat(n: int) -> list[Note]:
    return [note("kpis", "never varied", **CONSULTANT, n=count(n))] if n else []


def _settled(status: pd.Series) -> list[Note]:
    short, young = int((status == "silent").sum()), int((status == "provisional").sum())
    said = []
    if young:
        said.append(note("kpis", "provisional", **CONSULTANT, n=count(young),
                         needed=count(FROZEN_AT)))  # fmt: skip
    if short:
        said.append(note("kpis", "silent", **CONSULTANT, n=count(short),
                         needed=count(SILENT_BELOW)))  # fmt: skip
    return said


def _rhythm(rhythm: Rhythm) -> list[Note]:
    said = []
    if rhythm.seasonal.any():
        counts = {"n": count(rhythm.seasonal.sum()), "all": count(len(rhythm.seasonal))}
        said.append(note("kpis", "seasonal", **CONSULTANT, **counts))
    elif not rhythm.tested.any():
        said.append(note("kpis", "season unknown", **CONSULTANT))
    phi = rhythm.memory.phi
    if (phi > 0).any():
        said.append(note("kpis", "neighbours alike", **CONSULTANT, most=number(phi.max())))
    return said


def _untested(panel: Panel, charts: Charts) -> Note:
    """Why no series could be held against its past."""
    measured, judged = (
        int(part.sum(axis=1).max(initial=0)) for part in (np.isfinite(panel.value), panel.judged)
    )
    if judged <= SILENT_BELOW:
        code = "too few periods" if measured <= SILENT_BELOW else "too few judged"
        return note("alerts", code, needed=count(SILENT_BELOW + 1))
    return note("alerts", "never varied" if charts.flat.any() else "no past to hold against")


def power_note(engagement: Engagement, panel: Panel, charts: Charts) -> Note:
    """What the control over all series costs: the chance to see a shift."""
    looked = examined(panel, charts, engagement.config.period)
    tests = sum(int(t.p[t.p == t.p].size) for t in looked)
    judged = max((int(t.p[t.p == t.p].size) for t in looked), default=0)
    if not tests:
        return _untested(panel, charts)
    base = int(min(FROZEN_AT, panel.judged.sum(axis=1).max() - 1))
    chances = [power(tests, base, shift) for shift in SHIFTS]
    return note(
        "alerts", "power", **CONSULTANT, n=count(judged), family=share(FAMILY),
        shifts=listed(count(s) for s in SHIFTS),
        once=listed(share(first) for first, _ in chances),
        later=listed(share(later) for _, later in chances),
        periods=count(WINDOWS["run of 8"]), base=count(base),
    )  # fmt: skip
