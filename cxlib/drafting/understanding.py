"""What a client's file is a table of, and what its columns stand for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from cxlib.drafting.asking import chosen_outcomes, followers
from cxlib.drafting.choices import choices
from cxlib.drafting.profile import Profile, plain
from cxlib.drafting.recognisers import Recogniser
from cxlib.drafting.records import answered, continued, tried_out
from cxlib.drafting.roles import (
    LONG_TEXT,
    Roles,
    could_be_id,
    could_be_name,
    first,
    roles_of,
    time_of,
)
from cxlib.drafting.shapes import of_other_waves
from cxlib.engagement.contracts.tables import CONTRACTS
from cxlib.engagement.contracts.weighting import is_weight

MOST_GROUPS = 25  # distinct values of a segment
FEWEST_COUNTS = 5  # distinct numbers of a series of counts
IDS = re.compile(r"\b(id|ids|nr|no|number|code|key|token|zip|phone|postcode|plz)\b")
MOST_SEGMENTS = 8  # every segment is one more comparison, and more chances of a false one
GROUPS = (
    r"\b(region|country|plan|segment|contract|class|type|tier|brand|store|gender|age|product)\b"
)
HEADINGS = 0.5  # share of a catalogue's columns that carry the contract's own names


@dataclass(frozen=True)
class Draft:
    """A file as understood: which table, and each column's part in it."""

    table: str
    why: str
    columns: Roles = field(default_factory=Roles)
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


@dataclass(frozen=True)
class _File:
    """What is known of a file before it is taken for a table.

    Attributes
    ----------
    columns : what each looks like
    frame : their cells
    fixed : roles that the tool's recogniser says
    follow, several : answers that follow from another, questions with several answers
    """

    columns: Sequence[Profile]
    frame: pd.DataFrame
    fixed: Roles
    follow: Mapping[str, str]
    several: Mapping[str, dict]

    @property
    def free(self) -> list[Profile]:
        """The columns whose role is not known yet."""
        return [c for c in self.columns if c.name not in self.fixed.values()]

    def roles(self, roles: Iterable[str], among: Iterable[Profile] | None = None) -> Roles:
        """Each of these roles its column: the recogniser's, else by its name among those free."""
        known = Roles({r: c for r, c in self.fixed.items() if r in roles})
        wanted = [role for role in roles if role not in known]
        return roles_of(self.free if among is None else list(among), wanted) | known

    def time(self, role: str = "time") -> Roles:
        """When a row happened."""
        if "time" in self.fixed:
            return Roles({role: self.fixed["time"]})
        return time_of(self.columns, role)


def understood(
    columns: Sequence[Profile], frame: pd.DataFrame, known: Recogniser | None = None
) -> Draft | None:
    """What the file is, from the strongest sign to the weakest; None where nothing fits.

    Parameters
    ----------
    columns : what each looks like
    frame : their cells, in which answers that follow from others are looked for
    known : the tool that wrote the file, where it was recognised
    """
    own = _catalogue(columns) if known is None else None
    if own:
        return Draft(own, "its headings are that table's own")
    kept = [c for c in columns if known is None or not known.passes_over(c.name)]
    fixed = Roles() if known is None else Roles(known.roles(c.name for c in kept))
    rest = [c for c in kept if c.name not in fixed.values()]
    file = _File(kept, frame, fixed, followers(rest, frame), choices(rest, frame))
    table = known.table if known is not None else _table_of(file)
    draft = BUILDERS[table](file) if table else None
    return draft if known is None or draft is None else _as_known(draft, known, kept)


def _as_known(draft: Draft, known: Recogniser, columns: Sequence[Profile]) -> Draft:
    """The draft with what the recogniser knows of rows, codes and constants."""
    names = [c.name for c in columns]
    return replace(
        draft,
        why=f"it has the headings of {known.tool}",
        where=draft.where | known.by_heading(known.where, names),
        na=draft.na | known.by_heading(known.na, names),
        constants=draft.constants | known.set,
    )


def _table_of(file: _File) -> str | None:
    """Which table a file is, by what its columns look like."""
    columns = file.columns
    ratings = [c for c in columns if c.rating or c.scale]
    time, ids = file.time(), first(columns, "customer", could_be_id)
    event = first(columns, "touchpoint", could_be_name)
    if time and event and ids and not ids.unique and len(ratings) < 2:
        return "interactions"
    if len(ratings) >= 2 or chosen_outcomes(ratings, file.follow):
        return "responses"
    if ids and (ids.unique and any(first(columns, r) for r in ("tenure", "left", "start", "end"))):
        return "customers"
    if ids and time and first(columns, "value"):
        return "purchases"
    if chosen_outcomes(columns, file.follow):
        return "responses"
    return "kpis" if time and _counts(file) else None


def _catalogue(columns: Sequence[Profile]) -> str | None:
    names = {c.name.strip().casefold().replace(" ", "_") for c in columns}
    scores = {}
    for table, contract in CONTRACTS.items():
        needed = {c for c, rule in contract.columns.items() if rule.needed}
        if needed and needed <= names:
            scores[table] = len(names & set(contract.columns)) / len(names)
    best = max(scores, key=lambda t: (scores[t], len(CONTRACTS[t].columns)), default=None)
    return best if best and scores[best] >= HEADINGS else None


def _log(file: _File) -> Draft:
    roles = ("journey_id", "customer", "touchpoint", "channel", "journey", "completed")
    found = file.roles(roles) | file.time()
    if "customer" not in found and "journey_id" in found:
        found |= {"customer": found["journey_id"]}
    return Draft("interactions", "it has ids that return, times and names of steps", found)


def _customers(file: _File) -> Draft:
    found = file.roles(("customer",))
    rest = [c for c in file.free if c.name not in found.values()]
    flags = [c for c in rest if c.look != "date" and c.distinct == 2]
    numbers = [c for c in rest if c.look == "number" and c.distinct > 2]
    found |= file.roles(("end", "start"), [c for c in rest if c.look == "date"])
    found |= file.roles(("left",), flags) | file.roles(("tenure", "value"), numbers)
    segments = _segments([c for c in rest if c.name not in found.values()])
    why = "every id occurs once, with a beginning, an end or a tenure"
    return Draft("customers", why, found, segments=segments)


def _purchases(file: _File) -> Draft:
    numbers = [c for c in file.free if c.look == "number"]
    found = file.roles(("customer",)) | file.roles(("value",), numbers) | file.time()
    where = continued(file.columns, file.frame, found["value"]) if "value" in found else {}
    return Draft("purchases", "it has ids, times and amounts", found, where=where)


def _counts(file: _File) -> Draft | None:
    """A series of counts: the largest is what the others are shares of."""
    counts = [
        c for c in file.columns
        if c.look == "number" and c.whole and c.distinct > FEWEST_COUNTS and not IDS.search(c.said)
    ]  # fmt: skip
    one_each = any(c.unique and IDS.search(c.said) for c in file.columns)
    timed = any(c.timed for c in file.columns if c.name in file.time().values())
    if len(counts) < 2 or one_each or timed:  # a row is a case, no period
        return None
    all_of = max(counts, key=lambda c: c.total)
    part = next(c for c in counts if c is not all_of)
    places = [c for c in file.columns if c.look == "text"]
    found = file.time("period") | {"numerator": part.name, "denominator": all_of.name}
    if places:
        found |= {"scope": max(places, key=lambda c: c.distinct).name}
    constants = {"kpi": f"{plain(part.name)} in {plain(all_of.name)}", "kind": "share"}
    return Draft("kpis", "it has dates and counts", found, constants=constants)


def _weight(file: _File) -> dict[str, str]:
    """The column that is named a survey weight and behaves like one."""
    named = (c.name for c in file.free if c.look == "number")
    found = next((name for name in named if is_weight(name, file.frame[name])), None)
    return {} if found is None else {"weight": found}


def _survey(file: _File) -> Draft:
    columns = file.free
    chosen = chosen_outcomes(columns, file.follow)
    taken = {one.column.name for one in chosen} | {c for one in chosen for c in one.siblings}
    taken |= {str(c) for one in file.several.values() for c in _columns_of(one)}
    others = of_other_waves(columns, chosen[0].column.name if chosen else "")
    where = answered(columns)
    taken |= {*where, *others}
    free = [c for c in columns if c.name not in taken and c.name not in file.follow]
    people = ("customer", "account", "journey")
    found = file.roles(people, [c for c in free if not c.rating]) | file.time() | _weight(file)
    names = [c for c in free if c.name not in found.values()]
    found |= file.roles(("touchpoint",), [c for c in names if c.scale is None])
    rest = [c for c in names if c.name not in found.values()]
    found |= {o.name: o.column.name for o in chosen if o.column.name != o.name}
    variables = tuple(c for c in rest if c.rating or c.scale)
    answers = [*(o.column for o in chosen), *variables]
    left = {name: f"follows from {finer}" for name, finer in file.follow.items()}
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
        choice=dict(file.several),
        where=where | tried_out(file.columns),
    )


BUILDERS = {
    "interactions": _log,
    "customers": _customers,
    "purchases": _purchases,
    "kpis": _counts,
    "responses": _survey,
}


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
