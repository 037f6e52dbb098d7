"""The written rules of moments, as tables: evidence in, moments out."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.moments import moments
from cxlib.findings import released
from cxlib.results import conform, empty
from cxlib.results.coded import code_of

BASE = {
    "source": "events", "n": 500, "bad": 100, "left": 60, "hazard_ratio": 2.0, "low": 1.5,
    "high": 2.6, "p_adjusted": 0.001, "ph_p": 0.5, "retention_good": 0.8, "retention_bad": 0.7,
    "effect_on_retention": 0.1, "effect_low": 0.05, "effect_high": 0.15, "months": 12.0,
    "tenure": 20.0, "e_value": 3.0, "e_value_limit": 2.0, "reach": 0.4, "customers_at_stake": 30.0,
    "customers_low": 10.0, "customers_high": 50.0, "value_at_stake": np.nan, "value_low": np.nan,
    "value_high": np.nan, "part_of_leaving": False,
}  # fmt: skip


def _leaving(*rows: dict) -> pd.DataFrame:
    return pd.DataFrame([BASE | row for row in rows], columns=list(empty("leaving").columns))


def _breakdowns(touchpoint: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"touchpoint": [touchpoint], "n": 300, "dropoff": 0.3, "repeat_rate": 0.2, "effect": 0.2,
         "low": 0.1, "high": 0.3, "p_adjusted": 0.001, "breaks": True, "kind": "repeats"}
    )  # fmt: skip


def _asymmetry(variable: str, kind: str) -> pd.DataFrame:
    return pd.DataFrame(
        {"variable": [variable], "n": 400, "penalty": -1.0, "reward": 2.0, "p_adjusted": 0.001,
         "kind": kind}
    )  # fmt: skip


@pytest.fixture(scope="module")
def client(engaged):
    touchpoints = pd.DataFrame(
        {"touchpoint": ["activation", "checkout", "call", "credit check", "form"], "stage": "use",
         "forced": [False, False, False, True, False]}
    )  # fmt: skip
    variables = pd.DataFrame(
        {"variable": ["call_overall", "check_overall"], "touchpoint": ["call", "credit check"],
         "kind": "overall", "scale_low": 0.0, "scale_high": 10.0}
    )  # fmt: skip
    responses = pd.DataFrame(
        {"customer": [str(i) for i in range(12)], "recommend": 8.0, "call_overall": 5.0,
         "check_overall": 5.0}
    )  # fmt: skip
    return engaged({"responses": responses, "touchpoints": touchpoints, "variables": variables})


def _ids(client, results: dict, found: dict) -> dict[str, pd.Series]:
    found = {"leaving": _leaving()} | found
    table = conform("moments", moments(client, results, found)["moments"])
    return {row["moment_id"]: row for _, row in table.iterrows()}


def test_an_early_experience_that_moves_retention_is_truth(client) -> None:
    told = _ids(client, {}, {"leaving": _leaving({"touchpoint": "activation", "tenure": 0.5})})
    assert list(told) == ["activation:truth"]
    row = told["activation:truth"]
    assert (row["grade"], row["n"], row["customers_at_stake"]) == ("events", 500, 30)


def test_a_late_one_is_friction(client) -> None:
    told = _ids(client, {}, {"leaving": _leaving({"touchpoint": "checkout"})})
    assert list(told) == ["checkout:friction"]


@pytest.mark.parametrize("change", [{"p_adjusted": 0.2}, {"hazard_ratio": 0.5}])
def test_what_is_not_shown_to_cost_customers_is_no_moment(client, change: dict) -> None:
    found = {"leaving": _leaving({"touchpoint": "activation", "tenure": 0.5, **change})}
    told = moments(client, {}, found)
    assert told["moments"].empty
    assert told["notes"]["code"].tolist() == ["no rule met"]
    assert released(client, told)["notes"]["note"].tolist() == [
        "No touchpoint meets the rules for truth, friction or delight, so no moment is named."
    ]


def test_a_breakdown_is_friction_without_a_price(client) -> None:
    told = _ids(client, {"breakdowns": _breakdowns("checkout")}, {})
    row = told["checkout:friction"]
    assert (row["grade"], row["n"], row["n_of"]) == ("events", 300, "journeys")
    assert (row["rests_on"], code_of(row["why"])) == ("breakdown", "because|breaks down")
    assert pd.isna(row["customers_at_stake"])


def test_survey_and_events_together_are_graded_both(client) -> None:
    found = {
        "leaving": _leaving({"touchpoint": "call"}),
        "asymmetry": _asymmetry("call_overall", "basic"),
    }
    row = _ids(client, {}, found)["call:friction"]
    assert (row["grade"], row["rests_on"], row["n"]) == ("both", "events", 500)
    reasons = [part["code"] for part in json.loads(row["why"])]
    assert reasons == ["because|failed", "because|basic"]


def test_reward_without_penalty_is_a_delight(client) -> None:
    told = _ids(client, {}, {"asymmetry": _asymmetry("call_overall", "excitement")})
    assert list(told) == ["call:delight"]
    assert told["call:delight"]["grade"] == "survey"


def test_a_forced_step_is_no_delight(client) -> None:
    found = {"leaving": _leaving(), "asymmetry": _asymmetry("check_overall", "excitement")}
    assert moments(client, {}, found)["moments"].empty


def test_what_is_part_of_leaving_is_no_moment_even_where_it_breaks_down(client) -> None:
    found = {
        "leaving": _leaving({"touchpoint": "form", "part_of_leaving": True, "p_adjusted": None})
    }
    assert moments(client, {"breakdowns": _breakdowns("form")}, found)["moments"].empty


def test_events_come_before_answers_for_the_stakes_and_ranks_follow_them(client) -> None:
    rows = _leaving(
        {"touchpoint": "call", "source": "survey", "customers_at_stake": 99.0},
        {"touchpoint": "call", "source": "events", "customers_at_stake": 20.0},
        {"touchpoint": "checkout", "customers_at_stake": 40.0},
    )
    told = _ids(client, {}, {"leaving": rows})
    assert told["call:friction"]["customers_at_stake"] == 20
    assert told["checkout:friction"]["rank"] == 1


def test_findings_lead_to_their_moment_and_rest_on_its_rows(client) -> None:
    leaving = _leaving({"touchpoint": "checkout"}).assign(n_of="visits")
    mapped = {"breakdowns": _breakdowns("checkout")}
    told = moments(client, mapped, {"leaving": leaving})
    shown = released(client, {**mapped, "leaving": leaving, **told})
    row = shown["findings"].set_index("finding_id").loc["moment:checkout:friction"]
    assert (row["leads_to"], row["n"], row["n_of"]) == ("checkout:friction", 500, "visits")
    assert row["statement"] == (
        "When something goes wrong at checkout, 70 of 100 customers are still here a year later; "
        "when it goes well, 80."
    )
    assert "At stake: 30 (10 to 50) customers a year." in row["evidence"]
    assert "More journeys get stuck there than at comparable steps." in row["evidence"]
    rows = shown["finding_rows"].query("finding_id == 'moment:checkout:friction'")
    assert set(rows["table"]) == {"moments", "leaving", "breakdowns"}


def test_reasons_are_worded_when_they_are_shown(client) -> None:
    told = moments(client, {}, {"leaving": _leaving({"touchpoint": "checkout"})})
    why = released(client, told)["moments"]["why"].tolist()
    assert why == [
        "when something goes wrong at checkout, 70 of 100 customers are still here a year later, "
        "against 80 when it goes well"
    ]


def test_without_margin_it_is_said(client) -> None:
    found = {"leaving": _leaving({"touchpoint": "checkout"})}
    told = moments(client, {}, found)
    assert told["notes"]["code"].tolist() == ["no margin"]
    assert released(client, told)["notes"]["note"].tolist() == [
        "No margin was supplied, so what is at stake is stated in customers a year."
    ]
