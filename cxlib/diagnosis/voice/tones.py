"""What the score says against what the comment says, per touchpoint."""

from __future__ import annotations

import pandas as pd

from cxlib.diagnosis.voice.sentiment import tone
from cxlib.stats.intervals import mean

OVERALL = "overall"


def tones(english: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Sentiment per touchpoint, and how many comments contradict their score.

    Parameters
    ----------
    english : DataFrame
        touchpoint, unit, rating, bad, good, sentiment (-1 to 1).

    Returns
    -------
    DataFrame
        touchpoint ("overall" for all), n, sentiment with low and high (clustered by unit),
        negative and positive (shares of comments), low_scores, praised (comments that are positive
        although the score is bad), high_scores, blamed (negative although the score is good).
    """
    if english.empty:
        return pd.DataFrame(columns=[*_row(english.assign(tone=[]), "", confidence)])
    english = english.assign(tone=tone(english["sentiment"]))
    places = {OVERALL: english} | dict(iter(english.groupby("touchpoint")))
    return pd.DataFrame([_row(rows, place, confidence) for place, rows in places.items()])


def _row(rows: pd.DataFrame, place: str, confidence: float) -> dict:
    felt = mean(rows["sentiment"], confidence, clusters=rows["unit"])
    bad, good = rows["bad"].astype(bool), rows["good"].astype(bool)
    positive, negative = rows["tone"] == "positive", rows["tone"] == "negative"
    return {
        "touchpoint": place,
        "n": felt.n,
        "sentiment": felt.value,
        "low": felt.low,
        "high": felt.high,
        "negative": negative.mean(),
        "positive": positive.mean(),
        "low_scores": int(bad.sum()),
        "praised": int((bad & positive).sum()),
        "high_scores": int(good.sum()),
        "blamed": int((good & negative).sum()),
    }
