"""Each question's reading of the tables, as tables of input and answer."""

import pandas as pd
import pytest

from cxlib.training import reading


def rows(**columns):
    return pd.DataFrame(columns)


DRIVERS = rows(
    outcome=["recommend", "recommend", "b"],
    scope=["overall", "plan=Basic", "bill"],
    variable=["b", "b", "b_clear"],
    importance=[0.2, 0.4, 0.3],
    critical=pd.array([True, False, None], "boolean"),
    group=[None, None, "b_clear = b_plain"],
)


@pytest.mark.parametrize(
    ("find", "subject", "answer"),
    [
        (reading.driver, "recommend:b", "critical"),
        (reading.driver, "bill:b_clear", "not critical"),
        (reading.driver, "recommend:c", None),
        (reading.strongest, "recommend", "b"),
        (reading.duplicate, "b_plain", "b_clear"),
        (reading.duplicate, "c", None),
    ],
)
def test_drivers(find, subject, answer):
    assert find({"drivers": DRIVERS}, subject) == answer


BACKSTAGE = rows(
    activity=["sync", "sync", "stock"],
    touchpoint=["cart", "offers", "cart"],
    p_adjusted=[0.001, 0.9, 0.01],
    harmful=pd.array([True, False, False], "boolean"),
)


@pytest.mark.parametrize(
    ("subject", "answer"),
    [("sync:cart", "guilty"), ("sync:offers", "innocent"), ("stock:cart", "innocent"),
     ("other:cart", "innocent")],
)  # fmt: skip
def test_an_activity_is_guilty_where_it_does_harm(subject, answer):
    assert reading.backstage({"backstage": BACKSTAGE}, subject) == answer
    assert reading.backstage({}, subject) is None


def groups(recovered, lost):
    return rows(
        group=["never failed", "failed and recovered", "failed and not recovered"],
        score=[7.0, recovered, lost],
        low=[6.9, recovered - 0.2, lost - 0.2],
        retention=[0.9, recovered / 8, lost / 8],
        retention_low=[0.89, recovered / 8 - 0.02, lost / 8 - 0.02],
    )


@pytest.mark.parametrize(
    ("recovered", "lost", "answer"),
    [(6.9, 5.5, "wins back"), (6.0, 5.9, "does not win back"), (5.0, 6.0, "does not win back")],
)
def test_recovery_wins_back_where_the_intervals_leave_no_doubt(recovered, lost, answer):
    assert reading.recovery({"recovery": groups(recovered, lost)}, "service") == answer


@pytest.mark.parametrize(
    ("subject", "answer"),
    [("a:truth", "yes"), ("a:friction", "no"), ("b:any", "no"), ("a:any", "yes")],
)
def test_moments(subject, answer):
    moments = rows(touchpoint=["a"], moment=["truth"])
    assert reading.moment({"moments": moments}, subject) == answer


@pytest.mark.parametrize(
    ("mixed", "within", "answer"), [(-20.0, 5.0, "mix"), (-2.0, 5.0, "scores")]
)
def test_mix(mixed, within, answer):
    table = rows(kpi=["recommend"], period=["2026-06"], mix_change=[mixed], within_change=[within])
    assert reading.mix({"mix": table}, "recommend:2026-06") == answer
    assert reading.mix({"mix": table}, "recommend:2026-07") is None


@pytest.mark.parametrize(
    ("rules", "answer"),
    [(["several accountable"], "two accountable"), (["none responsible"], "nobody responsible"),
     (["cause elsewhere"], "clear"), (["none accountable", "none responsible"],
                                      "nobody responsible"), ([], "clear")],
)  # fmt: skip
def test_raci(rules, answer):
    table = rows(subject=["pages"] * len(rules), rule=rules)
    assert reading.raci({"raci_findings": table}, "pages") == answer
    assert reading.raci({"raci_findings": table}, "bills") == "clear"
    assert reading.raci({}, "pages") is None


def test_map_alerts_and_breakdowns():
    on_map = rows(
        touchpoint=["a", "b", "c"],
        in_catalogue=pd.array([True, True, False], "boolean"),
        in_data=pd.array([True, False, True], "boolean"),
    )
    assert reading.mapped({"touchpoint_map": on_map}, "in data only") == "c"
    assert reading.mapped({"touchpoint_map": on_map}, "on map only") == "b"
    alerts = rows(kpi=["days"], scope=["overall"])
    kpis = rows(kpi=["days", "calls"], scope=["overall", "overall"])
    assert reading.alert({"alerts": alerts, "kpis": kpis}, "days") == "alert"
    assert reading.alert({"alerts": alerts, "kpis": kpis}, "calls") == "quiet"
    assert reading.alert({"alerts": alerts, "kpis": kpis}, "other") is None
    breaks = rows(touchpoint=["cart"], breaks=pd.array([True], "boolean"))
    assert reading.breakdown({"breakdowns": breaks}, "cart") == "breaks"
    assert reading.breakdown({"breakdowns": breaks}, "bill") == "holds"
