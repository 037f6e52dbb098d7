"""The groups in which answers are looked at: every touchpoint, and every segment within it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlib.engagement.contracts.respondents import respondents
from cxlib.engagement.model import Engagement

EVERYONE, EVERYWHERE = "all", "overall"
OWN_SEGMENTS = ("journey", "channel")  # columns of the contract that part answers like a segment


def placed(engagement: Engagement) -> pd.DataFrame:
    """The responses with the journey and channel of their touchpoint, where they name none."""
    responses, catalogue = engagement.table("responses"), engagement.table("touchpoints")
    if catalogue.empty:
        return responses
    known = catalogue.drop_duplicates("touchpoint").set_index("touchpoint")
    places = {}
    for column in OWN_SEGMENTS:
        at, own = responses["touchpoint"].map(known[column]), responses.get(column)
        places[column] = at if own is None else own.fillna(at)
    return responses.assign(**places)


def segment_columns(engagement: Engagement, responses: pd.DataFrame) -> list[str]:
    """The declared segments, then journey and channel, where they part the answers at all."""
    declared = list(dict.fromkeys([*engagement.segments("responses"), *OWN_SEGMENTS]))
    return [c for c in declared if c in responses and responses[c].nunique() > 1]


def cells(responses: pd.DataFrame, segments: Sequence[str], by_touchpoint: bool) -> pd.DataFrame:
    """Which rows belong to which touchpoint and segment.

    Returns
    -------
    DataFrame
        row (position in `responses`), touchpoint ("overall" or its name), segment ("all" or
        "column=value"). A row appears once per cell it belongs to.

    Examples
    --------
    >>> r = pd.DataFrame({"touchpoint": ["shop", "shop"], "plan": ["Basic", "Plus"]})
    >>> len(cells(r, ["plan"], True))
    8
    """
    rows = np.arange(len(responses))
    labels = {EVERYONE: pd.Series(EVERYONE, index=rows, dtype=object)}
    for column in segments:
        value = responses[column].astype(object).set_axis(rows)
        labels[column] = value.map(lambda v, c=column: f"{c}={v}", na_action="ignore")
    places = [pd.Series(EVERYWHERE, index=rows, dtype=object)]
    if by_touchpoint:
        places.append(responses["touchpoint"].astype(object).set_axis(rows))
    parts = [
        pd.DataFrame({"row": rows, "touchpoint": place, "segment": segment}).dropna()
        for place in places
        for segment in labels.values()
    ]
    return pd.concat(parts, ignore_index=True)


def numbered(parts: pd.DataFrame) -> tuple[np.ndarray, pd.DataFrame]:
    """A number for every cell, and the cells in the order of their numbers."""
    grouped = parts.groupby(["touchpoint", "segment"], sort=False)
    code = grouped.ngroup().to_numpy()
    return code, parts.drop_duplicates(["touchpoint", "segment"])[
        ["touchpoint", "segment"]
    ].reset_index(drop=True)


def design(responses: pd.DataFrame) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Survey weights, and whose answers belong together (`respondents`); each None where unneeded.

    An answer without a weight counts as the average answer.
    """
    weights = None
    if responses["weight"].notna().any():
        given = responses["weight"].astype(float)
        weights = given.fillna(given.mean()).to_numpy(float)
    return weights, respondents(responses)
