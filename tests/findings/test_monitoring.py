"""Claims of step 5, out of small tables made by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.findings import released
from cxlib.findings.kinds.monitoring import KINDS as OWN
from cxlib.findings.series import spread
from cxlib.language import Voice
from cxlib.language.figure import NUMBERS
from cxlib.monitoring.alerted import alerted
from cxlib.release.view import View
from cxlib.report.sections import waves as waves_of
from cxlib.results import REGISTRY, Results, blank, conform, measured
from cxlib.results.coded import coded, together, variable
from cxlib.session import Session, step_module
from cxlib.stats.intervals import z_value

CUSTOMERS, NOW = 200, "2025-12"
MONTHS = [str(p) for p in pd.period_range("2024-01", NOW, freq="M")]
KINDS = {kind.name: kind for kind in OWN}
CONFIG = {
    "client": "Test", "currency": "GBP", "policy": {"privacy_n": 10},
    "outcomes": {"recommend": {"kind": "nps", "label": "Likelihood to recommend"},
                 "solved": {"kind": "binary", "good": ["Yes"], "label": "Matter solved"}},
}  # fmt: skip
TOUCHPOINTS = pd.DataFrame(
    {"touchpoint": ["call", "delivery", "shop"], "stage": "use", "owner": ["Ada", "Bo", "Cy"]}
)
OWNERS = pd.DataFrame(
    {"owner": ["Ada", "Bo", "Cy", "Di"], "department": ["Care", "Logistics", "Retail", "Finance"]}
)
INITIATIVES = pd.DataFrame({
    "initiative": ["call guide", "fast lane", "old magazine", "new window"],
    "touchpoint": ["call", "delivery", "shop", None], "owner": ["Ada", "Bo", "Di", "Cy"],
    "kpi": ["solved", "delivery days", "recommend", "recommend"],
})  # fmt: skip
TARGETS = pd.DataFrame({"kpi": ["margin"], "target": [5.0], "source": "own", "owner": ["Di"]})
VARIABLES = pd.DataFrame({"variable": ["call_wait", "mood"], "touchpoint": ["call", None],
                          "label": ["Waiting for an answer", "Mood"], "kind": "attribute",
                          "scale_low": 0.0, "scale_high": 10.0})  # fmt: skip


@pytest.fixture(scope="module")
def client():
    rng = np.random.default_rng(3)
    n = 24 * 50
    answers = pd.DataFrame({
        "customer": [f"c{k % CUSTOMERS:03d}" for k in range(n)],
        "time": pd.to_datetime([f"{MONTHS[k % 24]}-28" for k in range(n)]),
        "recommend": rng.integers(0, 11, n), "solved": rng.choice(["Yes", "No"], n),
        "call_wait": rng.integers(0, 11, n).astype(float), "mood": 5.0,
    })  # fmt: skip
    frames = {"responses": answers, "touchpoints": TOUCHPOINTS, "owners": OWNERS,
              "initiatives": INITIATIVES, "targets": TARGETS, "variables": VARIABLES}  # fmt: skip
    return from_frames(CONFIG, frames, period=NOW)


def written(**tables: list[dict]) -> dict[str, pd.DataFrame]:
    held = {
        name: pd.DataFrame(rows).reindex(columns=list(REGISTRY[name].columns))
        for name, rows in tables.items()
    }
    return {name: conform(name, frame) for name, frame in held.items()}


@pytest.fixture(scope="module")
def told(client) -> Callable[..., View]:
    """What may be shown of tables made by hand; every claim is held to the rules of a claim."""

    def made(**tables: list[dict]) -> View:
        shown = released(client, written(**tables))
        for row in shown["findings"].itertuples():
            _is_a_claim(row)
        return shown

    return made


def _is_a_claim(row: tuple) -> None:
    """At most two numbers, nothing missing, no id; a direction and a base that are declared."""
    claim = Voice().catalogue.text(f"{row.kind}|{row.direction}|claim")
    figures = json.loads(row.figures)
    assert sum(map(_a_number, (figures[slot] for slot in claim.slots))) <= 2
    for text in (row.statement, row.evidence):
        assert "–" not in text
        assert "=" not in text.replace("p = ", "").replace("n = ", "")
    assert row.direction in KINDS[row.kind].directions
    assert row.weight >= 0


def _a_number(figure: dict) -> bool:
    """Whether a slot is a value: a period is a name, a list of what is told one by one is one."""
    unit, value = next(iter(figure.items()))
    if unit == "coded":
        return any(_a_number(v) for name, v in value.items() if name != "code")
    return unit in NUMBERS - {"period", "day"}


def only(shown: View, kind: str) -> pd.Series:
    found = shown["findings"]
    found = found[found["kind"] == kind]
    assert len(found) == 1, found["finding_id"].tolist()
    return found.iloc[0]


def whom(shown: View, finding_id: str) -> set[tuple[str, str]]:
    rows = shown["concerns"]
    rows = rows[rows["finding_id"] == finding_id]
    return set(zip(rows["department"], rows["as"], strict=True))


# ---------------------------------------------------------------------- where every KPI stands


def kpi(**changed: object) -> dict:
    row = {"period": NOW, "kpi": "delivery days", "scope": "overall", "n": None, "value": 3.4,
           "centre": 2.2, "lower": 1.6, "upper": 2.8, "signal": "outside above", "side": "above",
           "complete": True, "chart": "XmR", "baseline": "frozen", "better": "low", "unit": "level",
           "n_of": "things"}  # fmt: skip
    return row | changed


@pytest.mark.parametrize(("changed", "direction"), [
    ({}, "signal worse"),
    ({"better": "high"}, "signal better"),
    ({"signal": "run of 8 below", "side": "below"}, "signal better"),
    ({"signal": "run of 8 below", "side": "below", "better": "high"}, "signal worse"),
    ({"side": None}, "signal"),
    ({"unit": "count"}, "signal"),
    # within its range by the chart, and yet unlike its own past: two tests, said in one sentence
    ({"signal": ""}, "steady, alerted"),
    ({"signal": None}, "steady, alerted"),
    ({"baseline": "silent", "signal": "", "centre": None, "lower": None, "upper": None},
     "too few periods"),
    ({"baseline": "never varied", "signal": "", "centre": 4.5, "lower": None, "upper": None},
     "never varied"),
    ({"baseline": "never varied", "signal": "", "centre": 3.4, "lower": None, "upper": None},
     "as ever"),
    # limits that rest on a hidden period are hidden, and so is what the rules said by them
    ({"centre": None, "lower": None, "upper": None, "signal": None, "side": None},
     "limits hidden"),
])  # fmt: skip
def test_the_chart_s_rules_choose_the_verb_where_an_alert_bears_them_out(told, changed, direction):
    rows = [kpi(**changed)]
    assert only(told(kpis=rows, alerts=alert()), "kpi")["direction"] == direction
    alone = {"steady, alerted": "steady"}.get(direction, direction)
    alone = "sign" if direction.startswith("signal") else alone
    assert only(told(kpis=rows), "kpi")["direction"] == alone


CLAIMS = {
    "signal worse": "In December 2025, delivery days stood at 3.40: there are signs of a change "
    "for the worse.",
    "sign": "In December 2025, delivery days stood at 3.40. Its chart shows a sign of change, "
    "which chance alone may bring.",
    "steady": "In December 2025, delivery days stood at 3.40, within the range it usually moves "
    "in.",
    "steady, alerted": "In December 2025, delivery days stood at 3.40: within the range it usually "
    "moves in, yet an alert was raised, for by its newest periods it was expected elsewhere.",
    "too few periods": "In December 2025, delivery days stood at 3.40; there are too few periods "
    "yet to know its usual range.",
    "limits hidden": "In December 2025, delivery days stood at 3.4; where it usually lies is not "
    "shown, because a small group could be worked back from it.",
}


@pytest.mark.parametrize(("changed", "raised", "direction"), [
    ({}, True, "signal worse"), ({}, False, "sign"), ({"signal": ""}, False, "steady"),
    ({"signal": ""}, True, "steady, alerted"),
    ({"baseline": "silent", "signal": ""}, False, "too few periods"),
    ({"centre": None, "lower": None, "upper": None, "signal": None}, False, "limits hidden"),
])  # fmt: skip
def test_a_kpi_names_its_period_and_never_says_that_nothing_changed(
    told, changed, raised, direction
):
    said = only(told(kpis=[kpi(**changed)], alerts=alert() if raised else []), "kpi")["statement"]
    assert said == CLAIMS[direction]
    assert "no change" not in said


def test_a_kpi_s_evidence_has_its_range_base_and_target(told):
    row = kpi(kpi="solved", n=50, value=0.5, low=0.36, high=0.64, centre=0.4, lower=0.3, upper=0.5,
              better="high", unit="share", n_of="answers", target=0.6, baseline="provisional",
              signal="run of 8 above")  # fmt: skip
    found = only(told(kpis=[row], alerts=alert(kpi="solved")), "kpi")
    assert found["evidence"] == (
        "Sign of change: eight in a row above the usual level. Usual level and range: 40% (30% to "
        "50%); periods measured: 1. 50% (36% to 64%) on 50 answers in December 2025. With so few "
        "periods the usual range is provisional. The target is 60%."
    )
    assert (found["n"], found["n_of"], found["grade"]) == (50, "answers", "survey")
    one_answer = 0.14 / z_value(0.95) * np.sqrt(50)  # its standard deviation, from the interval
    assert found["weight"] == pytest.approx(50 / CUSTOMERS * (0.5 - 0.4) / one_answer)


def test_a_kpi_without_a_base_counts_its_periods_and_the_newest_is_told(told):
    rows = [kpi(period=month, signal="", value=2.0) for month in MONTHS[-3:-1]] + [kpi()]
    found = only(told(kpis=rows, alerts=alert()), "kpi")
    assert (found["value"], found["n"], found["n_of"]) == (3.4, 3, "periods")
    assert found["weight"] == pytest.approx((3.4 - 2.2) / 2.2)  # against its usual level


def test_without_periods_a_kpi_is_told_over_all_of_the_data(client):
    row = kpi(kpi="solved", period="all", n=50, value=0.5, low=0.36, high=0.64, better="high",
              unit="share", n_of="answers", centre=None, lower=None, upper=None, signal="",
              side=None, baseline="silent")  # fmt: skip
    found = only(released(replace(client, period=None), written(kpis=[row])), "kpi")
    assert found["direction"] == "no periods"
    assert found["statement"].endswith(" stood at 50% over all of the data.")
    assert found["evidence"].startswith("No periods are told apart")
    assert found["evidence"].endswith("50% (36% to 64%) on 50 answers.")


def test_what_is_not_over_is_not_told(told):
    rows = [kpi(period=MONTHS[-2], value=2.0, signal=""), kpi(complete=False)]
    assert only(told(kpis=rows), "kpi")["value"] == 2.0


def test_a_hidden_newest_period_is_not_replaced_by_an_older_one(told):
    answers = {"kpi": "recommend", "unit": "nps", "n_of": "answers", "low": -50.0, "high": 50.0}
    rows = [kpi(**answers, n=80, period=MONTHS[-2]), kpi(**answers, n=4)]
    assert told(kpis=rows)["findings"].empty


@pytest.mark.parametrize(("signals", "baseline", "direction", "said"), [
    (["outside above", ""], "frozen", "parts sign", "shows a sign of change in 1 of the 2"),
    (["", ""], "frozen", "parts steady", "moved within its usual range in all 2 groups"),
    (["", ""], "silent", "parts too few", "too few periods yet to know its usual range"),
])  # fmt: skip
def test_a_kpi_measured_in_parts_tells_how_many_show_a_signal(
    told, signals, baseline, direction, said
):
    rows = [kpi(scope=f"region={k}", signal=s, baseline=baseline) for k, s in enumerate(signals)]
    found = only(told(kpis=rows), "kpi")
    assert (found["finding_id"], found["direction"]) == ("kpi:delivery days:parts", direction)
    assert said in found["statement"]


def test_a_sign_of_change_without_an_alert_is_told_as_one_that_chance_may_bring(told):
    """The chart's rules fire in every other month with nothing happening; the level stands."""
    found = only(told(kpis=[kpi(p_adjusted=0.2)]), "kpi")
    assert found["stands"]
    assert found["weight"] == 0
    raised = alert(scope="region=0")
    assert only(told(kpis=[kpi()], alerts=raised), "kpi")["direction"] == "sign"  # of a part
    parts = [kpi(scope=f"region={k}", p_adjusted=0.002) for k in range(2)]
    found = only(told(kpis=parts, alerts=raised), "kpi")
    assert (found["direction"], found["stands"]) == ("parts signal", True)
    assert "shows signs of a change in 2 of the 2" in found["statement"]


# verdict of the benefit: whether the KPI's line must know of it
JUDGED = {"kept": True, "kept unpromised": True, "fell short": True, "harm": True,
          "ruled out": False, "not found": False, None: False}  # fmt: skip


@pytest.mark.parametrize(("verdict", "moved"), JUDGED.items())
def test_a_sign_of_change_knows_of_an_initiative_that_changed_the_kpi(told, verdict, moved):
    """Else one finding credits the change to it, and another calls the same change chance's."""
    row = promise(kpi="delivery days", verdict=verdict)
    found = only(told(kpis=[kpi()], benefits=[row]), "kpi")
    assert found["direction"] == ("sign, moved" if moved else "sign")
    assert ("chance alone" in found["statement"]) != moved
    assert ("“call guide” did to it is judged by itself" in found["statement"]) == moved
    elsewhere = told(kpis=[kpi()], benefits=[row | {"kpi": "solved"}])
    assert only(elsewhere, "kpi")["direction"] == "sign"


def test_of_several_initiatives_the_one_that_changed_most_is_named(told):
    rows = [promise(name, kpi="delivery days", observed=by, low=by - 0.1, high=by + 0.1)
            for name, by in (("a sign", 0.2), ("two vans", -0.9))]  # fmt: skip
    assert "“two vans”" in only(told(kpis=[kpi()], benefits=rows), "kpi")["statement"]


# ---------------------------------------------------------------------- alerts


def alert(by_mix: tuple[str, ...] = (), **changed: object) -> list[dict]:
    """Through the step's own wording, so that its cell and the claim can be held together."""
    raised = {"kpi": "delivery days", "scope": "overall", "kind": "mean", "better": "low",
              "period": NOW, "rule": "outside", "seen": 3.4, "expected": 2.2, "low": 1.5,
              "high": 2.9, "p_adjusted": 0.002, "sigmas": 6.0}  # fmt: skip
    row = raised | {k: v for k, v in changed.items() if k in raised}
    base = {k: row[k] for k in ("kpi", "scope", "period")} | {"n": np.nan, "n_of": "things",
                                                               "unit": "level"}  # fmt: skip
    base |= {k: v for k, v in changed.items() if k in base}
    return alerted(pd.DataFrame([row]), pd.DataFrame([base]), by_mix).to_dict("records")


@pytest.mark.parametrize(("changed", "direction"), [
    ({}, "worse"), ({"better": "high"}, "better"), ({"seen": 1.0}, "better"),
    ({"kind": "count"}, "changed"), ({"rule": "run of 8"}, "worse lately"),
    ({"rule": "run of 8", "seen": 1.0}, "better lately"),
    ({"rule": "run of 8", "kind": "count"}, "changed lately"),
])  # fmt: skip
def test_an_alert_says_for_better_or_worse(told, changed, direction):
    shown = told(alerts=alert(**changed))
    found = only(shown, "alert")
    assert found["direction"] == direction
    assert found["statement"] == shown["alerts"]["words"].iloc[0]


def test_an_alert_in_words(told):
    found = only(told(alerts=alert(), kpis=[kpi()]), "alert")
    assert found["finding_id"] == "alert:delivery days:overall:outside"
    assert found["statement"] == (
        "In December 2025, delivery days stood at 3.4, worse than expected (about 2.20)."
    )
    assert found["evidence"] == (
        "Expected from its own past: 2.20 (1.50 to 2.90); adjusted over all series, p = 0.002."
    )
    assert (found["grade"], found["p_report"]) == ("events", 0.002)
    assert found["weight"] == pytest.approx(1.0 * (3.4 - 2.2) / 2.2 * (1 - 0.002 / 2))


@pytest.mark.parametrize(("values", "said"), [
    ([2.2, 3.5, 3.3, 3.4], "Beyond its usual range since October 2025, 3 periods in a row."),
    ([3.5, 2.2, 3.3, 3.4], "Beyond its usual range since November 2025, 2 periods in a row."),
    ([3.5, 3.3, 2.2, 3.4], None), ([1.0, 1.0, 1.0, 3.4], None),
])  # fmt: skip
def test_an_alert_says_since_when_its_series_lies_beyond_its_range(told, values, said):
    """A sentence on this month alone hides that it has been so for three."""
    months = ["2025-09", "2025-10", "2025-11", NOW]
    rows = [kpi(period=p, value=v, signal=None) for p, v in zip(months, values, strict=True)]
    evidence = only(told(alerts=alert(), kpis=rows), "alert")["evidence"]
    assert (said in evidence) if said else ("in a row" not in evidence)


def test_of_quiet_kpis_the_farthest_off_is_told_first(told):
    """By their own range, after those with a sign of change and those with a target; the alphabet
    says nothing of them."""
    quiet = {"signal": None, "side": None}
    rows = [
        kpi(kpi="a near", value=2.25, **quiet), kpi(kpi="b far", value=2.7, **quiet),
        kpi(kpi="c aimed", value=2.2, target=2.0, **quiet), kpi(kpi="d sign", value=2.3),
    ]  # fmt: skip
    found = told(kpis=rows)["findings"]
    assert found["subject"].tolist() == [
        "d sign:overall", "c aimed:overall", "b far:overall", "a near:overall"
    ]  # fmt: skip


@pytest.mark.parametrize(("unit", "n", "told_of"), [
    ("count", 2670.0, False), ("share", 2670.0, True), ("count", 12.0, True),
])  # fmt: skip
def test_a_count_is_no_base_of_itself(told, unit, n, told_of):
    value = 2670.0 if unit == "count" else 0.4
    row = kpi(unit=unit, value=value, n=n, n_of="visits", signal=None, side=None)
    evidence = only(told(kpis=[row]), "kpi")["evidence"]
    assert ("visits in December 2025" in evidence) is told_of


@pytest.mark.parametrize(("changed", "said"), [
    ({"unit": "share", "seen": 0.41, "expected": 0.3}, "41%, worse than expected (about 30%)"),
    ({"unit": "nps", "seen": -18.0, "expected": 12.0},
     "NPS −18, better than expected (about NPS +12)"),
    ({"unit": "money", "seen": 69.2, "expected": 50.0}, "£69, worse than expected (about £50)"),
    ({"unit": "count", "seen": 2670.0, "expected": 1200.0},
     "2,670, worse than expected (about 1,200)"),
])  # fmt: skip
def test_values_are_written_in_the_kpi_s_own_unit(told, changed, said):
    assert said in only(told(alerts=alert(**changed)), "alert")["statement"]


def test_a_lately_alert_tells_over_how_many_periods(told):
    found = only(told(alerts=alert(rule="run of 8")), "alert")
    assert found["statement"].startswith("In the periods up to December 2025, delivery days stood")
    assert "mean of 8 periods" in found["evidence"]


def at_equal_mix(finding_id: str, result: str) -> list[dict]:
    figures = {"segment": variable("plan"), "part": measured.change("nps", 14.0),
               "inside": measured.change("nps", 1.0, -4.0, 6.0)}  # fmt: skip
    return [{"finding_id": finding_id, "refuter": "equal mix", "result": result,
             "figures": json.dumps(figures), "step": "monitoring"}]  # fmt: skip


@pytest.mark.parametrize("rule", ["outside", "run of 8"])
def test_where_others_answer_nothing_got_better(told, rule):
    """The claim says who answered and no longer that it got better; so does the table."""
    finding_id = f"alert:recommend:overall:{rule}"
    given = {"kpi": "recommend", "unit": "nps", "better": "high", "rule": rule}
    shown = told(alerts=alert(by_mix=(finding_id,), **given),
                 refutations=at_equal_mix(finding_id, "failed"))  # fmt: skip
    found = only(shown, "alert")
    assert found["direction"] == ("mix" if rule == "outside" else "mix lately")
    assert "others answered than before" in found["statement"]
    assert "better" not in found["statement"]
    assert "by plan) moves it by +14" in found["evidence"]
    assert found["statement"] == shown["alerts"]["words"].iloc[0]


def test_where_customers_changed_too_the_alert_stays_and_tells_both(told):
    finding_id = "alert:recommend:overall:outside"
    given = {"kpi": "recommend", "unit": "nps", "better": "high"}
    shown = told(alerts=alert(**given), refutations=at_equal_mix(finding_id, "survived"))
    found = only(shown, "alert")
    assert found["direction"] in ("better", "worse")
    assert "changed too, +14" in found["evidence"]
    assert "at an equal mix" in found["tested"]


@pytest.mark.parametrize(("result", "direction"), [("failed", "signal mix"),
                                                   ("survived", "signal better")])  # fmt: skip
def test_a_signal_is_held_against_the_mix_as_an_alert_is(told, result, direction):
    given = {"kpi": "recommend", "unit": "nps", "better": "high", "signal": "outside above",
             "side": "above"}  # fmt: skip
    tried = at_equal_mix("kpi:recommend:overall", result)
    raised = alert(kpi="recommend", unit="nps", better="high")
    found = told(kpis=[kpi(**given)], refutations=tried, alerts=raised)
    assert only(found, "kpi")["direction"] == direction


def test_an_alert_reaches_the_owner_of_its_kpi(told):
    by_initiative = told(alerts=alert())
    assert whom(by_initiative, "alert:delivery days:overall:outside") == {("Logistics", "kpi")}
    by_target = told(alerts=alert(kpi="margin"))
    assert whom(by_target, "alert:margin:overall:outside") == {("Finance", "kpi")}
    overall = kpi(kpi="recommend", n=100, value=2.0, low=-10.0, high=14.0, unit="nps",
                  n_of="answers", signal="")  # fmt: skip
    place = told(alerts=alert(kpi="recommend", scope="touchpoint=call", unit="nps",
                              n=40, n_of="answers"), kpis=[overall])  # fmt: skip
    found = only(place, "alert")
    assert "Likelihood to recommend at call stood at" in found["statement"]
    assert whom(place, found["finding_id"]) == {("Care", "kpi"), ("Care", "touchpoint")}
    assert (found["n"], found["n_of"], found["grade"]) == (40, "answers", "survey")
    one_answer = 12.0 / z_value(0.95) * 10  # of everybody's, not of those at the call
    assert found["weight"] == pytest.approx(40 / CUSTOMERS * 1.2 / one_answer * 0.999)


@pytest.mark.parametrize(("newest", "known"), [
    ({}, 2.2),  # the level it usually has
    ({"centre": -2.2}, 2.2),
    ({"n": 400, "low": 3.0, "high": 3.8}, 0.4 / z_value(0.95) * 20),  # of one case
    ({"n": 400, "low": 3.0, "high": 3.8, "centre": 99.0}, 0.4 / z_value(0.95) * 20),
])  # fmt: skip
def test_a_change_is_measured_by_people_or_by_its_usual_level(told, newest, known):
    older = kpi(period=MONTHS[-2], centre=50.0, signal="")
    other = kpi(scope="region=North", centre=70.0, signal="")
    shown = told(alerts=alert(), kpis=[older, kpi(**newest), other])
    assert only(shown, "alert")["weight"] == pytest.approx(1.2 / known * 0.999)
    assert spread(shown, "delivery days") == pytest.approx(known)


@pytest.mark.parametrize("kpis", [
    [], [kpi(centre=None, baseline="silent", signal="")], [kpi(centre=0.0)],
    [kpi(n=400, low=3.4, high=3.4)],
])  # fmt: skip
def test_what_cannot_be_measured_weighs_nothing_and_is_told_all_the_same(told, kpis):
    shown = told(alerts=alert(), kpis=kpis)
    assert only(shown, "alert")["weight"] == 0
    assert spread(shown, "delivery days") == np.inf


def test_an_alert_does_not_push_its_kpi_behind_the_quiet_ones(told):
    """Page one tells it once (`tests/one_voice/test_order.py`); among the KPIs it comes first."""
    quiet = kpi(kpi="app rating", signal="", side=None, value=2.2)
    shown = told(alerts=alert(), kpis=[quiet, kpi()])
    weight = shown["findings"].set_index("subject")["weight"]
    assert weight["delivery days:overall"] > weight["app rating:overall"]


def test_an_alert_on_few_is_not_claimed(told):
    assert told(alerts=alert(n=4, n_of="answers", unit="nps"))["findings"].empty


# ---------------------------------------------------------------------- mix


def mix(**changed: object) -> dict:
    row = {"period": MONTHS[-2], "kpi": "recommend", "n": 200, "total_change": -22.0,
           "mix_change": -26.0, "within_change": 4.0, "segment": "plan", "mix_low": -30.0,
           "mix_high": -22.0, "within_low": -12.0, "within_high": 20.0, "verdict": "mix",
           "mix_p": 0.0001, "within_p": 0.6, "unit": "nps"}  # fmt: skip
    return row | changed


@pytest.mark.parametrize(("changed", "direction", "said"), [
    ({}, "mix", "200 answers are too few to see whether anything changed"),
    ({"within_low": -2.0, "within_high": 10.0}, "mix alone", "At an equal mix +4 (−2 to +10)"),
    ({"verdict": "both", "within_p": 0.01}, "mix and within", "p = 0.010"),
])  # fmt: skip
def test_what_the_segments_did_is_said_as_far_as_it_can_be_seen(told, changed, direction, said):
    found = only(told(mix=[mix(**changed)]), "mix")
    assert found["direction"] == direction
    assert said in found["evidence"]
    assert "nothing changed" not in found["statement"] + found["evidence"]


def test_a_change_of_mix_in_words(told):
    answers = kpi(kpi="recommend", n=64, value=10.0, low=-10.0, high=30.0, unit="nps",
                  n_of="answers", signal="")  # fmt: skip
    found = only_of(told(mix=[mix()], kpis=[answers]), "mix:recommend:2025-11")
    assert found["statement"] == (
        "In November 2025, Likelihood to recommend moved by −22 NPS points; a different mix of "
        "those who answered (by plan) alone accounts for −26 NPS points."
    )
    spread = 20.0 / z_value(0.95) * 8  # of one answer, from the interval of 64
    sure = found["weight"] / (26.0 / spread)  # 200 answers are all customers
    assert 0.99 < sure <= 1.0


def only_of(shown: View, finding_id: str) -> pd.Series:
    return shown["findings"].set_index("finding_id").loc[finding_id]


@pytest.mark.parametrize("changed", [
    {"verdict": "within"}, {"verdict": "neither"}, {"within_change": 30.0}, {"n": 5},
    {"period": MONTHS[0]},
])  # fmt: skip
def test_where_it_was_not_the_mix_or_long_ago_or_few_nothing_is_said(told, changed):
    assert told(mix=[mix(**changed)])["findings"].empty


# ------------------------------------------------------- what changed since the waves before


def change(name: str, by: float, **changed: object) -> dict:
    kind = name.partition("=")[0] if "=" in name else "variable"
    row = {"period": NOW, "kpi": "recommend", "kind": kind, "name": name, "n": 50, "change": by,
           "low": by - 10, "high": by + 10, "p_adjusted": 0.01,
           "unit": "level" if kind == "variable" else "nps", "periods": 12,
           "against": "waves before"}  # fmt: skip
    return row | changed


WHOLE = change("overall", 3.0, kind="overall", n=100, p_adjusted=0.5, unit="nps")


@pytest.mark.parametrize(("rows", "direction", "said"), [
    ([("touchpoint=call", 20.0)], "parts higher",
     "Higher in December 2025 than in the 12 periods before: Likelihood to recommend at call."),
    ([("touchpoint=call", -20.0)], "parts lower",
     "Lower in December 2025 than in the 12 periods before: Likelihood to recommend at call."),
    ([("plan=Basic", 20.0), ("call_wait", -2.0)], "parts both ways",
     "Compared with the 12 periods before, higher in December 2025: Likelihood to recommend (plan "
     "Basic); lower: Waiting for an answer."),
])  # fmt: skip
def test_what_moved_is_named_by_its_side(told, rows, direction, said):
    found = only(told(waves=[WHOLE, *(change(*row) for row in rows)]), "waves")
    assert (found["finding_id"], found["direction"]) == ("waves:recommend:parts", direction)
    assert found["statement"] == said
    assert (found["n"], found["n_of"]) == (100, "answers")


def test_a_variable_that_moved_concerns_its_touchpoint(told):
    shown = told(waves=[WHOLE, change("call_wait", -2.0, low=-3.0, high=-1.0)])
    found = only(shown, "waves")
    assert ("Care", "touchpoint") in whom(shown, "waves:recommend:parts")
    assert "Waiting for an answer −2.0 (−3.0 to −1.0), n = 50" in found["evidence"]
    spread = 1 / z_value(0.95) * np.sqrt(50)
    assert found["weight"] == pytest.approx(50 / CUSTOMERS * 2 / spread * (1 - 0.01 / 2))


def test_the_change_over_everybody_is_told_beside_its_parts(told):
    """Whether it moved or not: a part alone says nothing of the whole."""
    shown = told(waves=[change("touchpoint=call", -20.0, p_adjusted=1e-6), WHOLE])
    evidence = only(shown, "waves")["evidence"]
    assert "Likelihood to recommend over everybody: +3" in evidence
    assert "n = 100" in evidence
    assert waves_of(shown)["name"].tolist() == ["overall", "touchpoint=call"]
    assert waves_of(told(waves=[WHOLE])).empty  # where nothing moved there is no table
    lead = told(waves=[change("touchpoint=call", -20.0, p_adjusted=0.04), WHOLE])
    assert not only(lead, "waves")["stands"]
    assert waves_of(lead).empty  # a table shows as a result what only a lead is


LAST = {"against": "wave before", "before": "2025-11", "periods": 1}
EVERYBODY = change("overall", 26.7, kind="overall", low=17.9, high=35.5, p_adjusted=1e-6,
                   n=100, unit="nps")  # fmt: skip


@pytest.mark.parametrize(("by", "direction", "said"), [
    (26.7, "higher", "Likelihood to recommend was higher in December 2025 than in November 2025: "),
    (-26.7, "lower", "Likelihood to recommend was lower in December 2025 than in November 2025: "),
])  # fmt: skip
def test_the_change_over_everybody_is_said_first_and_of_what(told, by, direction, said):
    rows = [EVERYBODY | LAST | {"change": by, "low": by - 9, "high": by + 9},
            EVERYBODY | {"change": by - 2, "p_adjusted": 0.01}]  # fmt: skip
    found = only(told(waves=rows), "waves")
    assert (found["finding_id"], found["direction"]) == ("waves:recommend", direction)
    assert found["statement"].startswith(said)
    assert "Against November 2025: " in found["evidence"]
    assert "Against the 12 periods before: " in found["evidence"]


def test_of_two_comparisons_the_one_that_tells_is_told_with_its_own_number(told):
    rows = [EVERYBODY | LAST | {"p_adjusted": 0.6}, EVERYBODY | {"periods": 2}]
    said = only(told(waves=rows), "waves")["statement"]
    assert "than in the 2 periods before: " in said
    assert told(waves=[row | {"p_adjusted": 0.6} for row in rows])["findings"].empty


def test_what_chance_explains_or_few_carry_did_not_move(told):
    assert told(waves=[WHOLE, change("call_wait", 2.0, p_adjusted=0.2)])["findings"].empty
    assert told(waves=[WHOLE, change("call_wait", 2.0, n=4)])["findings"].empty


# ---------------------------------------------------------------------- promises


def promise(initiative: str = "call guide", **changed: object) -> dict:
    row = {"initiative": initiative, "kpi": "solved", "expected": 0.15, "n": 500, "observed": 0.21,
           "low": 0.18, "high": 0.24, "result": "realised", "verdict": "kept", "method": "ANCOVA",
           "units": 20, "why": coded("benefits|kept"), "parallel_p": 0.6, "n_of": "answers",
           "unit": "share", "treated": 0.5}  # fmt: skip
    return row | changed


OPEN = {"result": "not yet knowable", "observed": None, "low": None, "high": None, "n": None,
        "method": None, "units": None, "verdict": None, "treated": None}  # fmt: skip
BROKEN = {"result": "not realised", "observed": 0.01, "low": -0.02, "high": 0.04,
          "verdict": "ruled out", "why": coded("benefits|ruled out")}  # fmt: skip


@pytest.mark.parametrize(("changed", "direction", "said"), [
    ({}, "kept",
     "“call guide” kept its promise: Matter solved changed by +21 percentage points, and +15 "
     "percentage points had been promised."),
    ({"expected": None, "verdict": "kept unpromised"}, "kept unpromised",
     "“call guide” worked: Matter solved changed by +21 percentage points."),
    (BROKEN, "not kept",
     "“call guide” did not keep its promise: +15 percentage points had been promised for Matter "
     "solved, and no change beyond chance came of it."),
    (BROKEN | {"verdict": "not found"}, "not kept", "“call guide” did not keep its promise: "),
    (BROKEN | {"verdict": "fell short", "observed": 0.08, "low": 0.05, "high": 0.11}, "fell short",
     "“call guide” works but falls short of its promise: Matter solved changed by +8 percentage "
     "points, and "
     "+15 percentage points had been promised."),
    (BROKEN | {"verdict": "harm", "observed": -0.1, "low": -0.15, "high": -0.05}, "did harm",
     "“call guide” did not help: Matter solved changed by −10 percentage points, for the worse."),
    (OPEN, "not yet", "Whether “call guide” keeps its promise cannot be told yet."),
    (OPEN | {"knowable_from": "2026-06"}, "not yet, dated",
     "Whether “call guide” keeps its promise can be told from June 2026 on, not yet."),
])  # fmt: skip
def test_a_promise_kept_or_not(told, changed, direction, said):
    found = only(told(benefits=[promise(**changed)]), "benefit")
    assert (found["finding_id"], found["direction"]) == ("benefit:call guide", direction)
    assert found["statement"].startswith(said)


def test_a_promise_has_its_comparison_in_the_evidence(told):
    why = together([coded("benefits|kept"), coded("benefits|alike before", p={"p": 0.62})])
    found = only(told(benefits=[promise(why=why)]), "benefit")
    assert found["evidence"] == (
        "Against what was to be expected without it, Matter solved changed by +21 (+18 to "
        "+24) percentage points (comparison of groups at equal level before, 20 units, 500 "
        "answers): the "
        "change is beyond chance and in keeping with the promise; before the rollout both groups "
        "moved alike (p = 0.620). Promised: +15 percentage points."
    )


def test_what_was_measured_so_far_is_told(told):
    open_ = promise(**(OPEN | {"observed": 0.05, "low": -0.1, "high": 0.2, "n": 300, "units": 8,
                               "method": "ANCOVA", "verdict": "undecided"}),
                    why=coded("benefits|undecided"))  # fmt: skip
    found = only(told(benefits=[{**promise(), **open_}]), "benefit")
    assert found["evidence"].startswith("Why not yet: the data cannot yet tell")
    assert "So far Matter solved changed by +5 (−10 to +20) percentage points" in found["evidence"]
    assert found["weight"] == 0


def test_a_promise_weighs_its_change_or_what_it_missed(told):
    base = kpi(kpi="solved", n=100, value=0.5, low=0.4, high=0.6, unit="share", n_of="answers",
               signal="")  # fmt: skip
    spread = 0.1 / z_value(0.95) * 10
    kept = only_of(told(benefits=[promise()], kpis=[base]), "benefit:call guide")
    missed = only_of(told(benefits=[promise(**BROKEN)], kpis=[base]), "benefit:call guide")
    assert kept["weight"] == pytest.approx(0.5 * 0.21 / spread, rel=1e-3)
    assert 0.5 * 0.14 / spread * 0.5 <= missed["weight"] <= 0.5 * 0.14 / spread


def test_a_promise_reaches_its_owner_its_kpi_s_and_its_touchpoint_s(told):
    shown = told(benefits=[promise("old magazine", kpi="recommend", unit="nps", **BROKEN)])
    assert whom(shown, "benefit:old magazine") == {
        ("Finance", "benefit"), ("Retail", "touchpoint"),  # not all who are to move the KPI too
    }  # fmt: skip


def test_few_promises_are_told_one_by_one(told):
    shown = told(benefits=[promise(), promise("fast lane", **BROKEN | {"observed": -0.05})])
    found = only(shown, "benefits")
    assert found["finding_id"] == "benefits:calibration"
    assert found["statement"] == (
        "The promises judged so far: “call guide” kept (140%) and “fast lane” not kept (−33%)."
    )
    assert {d for d, _ in whom(shown, "benefits:calibration")} == {"Care", "Logistics"}


def test_many_promises_are_counted(told):
    names = list(INITIATIVES["initiative"])
    rows = [promise(name) for name in names[:3]] + [promise(names[3], **BROKEN)]
    found = only(told(benefits=rows), "benefits")
    assert found["direction"] == "counted"
    assert found["statement"] == "3 of 4 promises judged so far were kept."
    assert found["evidence"].endswith("They fared too differently to be averaged.")
    assert "On average" not in found["evidence"]


def test_promises_of_like_fate_are_averaged(told):
    kept = [promise(name) for name in list(INITIATIVES["initiative"])[:4]]
    found = only(told(benefits=kept), "benefits")
    assert "On average 140%" in found["evidence"]


def test_one_promise_or_one_not_judged_is_no_count(told):
    assert "benefits" not in set(told(benefits=[promise()])["findings"]["kind"])
    rows = [promise(), promise("fast lane", **OPEN)]
    assert "benefits" not in set(told(benefits=rows)["findings"]["kind"])


def test_promises_of_earlier_runs_count_too(client):
    past = pd.DataFrame([{"period": "2025-06", "initiative": "gone", "kpi": "solved",
                          "expected": 0.1, "observed": 0.05, "low": 0.02, "high": 0.08,
                          "result": "not realised"}])  # fmt: skip
    shown = released(replace(client, past_benefits=past), written(benefits=[promise()]))
    assert only(shown, "benefits")["statement"] == (
        "The promises judged so far: “call guide” kept (140%) and “gone” not kept (50%)."
    )


@pytest.mark.parametrize("now", [[], [promise(**OPEN)]])
def test_before_this_run_has_judged_any_promise_earlier_ones_are_not_counted(client, now):
    """As in the first notebook of the second month: its view is made before the steps are run."""
    earlier = {"period": "2025-06", "kpi": "solved", "expected": 0.1, "observed": 0.05, "low": 0.02,
               "high": 0.08, "result": "not realised"}  # fmt: skip
    past = pd.DataFrame([earlier | {"initiative": name} for name in ("gone", "over")])
    shown = released(replace(client, past_benefits=past), written(benefits=now))
    assert "benefits" not in set(shown["findings"]["kind"])


# ---------------------------------------------------------------------- back to the map, and help


def again(reason: str, **changed: object) -> dict:
    row = {"subject": "shop", "kind": "touchpoint", "step": "map", "n": 40, "reason": reason,
           "why": coded("revisit|unmapped"), "n_of": "visits"}  # fmt: skip
    return row | changed


DRIVER = {"subject": "call_wait", "kind": "variable", "step": "diagnose", "n": 600, "before": 0.6,
          "now": 0.2, "change": -0.4, "low": -0.5, "high": -0.3, "p_adjusted": 0.01,
          "n_of": "answers"}  # fmt: skip


@pytest.mark.parametrize(("row", "said", "department"), [
    (again("unmapped"), "Customers use shop, which is not on the map.", "Retail"),
    (again("abandoned", n=0, p_adjusted=0.003), "Nobody comes to shop any more; check whether it "
     "still belongs on the map.", "Retail"),
    (again("alert", why=coded("revisit|alert", alert={"coded": {"code": "revisit|unmapped"}})),
     "What is known about shop may no longer hold: an alert was raised there.", "Retail"),
    (again("weaker driver", **DRIVER), "“Waiting for an answer” goes with Likelihood to recommend "
     "less closely than a year before; its diagnosis should be made again.", "Care"),
    (again("stronger driver", **DRIVER | {"before": 0.2, "now": 0.6, "change": 0.4}),
     "“Waiting for an answer” goes with Likelihood to recommend more closely than a year before; "
     "its diagnosis should be made again.", "Care"),
    (again("turned driver", **DRIVER | {"now": -0.6, "change": -1.2}), "“Waiting for an answer” "
     "goes with Likelihood to recommend the other way than a year before; its diagnosis should be "
     "made again.", "Care"),
])  # fmt: skip
def test_what_is_to_be_mapped_or_diagnosed_again(told, row, said, department):
    shown = told(revisit=[row])
    found = only(shown, "revisit")
    assert found["statement"] == said
    assert whom(shown, found["finding_id"]) == {(department, "touchpoint")}


def test_a_changed_driver_weighs_by_its_change(told):
    found = only(told(revisit=[again("weaker driver", **DRIVER)]), "revisit")
    assert found["weight"] == pytest.approx(0.4 * (1 - 0.01 / 2))
    assert found["evidence"] == (
        "Correlation 0.20, a year before 0.60, difference −0.40 (−0.50 to −0.30) on 600 answers; "
        "adjusted p = 0.010."
    )


def stuck(n: int) -> list[dict]:
    return [{"customer": f"id{k}", "touchpoint": "call", "attempts": 3, "last_seen":
             pd.Timestamp("2025-12-20"), "suggestion": coded("stuck|offer help")}
            for k in range(n)]  # fmt: skip


def test_who_is_stuck_is_counted_and_never_named(told):
    broken = [{"touchpoint": "call", "n": 300, "effect": -0.1, "breaks": False}]
    shown = told(stuck=stuck(12), breakdowns=broken)
    found = only_of(shown, "stuck:call")
    assert found["statement"] == "12 customers are stuck at call now and could be helped."
    assert "Offer a person’s help" in found["evidence"]
    assert whom(shown, "stuck:call") == {("Care", "touchpoint")}
    assert found["weight"] == pytest.approx(12 / CUSTOMERS * 0.1 / 0.5)
    assert not any(f"id{k}" in found.to_json() for k in range(12))
    assert told(stuck=stuck(9))["findings"].empty


@pytest.mark.parametrize(("p", "stands"), [(1e-5, True), (0.04, False)])
def test_that_something_came_of_an_initiative_is_held_against_the_report(told, p, stands):
    assert only(told(benefits=[promise(p_adjusted=p)]), "benefit")["stands"] == stands


# ---------------------------------------------------------------------- on an earlier diagnosis


def test_on_results_of_an_earlier_diagnosis_all_findings_are_made_anew(client, tmp_path):
    results = Results(tmp_path / "results")
    for step in ("mapping", "diagnosis", "strategy", "alignment"):
        results.write(step, blank(step_module(step).GIVES))
    seen = [{"touchpoint": "forum", "interactions": 40, "customers": 30, "in_catalogue": False,
             "in_data": True}, {"touchpoint": "call", "interactions": 90, "customers": 50,
                                "in_catalogue": True, "in_data": True}]  # fmt: skip
    results.write("mapping", written(touchpoint_map=seen))
    session = Session(client, tmp_path)
    session.run("monitoring")
    made = session.results["findings"].set_index("finding_id")["step"]
    assert made["map:never mapped"] == "mapping"
    assert made["kpi:recommend:overall"] == "monitoring"
    assert set(session.results["finding_rows"]["finding_id"]) == set(made.index)


def test_every_direction_is_reached(unmet):
    """The last test: it sees what the others have made."""
    assert not unmet(KINDS.values())
