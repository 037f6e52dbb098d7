"""Claims about what customers do and say: each from a table of a few rows, and its reverse."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from cxlib.engagement import from_frames
from cxlib.findings import released
from cxlib.findings.kinds import KINDS
from cxlib.findings.kinds.diagnosis import KINDS as OWN
from cxlib.findings.kinds.diagnosis import drivers, opinions, scores
from cxlib.findings.kinds.diagnosis.scales import alike_p
from cxlib.language import catalogue
from cxlib.results import conform, empty
from cxlib.results.coded import coded, listed, together, touchpoint

NUMBERS = {"number", "signed", "share", "points", "nps", "money", "count", "of100", "months", "p"}
STAKES = {"customers_at_stake": 30.0, "customers_low": 10.0, "customers_high": 50.0}
MONEY = {"value_at_stake": 60_000.0, "value_low": 20_000.0, "value_high": 100_000.0}
RETAINED = {"retention_good": 0.80, "retention_bad": 0.51, "months": 12.0}
LEAVING = {
    "touchpoint": "repair", "source": "events", "n": 500, "n_of": "visits", "customers": 400,
    "bad": 100, "left": 60, "hazard_ratio": 3.2, "low": 2.5, "high": 3.9, "p_adjusted": 0.001,
    "effect_on_retention": 0.29, "effect_low": 0.22, "effect_high": 0.33, "tenure": 20.0,
    "e_value_limit": 2.5, **RETAINED, **STAKES, **MONEY,
}  # fmt: skip
MOMENT = {
    "moment_id": "repair:friction", "touchpoint": "repair", "moment": "friction", "rank": 1,
    "grade": "events", "n": 500, "n_of": "visits", "rests_on": "events", "reach": 0.4,
    "effect_on_retention": 0.29, "low": 0.22, "high": 0.33, "p_adjusted": 0.001,
    "why": coded("because|breaks down"), **RETAINED, **STAKES, **MONEY,
}  # fmt: skip
GROUP = {"n_of": "answers", "months": 12.0, "outcome": "recommend", "spread": 2.0}
WELL = GROUP | {
    "group": "failed and recovered", "n": 300, "score": 6.5, "retention": 0.79,
    "stays": 0.10, "stays_low": 0.04, "stays_high": 0.16, "stays_p": 0.001,
    "gain": 0.7, "gain_low": 0.4, "gain_high": 1.0, "gain_p": 0.001,
    "difference": -0.05, "difference_low": -0.3, "difference_high": 0.2, "p": 0.6,
    "adjusted": True, "paradox": False,
}  # fmt: skip
ILL = GROUP | {"group": "failed and not recovered", "n": 200, "score": 5.8, "retention": 0.69}
NEVER = GROUP | {"group": "never failed", "n": 400, "score": 6.6, "retention": 0.80}
CAUSE = {
    "activity": "price sync", "touchpoint": "repair", "measure": "failure", "acts_on": "breakdown",
    "n": 400, "n_of": "visits", "effect": 0.44, "low": 0.39, "high": 0.49, "p_adjusted": 0.001,
    "mapped": True, "harmful": True, "troubled": 100, "with_it": 0.45, "without": 0.01,
    "spread": 0.4,
}  # fmt: skip
THEME = {
    "theme": "queue, hours", "touchpoint": "overall", "n": 50, "sentiment": -0.2,
    "effect_on_rating": -2.0, "low": -2.5, "high": -1.5, "p_adjusted": 0.001, "stability": 0.8,
    "outcome": "recommend", "spread": 2.5,
}  # fmt: skip
TONE = {
    "touchpoint": "overall", "n": 200, "sentiment": 0.0, "low": -0.1, "high": 0.1, "negative": 0.4,
    "positive": 0.3, "low_scores": 80, "praised": 12, "high_scores": 60, "blamed": 5,
}  # fmt: skip
LIFETIME = {
    "segment": "all", "method": "observed retention", "n": 900, "horizon_months": 36.0,
    "months": 24.1, "low": 23.4, "high": 24.7,
}  # fmt: skip


def table(name: str, *rows: dict) -> dict[str, pd.DataFrame]:
    frame = pd.DataFrame([dict(row) for row in rows], columns=list(empty(name).columns))
    return {name: conform(name, frame)}


@pytest.fixture(scope="module")
def client():
    """A hundred customers, of whom twenty left in the last year; who owns what."""
    ids = [str(i) for i in range(100)]
    customers = pd.DataFrame(
        {"customer": ids, "start": "2024-01-01", "end": ["2026-01-15"] * 20 + [None] * 80}
    )
    responses = pd.DataFrame({"customer": ids, "recommend": 8.0, "time": "2026-02-28"})
    frames = {
        "customers": customers,
        "responses": responses,
        "touchpoints": pd.DataFrame({"touchpoint": ["repair"], "stage": "use", "owner": "Ann"}),
        "owners": pd.DataFrame({"owner": ["Ann"], "department": ["Retail"]}),
        "activities": pd.DataFrame(
            {"activity": ["price sync"], "touchpoint": ["repair"], "department": ["IT"]}
        ),
    }
    base = {"client": "Test", "currency": "GBP", "period": "month",
            "outcomes": {"recommend": {"kind": "nps"}}}  # fmt: skip
    return from_frames(base, frames, None)


def told(client, *tables: dict) -> pd.DataFrame:
    results = {name: frame for one in tables for name, frame in one.items()}
    return released(client, results)["findings"].set_index("finding_id")


def one(client, *tables: dict) -> pd.Series:
    found = told(client, *tables)
    assert len(found) == 1, found["statement"].tolist()
    return found.iloc[0]


# ---------------------------------------------------------------------- moments


def test_what_one_sided_ratings_weigh_on_is_what_was_tested(client):
    """A lever bends its touchpoint's overall rating: of the main outcome nothing was tested."""
    row = MOMENT | {"rests_on": "asymmetry", "variable": "speed"}
    bent = {"variable": "speed", "outcome": "repair_overall", "p_adjusted": 0.01, "kind": "basic"}
    said = told(client, table("moments", row), table("asymmetry", bent))
    assert said.loc["moment:repair:friction", "statement"] == (
        "At repair, bad ratings of “speed” weigh more on repair overall than good ones do."
    )


@pytest.mark.parametrize(
    ("changes", "direction", "claim"),
    [
        ({}, "friction failed",
         "When something goes wrong at repair, 51 of 100 customers are still here a year later; "
         "when it goes well, 80."),
        ({"moment": "truth", "months": 9.0}, "truth failed",
         "When something goes wrong at repair, 51 of 100 customers are still here 9 months later; "
         "when it goes well, 80."),
        ({"rests_on": "survey"}, "friction rated",
         "Of 100 customers who rate repair badly, 51 are still here a year later; of 100 others, "
         "80."),
        ({"moment": "truth", "rests_on": "survey"}, "truth rated",
         "Of 100 customers who rate repair badly, 51 are still here a year later; of 100 others, "
         "80."),
        ({"moment": "truth", "rests_on": "operations"}, "truth late",
         "When the work behind repair fails or is slow, 51 of 100 customers are still here a year "
         "later; otherwise 80."),
        ({"rests_on": "operations"}, "friction late",
         "When the work behind repair fails or is slow, 51 of 100 customers are still here a year "
         "later; otherwise 80."),
        ({"rests_on": "breakdown"}, "friction breaks down",
         "More journeys get stuck at repair than at comparable steps."),
        ({"rests_on": "asymmetry", "variable": "speed"}, "friction hurts",
         "At repair, bad ratings of “speed” weigh more on recommend than good ones do."),
        ({"moment": "delight", "rests_on": "asymmetry", "variable": "speed"}, "delight pleases",
         "At repair, good ratings of “speed” weigh more on recommend than bad ones do."),
        ({"moment": "delight", "rests_on": "given"}, "delight stays",
         "Of 100 customers who meet repair, 80 are still here a year later; of 100 who do not, "
         "51."),
    ],
)  # fmt: skip
def test_a_moment_says_what_it_rests_on(client, changes, direction, claim) -> None:
    found = one(client, table("moments", MOMENT | changes))
    assert (found["direction"], found["statement"]) == (direction, claim)
    assert found["leads_to"] == "repair:friction"
    assert (found["n"], found["n_of"], found["departments"]) == (500, "visits", "Retail")


def test_a_delight_says_after_what_it_was_compared(client) -> None:
    why = together([coded("because|given", before=listed([touchpoint("call"), touchpoint("chat")]),
                          touchpoint=touchpoint("repair"))])  # fmt: skip
    row = MOMENT | {"moment": "delight", "rests_on": "given", "why": why}
    evidence = one(client, table("moments", row))["evidence"]
    assert "customers who came from call and chat" in evidence
    assert (
        "If meeting it is what makes the difference, 30 (10 to 50) more customers a year would "
        "stay were it met by all who come from there, worth £60k (£20k to £100k) of lifetime "
        "margin."
    ) in evidence


def test_the_stakes_and_the_hidden_cause_stand_in_the_evidence(client) -> None:
    found = told(client, table("moments", MOMENT), table("leaving", LEAVING))
    evidence = found.loc["moment:repair:friction", "evidence"]
    assert "At stake: 30 (10 to 50) customers a year, or £60k (£20k to £100k)" in evidence
    assert "Only a strong hidden cause" in evidence
    weak = told(
        client, table("moments", MOMENT), table("leaving", LEAVING | {"e_value_limit": 1.5})
    )
    assert "A moderate hidden cause" in weak.loc["moment:repair:friction", "evidence"]


def test_moments_weigh_their_share_of_all_that_is_at_stake(client) -> None:
    other = MOMENT | {"moment_id": "call:friction", "touchpoint": "call", "rank": 2}
    for poor in ({}, {"value_at_stake": None}):
        rows = [MOMENT | poor, other | poor | {"customers_at_stake": 10.0}]
        if not poor:
            rows[1]["value_at_stake"] = 20_000.0
        weights = told(client, table("moments", *rows))["weight"]
        assert weights["moment:repair:friction"] == pytest.approx(3 / 4 * (1 - 0.001 / 2))
        assert weights["moment:call:friction"] == pytest.approx(1 / 4 * (1 - 0.001 / 2))


@pytest.mark.parametrize(
    ("sign", "direction", "claim", "why"),
    [
        ("soon after", "sign",
         "Trouble at repair is often followed by leaving within three months, as a sign of it "
         "rather than its cause.", "three months after the trouble leaves no more often"),
        ("at the same times", "sign of the times",
         "When there is trouble at repair, customers who met none leave more often too, so "
         "something else may be behind it.", "where only the customer before had the trouble"),
    ],
)  # fmt: skip
def test_a_sign_of_leaving_is_told_as_one(client, sign, direction, claim, why) -> None:
    stakes = dict.fromkeys((*STAKES, *MONEY))
    found = one(client, table("leaving", LEAVING | stakes | {"sign": sign}))
    assert (found["direction"], found["statement"]) == (direction, claim)
    assert why in found["evidence"]
    assert "hidden cause" not in found["evidence"]


def test_leaving_weighs_its_share_of_what_a_year_loses(client) -> None:
    weight = one(client, table("leaving", LEAVING | {"customers_at_stake": 5.0}))["weight"]
    assert weight == pytest.approx(5 / 20 * (1 - 0.001 / 2))  # twenty left in the last year


def test_a_one_sided_variable_weighs_by_those_who_rate_it_so(client) -> None:
    row = MOMENT | {"rests_on": "asymmetry", "variable": "repair_overall", "p_adjusted": None,
                    **dict.fromkeys(STAKES), **dict.fromkeys(MONEY)}  # fmt: skip
    kind = {"variable": "repair_overall", "n": 400, "penalty": -2.0, "reward": 0.1, "n_low": 100,
            "n_high": 250, "p_adjusted": 0.01, "kind": "basic", "outcome": "recommend"}  # fmt: skip
    score = {"outcome": "recommend", "touchpoint": "overall", "segment": "all", "metric": "mean",
             "n": 400, "score": 6.0, "spread": 2.5}  # fmt: skip
    tables = (table("moments", row), table("asymmetry", kind), table("scores", score))
    found = told(client, *tables).loc["moment:repair:friction"]
    assert found["weight"] == pytest.approx(0.4 * 100 / 400 * 2.0 / 2.5 * (1 - 0.01 / 2))
    assert found["p_report"] >= 0.01  # of all that the report asks


# ---------------------------------------------------------------------- leaving, staying, worth


@pytest.mark.parametrize(
    ("changes", "direction", "claim"),
    [
        ({}, "failed in money",
         "Failures at repair go with more customers leaving: 30 a year, worth £60k."),
        ({"value_at_stake": None}, "failed",
         "Failures at repair go with more customers leaving: 30 a year."),
        ({"source": "survey"}, "rated in money",
         "Bad ratings of repair go with more customers leaving: 30 a year, worth £60k."),
        ({"source": "survey", "value_at_stake": None}, "rated",
         "Bad ratings of repair go with more customers leaving: 30 a year."),
        ({"source": "operations"}, "late in money",
         "Failed or slow work behind repair goes with more customers leaving: 30 a year, worth "
         "£60k."),
        ({"source": "operations", "value_at_stake": None}, "late",
         "Failed or slow work behind repair goes with more customers leaving: 30 a year."),
        ({"customers_at_stake": None, "value_at_stake": None}, "not valued",
         "Customers leave more often after a bad experience at repair."),
    ],
)  # fmt: skip
def test_leaving_says_what_a_year_of_it_comes_to(client, changes, direction, claim) -> None:
    found = one(client, table("leaving", LEAVING | changes))
    assert (found["direction"], found["statement"]) == (direction, claim)
    assert found["evidence"].startswith(
        "51 of 100 are still here a year later, against 80 of the others: 29 (22 to 33) "
        "percentage points "
        "fewer; base 500 visits, 100 of them with a bad experience, adjusted p = 0.001."
    )


@pytest.mark.parametrize(
    "changes",
    [{"hazard_ratio": 0.4, "effect_on_retention": -0.29}, {"p_adjusted": 0.2}, {"n": 6, "bad": 3}],
    ids=["reversed", "by chance", "hidden"],
)
def test_no_claim_where_customers_do_not_leave_more(client, changes) -> None:
    assert told(client, table("leaving", LEAVING | changes)).empty


def _curve(**levels: float) -> dict[str, pd.DataFrame]:
    rows = [
        {"segment": f"plan={name}", "months": month, "n": 200 - month, "retention": kept,
         "low": kept - 0.05, "high": kept + 0.05, "p_adjusted": 0.001}
        for name, kept in levels.items()
        for month in (1.0, 24.0)
    ]  # fmt: skip
    return table("retention_curve", *rows)


def test_two_segments_are_set_side_by_side_and_flip_with_the_data(client) -> None:
    found = one(client, _curve(Basic=0.5, Plus=0.7))
    assert found["statement"] == (
        "Of 100 customers in plan Plus, 70 are still here after two years; of 100 in plan Basic, "
        "50."
    )
    assert found["weight"] == pytest.approx(1.0 * 0.2 / np.sqrt(0.7 * 0.3) * (1 - 0.001 / 2))
    flipped = one(client, _curve(Basic=0.7, Plus=0.5))
    assert flipped["statement"].startswith("Of 100 customers in plan Basic, 70")


def test_of_several_segments_the_ends_of_the_range_are_told(client) -> None:
    found = one(client, _curve(Basic=0.5, Plus=0.7, Max=0.6))
    assert found["statement"] == (
        "How long customers stay differs by plan: after two years, 50 of 100 are still here in "
        "plan Basic, 70 in plan Plus."
    )


def test_curves_that_do_not_differ_beyond_chance_are_not_told(client) -> None:
    alike = _curve(Basic=0.5, Plus=0.7)["retention_curve"].assign(p_adjusted=0.3)
    assert told(client, {"retention_curve": alike}).empty


def test_what_a_customer_is_worth(client) -> None:
    in_money = LIFETIME | {"value": 2261.0, "value_low": 2193.0, "value_high": 2329.0}
    assert one(client, table("lifetime", in_money))["statement"] == (
        "On average a customer brings £2.3k of margin over 36 months."
    )
    assert one(client, table("lifetime", LIFETIME))["statement"] == (
        "On average a customer stays 24 months of the first 36 months."
    )
    assert told(client, table("lifetime", LIFETIME | {"n": 5})).empty


# ---------------------------------------------------------------------- recovery


def _recovered(**changes: object) -> dict[str, pd.DataFrame]:
    return table("recovery", WELL | changes, ILL, NEVER)


def test_recovery_keeps_only_where_the_test_says_so(client) -> None:
    found = told(client, _recovered()).loc["recovery:recovered against not"]
    assert found["statement"] == (
        "When a failure is made good, 79 of 100 customers are still here a year later; when it is "
        "not, 69."
    )
    assert found["weight"] == pytest.approx(
        200 / 900 * 0.10 / np.sqrt(0.69 * 0.31) * (1 - 0.001 / 2)
    )
    assert "Of customers who never met a failure, 80 of 100 are still here." in found["evidence"]


@pytest.mark.parametrize(
    ("changes", "direction"),
    [
        ({"stays": -0.10, "stays_low": -0.16, "stays_high": -0.04}, "loses"),
        ({"stays": 0.01, "stays_low": -0.03, "stays_high": 0.05, "stays_p": 0.7}, "alike"),
        ({"stays": 0.05, "stays_low": -0.08, "stays_high": 0.18, "stays_p": 0.4}, "too few"),
        ({"n": 20}, "too few"),
        ({"known_before": False}, "nothing known before"),
        ({"stays": None, "known_before": False}, "nothing known before"),
        ({"stays": None}, "rates more"),
        ({"stays": None, "gain": -0.7, "gain_low": -1.0, "gain_high": -0.4}, "rates less"),
        ({"stays": None, "gain": 0.1, "gain_low": -0.2, "gain_high": 0.4, "gain_p": 0.5},
         "rates alike"),
        ({"stays": None, "gain_p": None}, "too few"),
    ],
)  # fmt: skip
def test_the_verb_of_recovery_follows_the_test(client, changes, direction) -> None:
    found = told(client, _recovered(**changes)).loc["recovery:recovered against not"]
    assert found["direction"] == direction


@pytest.mark.parametrize(
    ("changes", "direction", "claim"),
    [
        ({}, "as happy",
         "Once a failure is made good, customers rate as well as those who never met one."),
        ({"difference": 0.8, "difference_low": 0.4, "difference_high": 1.2, "p": 0.001,
          "paradox": True}, "happier",
         "Customers whose failure was made good rate 0.80 scale points better than those who "
         "never met "
         "one."),
        ({"difference": 0.8, "difference_low": 0.4, "difference_high": 1.2, "p": 0.001},
         "happiness unknown",
         "Whether customers rate as well after a failure made good as without one cannot be told "
         "from the cases so far."),
        ({"difference": -0.8, "difference_low": -1.2, "difference_high": -0.4, "p": 0.001},
         "less happy",
         "Even when a failure is made good, customers rate 0.80 scale points worse than those who "
         "never "
         "met one."),
    ],
)  # fmt: skip
def test_the_paradox_is_claimed_only_where_both_analyses_hold(
    client, changes, direction, claim
) -> None:
    found = told(client, _recovered(**changes)).loc["recovery:paradox"]
    assert (found["direction"], found["statement"]) == (direction, claim)


def test_alike_is_earned_by_two_one_sided_tests() -> None:
    half = 0.25
    error = half / norm.ppf(0.975)
    assert alike_p(-0.05, -0.3, 0.2, 1.0, 0.95) == pytest.approx(norm.cdf((0.05 - 1.0) / error))


def test_a_hidden_group_yields_no_claim(client) -> None:
    rows = table("recovery", WELL | {"n": 4}, ILL, NEVER)
    assert told(client, rows).empty


# ---------------------------------------------------------------------- behind the scenes


@pytest.mark.parametrize(
    ("changes", "direction", "claim"),
    [
        ({}, "failure breaks",
         "When price sync fails, 45 of 100 visits to repair break down, against 1 otherwise."),
        ({"measure": "longer duration"}, "slowness breaks",
         "When price sync takes longer than usual, 45 of 100 visits to repair break down, against "
         "1 otherwise."),
        ({"acts_on": "score: recommend", "with_it": 5.0, "without": 7.5, "effect": -2.5},
         "failure rates", "When price sync fails, customers rate repair 2.50 scale points worse."),
        ({"acts_on": "score: recommend", "with_it": 5.0, "without": 7.5, "effect": -1.2,
          "measure": "longer duration"}, "slowness rates",
         "When price sync takes longer than usual, customers rate repair 2.50 scale points worse."),
    ],
)  # fmt: skip
def test_a_cause_concerns_its_own_department_too(client, changes, direction, claim) -> None:
    found = one(client, table("backstage", CAUSE | changes))
    assert (found["direction"], found["statement"]) == (direction, claim)
    assert found["departments"] == "IT, Retail"


def test_a_cause_weighs_by_those_it_meets(client) -> None:
    weight = one(client, table("backstage", CAUSE))["weight"]
    assert weight == pytest.approx(100 / 400 * 0.44 / 0.4 * (1 - 0.001 / 2))


def test_a_harmless_activity_is_not_named(client) -> None:
    assert told(client, table("backstage", CAUSE | {"effect": -0.44, "harmful": False})).empty
    assert told(client, table("backstage", CAUSE | {"n": 7})).empty


def test_a_cause_off_the_map_and_the_start_of_the_harm_are_evidence(client) -> None:
    bent = {"mapped": False, "threshold": 5.0, "threshold_low": 4.0, "threshold_high": 6.0}
    evidence = one(client, table("backstage", CAUSE | bent))["evidence"]
    assert "The harm starts at a duration of 5.0 (4.0 to 6.0)." in evidence
    assert evidence.endswith("The map does not link the two.")


# ---------------------------------------------------------------------- comments


def test_a_theme_is_quoted_and_flips_with_its_effect(client) -> None:
    place = THEME | {"touchpoint": "repair", "n": 30}
    answers = {"outcome": "recommend", "touchpoint": "overall", "segment": "all", "metric": "nps",
               "n": 500, "score": 10.0}  # fmt: skip
    tables = (table("themes", THEME, place), table("scores", answers))
    found = told(client, *tables).loc["theme:queue, hours"]
    assert found["statement"] == (
        "Customers who write of “queue” and “hours” rate 2.00 scale points worse than others."
    )
    assert found["departments"] == "Retail"
    assert found["weight"] == pytest.approx(50 / 500 * 2.0 / 2.5 * (1 - 0.001 / 2))
    up = THEME | {"effect_on_rating": 2.0, "low": 1.5, "high": 2.5}
    assert one(client, table("themes", up))["statement"].endswith(
        "2.00 scale points better than others."
    )


@pytest.mark.parametrize("changes", [{"p_adjusted": 0.2}, {"n": 6}], ids=["by chance", "hidden"])
def test_words_that_move_nothing_are_no_claim(client, changes) -> None:
    assert told(client, table("themes", THEME | changes)).empty


def test_scores_that_comments_contradict(client) -> None:
    found = one(client, table("sentiment", TONE))
    assert (found["direction"], found["statement"]) == (
        "praised", "12 of 80 bad scores come with friendly words: read these comments first.",
    )  # fmt: skip
    other = one(client, table("sentiment", TONE | {"praised": 2, "blamed": 15}))
    assert other["statement"].startswith("15 of 60 good scores come with a complaint")
    assert "fewer than 10 of 80 bad scores" in other["evidence"]
    assert told(client, table("sentiment", TONE | {"praised": 9, "blamed": 9})).empty


# ---------------------------------------------------------------------- all of them


def test_every_direction_has_its_sentences_and_is_plain() -> None:
    texts = catalogue("en").texts
    for kind in OWN:
        for direction in kind.directions:
            assert {f"{kind.name}|{direction}|{r}" for r in ("claim", "evidence")} <= set(texts)
            claim = texts[f"{kind.name}|{direction}|claim"].forms[0]
            assert not re.search(r"\d|\bp\b|interval|hazard|=", claim.replace("100", ""))


def test_kinds_are_registered_once() -> None:
    names = [kind.name for kind in KINDS]
    assert {kind.name for kind in OWN} <= set(names)
    assert len(names) == len(set(names))


def _everything() -> list[dict[str, pd.DataFrame]]:
    rows = {"moments": MOMENT, "leaving": LEAVING, "backstage": CAUSE, "themes": THEME,
            "sentiment": TONE, "lifetime": LIFETIME}  # fmt: skip
    return [_recovered(), *(table(name, row) for name, row in rows.items())]


def test_claims_hold_two_values_at_most(client) -> None:
    tables = (*_everything(), _curve(Basic=0.5, Plus=0.7, Max=0.6))
    texts = catalogue("en").texts
    for row in told(client, *tables).itertuples():
        figures = json.loads(row.figures)
        slots = texts[f"{row.kind}|{row.direction}|claim"].slots
        assert sum(next(iter(figures[s])) in NUMBERS for s in slots) <= 2, row.statement


def test_every_claim_rests_on_rows_that_are_there(client) -> None:
    results = {name: frame for t in _everything() for name, frame in t.items()}
    shown = released(client, results)
    own = {kind.name: kind.table for kind in OWN}
    firsts = shown["finding_rows"].drop_duplicates("finding_id")
    kinds = shown["findings"].set_index("finding_id")["kind"]
    for row in shown["finding_rows"].itertuples():
        key, frame = json.loads(row.key), shown[row.table]
        assert (frame[list(key)] == pd.Series(key)).all(axis=1).any(), row
    assert set(firsts["finding_id"]) == set(kinds.index)
    assert all(own[kinds[f]] in set(shown["finding_rows"].query("finding_id == @f")["table"])
               for f in kinds.index)  # fmt: skip


def test_every_direction_is_reached(unmet) -> None:
    """The last test: it sees what the others have made; those of the survey have their own."""
    survey = {kind.name for module in (scores, drivers, opinions) for kind in module.KINDS}
    assert not unmet(kind for kind in OWN if kind.name not in survey)
