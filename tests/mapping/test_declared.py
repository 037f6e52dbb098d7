"""What the client declared, coded."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.contracts.tables import empty_table
from cxlib.mapping.declared import declare, seconds

VOLUMES = pd.DataFrame({"touchpoint": ["z", "b", "a"], "interactions": [5, 9, 1]})


def catalogue(**columns: list) -> pd.DataFrame:
    return pd.DataFrame(columns).reindex(columns=empty_table("touchpoints").columns)


def test_codes_follow_the_map_then_the_data():
    mapped = catalogue(touchpoint=["a", "b", "c"], stage=["late", "early", "early"],
                       order=[3, 2, 1])  # fmt: skip
    made = declare(mapped, empty_table("journeys"), VOLUMES, [])
    assert made.touchpoints.touchpoint.tolist() == ["c", "b", "a", "z"]
    assert made.stages == ["early", "late"]
    assert made.touchpoints.in_data.tolist() == [False, True, True, True]


def test_stages_without_an_order_keep_the_files():
    mapped = catalogue(touchpoint=["b", "a"], stage=["first", "second"])
    made = declare(mapped, empty_table("journeys"), VOLUMES, [])
    assert made.stages == ["first", "second"]


def test_journeys_that_events_spell_otherwise_are_the_same():
    types = pd.DataFrame({"journey": ["Join us"], "completes": ["a; nowhere"]})
    made = declare(catalogue(), types, VOLUMES, ["join us ", "JOIN US", "help"])
    assert made.spellings == {"join us ": 1, "JOIN US": 1, "help": 2}
    code = made.codes(["a"])[0]
    assert made.completing == {(1, code), (0, code)}
    assert made.journeys.judged.tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("words", "value"),
    [("7 days", 604800), ("36h", 129600), ("30 minutes", 1800), ("auto", np.nan), (None, np.nan)],
)
def test_durations(words, value):
    assert seconds(words) == pytest.approx(value, nan_ok=True)
