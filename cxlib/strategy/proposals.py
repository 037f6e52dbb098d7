"""What could be done at each moment: proposals from the kit's catalogue, with no invented effect.

A proposal has no uplift, because nobody has estimated one. What is shown is what it would have to
achieve: the share of the moment's bad experiences it must remove to pay back a reference cost.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.resources import kit
from cxlib.results.coded import coded
from cxlib.strategy.stakes import place

PER_MOMENT = 3  # more is a list, not advice
TENTH = 0.1  # of the budget: the reference cost
EFFORTS = ("low", "medium", "high")
COLUMNS = ["moment_id", "proposal", "what", "lever", "effort", "watch", "stake", "unit",
           "reference_cost", "break_even_uplift", "touchpoint", "moment", "n"]  # fmt: skip


def catalogue() -> pd.DataFrame:
    """The kit's catalogue: moment, environment, initiative, lever, effort.

    What is done and what would show it stand in the language's catalogues (`proposal|NAME|what`).

    >>> bool(catalogue().initiative.is_unique)
    True
    """
    return pd.read_csv(kit("templates") / "catalogue" / "initiatives.csv", dtype="str")


def proposals(
    entries: pd.DataFrame,
    moments: pd.DataFrame,
    stakes: pd.Series,
    environments: pd.Series,
    in_money: bool,
    unit: str,
    budget: float | None,
) -> pd.DataFrame:
    """Up to three proposals for every moment, the fitting environment and least effort first.

    Parameters
    ----------
    entries : DataFrame
        What `catalogue` gives.
    moments : DataFrame
        The result table.
    stakes : Series by place
        What it is worth over the horizon, in `unit`.
    environments : Series by touchpoint
        digital, physical or human, or missing.
    budget : float or None
        A tenth of it is the reference cost; without it, or without money, there is no break-even.

    Returns
    -------
    DataFrame
        moment_id, proposal, what (a code), lever (speed / empathy / competence), effort, watch (a
        code: what would show it), stake, unit, reference_cost, break_even_uplift (share of the
        bad experiences to be removed, 0-1; above 1: not even a perfect one would pay),
        touchpoint, moment, n (what the moment rests on).
    """
    cost = budget * TENTH if budget and in_money else np.nan
    rows = [
        _row(moment, entry, stakes.get(place(moment.touchpoint, moment.moment), np.nan), unit, cost)
        for moment in moments.itertuples()
        for entry in _fitting(entries, moment.moment, environments.get(moment.touchpoint))
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _fitting(entries: pd.DataFrame, moment: str, environment: object) -> list[object]:
    here = entries[entries.moment.eq(moment) & entries.environment.isin([environment, "any"])]
    order = here.assign(
        general=here.environment.eq("any"), rank=here.effort.map(EFFORTS.index)
    ).sort_values(["general", "rank"], kind="stable")
    return list(order.head(PER_MOMENT).itertuples())


def _row(moment: object, entry: object, stake: float, unit: str, cost: float) -> dict:
    return {
        "moment_id": moment.moment_id, "proposal": entry.initiative,
        "what": coded(f"proposal|{entry.initiative}|what"), "lever": entry.lever,
        "effort": entry.effort, "watch": coded(f"proposal|{entry.initiative}|watch"),
        "stake": stake, "unit": unit, "reference_cost": cost,
        "break_even_uplift": cost / stake if stake > 0 else np.nan,
        "touchpoint": moment.touchpoint, "moment": moment.moment, "n": moment.n,
    }  # fmt: skip
