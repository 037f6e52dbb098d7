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
    """The candidates, what touchpoints are worth over the horizon, and how sure that is.

    `stake` (touchpoints,), `stakes_drawn` (draws, touchpoints) and `weights_drawn` (draws,
    groups) count the benefit of `months` months once an initiative is in place. `net`: whether
    benefits are margin, so that cost may be subtracted from them. `years`: what yearly stakes were
    multiplied by.
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
    currency: str
    net: bool
    budget: float | None
    months: float
    seed: int
    confidence: float

    @property
    def outcome(self) -> str:
        """What the stakes were measured by."""
        points = self.unit.startswith("points")
        return self.unit.removeprefix("points of ") if points else "retention"

    @property
    def in_money(self) -> bool:
        """Whether benefits can be compared with costs."""
        return self.unit != worth_of.CUSTOMERS and not self.unit.startswith("points")

    def changed(
        self, budget: float | None = None, uplift: float = 1.0, months: float | None = None
    ) -> Setting:
        """Another budget, every uplift multiplied, or another horizon."""
        months = self.months if months is None else months
        longer = 1.0 if self.unit.startswith("points") else months / self.months
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
    policy = engagement.policy
    unit = worth_of.unit(
        results["leaving"], engagement.config.currency, engagement.config.main_outcome
    )
    stakes, part = _evidence(engagement, results, unit)
    owners = engagement.table("owners").dropna(subset=["capacity"])
    capacity = dict(zip(owners.owner, owners.capacity, strict=True))
    initiatives = engagement.table("initiatives")
    options = candidates(initiatives, part, stakes, capacity, policy.horizon_months)
    years = 1.0 if unit.startswith("points") else policy.horizon_months / MONTHS_A_YEAR
    rng = stream(engagement.seed, "strategy", "stakes")
    return Setting(
        initiatives=initiatives, shares=part, stakes=stakes, candidates=options,
        stake=stakes.stake.to_numpy(float) * years,
        stakes_drawn=worth_of.draws(stakes, draws, rng) * years,
        weights_drawn=_weights(options, part, draws, engagement.seed), years=years,
        unit=unit, currency=engagement.config.currency,
        net=policy.value_is == "margin" and bool(results["leaving"].value_at_stake.notna().any()),
        budget=policy.budget, months=float(policy.horizon_months), seed=engagement.seed,
        confidence=policy.confidence,
    )  # fmt: skip


def _evidence(
    engagement: Engagement, results: Mapping[str, pd.DataFrame], unit: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What the touchpoints are worth, and the part of it that each initiative can win."""
    variables, answers = engagement.table("variables"), engagement.table("responses")
    confidence, drivers = engagement.policy.confidence, results["drivers"]
    asked = [v for v in variables.variable.unique() if v in answers]
    spreads = {v: float(np.nan_to_num(answers[v].std())) for v in asked}
    room = part_of.rooms(variables, results["variable_scores"])
    if unit.startswith("points"):
        main = drivers.outcome.eq(engagement.config.main_outcome or "") & drivers.scope.eq(
            "overall"
        )
        stakes = worth_of.points(drivers[main], variables, spreads, room, confidence)
    else:
        stakes = worth_of.stakes(results["leaving"], confidence)
    weight = part_of.weights(drivers, variables, spreads, room, confidence)
    return stakes, part_of.shares(
        engagement.table("initiatives"), results["moments"], set(stakes.touchpoint), room, weight
    )


def _weights(options: Candidates, part: pd.DataFrame, draws: int, seed: int) -> np.ndarray:
    """Draws of each group's part in its stake, within 0 and 1."""
    of = part[part.initiative.isin(options.names)].drop_duplicates("group").sort_values("group")
    spread = of.weight_spread.to_numpy(float)
    noise = stream(seed, "strategy", "weights").standard_normal((draws, len(spread)))
    return np.clip(options.weight + spread * noise, 0, 1)
