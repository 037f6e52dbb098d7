"""What a client's file is a table of, and what its columns stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from cxlib.drafting.asking import chosen_outcomes, followers
from cxlib.drafting.choices import choices
from cxlib.drafting.profile import Profile, plain
from cxlib.drafting.records import answered, continued, tried_out
from cxlib.drafting.shapes import of_other_waves
from cxlib.engagement.contracts.tables import CONTRACTS
from cxlib.engagement.contracts.weighting import is_weight

LONG_TEXT = 25  # characters on average: prose, not a name
MOST_GROUPS = 25  # distinct values of a segment
MOST_NAMES = 1_000  # distinct names of touchpoints
FEWEST_COUNTS = 5  # distinct numbers of a series of counts
IDS = re.compile(r"\b(id|ids|nr|no|number|code|key|token|zip|phone|postcode|plz)\b")
MOST_SEGMENTS = 8  # every segment is one more comparison, and more chances of a false one
GROUPS = (
    r"\b(region|country|plan|segment|contract|class|type|tier|brand|store|gender|age|product)\b"
)
HEADINGS = 0.5  # share of a catalogue's columns that carry the contract's own names
WORDS = {
    "journey_id": r"\b(journey id|case|session|order (id|no|number)|ticket|trip id)\b",
    "account": r"\b(account|household|company)\b",
    "customer": r"\b(customer|client|cust|kunden\w*|kunde|cliente|user|member|subscriber|"
    r"respondent|guest|passenger|requester|person|email|e mail|contact|id)\b",
    "touchpoint": r"\b(touchpoint|touch point|concept name|event|activity|action|step|page|"
    r"last contact|interaction)\b",
    "channel": r"\bchannel\b",
    "journey": r"\bjourney\b",
    "completed": r"\b(completed|done|success|successful)\b",
    "start": r"\b(start|since|joined|signup|sign up|activated|from)\b",
    "end": r"\b(end|ended|left on|cancelled|canceled|closed|until|churn date)\b",
    "left": r"\b(left|churn|churned|cancelled|canceled|attrition)\b",
    "tenure": r"\b(tenure|months with us|age of account)\b",
    "value": r"\b(value|margin|revenue|monthly charges|total|amount|betrag|umsatz|spend|price)\b",
}


@dataclass(frozen=True)
class Draft:
    """A file as understood: which table, and each column's part in it."""

    table: str
    why: str
    columns: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, dict] = field(default_factory=dict)
    variables: tuple[Profile, ...] = ()
    segments: tuple[str, ...] = ()
    comment: tuple[str, ...] = ()
    na: dict[str, list] = field(default_factory=dict)
    labels: dict[str, dict[str, int]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)  # of each outcome: what was guessed
    left: dict[str, str] = field(default_factory=dict)  # columns left out, and why
    choice: dict[str, dict[str, object]] = field(default_factory=dict)  # several may be chosen
    where: dict[str, object] = field(default_factory=dict)  # which rows are records


def understood(columns: Sequence[Profile], frame: pd.DataFrame | None = None) -> Draft | None:
    """What the file is, from the strongest sign to the weakest; None where nothing fits.

    Parameters
    ----------
    columns : what each looks like
    frame : their cells, in which answers that follow from others are looked for
    """
    catalogue = _catalogue(columns)
    if catalogue:
        return Draft(catalogue, "its headings are that table's own")
    ratings = [c for c in columns if c.rating or c.scale]
    follow = {} if frame is None else followers(columns, frame)
    several = {} if frame is None else choices(columns, frame)
    weight = None if frame is None else _weight(columns, frame)
    time, ids = _time(columns), _first(columns, "customer", _could_be_id)
    event = _first(columns, "touchpoint", _could_be_name)
    if time and event and ids and not ids.unique and len(ratings) < 2:
        return _log(columns)
    if len(ratings) >= 2 or chosen_outcomes(ratings, follow):
        return _survey(columns, follow, several, weight)
    if ids and (ids.unique and any(_first(columns, r) for r in ("tenure", "left", "start", "end"))):
        return _customers(columns, ids)
    if ids and time and _first(columns, "value"):
        return _purchases(columns, frame)
    if chosen_outcomes(columns, follow):
        return _survey(columns, follow, several, weight)
    return _counts(columns) if time else None


def _catalogue(columns: Sequence[Profile]) -> str | None:
    names = {c.name.strip().casefold().replace(" ", "_") for c in columns}
    scores = {}
    for table, contract in CONTRACTS.items():
        needed = {c for c, rule in contract.columns.items() if rule.needed}
        if needed and needed <= names:
            scores[table] = len(names & set(contract.columns)) / len(names)
    best = max(scores, key=lambda t: (scores[t], len(CONTRACTS[t].columns)), default=None)
    return best if best and scores[best] >= HEADINGS else None


def _first(columns: Iterable[Profile], role: str, fits=lambda c: True) -> Profile | None:
    """The column whose name says the role, the earliest word of the role's list first."""
    pattern = re.compile(WORDS[role])
    named = [(pattern.search(c.said), c) for c in columns if fits(c)]
    ranked = sorted((WORDS[role].find(m[0]), i) for i, (m, _) in enumerate(named) if m)
    return named[ranked[0][1]][1] if ranked else None


def _could_be_id(column: Profile) -> bool:
    return (
        column.look in ("text", "number")
        and not column.rating
        and (column.distinct > 2 and column.mean_length <= LONG_TEXT * 2)
    )


def _could_be_name(column: Profile) -> bool:
    few = 2 <= column.distinct <= MOST_NAMES and not column.unique
    return column.look == "text" and few and column.mean_length < LONG_TEXT * 2


def _time(columns: Sequence[Profile]) -> Profile | None:
    dates = [c for c in columns if c.look == "date" and c.filled]
    return max(dates, key=lambda c: (c.timed, c.filled), default=None)


def _roles(columns: Sequence[Profile], roles: Iterable[str]) -> dict[str, str]:
    """Each role its column, no column twice."""
    found: dict[str, str] = {}
    fits = {"journey_id": _could_be_id, "customer": _could_be_id, "account": _could_be_id}
    fits |= {"touchpoint": _could_be_name, "journey": _could_be_name, "channel": _could_be_name}
    for role in roles:
        free = [c for c in columns if c.name not in found.values()]
        column = _first(free, role, fits.get(role, lambda c: c.look != "empty"))
        if column is not None:
            found[role] = column.name
    return found


def _log(columns: Sequence[Profile]) -> Draft:
    roles = ("journey_id", "customer", "touchpoint", "channel", "journey", "completed")
    found = _roles(columns, roles)
    if "customer" not in found and "journey_id" in found:
        found["customer"] = found["journey_id"]
    found["time"] = _time(columns).name
    return Draft("interactions", "it has ids that return, times and names of steps", found)


def _customers(columns: Sequence[Profile], ids: Profile) -> Draft:
    rest = [c for c in columns if c is not ids]
    dates = [c for c in rest if c.look == "date"]
    found = {"customer": ids.name, **_roles(dates, ("end", "start"))}
    flags = [c for c in rest if c.look != "date" and c.distinct == 2]
    numbers = [c for c in rest if c.look == "number" and c.distinct > 2]
    found |= _roles(flags, ("left",)) | _roles(numbers, ("tenure", "value"))
    segments = _segments([c for c in rest if c.name not in found.values()])
    why = "every id occurs once, with a beginning, an end or a tenure"
    return Draft("customers", why, found, segments=segments)


def _purchases(columns: Sequence[Profile], frame: pd.DataFrame | None) -> Draft:
    numbers = [c for c in columns if c.look == "number"]
    found = _roles(columns, ("customer",)) | _roles(numbers, ("value",))
    found["time"] = _time(columns).name
    where = {} if frame is None else continued(columns, frame, found["value"])
    return Draft("purchases", "it has ids, times and amounts", found, where=where)


def _counts(columns: Sequence[Profile]) -> Draft | None:
    """A series of counts: the largest is what the others are shares of."""
    counts = [
        c
        for c in columns
        if c.look == "number" and c.whole and c.distinct > FEWEST_COUNTS and not IDS.search(c.said)
    ]
    one_each = any(c.unique and IDS.search(c.said) for c in columns)
    if len(counts) < 2 or one_each or _time(columns).timed:  # a row is a case, no period
        return None
    all_of = max(counts, key=lambda c: c.total)
    part = next(c for c in counts if c is not all_of)
    places = [c for c in columns if c.look == "text"]
    found = {"period": _time(columns).name, "numerator": part.name, "denominator": all_of.name}
    if places:
        found["scope"] = max(places, key=lambda c: c.distinct).name
    constants = {"kpi": f"{plain(part.name)} in {plain(all_of.name)}", "kind": "share"}
    return Draft("kpis", "it has dates and counts", found, constants=constants)


def _weight(columns: Sequence[Profile], frame: pd.DataFrame) -> str | None:
    """The column that is named a survey weight and behaves like one."""
    named = (c.name for c in columns if c.look == "number" and is_weight(c.name, frame[c.name]))
    return next(named, None)


def _survey(
    columns: Sequence[Profile],
    follow: Mapping[str, str],
    several: Mapping[str, dict],
    weight: str | None,
) -> Draft:
    time = _time(columns)
    chosen = chosen_outcomes(columns, follow)
    taken = {one.column.name for one in chosen} | {c for one in chosen for c in one.siblings}
    taken |= {str(c) for one in several.values() for c in _columns_of(one)}
    others = of_other_waves(columns, chosen[0].column.name if chosen else "")
    where = answered(columns)
    taken |= {*where, *others}
    where |= tried_out(columns)
    free = [c for c in columns if c.name not in taken and c.name not in follow]
    found = _roles([c for c in free if not c.rating], ("customer", "account", "journey"))
    found |= {"time": time.name} if time else {}
    found |= {"weight": weight} if weight else {}
    names = [c for c in free if c.name not in found.values()]
    found |= _roles([c for c in names if c.scale is None], ("touchpoint",))
    rest = [c for c in names if c.name not in found.values()]
    found |= {o.name: o.column.name for o in chosen if o.column.name != o.name}
    variables = tuple(c for c in rest if c.rating or c.scale)
    answers = [*(o.column for o in chosen), *variables]
    left = {name: f"follows from {finer}" for name, finer in follow.items()}
    left |= {name: f"is of another wave than {one}" for name, one in others.items()}
    left |= {c: f"asks what {o.column.name} asks" for o in chosen for c in o.siblings}
    return Draft(
        "responses",
        "it has answers on scales",
        found,
        {one.name: one.spec for one in chosen},
        variables,
        _segments([c for c in rest if c not in variables]),
        tuple(c.name for c in rest if c.look == "text" and c.mean_length > LONG_TEXT),
        _codes(answers),
        {c.name: dict(c.scale.labels) for c in answers if c.scale},
        told={one.name: one.told for one in chosen},
        left=left,
        choice=dict(several),
        where=where,
    )


def _columns_of(choice: Mapping[str, object]) -> list[str]:
    return [choice["column"]] if "column" in choice else list(choice["columns"].values())


def _segments(columns: Iterable[Profile]) -> tuple[str, ...]:
    """Columns of few groups, those first whose names say that they are groups."""

    def grouped(c: Profile) -> bool:
        return c.look == "text" and 2 <= c.distinct <= MOST_GROUPS and c.mean_length <= LONG_TEXT

    found = [c for c in columns if grouped(c) and c.scale is None]
    ranked = sorted(found, key=lambda c: re.search(GROUPS, c.said) is None)
    return tuple(c.name for c in ranked[:MOST_SEGMENTS])


def _codes(columns: Iterable[Profile]) -> dict[str, list]:
    """N/A codes that stand out: words, a code far off the scale, a 0 beside it."""
    return {column.name: list(column.na) for column in columns if column.na}
