"""The profile of the log, by aggregates in the engine; the same form as that of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cxlib.engagement.config import Config
from cxlib.engagement.contracts import periods
from cxlib.engagement.contracts.profile import (
    ID,
    MOST_LEVELS,
    MOST_PERIODS,
    Slice,
    table_profile,
    thirds,
)
from cxlib.engagement.log.source import Log
from cxlib.engagement.period.clock import local

if TYPE_CHECKING:
    import ibis.expr.types as ir

IDS_LOOKED_AT = 2_000
UNITS = {"week": "W", "month": "M", "quarter": "Q", "year": "Y"}
PLACES = ("touchpoint", "channel")
BLANKS = ("journey", "journey_id")


def log_profile(log: Log, config: Config) -> dict[str, object]:
    """What `cxlib.engagement.contracts.profile.table_profile` tells of a table, of interactions.

    Without `content`, `twofold` and the days: they would need every row.
    """
    table = log.table.mutate(clock=local(log.table.time, config.timezone))
    by_place, by_hour = _by_place(table, config.period), _by_hour(table, config.period)
    counts = by_place.groupby("period", sort=True)["n"].sum()
    kept = set(counts.index[-MOST_PERIODS:])
    places, hours = dict(list(by_place.groupby("period"))), dict(list(by_hour.groupby("period")))
    few = log.table.select("customer").limit(IDS_LOOKED_AT).execute()
    ids = table_profile(few, {"customer": ID}, config.period, config.timezone)["whole"]["columns"]
    whole = _slice(by_place, by_hour)
    return {
        "rows": int(by_place["n"].sum()),
        "oldest": _text(by_hour["first"].min()),
        "newest": _text(by_hour["last"].max()),
        "columns": {"customer": ID, "completed": "flag", **dict.fromkeys(PLACES, "place"),
                    **dict.fromkeys(BLANKS, "other")},
        "counts": {str(p): int(n) for p, n in counts.items()},
        "periods": {str(p): _slice(places[p], hours[p]) for p in counts.index if p in kept},
        "whole": whole | {"columns": whole["columns"] | ids},
    }  # fmt: skip


def _by_place(table: ir.Table, kind: str) -> pd.DataFrame:
    dated = table.mutate(begins=table.clock.truncate(UNITS.get(kind, "Y")))
    told = {f"with_{c}": dated[c].count() for c in BLANKS}
    grouped = dated.group_by("begins", *PLACES, "completed").aggregate(n=dated.count(), **told)
    return _labelled(grouped.execute(), kind)


def _by_hour(table: ir.Table, kind: str) -> pd.DataFrame:
    sharp = (table.clock == table.clock.truncate("D")).ifelse(1, 0)  # no engine lacks this one
    dated = table.mutate(begins=table.clock.truncate("h"), sharp=sharp)
    grouped = dated.group_by("begins").aggregate(
        n=dated.count(), sharp=dated.sharp.sum(), first=dated.time.min(), last=dated.time.max()
    )  # fmt: skip
    found = grouped.execute()
    return _labelled(
        found.assign(hour=found["begins"].dt.hour, third=thirds(found["begins"], kind)), kind
    )


def _labelled(found: pd.DataFrame, kind: str) -> pd.DataFrame:
    """With the period that each part begins in; it is on the client's clock already."""
    return found.assign(period=periods.label(found["begins"], kind))


def _slice(places: pd.DataFrame, hours: pd.DataFrame) -> Slice:
    rows = int(places["n"].sum())
    by_hour, by_third = (
        hours.groupby(part)["n"].sum().reindex(range(n), fill_value=0)
        for part, n in (("hour", 24), ("third", 3))
    )
    columns = {c: _levels(places, c, rows) for c in PLACES}
    columns |= {c: _filled(int(places[f"with_{c}"].sum()), rows) for c in BLANKS}
    return {
        "rows": rows,
        "columns": columns | {"completed": _completed(places, rows)},
        "hours": [int(n) for n in by_hour],
        "thirds": [int(n) for n in by_third],
        "midnight": float(hours["sharp"].sum() / max(rows, 1)),
    }


def _levels(places: pd.DataFrame, column: str, rows: int) -> dict[str, object]:
    counts = places.groupby(column)["n"].sum()
    told = _filled(int(counts.sum()), rows)
    most = MOST_LEVELS if column != "touchpoint" else len(counts)
    if len(counts) > most:
        return told
    return told | {"counts": {str(name): int(n) for name, n in counts.items()}}


def _completed(places: pd.DataFrame, rows: int) -> dict[str, object]:
    known = places.dropna(subset=["completed"])
    yes, n = int(known.loc[known["completed"].astype(bool), "n"].sum()), int(known["n"].sum())
    told = _filled(n, rows)
    if not n:
        return told
    counts = {"0": n - yes, "1": yes}
    share = yes / n
    return told | {"low": float(yes == n), "high": float(yes > 0), "mean": share,
                   "sd": (share * (1 - share)) ** 0.5, "median": float(share > 0.5),
                   "counts": {k: v for k, v in counts.items() if v}}  # fmt: skip


def _filled(known: int, rows: int) -> dict[str, object]:
    return {"n": known, "blank": (rows - known) / rows if rows else 0.0}


def _text(moment: object) -> str | None:
    return None if pd.isna(moment) else str(moment)
