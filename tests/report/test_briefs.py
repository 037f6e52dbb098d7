"""One page per owner: what is theirs, nothing that can run, nobody judged in front of all."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.findings import released
from cxlib.report.briefs import file_names, write_briefs
from cxlib.report.selection import (
    MOST_IN_A_BRIEF,
    MOST_OF_A_KIND,
    MUST_BE_READ,
    TOLD_TO_ALL,
    readers,
)
from cxlib.results import REGISTRY, blank, conform
from cxlib.results.coded import coded, text

HOSTILE = '<script>alert("x")</script>'
CONFIG = {"client": HOSTILE, "currency": "GBP", "period": "none", "policy": {"privacy_n": 5},
          "outcomes": {"recommend": {"kind": "nps"}}}  # fmt: skip
MOMENT = (
    "When something goes wrong at cart, 60 of 100 customers are still here a year later; when it "
    "goes well, 80."
)
CAUSE = "When stock count fails, 40 of 100 visits to cart break down, against 10 otherwise."
UNCLEAR = "No department is responsible for the work on cart."
UNREADY = "IT is not ready to start: it lacks "


def built(hide=False, **frames):
    frames = {
        "responses": pd.DataFrame({"recommend": [9, 10, 3, 7, 8] * 4}),
        "touchpoints": pd.DataFrame({"touchpoint": ["cart", "bill"], "stage": "use",
                                     "owner": ["Web", HOSTILE]}),
        "owners": pd.DataFrame({"owner": ["Web", "web!", "Everybody"],
                                "department": ["Digital", "IT", None],
                                "person": ["Ann", None, None]}),
        "activities": pd.DataFrame({"activity": ["stock count", "page build"], "touchpoint": "cart",
                                    "department": ["Warehouse", "Digital"]}),
        "raci": pd.DataFrame({"subject": ["cart"], "department": "Digital",
                              "letter": "A"}),
        "commentary": pd.DataFrame({"finding_id": ["moment:cart:friction"], "hide": [hide],
                                    "text": None, "reason": "not agreed"}),
    } | frames  # fmt: skip
    return from_frames(CONFIG, {n: frame for n, frame in frames.items() if frame is not None})


def found():
    given = {
        "moments": {"moment_id": ["cart:friction"], "touchpoint": "cart", "moment": "friction",
                    "grade": "both", "n": 300, "rank": 1, "n_of": "customers",
                    "rests_on": "events", "retention_bad": 0.6, "retention_good": 0.8,
                    "months": 12.0, "effect_on_retention": 0.2, "low": 0.1, "high": 0.3,
                    "p_adjusted": 0.001, "customers_at_stake": 40.0},
        "backstage": {"activity": ["stock count", "page build"], "touchpoint": "cart", "n": 300,
                      "n_of": "visits", "effect": [0.3, 0.02], "low": [0.2, -0.1],
                      "high": [0.4, 0.14], "p_adjusted": [0.001, 0.8], "measure": "failure",
                      "acts_on": "breakdown", "harmful": [True, False], "mapped": True,
                      "with_it": [0.4, 0.12], "without": 0.1, "troubled": 60, "spread": 0.4},
        "roadmap": {"initiative": ["honest cart"], "owner": "Web", "kpi": "recommend",
                    "department": "Digital", "horizon": "prepare", "status": "planned",
                    "expected_change": 2.0, "start": pd.Timestamp("2027-01-01"),
                    "end": pd.Timestamp("2027-03-01")},
        "portfolio": {"initiative": ["honest cart"], "forward": "train them", "chosen": True,
                      "cost": 2_520.0, "benefit": 15_512.0, "low": 10_433.0, "high": 21_015.0,
                      "unit": "money", "n": 300, "n_of": "visits"},
        "coordination": {"source": ["Digital"], "target": "IT", "weight": 3, "why": "they share",
                         "subjects": "cart; bill"},
        "raci_findings": {"subject": ["cart"], "rule": "none responsible",
                          "finding": coded("raci_findings|none responsible"),
                          "remedy": coded("raci_findings|none responsible|remedy")},
        "gates": {"department": ["IT"], "n": 12, "horizon": "prepare",
                  "forward": coded("raci_findings|none accountable|remedy named",
                                   remedy_by=text("IT"))},
        "readiness": {"department": ["IT"], "measure": "capability", "n": 12, "score": 2.0,
                      "low": 1.6, "high": 2.4, "needed": 3.5, "short": True, "divided": False,
                      "short_p": 0.001},
    }  # fmt: skip
    tables = blank(tuple(REGISTRY))
    for name, columns in given.items():
        frame = pd.DataFrame(columns)
        tables[name] = conform(name, frame.reindex(columns=list(tables[name].columns)))
    return tables


def written(folder, engagement, results):
    paths = write_briefs(folder, released(engagement, results))
    return {path.name: path.read_text("utf-8") for path in paths}


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return written(tmp_path_factory.mktemp("briefs"), built(), found())


def section(page, title):
    return page.split(f"<h2>{title}</h2>")[1].split("</section>")[0]


def roles(page):
    """What each finding is to the reader, by its statement."""
    told = re.findall(r"<summary>(.*?) <span class=\"sure\">.*?</span>(.*?)</summary>", page)
    return {
        statement: re.sub(r"\s*<[^>]*>", "", role).replace("&#39;", "’") for statement, role in told
    }


def test_a_page_for_each_owner_and_department_concerned_and_one_for_everybody(pages):
    assert list(pages) == ["script-alert-x-script.html", "everybody-2.html", "web.html",
                           "web-2.html", "warehouse.html", "everybody.html"]  # fmt: skip


def test_an_owner_reads_what_is_theirs(pages):
    page = pages["web.html"]
    for words in (MOMENT, CAUSE, "honest cart", "1 Jan 2027", "train them", UNCLEAR,
                  "Digital, Ann", "they share"):  # fmt: skip
        assert words in page, words
    other = pages["web-2.html"]
    assert MOMENT not in other
    assert UNREADY in other
    assert UNREADY not in page
    assert "None of the initiatives on the roadmap is yours." in other


def test_an_owner_reads_what_the_map_leaves_open_at_his_own_touchpoints(tmp_path):
    left = {"touchpoint": ["bill", "cart", "cart"], "field": ["role", "owner", "variable"],
            "interactions": [900, 40, 40]}  # fmt: skip
    tables = found()
    frame = pd.DataFrame(left).reindex(columns=list(tables["to_define"].columns))
    told = written(tmp_path, built(), tables | {"to_define": conform("to_define", frame)})
    mine = section(told["web.html"], "What to do at your touchpoints")
    left_open = "who owns it and a question by which customers rate it."
    assert f"The map leaves open at cart: {left_open}" in mine
    assert "at bill" not in mine


def row_of(page, title):
    """The first row of a section's table, by its heads."""
    heads, cells = (re.findall(rf"<{tag} [^>]*>(.*?)</{tag}>", section(page, title))
                    for tag in ("th", "td"))  # fmt: skip
    return dict(zip(heads, cells, strict=False))


@pytest.mark.parametrize(("changed", "cost", "benefit"), [
    ({}, "£2.52k", "£16k (£10k to £21k)"),
    ({"unit": "customers kept", "benefit": 40.0, "low": 20.0, "high": 60.0}, "£2.52k",
     "40 (20 to 60) customers kept"),
    ({"benefit": pd.NA, "low": pd.NA, "high": pd.NA}, "£2.52k", None),  # it runs already
    ({"n": 3}, None, None),  # too few to be told
    ({"initiative": "another"}, None, None),
])  # fmt: skip
def test_your_initiatives_say_what_they_cost_and_should_bring(tmp_path, changed, cost, benefit):
    results = found()
    results["portfolio"] = results["portfolio"].assign(**changed)
    page = written(tmp_path, built(), results)["web.html"]
    row = row_of(page, "Your initiatives")
    assert row["initiative"] == "honest cart"
    assert row.get("benefit (interval)") == benefit
    assert row.get("cost") == cost
    about = "Benefits are those expected over 12 months once in place"
    assert (about in section(page, "Your initiatives")) == (benefit is not None)


def test_each_finding_says_what_it_is_to_the_reader(pages):
    assert roles(pages["web.html"])[CAUSE] == "your touchpoint"
    assert roles(pages["warehouse.html"])[CAUSE] == "your activity is behind it"
    told = roles(pages["web-2.html"])
    assert {r for s, r in told.items() if s.startswith(UNREADY)} == {"you are asked to act"}
    assert {r for s, r in told.items() if "Digital" in s} == {"about your department"}


def test_all_that_a_finding_is_to_the_reader_is_said(tmp_path):
    own = pd.DataFrame({"activity": ["stock count"], "touchpoint": "cart", "department": "Digital"})
    page = written(tmp_path, built(activities=own), found())["web.html"]
    assert roles(page)[CAUSE] == "your activity is behind it and your touchpoint"


def test_a_department_without_an_owner_reads_what_concerns_it(pages):
    page = pages["warehouse.html"]
    assert "<h1>Warehouse</h1>" in page
    assert CAUSE in section(page, "What concerns you")
    assert MOMENT not in page
    for nothing in (
        "No touchpoint of the map is yours.",
        "None of the initiatives on the roadmap is yours.",
    ):
        assert nothing in page


def test_readers_are_owners_then_departments_that_none_of_them_stands_for():
    shown = released(built(), found())
    assert readers(shown) == [HOSTILE, "Everybody", "Web", "web!", "Warehouse"]
    alone = released(built(activities=None), found())
    assert "Warehouse" not in readers(alone)


def test_names_of_files_are_never_shared():
    names = ["Web", "web!", "Everybody", "WEB?", "Web 2"]
    given = file_names(names)
    assert list(given) == names
    assert len({*given.values(), "everybody"}) == len(names) + 1


def test_nothing_can_run_and_nothing_is_fetched(pages):
    for page in pages.values():
        assert "<script" not in page
        assert "default-src &#39;none&#39;" in page
        assert "http://" not in page
        assert "https://" not in page


def test_everybody_reads_findings_and_no_judgement(pages):
    page = pages["everybody.html"]
    assert MOMENT in page
    assert CAUSE in page
    assert "honest cart" in page
    assert UNREADY not in page
    assert UNCLEAR not in page
    assert 'class="role"' not in page
    said = section(page, "What customers told and showed us")
    for department in ("Digital", "Warehouse", "IT"):
        assert not re.search(rf"\b{department}\b", said)


def test_what_judges_a_department_is_never_told_to_all():
    assert not {"raci", "readiness", "cause elsewhere", "benefit", "alert", "value chain",
                "coordination", "plan"} & set(TOLD_TO_ALL)  # fmt: skip


def test_a_hidden_finding_is_hidden_here_too(tmp_path):
    for page in written(tmp_path, built(hide=True), found()).values():
        assert MOMENT not in page


def test_a_hidden_judgement_of_ownership_is_hidden_too(tmp_path):
    said = pd.DataFrame({"finding_id": ["raci:cart:none responsible"], "hide": [True],
                         "text": None, "reason": "being settled"})  # fmt: skip
    page = written(tmp_path, built(commentary=said), found())["web.html"]
    assert UNCLEAR not in page


def test_without_results_every_section_says_so(tmp_path):
    for path in write_briefs(tmp_path, released(built(), {})):
        assert "<h2>" in path.read_text("utf-8")


# ---------------------------------------------------------------------- who is in charge


CLEAR = "Every subject of yours has one department accountable and somebody responsible."
NOT_ASKED = "No RACI matrix was supplied, so this was not looked at."


def test_ownership_has_a_section_of_its_own(pages):
    page = pages["web.html"]
    assert UNCLEAR in section(page, "Who is in charge")
    assert UNCLEAR not in section(page, "What concerns you")
    assert roles(section(page, "Who is in charge")) == {UNCLEAR: "your touchpoint"}
    assert CLEAR not in page


def test_a_cause_in_another_department_concerns_it_and_is_no_question_of_ownership(tmp_path):
    results = found()
    row = results["raci_findings"].assign(
        rule="cause elsewhere", activity="stock count", departments="Digital",
        remedy_by="Warehouse", remedy=coded("raci_findings|none responsible|remedy"),
    )  # fmt: skip
    page = written(tmp_path, built(), results | {"raci_findings": row})["warehouse.html"]
    told = roles(section(page, "What concerns you"))
    assert len(told) == 2  # what is behind it, and that it lies elsewhere
    assert all("your activity is behind it" in role for role in told.values())
    assert CLEAR not in page  # nor is it called clear below


def test_it_is_called_clear_only_where_a_matrix_was_supplied(tmp_path, pages):
    assert CLEAR in section(pages["web-2.html"], "Who is in charge")
    results = found() | {"raci_findings": found()["raci_findings"].head(0)}
    for name, page in written(tmp_path, built(raci=None), results).items():
        assert CLEAR not in page
        assert (NOT_ASKED in page) == (name != "everybody.html")


# ---------------------------------------------------------------------- what must be read


def crowd(view, kinds, weights, roles="touchpoint"):
    """The view with findings of these kinds in place of its own, all of them Digital's."""
    ids = [f"{kind}:{k}" for k, kind in enumerate(kinds)]
    rows = pd.DataFrame({"finding_id": ids, "step": "diagnosis", "kind": list(kinds),
                         "statement": [f"{i} was found." for i in ids], "evidence": "Of 100.",
                         "tested": "not tried", "grade": "events", "weight": weights,
                         "stands": True})  # fmt: skip
    found = conform("findings", rows.reindex(columns=list(REGISTRY["findings"].columns)))
    concerned = pd.DataFrame({"finding_id": ids, "department": "Digital", "as": roles})
    made = {"findings": found, "concerns": concerned}
    return replace(view, tables={**view.tables, **made})


def told_to_digital(tmp_path, kinds, weights, roles="touchpoint"):
    shown = crowd(released(built(), found()), kinds, weights, roles)
    path = next(p for p in write_briefs(tmp_path, shown) if p.name == "web.html")
    page = section(path.read_text("utf-8"), "What concerns you")
    return [re.findall(r"<summary>(.*?) was found\.", part) for part in page.split('"rest"')]


def test_what_must_be_read_is_always_there_however_light(tmp_path):
    heavy = ["moment", "driver", "theme", "score", "journey", "breakdown"] * 4
    kinds = [*heavy, *MUST_BE_READ * 3]
    weights = [10.0] * len(heavy) + [0.001] * (3 * len(MUST_BE_READ))
    told, rest = told_to_digital(tmp_path, kinds, weights)
    must = [f"{kind}:{k}" for k, kind in enumerate(kinds) if kind in MUST_BE_READ]
    assert len(must) > MOST_IN_A_BRIEF
    assert sorted(told) == sorted(must)
    assert len(rest) == len(heavy)  # and nothing is lost


def test_what_is_its_own_comes_before_what_its_initiative_is_to_move(tmp_path):
    """Another department's promise on the same KPI is heavier, and yet not the first to read; an
    alert on that KPI is, for whoever is to move it may be the only one to hear of it."""
    kinds = ["benefit", "moment", "driver", "alert", "benefit"]
    roles = ["watching", "touchpoint", "watching", "watching", "initiative"]
    (told,) = told_to_digital(tmp_path, kinds, [9.0, 2.0, 5.0, 1.0, 0.5], roles)
    assert told == ["alert:3", "benefit:4", "moment:1", "benefit:0", "driver:2"]
    (own,) = told_to_digital(tmp_path, kinds, [9.0, 2.0, 5.0, 1.0, 0.5])
    assert own == ["benefit:0", "alert:3", "benefit:4", "driver:2", "moment:1"]


@pytest.mark.parametrize(("kinds", "said"), [
    (["alert"], "The alert above comes first"), (["alert"] * 2, "The 2 alerts above come first"),
    (["benefit"], None),
])  # fmt: skip
def test_whoever_has_an_alert_is_not_told_to_leave_all_as_it_is(tmp_path, kinds, said):
    """The strategies rest on the whole time covered: they know nothing of this period's alert."""
    shown = crowd(released(built(), found()), kinds, [1.0] * len(kinds))
    do = pd.DataFrame({"touchpoint": ["cart"], "posture": "maintain", "why": None, "risk": None,
                       "right_moment": None})  # fmt: skip
    left = conform("strategies", do.reindex(columns=list(REGISTRY["strategies"].columns)))
    shown = replace(shown, tables={**shown.tables, "strategies": left.assign(base_note="")})
    page = next(p for p in write_briefs(tmp_path, shown) if p.name == "web.html")
    told = section(page.read_text("utf-8"), "What to do at your touchpoints")
    assert "maintain" in told
    assert (said in told) if said else ("comes first" not in told)


def test_what_must_be_read_comes_first_and_the_weightiest_fill_the_page(tmp_path):
    kinds = ["moment"] * 5 + ["driver"] * 5 + ["alert", "benefit"]
    told, rest = told_to_digital(tmp_path, kinds, [5.0, 4, 3, 2, 1, 9, 8, 7, 6, 5, 0.0, 0.1])
    assert told == ["benefit:11", "alert:10", "driver:5", "driver:6", "driver:7", "moment:0",
                    "moment:1", "moment:2"]  # fmt: skip
    assert len(told) == MOST_IN_A_BRIEF
    assert rest == ["driver:8", "driver:9", "moment:3", "moment:4"]
    assert max(sum(t.startswith(k) for t in told) for k in ("driver", "moment")) == MOST_OF_A_KIND
