"""How a comment feels, by a lexicon anybody can look up (VADER, Hutto & Gilbert 2014)."""

from __future__ import annotations

import pandas as pd

POSITIVE, NEGATIVE = 0.05, -0.05  # the cut points VADER's authors give for the compound score


def sentiment(comments: pd.Series) -> pd.Series:
    """VADER's compound score of each English comment, -1 (worst) to 1 (best).

    >>> sentiment(pd.Series(["great network", "awful bill"])).round(2).tolist()
    [0.62, -0.46]
    """
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    analyser = SentimentIntensityAnalyzer()
    return comments.map(lambda text: analyser.polarity_scores(text)["compound"]).astype(float)


def tone(scores: pd.Series) -> pd.Series:
    """Scores in words: "negative", "neutral", "positive"."""
    words = pd.Series("neutral", index=scores.index)
    return words.mask(scores >= POSITIVE, "positive").mask(scores <= NEGATIVE, "negative")
