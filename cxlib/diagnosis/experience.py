"""Which customer had a bad experience at which touchpoint, and when.

Three sources tell it, and they are never mixed in one comparison, because who answers a survey is
not who calls:

- **survey**: an answer given at the touchpoint is bad or good as `judgement` says. A relationship
  survey without touchpoints is read through its variables: the touchpoint's overall rating (else
  the mean of its attributes) is bad in the lower third of the scale.
- **events**: a visit (one customer's interactions at the touchpoint within one journey instance)
  is bad when it took two or more attempts and none was completed, good when it was completed. One
  attempt without completion tells neither (the customer may only have looked) and is left out, as
  is a visit still open at the data's end. Only touchpoints that record completion can show it.
- **operations**: a run of an activity behind the touchpoint is bad when it failed (`ok` is false)
  or took longer than nine in ten of its kind. That is the firm's own record of trouble; it is read
  only where the events cannot tell, for what the customer met counts before what the firm noted.

Passing a touchpoint is no experience in this sense: a step everybody must pass has no contrast.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from ibis import _

from cxlib.diagnosis.judgement import THIRD, judged
from cxlib.engagement.contracts.periods import FREQUENCY, window_start
from cxlib.engagement.model import Engagement

COLUMNS = ["customer", "touchpoint", "time", "source", "bad", "mood"]
ATTEMPTS = 2  # "again and again": the second attempt without completion
LONG = 0.9  # quantile of an activity's durations above which a run counts as slow
OPEN_DAYS = 7  # a visit this near to the data's end may still be completed
MICROSECONDS = "datetime64[us]"  # the one resolution of times here; engines give others


def experiences(engagement: Engagement, whole: bool = False) -> pd.DataFrame:
    """Every known experience of a known customer at a known time.

    Parameters
    ----------
    whole : of the whole history, not of the window only. What an experience does to leaving takes
        longer to see than how things stand now.

    Returns
    -------
    DataFrame
        customer, touchpoint, time (UTC), source ("survey", "events", "operations"), bad (bool),
        mood (how the same answer rates all other touchpoints, 0 worst to 1 best; missing where it
        rates none, or where the source is no survey).
    """
    table = engagement.whole if whole else engagement.table
    places = _places(table("responses"), engagement.table("variables"))
    parts = (
        _answers(judged(engagement, whole), places),
        _relationship(table("responses"), places),
        _visits(visits(engagement, whole), engagement.data_end),
        _operations(table("operations"), engagement.table("activities")),
    )
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame(columns=COLUMNS)
    told = pd.concat(parts, ignore_index=True)
    seen = told.loc[told["source"] == "events", "touchpoint"].unique()
    told = told[(told["source"] != "operations") | ~told["touchpoint"].isin(seen)]
    known = told["customer"].notna() & told["time"].notna() & told["touchpoint"].notna()
    told = told[known].astype({"customer": "str", "touchpoint": "str", "bad": bool})
    return told.sort_values(["time", "customer", "touchpoint"], ignore_index=True)


def in_window(engagement: Engagement, told: pd.DataFrame) -> pd.DataFrame:
    """The experiences of the window, out of those of the whole history."""
    window, kind = engagement.config.window, engagement.config.period
    if not window or engagement.period is None or kind not in FREQUENCY:
        return told
    start = window_start(window, engagement.period, kind, engagement.config.timezone)
    return told[told["time"] >= start]


def _places(responses: pd.DataFrame, variables: pd.DataFrame) -> pd.DataFrame:
    """How each answer rates each touchpoint, 0 to 1: its overall, else its attributes' mean."""
    mapped = variables[variables["touchpoint"].notna()]
    places = {}
    for touchpoint, group in mapped.groupby("touchpoint"):
        overall = group[group["kind"] == "overall"]
        places[touchpoint] = _position(responses, overall if len(overall) else group)
    return pd.DataFrame(places, index=responses.index, dtype=float)


def _position(responses: pd.DataFrame, variables: pd.DataFrame) -> pd.Series:
    places = {}
    for _row, v in variables.iterrows():
        span = float(v["scale_high"]) - float(v["scale_low"])
        if v["variable"] in responses and span > 0:
            place = (pd.to_numeric(responses[v["variable"]]) - float(v["scale_low"])) / span
            places[v["variable"]] = place if v["better"] != "low" else 1 - place
    return pd.DataFrame(places, index=responses.index, dtype=float).mean(axis=1)


def _answers(rows: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Answers given at a touchpoint."""
    rows = rows[rows["touchpoint"].notna()]
    other = places.loc[rows.index]
    own = np.asarray(other.columns)[None, :] == rows["touchpoint"].to_numpy(object)[:, None]
    mood = other.mask(own).mean(axis=1)
    return rows.assign(source="survey", bad=rows["bad"].astype(bool), mood=mood)[COLUMNS]


def _relationship(responses: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    """Answers without a touchpoint, through the variables that belong to one."""
    rows = responses[responses["touchpoint"].isna()]
    if rows.empty or places.empty:
        return pd.DataFrame(columns=COLUMNS)
    places = places.loc[rows.index]
    parts = [
        rows.assign(
            touchpoint=touchpoint,
            source="survey",
            bad=place <= THIRD,
            mood=places.drop(columns=touchpoint).mean(axis=1),
        ).loc[place.notna(), COLUMNS]
        for touchpoint, place in places.items()
    ]
    return pd.concat(parts, ignore_index=True)


def visits(engagement: Engagement, whole: bool = False) -> pd.DataFrame:
    """One row per customer, touchpoint and journey instance, counted in the engine.

    Returns
    -------
    DataFrame
        customer, touchpoint, journey_id, time (first attempt), last (latest), attempts, failed
        (attempts that were not completed), completed (whether any attempt was; missing where the
        touchpoint records no completion).
    """
    events = engagement.events_history if whole else engagement.events
    columns = [
        "customer", "touchpoint", "journey_id", "time", "last", "attempts", "failed", "completed",
    ]  # fmt: skip
    times = dict.fromkeys(("time", "last"), MICROSECONDS)
    if events is None:
        texts = dict.fromkeys(("customer", "touchpoint", "journey_id"), "str")
        return pd.DataFrame(columns=columns).astype(texts | times)
    instance = events.journey_id.coalesce(events.period, "")
    grouped = (
        events.mutate(journey_id=instance)
        .group_by(["customer", "touchpoint", "journey_id"])
        .aggregate(
            time=_.time.min(),
            last=_.time.max(),
            attempts=_.count(),
            failed=_.count(where=~_.completed),
            completed=_.completed.cast("int32").max(),
        )
        .order_by(["time", "customer", "touchpoint", "journey_id"])
    )
    found = grouped.to_pandas()[columns].astype(times)
    completed = found["completed"].astype(float)
    recorded = completed.groupby(found["touchpoint"]).transform("max") == 1
    return found.assign(completed=completed.fillna(0).where(recorded).astype("Float64"))


def _visits(rows: pd.DataFrame, data_end: pd.Timestamp | None) -> pd.DataFrame:
    rows = rows[rows["completed"].notna()]
    if rows.empty:
        return pd.DataFrame(columns=COLUMNS)
    done = rows["completed"].astype(float) == 1
    still_open = rows["last"] > data_end - pd.Timedelta(days=OPEN_DAYS)
    bad = ~done & ~still_open & (rows["attempts"] >= ATTEMPTS)
    rows = rows.assign(source="events", bad=bad, time=rows["last"], mood=np.nan)
    return rows[done | bad][COLUMNS]


def failures(operations: pd.DataFrame) -> pd.Series:
    """Whether each run failed or was slower than nine in ten of its activity.

    >>> runs = pd.DataFrame({"activity": "a", "ok": [True, False], "duration": [1.0, 1.0]})
    >>> failures(runs).tolist()
    [False, True]
    """
    failed = operations["ok"].astype("boolean").eq(False).fillna(False)
    duration = operations["duration"].astype(float)
    limit = duration.groupby(operations["activity"]).transform(lambda d: d.quantile(LONG))
    return (failed | (duration > limit)).astype(bool)


def _operations(operations: pd.DataFrame, activities: pd.DataFrame) -> pd.DataFrame:
    if operations.empty or activities.empty:
        return pd.DataFrame(columns=COLUMNS)
    where = activities.dropna(subset="touchpoint")[["activity", "touchpoint"]].drop_duplicates()
    runs = operations.assign(bad=failures(operations), source="operations", mood=np.nan)
    return runs[runs["customer"].notna()].merge(where, on="activity")[COLUMNS]


def contact_counts(engagement: Engagement, whole: bool = False) -> pd.DataFrame:
    """Interactions of every customer up to the end of each period, counted in the engine.

    Returns
    -------
    DataFrame
        customer, until (the latest interaction counted), contacts (all up to it).
    """
    events = engagement.events_history if whole else engagement.events
    if events is None:
        return pd.DataFrame(columns=["customer", "until", "contacts"])
    counted = (
        events.group_by(["customer", "period"])
        .aggregate(n=_.count(), until=_.time.max())
        .order_by(["until", "customer"])
        .to_pandas()
    )
    counted["contacts"] = counted.groupby("customer")["n"].cumsum().astype(float)
    types = {"customer": "str", "until": MICROSECONDS}
    return counted[["customer", "until", "contacts"]].astype(types)


def contacts_before(counted: pd.DataFrame, rows: pd.DataFrame) -> np.ndarray:
    """How many interactions each row's customer had in the periods before the row's time.

    Parameters
    ----------
    counted : as `contact_counts` gives it.
    rows : customer, time.
    """
    if counted.empty or rows.empty:
        return np.zeros(len(rows))
    left = rows[["customer", "time"]].assign(place=np.arange(len(rows))).sort_values("time")
    found = pd.merge_asof(
        left.astype({"customer": "str"}),
        counted,
        left_on="time",
        right_on="until",
        by="customer",
        allow_exact_matches=False,
    )
    return found.sort_values("place")["contacts"].fillna(0.0).to_numpy(float)
