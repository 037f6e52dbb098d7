from __future__ import annotations

import pandas as pd

from cxlib.diagnosis.voice.sentiment import sentiment, tone


def test_scores_are_those_of_the_published_example() -> None:
    # The first two sentences of VADER's own demonstration (Hutto & Gilbert 2014).
    said = pd.Series(["VADER is smart, handsome, and funny.", "Today SUX!"])
    assert sentiment(said).round(4).tolist() == [0.8316, -0.5461]


def test_tone_has_the_cut_points_of_the_authors() -> None:
    words = tone(pd.Series([-0.05, -0.049, 0.049, 0.05])).tolist()
    assert words == ["negative", "neutral", "neutral", "positive"]
