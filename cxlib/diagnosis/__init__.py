"""Step 2, diagnose: how good is each touchpoint, what drives it, and which moments matter?"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.results import empty, gather, tables_of

NEEDS: tuple[str, ...] = (
    "responses", "interactions", "purchases", "customers", "touchpoints", "variables", "journeys",
    "activities", "operations", "assumptions", "invited", "funnel", "breakdowns",
)  # fmt: skip
GIVES: tuple[str, ...] = tables_of("diagnosis")


def run(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Answer every question of the diagnosis.

    Parameters
    ----------
    engagement : Engagement
    results : mapping of name to DataFrame
        Earlier result tables: `breakdowns` and `funnel` of the mapping, where they are there.

    Returns
    -------
    dict of name to DataFrame
        Every table of `GIVES`, `findings` and `notes`.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(limits=1):  # the same sums to the last bit, and no threads that spin
        return _diagnosed(engagement, results)


def _diagnosed(
    engagement: Engagement, results: Mapping[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    from cxlib.diagnosis.answers import answers, response_rates
    from cxlib.diagnosis.assumptions import assumption_scores
    from cxlib.diagnosis.asymmetry import asymmetry
    from cxlib.diagnosis.backstage import backstage
    from cxlib.diagnosis.choices import choices
    from cxlib.diagnosis.crosstabs import crosstabs
    from cxlib.diagnosis.drivers import dominance_table, drivers, explain
    from cxlib.diagnosis.kano import kano
    from cxlib.diagnosis.moments import moments
    from cxlib.diagnosis.nonlinear import nonlinear
    from cxlib.diagnosis.priorities import priorities
    from cxlib.diagnosis.recovery import recovery
    from cxlib.diagnosis.scores import scores
    from cxlib.diagnosis.variable_scores import variable_scores
    from cxlib.diagnosis.voice import themes
    from cxlib.diagnosis.worth import worth

    quality_now = [scores(engagement), answers(engagement), choices(engagement)]
    quality_now.append(response_rates(engagement))
    explained = explain(engagement)
    second_look = nonlinear(engagement, explained)
    critical = drivers(engagement, explained, second_look.held_out)
    guessed = assumption_scores(engagement, critical.get("drivers", empty("drivers")))
    variables = [
        variable_scores(engagement),
        crosstabs(engagement),
        critical,
        second_look.told,
        dominance_table(explained),
        priorities(engagement, explained),
        asymmetry(engagement, explained),
        kano(engagement),
        guessed,
    ]
    behind = [themes(engagement), backstage(engagement), recovery(engagement), worth(engagement)]
    found = gather(GIVES, *quality_now, *variables, *behind)
    return gather(GIVES, found, moments(engagement, results, found))
