"""The page as a client reads it."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pandas as pd
import pytest

from cxlib.findings import released
from cxlib.report import page
from cxlib.results import REGISTRY, empty

META = {"period": "2026-09", "run": "003", "seed": 7, "versions": {"pandas": "3.1"},
        "verdict": "send with warnings", "reasons": ["low base at repair"],
        "inputs": ["responses", "interactions"]}  # fmt: skip
COMMENTS = {
    "finding_id": ["driver:recommend:overall:network coverage", "raci:advert:several accountable",
                   None, None, None],
    "section": [None, None, "funnel", "variants", "nowhere"],
    "text": ["Seen in three workshops.", None, "A step was lost in May.", None, "Kept as it is."],
    "hide": [False, True, False, True, False],
    "reason": [None, "being settled", None, "paths are secret", None],
}  # fmt: skip


@pytest.fixture(scope="module")
def text(make, tmp_path_factory):
    engagement = make["engagement"](commentary=COMMENTS)
    path = tmp_path_factory.mktemp("page") / "report.html"
    assert page.write_page(path, released(engagement, make["results"]()), META) == path
    return path.read_text(encoding="utf-8")


def body_of(text: str) -> str:
    return re.sub(r"data:image/svg\+xml;base64,[A-Za-z0-9+/=]+", "IMAGE", text)


def test_it_is_one_light_file_without_code_or_network(text):
    assert len(text.encode("utf-8")) < page.MOST_BYTES
    lean = body_of(text)
    for forbidden in (
        "<script",
        "http://",
        "https://",
        "javascript:",
        " style=",
        "@import",
        "url(",
    ):
        assert forbidden not in lean


def test_the_policy_names_this_very_stylesheet(text):
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL).group(1)
    digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text).group(1)
    assert f"'sha256-{digest}'" in policy.replace("&#39;", "'")
    assert text.index("Content-Security-Policy") < text.index("<style>")


def test_its_order_findings_map_steps_methods(text):
    places = [text.index(f'id="{name}"') for name in
              ("findings", "journey-map", "mapping", "diagnosis", "strategy", "alignment",
               "monitoring", "methods")]  # fmt: skip
    assert places == sorted(places)


def test_the_first_page_says_what_how_sure_what_to_do_who_and_worth(text):
    first = body_of(text[text.index('class="matters"') : text.index("journey-map")])
    for said in ("activation", "seen in behaviour and in answers", "n = 5,200 customers",
                 "When something goes wrong at activation, 68 of 100 customers are still here a "
                 "year later; when it goes well, 82.",
                 "When price sync fails, 73 of 100 visits to upgrade checkout break "
                 "down, against 42 otherwise.",
                 "guided activation", "Customer Service",
                 "£1.9m (£1.3m to £2.5m) a year at stake"):  # fmt: skip
        assert said in first


def test_the_first_page_says_what_warns_and_what_else_there_is(text):
    first = body_of(text[text.index('class="matters"') : text.index("journey-map")])
    alerts, others = first.index("Alerts of this period"), first.index("Also found")
    assert alerts < others
    assert "recommend at shop visit stood at" in first[alerts:others]
    assert "Sales" in first[alerts:others]
    assert "recommend at shop visit stood at" not in first[others:]


def test_the_verdict_of_the_check_is_the_consultants_and_not_on_the_page(text):
    assert "send with warnings" not in text
    assert "low base at repair" not in text


def test_every_picture_has_words_for_those_who_cannot_see_it(text):
    alts = re.findall(r'<img src="data:[^"]+" alt="([^"]*)"', text)
    assert len(alts) >= 20
    assert all(len(alt) > 30 for alt in alts)


def test_the_consultants_words_stand_in_their_places(text):
    lean = body_of(text)
    funnel = lean[lean.index('id="funnel"') : lean.index('id="breakdowns"')]
    assert "A step was lost in May." in funnel
    assert "Seen in three workshops." in lean[lean.index('id="drivers"') :]
    assert "Kept as it is." in lean[lean.index("Further notes of the consultant") :]


def test_what_is_hidden_is_gone_and_its_reason_is_given(text, shown):
    hidden = "More than one department is accountable for advert"
    assert 'id="variants"' not in text
    assert any(shown["findings"]["statement"].str.startswith(hidden))  # else it would be told
    assert hidden not in text
    left_out = text[text.index("Left out by the consultant") :]
    assert "paths are secret" in left_out
    assert "being settled" in left_out


def test_what_the_report_was_made_from_is_said_in_words(text):
    record = text[text.index("What this report was made from") :]
    assert "survey answers, interactions" in record


def test_what_is_the_operators_is_not_on_the_clients_page(text):
    for said in ("pandas", "seed", "false-discovery", ">003<"):
        assert said not in text.lower()


def test_each_limit_is_printed_once_and_the_appendix_leads_to_it(text, shown):
    notes = shown["notes"]
    said = set(notes.loc[notes["audience"].eq("reader").fillna(False), "note"].dropna())
    assert said
    lean = body_of(text)
    assert [lean.count(note) for note in said] == [1] * len(said)
    limits = text[text.index('id="limits"') : text.index("How groups and uncertainty")]
    for place in re.findall(r'href="#([^"]+)"', limits):
        assert f'id="{place}"' in text


def test_how_a_question_was_answered_stands_once_in_the_appendix(text):
    how = "The whole distribution is shown, because one score can hide two camps."
    assert text.count(how) == 1
    assert text.index(how) > text.index('id="methods"')


def test_page_one_says_what_the_whole_plan_comes_to(text):
    first = body_of(text[text.index('id="findings"') : text.index("journey-map")])
    plan = first[first.index("The plan") :]
    assert "The whole plan costs" in plan
    assert "over 12 months once in place" in plan


def test_the_monitor_page_tells_what_changed_in_its_period_only(make, tmp_path):
    shown = released(make["engagement"](), make["results"]())
    now = shown.engagement.period
    old = shown["findings"].assign(kind="mix", period="2026-07", statement="Of July.", weight=99.0)
    both = pd.concat([shown["findings"], old.head(1).assign(finding_id="mix:x")])
    page_ = page.monitor_page(
        tmp_path / "m.html", replace(shown, tables={**shown.tables, "findings": both}), META
    )
    text = page_.read_text(encoding="utf-8")
    head = text[text.index('id="findings"') : text.index('id="kpis"')]
    assert now == "2026-09"
    assert "worse than expected" in head
    assert "Of July." not in head


def test_a_hidden_group_leaves_no_number(text):
    alt = next(a for a in re.findall('alt="([^"]*)"', text) if "journeys completed" in a)
    assert "upgrade" in alt
    assert "leave" not in alt  # eight customers left
    assert "n = 8)" not in text


def test_the_same_results_give_the_same_page(make, text, tmp_path):
    engagement = make["engagement"](commentary=COMMENTS)
    again = page.write_page(tmp_path / "again.html", released(engagement, make["results"]()), META)
    assert again.read_text(encoding="utf-8") == text


def test_without_any_data_it_is_a_page_that_says_so(make, tmp_path):
    results = {name: empty(name) for name in REGISTRY}
    engagement = make["engagement"](walk=make["walk"][:0])
    text = page.write_page(tmp_path / "r.html", released(engagement, results), {}).read_text(
        "utf-8"
    )
    assert "No finding can be supported by this data" in text
    assert "<img" not in text
    assert "The data for this was not supplied, or there was too little of it." in text


def test_step_notes_are_printed_where_the_picture_would_be(make, tmp_path):
    results = make["results"]() | {"variants": empty("variants")}
    text = page.write_page(tmp_path / "r.html", released(make["engagement"](), results), {})
    part = text.read_text("utf-8").split("Not answered by this data")[1].split("</section>")[0]
    assert "Which paths do customers walk?" in part
    assert "The shop refit can be judged from 2027-03 on." in part


def test_the_monitor_page_holds_step_five_alone(make, tmp_path):
    path = page.monitor_page(
        tmp_path / "m.html", released(make["engagement"](), make["results"]()), META
    )
    text = path.read_text(encoding="utf-8")
    assert 'id="kpis"' in text
    assert 'id="drivers"' not in text
    assert "h0001" not in text  # who is stuck is never on a page
