"""Everything a choice of initiatives rests on, drawn together once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.stats.resampling import stream
from cxlib.strategy import shares as part_of
from cxlib.strategy import stakes as worth_of
from cxlib.strategy.candidates import Candidates, candidates

DRAWS = 1000
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Setting:
    """The candidates, what moments are worth over the horizon, and how sure that is.

    `stake` (moments,), `stakes_drawn` (draws, moments) and `weights_drawn` (draws, groups) count
    the benefit of `months` months once an initiative is in place. `net`: whether benefits are
    margin, so that cost may be subtracted from them.
    """

    initiatives: pd.DataFrame
    shares: pd.DataFrame
    stakes: pd.DataFrame
    candidates: Candidates
    stake: np.ndarray
    stakes_drawn: np.ndarray
    weights_drawn: np.ndarray
    unit: str
    net: bool
    budget: float | None
    months: float
    seed: int
    confidence: float

    def changed(
        self, budget: float | None = None, uplift: float = 1.0, months: float | None = None
    ) -> Setting:
        """Another budget, every uplift multiplied, or another horizon."""
        months = self.months if months is None else months
        longer = months / self.months
        return replace(
            self,
            budget=self.budget if budget is None else budget,
            candidates=self.candidates.scaled(uplift),
            shares=self.shares.assign(part=(self.shares.part * uplift).clip(0, 1)),
            stake=self.stake * longer,
            stakes_drawn=self.stakes_drawn * longer,
            months=months,
        )


def setting(
    engagement: Engagement, results: Mapping[str, pd.DataFrame], draws: int = DRAWS
) -> Setting:
    """The choice as the engagement's tables and the diagnosis give it."""
    policy, initiatives = engagement.policy, engagement.table("initiatives")
    stakes = worth_of.stakes(results["moments"], policy.confidence)
    part = _parts(engagement, results, stakes)
    owners = engagement.table("owners").dropna(subset=["capacity"])
    capacity = dict(zip(owners.owner, owners.capacity, strict=True))
    options = candidates(initiatives, part, stakes, capacity, policy.horizon_months)
    unit = worth_of.unit(engagement, results["moments"])
    years = policy.horizon_months / MONTHS_A_YEAR
    rng = stream(engagement.seed, "strategy", "stakes")
    return Setting(
        initiatives=initiatives, shares=part, stakes=stakes, candidates=options,
        stake=stakes.stake.to_numpy(float) * years,
        stakes_drawn=worth_of.draws(stakes, draws, rng) * years,
        weights_drawn=_weights(options, part, draws, engagement.seed),
        unit=unit,
        net=policy.value_is == "margin" and unit != "customers kept",
        budget=policy.budget, months=float(policy.horizon_months), seed=engagement.seed,
        confidence=policy.confidence,
    )  # fmt: skip


def _parts(
    engagement: Engagement, results: Mapping[str, pd.DataFrame], stakes: pd.DataFrame
) -> pd.DataFrame:
    variables, answers = engagement.table("variables"), engagement.table("responses")
    asked = [v for v in variables.variable.unique() if v in answers]
    spreads = {v: float(np.nan_to_num(answers[v].std())) for v in asked}
    room = part_of.rooms(variables, results["variable_scores"])
    weight = part_of.weights(
        results["drivers"], variables, spreads, room, engagement.policy.confidence
    )
    return part_of.shares(engagement.table("initiatives"), stakes, room, weight)


def _weights(options: Candidates, part: pd.DataFrame, draws: int, seed: int) -> np.ndarray:
    """Draws of each group's part in its moment, within 0 and 1."""
    of = part[part.initiative.isin(options.names)].drop_duplicates("group").sort_values("group")
    spread = of.weight_spread.to_numpy(float)
    noise = stream(seed, "strategy", "weights").standard_normal((draws, len(spread)))
    return np.clip(options.weight + spread * noise, 0, 1)
