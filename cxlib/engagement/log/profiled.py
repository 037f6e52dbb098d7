"""The profile of the log, by aggregates in the engine; the same form as that of a table."""

from __future__ import annotations

import pandas as pd

from cxlib.engagement.config import Config
from cxlib.engagement.contracts import periods
from cxlib.engagement.contracts.profile import ID, MOST_LEVELS, Slice, table_profile, thirds
from cxlib.engagement.log import rhythm
from cxlib.engagement.log.rhythm import BLANKS, OLDER, PLACES
from cxlib.engagement.log.source import Log

IDS_LOOKED_AT = 2_000
WHOLE = "the whole"


def log_profile(log: Log, config: Config) -> dict[str, object]:
    """What `cxlib.engagement.contracts.profile.table_profile` tells of a table, of interactions.

    Without `content`, `twofold` and the days: they would need every row.
    """
    hours, places = rhythm.hours(log, config.timezone), rhythm.places(log, config)
    dated = hours.assign(period=periods.label(hours["begins"], config.period))
    counts = dated.groupby("period", sort=True)["n"].sum()
    few = log.table.select("customer").limit(IDS_LOOKED_AT).execute()
    ids = table_profile(few, {"customer": ID}, config.period, config.timezone)["whole"]["columns"]
    slices = _slices(places, dated, config.period)
    whole = slices.pop(WHOLE)
    return {
        "rows": int(hours["n"].sum()),
        "oldest": _text(hours["first"].min()),
        "newest": _text(hours["last"].max()),
        "columns": {"customer": ID, "completed": "flag", **dict.fromkeys(PLACES, "place"),
                    **dict.fromkeys(BLANKS, "other")},
        "counts": {str(p): int(n) for p, n in counts.items()},
        "periods": slices,
        "whole": whole | {"columns": whole["columns"] | ids},
    }  # fmt: skip


def _slices(places: pd.DataFrame, hours: pd.DataFrame, kind: str) -> dict[str, Slice]:
    """What is told of each of the last periods, and of the whole."""
    inside = places[places["period"] != OLDER]
    places = pd.concat([inside, places.assign(period=WHOLE)])
    clock = pd.concat([hours, hours.assign(period=WHOLE)])
    rows = places.groupby("period")[["n", *(f"with_{c}" for c in BLANKS)]].sum()
    parts = rows.index.union([WHOLE])  # of a log without an event, too
    rows = rows.reindex(parts, fill_value=0)
    levels = {c: _levels(places, c) for c in (*PLACES, "completed")}
    by_hour = _spread(clock, clock["begins"].dt.hour, 24).reindex(parts, fill_value=0)
    by_third = _spread(clock, thirds(clock["begins"], kind), 3).reindex(parts, fill_value=0)
    midnight = clock.groupby("period")["midnight"].sum().reindex(parts, fill_value=0)
    return {
        part: {
            "rows": n,
            "columns": {c: _place(levels[c].get(part, {}), c, n) for c in PLACES}
            | {c: _filled(int(rows.at[part, f"with_{c}"]), n) for c in BLANKS}
            | {"completed": _completed(levels["completed"].get(part, {}), n)},
            "hours": by_hour.loc[part].tolist(),
            "thirds": by_third.loc[part].tolist(),
            "midnight": float(midnight[part] / max(n, 1)),
        }
        for part, n in rows["n"].astype(int).to_dict().items()
    }


def _levels(places: pd.DataFrame, column: str) -> dict[str, dict[object, int]]:
    """How often each value of a column stands in each part."""
    found: dict[str, dict[object, int]] = {}
    for (part, level), n in places.groupby(["period", column])["n"].sum().items():
        found.setdefault(part, {})[level] = int(n)
    return found


def _spread(clock: pd.DataFrame, place: pd.Series, width: int) -> pd.DataFrame:
    """Events of each part at each of so many places."""
    counts = clock["n"].groupby([clock["period"], place]).sum().unstack(fill_value=0)
    return counts.reindex(columns=range(width), fill_value=0)


def _place(counts: dict[object, int], column: str, rows: int) -> dict[str, object]:
    told = _filled(sum(counts.values()), rows)
    if column != "touchpoint" and len(counts) > MOST_LEVELS:
        return told
    return told | {"counts": {str(name): n for name, n in counts.items()}}


def _completed(counts: dict[object, int], rows: int) -> dict[str, object]:
    yes, n = counts.get(True, 0), sum(counts.values())
    told = _filled(n, rows)
    if not n:
        return told
    written = {"0": n - yes, "1": yes}
    share = yes / n
    return told | {"low": float(yes == n), "high": float(yes > 0), "mean": share,
                   "sd": (share * (1 - share)) ** 0.5, "median": float(share > 0.5),
                   "counts": {k: v for k, v in written.items() if v}}  # fmt: skip


def _filled(known: int, rows: int) -> dict[str, object]:
    return {"n": known, "blank": (rows - known) / rows if rows else 0.0}


def _text(moment: object) -> str | None:
    return None if pd.isna(moment) else str(moment)
