"""Claims on the survey, out of small tables made by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, partial

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.drivers import Way, drivers, explain
from cxlib.diagnosis.scores import scores
from cxlib.engagement import from_frames
from cxlib.findings import released
from cxlib.findings.kinds.diagnosis import drivers as driver_kinds
from cxlib.findings.kinds.diagnosis import opinions
from cxlib.findings.kinds.diagnosis import scores as score_kinds
from cxlib.language import Voice
from cxlib.language.catalogue import SLOT
from cxlib.language.figure import NUMBERS
from cxlib.release.view import View
from cxlib.results import REGISTRY, conform

OURS = (*score_kinds.KINDS, *driver_kinds.KINDS, *opinions.KINDS)
LABELS = {"call": "Support call overall", "bill": "Monthly bill overall", "wait": "Waiting time",
          "queue": "Queue"}  # fmt: skip
VARIABLES = pd.DataFrame(
    {"variable": list(LABELS), "label": LABELS.values(), "scale_low": 0, "scale_high": 10,
     "touchpoint": ["support call", "monthly bill", "support call", "support call"],
     "kind": ["overall", "overall", "attribute", "attribute"]}
)  # fmt: skip
TOUCHPOINTS = pd.DataFrame(
    {"touchpoint": ["support call", "monthly bill"], "stage": "use", "owner": ["Ada", "Bo"]}
)
OWNERS = pd.DataFrame({"owner": ["Ada", "Bo"], "department": ["Care", "Finance"]})
ANSWERS = 400
OUTCOMES = {
    "recommend": {"kind": "nps", "label": "Likelihood to recommend"},
    "solved": {"kind": "binary", "good": ["Yes"], "label": "Matter solved"},
    "ease": {"kind": "ces", "scale": [1, 7], "label": "Ease"},
}


def _client(main: str):
    """The client with this main outcome."""
    rng = np.random.default_rng(1)
    rows = pd.DataFrame(rng.integers(0, 11, (ANSWERS, 5)), columns=["recommend", *LABELS])
    rows = rows.assign(solved="Yes", ease=5, customer=[f"c{k}" for k in range(ANSWERS)])
    frames = {"responses": rows.astype(dict.fromkeys(LABELS, float)), "variables": VARIABLES,
              "touchpoints": TOUCHPOINTS, "owners": OWNERS}  # fmt: skip
    outcomes = {name: OUTCOMES[name] for name in dict.fromkeys([main, *OUTCOMES])}
    base = {"client": "Test", "outcomes": outcomes, "period": "none"}
    return from_frames(base, frames)


@pytest.fixture(scope="module")
def told_of() -> Callable[..., View]:
    """What may be shown of tables made by hand; every claim is held to the rules of a claim."""
    client = cache(_client)

    def made(main: str, **tables: list[dict]) -> View:
        held = {name: pd.DataFrame(rows).reindex(columns=list(REGISTRY[name].columns))
                for name, rows in tables.items()}  # fmt: skip
        shown = released(client(main), {name: conform(name, frame) for name, frame in held.items()})
        for row in shown["findings"].itertuples():
            _is_a_claim(row)
        return shown

    return made


@pytest.fixture(scope="module")
def told(told_of) -> Callable[..., View]:
    return partial(told_of, "recommend")


def _is_a_claim(row: tuple) -> None:
    """At most two numbers, nothing missing, no statistic's name, no id."""
    claim = Voice().catalogue.text(f"{row.kind}|{row.direction}|claim")
    figures = json.loads(row.figures)
    numbers = [s for s in claim.slots if set(figures[s]) & NUMBERS]
    assert len(numbers) <= 2
    for text in (row.statement, row.evidence):
        assert "–" not in text
        assert "_" not in text
    assert "p =" not in row.statement
    assert row.grade == "survey"
    assert row.weight >= 0


def _only(shown: View) -> pd.Series:
    assert len(shown["findings"]) == 1
    return shown["findings"].iloc[0]


def _score(**given: object) -> dict:
    row = {"outcome": "recommend", "touchpoint": "overall", "segment": "all", "metric": "nps",
           "n": ANSWERS, "score": -26.0, "low": -29.0, "high": -22.0, "effective": 400.0,
           "detectable": 12.0, "more_needed": 605, "worth_seeing": 10.0,
           "spread": 80.0}  # fmt: skip
    return row | given


# ---------------------------------------------------------------------------------- scores


@pytest.mark.parametrize(
    ("given", "claim", "evidence"),
    [
        ({}, "Likelihood to recommend: NPS −26.",
         "−26 (−29 to −22) from 400 answers."),
        ({"outcome": "ease", "metric": "top2", "score": 0.37, "low": 0.34, "high": 0.4},
         "Ease: 37 of 100 answers are among the two best.", "37% (34% to 40%) of 400 answers."),
        ({"outcome": "solved", "metric": "share", "score": 0.82, "low": 0.79, "high": 0.84},
         "Matter solved: 82 of 100 answers are good.", "82% (79% to 84%) of 400 answers."),
        ({"outcome": "ease", "metric": "mean", "score": 4.7, "low": 4.4, "high": 5.0},
         "Ease: 4.70 on average.", "4.70 (4.40 to 5.00) from 400 answers."),
    ],
)  # fmt: skip
def test_a_score_is_a_level_with_its_interval(told, given, claim, evidence):
    row = _only(told(scores=[_score(**given)]))
    assert (row.finding_id, row.statement) == (f"score:{given.get('outcome', 'recommend')}", claim)
    assert row.evidence == evidence
    assert (row.n, row.n_of) == (ANSWERS, "answers")


def test_a_low_base_says_what_could_be_seen_and_how_many_more_are_needed(told):
    row = _only(told(scores=[_score(n=20, detectable=70.4, more_needed=985)]))
    assert row.evidence.endswith(
        "Few answers: between two such surveys only a change of 70 NPS points or more would show; "
        "to "
        "see one of 10, 985 more are needed."
    )


def test_scores_of_few_are_not_claimed(told):
    assert told(scores=[_score(n=9)])["findings"].empty


def test_a_score_weighs_by_what_it_lacks(told):
    row = _only(told(scores=[_score()]))
    assert row.weight == pytest.approx((100 + 26) / 200)  # all 400 customers answered


# ---------------------------------------------------------------------------------- segments


def _segment(**given: object) -> list[dict]:
    row = {"segment": "plan=Basic", "n": 100, "score": -59.0, "difference": -58.6,
           "difference_low": -65.0, "difference_high": -52.0, "p_adjusted": 0.0004}  # fmt: skip
    other = {"segment": "plan=Plus", "n": 300, "difference": 58.6, "p_adjusted": 0.2}
    return [_score(), _score(**row | given), _score(**other)]


def test_a_segment_below_the_others(told):
    shown = told(scores=_segment())
    row = shown["findings"].set_index("kind").loc["segment"]
    assert row.finding_id == "segment:recommend:plan=Basic"
    assert row.statement == (
        "Customers in plan Basic: Likelihood to recommend 59 NPS points below the others."
    )
    assert row.evidence == (
        "Likelihood to recommend: −59 against 0 for all others, a difference of −59 (−65 to −52) "
        "NPS points; 100 answers; adjusted p < 0.001."
    )
    assert row.weight == pytest.approx(100 / 400 * 58.6 / 80 * (1 - 0.0004 / 2))


def test_a_segment_above_the_others(told):
    rows = _segment(score=59.0, difference=58.6, difference_low=52.0, difference_high=65.0)
    row = told(scores=rows)["findings"].set_index("kind").loc["segment"]
    assert row.direction == "nps above"
    assert row.statement == (
        "Customers in plan Basic: Likelihood to recommend 59 NPS points above the others."
    )


@pytest.mark.parametrize(
    ("main", "level", "apart", "claim", "evidence"),
    [
        ("solved", 0.62, 0.2, "Matter solved 20 percentage points {} the others.",
         "Matter solved: 62% against {} for all others, a difference of {} percentage points; "),
        ("ease", 4.0, 1.25, "Ease 1.25 points of the scale {} the others.",
         "Ease: 4.00 against {} for all others, a difference of {} points of the scale; "),
    ],
)  # fmt: skip
def test_a_segment_apart_in_shares_and_in_means(told_of, main, level, apart, claim, evidence):
    metric = {"solved": "share", "ease": "mean"}[main]
    rests = {"share": {1: "42%", -1: "82%"}, "mean": {1: "2.75", -1: "5.25"}}[metric]
    within = {
        "share": {1: "+20 (+10 to +30)", -1: "−20 (−30 to −10)"},
        "mean": {1: "+1.25 (+0.62 to +1.88)", -1: "−1.25 (−1.88 to −0.62)"},
    }[metric]
    for sign, way in ((1, "above"), (-1, "below")):
        ends = sorted((sign * apart / 2, sign * apart * 1.5))
        row = {"outcome": main, "metric": metric, "segment": "plan=Basic", "n": 100,
               "score": level, "difference": sign * apart, "difference_low": ends[0],
               "difference_high": ends[1], "p_adjusted": 0.0004}  # fmt: skip
        rows = [_score(outcome=main, metric=metric, score=0.5, spread=0.5), _score(**row)]
        found = told_of(main, scores=rows)["findings"].set_index("kind").loc["segment"]
        assert found.direction == f"{metric} {way}"
        assert found.statement == f"Customers in plan Basic: {claim.format(way)}"
        assert found.evidence.startswith(evidence.format(rests[sign], within[sign]))
        assert found.weight == pytest.approx(100 / 400 * apart / 0.5 * (1 - 0.0004 / 2))
        chance = told_of(main, scores=[rows[0], rows[1] | {"p_adjusted": 0.2}])["findings"]
        assert "segment" not in set(chance["kind"])


@pytest.mark.parametrize("given", [{"n": 9}, {"p_adjusted": 0.06}])
def test_small_segments_and_chance_are_not_claimed(told, given):
    assert "segment" not in set(told(scores=_segment(**given))["findings"]["kind"])


def test_who_answers_less_often(told):
    rows = [
        {"segment": "plan=Basic", "invited": 500, "answered": 60, "rate": 0.12, "low": 0.09,
         "high": 0.15, "difference": -0.36, "p_adjusted": 0.0},
        {"segment": "plan=Plus", "invited": 500, "answered": 240, "rate": 0.48, "low": 0.44,
         "high": 0.52, "difference": 0.36, "p_adjusted": 0.0},
    ]  # fmt: skip
    row = _only(told(response_rates=rows))
    assert row.finding_id == "response rate:plan=Basic"
    assert row.statement == (
        "Customers in plan Basic answer less often than the others: 12 of 100."
    )
    assert "12% (9% to 15%) of 500 invited, against 48% of the others" in row.evidence
    assert row.weight == pytest.approx(0.5 * 0.36 / np.sqrt(0.48 * 0.52))
    turned = [r | {"difference": -r["difference"]} for r in rows]
    assert _only(told(response_rates=turned)).subject == "plan=Plus"


# ---------------------------------------------------------------------------------- drivers


def _driver(name: str = "call", **given: object) -> dict:
    row = {"outcome": "recommend", "scope": "overall", "level": "touchpoint", "variable": name,
           "n": 200, "importance": 0.13, "low": 0.11, "high": 0.15, "effect": 0.7,
           "effect_low": 0.6, "effect_high": 0.8, "p_adjusted": 0.0, "critical": True, "rank": 1,
           "rank_low": 1, "rank_high": 1, "spread": 2.0, "outcome_spread": 2.8}  # fmt: skip
    return row | given


OTHER = _driver("bill", importance=0.05, rank=2, rank_low=2, rank_high=2, critical=False)


def test_the_strongest_driver(told):
    row = _only(told(drivers=[_driver(), OTHER], scores=[_score(n=ANSWERS, score=None)]))
    assert row.finding_id == "driver:recommend:overall:call"
    assert row.statement == (
        "The strongest of 2 drivers of Likelihood to recommend: “Support call overall”."
    )
    assert row.evidence == (
        "“Support call overall” goes with 13% (11% to 15%) of the differences in Likelihood to "
        "recommend; 200 answers; adjusted p < 0.001. A rating one point better goes with +0.35 "
        "(+0.30 to +0.40) scale points on Likelihood to recommend, the other drivers held equal."
    )
    assert row.weight == pytest.approx(200 / 400 * 0.7 / 2.8)
    assert (row.departments, row.tested) == ("Care", "none tried")


def test_a_driver_leads_to_the_moment_of_its_touchpoint(told):
    moment = {"moment_id": "support call:friction", "touchpoint": "support call", "rank": 1,
              "moment": "friction", "grade": "both", "n": 100}  # fmt: skip
    shown = told(drivers=[_driver(), OTHER], moments=[moment])
    row = shown["findings"].set_index("kind").loc["driver"]
    assert row.leads_to == "support call:friction"


@pytest.mark.parametrize(
    ("given", "claim"),
    [
        ({"rank_high": 2},
         "Among the 2 strongest of 4 drivers of Likelihood to recommend: “Support call overall”."),
        ({"rank_high": 3},
         "Better ratings of “Support call overall” go with better scores on Likelihood to "
         "recommend."),
        ({"effect": -0.7, "effect_low": -0.8, "effect_high": -0.6},
         "Better ratings of “Support call overall” go with worse scores on Likelihood to "
         "recommend."),
    ],
)  # fmt: skip
def test_the_verb_goes_by_the_interval_of_the_rank_and_by_the_sign(told, given, claim):
    others = [OTHER, OTHER | {"variable": "x"}, OTHER | {"variable": "y"}]
    assert _only(told(drivers=[_driver(**given), *others])).statement == claim


def test_all_among_the_strongest_are_told_among_as_many(told):
    """ "Among the 3" after "among the 2" would be read as the stronger one coming second."""
    least = [OTHER | {"variable": name} for name in ("x", "y", "z")]
    two = [_driver(rank_high=2, effect=0.2), _driver("bill", rank=2, rank_high=3, effect=0.9)]
    found = told(drivers=[*two, *least])["findings"]
    assert found["statement"].str.startswith("Among the 3 strongest of 5 drivers of ").tolist() == (
        [True, True]
    )


@pytest.mark.parametrize(
    ("given", "claim"),
    [
        ({}, "At support call, the strongest of 4 drivers of Likelihood to recommend: “Queue”."),
        ({"rank_high": 2},
         "At support call, among the 2 strongest of 4 drivers of Likelihood to recommend: "
         "“Queue”."),
        ({"rank_high": 3},
         "At support call, better ratings of “Queue” go with better scores on Likelihood to "
         "recommend."),
        ({"effect": -0.7},
         "At support call, better ratings of “Queue” go with worse scores on Likelihood to "
         "recommend."),
    ],
)  # fmt: skip
def test_drivers_within_the_answers_about_one_touchpoint_name_it(told, given, claim):
    here = {"scope": "support call", "level": "variable"}
    others = [OTHER | here | {"variable": name} for name in ("bill", "x", "y")]
    found = _only(told(drivers=[_driver("queue", **here | given), *others]))
    assert found.statement == claim
    assert found.evidence.startswith(
        "“Queue” goes with 13% (11% to 15%) of the differences in Likelihood to recommend; 200 "
    )


def test_an_effect_on_a_yes_is_said_in_percentage_points(told):
    yes = {"outcome": "solved", "effect": 0.06, "effect_low": 0.04, "effect_high": 0.08}
    row = _only(told(drivers=[_driver(**yes), OTHER | {"outcome": "solved"}]))
    assert "with +3 (+2 to +4) percentage points on Matter solved" in row.evidence


def test_drivers_of_an_overall_weigh_by_its_own_importance(told):
    below = _driver("wait", outcome="call", scope="support call", effect=1.0, outcome_spread=2.5)
    rows = [_driver(), OTHER, below, OTHER | {"outcome": "call", "scope": "support call"}]
    found = told(drivers=rows, scores=[_score(score=None)])["findings"].set_index("finding_id")
    row = found.loc["driver:call:support call:wait"]
    assert row.statement == "The strongest of 2 drivers of Support call overall: “Waiting time”."
    assert row.weight == pytest.approx(200 / 400 * 1.0 / 2.5 * 0.13)
    assert row.weight < found.loc["driver:recommend:overall:call"].weight


def test_near_duplicates_are_named_and_concern_their_owners(told):
    pair = "call = bill"
    twin = {"outcome": "recommend", "scope": "overall", "level": "touchpoint", "variable": "bill",
            "n": 200, "critical": False, "group": pair}  # fmt: skip
    row = _only(told(drivers=[_driver(group=pair), twin]))
    assert row.evidence.endswith(
        "Asked with it, in other words, and measured together: Monthly bill overall."
    )
    assert row.departments == "Care, Finance"


def test_what_a_driver_does_not_survive_is_said(told):
    about = {"finding_id": "driver:recommend:overall:call", "step": "diagnosis"}
    failed = about | {"refuter": "on its own", "result": "failed", "figures": "{}"}
    held = about | {"refuter": "inside segments", "result": "survived", "figures": "{}"}
    row = _only(told(drivers=[_driver(), OTHER], refutations=[failed, held]))
    assert row.evidence.endswith("look inside the groups of customers before acting on it.")
    assert row.tested == "inside the segments"


def inside(verdict, effect, low, high):
    """What is left of a driver inside the plans, as the diagnosis hands it over."""
    figures = {"groups": {"listed": [{"variable": "plan"}]}, "verdict": {"text": verdict},
               "effect": {"signed": [effect, low, high]}}  # fmt: skip
    return {"finding_id": "driver:recommend:overall:call", "step": "diagnosis",
            "refuter": "inside segments", "result": "failed",
            "figures": json.dumps(figures)}  # fmt: skip


@pytest.mark.parametrize(
    ("verdict", "effect", "direction", "statement"),
    [
        ("turned", -1.06, "turns down",
         "Inside the groups of plan, better ratings of “Support call overall” go with worse scores "
         "on Likelihood to recommend; over all customers it only looks the other way."),
        ("turned", 1.06, "turns up",
         "Inside the groups of plan, better ratings of “Support call overall” go with better "
         "scores on Likelihood to recommend; over all customers it only looks the other way."),
        ("gone", 0.02, "vanishes",
         "“Support call overall” goes with Likelihood to recommend over all customers, but inside "
         "the groups of plan little or nothing of that is left: the groups differ in both."),
    ],
)  # fmt: skip
def test_a_driver_of_groups_alone_is_told_as_that(told, verdict, effect, direction, statement):
    left = inside(verdict, effect, effect - 0.1, effect + 0.1)
    found = told(drivers=[_driver(critical=False), OTHER], refutations=[left])["findings"]
    row = found.set_index("finding_id").loc["driver:recommend:overall:call"]
    assert (row.direction, row.statement) == (direction, statement)
    assert "inside the groups, against" in row.evidence
    assert row.value == effect


@pytest.mark.parametrize(
    ("effect", "direction", "statement"),
    [
        (2.0, "rises, not everywhere",
         "Better ratings of “Support call overall” go with better scores on Likelihood to "
         "recommend over all customers, but with worse ones in plan Firm."),
        (-2.0, "falls, not everywhere",
         "Better ratings of “Support call overall” go with worse scores on Likelihood to "
         "recommend over all customers, but with better ones in plan Firm."),
    ],
)  # fmt: skip
def test_a_driver_that_turns_in_a_group_is_told_with_it(told, effect, direction, statement):
    figures = {"groups": {"listed": [{"segment": "plan=Firm"}]}, "p": {"p": 0.03},
               "effect": {"signed": [-effect / 2, -effect / 2 - 1, 1 - effect / 2]}}  # fmt: skip
    failed = inside("", 0, 0, 0) | {"refuter": "in every group", "figures": json.dumps(figures)}
    row = _only(told(drivers=[_driver(effect=effect), OTHER], refutations=[failed]))
    assert (row.direction, row.statement) == (direction, statement)
    assert "inside the groups, against" in row.evidence
    assert row.p_report >= 0.03


def test_a_driver_of_a_habit_is_told_as_that(told):
    left = inside("gone", 0.02, -0.1, 0.14) | {"refuter": "without straight answers"}
    found = told(drivers=[_driver(critical=False), OTHER], refutations=[left])["findings"]
    row = found.set_index("finding_id").loc["driver:recommend:overall:call"]
    assert row.direction == "habit"
    assert row.statement == (
        "“Support call overall” goes with Likelihood to recommend over all answers, but without "
        "people who gave one answer to every question it is no more than chance allows."
    )
    assert "without them, against" in row.evidence


def test_a_driver_that_is_not_beyond_chance_is_not_told_for_being_refuted(told):
    left = inside("turned", -1.0, -1.1, -0.9)
    weak = _driver(critical=False, p_adjusted=0.2)
    assert told(drivers=[weak, OTHER], refutations=[left])["findings"].empty


def test_every_critical_driver_is_told_and_none_of_a_small_group_or_segment(told):
    many = [_driver(f"v{k}", importance=0.1 - k / 100, rank=k + 1, rank_high=8) for k in range(8)]
    assert len(told(drivers=many)["findings"]) == 8
    assert told(drivers=[_driver(n=9), OTHER | {"n": 9}])["findings"].empty
    assert told(drivers=[_driver(scope="plan=Basic"), OTHER])["findings"].empty
    unsure = _driver(critical=False, p_adjusted=0.2)
    assert told(drivers=[unsure, OTHER])["findings"].empty


def test_what_matters_more_and_is_rated_worse(told):
    row = {"touchpoint": "support call", "variable": "call", "importance": 0.13, "n": 200,
           "performance": 0.62, "quadrant": "concentrate here", "probability": 0.97,
           "leaning": "concentrate here", "outcome": "recommend"}  # fmt: skip
    rows = {"drivers": [_driver(), OTHER], "scores": [_score(score=None)]}
    found = told(priorities=[row], **rows)["findings"].set_index("finding_id")
    found = found.loc["priority:support call:call"]
    assert found.statement == (
        "More important than most and rated worse than most: “Support call overall”."
    )
    assert found.evidence == (
        "It is rated 62% of the way from worst to best and goes with 13% of the differences in "
        "Likelihood to recommend; it would come out so in 97% of samples like this one, of "
        "200 answers."
    )
    assert found.weight == pytest.approx(200 / 400 * 0.7 / 2.8 * 0.97)
    assert told(priorities=[row | {"quadrant": "tie"}])["findings"].empty
    assert "priority" not in set(told(priorities=[row | {"probability": 0.9}], **rows)["findings"]
                                 ["kind"])  # fmt: skip
    assert told(priorities=[row | {"n": 9}])["findings"].empty


def test_nothing_is_a_priority_that_does_not_matter(told):
    # where no variable drives the outcome, one still lies above the average of their importance
    row = {"touchpoint": "support call", "variable": "call", "importance": 0.004, "n": 200,
           "performance": 0.62, "quadrant": "concentrate here", "probability": 0.88,
           "leaning": "concentrate here", "outcome": "recommend"}  # fmt: skip
    inside = _driver(scope="plan=Basic")
    for given in ([_driver(critical=False), OTHER], [_driver(critical=False), inside], [OTHER]):
        assert told(priorities=[row], drivers=given)["findings"].empty


def test_what_weighs_more_when_bad_and_what_more_when_good(told):
    row = {"variable": "call", "n": 200, "penalty": -2.5, "penalty_low": -3.0,
           "penalty_high": -2.0, "reward": 0.2, "reward_low": -0.1, "reward_high": 0.5,
           "p_adjusted": 0.001, "p_ordinal": 0.01, "kind": "basic",
           "outcome": "recommend"}  # fmt: skip
    rows = {"drivers": [_driver(critical=False), OTHER], "scores": [_score(score=None)]}
    found = _only(told(asymmetry=[row], **rows))
    assert found.statement == (
        "Bad ratings of “Support call overall” weigh more on Likelihood to recommend than good "
        "ones do."
    )
    assert found.evidence == (
        "Against the middle of its scale, Likelihood to recommend moves by −2.50 (−3.00 to −2.00) "
        "scale points at its worst and +0.20 (−0.10 to +0.50) at its best; 200 answers; adjusted "
        "p = 0.001."
    )
    # 2.5 over half a scale of ten is 0.5 a point, and a standard deviation is two points
    assert found.weight == pytest.approx(200 / 400 * 0.5 * 2.0 / 2.8 * (1 - 0.01 / 2))
    turned = row | {"kind": "excitement", "penalty": -0.2, "reward": 2.5}
    assert _only(told(asymmetry=[turned])).statement == (
        "Good ratings of “Support call overall” weigh more on Likelihood to recommend than bad "
        "ones do."
    )
    assert told(asymmetry=[row | {"kind": "performance"}])["findings"].empty


# ---------------------------------------------------------------------------------- features


@pytest.mark.parametrize(
    ("category", "claim"),
    [
        ("attractive",
         "“Wi-Fi” pleases where it is there and is not missed where it is not: the commonest "
         "view."),
        ("one-dimensional",
         "“Wi-Fi” pleases where it is there and annoys where it is missing: the commonest view."),
        ("must-be",
         "“Wi-Fi” is taken for granted and annoys where it is missing: the commonest view."),
        ("indifferent",
         "Whether “Wi-Fi” is there or not makes no difference: the commonest view."),
        ("reverse", "Without “Wi-Fi” customers would be happier: the commonest view."),
        ("questionable", "The answers on “Wi-Fi” mostly contradict themselves."),
    ],
)  # fmt: skip
def test_features_by_their_commonest_view(told, category, claim):
    row = {"feature": "Wi-Fi", "touchpoint": "support call", "n": 80, "category": category,
           "probability": 0.9, "leaning": category, "better": 0.5, "better_low": 0.4,
           "better_high": 0.6, "worse": -0.3, "worse_low": -0.4, "worse_high": -0.2,
           "questionable": 0.0, "p_adjusted": 0.002}  # fmt: skip
    found = _only(told(kano=[row]))
    assert (found.finding_id, found.statement) == ("kano:Wi-Fi", claim)
    assert "can please 50% (40% to 60%) of customers, lacking it can annoy 30% (20% to 40%)" in (
        found.evidence
    )
    assert found.departments == "Care"
    assert told(kano=[row | {"p_adjusted": 0.2}])["findings"].empty
    assert told(kano=[row | {"n": 9}])["findings"].empty


# ---------------------------------------------------------------------------------- guesses


def _guess(variable: str, guess: str, result: str) -> dict:
    other = {"critical": "not critical", "not critical": "critical"}[guess]
    seen = {"right": guess, "wrong": other, "not knowable": "not measured"}[result]
    return {"touchpoint": "support call", "variable": variable, "guess": guess, "found": seen,
            "result": result}  # fmt: skip


def test_guesses_that_agree_and_those_that_do_not(told):
    guesses = [_guess("call", "not critical", "wrong"), _guess("bill", "critical", "right"),
               _guess("wait", "critical", "wrong"),
               _guess("queue", "critical", "not knowable")]  # fmt: skip
    shown = told(assumption_scores=guesses, drivers=[_driver(), OTHER],
                 scores=[_score(score=None)])  # fmt: skip
    found = shown["findings"].set_index("kind").loc["assumptions"]
    assert found.finding_id == "assumptions:score"
    assert found.statement == "1 of the team’s 3 guesses agree with what customers say."
    assert found.evidence.endswith(
        "Overlooked: Support call overall. Believed in, but not to be told from chance: Waiting "
        "time."
    )
    assert found.weight == pytest.approx(200 / 400 * 0.7 / 2.8)  # that of what was overlooked


@pytest.mark.parametrize(
    ("result", "claim"),
    [
        ("right", "What the team guessed agrees with what customers say, in all 2 cases."),
        ("wrong", "None of the team’s 2 guesses agrees with what customers say."),
    ],
)
def test_all_or_none_of_the_guesses(told, result, claim):
    guesses = [_guess(name, "critical", result) for name in ("call", "bill")]
    assert _only(told(assumption_scores=guesses)).statement == claim
    unknown = [row | {"result": "not knowable"} for row in guesses]
    assert told(assumption_scores=unknown)["findings"].empty


@pytest.mark.parametrize(("p", "stands"), [(1e-6, True), (0.03, False)])
def test_guesses_are_as_certain_as_the_drivers_they_are_held_against(told, p, stands):
    guesses = [_guess("call", "not critical", "wrong"), _guess("bill", "critical", "right")]
    drivers = [_driver(p_adjusted=p), OTHER]
    shown = told(assumption_scores=guesses, drivers=drivers, scores=[_score(score=None)])
    found = shown["findings"].set_index("finding_id").stands
    assert found["assumptions:score"] == found["driver:recommend:overall:call"] == stands


@pytest.mark.parametrize(("p", "stands"), [(1e-6, True), (0.03, False)])
def test_a_driver_is_as_certain_as_it_is_inside_the_groups(told, p, stands):
    """Certain over everybody; inside the plans it passed its own test and no more."""
    figures = json.dumps({"p": {"p": p}, "effect": {"signed": [0.2, 0.01, 0.39]}})
    about = "driver:recommend:overall:call"
    tried = [{"step": "diagnosis", "finding_id": about, "refuter": "inside segments",
              "result": "survived", "figures": figures}]  # fmt: skip
    shown = told(drivers=[_driver(p_adjusted=1e-12), OTHER], refutations=tried)
    found = shown["findings"].set_index("finding_id").loc[about]
    assert found.stands == stands
    assert found.p_report >= p


@pytest.mark.parametrize(("p", "stands"), [(1e-6, True), (0.03, False)])
def test_a_feature_s_commonest_view_is_held_against_the_report(told, p, stands):
    row = {"feature": "Wi-Fi", "touchpoint": "support call", "n": 80, "category": "attractive",
           "probability": 0.9, "leaning": "attractive", "better": 0.5, "better_low": 0.4,
           "better_high": 0.6, "worse": -0.3, "worse_low": -0.4, "worse_high": -0.2,
           "questionable": 0.0, "p_adjusted": p}  # fmt: skip
    assert _only(told(kano=[row])).stands == stands


# ---------------------------------------------------------------------------------- everything


def test_every_direction_has_its_sentences_and_no_sentence_is_left_over():
    texts = Voice().catalogue.texts
    for kind in OURS:
        for direction in kind.directions:
            assert {f"{kind.name}|{direction}|{r}" for r in ("claim", "evidence")} <= set(texts)
        claims = {c for c in texts if c.startswith(f"{kind.name}|") and c.endswith("|claim")}
        assert claims == {f"{kind.name}|{direction}|claim" for direction in kind.directions}
        for claim in claims:
            assert SLOT.search(texts[claim].forms[0])


def _answered(seed: int, turned: bool) -> View:
    """A survey in which gold and a good call make promoters; turned round, the outcome is."""
    rng = np.random.default_rng(seed)
    call, bill = rng.integers(0, 11, (2, 600)).astype(float)
    plan = rng.choice(["gold", "basic"], 600)
    felt = 3 + 0.5 * call + 2 * (plan == "gold") + rng.normal(size=600)
    felt = np.clip(np.rint(felt), 0, 10)
    rows = pd.DataFrame({"call": call, "bill": bill, "plan": plan})
    rows = rows.assign(recommend=10 - felt if turned else felt)
    tables = {"responses": {"source": "r", "segments": ["plan"]}, "variables": {"source": "v"}}
    base = {"client": "Test", "outcomes": {"recommend": {"kind": "nps"}}, "period": "none",
            "tables": tables}  # fmt: skip
    engagement = from_frames(base, {"responses": rows, "variables": VARIABLES.head(2)})
    found = scores(engagement) | drivers(engagement, explain(engagement, Way(draws=200)))
    return released(engagement, {n: conform(n, found[n]) for n in ("scores", "drivers")})


def test_data_turned_round_turns_the_claims_round():
    straight, turned = (
        _answered(5, way)["findings"].set_index("finding_id").direction for way in (False, True)
    )
    assert straight["driver:recommend:overall:call"] == "strongest"
    assert turned["driver:recommend:overall:call"] == "falls"
    assert "driver:recommend:overall:bill" not in straight.index
    assert straight["segment:recommend:plan=gold"] == "nps above"
    assert turned["segment:recommend:plan=gold"] == "nps below"


def test_every_direction_is_reached(unmet):
    """The last test: it sees what the others have made."""
    assert not unmet(OURS)
