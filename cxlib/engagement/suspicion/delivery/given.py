"""The profile of a whole delivery: what the next one is held against."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.engagement.config import DATA_TABLES, Config
from cxlib.engagement.contracts.profile import (
    COMMENT,
    ID,
    KPI,
    OUTCOME,
    VARIABLE,
    table_profile,
)
from cxlib.engagement.log.profiled import log_profile
from cxlib.engagement.log.source import NAME, Log
from cxlib.engagement.shaping.prepared import IDS, Prepared
from cxlib.engagement.shaping.sources import files, unused

PROFILED = (*DATA_TABLES, "operations")
TIMES = ("time", "period", "start", "end")
MOST_UNUSED = 200  # names of columns that nothing is made of
VERSION = 1
Profile = Mapping[str, object]


def profile_of(
    config: Config, tables: Mapping[str, Prepared], log: Log | None, period: str | None
) -> Profile:
    """What a delivery looks like: for each table of data what `table_profile` tells, and the
    `period` that is reported from it."""
    told = {name: _table(tables[name], config) for name in PROFILED if name in tables}
    if log is not None:
        came = [int(n["n"]) for n in log.notes if n["check"] == "rows in"]
        files = {f"{NAME}, part {i}": n for i, n in enumerate(came, 1)}
        told[NAME] = log_profile(log, config) | {"files": files, "unused": []}
    return {"version": VERSION, "period": period, "tables": told}


def _table(table: Prepared, config: Config) -> dict[str, object]:
    frame, roles = table.frame, _roles(table, config)
    if table.name == "kpis":
        frame, roles = _by_kpi(frame)
    found = table_profile(frame, roles, config.period, config.timezone, config.main_outcome)
    return found | {"files": files(table), "unused": [*unused(table)[:MOST_UNUSED]]}


def _roles(table: Prepared, config: Config) -> dict[str, str]:
    """What every column of a table is there for."""
    kinds = dict.fromkeys(table.options.segments, "segment")
    kinds |= dict.fromkeys(table.options.texts, COMMENT)
    if table.name == "responses":
        known = {*table.canonical, *kinds, config.policy.contact_allowed}
        kinds = {c: VARIABLE for c in table.frame.columns if c not in known} | kinds
        kinds |= dict.fromkeys(config.outcomes, OUTCOME)
    mine = {c: "value" if pd.api.types.is_numeric_dtype(table.frame[c]) else "place"
            for c in table.canonical if c not in TIMES}  # fmt: skip
    return mine | {c: ID for c in mine if c in IDS} | kinds


def _by_kpi(frame: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, str]]:
    """A row for each period, a column for each KPI and scope."""
    value = frame["value"].fillna(frame["numerator"] / frame["denominator"])
    overall = frame["scope"] == "overall"
    name = frame["kpi"].where(overall, frame["kpi"] + " (" + frame["scope"] + ")")
    long = pd.DataFrame({"period": frame["period"], "name": name, "value": value})
    wide = long.pivot_table(index="period", columns="name", values="value").reset_index()
    return wide.rename_axis(columns=None), {c: KPI for c in wide.columns if c != "period"}
