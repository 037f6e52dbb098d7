"""The RACI rules as an input -> output table."""

import pandas as pd
import pytest

from cxlib.alignment.load import loads
from cxlib.alignment.raci import guilty, raci_findings

NOTHING = pd.DataFrame(columns=["touchpoint", "initiative", "owner", "activity", "department"])


def matrix(*rows):
    return pd.DataFrame(rows, columns=["subject", "department", "letter"])


def rules(raci, touchpoints=NOTHING, initiatives=NOTHING, causes=NOTHING, known=frozenset()):
    found = raci_findings(raci, touchpoints, initiatives, causes, known)
    assert found.remedy.str.len().gt(0).all()
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
    assert found.finding[0] == "2 departments are accountable: IT, Retail"
    assert found.remedy[0] == "agree on one A; the others become R or C"


def test_orphans_are_touchpoints_and_initiatives_without_any_letter():
    touchpoints = pd.DataFrame({"touchpoint": ["Shop", "web"], "owner": ["Retail", None]})
    initiatives = pd.DataFrame({"initiative": ["cart"], "owner": ["Web"]})
    found = raci_findings(matrix(*FINE), touchpoints, initiatives, NOTHING)
    assert found.subject.tolist() == ["web", "cart"]
    assert found.remedy[1].endswith("its owner on the map is Web")


def test_the_accountable_should_run_what_causes_the_problem():
    cause = pd.DataFrame({"touchpoint": ["shop"], "activity": ["stock"], "department": ["IT"]})
    assert rules(matrix(*FINE), causes=cause) == [("shop", "cause elsewhere")]
    assert rules(matrix(*FINE, ("shop", "IT", "R")), causes=cause) == []
    own = cause.assign(department="Retail")
    assert rules(matrix(*FINE), causes=own) == []


def test_overload_is_twice_the_median_load():
    rows = [(f"s{i}", "Care", letter) for i in range(4) for letter in "AR"]
    rows += [(f"s{i}", f"d{i}", letter) for i in range(4, 7) for letter in "AR"]
    assert loads(matrix(*rows)).set_index("department").load.to_dict() == {
        "Care": 20, "d4": 5, "d5": 5, "d6": 5,
    }  # fmt: skip
    assert rules(matrix(*rows)) == [("Care", "overload")]
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
        {"activity": ["sync", "stock", "bill"], "touchpoint": "cart",
         "p_adjusted": [0.01, 0.2, 0.01], "harmful": [True, True, False]}
    )  # fmt: skip
    activities = pd.DataFrame({"activity": ["sync", "stock", "bill"], "department": "IT"})
    assert guilty(backstage, activities, 0.05).activity.tolist() == ["sync"]
