"""Times that cannot be: after the day of the run, or ages before all others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from cxlib.engagement.contracts import periods
from cxlib.engagement.log import rhythm
from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, WARN, Seen, Suspicion, in_rows

HAPPENED = ("responses", "purchases", "operations")  # tables whose `time` has been
SLACK = pd.Timedelta(days=2)  # the day itself, and a source may lie in a zone that is a day ahead
MOSTLY = 0.5  # if most rows lie in the future it is the clock of this machine that is wrong
FUTURE, PAST = "in the future", "long before all others"
FEW = 20  # rows from which a span is one
RARE = 0.2  # of the rows; an archive that goes back holds more
YEAR = pd.Timedelta(days=365)


def in_the_future(seen: Seen) -> Iterator[Suspicion]:
    """Records of what has happened, dated after the day of the run."""
    limit = seen.today + SLACK
    for name in HAPPENED:
        if name in seen.tables:
            times = seen.frame(name)["time"]
            late = times.index[(times > limit).fillna(False)]
            if len(late):
                yield _dated(seen, name, "time", late, len(times), str(times.max().date()))
    if seen.log is not None:
        yield from _logged(seen, limit)
    yield from _measured(seen)
    yield from _begun(seen, limit)


def _dated(seen: Seen, name: str, column: str, late: pd.Index, of: int, last: str) -> Suspicion:
    told = _told(len(late), of, last)
    return in_rows(seen, FUTURE, name, column, late, *told, effects.period())


def _told(n: int, of: int, last: str) -> tuple[str, str, str]:
    """How grave it is, what was seen, and what to do."""
    words = f"{n:,} of {of:,} rows are dated after the day of this run, the last {last}"
    if n > MOSTLY * of:
        return WARN, words, "see that this machine's clock is right"
    remedy = (
        "correct the dates at the source, or declare read: {dates: ...} where day and month, or "
        "the century, were read the wrong way"
    )
    return STOP, words, remedy


def _logged(seen: Seen, limit: pd.Timestamp) -> Iterator[Suspicion]:
    hours = rhythm.hours(seen.log, seen.config.timezone)
    last, of = hours["last"].max(), int(hours["n"].sum())
    if of and last > limit:
        table = seen.log.table
        late = table.time > limit
        n = int(table.filter(late).count().execute())
        yield Suspicion(
            FUTURE, "interactions", "time", n, *_told(n, of, str(last.date())),
            measure=effects.period(),
            removed=lambda s: replace(s, log=replace(s.log, table=s.log.table.filter(~late))),
        )  # fmt: skip


def _begun(seen: Seen, limit: pd.Timestamp) -> Iterator[Suspicion]:
    """Customers whose first day is still to come: booked ahead, or mistyped. A warning, for some
    lists hold contracts that have not begun."""
    if "customers" in seen.tables:
        start = seen.frame("customers")["start"]
        late = start.index[(start > limit).fillna(False)]
        if len(late):
            how, words, remedy = _told(len(late), len(start), str(start.max().date()))
            how = WARN if how == STOP else how
            yield in_rows(seen, FUTURE, "customers", "start", late, how, words, remedy)


def _measured(seen: Seen) -> Iterator[Suspicion]:
    """KPIs of periods that have not begun."""
    if "kpis" not in seen.tables or seen.config.period not in periods.FREQUENCY:
        return
    kpis = seen.frame("kpis")
    now = periods.label(pd.Series([seen.today]), seen.config.period, seen.config.timezone)[0]
    late = kpis.index[(kpis["period"] > now).fillna(False)]
    if len(late):
        yield _dated(seen, "kpis", "period", late, len(kpis), kpis["period"].max())


def long_before(seen: Seen) -> Iterator[Suspicion]:
    """A few records that lie further before all others than these span, and a year at least: a
    clock that began at 1970, a year that was mistyped."""
    for name in HAPPENED:
        if name in seen.tables:
            frame = seen.frame(name)
            days = frame["time"].dropna().dt.normalize().value_counts().sort_index()
            begins = _begins(days)
            if begins is not None:
                early = frame.index[(frame["time"] < begins).fillna(False)]
                told = _before(len(early), int(days.sum()), days.index[0], begins)
                yield in_rows(seen, PAST, name, "time", early, WARN, *told, effects.rows(name))
    if seen.log is not None:
        days = rhythm.days(seen.log, seen.config.timezone)
        begins = _begins(days)
        if begins is not None:
            n = int(days[days.index < begins].sum())
            told = _before(n, int(days.sum()), days.index[0], begins)
            later = seen.log.table.time >= begins - SLACK
            yield Suspicion(
                PAST, "interactions", "time", n, WARN, *told, measure=effects.rows("interactions"),
                removed=lambda s: replace(s, log=replace(s.log, table=s.log.table.filter(later))),
            )  # fmt: skip


def _begins(days: pd.Series) -> pd.Timestamp | None:
    """The day with which all but a few strays begin; None where there are none. `days` holds the
    rows of each day, in their order."""
    if days.sum() < FEW or len(days) < 2:
        return None
    gaps = days.index[1:] - days.index[:-1]
    at = int(gaps.argmax()) + 1
    before, span = days.iloc[:at].sum(), days.index[-1] - days.index[at]
    strays = before <= RARE * days.sum() and gaps[at - 1] > max(YEAR, span)
    return days.index[at] if strays else None


def _before(n: int, of: int, first: pd.Timestamp, begins: pd.Timestamp) -> tuple[str, str]:
    words = (
        f"{n:,} of {of:,} rows lie before {begins.date()}, the first on {first.date()}, and none "
        "between: where a clock begins that was never set, or a year that was mistyped"
    )
    return words, "correct the dates at the source, or leave these rows out (where)"


RULES = (in_the_future, long_before)
