"""The RACI rules as an input -> output table."""

import pandas as pd
import pytest

from cxlib.alignment.causes import guilty
from cxlib.alignment.load import loads
from cxlib.alignment.raci import raci_findings
from cxlib.language import Voice
from cxlib.results.coded import code_of

NOTHING = pd.DataFrame(columns=["touchpoint", "initiative", "owner", "activity", "department"])


def matrix(*rows):
    return pd.DataFrame(rows, columns=["subject", "department", "letter"])


def rules(raci, touchpoints=NOTHING, initiatives=NOTHING, causes=NOTHING, known=frozenset()):
    found = raci_findings(raci, touchpoints, initiatives, causes, known)
    assert found.finding.map(code_of).tolist() == [f"raci_findings|{rule}" for rule in found.rule]
    said = [*found.finding, *found.remedy]
    assert all(Voice().coded(cell) for cell in said)  # every code is in the catalogue
    return [(row.subject, row.rule) for row in found.itertuples()]


FINE = [("shop", "Retail", "A"), ("shop", "Retail", "R"), ("shop", "IT", "C")]
TABLE = [
    (FINE, []),
    ([("shop", "Retail", "R")], [("shop", "none accountable")]),
    ([("shop", "Retail", "A")], [("shop", "none responsible")]),
    ([("shop", "Retail", "I")], [("shop", "none accountable"), ("shop", "none responsible")]),
    ([*FINE, ("shop", "IT", "A")], [("shop", "several accountable")]),
    ([*FINE, ("shop", "Retail", "A")], []),
]


@pytest.mark.parametrize(("rows", "expected"), TABLE)
def test_letters(rows, expected):
    assert rules(matrix(*rows)) == expected


def test_two_accountable_are_named():
    found = raci_findings(matrix(*FINE, ("shop", "IT", "A")), NOTHING, NOTHING, NOTHING)
    assert found[["departments", "remedy_by", "value"]].values.tolist() == [
        ["IT; Retail", "IT; Retail", 2]
    ]
    assert Voice().coded(found.finding[0]) == (
        "more than one department is accountable: IT and Retail"
    )


def test_orphans_are_touchpoints_and_initiatives_without_any_letter():
    touchpoints = pd.DataFrame({"touchpoint": ["Shop", "web"], "owner": ["Retail", None]})
    initiatives = pd.DataFrame({"initiative": ["cart"], "owner": ["Web"]})
    found = raci_findings(matrix(*FINE), touchpoints, initiatives, NOTHING)
    assert found.subject.tolist() == ["web", "cart"]
    assert Voice().coded(found.remedy[1]).endswith("its owner is Web")
    assert code_of(found.remedy[0]) == "raci_findings|orphan|remedy"


def test_the_accountable_should_run_what_causes_the_problem():
    cause = pd.DataFrame({"touchpoint": ["shop"], "activity": ["stock"], "department": ["IT"]})
    assert rules(matrix(*FINE), causes=cause) == [("shop", "cause elsewhere")]
    assert rules(matrix(*FINE, ("shop", "IT", "R")), causes=cause) == []
    own = cause.assign(department="RETAIL ")
    assert rules(matrix(*FINE), causes=own) == []


def test_the_department_of_the_cause_must_act_and_the_accountable_one_is_named():
    cause = pd.DataFrame({"touchpoint": ["Shop", "Shop"], "activity": ["stock", "sync"],
                          "department": ["IT", "Depot"]})  # fmt: skip
    found = raci_findings(matrix(*FINE), NOTHING, NOTHING, cause).iloc[0]
    assert (found.departments, found.remedy_by) == ("Retail", "Depot; IT")
    assert found.activity == "stock; sync"
    assert Voice().coded(found.remedy) == (
        "make Depot and IT responsible here too, with a shared target"
    )


def test_overload_is_twice_the_median_load():
    rows = [(f"s{i}", "Care", letter) for i in range(4) for letter in "AR"]
    rows += [(f"s{i}", f"d{i}", letter) for i in range(4, 7) for letter in "AR"]
    assert loads(matrix(*rows)).set_index("department").load.to_dict() == {
        "Care": 20, "d4": 5, "d5": 5, "d6": 5,
    }  # fmt: skip
    assert rules(matrix(*rows)) == [("Care", "overload")]
    found = raci_findings(matrix(*rows), NOTHING, NOTHING, NOTHING).iloc[0]
    assert (found.value, found.against) == (20, 5)
    assert Voice().coded(found.finding) == (
        "more than twice the usual load: 20 against 5 (accountable for 4, responsible for 4, "
        "consulted on 0)"
    )
    few = [row for row in rows if row[1] != "d6"]
    assert rules(matrix(*few)) == []


def test_consulted_by_everyone_is_a_bottleneck():
    rows = [(f"s{i}", f"d{i}", letter) for i in range(4) for letter in "AR"]
    asked = [(f"s{i}", "Legal", "C") for i in range(3)]
    assert rules(matrix(*rows, *asked)) == [("Legal", "bottleneck")]
    assert rules(matrix(*rows, *asked[:2])) == []


def test_unknown_departments_are_named_where_others_are_known():
    assert rules(matrix(*FINE), known=frozenset({"retail"})) == [("IT", "unknown department")]
    assert rules(matrix(*FINE)) == []


def test_guilty_are_harmful_and_significant():
    backstage = pd.DataFrame(
        {"activity": ["sync", "stock", "bill"], "touchpoint": "cart", "n": [90, 90, 90],
         "p_adjusted": [0.01, 0.2, 0.01], "harmful": [True, True, False]}
    )  # fmt: skip
    activities = pd.DataFrame({"activity": ["sync", "stock", "bill"], "touchpoint": "cart",
                               "department": "IT"})  # fmt: skip
    assert guilty(backstage, activities, 0.05).activity.tolist() == ["sync"]
    assert guilty(backstage, activities, 0.05, fewest=91).empty


def test_who_runs_an_activity_is_asked_where_it_hurts():
    backstage = pd.DataFrame({"activity": ["sync", "sync"], "touchpoint": ["bill", "shop"], "n": 90,
                              "p_adjusted": 0.01, "harmful": True})  # fmt: skip
    activities = pd.DataFrame({"activity": ["sync", "sync"], "touchpoint": ["cart", "bill"],
                               "department": ["Web", "IT"]})  # fmt: skip
    found = guilty(backstage, activities, 0.05).set_index("touchpoint").department
    assert found.to_dict() == {"bill": "IT", "shop": "Web"}
