"""One table as the steps may see it: shaped, typed, its survey described, its repeats left out."""

from __future__ import annotations

import pandas as pd

from cxlib.engagement.checking.crosschecks import acyclic
from cxlib.engagement.checking.plans import on_scale
from cxlib.engagement.config import Config
from cxlib.engagement.contracts.quality import EXCLUDED, OUTSIDE
from cxlib.engagement.contracts.raw import Raw
from cxlib.engagement.shaping import surveys
from cxlib.engagement.shaping.canonical import canonical
from cxlib.engagement.shaping.kpis import added_up
from cxlib.engagement.shaping.prepared import Prepared
from cxlib.engagement.shaping.reshape import widened
from cxlib.engagement.shaping.validation import validated

BEFORE, NO_WEIGHT = "ends before it begins", "weight of 0"


def prepared(name: str, raw: Raw, config: Config) -> Prepared:
    options = config.tables[name]
    wide = widened(raw, options.read, name)
    return canonical(name, wide, options, config.period, config.timezone)


def checked(table: Prepared, config: Config, described: pd.DataFrame | None) -> Prepared:
    if table.problems:
        return table
    if table.name == "interactions":
        return table
    if table.name == "responses":
        table = surveys.survey(table, config, described)
    else:
        table = surveys.segmented(table, config)
    return added_up(on_scale(acyclic(_counting(_without_repeats(validated(table)))), described))


def _without_repeats(table: Prepared) -> Prepared:
    """Exact duplicates of dated records of a customer are one record sent twice."""
    if table.options.duplicates == "keep" or table.name not in (
        "purchases",
        "operations",
        "responses",
    ):
        return table
    if table.frame["customer"].isna().all() or table.frame["time"].isna().all():
        return table
    twice = table.frame.duplicated() & table.frame["customer"].notna()
    return table.without(twice, EXCLUDED + "exact duplicate row")


def _counting(table: Prepared) -> Prepared:
    """Without answers that count for nobody, and customers who left before they came."""
    frame = table.frame
    if table.name == "responses":
        return table.without(frame["weight"].eq(0), OUTSIDE + NO_WEIGHT, column="weight")
    if table.name == "customers":
        backwards = frame["end"] < frame["start"]
        reason, remedy = BEFORE, "correct start or end at the source"
        return table.without(backwards, EXCLUDED + reason, column="end", remedy=remedy)
    return table
