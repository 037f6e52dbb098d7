"""Faults of clocks and tags in a log, of weights, and of letters that were lost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.training.faults.frame import Brought, Fault

LOG, SURVEY = "interactions", "responses"


def _also(client: Brought, more: pd.DataFrame) -> Brought:
    frame = pd.concat([client.frames[LOG], more], ignore_index=True)
    return client.having(LOG, frame.sort_values("time", kind="stable"))


def _commonest(client: Brought) -> pd.DataFrame:
    frame = client.frames[LOG]
    return frame[frame["touchpoint"] == frame["touchpoint"].mode()[0]]


def sent_again(client: Brought, rng: np.random.Generator) -> Brought:
    """The app sends again what was not answered within four seconds, and nothing was."""
    again = _commonest(client)
    return _also(client, again.assign(time=again["time"] + pd.Timedelta(seconds=4)))


def tag_of_the_new_tool(client: Brought, rng: np.random.Generator) -> Brought:
    """The old tag stayed beside the new one, which has another name."""
    again = _commonest(client)
    later = again["time"] + pd.Timedelta(milliseconds=80)
    return _also(client, again.assign(touchpoint="page_view", time=later))


def noon_for_unknown(client: Brought, rng: np.random.Generator) -> Brought:
    frame = client.frames[LOG]
    noon = frame["time"].dt.normalize() + pd.Timedelta(hours=12)
    return client.with_column(LOG, "time", frame["time"].mask(rng.random(len(frame)) < 0.25, noon))


def twelve_hours(client: Brought, rng: np.random.Generator) -> Brought:
    """03:15 PM was exported as 03:15."""
    time = client.frames[LOG]["time"]
    late = time.dt.hour >= 12
    return client.with_column(LOG, "time", time.mask(late, time - pd.Timedelta(hours=12)))


def number_of_the_row(client: Brought, rng: np.random.Generator) -> Brought:
    rows = np.arange(1.0, len(client.frames[SURVEY]) + 1)
    return client.with_column(SURVEY, "weight", rows)


def umlaut_lost(client: Brought, rng: np.random.Generator) -> Brought:
    region = client.frames[SURVEY]["region"]
    first = region.mode()[0]
    written = np.where(rng.random(len(region)) < 0.4, "K?ln S\u00fcd", "K\u00f6ln S\u00fcd")
    return client.with_column(SURVEY, "region", region.mask(region == first, written))


FAULTS = tuple(
    Fault(*line)
    for line in (
        ("again after one and the same time", LOG, "touchpoint", "an app sends again after 4 s",
         sent_again),
        ("two names for one event", LOG, "touchpoint", "an old tag stayed beside the new one",
         tag_of_the_new_tool),
        ("one time of day for very many", LOG, "time", "noon stands for a time not known",
         noon_for_unknown),
        ("no afternoon", LOG, "time", "p.m. is lost", twelve_hours),
        ("weights that are a number of something", SURVEY, "weight", "the number of the row",
         number_of_the_row),
        ("names that may be one", SURVEY, "region", "an umlaut became a question mark",
         umlaut_lost),
    )
)  # fmt: skip
