"""Faulty deliveries: a client that has been sound for months, and the next file that is not.

Each is what people do to an export between two months; a delivery is a fault only beside the one
before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxlib.training.faults.frame import Brought

FIRST = "2024-06"
MONTHS = 22
ROWS = 60
CONFIG = {
    "client": "T", "timezone": "Europe/Berlin", "period": "month",
    "outcomes": {"recommend": {"kind": "nps"}},
    "tables": {
        "responses": {"columns": {"customer": "cust", "time": "answered"},
                      "segments": ["region"], "comment": ["why"]},
        "purchases": {"columns": {"customer": "cust", "time": "bought"}},
    },
}  # fmt: skip
TIMES = {"responses": "answered", "purchases": "bought", "interactions": "time"}
REGIONS = ("North", "South", "East", "West")
TOUCHPOINTS = ("web", "shop", "call", "chat", "repair", "bill")
Plant = Callable[[Brought, np.random.Generator], Brought]


@dataclass(frozen=True)
class Monthly(Brought):
    """What a client has brought up to some month."""

    def only(self, *names: str) -> Monthly:
        """The same with some of its tables."""
        config = self.config | {"tables": {n: t for n, t in self.config["tables"].items()
                                           if n in names}}  # fmt: skip
        return Monthly(config, {n: self.frames[n] for n in names})

    def upto(self, month: int) -> Monthly:
        """What had come after so many months."""
        end = pd.Period(FIRST, "M") + month
        return replace(self, frames={n: f[_when(n, f) < end] for n, f in self.frames.items()})


def _when(name: str, frame: pd.DataFrame) -> pd.Series:
    if name == "kpis":
        return frame["period"].astype("period[M]")
    return frame[TIMES[name]].dt.to_period("M")


@dataclass(frozen=True)
class Delivery:
    """One faulty delivery.

    Attributes
    ----------
    happens : what somebody did
    named : the suspicions of which one names it
    plant : puts it into a sound delivery
    tables : what the client brings where it happens
    """

    happens: str
    named: tuple[str, ...]
    plant: Plant
    tables: tuple[str, ...] = ("responses",)


def steady(seed: int, months: int = MONTHS, growth: float = 0.01, season: float = 0.2) -> Monthly:
    """A quiet client: answers, purchases, interactions and KPIs of so many months.

    Answers and events come by chance (Poisson) around a level that grows and has a season.

    >>> sorted(steady(1, 2).frames)
    ['interactions', 'kpis', 'purchases', 'responses']
    """
    draw = [np.random.default_rng([seed, month]) for month in range(months)]  # months never change
    parts = [_month(rng, i, growth, season) for i, rng in enumerate(draw)]
    names = parts[0]
    whole = {name: pd.concat([p[name] for p in parts], ignore_index=True) for name in names}
    return Monthly(CONFIG, whole)


def _month(
    rng: np.random.Generator, i: int, growth: float, season: float
) -> dict[str, pd.DataFrame]:
    start = pd.Period(FIRST, "M") + i
    level = (1 + growth) ** i * (1 + season * np.sin(2 * np.pi * start.month / 12))
    n, bought, events = (int(rng.poisson(ROWS * k * level)) for k in (1, 1.5, 6))
    speed, price = rng.integers(1, 8, n), rng.integers(1, 8, n)
    score = np.clip(np.round(0.9 * speed + 0.4 * price + rng.normal(1, 1.8, n)), 0, 10)
    answers = {
        "cust": _ids(rng, n), "answered": _times(rng, n, start),
        "region": rng.choice(REGIONS, n, p=(0.4, 0.3, 0.2, 0.1)), "recommend": score,
        "speed": _some(rng, speed, 0.02), "price": _some(rng, price, 0.05),
        "weight": rng.choice((0.8, 1.0, 1.3), n),
        "why": _some(rng, [f"a comment of {k} words" for k in range(n)], 0.5),
    }  # fmt: skip
    buys = {"cust": _ids(rng, bought), "bought": _times(rng, bought, start),
            "value": np.round(rng.lognormal(3.5, 0.6, bought), 2)}  # fmt: skip
    log = {"customer": _ids(rng, events), "time": _times(rng, events, start),
           "touchpoint": rng.choice(TOUCHPOINTS, events, p=(0.3, 0.25, 0.2, 0.1, 0.1, 0.05)),
           "completed": rng.choice(("Yes", "No"), events, p=(0.8, 0.2))}  # fmt: skip
    kpis = {"kpi": ["complaint rate", "delivery days"], "period": str(start),
            "value": [rng.normal(0.05, 0.005), rng.normal(3.4, 0.2)],
            "kind": ["share", "mean"]}  # fmt: skip
    made = {"responses": answers, "purchases": buys, "interactions": log, "kpis": kpis}
    return {name: pd.DataFrame(cells) for name, cells in made.items()}


def _ids(rng: np.random.Generator, n: int) -> list[str]:
    return [f"T-{k:05d}" for k in rng.integers(1, 20_000, n)]


def _times(rng: np.random.Generator, n: int, month: pd.Period) -> pd.DatetimeIndex:
    days = pd.to_timedelta(rng.integers(0, month.days_in_month, n), unit="D")
    hours = np.clip(rng.normal(14, 3.5, n), 6, 23)
    return month.start_time + days + pd.to_timedelta(np.round(hours * 3600), unit="s")


def _some(rng: np.random.Generator, cells: Iterable, blank: float) -> pd.Series:
    told = pd.Series(cells).astype(object)
    return told.mask(rng.random(len(told)) < blank)


def newest(frame: pd.DataFrame, time: str) -> pd.Series:
    """Which rows are of the newest month."""
    months = frame[time].dt.to_period("M")
    return months == months.max()


def answers(change: Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]) -> Plant:
    """A fault in the newest month's answers."""
    return _in("responses", "answered", change)


def _in(name: str, time: str, change: Callable) -> Plant:
    def plant(client: Brought, rng: np.random.Generator) -> Brought:
        frame = client.frames[name]
        new = newest(frame, time)
        return client.having(name, pd.concat([frame[~new], change(frame[new].copy(), rng)]))

    return plant


def everywhere(
    name: str, change: Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]
) -> Plant:
    """A fault in the whole of a table, its past included."""
    return lambda client, rng: client.having(name, change(client.frames[name].copy(), rng))


def without(name: str) -> Plant:
    """A table that does not come."""
    return lambda client, _: client.only(*(n for n in client.frames if n != name))


def _blank(column: str, share: float):
    return lambda t, rng: t.assign(**{column: t[column].mask(rng.random(len(t)) < share)})


def _halved(frame: pd.DataFrame, _rng: np.random.Generator) -> pd.DataFrame:
    return frame.assign(recommend=np.floor(frame["recommend"] / 2))


def _last_month_of(name: str, time: str) -> Plant:
    return everywhere(name, lambda t, _: t[~newest(t, time)])


def _middle_gone(frame: pd.DataFrame, _rng: np.random.Generator) -> pd.DataFrame:
    months = frame["answered"].dt.to_period("M")
    return frame[months != months.max() - 4]


def _other_client(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    ids = [f"QX{k}" for k in rng.integers(1, 900, len(frame))]
    return frame.assign(cust=ids, region=rng.choice(("A1", "B2", "C3"), len(frame)))


def _twice(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    return pd.concat([frame, frame.assign(cust=_ids(rng, len(frame)))])


def _swapped(frame: pd.DataFrame, _rng: np.random.Generator) -> pd.DataFrame:
    return frame.assign(speed=frame["price"], price=frame["speed"])


def _dated_back(frame: pd.DataFrame, _rng: np.random.Generator) -> pd.DataFrame:
    """A month of the year before, written with this year's hand: half of it a year too early."""
    months = frame["answered"].dt.to_period("M")
    moved = months.eq(months.max() - 1) & (np.arange(len(frame)) % 2 == 0)
    back = frame["answered"].where(~moved, frame["answered"] - pd.DateOffset(years=1))
    return frame.assign(answered=back)


def _some_thrice(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """A tenth of all answers joined to three people each."""
    some = frame[rng.random(len(frame)) < 0.1]
    copies = [some.assign(cust=_ids(rng, len(some))) for _ in range(2)]
    return pd.concat([frame, *copies])


def _last_again(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames["responses"]
    months = frame["answered"].dt.to_period("M")
    again = frame[months == months.max() - 1].copy()
    again["answered"] = again["answered"] + pd.Timedelta(days=31)
    again["cust"] = _ids(rng, len(again))
    return client.having("responses", pd.concat([frame[months < months.max()], again]))


def _kpi(change: Callable[[pd.DataFrame], pd.DataFrame]) -> Plant:
    return everywhere("kpis", lambda t, _: change(t))


def _per_cent(kpis: pd.DataFrame) -> pd.DataFrame:
    new = kpis["period"].eq(kpis["period"].max()) & kpis["kpi"].eq("delivery days")
    return kpis.assign(value=kpis["value"].where(~new, kpis["value"] * 1440 / 14.4))


def _cut_off(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    more = frame.sample(10_000, replace=True, random_state=int(rng.integers(1 << 30)))
    return more.assign(customer=_ids(rng, len(more))).sort_values("time")


DELIVERIES = (
    Delivery("the outcome is asked on 0–5", ("another scale",),
             answers(_halved)),
    Delivery("all of the past, too, was converted to 0–5", ("another scale",),
             everywhere("responses", _halved)),
    Delivery("a variable is asked on 1–4", ("another scale",),
             answers(lambda t, _: t.assign(speed=(t["speed"].astype(float) / 2).apply(np.ceil)))),
    Delivery("a variable comes as 0–100", ("column gone",),
             answers(lambda t, _: t.assign(speed=(t["speed"].astype(float) - 1) * 16))),
    Delivery("a variable is gone", ("column gone",),
             everywhere("responses", lambda t, _: t.drop(columns="price"))),
    Delivery("the weights are gone", ("column gone",),
             everywhere("responses", lambda t, _: t.drop(columns="weight"))),
    Delivery("the past months are gone", ("past periods gone",),
             everywhere("responses", lambda t, _: t[newest(t, "answered")])),
    Delivery("a month in the middle is gone", ("past periods gone", "a period is missing"),
             everywhere("responses", _middle_gone)),
    Delivery("a variable is blank in 60 %", ("blanks",), answers(_blank("speed", 0.6))),
    Delivery("the outcome is blank in 60 %", ("blanks",), answers(_blank("recommend", 0.6))),
    Delivery("the comments are empty", ("blanks",), answers(_blank("why", 1.1))),
    Delivery("one of two half-months is missing", ("part of the period", "fewer rows"),
             answers(lambda t, _: t[t["answered"].dt.day <= 13]),
             ("responses", "purchases")),
    Delivery("half of all rows, the past's too, is missing", ("past rows gone",),
             everywhere("responses", lambda t, _: t.iloc[::2])),
    Delivery("a file of another client", ("other ids",), answers(_other_client)),
    Delivery("ids of another system", ("other ids",),
             answers(lambda t, rng: t.assign(cust=[f"{k}/x" for k in range(len(t))]))),
    Delivery("last month's answers under new dates and ids", ("same again",), _last_again),
    Delivery("every answer twice with other ids", ("every row twice",), answers(_twice)),
    Delivery("regions renamed", ("groups renamed", "other groups"),
             answers(lambda t, _: t.assign(region=t["region"].replace(
                 {"North": "N", "South": "S"})))),
    Delivery("a region is missing", ("groups gone",),
             answers(lambda t, _: t[t["region"] != "South"])),
    Delivery("a touchpoint is no longer tracked", ("groups gone",),
             _in("interactions", "time", lambda t, _: t[t["touchpoint"] != "shop"]),
             ("interactions",)),
    Delivery("touchpoints renamed", ("groups renamed",),
             _in("interactions", "time", lambda t, _: t.assign(
                 touchpoint=t["touchpoint"].replace({"shop": "store"}))),
             ("interactions",)),
    Delivery("purchases in pence", ("another unit",),
             _in("purchases", "bought", lambda t, _: t.assign(value=t["value"] * 100)),
             ("purchases",)),
    Delivery("purchases in thousands", ("another unit",),
             _in("purchases", "bought", lambda t, _: t.assign(value=t["value"] / 1000)),
             ("purchases",)),
    Delivery("all purchases, the past's too, in pence", ("another unit",),
             everywhere("purchases", lambda t, _: t.assign(value=t["value"] * 100)),
             ("purchases",)),
    Delivery("a KPI in another unit", ("another unit",), _kpi(_per_cent),
             ("kpis",)),
    Delivery("a KPI is gone", ("KPI gone",), _kpi(lambda t: t[t["kpi"] != "complaint rate"]),
             ("kpis",)),
    Delivery("times nine hours later", ("hours moved",),
             _in("interactions", "time", lambda t, _: t.assign(
                 time=t["time"] - pd.Timedelta(hours=6))),
             ("interactions",)),
    Delivery("times without hours", ("hours gone",),
             answers(lambda t, _: t.assign(answered=t["answered"].dt.normalize()))),
    Delivery("the day of export in place of the day of the answer", ("on one day",),
             answers(lambda t, _: t.assign(
                 answered=t["answered"].dt.to_period("M").dt.end_time.dt.floor("h")))),
    Delivery("day and month the wrong way round", ("on one day", "fewer rows", "in the future"),
             answers(lambda t, _: t.assign(answered=[
                 x.replace(month=x.day, day=x.month) if x.day <= 12 else x
                 for x in t["answered"]]))),
    Delivery("the purchases stopped", ("fewer rows",), _last_month_of("purchases", "bought"),
             ("responses", "purchases")),
    Delivery("the purchases are not delivered", ("table gone",), without("purchases"),
             ("responses", "purchases")),
    Delivery("an export cut off at 10,000 rows", ("cut off",),
             everywhere("interactions", _cut_off),
             ("interactions",)),
    Delivery("the scale of the outcome turned round", ("turned round",),
             answers(lambda t, _: t.assign(recommend=10 - t["recommend"]))),
    Delivery("the scale of a variable turned round", ("turned round",),
             answers(lambda t, _: t.assign(speed=8 - t["speed"].astype(float)))),
    Delivery("yes and no exchanged", ("far from before",),
             _in("interactions", "time", lambda t, _: t.assign(
                 completed=t["completed"].map({"Yes": "No", "No": "Yes"}))),
             ("interactions",)),
    Delivery("a default in every answer", ("one value",),
             answers(lambda t, _: t.assign(speed=4))),
    Delivery("a third of the answers written where nobody gave one",
             ("one answer far more often",),
             answers(lambda t, rng: t.assign(recommend=t["recommend"].mask(
                 rng.random(len(t)) < 0.35, 5.0)))),
    Delivery("the outcome joined to other people", ("goes with nothing any more",),
             answers(lambda t, rng: t.assign(recommend=rng.permutation(t["recommend"])))),
    Delivery("only every second point of the scale", ("another scale",),
             answers(lambda t, _: t.assign(recommend=t["recommend"] // 2 * 2))),
    Delivery("a file appended to itself twice", ("every row twice",),
             answers(lambda t, _: pd.concat([t] * 3).assign(
                 cust=[f"T-{k:05d}" for k in range(3 * len(t))]))),
    Delivery("two variables under each other's heading", ("exchanged columns",),
             answers(_swapped)),
    Delivery("two headings exchanged, in the past's rows too", ("exchanged columns",),
             everywhere("responses", _swapped)),
    Delivery("two KPIs under each other's name, the past's values too", ("exchanged columns",),
             _kpi(lambda t: t.assign(kpi=t["kpi"].replace(
                 {"delivery days": "complaint rate", "complaint rate": "delivery days"}))),
             ("kpis",)),
    Delivery("half a month dated a year back", ("past rows grown",),
             everywhere("responses", _dated_back)),
    Delivery("a tenth of the answers joined to three people", ("the same answers at one moment",),
             everywhere("responses", _some_thrice)),
)  # fmt: skip
