"""What should be done at each touchpoint: the table `strategies`."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.results.coded import code_of, count, listed, note, notes, text, touchpoint
from cxlib.strategy.key_words import KeyWords, key_words
from cxlib.strategy.levers import lever
from cxlib.strategy.postures import postures
from cxlib.strategy.promises import over_delivery, promise, risk
from cxlib.strategy.right_moment import right_moment

COLUMNS = ["touchpoint", "posture", "why", "right_moment", "risk", "stage", "lever", "promise",
           "over_delivery", "cost", "n", "performance", "low", "high", "standing",
           "n_moment", "standing_p", "matters_p"]  # fmt: skip


def strategies(engagement: Engagement, known: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Posture, lever and checks for every touchpoint of which anything is known.

    Parameters
    ----------
    known : DataFrame
        What `cxlib.strategy.facts.facts` gives.
    """
    if known.empty:
        return {"notes": notes(note("strategies", "no touchpoints"))}
    language = engagement.config.language
    words = key_words(language)
    table = known.merge(postures(known), on="touchpoint")
    rows = [fact for _, fact in table.iterrows()]
    table = table.assign(
        right_moment=[right_moment(f, words) for f in rows],
        promise=[promise(f) for f in rows],
        over_delivery=[over_delivery(f) for f in rows],
        risk=[risk(f, f.posture) for f in rows],
        lever=[lever(f.stage, f.posture, words) for f in rows],
    )
    limits = (*_unexamined(known, table), *_limits(table, words, language))
    return {"strategies": table[COLUMNS], "notes": notes(*limits)}


def _unexamined(known: pd.DataFrame, table: pd.DataFrame) -> Iterator[dict[str, object]]:
    """Of which touchpoints nothing was measured: none of them is said to be well as it is."""
    left = known.touchpoint[~known.touchpoint.isin(table.touchpoint)]
    if len(left):
        names = listed(map(touchpoint, left))
        yield note("strategies", "not examined", n=count(len(left)), names=names)


def _limits(table: pd.DataFrame, words: KeyWords, language: str) -> Iterator[dict[str, object]]:
    unrated = int(table.performance.isna().sum())
    if unrated:
        yield note("strategies", "not rated", n=count(unrated), all=count(len(table)))
    unjudged = table[[code_of(cell) == "promise|not judged" for cell in table.promise]]
    if len(unjudged):
        names = listed(map(touchpoint, unjudged.touchpoint))
        yield note("strategies", "promises not judged", names=names)
    if table.pushes.notna().any():
        yield note("strategies", "key words", audience="consultant")
    if not words.known:
        spoken = text(language)
        yield note("strategies", "no key words", audience="consultant", language=spoken)
    if len(table) and table.cost.isna().all():
        yield note("strategies", "no costs")
