"""What a claim of this step rests on: the code that a step gave, and how much a place matters."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from cxlib.findings.claim import known, shown
from cxlib.findings.weighing import (
    share_of_customers,
    share_passing,
    sure_from_interval,
    sure_from_p,
)
from cxlib.language import missing
from cxlib.language.figure import parsed
from cxlib.release.once import once_per_view
from cxlib.release.view import View
from cxlib.results.coded import Figure

NOWHERE = ""
PAINS, DELIGHTS = ("truth", "friction"), ("delight",)
EVERY = (*PAINS, *DELIGHTS)


def reason(view: View, table: str, row: object, column: str) -> str:
    """What stands behind the first bar of a row's code, "rated low" of "promise|rated low".

    The view's own tables hold words; the codes stand beside them, row for row.
    """
    return str(_first(view, table, row, column).get("code", NOWHERE)).partition("|")[2]


def slots_of(view: View, table: str, row: object, column: str) -> dict[str, Figure]:
    """The figures of the first code in a cell."""
    found = _first(view, table, row, column)
    return {name: figure for name, figure in found.items() if name != "code"}


def _first(view: View, table: str, row: object, column: str) -> dict[str, object]:
    """The first code in a cell; nothing where it is empty or an earlier kit's own words."""
    found = parsed(view.codes[table].at[row.Index, column]) or {}
    return found[0] if isinstance(found, list) else found


@dataclass(frozen=True)
class Weight:
    """How much a touchpoint matters: the parts of `Claim.weight`."""

    reach: float
    size: float
    sure: float


@once_per_view
def weight_of(view: View, touchpoint: str) -> Weight:
    """By its moment's part of all that is at stake; without one by what the outcome goes with it.

    A driver's importance is its part of the outcome's differences (R²); its square root is the
    effect in standard deviations of the outcome.
    """
    reach, moment, driver = (f(view, touchpoint) for f in (reach_of, dearest, strongest))
    stakes = at_stake(view)
    if moment is not None and not missing(stakes.get(moment.moment_id)):
        total = known(stakes.clip(lower=0).sum())
        ends = (moment.effect_on_retention, moment.low, moment.high)
        size = max(known(stakes[moment.moment_id]), 0.0) / total if total else 0.0
        return Weight(reach, size, sure_from_interval(*ends, view.confidence))
    if driver is not None:
        size = math.sqrt(max(known(driver.importance), 0.0))
        return Weight(reach, size, sure_from_p(driver.p_adjusted))
    return Weight(reach, 0.0, 1.0)


@once_per_view
def reach_of(view: View, touchpoint: str) -> float:
    """The share of customers who pass it; where no system sees them, of those who rated it."""
    passing, rated = share_passing(view, touchpoint), strongest(view, touchpoint)
    return passing if passing or rated is None else share_of_customers(view, rated.n)


@once_per_view
def at_stake(view: View) -> pd.Series:
    """What each moment has at stake, in money where that is known, else in customers."""
    table = shown(view, "moments").set_index("moment_id")
    money = table["value_at_stake"]
    return money if money.notna().any() else table["customers_at_stake"]


def dearest(view: View, touchpoint: str, kinds: tuple[str, ...] = EVERY) -> object | None:
    """The moment of a touchpoint with the most at stake; those without a worth come last."""
    return _dearest(view, kinds).get(touchpoint)


@once_per_view
def _dearest(view: View, kinds: tuple[str, ...]) -> dict[str, object]:
    """The same of every touchpoint that has a moment of these kinds."""
    table = shown(view, "moments")
    table = table[table["moment"].isin(kinds)]
    worth = table["moment_id"].map(at_stake(view))
    ordered = table.assign(worth=worth.astype(float)).sort_values(
        ["worth", "rank"], ascending=[False, True], kind="stable"
    )
    return {row.touchpoint: row for row in reversed(told(ordered))}


@once_per_view
def strongest(view: View, touchpoint: str) -> object | None:
    """The touchpoint's variable that the main outcome goes with most."""
    table = shown(view, "drivers").dropna(subset=["importance"])
    variables = view.engagement.table("variables")
    mine = variables[variables["touchpoint"].eq(touchpoint).fillna(False).astype(bool)]["variable"]
    here = table[table["variable"].isin(mine) & table["scope"].eq("overall")
                 & table["outcome"].eq(view.main or "")]  # fmt: skip
    ordered = here.sort_values("importance", ascending=False, kind="stable")
    return next(ordered.itertuples(), None)


def told(table: pd.DataFrame) -> list[object]:
    """The rows of a table, by name and with their place in it."""
    return list(table.itertuples())
