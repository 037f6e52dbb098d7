"""How sure the choice is: the best plan again and again under redrawn stakes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxlib.strategy.candidates import worth
from cxlib.strategy.optimise import best_plan
from cxlib.strategy.setting import Setting

SOLVED = 100  # draws solved outright: an inclusion probability errs by 0.05 at most; the other
# draws take the best of these plans
GAP = 0.01  # one per cent of worth lies far inside the intervals that are redrawn


@dataclass(frozen=True)
class Pool:
    """The plan, the rivals it met, and what each is worth under every draw.

    `plan` (n,); `rivals` (plans, n), the plan first; `value` (plans, draws), cost subtracted where
    the setting is net; `best` (draws,): the winning rival of each draw.
    """

    plan: np.ndarray
    rivals: np.ndarray
    value: np.ndarray
    best: np.ndarray

    @property
    def inclusion(self) -> np.ndarray:
        """How often each initiative is in the winning plan: (n,), 0-1."""
        return self.rivals[self.best].mean(axis=0)


def pool(setting: Setting, solved: int = SOLVED) -> Pool:
    """The best plan for the expected stakes, and its rivals under redrawn ones."""
    options, budget, net = setting.candidates, setting.budget, setting.net
    plan = best_plan(options, setting.stake, budget, net)
    redrawn = [
        best_plan(options, stake, budget, net, weight, GAP)
        for stake, weight in zip(
            setting.stakes_drawn[:solved], setting.weights_drawn[:solved], strict=True
        )
    ]
    different = np.unique([r for r in redrawn if (r != plan).any()] or [plan], axis=0)
    rivals = np.vstack([plan, different])
    value = worth(options, rivals, setting.stakes_drawn, setting.weights_drawn)
    value = value - (rivals @ options.cost)[:, None] * net
    return Pool(plan, rivals, value, value.argmax(axis=0))
