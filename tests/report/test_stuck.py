"""Who is stuck or to be called is counted by place; an answer without a place is not given one."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib.engagement.config import Policy
from cxlib.language import Voice
from cxlib.report import blocks


class Shown(dict):
    """As much of a view as the lines read."""

    voice, policy = Voice(), Policy()


def listed(**customers: int) -> pd.DataFrame:
    places = [place for place, n in customers.items() for _ in range(n)]
    return pd.DataFrame({"touchpoint": places, "customer": [f"c{k}" for k in range(len(places))]})


NOBODY = listed()


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("stuck", ["cart: 30 customers are stuck.", "12 customers are stuck whose touchpoint is "
                   "not known."]),
        ("follow_up", ["cart: 30 customers are to be called.", "12 customers are to be called "
                       "whose answers name no touchpoint."]),
    ],
)  # fmt: skip
def test_a_place_is_named_where_there_is_one(table, said):
    view = Shown(stuck=NOBODY, follow_up=NOBODY) | {table: listed(cart=30, overall=12)}
    lines = blocks._stuck(Shown(view))
    assert lines[:2] == said
    assert lines[2] == Shown.voice.say("stuck|who")
