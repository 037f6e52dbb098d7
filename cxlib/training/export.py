"""Interactions as a client's systems export them: not quite as tidy as they happened."""

from __future__ import annotations

import pandas as pd

from cxlib.stats.resampling import stream

DOUBLED = 0.001  # share of the web system's events that are sent twice
DOUBLING, CAPITALS = "web", "phone"  # the channels whose systems do it
CAPITALS_UNTIL = pd.Timestamp("2025-01-01")
TRAPS = (
    "customers: decimal commas, semicolons, day-first dates; ids with leading zeros",
    "survey workbooks: a second header row with the questions, answers broken off (finished = 0)",
    f"interactions: {DOUBLED:.1%} of the {DOUBLING} events are sent twice",
    f"interactions: the {CAPITALS} system wrote touchpoints with capitals up to the end of 2024",
    "comments: names, e-mail addresses, telephone numbers, and hostile strings",
)


def exported(events: pd.DataFrame, seed: int) -> pd.DataFrame:
    """The interactions as sent: a few twice, some under another spelling; order by time kept."""
    rng = stream(seed, "export")
    twice = events["channel"].eq(DOUBLING) & (rng.random(len(events)) < DOUBLED)
    both = pd.concat([events, events[twice]]).sort_index(kind="stable").reset_index(drop=True)
    capitals = both["channel"].eq(CAPITALS) & (both["time"] < CAPITALS_UNTIL)
    return both.assign(touchpoint=both["touchpoint"].mask(capitals, both["touchpoint"].str.title()))
