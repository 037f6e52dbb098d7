"""Step 1: map the touchpoints, as the customer walks them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.results.registry import REGISTRY, SHARED, tables_of
from cxlib.results.store import gather

NEEDS = (
    "interactions", "touchpoints", "journeys", "variables", "activities", "customers", "purchases",
)  # fmt: skip
GIVES = tables_of("mapping")


def run(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The journey map of an engagement: every table in `GIVES`, findings and notes.

    Without interactions it is the catalogue alone; without either, empty tables and a note.
    """
    from cxlib.mapping.step import answers

    return gather(GIVES, *(_declared_columns(part) for part in answers(engagement)))


def _declared_columns(part: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Working columns are dropped: a table has the columns that the registry declares."""
    return {
        name: frame if name in SHARED else frame[[c for c in REGISTRY[name].columns if c in frame]]
        for name, frame in part.items()
    }
