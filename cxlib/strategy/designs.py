"""What to do at the moments that matter: recovery, delight, proposals and well-timed help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.results.coded import note, notes
from cxlib.strategy.delights import delights
from cxlib.strategy.evidence import evidence, toward_better
from cxlib.strategy.key_words import KeyWords, environment, key_words
from cxlib.strategy.proposals import catalogue, proposals
from cxlib.strategy.recovery_designs import recovery_designs
from cxlib.strategy.triggers import triggers

REWARD = ("reward", "reward_low", "reward_high")


def designs(
    engagement: Engagement, results: Mapping[str, pd.DataFrame], known: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """The tables `recovery_designs`, `delights`, `proposals` and `triggers`.

    Parameters
    ----------
    known : DataFrame
        What `cxlib.strategy.facts.facts` gives.
    """
    moments, variables = results["moments"], engagement.table("variables")
    words = key_words(engagement.config.language)
    frictions = sorted(moments.touchpoint[moments.moment.eq("friction")].unique())
    rated = set(variables.touchpoint[variables.kind.eq("overall")].dropna())
    pleasing = delights(known, toward_better(engagement, results["asymmetry"], REWARD), variables)
    proposed = _proposals(engagement, results, known, words)
    drivers = toward_better(engagement, results["drivers"])
    return {
        "recovery_designs": recovery_designs(frictions, drivers, variables, words),
        "delights": pleasing,
        "proposals": proposed,
        "triggers": triggers(moments, known, rated, words),
        "notes": notes(*_limits(moments, pleasing, proposed, len(drivers) > 0)),
    }


def _proposals(
    engagement: Engagement, results: Mapping[str, pd.DataFrame], known: pd.DataFrame,
    words: KeyWords,
) -> pd.DataFrame:  # fmt: skip
    """Candidates for the moments that no initiative of the client's serves, or is yet to serve."""
    moments, declared = results["moments"], engagement.table("initiatives")
    stopped = declared.status.eq("stopped").fillna(False).astype(bool)
    served = set(declared.touchpoint[~stopped].dropna())
    rests = evidence(engagement, results)
    places = known.set_index("touchpoint").environment
    return proposals(
        catalogue(),
        moments[~moments.touchpoint.isin(served)],
        rests.stakes.set_index("place").stake.clip(lower=0) * rests.years,
        places.map(lambda cell: environment(cell, words)),
        rests.in_money,
        rests.unit,
        engagement.policy.budget,
    )


def _limits(
    moments: pd.DataFrame, pleasing: pd.DataFrame, proposed: pd.DataFrame, drivers_known: bool
) -> Iterator[dict[str, object]]:
    if moments.empty:
        yield note("proposals", "no moments")
    elif len(proposed):
        yield note("proposals", "no uplift of their own")
    if pleasing.empty and drivers_known:
        yield note("delights", "none")
