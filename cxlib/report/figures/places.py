"""Where marks that would cover one another go instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STEPS = 400
RING = 2.399963  # the golden angle, radians: a spiral that tries every direction evenly


def spread(axes: Axes, x: np.ndarray, y: np.ndarray, apart: float) -> list[tuple[float, float]]:
    """Places for marks at x, y such that no two are nearer than `apart` inches.

    The first mark stays where it is; each next one moves outwards along a spiral until it is free
    of those before it. Places stay inside the axes.

    >>> from matplotlib.figure import Figure
    >>> axes = Figure(figsize=(4, 4)).add_subplot()
    >>> _ = axes.plot([0, 1], [0, 1])
    >>> one, two = spread(axes, np.array([0.5, 0.5]), np.array([0.5, 0.5]), 0.2)
    >>> one == (0.5, 0.5), two == (0.5, 0.5)
    (True, False)
    """
    box, sheet = axes.get_position(), axes.figure.get_size_inches()
    size = np.array([box.width * sheet[0], box.height * sheet[1]])
    low = np.array([axes.get_xlim()[0], axes.get_ylim()[0]])
    span = np.array([axes.get_xlim()[1], axes.get_ylim()[1]]) - low
    wanted = (np.column_stack([x, y]) - low) / span * size  # inches from the corner
    taken: list[np.ndarray] = []
    for place in wanted:
        taken.append(_free(place, taken, apart, size))
    return [
        (float(a), float(b)) if np.allclose(t, w) else tuple(map(float, low + t / size * span))
        for t, w, a, b in zip(taken, wanted, x, y, strict=True)
    ]


def _free(place: np.ndarray, taken: list[np.ndarray], apart: float, size: np.ndarray) -> np.ndarray:
    for step in range(STEPS):
        reach, angle = apart * 0.25 * np.sqrt(step), RING * step
        candidate = place + reach * np.array([np.cos(angle), np.sin(angle)])
        inside = np.all(candidate >= 0) and np.all(candidate <= size)
        if (inside or step == 0) and all(np.hypot(*(candidate - t)) >= apart for t in taken):
            return candidate
    return place
