"""Faults of records: people and rows twice, groups and channels recorded otherwise, lost days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.training.faults.frame import Brought, Fault, at_the_commonest

ASKED, LOG, BOUGHT, PEOPLE, RUNS = (
    "responses", "interactions", "purchases", "customers", "operations",
)  # fmt: skip
CLARITY = "bill_clarity"


def _later(name: str, column: str, by: pd.Timedelta, share: float):
    """Part of a table a second time, as it was some time later."""

    def plant(client: Brought, rng: np.random.Generator) -> Brought:
        rows = client.frames[name][client.some(name, share, rng)]
        return client.with_rows(name, rows.assign(**{column: _times(rows[column]) + by}))

    return plant


def _times(cells: pd.Series) -> pd.Series:
    return pd.to_datetime(cells)


def _other_ids(name: str, column: str):
    """All rows a second time under the ids of an older system."""

    def plant(client: Brought, rng: np.random.Generator) -> Brought:
        rows = client.frames[name]
        return client.with_rows(name, rows.assign(**{column: "K-" + rows[column].astype(str)}))

    return plant


def one_region_filled_in(client: Brought, rng: np.random.Generator) -> Brought:
    """A form of one region begins with the middle answer."""
    frame = client.frames[ASKED]
    there = frame["region"].eq(frame["region"].mode()[0]) & frame[CLARITY].notna()
    return client.masked(ASKED, CLARITY, there & client.some(ASKED, 0.6, rng), 4)


def one_region_of_the_content(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[ASKED]
    there = frame["region"].eq(frame["region"].mode()[0])
    return client.having(ASKED, frame[~(there & frame["recommend"].lt(7))])


def waves_of_weights(client: Brought, rng: np.random.Generator) -> Brought:
    """The weights of one quarter add up to its customers, those of all others to its answers."""
    frame = client.frames[ASKED]
    weight = np.round(rng.lognormal(0, 0.2, len(frame)), 3)
    quarter = _times(frame["answered_at"]).dt.to_period("Q").astype(str)
    return client.with_column(ASKED, "weight", weight * np.where(quarter == "2026Q1", 40, 1))


def half_without_weight(client: Brought, rng: np.random.Generator) -> Brought:
    return client.with_column(ASKED, "weight", np.where(client.some(ASKED, 0.4, rng), 0.0, 1.2))


def answered_before_coming(client: Brought, rng: np.random.Generator) -> Brought:
    """The survey's clock is two years behind in a part of the answers."""
    times = _times(client.frames[ASKED]["answered_at"])
    early = client.some(ASKED, 0.3, rng)
    return client.masked(ASKED, "answered_at", early, times - pd.DateOffset(years=8))


def app_by_another_clock(client: Brought, rng: np.random.Generator) -> Brought:
    """One channel's server stands half a day away."""
    frame = client.frames[LOG]
    own = frame["channel"].eq(_second_channel(frame))
    return client.masked(LOG, "time", own, _times(frame["time"]) + pd.Timedelta(hours=8))


def _second_channel(frame: pd.DataFrame) -> str:
    return frame["channel"].value_counts().index[1]


def _quarters_of_a_day(client: Brought, rng: np.random.Generator) -> Brought:
    """Channels that are used at the same hours."""
    frame = client.frames[LOG]
    return client.with_column(LOG, "channel", rng.choice(["web", "app", "shop"], len(frame)))


def app_moved(client: Brought, rng: np.random.Generator) -> Brought:
    return app_by_another_clock(_quarters_of_a_day(client, rng), rng)


def app_sampled(client: Brought, rng: np.random.Generator) -> Brought:
    alike = _quarters_of_a_day(client, rng)
    frame = alike.frames[LOG]
    own = frame["channel"].eq("app") & (_times(frame["time"]) >= "2026-04-01")
    return alike.having(LOG, frame[~(own & (rng.random(len(frame)) < 0.85))])


def app_never_completes(client: Brought, rng: np.random.Generator) -> Brought:
    alike = _quarters_of_a_day(client, rng)
    frame = alike.frames[LOG]
    done = pd.Series(rng.random(len(frame)) < 0.5, dtype="boolean")
    return alike.with_column(LOG, "completed", done.mask(frame["channel"].eq("app"), False))


def yes_for_no(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[LOG]
    done = pd.Series(rng.random(len(frame)) < 0.85, dtype="boolean")
    late = _times(frame["time"]) >= "2026-03-01"
    return client.with_column(LOG, "completed", done.where(~late, ~done))


def journeys_numbered_by_day(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[LOG]
    day = _times(frame["time"]).dt.day.astype(str)
    return client.with_column(LOG, "journey_id", "T" + day)


def weekends_lost(client: Brought, rng: np.random.Generator) -> Brought:
    times = _times(client.frames[LOG]["time"])
    lost = (times.dt.day_of_week >= 5) & (times >= "2026-05-01")
    return client.having(LOG, client.frames[LOG][~lost])


def hours_alone(client: Brought, rng: np.random.Generator) -> Brought:
    times = _times(client.frames[LOG]["time"])
    late = times >= "2026-05-01"
    return client.masked(LOG, "time", late, times.dt.floor("h"))


def exported_by_both_times(client: Brought, rng: np.random.Generator) -> Brought:
    """The night on which clocks go back, exported by summer and by winter time."""
    rows = client.frames[LOG].head(80)
    night = pd.Timestamp("2025-10-26 01:00") + pd.to_timedelta(rng.integers(0, 3600, 80), unit="s")
    first = rows.assign(time=night)
    again = first.assign(time=night + pd.Timedelta(hours=1))
    return client.with_rows(LOG, pd.concat([first, again]))


def three_weeks_lost(client: Brought, rng: np.random.Generator) -> Brought:
    times = _times(client.frames[BOUGHT]["bought_at"])
    lost = (times >= "2026-01-10") & (times < "2026-02-28")
    return client.having(BOUGHT, client.frames[BOUGHT][~lost])


def accounts_of_testers(client: Brought, rng: np.random.Generator) -> Brought:
    rows = at_the_commonest(client).head(60)
    return client.with_rows(LOG, rows.assign(customer="qa_user_7"))


def left_before_they_came(client: Brought, rng: np.random.Generator) -> Brought:
    """Start and end are exchanged where a second system delivers."""
    frame = client.frames[PEOPLE]
    end = frame["end"].where(frame["end"].notna() & client.some(PEOPLE, 0.4, rng))
    changed = client.with_column(PEOPLE, "end", frame["end"].mask(end.notna(), frame["start"]))
    return changed.with_column(PEOPLE, "start", frame["start"].mask(end.notna(), end))


def ends_of_years(client: Brought, rng: np.random.Generator) -> Brought:
    end = client.frames[PEOPLE]["end"]
    years = (end.dt.year + rng.integers(-2, 1, len(end))).astype("Int64").astype("str")
    ends = pd.to_datetime(years + "-12-31", errors="coerce")
    start = client.frames[PEOPLE]["start"]
    early = client.with_column(PEOPLE, "start", start - pd.DateOffset(years=6))
    return early.with_column(PEOPLE, "end", ends.where(end.notna()))


def nobody_left(client: Brought, rng: np.random.Generator) -> Brought:
    return client.with_column(PEOPLE, "end", pd.NaT)


def left_the_other_way(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[PEOPLE]
    buyers = client.frames[BOUGHT].assign(bought_at=lambda t: _times(t["bought_at"]))
    gone = frame["end"].notna()
    recent = frame.loc[~gone, "cust_no"].sample(200, random_state=1)
    late = buyers.head(200).assign(
        cust_no=recent.to_numpy(), bought_at=buyers["bought_at"].max() - pd.Timedelta(days=3)
    )
    told = client.having(PEOPLE, frame.drop(columns="end").assign(left=~gone))
    return told.having(BOUGHT, pd.concat([buyers, late]))


def one_region_by_the_year(client: Brought, rng: np.random.Generator) -> Brought:
    value = pd.Series(rng.gamma(8, 4, len(client.frames[PEOPLE])).round(2))
    there = client.frames[PEOPLE]["region"].eq(client.frames[PEOPLE]["region"].mode()[0])
    return client.with_column(PEOPLE, "margin_month", value.mask(there, value * 12))


def number_of_pieces(client: Brought, rng: np.random.Generator) -> Brought:
    return client.with_column(
        BOUGHT,
        "value",
        rng.choice([1.0, 2.0, 3.0], len(client.frames[BOUGHT]), p=[0.8, 0.15, 0.05]),
    )


def months_alone(client: Brought, rng: np.random.Generator) -> Brought:
    times = _times(client.frames[BOUGHT]["bought_at"])
    return client.with_column(BOUGHT, "bought_at", times.dt.to_period("M").dt.start_time)


FAULTS = tuple(
    Fault(suspicion, table, column, happens, plant)
    for suspicion, table, column, happens, plant in (
        ("every row again under another id", BOUGHT, "customer",
         "an older system's ids came along", _other_ids(BOUGHT, "cust_no")),
        ("every row again under another id", PEOPLE, "customer",
         "two lists of the same people", _other_ids(PEOPLE, "cust_no")),
        ("every row again under another id", LOG, "customer",
         "the app and the web know people by other ids", _other_ids(LOG, "customer")),
        ("every row again some time later", BOUGHT, "time",
         "booked, and booked again at the day's end",
         _later(BOUGHT, "bought_at", pd.Timedelta(days=1), 0.5)),
        ("every row again some time later", ASKED, "time",
         "two exports, one by the day after", _later(ASKED, "answered_at",
                                                      pd.Timedelta(days=1), 0.3)),
        ("one answer far too often in one group", ASKED, CLARITY,
         "one region's form begins with an answer", one_region_filled_in),
        ("answers that break off in one group", ASKED, "recommend",
         "one region asked the content alone", one_region_of_the_content),
        ("another size of weights from one time on", ASKED, "weight",
         "a wave is weighted to its customers", waves_of_weights),
        ("answers that carry no weight", ASKED, "weight", "no weight is exported as 0",
         half_without_weight),
        ("answered before coming or long after leaving", ASKED, "time",
         "the survey's clock is years behind", answered_before_coming),
        ("one channel by another clock", LOG, "time", "the app writes by a server's clock",
         app_moved),
        ("far fewer events of one channel", LOG, "channel", "the app's events are a sample",
         app_sampled),
        ("never or always completed in one channel", LOG, "completed",
         "the app does not report completion", app_never_completes),
        ("yes and no exchanged from one period on", LOG, "completed", "the flag became 'failed'",
         yes_for_no),
        ("one journey of several customers", LOG, "journey_id", "numbers begin anew each day",
         journeys_numbered_by_day),
        ("days of the week fall silent", LOG, "time", "weekends are no longer exported",
         weekends_lost),
        ("times to the full hour", LOG, "time", "a new tool rounds to hours", hours_alone),
        ("the hour that comes twice, twice", LOG, "time", "an export by summer and by winter time",
         exported_by_both_times),
        ("days without any row", BOUGHT, "time", "weeks of receipts were lost", three_weeks_lost),
        ("records of tests", LOG, "customer", "testers' accounts", accounts_of_testers),
        ("last day before the first", PEOPLE, "end", "start and end are exchanged",
         left_before_they_came),
        ("few dates for very many", PEOPLE, "end", "the year of leaving is known alone",
         ends_of_years),
        ("nobody ever left", PEOPLE, "end", "the last day is exported blank", nobody_left),
        ("left means the opposite", PEOPLE, "left", "left says that the customer is there",
         left_the_other_way),
        ("another unit in one group", PEOPLE, "value", "one region gives yearly values",
         one_region_by_the_year),
        ("values that are a number of pieces", BOUGHT, "value", "the quantity was mapped",
         number_of_pieces),
        ("all on one day of the month", BOUGHT, "time", "the month alone was exported",
         months_alone),
    )
)  # fmt: skip
