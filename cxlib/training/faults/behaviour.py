"""Faults of tracking, of ids, of purchases, of customers' lives and of measured KPIs."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.training.faults.frame import KPI, MONTHS, Brought, Fault, at_the_commonest

LOG, BOUGHT, PEOPLE, KPIS = "interactions", "purchases", "customers", "kpis"


def double_fired(client: Brought, rng: np.random.Generator) -> Brought:
    """A tag was put on a page twice."""
    again = at_the_commonest(client)
    again = again.assign(time=again["time"] + pd.to_timedelta(300, unit="ms"))
    return client.with_rows(LOG, again)


def outage(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[LOG]
    off = frame["time"].between("2026-03-03", "2026-03-08")
    return client.having(LOG, frame[~off])


def loaded_in_one_day(client: Brought, rng: np.random.Generator) -> Brought:
    """The events of two months carry the day on which they were loaded."""
    frame = client.frames[LOG]
    moved = frame["time"].between("2025-11-01", "2026-01-01")
    day = pd.Timestamp("2026-01-12") + (frame["time"] - frame["time"].dt.normalize())
    return client.having(LOG, frame.assign(time=day.where(moved, frame["time"])))


def tracking_removed(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[LOG]
    name = frame["touchpoint"].mode()[0]
    return client.having(
        LOG, frame[~((frame["touchpoint"] == name) & (frame["time"] > "2025-06-01"))]
    )


def days_only(client: Brought, rng: np.random.Generator) -> Brought:
    return client.with_column(LOG, "time", client.frames[LOG]["time"].dt.normalize())


def exported_in_another_zone(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[LOG]
    month = frame["time"].dt.strftime("%Y-%m") == "2026-02"
    moved = frame["time"] + pd.Timedelta(hours=8)
    return client.having(LOG, frame.assign(time=moved.where(month, frame["time"])))


def guest_id(client: Brought, rng: np.random.Generator) -> Brought:
    """Whoever is not signed in gets the id 0."""
    return client.masked(LOG, "customer", client.some(LOG, 0.06, rng), "0")


def leading_zeros_lost(client: Brought, rng: np.random.Generator) -> Brought:
    ids = client.frames[BOUGHT]["cust_no"].astype(str).str.lstrip("0")
    return client.with_column(BOUGHT, "cust_no", ids)


def powers_of_ten(client: Brought, rng: np.random.Generator) -> Brought:
    ids = client.frames["responses"]["cust_no"]
    short = [f"1.0{int(c) % 90 + 10}E+12" for c in ids]
    return client.with_column("responses", "cust_no", short)


def other_system(client: Brought, rng: np.random.Generator) -> Brought:
    ids = client.frames[BOUGHT]["cust_no"].astype(str)
    return client.with_column(BOUGHT, "cust_no", "W" + ids.str[::-1])


def refunds(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[BOUGHT]
    back = frame[client.some(BOUGHT, 0.2, rng)]
    later = back["bought_at"] + pd.Timedelta(days=5)
    return client.with_rows(BOUGHT, back.assign(value=-back["value"], bought_at=later))


def unknown_negatives(client: Brought, rng: np.random.Generator) -> Brought:
    back = client.frames[BOUGHT][client.some(BOUGHT, 0.1, rng)]
    return client.with_rows(BOUGHT, back.assign(value=-(back["value"] * 0.37).round(2) - 1))


def decimal_mark_lost(client: Brought, rng: np.random.Generator) -> Brought:
    cents = client.frames[BOUGHT]["value"] * 100
    return client.masked(BOUGHT, "value", client.some(BOUGHT, 0.01, rng), cents)


def cents_from_one_month_on(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[BOUGHT]
    late = frame["bought_at"] >= "2026-06-01"
    return client.masked(BOUGHT, "value", late, frame["value"] * 100)


def paid_and_ordered(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[BOUGHT]
    again = frame.assign(bought_at=frame["bought_at"] + pd.Timedelta(seconds=20))
    return client.with_rows(BOUGHT, again[client.some(BOUGHT, 0.3, rng)])


def gifts(client: Brought, rng: np.random.Generator) -> Brought:
    return client.masked(BOUGHT, "value", client.some(BOUGHT, 0.15, rng), 0.0)


def left_says_no(client: Brought, rng: np.random.Generator) -> Brought:
    """The export has an `end` for everybody whose contract once ended, and `left` for who left."""
    frame = client.frames[PEOPLE]
    left = frame["end"].notna() & client.some(PEOPLE, 0.3, rng)
    return client.with_column(PEOPLE, "left", left.map({True: "Yes", False: "No"}))


def contract_ends(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[PEOPLE]
    years = rng.integers(1, 3, len(frame))
    ends = pd.Series([s + pd.DateOffset(years=int(y)) for s, y in zip(frame["start"], years,
                                                                       strict=True)])  # fmt: skip
    return client.with_column(PEOPLE, "end", ends.where(ends < "2026-09-30"))


def migrated(client: Brought, rng: np.random.Generator) -> Brought:
    """All customers of the old system got the day of the migration as their first."""
    start = client.frames[PEOPLE]["start"]
    day = pd.Timestamp("2019-01-01")
    return client.with_column(PEOPLE, "start", start.where(start > "2021-06-01", day))


def tenure_in_days(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[PEOPLE]
    last = frame["end"].fillna(pd.Timestamp("2026-09-30"))
    return client.with_column(PEOPLE, "tenure", (last - frame["start"]).dt.days.astype(float))


def leavers_deleted(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[PEOPLE]
    return client.having(PEOPLE, frame[frame["end"].isna()].drop(columns="end"))


def starts_of_contracts(client: Brought, rng: np.random.Generator) -> Brought:
    """The first day was overwritten when the contract was renewed."""
    frame = client.frames[PEOPLE]
    renewed = frame["start"].where(client.some(PEOPLE, 0.4, rng), pd.Timestamp("2026-02-01"))
    days = pd.to_timedelta(rng.integers(0, 200, len(frame)), unit="D")
    start = (renewed + days).where(renewed == pd.Timestamp("2026-02-01"), frame["start"])
    return client.having(PEOPLE, frame.assign(start=start, end=pd.NaT))


def baseline_of_zeros(client: Brought, rng: np.random.Generator) -> Brought:
    return client.with_kpi("mean", value=[0.0] * (MONTHS - 1) + [4.0])


def not_measured_again(client: Brought, rng: np.random.Generator) -> Brought:
    values = rng.normal(70, 5, MONTHS).round(2)
    return client.with_kpi("mean", value=np.r_[values[:-4], [values[-5]] * 4])


def year_to_date(client: Brought, rng: np.random.Generator) -> Brought:
    values = rng.normal(100, 8, MONTHS)
    years = [np.cumsum(values[i : i + 12]) for i in range(0, MONTHS, 12)]
    return client.with_kpi("mean", value=np.concatenate(years).round(1))


def _shares(rng: np.random.Generator) -> np.ndarray:
    return rng.normal(0.82, 0.03, MONTHS).round(3)


def per_cent_beside_shares(client: Brought, rng: np.random.Generator) -> Brought:
    values = _shares(rng)
    return client.with_kpi("mean", value=np.r_[values[:-2], 100 * values[-2:]])


def target_in_per_cent(client: Brought, rng: np.random.Generator) -> Brought:
    client = client.with_kpi("mean", value=_shares(rng))
    row = pd.DataFrame({"kpi": [KPI], "target": [90.0], "source": ["own"]})
    return client.with_rows("targets", row)


def value_in_per_cent(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[KPIS]
    counted = frame["numerator"].notna() & (frame["kind"] != "share")
    value = (100 * frame["numerator"] / frame["denominator"]).where(counted, frame["value"])
    return client.with_column(KPIS, "value", value)


def invited_of_another_month(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames["invited"]
    return client.with_column("invited", "n", frame["n"] // 20 + 1)


FAULTS = tuple(
    Fault(*line)
    for line in (
        ("fired twice", LOG, "touchpoint", "a tag is on a page twice", double_fired),
        ("days without any event", LOG, "time", "the tracking was off for days", outage),
        ("a day that holds far too much", LOG, "time", "a load date stands for the time",
         loaded_in_one_day),
        ("a touchpoint falls silent", LOG, "touchpoint", "a tag was removed", tracking_removed),
        ("times without a time of day", LOG, "time", "the export holds days only", days_only),
        ("the clock moved", LOG, "time", "one month was exported in another zone",
         exported_in_another_zone),
        ("one id for many people", LOG, "customer", "guests share an id", guest_id),
        ("ids written in two ways", BOUGHT, "customer", "leading zeros are lost",
         leading_zeros_lost),
        ("ids rounded by a spreadsheet", "responses", "customer", "ids became 1.23E+12",
         powers_of_ten),
        ("ids that no other table knows", BOUGHT, "customer", "the ids of another system",
         other_system),
        ("refunds among the purchases", BOUGHT, "value", "refunds are rows below 0", refunds),
        ("refunds among the purchases", BOUGHT, "value", "credits that refund no purchase",
         unknown_negatives),
        ("a value far beyond all others", BOUGHT, "value", "a decimal mark is lost",
         decimal_mark_lost),
        ("another unit from one period on", BOUGHT, "value", "cents from June on",
         cents_from_one_month_on),
        ("bought twice at once", BOUGHT, "customer", "order and payment are two rows",
         paid_and_ordered),
        ("purchases of nothing", BOUGHT, "value", "gifts are rows of 0", gifts),
        ("two columns contradict", PEOPLE, "end", "left says no, end says yes", left_says_no),
        ("last days are ends of contracts", PEOPLE, "end", "end is the contract's",
         contract_ends),
        ("one date for very many", PEOPLE, "start", "the day of a migration", migrated),
        ("tenure in another unit", PEOPLE, "tenure", "days, where months are meant",
         tenure_in_days),
        ("only customers who stayed", PEOPLE, "end", "who left was deleted", leavers_deleted),
        ("bought before coming or after leaving", BOUGHT, "time",
         "the first day is that of the newest contract", starts_of_contracts),
        ("never varies", KPIS, KPI, "nothing was counted", baseline_of_zeros),
        ("the same value carried forward", KPIS, KPI, "the old value is copied",
         not_measured_again),
        ("a running total", KPIS, KPI, "the year to date", year_to_date),
        ("another unit from one period on", KPIS, KPI, "per cent beside shares",
         per_cent_beside_shares),
        ("a target on another scale", "targets", "target", "90 for 90 %", target_in_per_cent),
        ("value and counts contradict", KPIS, "value", "the value is in per cent",
         value_in_per_cent),
        ("more answers than were asked", "invited", "n", "invitations of another survey",
         invited_of_another_month),
    )
)  # fmt: skip
