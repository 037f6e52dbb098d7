"""Who comes back to a touchpoint after having been elsewhere: checkout, plan page, checkout.

Each step that a customer makes elsewhere, once he was here, may lead back. It may do so because
the touchpoint is popular: then it leads here as often for those who were never here before. What
is beyond that is compared with other touchpoints, as long since they were left: by the step right
after leaving (many go back from there), and by all later ones.

Where the journey begins for most of those who are seen there, nobody is left to tell how popular
it is; and a log is often cut just there, so that coming back begins another journey. Nothing is
compared then.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from cxlib.mapping.excess import PRIOR_TRIALS, Excess, excess


class Visited(Protocol):
    """Arrays (touchpoint, journey, band) of visits, see `cxlib.mapping.reach`."""

    seen: np.ndarray
    left: np.ndarray
    back: np.ndarray
    returns: np.ndarray
    extra: np.ndarray
    later: np.ndarray
    passed: np.ndarray


def comebacks(counts: Visited, yardstick: np.ndarray) -> Excess:
    """Trials: steps elsewhere after having been here; events: those that led back here."""
    left, back, extra = (a.sum(axis=2) for a in (counts.left, counts.back, counts.extra))
    far = counts.later.sum(axis=2) - extra - left
    far_back = extra - counts.returns.sum(axis=2) - back
    met = arrived_at(counts)
    left, back, far, far_back = (np.where(met, n, 0) for n in (left, back, far, far_back))
    chance, variance = _popularity(counts, far, far_back)
    trials, events = np.stack([left, far], axis=2), np.stack([back, far_back], axis=2)
    both = np.repeat(chance[:, :, None], 2, axis=2)
    return excess(trials, events, yardstick, both, variance)


def arrived_at(counts: Visited) -> np.ndarray:
    """(touchpoint, journey): whether most who are seen there came from elsewhere."""
    passed = counts.passed.sum(axis=2)
    return 2 * counts.passed[:, :, 0] < passed  # band 0: they began here


def _popularity(
    counts: Visited, far: np.ndarray, far_back: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """How often a step leads here for those who never were here, and its sampling variance.

    Where the walk has an order, every step leads on to the next one, once: then those who are
    well past it come back less, and their share is the one that counts. It leans on how much less
    often those come back who are past any touchpoint.
    """
    passed = counts.passed.sum(axis=2)
    steps = counts.seen.sum(axis=(0, 2)) - counts.later.sum(axis=2) - passed
    arrived = (passed - counts.passed[:, :, 0]) / np.maximum(steps, 1)
    as_arriving = (far * arrived).sum()
    again = min(1.0, far_back.sum() / as_arriving) if as_arriving else 1.0
    past_it = (far_back + PRIOR_TRIALS * again * arrived) / (far + PRIOR_TRIALS)
    share = np.clip(np.minimum(arrived, past_it), 0, 1)
    return share, share * (1 - share) / np.maximum(steps, 1)
