"""Everything a choice of initiatives rests on, drawn together once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.stats.resampling import stream
from cxlib.strategy.candidates import Candidates, candidates
from cxlib.strategy.evidence import evidence
from cxlib.strategy.shares import shares
from cxlib.strategy.stakes import MONEY, POINTS
from cxlib.strategy.stakes import draws as stake_draws

DRAWS = 1000
RETENTION = "retention"  # what stakes of leaving were measured by


@dataclass(frozen=True)
class Setting:
    """The candidates, what touchpoints are worth over the horizon, and how sure that is.

    `stake` (places,), `stakes_drawn` (draws, places) and `weights_drawn` (draws,
    groups) count the benefit of `months` months once an initiative is in place. `net`: whether
    benefits are margin, so that cost may be subtracted from them. `years`: what yearly stakes were
    multiplied by. `outcome`: what the stakes were measured by.
    """

    initiatives: pd.DataFrame
    shares: pd.DataFrame
    stakes: pd.DataFrame
    candidates: Candidates
    stake: np.ndarray
    stakes_drawn: np.ndarray
    weights_drawn: np.ndarray
    years: float
    unit: str
    outcome: str
    net: bool
    budget: float | None
    months: float
    seed: int
    confidence: float

    @property
    def in_money(self) -> bool:
        """Whether benefits can be compared with costs."""
        return self.unit == MONEY

    def changed(
        self, budget: float | None = None, uplift: float = 1.0, months: float | None = None
    ) -> Setting:
        """Another budget, every uplift multiplied, or another horizon."""
        months = self.months if months is None else months
        longer = 1.0 if self.unit == POINTS else months / self.months
        return replace(
            self,
            budget=self.budget if budget is None else budget,
            candidates=self.candidates.scaled(uplift),
            shares=self.shares.assign(part=(self.shares.part * uplift).clip(0, 1)),
            stake=self.stake * longer,
            stakes_drawn=self.stakes_drawn * longer,
            years=self.years * longer,
            months=months,
        )


def setting(
    engagement: Engagement, results: Mapping[str, pd.DataFrame], draws: int = DRAWS
) -> Setting:
    """The choice as the engagement's tables and the diagnosis give it."""
    policy, initiatives = engagement.policy, engagement.table("initiatives")
    known = evidence(engagement, results)
    stakes, valued = known.stakes, set(known.stakes.place)
    part = shares(
        initiatives, results["moments"], valued, known.rooms, known.weights, policy.horizon_months
    )
    owners = engagement.table("owners").dropna(subset=["capacity"])
    capacity = dict(zip(owners.owner, owners.capacity, strict=True))
    options = candidates(initiatives, part, stakes, capacity, policy.horizon_months)
    rng = stream(engagement.seed, "strategy", "stakes")
    return Setting(
        initiatives=initiatives, shares=part, stakes=stakes, candidates=options,
        stake=stakes.stake.to_numpy(float) * known.years,
        stakes_drawn=stake_draws(stakes, draws, rng) * known.years,
        weights_drawn=_weights(options, part, draws, engagement.seed), years=known.years,
        unit=known.unit,
        outcome=(engagement.config.main_outcome or "") if known.unit == POINTS else RETENTION,
        net=policy.value_is == "margin" and known.in_money,
        budget=policy.budget, months=float(policy.horizon_months), seed=engagement.seed,
        confidence=policy.confidence,
    )  # fmt: skip


def _weights(options: Candidates, part: pd.DataFrame, draws: int, seed: int) -> np.ndarray:
    """Draws of each group's part in its stake, within 0 and 1."""
    of = part[part.initiative.isin(options.names)].drop_duplicates("group").sort_values("group")
    spread = of.weight_spread.to_numpy(float)
    noise = stream(seed, "strategy", "weights").standard_normal((draws, len(spread)))
    return np.clip(options.weight + spread * noise, 0, 1)
