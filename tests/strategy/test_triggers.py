"""When to help, and with what."""

import pandas as pd
import pytest

from cxlib.results.coded import code_of
from cxlib.strategy.key_words import key_words
from cxlib.strategy.triggers import suggestion, triggers

MOMENTS = pd.DataFrame(
    {"moment_id": ["cart:friction", "cart:truth", "call:delight", "start:truth"],
     "touchpoint": ["cart", "cart", "call", "start"],
     "moment": ["friction", "truth", "delight", "truth"], "rank": [2, 1, 3, 4]}
)  # fmt: skip
FACTS = pd.DataFrame(
    {"touchpoint": ["cart", "call", "start"], "need": ["order", None, "be connected"],
     "expectation": ["the price of the list", None, "minutes"], "owner": ["Web", None, "Net"],
     "environment": ["digital", "human", "physical"]}
)  # fmt: skip


def test_one_rule_per_make_or_break_point_and_use():
    found = triggers(MOMENTS, FACTS, {"cart"}, key_words("en")).set_index(["touchpoint", "use"])
    assert sorted(found.index) == [("cart", "follow_up"), ("cart", "stuck"), ("start", "stuck")]
    stuck = found.loc[("cart", "stuck")]
    assert (stuck.moment_id, stuck.attempts, stuck.owner) == ("cart:truth", 2, "Web")
    assert found.score_at_most[("cart", "follow_up")] == 0.2
    assert found.score_at_most.isna()[("cart", "stuck")]


@pytest.mark.parametrize(
    ("need", "expectation", "environment", "code"),
    [("order", "the price of the list", "digital", "price"),
     ("find the right plan", None, "digital", "content"),
     ("get through it", None, "Digital", "digital"), ("x", None, "physical", "physical"),
     ("x", None, "human", "human"), (None, None, None, "ask")],
)  # fmt: skip
def test_suggestion(need, expectation, environment, code):
    row = pd.Series({"need": need, "expectation": expectation, "environment": environment})
    assert code_of(suggestion(row, key_words("en"))) == f"help|{code}"
