from __future__ import annotations

import pandas as pd

from cxlib.diagnosis.voice.tones import tones


def test_contradictions_are_counted_by_hand() -> None:
    said = pd.DataFrame(
        {
            "touchpoint": ["shop", "shop", "bill", None],
            "unit": ["a", "b", "c", "d"],
            "rating": [2.0, 10.0, 1.0, 9.0],
            "bad": [True, False, True, False],
            "good": [False, True, False, True],
            "sentiment": [0.6, -0.7, -0.8, 0.9],
        }
    )
    table = tones(said, 0.95).set_index("touchpoint")
    overall = table.loc["overall"]
    assert (overall["low_scores"], overall["praised"]) == (2, 1)
    assert (overall["high_scores"], overall["blamed"]) == (2, 1)
    assert table.loc["shop", "n"] == 2
    assert table.loc["bill", "negative"] == 1.0


def test_no_comments_give_no_rows() -> None:
    empty = pd.DataFrame(columns=["touchpoint", "unit", "rating", "bad", "good", "sentiment"])
    assert tones(empty, 0.95).empty
