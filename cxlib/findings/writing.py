"""One value is written one way within a finding: with the figures that its interval leaves it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxlib.results.coded import Figure


def one_writing(slots: Mapping[str, Figure]) -> dict[str, Figure]:
    """The slots, every number that stands alone written as where it stands with its interval.

    >>> slots = {"worth": {"money": 91_320}, "within": {"money": [91_320, 61_000, 120_000]}}
    >>> one_writing(slots)["worth"]
    {'money': [91320, 61000, 120000], 'alone': True}
    """
    bounded = {(unit, value[0]): value for unit, value in _bounded(slots.values())}
    return {name: _agreeing(figure, bounded) for name, figure in slots.items()}


def _bounded(found: object) -> Iterator[tuple[str, list]]:
    """Every number with its interval in figures, however deep: its unit and its three numbers."""
    if isinstance(found, Mapping):
        for unit, value in found.items():
            numbers = isinstance(value, list) and all(isinstance(v, (int, float)) for v in value)
            if numbers and len(value) == 3:
                yield unit, value
            else:
                yield from _bounded(value)
    elif not isinstance(found, str) and hasattr(found, "__iter__"):
        for one in found:
            yield from _bounded(one)


def _agreeing(figure: object, bounded: Mapping[tuple[str, float], list]) -> object:
    if isinstance(figure, list):
        return [_agreeing(one, bounded) for one in figure]
    if not isinstance(figure, Mapping):
        return figure
    if len(figure) == 1:
        ((unit, value),) = figure.items()
        if isinstance(value, (int, float)) and (unit, value) in bounded:
            return {unit: bounded[unit, value], "alone": True}
    return {name: _agreeing(part, bounded) for name, part in figure.items()}
