"""How events were recorded: trips that are nobody's, days of the week, weeks and minutes that are
lost, yes and no exchanged."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.contracts import periods
from cxlib.engagement.log import rhythm
from cxlib.engagement.suspicion.channels import by_hour
from cxlib.engagement.suspicion.courses import parted
from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion

LOG = "interactions"
SHARED, WEEKDAYS, HOURS, GAP, OPPOSITE = (
    "one journey of several customers",
    "days of the week fall silent",
    "times to the full hour",
    "days without any row",
    "yes and no exchanged from one period on",
)
FEWEST = 300  # rows
PERIODS, USUAL = 3, 30  # before and after; rows of one
MIXED = 0.02  # of the journeys
SHARP = 0.9
MOVED, TURNED = 0.3, 0.1  # of a share: how far it moves, how near it comes to its opposite
LONGER = 3  # times what runs of empty days usually last: a weekly survey has six in a row
RUN = 28  # days at the end, in which weekdays that had events have none
EXPECTED = 30.0  # rows, of which there is none


def shared_journeys(seen: Seen) -> Iterator[Suspicion]:
    """Journey ids under which several customers travel: numbers that begin anew, or are another
    thing's."""
    if seen.log is None or not rhythm.places(seen.log, seen.config)["with_journey_id"].sum():
        return
    table = seen.log.table.filter(lambda t: t.journey_id.notnull() & t.customer.notnull())
    trips = table.group_by("journey_id").aggregate(who=table.customer.nunique())
    told = trips.aggregate(n=trips.count(), shared=(trips.who > 1).sum()).execute()
    n, shared = int(told["n"][0]), int(told["shared"].fillna(0)[0])
    if shared >= max(10, MIXED * n):
        words = f"{shared:,} of {n:,} journey ids stand at events of several customers"
        remedy = (
            "see whether the numbers begin anew (by day, by shop), and write both into the id; or "
            "leave journey_id out, and journeys are told by their gaps"
        )
        yield Suspicion(SHARED, LOG, "journey_id", shared, WARN, words, remedy)


def weekdays(seen: Seen) -> Iterator[Suspicion]:
    """Days of the week that had events as the others, and have none from some day on."""
    if seen.log is None:
        return
    days = rhythm.days(seen.log, seen.config.timezone)
    if len(days) < 2 * RUN:
        return
    whole = days.reindex(pd.date_range(days.index[0], days.index[-1]), fill_value=0)
    gone = []
    for day in range(7):
        own = whole[whole.index.day_of_week == day]
        last = own.to_numpy().nonzero()[0]
        silent = own.iloc[last[-1] + 1 :] if len(last) else own[:0]
        usual = own.iloc[: last[-1] + 1].median() if len(last) else 0
        if len(silent) >= RUN / 7 and usual * len(silent) >= EXPECTED:
            gone.append((day, silent.index[0]))
    if 0 < len(gone) < 7:
        names = ", ".join(f"{first:%A}" for _, first in gone)
        words = f"no event on a {names} from {min(first for _, first in gone).date()} on"
        remedy = "ask whether nobody could come then, or what was recorded is lost"
        yield Suspicion(WEEKDAYS, LOG, "time", len(gone), WARN, words, remedy)


def full_hours(seen: Seen) -> Iterator[Suspicion]:
    """Events to the minute until a period, and from then on to the full hour."""
    if seen.log is None or seen.config.period in ("none", "index"):
        return
    told = _sharp(seen)
    if len(told) < 2:
        return
    share = (told["sharp"] / told["n"]).to_numpy()
    fine = share < 0.5
    if fine.any() and share[-1] >= SHARP and (share[~fine] >= SHARP).all() and _late(fine):
        at = int(np.argmin(fine))
        n = int(told["n"].iloc[at:].sum())
        words = f"events from {told.index[at]} on stand at the full hour, before to the minute"
        remedy = "ask for the times as they were: the order of steps within an hour is lost"
        yield Suspicion(HOURS, LOG, "time", n, WARN, words, remedy)


def _late(fine: np.ndarray) -> bool:
    """Whether all that is fine lies before all that is not."""
    return bool(fine[0]) and not np.any(np.diff(fine.astype(int)) > 0)


def _sharp(seen: Seen) -> pd.DataFrame:
    found = by_hour(seen)
    label = periods.label(found["clock"], seen.config.period)
    return found.groupby(label)[["n", "sharp"]].sum().loc[lambda t: t["n"] >= USUAL]


def rows_missing(seen: Seen) -> Iterator[Suspicion]:
    """Answers or purchases: days in a row without one where many were to be expected, by the month
    before and the month after, whichever had fewer."""
    for name in ("responses", "purchases"):
        if name not in seen.tables or "time" not in seen.frame(name):
            continue
        at = seen.frame(name)["time"].dropna().to_numpy().astype("datetime64[D]").astype(int)
        if len(at) < FEWEST:
            continue
        counts = np.bincount(at - at.min())
        first = pd.Timestamp(int(at.min()), unit="D")
        whole = pd.Series(counts, index=pd.date_range(first, periods=len(counts)))
        empty = whole.eq(0)
        runs = empty.ne(empty.shift()).cumsum()[empty]
        usually = runs.value_counts().quantile(0.95) if len(runs) else 0
        for run in runs.unique():
            at = runs.index[runs == run]
            before, after = whole[: at[0]][:-1].tail(RUN), whole[at[-1] :][1:].head(RUN)
            usual = min(before.mean(), after.mean()) * len(at)
            long = len(at) >= max(3, LONGER * usually)
            if long and min(len(before), len(after)) >= RUN / 2 and usual >= EXPECTED:
                words = (
                    f"no row from {at[0].date()} to {at[-1].date()}, where about "
                    f"{usual:,.0f} were to be expected"
                )
                remedy = "ask for the missing days, or say in the report that they are not there"
                yield Suspicion(GAP, name, "time", len(at), WARN, words, remedy)
                break


def exchanged_flags(seen: Seen) -> Iterator[Suspicion]:
    """A yes-or-no column whose share of yes turns into its opposite from one period on."""
    for name, column, told in _flags(seen):
        told = told[told["n"] >= USUAL]
        share = (told["yes"] / told["n"]).to_numpy()
        for at in parted(share) if len(share) >= 2 * PERIODS else ():
            was, now = float(np.median(share[:at])), float(np.median(share[at:]))
            if abs(now - was) >= MOVED and abs(now - (1 - was)) <= TURNED:
                words = f"{was:.0%} were yes before {told.index[at]}, {now:.0%} are from then on"
                remedy = "see whether the opposite is meant now, and bring all to one"
                n = int(told["n"].iloc[at:].sum())
                yield Suspicion(OPPOSITE, name, column, n, WARN, words, remedy)
                break


def _flags(seen: Seen) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Yes-or-no columns: table, column, and of each period n and yes."""
    if "operations" in seen.tables and "period" in seen.frame("operations"):
        known = seen.frame("operations").dropna(subset=["ok", "period"])
        yes = known["ok"].astype(float).groupby(known["period"])
        yield "operations", "ok", pd.DataFrame({"n": yes.size(), "yes": yes.sum()})
    if seen.log is not None:
        told = rhythm.places(seen.log, seen.config).dropna(subset=["completed"])
        told = told[told["period"] != rhythm.OLDER]
        yes = told["n"] * told["completed"].astype(float)
        both = pd.DataFrame({"n": told["n"], "yes": yes}).groupby(told["period"]).sum()
        yield LOG, "completed", both


RULES = (shared_journeys, weekdays, full_hours, rows_missing, exchanged_flags)
