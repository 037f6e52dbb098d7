"""What a touchpoint's drop-off and repeats cost in completions."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np

from cxlib.mapping.excess import Excess
from cxlib.stats.intervals import z_value

HALF = 0.5  # a half event more, so that a count of none has an interval too (Haldane 1955)


class Reached(Protocol):
    """Arrays (touchpoint, journey, band) of instances that reached it, and what became of them."""

    reached: np.ndarray
    extra: np.ndarray
    completed: np.ndarray


class Loss(NamedTuple):
    """Completions lost per instance that reaches each touchpoint, by drop-off and by repeats.

    `total` is their sum; `half` and `half_repeats` are half-widths of the intervals.
    """

    by_drop: np.ndarray
    by_repeats: np.ndarray
    half: np.ndarray
    half_repeats: np.ndarray

    def shown(self, repeats_only: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The effect on completing with its interval; of the repeats where those alone break it."""
        total = self.by_repeats + np.where(repeats_only, 0, self.by_drop)
        half = np.where(repeats_only, self.half_repeats, self.half)
        return tuple(np.clip(v, -1, 1) for v in (-total, -total - half, -total + half))


def loss(counts: Reached, drop: Excess, again: Excess, confidence: float) -> Loss:
    """Completions lost against comparable steps, by the delta method.

    Were the hazard of a visit that of comparable steps, fewer (or more) would drop out here; were
    there as few returns as there, fewer visits would run that hazard. Of those lost, the share
    would complete that completes among those who go on.
    """
    n, completed = counts.reached.sum((1, 2)), counts.completed.sum((1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        hazard, usual = drop.events / drop.trials, drop.expected / drop.trials
        needless = again.events - again.expected
        stay = n - drop.events
        complete = np.clip(completed / stay, 0, 1)
        by_repeats = complete * needless * hazard / n
        by_drop = complete * (drop.trials - needless) * (hazard - usual) / n
        share = np.clip((drop.events + HALF) / (n + 1), 0, 1)  # none seen is not none possible
        of_completing = complete * (1 - complete) / stay
        returns = np.maximum(again.events + again.expected_variance, 0)
        relative = of_completing / complete**2 + 1 / drop.events
        repeats_variance = (complete * hazard / n) ** 2 * returns + by_repeats**2 * relative
        variance = (complete / n) ** 2 * (n * share * (1 - share) + drop.expected_variance)
        variance += (by_drop / complete) ** 2 * of_completing + repeats_variance
    z = z_value(confidence)
    nothing = np.nan_to_num
    return Loss(
        nothing(by_drop), nothing(by_repeats),
        z * np.sqrt(nothing(variance)), z * np.sqrt(nothing(repeats_variance)),
    )  # fmt: skip
