"""Faults of clocks and tags in a log, of weights, and of letters that were lost."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.training.faults.frame import Brought, Fault, at_the_commonest

LOG, SURVEY = "interactions", "responses"


def sent_again(client: Brought, rng: np.random.Generator) -> Brought:
    """The app sends again what was not answered within four seconds, and nothing was."""
    again = at_the_commonest(client)
    return client.with_rows(LOG, again.assign(time=again["time"] + pd.Timedelta(seconds=4)))


def tag_of_the_new_tool(client: Brought, rng: np.random.Generator) -> Brought:
    """The old tag stayed beside the new one, which has another name."""
    again = at_the_commonest(client)
    later = again["time"] + pd.Timedelta(milliseconds=80)
    return client.with_rows(LOG, again.assign(touchpoint="page_view", time=later))


def noon_for_unknown(client: Brought, rng: np.random.Generator) -> Brought:
    noon = client.frames[LOG]["time"].dt.normalize() + pd.Timedelta(hours=12)
    return client.masked(LOG, "time", client.some(LOG, 0.25, rng), noon)


def twelve_hours(client: Brought, rng: np.random.Generator) -> Brought:
    """03:15 PM was exported as 03:15."""
    time = client.frames[LOG]["time"]
    late = time.dt.hour >= 12
    return client.masked(LOG, "time", late, time - pd.Timedelta(hours=12))


def number_of_the_row(client: Brought, rng: np.random.Generator) -> Brought:
    rows = np.arange(1.0, len(client.frames[SURVEY]) + 1)
    return client.with_column(SURVEY, "weight", rows)


def umlaut_lost(client: Brought, rng: np.random.Generator) -> Brought:
    region = client.frames[SURVEY]["region"]
    first = region.mode()[0]
    lost = client.some(SURVEY, 0.4, rng)
    written = np.where(lost, "K?ln S\u00fcd", "K\u00f6ln S\u00fcd")
    return client.masked(SURVEY, "region", region == first, written)


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
