"""Day and month exchanged wherever the calendar allows it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.contracts import periods
from cxlib.engagement.log import rhythm
from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion, in_rows

EXCHANGED = "day and month exchanged"
TABLES = ("responses", "purchases", "operations")
MONTHS = 12  # the last day that could be a month
FEWEST = 60  # rows
SHARE = 0.05  # of the rows, in months that only the exchange explains
ALIKE = 0.95  # of them, whose day is a month of the others
COVERED = 0.8  # of those months, that occur among the days
FALLS, LEFT = 10, 0.1  # steps back in time down the file, and how many are left once undone


def exchanged(seen: Seen) -> Iterator[Suspicion]:
    """Dates up to the 12th read with day and month exchanged, all later ones as they are: either
    months hold days 1 to 12 alone, and these are the months of all other rows; or the file is in
    the order of time once they are exchanged back."""
    for name in TABLES:
        if name in seen.tables:
            times = periods.to_local(seen.frame(name)["time"].dropna(), seen.config.timezone)
            days = times.dt.normalize()
            if _impossible_months(days.value_counts().sort_index()) or _order_restored(times):
                rows = times.index[_moved(days)]
                yield in_rows(seen, EXCHANGED, name, "time", rows, WARN, *_told(len(rows)))
    if seen.log is not None:
        days = rhythm.days(seen.log, seen.config.timezone)
        if _impossible_months(days):
            n = int(days[_moved(days.index.to_series())].sum())
            yield Suspicion(EXCHANGED, "interactions", "time", n, WARN, *_told(n))


def _told(n: int) -> tuple[str, str]:
    words = (
        f"{n:,} rows are dated as if day and month had been exchanged where the day is 12 or less, "
        "and nowhere else: a spreadsheet read the dates of another country"
    )
    return words, "export the dates again as year-month-day, or from the system itself"


def _moved(days: pd.Series) -> np.ndarray:
    return ((days.dt.day <= MONTHS) & (days.dt.day != days.dt.month)).to_numpy()


def _impossible_months(days: pd.Series) -> bool:
    """Whether months that hold no day after the 12th hold the months of all others as days.

    `days` holds the rows of each day.
    """
    if days.sum() < FEWEST:
        return False
    told = days.index.to_series()
    month, late = told.dt.to_period("M"), (told.dt.day > MONTHS).to_numpy()
    sure = set(month[late])
    odd = ~late & ~month.isin(sure).to_numpy()
    n = days.to_numpy()[odd].sum()
    if n < SHARE * days.sum() or month[odd].nunique() < 2:
        return False
    back = [pd.Period(year=d.year, month=d.day, freq="M") for d in told[odd]]
    fits = days.to_numpy()[odd][[b in sure for b in back]].sum()
    named = {p.month for p in sure if p.year in {d.year for d in told[odd]}}
    seen_days = {d.day for d in told[odd]}
    return len(named) >= 3 and fits >= ALIKE * n and len(seen_days & named) >= COVERED * len(named)


def _order_restored(times: pd.Series) -> bool:
    """Whether the rows stand in the order of time once days and months are exchanged back."""
    if len(times) < FEWEST:
        return False
    days = times.dt.normalize()
    moved, now = _moved(days), np.diff(days.to_numpy().astype("datetime64[D]")).astype(int)
    if moved.mean() < SHARE or min((now < 0).sum(), (now > 0).sum()) < FALLS:
        return False
    back = days.to_numpy().astype("datetime64[D]").copy()
    parts = {"year": days.dt.year, "month": days.dt.day, "day": days.dt.month}
    back[moved] = pd.to_datetime(pd.DataFrame(parts)[moved]).to_numpy().astype("datetime64[D]")
    restored = np.diff(back).astype(int)
    return any(
        (sign * restored < 0).sum() <= LEFT * (sign * now < 0).sum()
        for sign in (1, -1)
        if (sign * now < 0).sum() >= FALLS
    )


RULES = (exchanged,)
