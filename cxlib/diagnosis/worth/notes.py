"""What the data on leaving and worth cannot carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.results.coded import count, listed, note, notes, share, term, touchpoint

CHECKED = 0.05  # level of the check of proportional hazards
MISSED = 0.05  # share by which a model's forecast may miss the months it was not shown
CONSULTANT = "consultant"

Note = dict[str, object]


def limits(
    engagement: Engagement,
    stays: pd.DataFrame,
    told: pd.DataFrame,
    table: pd.DataFrame,
    lifetime: pd.DataFrame,
    curve: pd.DataFrame,
) -> pd.DataFrame:
    """The notes on retention, leaving and lifetime.

    Parameters
    ----------
    stays : as `spells.tenures` gives them.
    told : as `experience.experiences` gives them.
    table : `leaving`.
    lifetime : `lifetime`.
    curve : `retention_curve`.
    """
    return notes(
        *_stays(engagement, stays, curve),
        *_leaving(engagement, told, table),
        *_lifetime(engagement, stays, lifetime),
    )


def _stays(engagement: Engagement, stays: pd.DataFrame, curve: pd.DataFrame) -> Iterator[Note]:
    if stays.empty:
        yield note("retention_curve", "no dates")
    elif not stays["left"].any():
        yield note("retention_curve", "nobody left")
    elif not curve["segment"].eq("all").any():
        fewest = engagement.policy.privacy_n
        yield note("retention_curve", "not from the start", fewest=count(fewest))
    elif (late := int((stays["entry"] > 0).sum())) > 0:
        yield note("retention_curve", "late entry", audience=CONSULTANT, n=late, late=count(late))


def _leaving(engagement: Engagement, told: pd.DataFrame, table: pd.DataFrame) -> Iterator[Note]:
    part = table["part_of_leaving"].eq(True).fillna(False).astype(bool)
    if part.any():
        names = _names(table.loc[part, "touchpoint"])
        yield note("leaving", "part of leaving", names=names)
    table = table[~part]
    if table.empty:
        yield _why_none(engagement, told)
        return
    bent = table[table["ph_p"].astype(float) < CHECKED]
    if len(bent):
        names = _names(bent["touchpoint"])
        yield note("leaving", "effect changes", audience=CONSULTANT, names=names)
    yield note("leaving", "not at random", audience=CONSULTANT)


def _names(touchpoints: Iterable[str]) -> dict[str, object]:
    return listed(map(touchpoint, sorted(set(touchpoints))))


def _why_none(engagement: Engagement, told: pd.DataFrame) -> Note:
    if not engagement.table("customers")["start"].notna().any():
        return note("leaving", "no dates")
    if told.empty:
        return note("leaving", "no experiences")
    fewest = engagement.policy.reliability_n
    return note("leaving", "no contrast", fewest=count(fewest))


def _lifetime(
    engagement: Engagement, stays: pd.DataFrame, lifetime: pd.DataFrame
) -> Iterator[Note]:
    if lifetime.empty:
        left = len(stays) > 0 and stays["left"].any()
        yield note("lifetime", "too few watched" if left else "nothing to go by")
        return
    for row in lifetime[lifetime["held_out_error"].abs() > MISSED].itertuples():
        yield note(
            "lifetime", "model missed", subject=row.method, audience=CONSULTANT,
            method=term(row.method), missed=share(abs(row.held_out_error)),
        )  # fmt: skip
    if engagement.policy.value_is != "margin":
        yield note("lifetime", "no margin")
    elif lifetime["value"].isna().all():
        yield note("lifetime", "no value")
