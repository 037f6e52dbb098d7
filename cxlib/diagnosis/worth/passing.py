"""How many customers come past each touchpoint in the window, and how many fare badly there."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd
from ibis import _

from cxlib.diagnosis.experience import in_window
from cxlib.diagnosis.worth.spells import DAYS_PER_MONTH, dated
from cxlib.engagement.model import Engagement

MONTHS_PER_YEAR = 12


class Met(NamedTuple):
    """Customers with an experience at one touchpoint: known in the window, badly off, in a year.

    Customers, not experiences: who is badly off twice can be lost only once.
    """

    known: int
    bad: int
    a_year: float


class Passing(NamedTuple):
    """Who came past in the window.

    `told` are the window's experiences, `customers` counts customers per touchpoint in the
    interactions, `everybody` all customers there were, `months` is the window's length.
    """

    told: pd.DataFrame
    customers: dict[str, int]
    everybody: int
    months: float

    def met(self, touchpoint: str, source: str) -> Met:
        """Those of one source; a survey's stand for all customers who came past."""
        here = self.told[(self.told["touchpoint"] == touchpoint) & (self.told["source"] == source)]
        worst = here.groupby("customer")["bad"].any()
        n = self.reach(touchpoint) * self.everybody if source == "survey" else len(worst)
        return Met(len(worst), int(worst.sum()), n * MONTHS_PER_YEAR / self.months)

    def reach(self, touchpoint: str) -> float:
        """The share of all customers who came past, 0 to 1.

        By the interactions; where they do not know the touchpoint, by the share of those who
        answered that could rate it.
        """
        if touchpoint in self.customers and self.everybody:
            return min(1.0, self.customers[touchpoint] / self.everybody)
        asked = self.told["customer"].nunique()
        here = self.told.loc[self.told["touchpoint"] == touchpoint, "customer"].nunique()
        return here / asked if asked else float("nan")


def passing(engagement: Engagement, whole: pd.DataFrame) -> Passing:
    """Counted in the engine where there are interactions; `whole` are all experiences."""
    told = in_window(engagement, whole)
    customers, everybody, first = {}, told["customer"].nunique(), told["time"].min()
    events = engagement.events
    if events is not None:
        counted = events.group_by("touchpoint").aggregate(n=_.customer.nunique()).to_pandas()
        customers = dict(zip(counted["touchpoint"], counted["n"].astype(int), strict=True))
        total = events.aggregate(n=_.customer.nunique(), first=_.time.min()).to_pandas().iloc[0]
        first = pd.Series([total["first"], first]).min()
    if pd.notna(first):
        everybody = max(everybody, int((dated(engagement)["until"] >= first).sum()))
    return Passing(told, customers, everybody, window_months(engagement, first))


def window_months(engagement: Engagement, first: pd.Timestamp) -> float:
    """Months from the first instant seen to the data's end, at least one; a year where unknown."""
    if pd.isna(first) or engagement.data_end is None:
        return float(MONTHS_PER_YEAR)
    days = (engagement.data_end - first) / pd.Timedelta(days=1)
    return max(days / DAYS_PER_MONTH, 1.0)
