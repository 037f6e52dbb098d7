"""Every KPI of the engagement, period by period: measured, charted, told against its target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cxlib.engagement.config import Outcome
from cxlib.engagement.model import Engagement
from cxlib.monitoring import calendar
from cxlib.monitoring.charting import Charts, charted_table
from cxlib.monitoring.measures import MEASURED, OVERALL, measured, together
from cxlib.monitoring.measures.behaviour import active, volumes
from cxlib.monitoring.measures.customers import (
    came_back,
    churn_and_retention,
    known_since,
    snapshot,
)
from cxlib.monitoring.measures.responses import outcomes
from cxlib.monitoring.measures.supplied import client_kpis, purchase_value, response_rate
from cxlib.monitoring.panel import Panel
from cxlib.monitoring.ranges import bounded
from cxlib.results.coded import note
from cxlib.results.coded import period as named_period

COLUMNS = ["period", "kpi", "scope", "n", "value", "low", "high", "centre", "lower", "upper",
           "signal", "side", "complete", "chart", "baseline", "target", "better", "unit",
           "n_of", "p_adjusted", "in_baseline"]  # fmt: skip
STAGE = "stage"
OF_SERIES = ["kind", "better", "unit", "n_of"]  # what is the same in every period of a series
Note = Mapping[str, object]


def measure(engagement: Engagement) -> tuple[pd.DataFrame, list[Note]]:
    """Every KPI in the columns of `MEASURED`, and how retention is defined.

    A KPI that the client supplies takes precedence over one of the same name that is computed.
    """
    confidence = engagement.policy.confidence
    responses, purchases = engagement.whole("responses"), engagement.whole("purchases")
    kept, said = _retention(engagement)
    events = engagement.events_history
    supplied = client_kpis(engagement.whole("kpis"), confidence)
    computed = together(
        outcomes(_timed(_staged(responses, engagement)), engagement.outcomes,
                 [STAGE, *engagement.segments("responses")], confidence),
        kept,
        together() if events is None else volumes(events, engagement.periods, confidence),
        purchase_value(_timed(purchases), confidence),
        response_rate(_timed(responses), engagement.whole("invited"), confidence),
    )  # fmt: skip
    whole = together(computed[~computed["kpi"].isin(supplied["kpi"])], supplied)
    return together(_older(engagement, whole), whole), said


def _staged(responses: pd.DataFrame, engagement: Engagement) -> pd.DataFrame:
    """Answers with the stage of the touchpoint they are about, unless a column says it already."""
    mapped = engagement.table("touchpoints").drop_duplicates("touchpoint")
    if STAGE in responses or "touchpoint" not in responses:
        return responses
    stages = mapped.set_index("touchpoint")[STAGE]
    return responses.assign(**{STAGE: responses["touchpoint"].map(stages)})


def _timed(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with a period; where nothing has one, all of them belong to the one period there is."""
    if len(rows) and rows["period"].isna().all():
        return rows.assign(period=calendar.TIMELESS)
    return rows


def _retention(engagement: Engagement) -> tuple[pd.DataFrame, list[Note]]:
    """Retention by the best the data holds: last days, a flag, or who came back."""
    customers, confidence = engagement.whole("customers"), engagement.policy.confidence
    segments = engagement.segments("customers")
    spans = calendar.spans(engagement)
    if spans and customers["start"].notna().any() and customers["end"].notna().any():
        said, since = [_method("by dates")], known_since(customers, spans)
        if since:
            label = named_period(spans[since][0])
            said.append(note("kpis", "leavers known since", since=label))
        return churn_and_retention(customers, spans, segments, confidence), said
    if customers["left"].notna().any():
        label = engagement.period or calendar.TIMELESS
        return snapshot(customers, label, segments, confidence), [_method("by flag", "reader")]
    if engagement.events_history is not None and len(engagement.periods) > 1:
        seen = active(engagement.events_history)
    else:
        seen = engagement.whole("purchases")[["customer", "period"]].dropna().drop_duplicates()
    if seen["period"].nunique() < 2:
        return together(), []
    return came_back(seen, engagement.periods, confidence), [_method("by return")]


def _method(code: str, audience: str = "consultant") -> Note:
    return note("kpis", f"retention {code}", audience=audience)


def _older(engagement: Engagement, whole: pd.DataFrame) -> pd.DataFrame:
    """Points of known series that earlier runs stored and the data no longer holds."""
    past = engagement.past_kpis
    if past.empty or whole.empty:
        return together()
    known = whole.drop_duplicates(["kpi", "scope"])[["kpi", "scope", *OF_SERIES]]
    first = whole.groupby(["kpi", "scope"])["period"].min().rename("first").reset_index()
    older = past.merge(known, on=["kpi", "scope"]).merge(first, on=["kpi", "scope"])
    older = older[older["period"] < older["first"]]
    counted = older["kind"].isin(["share", "rate"]) & (older["n"] > 0)
    base = older["n"].where(counted & (older["kind"] == "share"))
    return measured(
        older.assign(denominator=base, numerator=(older["value"] * base).round())[
            [c for c in (*past.columns, *OF_SERIES, "numerator", "denominator") if c in MEASURED]
        ]
    )  # fmt: skip


def kpi_table(
    whole: pd.DataFrame,
    panel: Panel,
    charts: Charts,
    unfinished: Sequence[str],
    targets: pd.DataFrame,
    outcomes: Mapping[str, Outcome],
    tested: pd.DataFrame,
) -> pd.DataFrame:
    """The `kpis` result table: what was measured, beside its limits, signals and target.

    `tested` is what `alerts.newest_p` gives.
    """
    charted = charted_table(panel, charts, unfinished)
    charted = bounded(charted, ["lower", "upper"], "value", outcomes)
    base = whole[["period", "kpi", "scope", "n", "low", "high", "unit", "n_of"]]
    joined = charted.merge(base, on=["period", "kpi", "scope"], how="left")
    joined = joined.merge(tested, on=["kpi", "scope", "period"], how="left")
    return joined.assign(
        n=joined["n"].round(), target=_target(joined, targets).to_numpy()
    )[COLUMNS]  # fmt: skip


def _target(kpis: pd.DataFrame, targets: pd.DataFrame) -> pd.Series:
    """The client's own target of each overall row: that of its period, else the standing one."""
    own = targets[targets["source"].fillna("own") == "own"]
    standing = own[own["period"].isna()].drop_duplicates("kpi").set_index("kpi")["target"]
    dated = own[own["period"].notna()].drop_duplicates(["kpi", "period"])
    dated = dated.set_index(["kpi", "period"])["target"]
    keys = pd.MultiIndex.from_frame(kpis[["kpi", "period"]])
    by_period = pd.Series(dated.reindex(keys).to_numpy(float), index=kpis.index)
    found = by_period.fillna(kpis["kpi"].map(standing).astype(float))
    return found.where(kpis["scope"] == OVERALL, np.nan)
