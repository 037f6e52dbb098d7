"""Levers are measured where the words of a variable speak of them."""

import pandas as pd
import pytest

from cxlib.results.coded import code_of
from cxlib.strategy.key_words import key_words
from cxlib.strategy.recovery_designs import LEVERS, recovery_designs


@pytest.mark.parametrize(
    ("words", "lever"),
    [("call_wait Waiting time on the phone", "speed"), ("chat_tone Tone of the chat", "empathy"),
     ("call_solved My matter was settled", "competence"), ("Friendly staff", "empathy"),
     ("Quality of the repair", "competence"), ("call_music Music while on", None)],
)  # fmt: skip
def test_lever_of(words, lever):
    assert key_words("en").most("recovery", words) == lever


def test_the_strongest_measured_variable_of_each_lever():
    variables = pd.DataFrame(
        {"variable": ["wait", "queue", "tone", "all"], "touchpoint": "call", "label": "",
         "kind": ["attribute", "attribute", "attribute", "overall"]}
    )  # fmt: skip
    drivers = pd.DataFrame(
        {"scope": "call", "variable": ["wait", "queue"], "effect": [0.2, 0.5], "n": [90, 90],
         "effect_low": [0.1, 0.4], "effect_high": [0.3, 0.6], "p_adjusted": [0.04, 0.001]}
    )  # fmt: skip
    found = recovery_designs(["call"], drivers, variables, key_words("en")).set_index("lever")
    assert list(found.index) == list(LEVERS)
    assert found.variable["speed"] == "queue"
    assert (found.effect["speed"], found.p_adjusted["speed"]) == (0.5, 0.001)
    assert found.measured.to_dict() == {"speed": True, "empathy": False, "competence": False}
    assert [code_of(c) for c in found.design] == [f"recovery_design|{lever}" for lever in LEVERS]


def test_the_speed_of_what_is_sold_is_no_speed_of_an_answer():
    variables = pd.DataFrame({
        "variable": ["net_speed", "reply"], "touchpoint": "call", "kind": "attribute",
        "label": ["Network speed", "Speed of the reply"],
    })  # fmt: skip
    drivers = pd.DataFrame({
        "scope": "call", "variable": ["net_speed", "reply"], "effect": [0.5, 0.2], "n": 90,
        "effect_low": 0.1, "effect_high": 0.9, "p_adjusted": 0.001,
    })  # fmt: skip
    found = recovery_designs(["call"], drivers, variables, key_words("en")).set_index("lever")
    assert found.variable["speed"] == "reply"
    only = recovery_designs(["call"], drivers.head(1), variables, key_words("en"))
    assert not only.measured.any()


def test_in_a_language_without_key_words_no_lever_is_measured():
    variables = pd.DataFrame(
        {"variable": ["jono"], "touchpoint": "call", "label": "", "kind": "attribute"}
    )
    drivers = pd.DataFrame({"scope": ["call"], "variable": "jono", "effect": 0.2})
    assert not recovery_designs(["call"], drivers, variables, key_words("fi")).measured.any()


def test_no_friction_no_design():
    none = pd.DataFrame(columns=["scope", "variable", "effect", "touchpoint", "kind", "label"])
    assert recovery_designs([], none, none, key_words("en")).empty
