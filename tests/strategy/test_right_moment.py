"""Is this the moment? Situations and the words they give."""

import pandas as pd
import pytest

from cxlib.strategy.right_moment import right_moment

PLAIN = {"pushes": "insurance", "need": None, "role": None, "stage": "use", "standing": "middle",
         "moments": (), "breaks": False}  # fmt: skip
CASES = [
    ({"pushes": None}, ""),
    ({}, "no mismatch found: insurance is pushed"),
    ({"pushes": "the whole product line", "need": "place one order"},
     "mismatch: the whole product line is pushed while the customer has one errand "
     "(place one order)"),
    ({"need": "have it solved"},
     "mismatch: insurance is pushed while the customer wants something put right "
     "(have it solved)"),
    ({"pushes": "a discount", "need": "leave in peace"},
     "mismatch: a discount is pushed while the customer wants to leave (leave in peace)"),
    ({"breaks": True}, "mismatch: insurance is pushed while customers break down or meet a "
     "friction here"),
    ({"moments": ("friction",)}, "mismatch: insurance is pushed while customers break down or "
     "meet a friction here"),
    ({"standing": "low"}, "mismatch: insurance is pushed while customers rate this touchpoint "
     "below the others"),
    ({"pushes": "a survey", "need": "get it repaired"},
     "mismatch: a survey is asked for while the customer wants something put right "
     "(get it repaired)"),
    ({"pushes": "our whole range", "need": "look around"},
     "mismatch: our whole range is pushed while the customer came for one thing (look around)"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "words"), CASES)
def test_right_moment(given, words):
    assert right_moment(pd.Series(PLAIN | given)) == words
