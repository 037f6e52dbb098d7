"""Rows that stand a second time: under another id, or some days later under the same one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.some import LOG, events_of_some
from cxlib.engagement.suspicion.survey import RESPONSES, answers, projected

OTHER_ID, LATER = "every row again under another id", "every row again some time later"
TOLD = {"purchases": ("time", "value"), "customers": ("start", "end", "value", "tenure", "left")}
FEWEST = 30
SHARE, OFTEN = 0.05, 10.0  # of the rows, and times what chance makes of them
FAITHFUL = 0.8  # of a customer's doubled rows, that are doubled under one and the same other id
EVENTS = 0.2  # of the events looked at
ANSWERS = 4  # answers that two surveys of one customer rarely share
SOON = pd.Timedelta(days=5)  # what is paid each week or month is alike
ONE_LAG = 0.8  # of the repeats, that follow by the same time
VARIED = 0.1  # different amounts among them: of few prices the same is bought again


def under_another_id(seen: Seen) -> Iterator[Suspicion]:
    """Rows with the very same content for two customers, far more than chance makes of them: an
    export by each of two systems, a list joined to old ids."""
    for name, columns in TOLD.items():
        if name not in seen.tables:
            continue
        frame = seen.frame(name)
        told = [c for c in columns if c in frame and frame[c].notna().any()]
        told += [c for c in seen.tables[name].options.segments if c in frame]
        rows = _doubled(frame, told)
        if len(rows):
            words = (
                f"{len(rows):,} of {len(frame):,} rows have all that is told of a row of another "
                "customer: the same people under two ids"
            )
            remedy = "send each once; map the ids in the identities table if both are in use"
            change = effects.rows(name)
            yield in_rows(seen, OTHER_ID, name, "customer", rows, WARN, words, remedy, change)


def _doubled(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Index:
    """The rows that repeat a row of another customer, where they are many and no chance."""
    known = frame.dropna(subset=["customer"])
    n = len(known)
    if n < FEWEST or len(columns) < 2:
        return frame.index[:0]
    keys = np.column_stack([pd.factorize(known[c])[0] for c in columns])
    codes = pd.DataFrame(keys, index=known.index)
    alone = ~known.duplicated([*columns, "customer"])
    again = codes[alone].duplicated()
    twice = codes[alone].groupby([*codes.columns])[0].transform("size") == 2
    rows = again.index[again & twice]
    if len(rows) < FAITHFUL * again.sum():  # companies sign for all their people on one day
        return frame.index[:0]
    chance = float(np.prod([(np.bincount(k + 1) / n) @ (np.bincount(k + 1) / n) for k in keys.T]))
    expected = n * n / 2 * chance
    if len(rows) < max(FEWEST, SHARE * n, OFTEN * expected):
        return frame.index[:0]
    return rows if _of_one_twin(known, columns, rows) else frame.index[:0]


def _of_one_twin(known: pd.DataFrame, columns: Sequence[str], rows: pd.Index) -> bool:
    """Whether the doubled rows of a customer are those of one other customer."""
    firsts = known.drop_duplicates(list(columns)).drop(columns=["period"], errors="ignore")
    pairs = known.loc[rows, [*columns, "customer"]].merge(
        firsts[[*columns, "customer"]], on=list(columns), suffixes=("", "_first")
    )
    often = pairs.groupby("customer")["customer_first"].agg(lambda s: s.value_counts().iloc[0])
    return bool(often.sum() >= FAITHFUL * len(pairs))


def events_under_another_id(seen: Seen) -> Iterator[Suspicion]:
    """Events that one other customer has too, to the second, and of a customer mostly the same one:
    the log holds the same people twice. What many have at one second was sent to all of them."""
    drawn = events_of_some(seen).drop_duplicates()
    if len(drawn) < FEWEST or (drawn["time"].dt.second == 0).mean() > 0.5:
        return
    import ibis

    asked = ibis.memtable(drawn.rename(columns={"customer": "own"}))
    table = seen.log.table[["customer", "time", "touchpoint"]]
    met = table.join(asked, ["time", "touchpoint"]).filter(lambda t: t.customer != t.own)
    pairs = met[["own", "customer", "time", "touchpoint"]].to_pyarrow().to_pandas()
    pairs = pairs.drop_duplicates()
    doubled = pairs[~pairs.duplicated(["own", "time", "touchpoint"], keep=False)]
    if len(doubled) < max(FEWEST, EVENTS * len(drawn)):
        return
    faithful = doubled.groupby("own")["customer"].agg(lambda s: s.value_counts().iloc[0]).sum()
    if faithful >= FAITHFUL * len(doubled):
        words = (
            f"of {len(drawn):,} events looked at {len(doubled):,} stand a second time at the same "
            "second under another id, a customer's mostly under the same one"
        )
        remedy = "send each event once; map the ids in the identities table if both are in use"
        yield Suspicion(OTHER_ID, LOG, "customer", len(doubled), WARN, words, remedy)


def some_time_later(seen: Seen) -> Iterator[Suspicion]:
    """A customer's purchase, or whole answers, again after the same time for many customers."""
    if RESPONSES in seen.tables:
        told = answers(seen)
        given = told.frame.notna().sum(axis=1) >= ANSWERS
        said = pd.Series(projected(told.frame.to_numpy(dtype=float)), told.frame.index)
        yield from _again(seen, RESPONSES, said.where(given))
    if "purchases" in seen.tables:
        value = seen.frame("purchases")["value"]
        if value.nunique() >= VARIED * len(value):
            yield from _again(seen, "purchases", value)


def _again(seen: Seen, name: str, said: pd.Series) -> Iterator[Suspicion]:
    frame = pd.DataFrame({
        "who": seen.coded(name, "customer")[0], "time": seen.frame(name)["time"], "said": said,
    })  # fmt: skip
    known = frame[(frame["who"] >= 0) & frame["said"].notna() & frame["time"].notna()]
    known = known[known.duplicated(["who", "said"], keep=False)]
    if len(known) < max(FEWEST, SHARE * len(frame)):
        return
    ordered = known.sort_values(["who", "said", "time"], kind="stable")
    lag = ordered.groupby(["who", "said"], sort=False)["time"].diff()
    lag = lag[(lag > pd.Timedelta(minutes=10)) & (lag <= SOON)]
    if len(lag) < max(FEWEST, SHARE * len(frame)):
        return
    usual = lag.dt.round("1min").value_counts()
    if usual.iloc[0] >= ONE_LAG * len(lag):
        words = (
            f"{len(lag):,} of {len(frame):,} rows repeat a row of the same customer "
            f"{_spelt(usual.index[0])} later"
        )
        remedy = "send each row once; see whether two files overlap, or dates were moved by a day"
        change = effects.rows(name)
        yield in_rows(seen, LATER, name, "time", lag.index, WARN, words, remedy, change)


def _spelt(lag: pd.Timedelta) -> str:
    """How long, in days or hours.

    >>> _spelt(pd.Timedelta("1D")), _spelt(pd.Timedelta("3h"))
    ('1 day', '3 hours')
    """
    days, hours = lag / pd.Timedelta(days=1), lag / pd.Timedelta(hours=1)
    n, unit = (days, "day") if days >= 1 else (hours, "hour")
    return f"{n:.3g} {unit}{'s' * (n != 1)}"


RULES = (under_another_id, events_under_another_id, some_time_later)
