"""Times that cannot be: after the day of the run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from cxlib.engagement.contracts import periods
from cxlib.engagement.log import rhythm
from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, WARN, Seen, Suspicion, in_rows

HAPPENED = ("responses", "purchases", "operations")  # tables whose `time` has been
SLACK = pd.Timedelta(days=1)  # a source may lie in a zone that is a day ahead
MOSTLY = 0.5  # if most rows lie in the future it is the clock of this machine that is wrong
FUTURE = "in the future"


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


def _measured(seen: Seen) -> Iterator[Suspicion]:
    """KPIs of periods that have not begun."""
    if "kpis" not in seen.tables or seen.config.period not in periods.FREQUENCY:
        return
    kpis = seen.frame("kpis")
    now = periods.label(pd.Series([seen.today]), seen.config.period, seen.config.timezone)[0]
    late = kpis.index[(kpis["period"] > now).fillna(False)]
    if len(late):
        yield _dated(seen, "kpis", "period", late, len(kpis), kpis["period"].max())


RULES = (in_the_future,)
