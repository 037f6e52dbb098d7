"""Step 5: monitor, period after period. Signal told from noise, promises told from results."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.results.registry import REGISTRY, SHARED, tables_of
from cxlib.results.store import gather

NEEDS = (
    "responses", "interactions", "purchases", "customers", "kpis", "invited", "targets",
    "touchpoints", "journeys", "initiatives", "breakdowns", "drivers", "triggers",
)  # fmt: skip
GIVES = tables_of("monitoring")


def run(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Every table in `GIVES`, findings and notes: what moved, why, and who needs help now."""
    from cxlib.monitoring.step import answers

    return gather(GIVES, *(_declared_columns(part) for part in answers(engagement, results)))


def _declared_columns(part: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Each table in the columns that the registry declares."""
    return {
        name: frame if name in SHARED else frame[list(REGISTRY[name].columns)]
        for name, frame in part.items()
    }
