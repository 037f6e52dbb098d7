"""Rules that turn a chart into signals. Every rule judges a point by what was known then.

A rule takes the distances from the centre in sigmas (series x points, present points moved to
the left) and answers +1 (above), -1 (below) or 0 for each point, so that a later point never
changes an earlier verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from cxlib.errors import InputError
from cxlib.monitoring.charts.limits import SIGMAS, closed_up, closing_order
from cxlib.monitoring.charts.small_shifts import cusum_signals, ewma_signals

Rule = Callable[[np.ndarray], np.ndarray]


def outside(distance: np.ndarray) -> np.ndarray:
    """A point beyond the limits."""
    return np.where(np.abs(distance) > SIGMAS, np.sign(distance), 0.0)


def beyond(count: int, window: int, sigmas: float) -> Rule:
    """At least `count` of the last `window` points, this one among them, beyond on one side."""

    def rule(distance: np.ndarray) -> np.ndarray:
        above = _windows(distance > sigmas, window).sum(axis=2) >= count
        below = _windows(distance < -sigmas, window).sum(axis=2) >= count
        return np.where(above & (distance > sigmas), 1.0, 0) - (below & (distance < -sigmas))

    return rule


def trend(length: int) -> Rule:
    """`length` points in a row, each higher (or each lower) than the one before."""

    def rule(distance: np.ndarray) -> np.ndarray:
        step = np.diff(distance, axis=1, prepend=np.nan)
        up = _windows(step > 0, length - 1).all(axis=2)
        down = _windows(step < 0, length - 1).all(axis=2)
        return up.astype(float) - down

    return rule


def alternating(length: int) -> Rule:
    """`length` points in a row, up and down in turn; +1 or -1 by the last step."""

    def rule(distance: np.ndarray) -> np.ndarray:
        step = np.diff(distance, axis=1, prepend=np.nan)
        turned = np.concatenate(
            [np.zeros_like(step[:, :1], bool), step[:, 1:] * step[:, :-1] < 0], axis=1
        )
        return np.where(_windows(turned, length - 2).all(axis=2), np.sign(step), 0.0)

    return rule


def hugging(length: int) -> Rule:
    """`length` points in a row within one sigma of the centre; the side is the last point's."""

    def rule(distance: np.ndarray) -> np.ndarray:
        return np.where(_windows(np.abs(distance) < 1, length).all(axis=2), _side(distance), 0.0)

    return rule


def avoiding(length: int) -> Rule:
    """`length` points in a row, none within one sigma of the centre, on either side."""

    def rule(distance: np.ndarray) -> np.ndarray:
        return np.where(_windows(np.abs(distance) > 1, length).all(axis=2), _side(distance), 0.0)

    return rule


# Western Electric (1956) and Nelson (1984); "run of 9" is Nelson's form of the run.
RULES: dict[str, Rule] = {
    "outside": outside,
    "run of 8": beyond(8, 8, 0.0),
    "run of 9": beyond(9, 9, 0.0),
    "2 of 3 beyond 2 sigma": beyond(2, 3, 2.0),
    "4 of 5 beyond 1 sigma": beyond(4, 5, 1.0),
    "trend of 6": trend(6),
    "14 alternating": alternating(14),
    "15 within 1 sigma": hugging(15),
    "8 beyond 1 sigma": avoiding(8),
    "ewma": ewma_signals,
    "cusum": cusum_signals,
}
SIDELESS = ("14 alternating", "15 within 1 sigma", "8 beyond 1 sigma")  # on whichever side they end
APART = "; "  # between the words of several rules


def named(names: Sequence[str]) -> dict[str, Rule]:
    """The rules of these names.

    Raises
    ------
    InputError
        For a name that is no rule, with all the names there are.
    """
    unknown = [name for name in names if name not in RULES]
    if unknown:
        raise InputError(
            f"engagement.yml, policy.signals: '{name}' is no rule; the rules are {', '.join(RULES)}"
            for name in unknown
        )
    return {name: RULES[name] for name in names}


class Signals(NamedTuple):
    """What fired at each point.

    Attributes
    ----------
    words : the words of every rule that fires, e.g. "outside above; run of 8 below", else ""
    side : "above" or "below" where all of them that have a side agree on it, else ""
    """

    words: np.ndarray
    side: np.ndarray


def signals(distance: np.ndarray, names: Sequence[str]) -> Signals:
    """Every rule that fires, point by point.

    Parameters
    ----------
    distance : series x periods, in sigmas, NaN where there is nothing to judge
    names : names of rules in `RULES`

    >>> found = signals(np.array([[0.0, 3.2, np.nan, -0.4]]), ["outside"])
    >>> found.words[0].tolist(), found.side[0].tolist()
    (['', 'outside above', '', ''], ['', 'above', '', ''])
    """
    words = np.full(distance.shape, "", dtype=object)
    above, below = np.zeros(distance.shape, bool), np.zeros(distance.shape, bool)
    if distance.size == 0:
        return Signals(words, words.copy())
    order, packed = closing_order(distance), closed_up(distance)
    for name, rule in named(names).items():
        fired = np.zeros_like(packed)
        np.put_along_axis(fired, order, rule(packed), axis=1)
        fired = np.where(np.isfinite(distance), fired, 0.0)
        told = np.where(fired > 0, f"{name} above", np.where(fired < 0, f"{name} below", ""))
        glue = np.where((words != "") & (told != ""), APART, "").astype(object)
        words = words + glue + told.astype(object)
        if name not in SIDELESS:
            above, below = above | (fired > 0), below | (fired < 0)
    side = np.where(above & ~below, "above", np.where(below & ~above, "below", ""))
    return Signals(words, side.astype(object))


def _windows(flags: np.ndarray, width: int) -> np.ndarray:
    """For each point the flags of the last `width` points; before the first they are false."""
    padded = np.pad(flags, ((0, 0), (width - 1, 0)), constant_values=False)
    return sliding_window_view(padded, width, axis=1)


def _side(distance: np.ndarray) -> np.ndarray:
    return np.where(np.nan_to_num(distance) >= 0, 1.0, -1.0)
