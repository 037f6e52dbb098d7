"""What the diagnosis says a choice can rest on: stakes, rooms and weights."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.strategy import shares as part_of
from cxlib.strategy import stakes as worth_of

MONTHS_A_YEAR = 12
EFFECT = ("effect", "effect_low", "effect_high")


@dataclass(frozen=True)
class Evidence:
    """`stakes`: what each touchpoint is worth a year; `unit`: in what; `years`: what a yearly
    stake is multiplied by to cover the horizon; `rooms` and `weights` by variable.
    """

    stakes: pd.DataFrame
    unit: str
    years: float
    rooms: Mapping[str, float]
    weights: Mapping[str, tuple[float, float]]

    @property
    def in_money(self) -> bool:
        """Whether benefits can be compared with costs."""
        return self.unit == worth_of.MONEY


def evidence(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> Evidence:
    """The evidence as the engagement's tables and the diagnosis give it."""
    config, drivers = engagement.config, toward_better(engagement, results["drivers"])
    variables, confidence = engagement.table("variables"), config.policy.confidence
    unit = worth_of.unit(results["leaving"])
    spreads = _spreads(engagement, variables)
    rooms = part_of.rooms(variables, results["variable_scores"])
    if unit == worth_of.POINTS:
        main = drivers.outcome.eq(config.main_outcome or "") & drivers.scope.eq("overall")
        stakes = worth_of.points(drivers[main], variables, spreads, rooms, confidence)
    else:
        stakes = worth_of.stakes(results["leaving"], results["moments"], confidence)
    weights = part_of.weights(drivers, variables, spreads, rooms, confidence)
    years = 1.0 if unit == worth_of.POINTS else config.policy.horizon_months / MONTHS_A_YEAR
    return Evidence(stakes, unit, years, rooms, weights)


def toward_better(
    engagement: Engagement, table: pd.DataFrame, columns: tuple[str, str, str] = EFFECT
) -> pd.DataFrame:
    """A result table whose effect, with its low and high end, is turned so that more is better.

    The diagnosis tells each effect on its outcome's own scale, of which less may be better.
    """
    down = engagement.senses(table.outcome) < 0
    value, low, high = columns
    told = table.copy()
    turned = -table.loc[down, [value, high, low]].to_numpy(float, na_value=np.nan)
    told.loc[down, list(columns)] = turned
    return told


def _spreads(engagement: Engagement, variables: pd.DataFrame) -> dict[str, float]:
    """The standard deviation of each variable's answers."""
    answers = engagement.table("responses")
    asked = [v for v in variables.variable.unique() if v in answers]
    return {v: float(np.nan_to_num(answers[v].std())) for v in asked}
