"""Faults by which ids, times, amounts and counts are something else than they are called."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.training.faults.frame import KPI, MONTHS, Brought, Fault

LOG, BOUGHT, KPIS = "interactions", "purchases", "kpis"


def by_two_clocks(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[LOG]
    return client.with_rows(LOG, frame.assign(time=frame["time"] + pd.Timedelta(hours=2)))


def id_of_the_event(client: Brought, rng: np.random.Generator) -> Brought:
    ids = [f"V{i:07d}" for i in range(len(client.frames[LOG]))]
    return client.with_column(LOG, "customer", ids)


def sent_together(client: Brought, rng: np.random.Generator) -> Brought:
    """The app sends what happened once a day."""
    frame = client.frames[LOG]
    day = [frame["customer"], frame["time"].dt.normalize()]
    return client.with_column(LOG, "time", frame["time"].groupby(day).transform("max"))


def _in_time(client: Brought) -> pd.DataFrame:
    return client.frames[BOUGHT].sort_values("bought_at", kind="stable")


def day_and_month(client: Brought, rng: np.random.Generator) -> Brought:
    """A spreadsheet of another country read the dates that it could."""
    frame = _in_time(client)
    moved = [t.replace(month=t.day, day=t.month) if t.day <= 12 else t for t in frame["bought_at"]]
    return client.having(BOUGHT, frame.assign(bought_at=moved))


def number_of_the_order(client: Brought, rng: np.random.Generator) -> Brought:
    frame = _in_time(client)
    return client.having(BOUGHT, frame.assign(value=100_000.0 + np.arange(len(frame))))


def bought_so_far(client: Brought, rng: np.random.Generator) -> Brought:
    frame = _in_time(client)
    return client.having(BOUGHT, frame.assign(value=frame.groupby("cust_no")["value"].cumsum()))


def other_currency(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[BOUGHT]
    country = pd.Series(rng.choice(["UK", "DE", "JP"], len(frame)), index=frame.index)
    value = frame["value"].mask(country == "JP", frame["value"] * 190)
    told = client.having(BOUGHT, frame.assign(country=country, value=value))
    tables = {**told.config["tables"]}
    tables[BOUGHT] = {**tables[BOUGHT], "segments": ["country"]}
    return Brought({**told.config, "tables": tables}, told.frames)


def _counted(client: Brought, numerator: np.ndarray, denominator: np.ndarray) -> Brought:
    counts = {"numerator": numerator.astype(float), "denominator": denominator.astype(float)}
    return client.with_kpi("share", **counts)


def _months(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    base = rng.integers(400, 900, MONTHS)
    return rng.binomial(base, 0.82), base


def per_cents(client: Brought, rng: np.random.Generator) -> Brought:
    on_time, base = _months(rng)
    return _counted(client, np.round(100 * on_time / base), np.full(len(base), 100))


def mean_of_a_year(client: Brought, rng: np.random.Generator) -> Brought:
    on_time, base = _months(rng)
    share = pd.Series(on_time / base).rolling(12, min_periods=1).mean().to_numpy()
    return _counted(client, np.round(share * base), base)


def late_ones_counted(client: Brought, rng: np.random.Generator) -> Brought:
    on_time, base = _months(rng)
    late = np.arange(len(base)) >= 20
    return _counted(client, np.where(late, base - on_time, on_time), base)


FAULTS = tuple(
    Fault(*line)
    for line in (
        ("every event again some hours later", LOG, "time", "an export by each of two clocks",
         by_two_clocks),
        ("as many customers as events", LOG, "customer", "the id is that of the event",
         id_of_the_event),
        ("several steps at one instant", LOG, "time", "an app sends its events once a day",
         sent_together),
        ("day and month exchanged", BOUGHT, "time", "dates read as those of another country",
         day_and_month),
        ("a number that only rises", BOUGHT, "value", "the number of the order as its value",
         number_of_the_order),
        ("a running total of each customer", BOUGHT, "value", "what a customer bought so far",
         bought_so_far),
        ("another unit in one group", BOUGHT, "value", "one country in its own currency",
         other_currency),
        ("per cents given as counts", KPIS, KPI, "82 of 100 for 82 %", per_cents),
        ("smoother than chance", KPIS, KPI, "a mean of twelve months", mean_of_a_year),
        ("its opposite from one period on", KPIS, KPI, "late ones counted for those on time",
         late_ones_counted),
    )
)  # fmt: skip
