"""Step 3, strategy: what to do at every touchpoint, and which initiatives deserve the budget."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.results import gather, tables_of
from cxlib.strategy.designs import designs
from cxlib.strategy.facts import facts
from cxlib.strategy.initiatives import initiatives
from cxlib.strategy.touchpoints import strategies

NEEDS = (
    "responses", "touchpoints", "variables", "activities", "initiatives", "owners", "readiness",
    "touchpoint_map", "breakdowns", "variable_scores", "drivers", "asymmetry", "moments",
    "leaving",
)  # fmt: skip
GIVES = tables_of("strategy")


def run(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Every touchpoint's strategy and the portfolio under the budget.

    Parameters
    ----------
    engagement : Engagement
    results : mapping
        The result tables of mapping and diagnosis.
    """
    known = facts(engagement, results)
    return gather(
        GIVES,
        strategies(engagement, known),
        designs(engagement, results, known),
        initiatives(engagement, results),
    )
