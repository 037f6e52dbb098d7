"""Whether a direction is what its row says: by rows made by hand, and the same rows turned."""

import json

import pandas as pd
import pytest

from cxlib.findings.kinds import BY_NAME
from cxlib.results.coded import coded
from cxlib.training.agreeing import RULES, agrees

DRIVERS = pd.DataFrame({
    "outcome": "nps", "scope": ["overall"] * 4 + ["shop"], "level": "variable",
    "variable": ["call", "bill", "chat", "wait", "help"],
    "importance": [0.5, 0.3, 0.1, 0.1, 1.0], "effect": [2.0, 1.0, 0.5, -0.5, 1.0],
    "rank_high": [1.0, 2.0, 4.0, 4.0, 1.0],
}).assign(critical=True)  # fmt: skip
LEFT = {  # variable: the refuter that it failed, what is left, the verdict
    "down": ("inside segments", -1.0, "turned"), "up": ("inside segments", 1.0, "turned"),
    "none": ("inside segments", 0.01, "gone"), "same": ("without straight answers", 0.1, "open"),
}  # fmt: skip
REFUSED = pd.DataFrame({"outcome": "nps", "scope": "overall", "level": "touchpoint",
                        "variable": list(LEFT), "effect": 0.5, "importance": None, "rank_high": 1,
                        "critical": False})  # fmt: skip
DRIVERS = pd.concat([DRIVERS, REFUSED], ignore_index=True)
TRIED = pd.DataFrame({
    "finding_id": [f"driver:nps:overall:{name}" for name in LEFT],
    "refuter": [refuter for refuter, *_ in LEFT.values()], "result": "failed",
    "figures": [json.dumps({"effect": {"signed": [left, left - 0.1, left + 0.1]},
                            "verdict": {"text": verdict}}) for _, left, verdict in LEFT.values()],
})  # fmt: skip
RESULTS = {
    "drivers": DRIVERS,
    "refutations": TRIED,
    "scores": pd.DataFrame({"outcome": ["nps"]}),
    "asymmetry": pd.DataFrame({"variable": ["net"], "kind": ["basic"]}),
    "breakdowns": pd.DataFrame({
        "touchpoint": ["cart", "bill", "form"], "kind": ["repeats", "repeats", "drop-off"],
        "return_rate": [0.3, 0.1, 0.1], "return_expected": 0.1,
        "comeback_rate": [0.1, 0.4, 0.1], "comeback_expected": 0.1,
    }),
    "backstage": pd.DataFrame({
        "activity": ["sync", "desk"], "touchpoint": "cart",
        "measure": ["failure", "longer duration"], "acts_on": ["breakdown", "score: nps"],
    }),
    "moments": pd.DataFrame({
        "moment_id": ["cart:friction", "call:delight", "net:friction"],
        "moment": ["friction", "delight", "friction"],
        "rests_on": ["events", "asymmetry", "asymmetry"],
    }),
    "recovery": pd.DataFrame({
        "group": ["failed and recovered", "failed and not recovered"], "retention": [0.8, 0.5],
    }),
    "assumption_scores": pd.DataFrame({"variable": ["a", "b"], "result": ["right", "wrong"]}),
    "touchpoint_map": pd.DataFrame({
        "touchpoint": ["forum", "radio"], "in_catalogue": [False, True], "in_data": [True, False],
    }),
    "portfolio": pd.DataFrame({
        "initiative": ["guide", "paint"], "chosen": [True, False],
        "reason": [coded("portfolio|sure"), coded("portfolio|outbid")],
    }),
    "raci_findings": pd.DataFrame({"subject": ["cart"], "rule": ["none responsible"]}),
    "alerts": pd.DataFrame({"kpi": ["days", "calls"], "direction": ["worse", None],
                            "periods": [1, 3]}),
    "benefits": pd.DataFrame({"initiative": ["x", "y"], "result": ["realised", "not realised"]}),
    "mix": pd.DataFrame({"kpi": ["nps", "ease"], "verdict": ["mix", "both"]}),
}  # fmt: skip
HIGH, LOW = {}, {"nps": -1.0}  # how the outcome is declared
HOLDS = [  # kind, key, and every direction that is right
    ("driver", {"variable": "call"}, {"strongest", "among the strongest", "rises"}),
    ("driver", {"variable": "bill"}, {"among the strongest", "rises"}),
    ("driver", {"variable": "chat"}, {"rises"}),
    ("driver", {"variable": "wait"}, {"falls"}),
    ("driver", {"variable": "help"}, {"strongest here", "among the strongest here", "rises here"}),
    ("driver", {"variable": "down"}, {"turns down"}),
    ("driver", {"variable": "up"}, {"turns up"}),
    ("driver", {"variable": "none"}, {"vanishes"}),
    ("driver", {"variable": "same"}, {"habit"}),
    ("asymmetry", {"variable": "net"}, {"basic"}),
    ("breakdown", {"touchpoint": "cart"}, {"repeats"}),
    ("breakdown", {"touchpoint": "bill"}, {"comes back"}),
    ("breakdown", {"touchpoint": "form"}, {"drop-off"}),
    ("backstage", {"activity": "sync"}, {"failure breaks"}),
    ("backstage", {"activity": "desk"}, {"slowness rates"}),
    ("moment", {"moment_id": "cart:friction"}, {"friction failed"}),
    ("moment", {"moment_id": "call:delight"}, {"delight pleases"}),
    ("moment", {"moment_id": "net:friction"}, {"friction hurts"}),
    ("assumptions", {"variable": "b"}, {"some wrong"}),
    ("map", {"touchpoint": "forum"}, {"never mapped", "to define"}),
    ("map", {"touchpoint": "radio"}, {"never seen", "to define"}),
    ("initiative", {"initiative": "guide"}, {"sure"}),
    ("initiative", {"initiative": "paint"}, set()),
    ("left out", {"initiative": "paint"}, {"outbid"}),
    ("left out", {"initiative": "guide"}, set()),
    ("raci", {"subject": "cart"}, {"none responsible"}),
    ("alert", {"kpi": "days"}, {"worse"}),
    ("alert", {"kpi": "calls"}, {"changed lately"}),
    ("benefit", {"initiative": "x"}, {"kept", "kept unpromised"}),
    ("benefit", {"initiative": "y"}, {"not kept", "fell short", "did harm"}),
    ("mix", {"kpi": "nps"}, {"mix", "mix alone"}),
    ("mix", {"kpi": "ease"}, {"mix and within"}),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "key", "right"), HOLDS)
def test_only_the_right_directions_agree(kind, key, right):
    table = RULES[kind][0]
    ways = BY_NAME[kind].directions
    found = {way for way in ways if agrees(RESULTS, kind, way, table, key, HIGH)}
    assert found == right


LOWER_IS_BETTER = [("call", {"falls"}), ("wait", {"rises"}), ("down", {"turns up"}),
                   ("up", {"turns down"}), ("none", {"vanishes"})]  # fmt: skip


@pytest.mark.parametrize(("name", "right"), LOWER_IS_BETTER)
def test_what_rises_is_what_gets_better(name, right):
    """Of an outcome of which less is better an effect above nought is one for the worse."""
    key = {"variable": name}
    found = {way for way in BY_NAME["driver"].directions
             if agrees(RESULTS, "driver", way, "drivers", key, LOW)}  # fmt: skip
    assert found == right


def test_who_was_helped_stays_more_or_less():
    lost = {"group": "failed and not recovered"}
    turned = {**RESULTS, "recovery": RESULTS["recovery"].assign(retention=[0.5, 0.8])}
    assert agrees(RESULTS, "recovery", "keeps", "recovery", lost, HIGH)
    assert not agrees(RESULTS, "recovery", "loses", "recovery", lost, HIGH)
    assert agrees(turned, "recovery", "loses", "recovery", lost, HIGH)


@pytest.mark.parametrize("kind", RULES)
def test_a_row_that_is_not_there_bears_nothing_out(kind):
    table = RULES[kind][0]
    way = BY_NAME[kind].directions[0]
    assert BY_NAME[kind].table == table
    assert not agrees({}, kind, way, table, {"variable": "x"}, HIGH)
    elsewhere = "another table"  # it is judged by its own
    assert agrees({}, kind, way, elsewhere, {"variable": "x"}, HIGH)


def test_every_kind_that_answers_a_question_is_judged():
    told = {"driver", "asymmetry", "breakdown", "backstage", "recovery", "moment", "map",
            "assumptions", "initiative", "left out", "raci", "benefit", "mix", "alert"}  # fmt: skip
    assert told == set(RULES)
