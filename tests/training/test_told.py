"""What the findings tell of each kind of item, from findings made by hand; reversed, the opposite.

The findings' sentences are never read: here they have none.
"""

import json

import pandas as pd
import pytest

from cxlib.findings.kinds import BY_NAME
from cxlib.results.coded import coded
from cxlib.training import grade, grade_answers, told, told_share
from cxlib.training.grading import FINDERS, QUIET, TELLERS, UNANSWERED, WORDS, is_decoy
from cxlib.training.said import Said
from cxlib.training.truth import truth_of

DRIVER = {"outcome": "recommend", "scope": "overall", "level": "touchpoint", "variable": "call"}
PART = {"outcome": "call", "scope": "support call", "level": "variable", "variable": "wait"}
TWINS = {"variable": {"variable": "bars"}, "twins": {"listed": [{"variable": "coverage"}]}}


def finding(kind, direction, *rows, **figures):
    """One finding that rests on rows (table, key): as it stands in the two tables."""
    assert direction in BY_NAME[kind].directions
    assert rows[0][0] == BY_NAME[kind].table
    return kind, direction, rows, figures


def tables(*findings):
    told_of = pd.DataFrame(
        [(f"{kind}:{k}", kind, way, json.dumps(figures), True)
         for k, (kind, way, _, figures) in enumerate(findings)],
        columns=["finding_id", "kind", "direction", "figures", "stands"],
    )  # fmt: skip
    rests = pd.DataFrame(
        [(f"{kind}:{k}", table, json.dumps(key))
         for k, (kind, _, rows, _) in enumerate(findings) for table, key in rows],
        columns=["finding_id", "table", "key"],
    )  # fmt: skip
    return {"findings": told_of, "finding_rows": rests}


def said(*findings, holds=True):
    """As a reader is told them; `holds`: whether the rows bear out the directions."""
    return tuple(
        Said(kind, way, table, key, figures, holds)
        for kind, way, rows, figures in findings
        for table, key in rows
    )


def everywhere(results):
    """Every finding on a page."""
    return results["findings"][["finding_id"]].assign(surface="page")


def driver(direction="rises", key=DRIVER, **figures):
    return finding("driver", direction, ("drivers", key), **figures)


@pytest.mark.parametrize("subject", ["recommend:call", "support call:wait"])
def test_a_claimed_driver_is_critical(subject):
    some = said(driver("strongest"), driver("among the strongest", PART))
    assert told.driver(some, subject) == "critical"
    assert told.driver(said(driver("falls"), driver("falls", PART)), subject) == "critical"


@pytest.mark.parametrize("subject", ["recommend:wait", "ease:call", "support call:call"])
def test_a_driver_of_another_outcome_or_place_says_nothing(subject):
    assert told.driver(said(driver(), driver(key=PART)), subject) == ""


def test_a_priority_and_a_bend_hint_that_a_variable_matters():
    row = {"touchpoint": "support call", "variable": "call"}
    ahead = finding("priority", "concentrate here", ("priorities", row))
    bent = finding("asymmetry", "basic", ("asymmetry", {"variable": "call"}))
    for one in (ahead, bent):
        assert told.driver(said(one), "recommend:call") == told.HINTED
        assert told.driver(said(one, driver()), "recommend:call") == "critical"
        assert told.driver(said(one), "recommend:bill") == ""


def test_the_strongest_is_the_one_whose_first_place_is_claimed():
    assert told.strongest(said(driver("strongest")), "recommend") == "call"
    assert told.strongest(said(driver("among the strongest")), "recommend") == ""
    assert told.strongest(said(driver("strongest")), "ease") == ""


@pytest.mark.parametrize(("subject", "answer"), [("bars", "coverage"), ("coverage", "bars"),
                                                 ("speed", "")])  # fmt: skip
def test_a_duplicate_is_told_with_the_driver_that_stands_for_it(subject, answer):
    twin = driver(key=PART | {"variable": "bars"}, **TWINS)
    alone = driver(key=PART | {"variable": "bars"}, twins={"listed": []})
    assert told.duplicate(said(twin), subject) == answer
    assert told.duplicate(said(alone), subject) == ""


@pytest.mark.parametrize("bend", ["basic", "excitement"])
def test_a_bend_is_told_by_its_direction(bend):
    some = said(finding("asymmetry", bend, ("asymmetry", {"variable": "network"})))
    assert told.asymmetry(some, "network") == bend
    assert told.asymmetry(some, "bill") == ""


def test_what_rests_on_a_breakdown_hints_that_it_breaks():
    row = ("breakdowns", {"touchpoint": "cart"})
    own = finding("breakdown", "drop-off", row)
    other = finding("promise", "stuck", ("strategies", {"touchpoint": "cart"}), row)
    for one, answer in ((own, "breaks"), (other, told.HINTED)):
        assert told.breakdown(said(one), "cart") == answer
        assert told.breakdown(said(one), "bill") == ""


def test_what_rests_on_a_guilty_activity_hints_at_it():
    row = ("backstage", {"activity": "sync", "touchpoint": "cart", "measure": "failure"})
    own = finding("backstage", "failure breaks", row)
    subject = ("raci_findings", {"subject": "cart", "rule": "cause elsewhere"})
    other = finding("cause elsewhere", "of visits", subject, row)
    for one, answer in ((own, "guilty"), (other, told.HINTED)):
        assert told.backstage(said(one), "sync:cart") == answer
        assert told.backstage(said(one), "stock:cart") == ""
        assert told.backstage(said(one), "sync:bill") == ""


@pytest.mark.parametrize(
    ("direction", "answer"),
    [("keeps", "wins back"), ("loses", "does not win back"), ("alike", "does not win back"),
     ("too few", ""), ("rates more", "")],
)  # fmt: skip
def test_recovery_wins_back_who_stays(direction, answer):
    groups = ("failed and recovered", "failed and not recovered")
    rows = [("recovery", {"group": group}) for group in groups]
    assert told.recovery(said(finding("recovery", direction, *rows)), "service") == answer


def test_the_paradox_is_not_winning_back():
    rows = [("recovery", {"group": g}) for g in ("failed and recovered", "never failed")]
    assert told.recovery(said(finding("recovery", "happier", *rows)), "service") == ""


def test_moments_are_told_by_kind_and_leaving_speaks_against_a_decoy():
    some = said(finding("moment", "friction failed", ("moments", {"moment_id": "cart:friction"})))
    assert told.moment(some, "cart:friction") == "yes"
    assert told.moment(some, "cart:any") == "yes"
    assert told.moment(some, "cart:truth") == ""
    assert told.moment(some, "bill:any") == ""
    left = finding("leaving", "failed", ("leaving", {"touchpoint": "cart", "source": "events"}))
    assert told.moment(said(left), "cart:any") == told.HINTED
    assert told.moment(said(left), "cart:friction") == ""
    plan = finding("initiative", "sure", ("portfolio", {"initiative": "honest cart"}),
                   ("moments", {"moment_id": "cart:friction"}))  # fmt: skip
    assert told.moment(said(plan), "cart:friction") == ""


def test_the_gaps_of_the_map_are_told_by_name():
    never = [("touchpoint_map", {"touchpoint": name}) for name in ("radio", "forum")]
    names = {"names": {"listed": [{"touchpoint": name} for name in ("radio", "forum")]}}
    extra = said(finding("map", "never mapped", *never, **names))
    assert told.mapped(extra, "in data only") == "forum, radio"
    assert told.mapped(extra, "on map only") == ""
    assert told.mapped(said(finding("map", "never seen", never[0], **names)),
                       "on map only") == "radio"  # fmt: skip
    assert told.mapped(said(finding("map", "never seen", never[0])), "on map only") == ""  # unnamed


@pytest.mark.parametrize(("direction", "answer"), [("some wrong", "wrong"), ("none right", "wrong"),
                                                   ("all right", "right")])  # fmt: skip
def test_guesses_are_told_by_the_rows_the_score_rests_on(direction, answer):
    row = ("assumption_scores", {"touchpoint": "shop", "variable": "shop"})
    named = {"missed": {"listed": [{"variable": "shop"}]}}
    some = said(finding("assumptions", direction, row, **named))
    assert told.assumption(some, "shop") == answer
    assert told.assumption(some, "call") == ""


@pytest.mark.parametrize(("kind", "direction", "answer"),
                         [("initiative", "likely", "chosen"),
                          ("left out", "outbid", "not chosen")])  # fmt: skip
def test_the_plan_is_told_initiative_by_initiative(kind, direction, answer):
    some = said(finding(kind, direction, ("portfolio", {"initiative": "makeover"})))
    assert told.portfolio(some, "makeover") == answer
    assert told.portfolio(some, "guide") == ""


@pytest.mark.parametrize(("rule", "answer"), [("several accountable", "two accountable"),
                                              ("none responsible", "nobody responsible"),
                                              ("none accountable", "")])  # fmt: skip
def test_unclear_responsibility_is_told_by_its_rule(rule, answer):
    some = said(finding("raci", rule, ("raci_findings", {"subject": "cart", "rule": rule})))
    assert told.raci(some, "cart") == answer
    assert told.raci(some, "bill") == ""


@pytest.mark.parametrize("direction", BY_NAME["benefit"].directions)
def test_every_judgement_of_a_promise_is_told(direction):
    row = ("benefits", {"initiative": "honest cart", "kpi": "conversion"})
    answer = told.benefit(said(finding("benefit", direction, row)), "honest cart")
    kept, open_ = direction.startswith("kept"), direction.startswith("not yet")
    assert answer == (
        "realised" if kept else "not yet knowable" if open_ else "not realised"
    )  # fmt: skip


def test_a_changed_mix_is_told_of_its_kpi_and_period():
    row = ("mix", {"kpi": "recommend", "period": "2026-06"})
    for direction in BY_NAME["mix"].directions:
        some = said(finding("mix", direction, row))
        assert told.mix(some, "recommend:2026-06") == "mix"
        assert told.mix(some, "recommend:2026-05") == ""


def test_an_alert_a_sign_and_quiet_are_three_things():
    where = {"kpi": "days", "scope": "overall", "period": "2026-09"}
    raised = finding("alert", "worse", ("alerts", where | {"rule": "outside"}))
    sign, steady, young = (
        finding("kpi", way, ("kpis", where)) for way in ("sign", "steady", "too few periods")
    )
    assert told.alert(said(raised, sign), "days") == "alert"
    assert told.alert(said(sign), "days") == told.SIGN
    assert told.alert(said(steady), "days") == "quiet"
    assert told.alert(said(young), "days") == ""
    part = where | {"scope": "plan=Basic", "rule": "outside"}
    assert told.alert(said(finding("alert", "worse", ("alerts", part))), "days") == ""


WRONGLY = [
    ("driver", "recommend:call", driver("falls")),
    ("strongest driver", "recommend", driver("strongest")),
    ("duplicate", "bars", driver(key=PART | {"variable": "bars"}, **TWINS)),
    ("asymmetry", "net", finding("asymmetry", "basic", ("asymmetry", {"variable": "net"}))),
    ("breakdown", "cart", finding("breakdown", "repeats", ("breakdowns", {"touchpoint": "cart"}))),
    ("backstage", "sync:cart", finding("backstage", "failure breaks",
     ("backstage", {"activity": "sync", "touchpoint": "cart"}))),
    ("recovery", "service", finding("recovery", "keeps",
     ("recovery", {"group": "failed and not recovered"}))),
    ("moment", "cart:friction", finding("moment", "friction failed",
     ("moments", {"moment_id": "cart:friction"}))),
    ("map", "on map only", finding("map", "never seen", ("touchpoint_map", {"touchpoint": "x"}))),
    ("assumption", "shop", finding("assumptions", "some wrong",
     ("assumption_scores", {"variable": "shop"}))),
    ("portfolio", "guide", finding("left out", "outbid", ("portfolio", {"initiative": "guide"}))),
    ("raci", "cart", finding("raci", "none responsible", ("raci_findings", {"subject": "cart"}))),
    ("benefit", "cart", finding("benefit", "kept", ("benefits", {"initiative": "cart"}))),
    ("mix", "nps:2026", finding("mix", "mix", ("mix", {"kpi": "nps", "period": "2026"}))),
    ("alert", "days", finding("alert", "worse", ("alerts", {"kpi": "days", "scope": "overall"}))),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "subject", "one"), WRONGLY, ids=[w[0] for w in WRONGLY])
def test_a_direction_that_its_rows_do_not_bear_out_tells_no_truth(kind, subject, one):
    answer = TELLERS[kind](said(one, holds=False), subject)
    assert answer == told.OTHERWISE
    assert TELLERS[kind](said(one), subject) != answer


def test_no_kind_of_item_is_left_out_of_that():
    assert {kind for kind, _, _ in WRONGLY} == set(TELLERS)


def test_every_kind_of_item_can_be_told_and_has_its_quiet_answer():
    assert set(TELLERS) == set(FINDERS)
    assert all(QUIET[kind] in WORDS[kind] for kind in QUIET)
    for teller, subject in ((TELLERS[kind], "a:b") for kind in TELLERS if kind != "map"):
        assert teller((), subject) == ""


# ---------------------------------------------------------------------------------- the grading


ITEMS = {
    "items": [
        {"item": "breakdown:cart", "kind": "breakdown", "planted": "breaks"},
        {"item": "breakdown:bill", "kind": "breakdown", "planted": "holds"},
        {"item": "portfolio:makeover", "kind": "portfolio", "planted": "not chosen"},
        {"item": "benefit:magazine", "kind": "benefit", "planted": "not realised"},
    ]
}
NAN = float("nan")
ANSWERS = {
    "breakdowns": pd.DataFrame({
        "touchpoint": ["cart", "bill"], "breaks": pd.array([True, False], "boolean"),
        "kind": ["repeats", None], "return_rate": [0.3, NAN], "return_expected": [0.1, NAN],
        "comeback_rate": [0.1, NAN], "comeback_expected": [0.1, NAN],
    }),
    "portfolio": pd.DataFrame({
        "initiative": ["makeover"], "chosen": pd.array([False], "boolean"),
        "reason": [coded("portfolio|overlap")],
    }),
    "benefits": pd.DataFrame({
        "initiative": ["magazine"], "kpi": ["nps"], "result": ["not realised"],
    }),
}  # fmt: skip
RIGHT = (
    finding("breakdown", "repeats", ("breakdowns", {"touchpoint": "cart"})),
    finding("left out", "overlap", ("portfolio", {"initiative": "makeover"})),
    finding("benefit", "fell short", ("benefits", {"initiative": "magazine", "kpi": "nps"})),
)
REVERSED = (
    finding("breakdown", "repeats", ("breakdowns", {"touchpoint": "bill"})),
    finding("initiative", "sure", ("portfolio", {"initiative": "makeover"})),
    finding("benefit", "kept", ("benefits", {"initiative": "magazine", "kpi": "nps"})),
)


def graded(*findings, shown=everywhere, answers=ANSWERS):
    results = {**answers, **tables(*findings)}
    return grade(results, ITEMS, shown(results)).set_index("item")


def test_what_is_told_as_planted_is_right_and_a_decoy_needs_nothing_said():
    table = graded(*RIGHT)
    assert list(table["told"]) == ["breaks", "", "not chosen", "not realised"]
    assert table["told_right"].all()


def test_reversed_findings_are_all_told_wrong():
    table = graded(*REVERSED)
    assert list(table["told"]) == ["", *[told.OTHERWISE] * 3]
    assert not table["told_right"].any()


def test_shares_are_of_truths_that_the_tables_hold_and_of_decoys():
    # the judgement of the magazine is in no table: it cannot be found
    found = {name: table for name, table in ANSWERS.items() if name != "benefits"}
    assert told_share(graded(*RIGHT[:2], answers=found)) == {
        "told": 1.0, "decoys_told": 0.0, "findable": 1, "decoys": 2,
    }  # fmt: skip
    share = told_share(graded(*REVERSED))
    assert (share["told"], share["decoys_told"]) == (0.0, 1.0)
    assert graded(answers=found)["found"].to_list()[3] == UNANSWERED


def test_what_no_surface_shows_is_not_told():
    nowhere = graded(*RIGHT, shown=lambda results: everywhere(results).head(0))
    assert (nowhere["told"] == "").all()
    some = graded(*RIGHT, shown=lambda results: everywhere(results).head(1))
    assert list(some["told"]) == ["breaks", "", "", ""]
    assert (graded(*RIGHT, shown=lambda results: None)["told"] == "").all()


def test_what_does_not_stand_is_not_told():
    results = {**ANSWERS, **tables(*RIGHT)}
    results["findings"] = results["findings"].assign(stands=[False, True, True])
    assert list(grade(results, ITEMS, everywhere(results))["told"]) == [
        "", "", "not chosen", "not realised"
    ]  # fmt: skip


def test_a_finding_that_rests_on_no_row_of_the_run_tells_nothing_true():
    table = graded(*RIGHT, answers={})
    assert not {"breaks", "not chosen", "not realised"} & set(table["told"])


def test_with_all_findings_deleted_the_tables_alone_tell_nothing(sector):
    # the tables answer all, as planted; no finding is left that would say so
    truth = truth_of(sector, 1000, 1)
    all_right = {i["item"]: i["planted"] for i in truth["items"]}
    found = grade_answers(all_right, truth)
    for results in ({}, tables()):
        surfaces = everywhere(tables())
        table = grade(results, truth, surfaces).assign(correct=found["correct"])
        assert (table["told"] == "").all()
        assert told_share(table)["told"] == 0
        assert told_share(table)["decoys_told"] == 0
        assert (table["told_right"] == is_decoy(table)).all()


def test_result_tables_do_not_count_as_told():
    assert (grade(ANSWERS, ITEMS, everywhere(tables(*RIGHT)))["told"] == "").all()
