"""Where the tables disagree with one another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from cxlib.engagement.quality import Note, warn


def cross_checks(tables: Mapping[str, pd.DataFrame], walked: Sequence[str]) -> list[Note]:
    """Everything the tables say about things that another table does not know."""
    return [*_off_the_map(tables, walked)]


def _off_the_map(tables: Mapping[str, pd.DataFrame], walked: Sequence[str]) -> list[Note]:
    if "touchpoints" not in tables:
        return []
    known = {*tables["touchpoints"]["touchpoint"], "overall"}
    told = []
    named = {name: frame["touchpoint"] for name, frame in tables.items() if "touchpoint" in frame}
    for name, cells in (named | {"interactions": pd.Series(walked, dtype="str")}).items():
        for touchpoint in sorted(set(cells.dropna()) - known):
            words = f"touchpoint '{touchpoint}' is not on the map"
            remedy = "add it to touchpoints, or correct the name"
            told.append(warn(name, "touchpoint", words, int((cells == touchpoint).sum()), remedy))
    return told
