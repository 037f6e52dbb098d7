"""What the findings tell of each kind of item, from findings made by hand; reversed, the opposite.

The findings' sentences are never read: here they have none.
"""

import json

import pandas as pd
import pytest

from cxlib.findings.kinds import BY_NAME
from cxlib.training import grade, grade_answers, told, told_share
from cxlib.training.grading import FINDERS, QUIET, TELLERS, UNANSWERED, WORDS, is_decoy
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
        [(f"{kind}:{k}", kind, way, json.dumps(figures))
         for k, (kind, way, _, figures) in enumerate(findings)],
        columns=["finding_id", "kind", "direction", "figures"],
    )  # fmt: skip
    rests = pd.DataFrame(
        [(f"{kind}:{k}", table, json.dumps(key))
         for k, (kind, _, rows, _) in enumerate(findings) for table, key in rows],
        columns=["finding_id", "table", "key"],
    )  # fmt: skip
    return {"findings": told_of, "finding_rows": rests}


def said(*findings):
    return told.everything(tables(*findings))


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


def test_a_priority_and_a_bend_say_that_a_variable_matters():
    row = {"touchpoint": "support call", "variable": "call"}
    ahead = finding("priority", "concentrate here", ("priorities", row))
    bent = finding("asymmetry", "basic", ("asymmetry", {"variable": "call"}))
    for one in (ahead, bent):
        assert told.driver(said(one), "recommend:call") == "critical"
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


def test_whatever_rests_on_a_breakdown_says_that_it_breaks():
    row = ("breakdowns", {"touchpoint": "cart"})
    own = finding("breakdown", "drop-off", row)
    other = finding("promise", "stuck", ("strategies", {"touchpoint": "cart"}), row)
    for one in (own, other):
        assert told.breakdown(said(one), "cart") == "breaks"
        assert told.breakdown(said(one), "bill") == ""


def test_whatever_rests_on_a_guilty_activity_says_so():
    row = ("backstage", {"activity": "sync", "touchpoint": "cart", "measure": "failure"})
    own = finding("backstage", "failure breaks", row)
    subject = ("raci_findings", {"subject": "cart", "rule": "cause elsewhere"})
    for one in (own, finding("cause elsewhere", "of visits", subject, row)):
        assert told.backstage(said(one), "sync:cart") == "guilty"
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
    assert told.moment(said(left), "cart:any") == "yes"
    assert told.moment(said(left), "cart:friction") == ""
    plan = finding("initiative", "sure", ("portfolio", {"initiative": "honest cart"}),
                   ("moments", {"moment_id": "cart:friction"}))  # fmt: skip
    assert told.moment(said(plan), "cart:friction") == ""


def test_the_gaps_of_the_map_are_told_by_name():
    never = [("touchpoint_map", {"touchpoint": name}) for name in ("radio", "forum")]
    extra = said(finding("map", "never mapped", *never))
    assert told.mapped(extra, "in data only") == "forum, radio"
    assert told.mapped(extra, "on map only") == ""
    assert told.mapped(said(finding("map", "never seen", never[0])), "on map only") == "radio"


@pytest.mark.parametrize(("direction", "answer"), [("some wrong", "wrong"), ("none right", "wrong"),
                                                   ("all right", "right")])  # fmt: skip
def test_guesses_are_told_by_the_rows_the_score_rests_on(direction, answer):
    row = ("assumption_scores", {"touchpoint": "shop", "variable": "shop"})
    some = said(finding("assumptions", direction, row))
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
        finding("kpi", way, ("kpis", where))
        for way in ("signal worse", "steady", "too few periods")
    )
    assert told.alert(said(raised, sign), "days") == "alert"
    assert told.alert(said(sign), "days") == told.SIGNAL
    assert told.alert(said(steady), "days") == "quiet"
    assert told.alert(said(young), "days") == ""
    part = where | {"scope": "plan=Basic", "rule": "outside"}
    assert told.alert(said(finding("alert", "worse", ("alerts", part))), "days") == ""


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
BROKEN = pd.DataFrame(
    {"touchpoint": ["cart", "bill"], "breaks": pd.array([True, False], "boolean")}
)
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


def graded(*findings):
    return grade({"breakdowns": BROKEN, **tables(*findings)}, ITEMS).set_index("item")


def test_what_is_told_as_planted_is_right_and_a_decoy_needs_nothing_said():
    table = graded(*RIGHT)
    assert list(table["told"]) == ["breaks", "", "not chosen", "not realised"]
    assert table["told_right"].all()


def test_reversed_findings_are_all_told_wrong():
    table = graded(*REVERSED)
    assert list(table["told"]) == ["", "breaks", "chosen", "realised"]
    assert not table["told_right"].any()


def test_shares_are_of_truths_that_the_tables_hold_and_of_decoys():
    # only the breakdown is in a table: the judgement of the magazine cannot be found
    assert told_share(graded(*RIGHT)) == {
        "told": 1.0, "decoys_told": 0.0, "findable": 1, "decoys": 2,
    }  # fmt: skip
    share = told_share(graded(*REVERSED))
    assert (share["told"], share["decoys_told"]) == (0.0, 1.0)
    assert graded()["found"].to_list()[2:] == [UNANSWERED] * 2


def test_with_all_findings_deleted_the_tables_alone_tell_nothing(sector):
    # the tables answer all, as planted; no finding is left that would say so
    truth = truth_of(sector, 1000, 1)
    all_right = {i["item"]: i["planted"] for i in truth["items"]}
    found = grade_answers(all_right, truth)
    for results in ({}, tables()):
        table = grade(results, truth).assign(correct=found["correct"])
        assert (table["told"] == "").all()
        assert told_share(table)["told"] == 0
        assert told_share(table)["decoys_told"] == 0
        assert (table["told_right"] == is_decoy(table)).all()


def test_result_tables_do_not_count_as_told():
    assert (grade({"breakdowns": BROKEN}, ITEMS)["told"] == "").all()
