"""The claims of step 4, each from small tables made by hand."""

import json

import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.findings import released
from cxlib.findings.collecting import collected, id_of
from cxlib.findings.kinds.alignment import KINDS
from cxlib.findings.order import weights
from cxlib.language import catalogue
from cxlib.language.figure import NUMBERS
from cxlib.results import REGISTRY, conform
from cxlib.results.coded import coded, text, together

CONFIG = {"client": "Testing Ltd", "currency": "GBP", "period": "month",
          "outcomes": {"recommend": {"kind": "nps"}}, "policy": {"privacy_n": 10}}  # fmt: skip
PLACES = pd.DataFrame({"touchpoint": ["cart", "bill", "shop"], "stage": "use",
                       "owner": ["Wendy", "Money", "Retail"]})  # fmt: skip
OWNERS = pd.DataFrame({"owner": ["Wendy", "Money", "Retail"],
                       "department": ["Digital", "Finance", None], "capacity": 1.0})  # fmt: skip
INITIATIVES = pd.DataFrame({"initiative": ["honest cart"], "touchpoint": ["cart"],
                            "owner": ["Wendy"], "kpi": ["sales"]})  # fmt: skip
ACTIVITIES = pd.DataFrame({"activity": ["sync", "print"], "touchpoint": ["cart", "bill"],
                           "department": ["IT", "Finance"], "cost": [10.0, 90.0]})  # fmt: skip
RACI = pd.DataFrame([("cart", "Digital", "A"), ("bill", "Finance", "A"), ("bill", "IT", "C")],
                    columns=["subject", "department", "letter"])  # fmt: skip
FRAMES = {"touchpoints": PLACES, "owners": OWNERS, "initiatives": INITIATIVES, "raci": RACI,
          "activities": ACTIVITIES,
          "kpis": pd.DataFrame({"kpi": "sales", "period": ["2026-08", "2026-09"],
                                "value": 1.0})}  # fmt: skip
MAP = {"touchpoint": ["cart", "bill", "shop"], "customers": [200, 1000, 500]}
MOMENTS = {"moment_id": ["cart:friction", "bill:friction"], "touchpoint": ["cart", "bill"],
           "n": 500, "value_at_stake": [300.0, 100.0], "rank": [1, 2]}  # fmt: skip


def tables(**given):
    """Result tables as the store holds them; the map and the moments are always there."""
    made = {"touchpoint_map": MAP, "moments": MOMENTS} | given
    return {
        name: conform(name, pd.DataFrame(rows).reindex(columns=list(REGISTRY[name].columns)))
        for name, rows in made.items()
    }


def shown(frames=FRAMES, **given):
    return released(from_frames(CONFIG, frames), tables(**given))


def told(frames=FRAMES, **given):
    """The findings of this step, by id."""
    found = shown(frames, **given)["findings"]
    return found[found["step"] == "alignment"].set_index("finding_id")


def raci(rule, subject="cart", **values):
    row = {"subject": subject, "rule": rule, "finding": coded(f"raci_findings|{rule}"),
           "remedy": coded(f"raci_findings|{rule}|remedy")}  # fmt: skip
    return {name: [value] for name, value in (row | values).items()}


# ------------------------------------------------------------------ who answers for what


DECLARED = [
    ("none accountable", "cart", {}, "No department is accountable for cart.", "Digital"),
    ("several accountable", "bill", {"departments": "Digital; IT", "remedy_by": "Digital; IT"},
     "More than one department is accountable for bill: Digital and IT.", "Finance, Digital, IT"),
    ("none responsible", "honest cart", {"departments": "Digital", "remedy_by": "Digital"},
     "No department is responsible for the work on honest cart.", "Digital"),
    ("overload", "Digital", {"departments": "Digital", "value": 20, "against": 8},
     "Digital carries more than twice the usual load of responsibilities.", "Digital"),
    ("bottleneck", "IT", {"departments": "IT", "value": 5, "against": 9},
     "IT is to be consulted on 5 of 9 touchpoints and initiatives.", "IT"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "subject", "values", "said", "who"), DECLARED)
def test_what_the_matrix_leaves_open(rule, subject, values, said, who):
    found = told(raci_findings=raci(rule, subject, **values)).loc[f"raci:{subject}:{rule}"]
    assert (found.statement, found.departments) == (said, who)
    assert (found.direction, found.grade, found.n_of) == (rule, "opinion", "things")
    assert pd.isna(found.p_report)


def test_it_weighs_what_is_at_stake_there_and_less_than_what_was_measured():
    found = told(raci_findings=raci("none accountable")).loc["raci:cart:none accountable"]
    assert found.weight == pytest.approx(200 / 1000 * 300 / 400 * 0.1)
    initiative = told(
        raci_findings=raci("none accountable", "honest cart"),
        portfolio={"initiative": ["honest cart"], "touchpoint": ["cart"], "chosen": [True]},
    )
    assert initiative.weight["raci:honest cart:none accountable"] == pytest.approx(found.weight)


def test_all_orphans_are_one_claim():
    rows = pd.concat(pd.DataFrame(raci("orphan", name)) for name in ("cart", "shop"))
    found = told(raci_findings=rows).loc["raci:orphans"]
    assert found.statement == "No department has been given a part in cart and shop."
    assert found.evidence.startswith("2 touchpoints and initiatives are missing")
    assert found.departments == "Digital, Retail"
    one = told(raci_findings=raci("orphan", "shop")).loc["raci:orphans"]
    assert one.evidence.startswith("One touchpoint or initiative is missing")


def elsewhere(**values):
    row = {
        "activity": "sync",
        "touchpoint": "cart",
        "measure": "failure",
        "acts_on": "breakdown",
        "n_of": "visits",
        "n": 900,
        "effect": 0.4,
        "low": 0.3,
        "high": 0.5,
        "p_adjusted": 0.001,
        "harmful": True,
    }
    rule = raci("cause elsewhere", departments="Digital", activity="sync", remedy_by="IT")
    rule["remedy"] = [coded("raci_findings|cause elsewhere|remedy", remedy_by=text("IT"))]
    return {"raci_findings": rule, "backstage": {k: [v] for k, v in (row | values).items()}}


def test_the_cause_concerns_who_runs_it_and_who_is_accountable():
    view = shown(**elsewhere())
    found = view["findings"].set_index("finding_id").loc["cause elsewhere:cart"]
    assert found.statement == (
        "Trouble in sync reaches customers at cart. It lies with IT, but Digital must answer for "
        "it."
    )
    assert "make IT responsible here too, with a shared target" in found.evidence
    assert (found.n, found.n_of, found.grade) == (900, "visits", "events")
    assert found.weight == pytest.approx(0.2 * 0.75 * (1 - 0.001 / 2))
    concerns = view["concerns"]
    mine = concerns[concerns["finding_id"] == "cause elsewhere:cart"]
    assert set(zip(mine["department"], mine["as"], strict=True)) == {
        ("Digital", "touchpoint"), ("Digital", "department"), ("IT", "remedy"), ("IT", "cause"),
    }  # fmt: skip


def test_a_cause_rests_on_what_may_be_shown():
    assert "cause elsewhere:cart" not in told(**elsewhere(n=9)).index
    assert "cause elsewhere:cart" not in told(**elsewhere(harmful=False)).index
    answers = told(**elsewhere(acts_on="score: recommend", n_of="answers")).loc[
        "cause elsewhere:cart"
    ]
    assert (answers.n_of, answers.direction) == ("answers", "of answers")


# ------------------------------------------------------------------ who is ready


def readiness(n=12, horizon="prepare", score=2.5, low=2.2, high=2.8, **values):
    asked = {"department": "Digital", "measure": ["awareness", "capability"], "n": n,
             "score": [score, 4.0], "low": [low, 3.8], "high": [high, 4.2], "needed": 3.5,
             "agreement": 0.9, "short": [high < 3.5, False], "divided": False,
             "short_p": 0.002, "divided_p": 0.004} | values  # fmt: skip
    gate = {"department": ["Digital"], "n": n, "horizon": horizon}
    return {"readiness": asked, "gates": gate}


def test_what_a_department_lacks_is_named():
    found = told(**readiness()).loc["readiness:Digital"]
    assert found.statement == "Digital is not ready to start: it lacks awareness."
    assert found.direction == "lacking"
    assert found.evidence == (
        "On a scale of 1 to 5, where 3.50 is needed: awareness 2.50 (2.20 to 2.80) and capability "
        "4.00 (3.80 to 4.20); 12 answers; adjusted p = 0.002."
    )
    assert (found.n, found.n_of, found.departments) == (12, "answers", "Digital")


def test_a_mean_that_may_be_enough_is_too_close():
    found = told(**readiness(score=3.4, low=2.9, high=3.9)).loc["readiness:Digital"]
    assert found.direction == "too close"
    assert found.statement == (
        "Whether Digital is ready to start is too close to tell; it prepares first."
    )


def test_members_who_disagree_are_told_of():
    divided = readiness(score=3.4, low=2.9, high=3.9, divided=[True, False], agreement=[0.2, 0.9])
    found = told(**divided).loc["readiness:Digital"]
    assert found.statement == "The people of Digital do not agree about their awareness."
    assert "awareness 20%" in found.evidence


@pytest.mark.parametrize(("p", "stands"), [(0.06, False), (0.002, True)])
def test_a_department_lacks_something_as_surely_as_all_measures_together_allow(p, stands):
    """The test over departments and measures stands in the table."""
    found = told(**readiness(short_p=p)).loc["readiness:Digital"]
    assert found.direction == "lacking"
    assert found.p_report >= p
    assert found.stands == stands


def test_what_would_move_it_forward_is_said():
    given = readiness()
    given["gates"]["forward"] = [coded("raci_findings|bottleneck|remedy")]
    said = told(**given).evidence["readiness:Digital"]
    assert said.endswith("forward: consult it where it decides something; elsewhere inform it.")


def test_nobody_is_told_of_who_is_ready_or_too_small_a_group():
    assert told(**readiness(horizon="now", score=4.5, low=4.1, high=4.9)).empty
    assert told(**readiness(n=9)).empty


# ------------------------------------------------------------------ the plan


def road(**values):
    row = {"initiative": "honest cart", "owner": "Wendy", "start": pd.Timestamp("2026-10-01"),
           "end": pd.Timestamp("2026-12-01"), "kpi": "sales", "status": "planned",
           "expected_by": pd.Timestamp("2027-03-31"), "expected_change": 0.1,
           "touchpoint": "cart"}  # fmt: skip
    plan = {"initiative": ["honest cart"], "benefit": [80.0], "low": [60.0], "high": [100.0],
            "touchpoint": ["cart"], "chosen": True}  # fmt: skip
    return {"roadmap": {k: [v] for k, v in (row | values).items()}, "portfolio": plan}


WAITS = coded("roadmap|after", initiative=text("new bill"))
PLANS = [
    ({}, "planned", "Wendy is to have “honest cart” in place by 1 Dec 2026."),
    ({"waits": WAITS}, "waits",
     "Wendy is to have “honest cart” in place by 1 Dec 2026; it first waits for new bill."),
    ({"expected_by": pd.Timestamp("2026-11-30")}, "late",
     "Wendy will have “honest cart” in place only by 1 Dec 2026, after its benefit is expected."),
    ({"status": "running"}, "running", "Wendy has been running “honest cart” since 1 Oct 2026."),
    ({"start": None, "end": None}, "undated",
     "“honest cart” is up to Wendy; no date is set yet."),
    ({"owner": None}, "unowned", "Nobody owns “honest cart”, though it is in the plan."),
    ({"owner": None, "status": "running"}, "running unowned",
     "“honest cart” has been running since 1 Oct 2026, and nobody owns it."),
]  # fmt: skip


@pytest.mark.parametrize(("values", "direction", "said"), PLANS)
def test_who_does_what_by_when(values, direction, said):
    found = told(**road(**values)).loc["plan:honest cart"]
    assert (found.direction, found.statement, found.leads_to) == (direction, said, "sales")
    assert found.departments == "Digital"
    sure = 1.0  # the benefit's interval is far above 0
    assert found.weight == pytest.approx(200 / 1000 * 80 / 400 * sure, rel=1e-6)


def test_an_owner_without_room_is_told_apart_from_a_plan_without_dates():
    one, other = (pd.DataFrame(road(**v)["roadmap"]) for v in ({}, {"start": None, "end": None}))
    both = pd.concat([one, other.assign(initiative="new bill")], ignore_index=True)
    found = told(roadmap=both, portfolio=road()["portfolio"])
    assert (
        found.statement["plan:new bill"] == "Wendy has no room for “new bill”, so it has no date."
    )


def test_what_watches_it_is_in_the_evidence():
    assert (
        told(**road())
        .evidence["plan:honest cart"]
        .endswith("Whether it worked should show in sales by 31 Mar 2027.")
    )


@pytest.mark.parametrize(
    ("due", "said"),
    [("2026-09-30", "was to show in sales by 30 Sep 2026."),
     ("2026-10-01", "should show in sales by 1 Oct 2026.")],
)  # fmt: skip
def test_what_was_due_before_the_data_ends_lies_behind(due, said):
    running = road(status="running", expected_by=pd.Timestamp(due))
    assert told(**running).evidence["plan:honest cart"].endswith(said)
    unwatched = told(**road(kpi=None)).loc["plan:honest cart"]
    assert unwatched.evidence.endswith("No KPI watches it.")


def promised(*codes):
    kept = together([coded(f"ledger|{code}") for code in codes])
    return {"ledger": {"initiative": ["honest cart"], "owner": "Wendy", "missing": [kept]},
            **road()}  # fmt: skip


def test_a_promise_that_could_not_be_judged_says_what_it_lacks():
    found = told(**promised("kpi", "rollout")).loc["ledger:honest cart"]
    assert found.statement == (
        "What “honest cart” still lacks so that its success can be judged: a KPI; who gets it "
        "first and from when (a comparison group)."
    )
    assert found.departments == "Digital"
    assert "ledger:comparison" not in told(**promised("kpi", "rollout")).index


def test_promises_without_a_comparison_are_one_claim():
    found = told(**promised("rollout"))
    assert "ledger:honest cart" not in found.index
    assert found.statement["ledger:comparison"] == (
        "For 1 of 1 initiatives nobody has settled who gets it first, so its effect will be hard "
        "to prove."
    )
    assert not told(**promised()).index.str.startswith("ledger").any()


# ------------------------------------------------------------------ cost, value and departments


def chain(code, **values):
    row = {"activity": "print", "touchpoint": "bill", "department": "Finance", "cost": 90.0,
           "value_share": 0.1, "value_low": 0.05, "value_high": 0.15, "cost_share": 0.9,
           "words": coded(f"value_chain|{code}")}  # fmt: skip
    return {"value_chain": {k: [v] for k, v in (row | values).items()}}


CHAINS = [
    ("costs more", {}, "The activity print takes 90% of what all activities cost, and only "
     "10% of the value at stake falls to it."),
    ("carries more", {"value_share": 0.8, "value_low": 0.7, "value_high": 0.9, "cost_share": 0.2},
     "The activity print takes only 20% of what all activities cost, but 80% of the value at "
     "stake falls to it."),
    ("no moment", {"value_share": None, "value_low": None, "value_high": None},
     "The activity print takes 90% of what all activities cost; what is at stake at bill, "
     "which it serves, could not be measured."),
    ("traced elsewhere", {"value_share": 0.0, "value_low": None, "value_high": None},
     "The activity print takes 90% of what all activities cost; the trouble at bill was "
     "traced to another activity."),
]  # fmt: skip


@pytest.mark.parametrize(("code", "values", "said"), CHAINS)
def test_cost_and_value_apart(code, values, said):
    found = told(**chain(code, **values)).loc["value chain:print:bill"]
    assert (found.direction, found.statement) == (code, said)
    assert found.departments == "Finance"


def test_the_gap_is_weighed_where_it_was_measured():
    found = told(**chain("costs more")).loc["value chain:print:bill"]
    assert found.weight == pytest.approx(1000 / 1000 * 0.8)
    assert (found.value, found.low, found.high) == (0.1, 0.05, 0.15)


@pytest.mark.parametrize("code", ["together", "too close"])
def test_what_is_not_apart_is_not_claimed(code):
    assert told(**chain(code)).empty


def test_a_value_that_rests_on_a_hidden_group_is_not_claimed():
    few = MOMENTS | {"n": 9}
    assert told(moments=few, **chain("costs more")).empty


def pair(source="Digital", target="IT", **values):
    row = {"source": source, "target": target, "weight": 2, "value": 300.0, "value_share": 0.75,
           "handovers": 0, "subjects": "bill; cart",
           "why": coded("coordination|same subject")}  # fmt: skip
    return pd.DataFrame([row | values])


def test_departments_that_must_move_together_are_both_told():
    found = told(coordination=pair(handovers=12)).loc["coordination:Digital:IT"]
    assert found.statement == (
        "Digital and IT must move together: 75% of the value at stake lies where both work."
    )
    assert found.evidence == (
        "What they share: bill and cart (shared subjects). The same value may lie with several "
        "such pairs. Customers passed from one to the other 12 times."
    )
    assert found.departments == "Digital, IT"


def test_without_a_stake_they_are_told_by_what_they_share():
    found = told(coordination=pair(value=0.0, value_share=None)).loc["coordination:Digital:IT"]
    assert found.statement == (
        "Digital and IT must move together: they share 2 touchpoints and initiatives."
    )


def test_the_pairs_with_most_at_stake_are_told():
    pairs = [
        pair(target=name, value=value, weight=9 - k)
        for k, (name, value) in enumerate(zip("abcd", (1.0, 4.0, 3.0, 2.0), strict=True))
    ]
    found = told(coordination=pd.concat(pairs, ignore_index=True))
    assert set(found.index) == {f"coordination:Digital:{name}" for name in "bcd"}


# ------------------------------------------------------------------ every claim


EVERYTHING = [
    *({"raci_findings": raci(rule, subject, **values)} for rule, subject, values, *_ in DECLARED),
    {"raci_findings": raci("orphan")}, elsewhere(),
    elsewhere(acts_on="score: recommend", n_of="answers"),
    readiness(), readiness(score=3.4, low=2.9, high=3.9), readiness(score=3.4, low=2.9, high=3.9,
                                                                    divided=[True, False],
                                                                    agreement=[0.2, 0.9]),
    *(road(**values) for values, *_ in PLANS), promised("kpi"), promised("rollout"),
    *(chain(code, **values) for code, values, _ in CHAINS), {"coordination": pair()},
    {"coordination": pair(value_share=None)},
]  # fmt: skip


@pytest.mark.parametrize("given", EVERYTHING)
def test_every_claim_holds_two_values_at_most_and_rests_on_rows(given):
    view = shown(**given)
    mine = [(kind, claim) for kind, claim in collected(view) if kind in KINDS]
    assert mine
    for kind, claim in mine:
        assert claim.direction in kind.directions
        said = catalogue("en").text(f"{kind.name}|{claim.direction}|claim")
        values = {s for s in said.slots if next(iter(claim.slots[s])) in NUMBERS}
        assert len(values) <= 2, id_of(kind, claim)
        assert said.slots <= set(claim.slots)
        assert claim.rows[0][0] == kind.table
        assert weights(view, kind.table, view[kind.table]).notna().any()


def test_every_direction_has_its_sentences():
    contexts = catalogue("en").texts
    for kind in KINDS:
        for direction in kind.directions:
            assert {f"{kind.name}|{direction}|{r}" for r in ("claim", "evidence")} <= set(contexts)


def test_what_an_earlier_kit_wrote_in_words_stays():
    old = raci("several accountable", finding="two are", remedy="agree on one")
    found = told(raci_findings=old).loc["raci:cart:several accountable"]
    assert found.evidence.endswith("What would help: agree on one.")
    late = told(ledger={"initiative": ["honest cart"], "missing": ["a KPI"]}, **road())
    assert "ledger:honest cart" not in late.index


def test_slots_are_kept_as_figures():
    found = told(**road()).loc["plan:honest cart"]
    assert json.loads(found.figures)["end"] == {"day": "2026-12-01"}


def test_every_direction_is_reached(unmet):
    """The last test: it sees what the others have made."""
    assert not unmet(KINDS)
