"""One page per owner: what is theirs, nothing that can run, nobody judged in front of all."""

import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.findings import released
from cxlib.report.briefs import write_briefs
from cxlib.results import REGISTRY, blank, conform

HOSTILE = '<script>alert("x")</script>'
CONFIG = {"client": HOSTILE, "period": "none", "outcomes": {"recommend": {"kind": "nps"}},
          "policy": {"privacy_n": 5}}  # fmt: skip


def built(hide=False):
    frames = {
        "responses": pd.DataFrame({"recommend": [9, 10, 3, 7, 8] * 4}),
        "touchpoints": pd.DataFrame({"touchpoint": ["cart", "bill"], "stage": "use",
                                     "owner": ["Web", HOSTILE]}),
        "owners": pd.DataFrame({"owner": ["Web", "web!", "Everybody"],
                                "department": ["Digital", "IT", None],
                                "person": ["Ann", None, None]}),
        "commentary": pd.DataFrame({"finding_id": ["moment:cart:friction"], "hide": [hide],
                                    "text": None, "reason": "not agreed"}),
    }  # fmt: skip
    return from_frames(CONFIG, frames)


def found():
    statement = "cart is a friction that 300 customers met"
    given = {
        "moments": {"moment_id": ["cart:friction"], "touchpoint": "cart", "moment": "friction",
                    "grade": "both", "n": 300, "rank": 1},
        "roadmap": {"initiative": ["honest cart"], "owner": "Web", "kpi": "recommend",
                    "department": "Digital", "horizon": "prepare", "status": "planned",
                    "expected_change": 2.0, "start": pd.Timestamp("2027-01-01"),
                    "end": pd.Timestamp("2027-03-01")},
        "portfolio": {"initiative": ["honest cart"], "forward": "train them", "chosen": True},
        "coordination": {"source": ["Digital"], "target": "IT", "weight": 3, "why": "they share"},
        "raci_findings": {"subject": ["cart"], "finding": "nobody is responsible",
                          "remedy": "name who", "rule": "none responsible"},
        "step_findings": {"finding_id": ["moment:cart:friction", "raci:cart", "readiness:IT"],
                     "step": ["diagnosis", "alignment", "alignment"], "grade": "both", "n": 300,
                     "statement": [statement, "nobody is responsible", "IT is not ready"],
                     "evidence": ["moments[moment_id=cart:friction]", "raci_findings[subject=cart]",
                                  "gates[department=IT]"]},
    }  # fmt: skip
    tables = blank(tuple(REGISTRY))
    for name, columns in given.items():
        frame = pd.DataFrame(columns)
        tables[name] = conform(name, frame.reindex(columns=list(tables[name].columns)))
    return tables


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    written = write_briefs(tmp_path_factory.mktemp("briefs"), released(built(), found()))
    return {path.name: path.read_text("utf-8") for path in written}


def test_a_page_for_each_owner_and_one_for_everybody(pages):
    assert list(pages) == ["script-alert-x-script.html", "everybody-2.html", "web.html",
                           "web-2.html", "everybody.html"]  # fmt: skip


def test_an_owner_reads_what_is_theirs(pages):
    page = pages["web.html"]
    for words in ("cart is a friction", "honest cart", "1 Jan 2027", "train them",
                  "nobody is responsible", "Digital, Ann", "they share",
                  ):  # fmt: skip
        assert words in page, words
    other = pages["web-2.html"]
    assert "cart is a friction" not in other
    assert "None of the initiatives on the roadmap is yours." in other


def test_nothing_can_run_and_nothing_is_fetched(pages):
    for page in pages.values():
        assert "<script" not in page
        assert "default-src &#39;none&#39;" in page
        assert "http://" not in page
        assert "https://" not in page


def test_everybody_reads_findings_and_no_judgement(pages):
    page = pages["everybody.html"]
    assert "cart is a friction" in page
    assert "honest cart" in page
    assert "not ready" not in page
    assert "nobody is responsible" not in page


def test_a_hidden_finding_is_hidden_here_too(tmp_path):
    for path in write_briefs(tmp_path, released(built(hide=True), found())):
        assert "cart is a friction" not in path.read_text("utf-8")


def test_without_results_every_section_says_so(tmp_path):
    for path in write_briefs(tmp_path, released(built(), {})):
        assert "<h2>" in path.read_text("utf-8")
