"""Counts of people that are too small to be told: a part of a row that may be shown can be one.

Every count in a claim's slots is taken for a count of people, or of what they did (answers, visits,
journeys, comments), unless its kind declares it to be one of things. So a new kind is guarded
without anybody thinking of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxlib.findings.claim import Claim, Kind
from cxlib.results.coded import Figure, coded, count, nested

COUNT = "count"
NOBODY = ("things", "periods", "runs")  # what `n` can count and is no people


def guarded(kind: Kind, claim: Claim, least: int) -> Mapping[str, Figure]:
    """The slots of a claim with every count of fewer than `least` people said as "fewer than".

    What is left of a whole is a count of people too: where it is small, its part is said as "more
    than".
    """
    free = things(kind, claim.n_of)
    slots = {name: _guarded(free, name, figure, least) for name, figure in claim.slots.items()}
    for part, whole in kind.parts:
        some, every = (_counted(claim.slots.get(name)) for name in (part, whole))
        if some is not None and every is not None and 0 < every - some < least <= some:
            slots[part] = nested(coded("number|more than", n=count(every - least)))
    return slots


def things(kind: Kind, n_of: object) -> frozenset[str]:
    """The slots of a claim that count no people: those of its kind, and `n` where it says so."""
    return frozenset({*kind.things, *(("n",) if isinstance(n_of, str) and n_of in NOBODY else ())})


def _guarded(free: frozenset[str], name: str, figure: object, least: int) -> object:
    """A figure, and all figures inside it, by the name of the slot that each fills."""
    if isinstance(figure, list):
        return [_guarded(free, name, one, least) for one in figure]
    if not isinstance(figure, Mapping):
        return figure
    if figure.get("code") in free:
        return figure
    if COUNT in figure:
        return figure if name in free else of_people(figure, least)
    return {
        slot: _guarded(free, slot if "code" in figure else name, part, least)
        for slot, part in figure.items()
    }


def of_people(figure: Figure, least: int) -> Figure:
    """A count of people; of fewer than `least` only that.

    >>> of_people({"count": 12}, 10)
    {'count': 12}
    """
    small = _small(_counted(figure), least)
    return nested(coded("number|fewer than", n=count(least))) if small else figure


def _small(n: float | None, least: int) -> bool:
    return n is not None and 0 < n < least


def _counted(figure: object) -> float | None:
    """The count of a figure, without its interval; None where it is none."""
    found = figure.get(COUNT) if isinstance(figure, Mapping) else None
    value = found[0] if isinstance(found, list) else found
    return None if value is None else float(value)


def counts(slots: Mapping[str, object], name: str = "") -> Iterator[tuple[str, float]]:
    """Every count in slots, with the name of the slot that it fills."""
    for slot, figure in slots.items():
        for one in figure if isinstance(figure, list) else [figure]:
            if not isinstance(one, Mapping):
                continue
            found = _counted(one)
            if found is not None:
                yield slot, found
            else:
                yield from counts(one if "code" in one else _inside(one, slot))


def _inside(figure: Mapping[str, object], slot: str) -> dict[str, object]:
    """What a list or a wrapped text holds, under the name of the slot that it fills."""
    return {slot: [part for value in figure.values()
                   for part in (value if isinstance(value, list) else [value])]}  # fmt: skip
