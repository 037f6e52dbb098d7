"""Whom a claim concerns, by small tables of owners."""

import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.findings.claim import Claim
from cxlib.findings.routing import Owners, concerns
from cxlib.release.view import view

CONFIG = {"client": "Testing Ltd", "period": "none", "outcomes": {"recommend": {"kind": "nps"}}}
FRAMES = {
    "responses": pd.DataFrame({"recommend": range(11)}),
    "touchpoints": pd.DataFrame({"touchpoint": ["Cart", "bill", "shop"], "stage": "use",
                                 "owner": ["Wendy", "Money", None]}),
    "owners": pd.DataFrame({"owner": ["wendy", "Money", "Ann"],
                            "department": ["Digital", None, "Research"]}),
    "activities": pd.DataFrame({"activity": ["sync", "Sync", "print"],
                                "touchpoint": ["Cart", "bill", "bill"],
                                "department": ["IT", "Billing", None]}),
    "initiatives": pd.DataFrame({"initiative": ["Honest Cart", "orphan", "new bill"],
                                 "owner": ["Wendy", None, "Money"],
                                 "kpi": ["sales", "wait", "recommend @ touchpoint=shop"]}),
    "targets": pd.DataFrame({"kpi": ["Delivery Days", "sales"], "period": "all", "target": 2.2,
                             "owner": ["Ann", "Money"]}),
}  # fmt: skip


def owners(gone=()):
    frames = {name: frame for name, frame in FRAMES.items() if name not in gone}
    return Owners(view(from_frames(CONFIG, frames), {}))


@pytest.fixture(scope="module")
def known():
    return owners()


OF = [
    ("touchpoint", "Cart", ["Digital"]),  # the owner's department
    ("touchpoint", " CART ", ["Digital"]),  # however it is written
    ("touchpoint", "bill", ["Money"]),  # an owner without a department stands for itself
    ("touchpoint", "shop", []),  # nobody's
    ("touchpoint", "moon", []),
    ("cause", "SYNC", ["Billing", "IT"]),  # both who run it
    ("cause", "print", []),
    ("remedy", "IT", ["IT"]),
    ("department", "Legal", ["Legal"]),
    ("initiative", "honest cart", ["Digital"]),
    ("benefit", "Honest Cart", ["Digital"]),
    ("initiative", "orphan", []),
]


@pytest.mark.parametrize(("what", "name", "who"), OF)
def test_who_owns_it(known, what, name, who):
    assert known.of(what, name) == who


KPIS = [
    ("recommend @ touchpoint=cart", ["Digital"]),  # the touchpoint's owner first
    ("recommend@touchpoint=CART", ["Digital"]),
    ("recommend @ touchpoint=shop", ["Money"]),  # nobody's place: who watches it there
    ("Cart", ["Digital"]),  # a KPI that is called as its touchpoint
    ("sales", ["Digital"]),  # the initiative that watches it, before the target's owner
    ("SALES @ overall", ["Digital"]),
    ("sales @ plan=Basic", ["Digital"]),  # watched elsewhere is better than nobody
    ("delivery days", ["Research"]),  # the target's owner
    ("wait", []),  # watched by an initiative that nobody owns
    ("smiles", []),
    ("smiles @ touchpoint=shop", []),
]


@pytest.mark.parametrize(("kpi", "who"), KPIS)
def test_who_owns_a_kpi(known, kpi, who):
    assert known.of("kpi", kpi) == who


def test_without_any_table_nobody_owns_anything():
    nobody = owners(gone=set(FRAMES) - {"responses"})
    for what in ("touchpoint", "cause", "kpi", "benefit", "initiative"):
        assert nobody.of(what, "Cart") == []


def test_without_initiatives_the_targets_owner_is_told():
    assert owners(gone={"initiatives"}).of("kpi", "sales") == ["Money"]


def claim(*about):
    return Claim("x", "said", {}, (("moments", {"moment_id": "x"}),), about=about)


def test_everybody_is_told_once_in_each_part_they_have(known):
    said = claim(("touchpoint", "Cart"), ("cause", "sync"), ("remedy", "IT"),
                 ("touchpoint", "cart"), ("kpi", "sales"), ("touchpoint", "shop"))  # fmt: skip
    assert list(concerns(said, known)) == [
        ("Digital", "touchpoint"), ("Billing", "cause"), ("IT", "cause"), ("IT", "remedy"),
        ("Digital", "kpi"),
    ]  # fmt: skip


def test_a_claim_about_nothing_concerns_nobody(known):
    assert list(concerns(claim(), known)) == []
