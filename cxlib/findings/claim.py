"""What a kind of finding hands over: one claim with its evidence, not yet in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from cxlib.language import missing
from cxlib.release.once import once_per_view
from cxlib.release.view import View
from cxlib.results.coded import Figure
from cxlib.results.registry import REGISTRY

# what a claim can be about, and so whom it concerns as what (routing turns it into departments)
ABOUT = ("touchpoint", "cause", "remedy", "kpi", "benefit", "initiative", "department")
N_OF = (
    "answers",
    "customers",
    "invitations",
    "journeys",
    "visits",
    "periods",
    "runs",
    "comments",
    "events",
    "things",
)
GRADES = ("opinion", "survey", "events", "both")


@dataclass(frozen=True)
class Claim:
    """One claim about one subject.

    Attributes
    ----------
    subject : what it is about, unique within its kind and without a period: the finding's id is
        KIND:SUBJECT, so that a comment on it survives
    direction : which of the kind's directions; it chooses the sentence
    slots : the figures of its sentences
    rows : table and key of the result rows that it rests on, the first of the kind's own table
    value, low, high, unit : the number that is claimed
    n, n_of : its base and what it counts
    grade : opinion, survey, events or both
    p : the adjusted p-value of the test that earned it; None where the kind is declared
    family : the question (`findings.families`) that the test belongs to; what rests on another
        claim names that one's. None for what no test earned: it has no part in the report's budget
    reach, size, sure : share of customers concerned (0-1), size (in standard deviations of what it
        is about, or share of the value at stake), probability of the sign (0-1)
    about : whom it concerns, as pairs of what (`ABOUT`) and its name
    leads_to : the next link of the evidence chain
    more : codes of further evidence sentences, `KIND|CODE|evidence`, with the same slots
    """

    subject: str
    direction: str
    slots: Mapping[str, Figure]
    rows: tuple[tuple[str, Mapping[str, object]], ...]
    value: object = None
    low: object = None
    high: object = None
    unit: str = ""
    n: object = None
    n_of: str = "answers"
    grade: str = "events"
    p: object = None
    family: str | None = None
    reach: float = 1.0
    size: float = 0.0
    sure: float = 1.0
    about: tuple[tuple[str, str], ...] = ()
    leads_to: str | None = None
    more: tuple[str, ...] = ()
    period: str | None = None

    @property
    def weight(self) -> float:
        """How much it matters: share of customers x size x probability of the sign."""
        return known(self.reach, 1.0) * abs(known(self.size)) * known(self.sure, 1.0)


@dataclass(frozen=True)
class Kind:
    """One kind of finding, declared.

    Attributes
    ----------
    name : the first part of its findings' ids
    step : the step whose table it reads
    table : the result table whose rows it tells of
    directions : every direction it can have; each has a claim and an evidence in the catalogue
    test : what earns it, for the reference; "declared" where the client said so
    find : the claims in what may be shown
    things : slots whose counts are of things, periods, points or estimates; every other count is
        one of people, or of what they did, and is not told where it is small (`findings.small`).
        A code here frees all inside it
    parts : pairs of a slot that counts a part of people and the slot of the whole
    """

    name: str
    step: str
    table: str
    directions: tuple[str, ...]
    test: str
    find: Callable[[View], Iterator[Claim]] = field(repr=False)
    things: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()

    @property
    def declared(self) -> bool:
        return self.test == "declared"


def known(value: object, otherwise: float = 0.0) -> float:
    """The number, or another one where it is missing."""
    return otherwise if missing(value) else float(value)


def key_of(table: str, row: object) -> dict[str, object]:
    """The key of a row of a result table, as the registry declares it."""
    return {column: getattr(row, column) for column in REGISTRY[table].key}


def as_json(key: Mapping[str, object]) -> str:
    """A row's key as it stands in `finding_rows`.

    >>> as_json({"touchpoint": "cart", "segment": None})
    '{"touchpoint": "cart", "segment": null}'
    """
    plain = {c: None if missing(v) else getattr(v, "item", lambda v=v: v)() for c, v in key.items()}
    return json.dumps(plain, ensure_ascii=False, default=str)


def key_json(table: str, row: object) -> str:
    """The key of a result row as it stands in `finding_rows`."""
    return as_json(key_of(table, row))


@once_per_view
def shown(view: View, table: str) -> object:
    """The rows of a table that may be told: those of groups too small to be shown are left out."""
    frame = view[table]
    return frame[frame["base_note"] != "hidden"]
