"""The evidence chain: touchpoint, variable, moment, evidence, initiative, owner, KPI, benefit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import pandas as pd

from cxlib.engagement.contracts.names import key
from cxlib.engagement.model import Engagement
from cxlib.results import REGISTRY, empty

SCOPED = " @ "  # between a KPI and the scope it is watched in


def broken_links(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> list[str]:
    """One sentence for each link of the chain that leads nowhere.

    Parameters
    ----------
    engagement : the client's tables.
    results : result tables by name, as far as there are any: `findings`, `moments`, `portfolio`,
        `kpis`, and those that evidence points at.
    """
    initiatives = engagement.table("initiatives")
    results = {name: results[name] for name in results}  # each read once
    return list(
        dict.fromkeys(
            [
                *_ownerless(initiatives, engagement.table("owners")),
                *_unwatched(initiatives, engagement, results),
                *_undated(initiatives),
                *_off_the_map(engagement),
                *_unproved(_table(results, "findings"), _table(results, "finding_rows"), results),
                *_astray(_table(results, "findings"), initiatives, results),
            ]
        )
    )


def _table(results: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    return results[name] if name in results else empty(name)


def _ownerless(initiatives: pd.DataFrame, owners: pd.DataFrame) -> Iterator[str]:
    known = {key(owner) for owner in owners["owner"].dropna()}
    for row in initiatives.itertuples():
        if pd.isna(row.owner):
            yield f"The initiative '{row.initiative}' has no owner."
        elif known and key(row.owner) not in known:
            yield f"The initiative '{row.initiative}' has the owner '{row.owner}', who is unknown."


def _unwatched(
    initiatives: pd.DataFrame, engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> Iterator[str]:
    watched = {key(k) for k in _table(results, "kpis")["kpi"].dropna()}
    for row in initiatives.itertuples():
        if pd.isna(row.kpi):
            yield f"The initiative '{row.initiative}' names no KPI that would show its benefit."
        elif watched and key(row.kpi.split(SCOPED)[0]) not in watched:
            yield f"Initiative '{row.initiative}' has the KPI '{row.kpi}', which nobody watches."


def _undated(initiatives: pd.DataFrame) -> Iterator[str]:
    for row in initiatives[initiatives["kpi"].notna()].itertuples():
        if pd.isna(row.expected_change):
            yield f"The initiative '{row.initiative}' promises no change of its KPI '{row.kpi}'."
        elif pd.isna(row.expected_by):
            yield f"The initiative '{row.initiative}' names no date for its benefit."


def _off_the_map(engagement: Engagement) -> Iterator[str]:
    if not engagement.has("touchpoints"):
        return
    known = {*engagement.table("touchpoints")["touchpoint"], "overall"}
    variables = set(engagement.table("variables")["variable"])
    for name in ("variables", "initiatives", "assumptions"):
        for row in engagement.table(name).itertuples():
            if not pd.isna(row.touchpoint) and row.touchpoint not in known:
                subject = getattr(row, "initiative", None) or row.variable
                yield f"'{subject}' in {name} is at '{row.touchpoint}', which is not on the map."
    for row in engagement.table("initiatives").dropna(subset=["variable"]).itertuples():
        if variables and row.variable not in variables:
            yield (
                f"The initiative '{row.initiative}' moves the variable '{row.variable}', which "
                "nobody measures."
            )


def _unproved(
    findings: pd.DataFrame, rows: pd.DataFrame, results: Mapping[str, pd.DataFrame]
) -> Iterator[str]:
    proved = set(rows["finding_id"])
    for finding_id in findings["finding_id"]:
        if finding_id not in proved:
            yield f"The finding '{finding_id}' claims something without evidence."
    known: dict[tuple[str, ...], set[tuple]] = {}  # a table's rows by the columns of a key
    for row in rows.itertuples():
        pointed = json.loads(row.key)
        if not _leads_somewhere(row.table, pointed, results, known):
            told = ", ".join(f"{column}={value}" for column, value in pointed.items())
            yield f"The finding '{row.finding_id}' rests on {row.table}[{told}]: not there."


def _leads_somewhere(
    table: str,
    key: Mapping[str, object],
    results: Mapping[str, pd.DataFrame],
    known: dict[tuple[str, ...], set[tuple]],
) -> bool:
    """Whether a key points at a row; tables not yet computed are not judged."""
    if table not in REGISTRY:
        return False
    if table not in results:
        return True
    rows, by = results[table], (table, *key)
    if not key or any(column not in rows for column in key):
        return not key and len(rows) > 0
    if by not in known:
        known[by] = {*zip(*(_comparable(rows[column]) for column in key), strict=True)}
    wanted = (_as_in(rows[column], value) for column, value in key.items())
    return tuple(wanted) in known[by]


def _comparable(cells: pd.Series) -> list[object]:
    """Numbers by their value, all else by its text."""
    written = cells.astype("Float64" if _numeric(cells) else "string").astype(object)
    return written.where(cells.notna(), None).tolist()


def _as_in(cells: pd.Series, value: object) -> object:
    """A key's value as the cells of its column are compared; what is no number is in none."""
    if value is None:
        return None
    return pd.to_numeric(str(value), errors="coerce") if _numeric(cells) else str(value)


def _numeric(cells: pd.Series) -> bool:
    is_numeric, is_bool = pd.api.types.is_numeric_dtype, pd.api.types.is_bool_dtype
    return is_numeric(cells.dtype) and not is_bool(cells.dtype)


def _astray(
    findings: pd.DataFrame, initiatives: pd.DataFrame, results: Mapping[str, pd.DataFrame]
) -> Iterator[str]:
    known = {*findings["finding_id"].dropna(), *initiatives["initiative"].dropna()}
    known |= set(_table(results, "moments")["moment_id"].dropna())
    known |= {*_table(results, "kpis")["kpi"].dropna(), *initiatives["kpi"].dropna()}
    known |= {f"initiative:{name}" for name in initiatives["initiative"].dropna()}
    for row in findings.dropna(subset=["leads_to"]).itertuples():
        for target in str(row.leads_to).split(" ; "):
            if target.strip() and target.strip() not in known:
                yield f"The finding '{row.finding_id}' leads to '{target.strip()}': not there."
