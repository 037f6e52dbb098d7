"""What stands of an engagement's periods."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from cxlib.engagement.config.yml import read_config
from cxlib.engagement.contracts import periods
from cxlib.errors import InputError
from cxlib.history import keys, location, reported
from cxlib.run.folder import manifests
from cxlib.run.publish import published, waits

COLUMNS = ["period", "kind", "run", "verdict", "finished"]
STATUS = [*COLUMNS, "published", "waits"]


def status(folder: Path) -> pd.DataFrame:
    """The last whole run of every period and kind, and the periods in between without any.

    Columns: period, kind, run, verdict ("missing" where there is no run), finished, published: the
    last run of the period and kind that went out, "no" where none did; waits: the last one that
    waits for `cx approve`.
    """
    read_config(folder)  # a folder that is no engagement is bad input, not an empty history
    whole = [m for m in manifests(folder.resolve()) if m["verdict"]]
    if not whole:
        return pd.DataFrame(columns=STATUS)
    sent, waiting = (
        {(m["period"], m["kind"]): m["run"] for m in whole if of_these(m)}
        for of_these in (published, waits)
    )
    done = pd.DataFrame(whole)[COLUMNS].drop_duplicates(["period", "kind"], keep="last")
    keys = list(zip(done["period"], done["kind"], strict=True))
    done = done.assign(
        published=[sent.get(key, "no") for key in keys], waits=[waiting.get(key) for key in keys]
    )
    missing = [p for p in _between(folder, list(done["period"])) if p not in set(done["period"])]
    gaps = pd.DataFrame({"period": missing, "verdict": "missing"}, columns=STATUS)
    return pd.concat([done, gaps]).sort_values(["period", "kind"], ignore_index=True)


def _between(folder: Path, labels: list[str | None]) -> list[str]:
    known = [label for label in labels if label]
    kind = read_config(folder).period
    if not known or kind == "none":
        return []
    return list(periods.between(min(known), max(known), kind))


def missed(folder: Path, first: str, last: str) -> list[str]:
    """The periods from `first` to `last` of which nothing was published yet, in order.

    A run that may not be sent has reported nothing.

    Raises
    ------
    InputError
        Where one of them is no period of the engagement's kind, or the last comes first.
    """
    kind = read_config(folder).period
    ends = [_label(text, kind) for text in (first, last)]
    if ends[0] > ends[1]:
        raise InputError(f"--backfill: {first} comes after {last}. Remedy: name the first first.")
    done = {m["period"] for m in manifests(folder.resolve()) if published(m)}
    return [label for label in periods.between(*ends, kind) if label not in done]


def _label(text: str, kind: str) -> str:
    try:
        return periods.parse(text, kind)
    except ValueError as error:
        raise InputError(f"--backfill: '{text}' {error}") from None


def history(folder: Path, period: str | None = None, kpi: str | None = None) -> list[str]:
    """A line for every value ever reported of an engagement; see `cxlib.history.reported`."""
    config = read_config(folder)
    key, formerly = keys(config)
    told = reported(location(config, folder), key, period, kpi, formerly)
    return [_reported(row) for row in told.to_dict("records")] or ["Nothing was reported yet."]


def _reported(row: dict) -> str:
    """Such as "2026-02, recommend, overall: -56.7 (n 60), reported on 2026-03-05 by 2026-02/1"."""
    value = "no longer measured" if pd.isna(row["value"]) else f"{row['value']:.6g}"
    n = "" if pd.isna(row["n"]) else f" (n {row['n']:,.0f})"
    when = "" if pd.isna(row["reported_at"]) else f" on {row['reported_at'][:16]}"
    why = "" if pd.isna(row["reason"]) else f", because: {row['reason']}"
    what = f"{row['period']}, {row['kpi']}, {row['scope']}: {value}{n}"
    return f"{what}, reported{when} by {row['run']}{why}"
