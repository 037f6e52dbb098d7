"""The consultant's own words: where they stand, and what they hide and why."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from cxlib.findings.ids import renamed
from cxlib.release.once import once_per_view
from cxlib.release.view import View


@dataclass(frozen=True, eq=False)  # one a view, and a key of what is worked out once
class Commentary:
    """Words and omissions by finding_id or section."""

    texts: dict[str, tuple[str, ...]]
    hidden: dict[str, str]

    def at(self, *places: str) -> list[str]:
        """The words for these places, in the order given."""
        return [text for place in places for text in self.texts.get(place, ())]

    def hides(self, place: str) -> bool:
        return place in self.hidden


@once_per_view
def commentary(view: View) -> Commentary:
    """The commentary table, by place."""
    table = view.engagement.table("commentary")
    ids = table["finding_id"].map(renamed, na_action="ignore")  # as an earlier kit called it
    place = ids.where(ids.notna(), table["section"])
    rows = table.assign(place=place).dropna(subset=["place"])
    said = rows.dropna(subset=["text"])
    texts = {place: tuple(group["text"]) for place, group in said.groupby("place", sort=False)}
    gone = rows[rows["hide"].fillna(False).astype(bool)]
    reasons = gone["reason"].fillna(view.voice.say("page|no reason"))
    return Commentary(texts, dict(zip(gone["place"], reasons, strict=True)))


def without_hidden(frame: pd.DataFrame, words: Commentary) -> pd.DataFrame:
    """Findings that the consultant has not hidden."""
    return frame[~frame["finding_id"].isin(list(words.hidden))]


def unplaced(words: Commentary, known: set[str]) -> list[tuple[str, str]]:
    """Words whose place is not in this report, so that none is lost in silence."""
    return [(place, text) for place, texts in words.texts.items() if place not in known
            for text in texts]  # fmt: skip
