"""Whom a claim concerns, by small tables of owners."""

import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.findings.claim import Claim
from cxlib.findings.kinds.diagnosis.drivers import _at
from cxlib.findings.routing import WATCHING, Owners, concerns
from cxlib.release.view import view
from cxlib.results import conform, empty

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


def test_what_drives_an_outcome_at_no_touchpoint_concerns_whoever_answers_for_the_outcome():
    answers = pd.DataFrame({"recommend": range(11), "price": range(11)})
    owns = pd.DataFrame({"kpi": ["recommend"], "period": "all", "target": 30, "owner": ["Ann"]})
    frames = {name: FRAMES[name] for name in ("touchpoints", "owners")}
    shown = view(from_frames(CONFIG, frames | {"responses": answers, "targets": owns}), {})
    homeless = _at(shown, ["price"], "recommend")
    claim = Claim("recommend:overall:price", "rises", {}, (), about=homeless)
    assert set(concerns(claim, Owners(shown))) >= {("Research", "kpi")}
    assert _at(shown, ["price"], "recommend", "bill") == (("touchpoint", "bill"),)


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


# ---------------------------------------------------------------------- several who watch one KPI

MOVERS = pd.DataFrame({
    "initiative": ["a magazine", "z call", "m app"], "owner": ["Money", "Wendy", "Ann"],
    "status": "planned", "kpi": ["recommend", "recommend", "wait"],
})  # fmt: skip


def moved(movers=MOVERS, chosen=None, **more):
    """Owners where these initiatives move KPIs; `chosen` says which of them the plan holds."""
    shown = view(from_frames(CONFIG, FRAMES | {"initiatives": movers} | more), {})
    if chosen is not None:
        plan = pd.DataFrame({"initiative": list(chosen), "chosen": list(chosen.values())})
        whole = plan.reindex(columns=list(empty("portfolio").columns))
        shown.tables["portfolio"] = conform("portfolio", whole).assign(base_note="")
    return Owners(shown)


@pytest.mark.parametrize("movers", [MOVERS, MOVERS.iloc[::-1]])
def test_of_several_who_would_move_a_kpi_nobody_answers_and_all_are_concerned(movers):
    """The order of the file makes nobody its owner."""
    known = moved(movers)
    assert known.of("kpi", "recommend") == []
    assert set(concerns(claim(("kpi", "recommend")), known)) == {
        ("Money", WATCHING), ("Digital", WATCHING),
    }  # fmt: skip


def test_several_initiatives_of_one_department_make_it_answer():
    both = MOVERS.assign(owner=["wendy", "Wendy", "Ann"])
    assert list(concerns(claim(("kpi", "recommend")), moved(both))) == [("Digital", "kpi")]


def test_where_several_would_move_it_the_target_s_owner_answers():
    """And reads it once, where an initiative of its own is among them."""
    targets = pd.DataFrame({"kpi": ["recommend"], "period": "all", "target": 2.0, "owner": "Ann"})
    told = list(concerns(claim(("kpi", "recommend")), moved(targets=targets)))
    assert told == [("Research", "kpi"), ("Money", WATCHING), ("Digital", WATCHING)]
    own = list(concerns(claim(("kpi", "recommend")), moved(targets=targets.assign(owner="Money"))))
    assert own == [("Money", "kpi"), ("Digital", WATCHING)]


def test_the_place_s_owner_answers_and_only_who_watches_it_there_is_told_too():
    movers = MOVERS.assign(kpi=["recommend", "recommend @ touchpoint=bill", "wait"])
    place = claim(("kpi", "recommend @ touchpoint=bill"))
    assert list(concerns(place, moved(movers))) == [("Money", "kpi"), ("Digital", WATCHING)]
    cart = claim(("kpi", "recommend @ touchpoint=Cart"))
    assert list(concerns(cart, moved(movers))) == [("Digital", "kpi")]


def test_what_nobody_will_do_watches_nothing():
    stopped = moved(MOVERS.assign(status=["stopped", "planned", "planned"]))
    assert stopped.of("kpi", "recommend") == ["Digital"]
    left_out = moved(chosen={"a magazine": False, "z call": True})
    assert left_out.of("kpi", "recommend") == ["Digital"]
    running = moved(MOVERS.assign(status=["running", "planned", "planned"]),
                    chosen={"a magazine": False, "z call": True})  # fmt: skip
    assert running.of("kpi", "recommend") == []


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
