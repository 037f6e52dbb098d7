"""Importance against performance, without the crosshair: how probable is each quadrant?

A dot near the line of a quadrant chart may lie on either side. Here every bootstrap sample draws
its own chart: importance and rating move together as the answers do, the lines are the sample's
own averages, and what is reported is how often a variable falls into its quadrant.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from cxlib.diagnosis.drivers import Explained
from cxlib.diagnosis.drivers.model import Answer
from cxlib.engagement.model import Engagement
from cxlib.results.coded import listed, note, notes, share, variable
from cxlib.stats.tests import benjamini_hochberg

QUADRANTS = (  # Martilla & James (1977), in the order low / high importance × low / high rating
    "low priority", "possible overkill", "concentrate here", "keep up the good work",
)  # fmt: skip
TIE = "tie"
SURE = 0.80  # a quadrant reached in fewer samples than this is called a tie
PRIORITIES = ["touchpoint", "variable", "importance", "performance", "quadrant", "probability",
              "leaning", "n", "outcome", "p_adjusted"]  # fmt: skip


def priorities(engagement: Engagement, found: Explained) -> dict[str, pd.DataFrame]:
    """Every driver's quadrant and its bootstrap probability (`priorities`).

    `performance` is the mean rating as a share of the scale, 0 worst to 1 best. Overalls are
    compared among themselves, attributes within their touchpoint. Below `SURE` the quadrant is
    "tie"; `leaning` names the likeliest one. `p_adjusted`, over all variables, is that of being no
    more important than the others, or rated no worse.
    """
    variables = engagement.table("variables").drop_duplicates("variable").set_index("variable")
    homes = [a for a in found.homes(engagement.config.main_outcome) if len(a.blocks) >= 2]
    if not homes:
        return {"notes": notes(note("priorities", "too few drivers"))}
    table = pd.concat([placed(a, variables, found.refuted(a)) for a in homes], ignore_index=True)
    table = table.drop_duplicates("variable")
    table = table.assign(p_adjusted=benjamini_hochberg(table["p"]))
    return {"priorities": table[PRIORITIES], "notes": notes(*_ties(table))}


def placed(
    found: Answer, variables: pd.DataFrame, refuted: np.ndarray | None = None
) -> pd.DataFrame:
    """One model's variables in their quadrants; `variables` is indexed by variable.

    No quadrant follows for those that are `refuted` inside the groups of customers.
    """
    refuted = np.zeros(len(found.variables), dtype=bool) if refuted is None else refuted
    here = variables.loc[found.variables]
    performance = on_scale(found.means, here)
    code = quadrant(found.drawn, performance)
    share = np.stack([(code == k).mean(axis=0) for k in range(len(QUADRANTS))])
    likeliest, probability = share.argmax(axis=0), share.max(axis=0)
    leaning = [QUADRANTS[k] for k in likeliest]
    return pd.DataFrame(
        {
            "touchpoint": here["touchpoint"].fillna(found.question.scope).to_numpy(),
            "variable": found.variables,
            "importance": found.importance,
            "performance": performance.mean(axis=0),
            "quadrant": [
                q if p >= SURE and not lost else TIE
                for q, p, lost in zip(leaning, probability, refuted, strict=True)
            ],
            "probability": probability,
            "leaning": leaning,
            "n": found.n,
            "outcome": found.question.outcome,
            "p": np.maximum(_above(found.drawn), _above(-performance)),
        }
    )


def _above(drawn: np.ndarray) -> np.ndarray:
    """The p of each column of draws (draws, variables) that it does not lie above their average.

    >>> _above(np.array([[0.0, 1.0], [0.1, 1.2], [0.0, 0.9]])).round(3).tolist()
    [1.0, 0.0]
    """
    off = drawn - drawn.mean(axis=1, keepdims=True)
    error = off.std(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(error > 0, stats.norm.sf(off.mean(axis=0) / error), 1.0)


def on_scale(means: np.ndarray, variables: pd.DataFrame) -> np.ndarray:
    """Means (draws, variables) as shares of each variable's scale, 0 worst to 1 best.

    >>> v = pd.DataFrame({"scale_low": [1.0], "scale_high": [5.0], "better": ["low"]})
    >>> on_scale(np.array([[2.0]]), v).tolist()
    [[0.75]]
    """
    low = variables["scale_low"].to_numpy(float, na_value=np.nan)
    high = variables["scale_high"].to_numpy(float, na_value=np.nan)
    low = np.where(np.isfinite(low), low, means.min(axis=0))
    high = np.where(np.isfinite(high), high, means.max(axis=0))
    span = np.where(high > low, high - low, 1.0)
    share = np.clip((means - low) / span, 0, 1)
    worse_high = variables["better"].eq("low").fillna(False).to_numpy(bool)
    return np.where(worse_high, 1 - share, share)


def quadrant(importance: np.ndarray, performance: np.ndarray) -> np.ndarray:
    """Which of `QUADRANTS` each variable falls into, sample by sample: an index 0 to 3.

    >>> quadrant(np.array([[0.3, 0.1]]), np.array([[0.2, 0.8]])).tolist()
    [[2, 1]]
    """
    important = importance >= importance.mean(axis=1, keepdims=True)
    good = performance >= performance.mean(axis=1, keepdims=True)
    return 2 * important + good


def _ties(table: pd.DataFrame) -> list[dict]:
    ties = table.loc[table["quadrant"] == TIE, "variable"]
    said = note("priorities", "ties", names=listed(map(variable, ties)), sure=share(SURE))
    return [said] if len(ties) else []
