"""Step 4, alignment: who owns each moment and initiative, are they ready, and when does it run."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.alignment.ownership import ownership
from cxlib.alignment.planning import planning
from cxlib.alignment.preparedness import preparedness
from cxlib.alignment.working_together import working_together
from cxlib.engagement.model import Engagement
from cxlib.results import gather, tables_of

NEEDS = (
    "touchpoints", "activities", "initiatives", "owners", "raci", "readiness",
    "transitions", "backstage", "moments", "portfolio",
)  # fmt: skip
GIVES = tables_of("alignment")


def run(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Ownership, value chain, readiness and the dated plan.

    Parameters
    ----------
    engagement : Engagement
    results : mapping
        The result tables of mapping, diagnosis and strategy.
    """
    return gather(
        GIVES,
        ownership(engagement, results),
        working_together(engagement, results),
        preparedness(engagement),
        planning(engagement, results),
    )
