"""One figure is written one way within a finding: as exact as its interval leaves it.

A claim says "21 of 100", its evidence "+20.8 (+20.1 to +21.5) percentage points": one figure, which
a reader who finds two writings of it takes for two.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxlib.results.coded import Figure, alone

# units in which one figure can be told: with its sign or without, as a share or of a hundred
FAMILIES = {
    "share": "share", "points": "share", "of100": "share", "number": "number", "signed": "number",
    "level": "level", "shift": "level", "money": "money",
}  # fmt: skip

Known = Mapping[tuple[str, float], list]


def one_writing(slots: Mapping[str, Figure]) -> dict[str, Figure]:
    """The slots, every figure that stands alone written as where it stands with its interval.

    >>> slots = {"worth": {"money": 91_320}, "within": {"money": [91_320, 61_000, 120_000]}}
    >>> one_writing(slots)["worth"]
    {'money': [91320, 61000, 120000], 'alone': True}
    """
    known = {_key(unit, value[0]): value for unit, value in _bounded(slots.values())}
    return {name: _agreeing(figure, known) for name, figure in slots.items()}


def _key(unit: str, value: float) -> tuple[str, float]:
    return FAMILIES[unit], abs(value)


def _bounded(found: object) -> Iterator[tuple[str, list]]:
    """Every number with its interval in figures, however deep: its unit and its three numbers."""
    if isinstance(found, Mapping):
        for unit, value in found.items():
            numbers = isinstance(value, list) and all(isinstance(v, (int, float)) for v in value)
            if unit in FAMILIES and numbers and len(value) == 3:
                yield unit, value
            else:
                yield from _bounded(value)
    elif not isinstance(found, str) and hasattr(found, "__iter__"):
        for one in found:
            yield from _bounded(one)


def _agreeing(figure: object, known: Known) -> object:
    if isinstance(figure, list):
        return [_agreeing(one, known) for one in figure]
    if not isinstance(figure, Mapping):
        return figure
    if len(figure) == 1:
        ((unit, value),) = figure.items()
        single = unit in FAMILIES and isinstance(value, (int, float))
        if single and _key(unit, value) in known:
            _, low, high = known[_key(unit, value)]
            return alone({unit: [value, low, high]})
    return {name: _agreeing(part, known) for name, part in figure.items()}
