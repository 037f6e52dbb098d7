"""Times that cannot be: after the day of the run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pandas as pd

from cxlib.engagement.contracts import periods
from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, WARN, Seen, Suspicion

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
                yield _dated(seen, name, late, len(times), str(times.max().date()))
    if seen.log is not None:
        yield from _logged(seen, limit)
    yield from _measured(seen)


def _dated(seen: Seen, name: str, late: pd.Index, of: int, last: str) -> Suspicion:
    return _future(name, "time", len(late), of, last)(
        example=seen.places(name, late),
        removed=lambda s: s.without(name, late, FUTURE, "time"),
    )


def _future(name: str, column: str, n: int, of: int, last: str):
    """The suspicion, to be completed by how it is removed."""
    mostly = n > MOSTLY * of
    words = f"{n:,} of {of:,} rows are dated after the day of this run, the last {last}"
    remedy = (
        "see that this machine's clock is right"
        if mostly
        else "correct the dates at the source, or declare read: {dates: ...} where day and month, "
        "or the century, were read the wrong way"
    )
    told = Suspicion(FUTURE, name, column, n, WARN if mostly else STOP, words, remedy,
                     measure=effects.period())  # fmt: skip
    return lambda **more: replace(told, **more)


def _logged(seen: Seen, limit: pd.Timestamp) -> Iterator[Suspicion]:
    table = seen.log.table
    late = table.time > limit
    told = table.aggregate(n=late.sum(), total=table.count(), last=table.time.max()).execute()
    n, of = int(told["n"].fillna(0)[0]), int(told["total"][0])
    if n:
        yield _future("interactions", "time", n, of, str(told["last"][0].date()))(
            removed=lambda s: replace(s, log=replace(s.log, table=s.log.table.filter(~late)))
        )


def _measured(seen: Seen) -> Iterator[Suspicion]:
    """KPIs of periods that have not begun."""
    if "kpis" not in seen.tables or seen.config.period not in periods.FREQUENCY:
        return
    kpis = seen.frame("kpis")
    now = periods.label(pd.Series([seen.today]), seen.config.period, seen.config.timezone)[0]
    late = kpis.index[(kpis["period"] > now).fillna(False)]
    if len(late):
        yield _future("kpis", "period", len(late), len(kpis), kpis["period"].max())(
            example=seen.places("kpis", late),
            removed=lambda s: s.without("kpis", late, FUTURE, "period"),
        )


RULES = (in_the_future,)
