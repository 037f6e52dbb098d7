"""How many accounts stand behind a row of answers: between businesses they are the group.

Twelve accounts with many contacts each are twelve, and an account's contacts are no crowd to hide
in. Rows of other tables, and segments that the answers do not hold, are counted by their own base.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from cxlib.engagement.model import Engagement

ASKED = {"scores": "outcome", "answers": "outcome", "variable_scores": "variable",
         "crosstabs": "question"}  # fmt: skip
EVERYWHERE, EVERYBODY = "overall", "all"
WHOLE = {"touchpoint": EVERYWHERE, "segment": EVERYBODY}


def accounts(engagement: Engagement, tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.Series]:
    """By table of answers, the distinct accounts behind each row; missing where nothing tells.

    Empty unless `policy.profile` is b2b and the answers name their accounts. An answer that names
    none counts as an account of its own.
    """
    rows = engagement.table("responses")
    if engagement.policy.profile != "b2b" or rows["account"].isna().all():
        return {}
    own = pd.Series([f"\0{k}" for k in range(len(rows))], index=rows.index)
    rows = rows.assign(account=rows["account"].astype("object").fillna(own))
    segments = engagement.segments("responses")
    told = {}
    for name, asked in ASKED.items():
        if name not in tables:
            continue
        frame = tables[name]
        known = {
            key: count
            for column in frame[asked].unique()
            if column in rows
            for key, count in _counted(rows[rows[column].notna()], column, segments)
        }
        places, groups = (_filled(frame, column) for column in ("touchpoint", "segment"))
        keys = zip(frame[asked], places, groups, strict=True)
        told[name] = pd.Series([known.get(key) for key in keys], index=frame.index, dtype=float)
    return told


def _filled(frame: pd.DataFrame, column: str) -> pd.Series:
    """The column, or the word for all of it where the table does not part by it."""
    return frame.get(column, pd.Series(WHOLE[column], index=frame.index))


def _counted(
    rows: pd.DataFrame, column: str, segments: list[str]
) -> Iterator[tuple[tuple[str, str, str], int]]:
    """Distinct accounts by what was asked, touchpoint and segment."""
    whole = rows.assign(touchpoint=EVERYWHERE)
    for part in (whole, rows.dropna(subset=["touchpoint"])):
        for place, here in part.groupby("touchpoint"):
            yield (column, place, EVERYBODY), here["account"].nunique()
            for segment in segments:
                for value, count in here.groupby(segment)["account"].nunique().items():
                    yield (column, place, f"{segment}={value}"), int(count)
