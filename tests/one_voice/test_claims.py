"""Claims a director reads: two numbers at most, in the right order, to everybody concerned."""

import json
import re
from dataclasses import replace

import pytest
from markupsafe import escape

from cxlib.engagement import load
from cxlib.findings import collecting, released
from cxlib.findings.families import asked
from cxlib.findings.kinds import BY_NAME, KINDS
from cxlib.language.catalogue import SLOT, catalogue
from cxlib.language.figure import NUMBERS
from cxlib.report import write_deck, write_page
from cxlib.session import Session
from cxlib.training import generate, load_sector, write_client

MOST_NUMBERS = 2
JARGON = (
    "p-value", "hazard", "sigma", "R²", "confidence", "interval", "standard deviation", "FDR",
    "regression", "significan", "odds ratio", "variance", "LMG", "bootstrap", "censored",
    "adjusted",
)  # fmt: skip


def told(view):
    return view["findings"].to_dict("records")


def numbers_in(statement, names):
    """Numbers of a claim: "51 of 100" is one, names and dates of the client are none."""
    for name in names:
        statement = statement.replace(name, " ")
    statement = re.sub(r"(?i)\b(?:of|von) 100\b|\b100 (?=visits|customers|Kunden)", " ", statement)
    statement = re.sub(r"\b\d{1,2}\.? [A-Z][a-zä]+\.? 20\d\d|\b20\d\d\b", " ", statement)
    return re.findall(r"\d[\d.,]*", statement)


@pytest.mark.parametrize("language", ["en", "de"])
def test_no_claim_has_more_than_two_numbers(spoken, language, client_texts):
    said = [row["statement"] for row in told(spoken[language].view)]
    many = [s for s in said if len(numbers_in(s, client_texts)) > MOST_NUMBERS]
    assert not many


def test_no_claim_has_more_than_two_value_slots(english):
    for row in told(english.view):
        form = catalogue("en").form(f"{row['kind']}|{row['direction']}|claim", 2)
        figures = json.loads(row["figures"])
        values = [s for s in SLOT.findall(form) if set(figures.get(s, {})) & NUMBERS - {"period"}]
        assert len(values) <= MOST_NUMBERS, row["statement"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_every_direction_has_its_sentences(kind):
    texts = catalogue("en").texts
    for direction in kind.directions:
        assert f"{kind.name}|{direction}|claim" in texts
        assert f"{kind.name}|{direction}|evidence" in texts
        claim = " ".join(texts[f"{kind.name}|{direction}|claim"].forms)
        assert not [word for word in JARGON if word.casefold() in claim.casefold()]


def test_every_finding_is_of_a_declared_kind_and_direction(english):
    for row in told(english.view):
        assert row["direction"] in BY_NAME[row["kind"]].directions, row["finding_id"]


def test_the_departments_of_the_planted_client_read_what_is_theirs(english):
    brief = {name: " ".join(texts) for name, texts in english.texts.items()}
    assert "price sync" in brief["brief it"]
    assert "delivery days" in brief["brief logistics"]
    assert "loyalty magazine" in brief["brief marketing"]
    assert "plan pages" in brief["brief marketing"]


def at_most(engagement, n_of, place):
    """How many there are in the window of what a base counts, from the client's own tables."""
    if n_of == "answers":
        return len(engagement.table("responses"))
    if n_of == "customers":
        return engagement.table("customers")["customer"].nunique()
    events = engagement.events
    here = events if place is None else events.filter(events.touchpoint == place)
    return int(here.count().execute())


def test_a_base_is_no_larger_than_its_time_holds(english):
    """What the window cannot hold is said to be of the whole history."""
    view = english.view
    for row in view["moments"].dropna(subset=["n"]).itertuples():
        finding = next(r for r in told(view) if r["finding_id"] == f"moment:{row.moment_id}")
        held = at_most(
            view.engagement, row.n_of, None if row.n_of == "journeys" else row.touchpoint
        )
        assert finding["span"] in ("window", "history")
        if row.n > held:
            assert finding["span"] == "history", row
    spans = {r["span"] for r in told(view) if r["kind"] == "moment"}
    assert spans == {"window", "history"}


@pytest.mark.parametrize(("language", "said"), [
    ("en", "October 2023 to September 2026"), ("de", "Oktober 2023 bis September 2026"),
])  # fmt: skip
@pytest.mark.parametrize("surface", ["page", "deck", "pictures", "brief everybody", "monitor"])
def test_what_rests_on_the_whole_history_says_so_on_every_surface(spoken, language, said, surface):
    assert any(said in text for text in spoken[language].texts[surface])


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_point_is_never_just_a_point(spoken, language):
    """Percentage points, NPS points and points of a scale are told apart."""
    bare = {"en": r"[\d)] points\b(?! of the scale)", "de": r"[\d)] Punkten?\b(?! der Skala)"}
    said = [t for t in spoken[language].all if re.search(bare[language], t)]
    assert not said


@pytest.mark.parametrize("language", ["en", "de"])
def test_page_one_names_the_time_of_its_numbers(spoken, language):
    """The window stands at its head; a tile of another time names its own."""
    texts = spoken[language].texts["page"]
    assert sum("September 2026" in text for text in texts[:14]) >= 2


@pytest.mark.parametrize("language", ["en", "de"])
def test_claim_and_evidence_write_a_figure_in_one_way(spoken, language, written_twice):
    view = spoken[language].view
    assert not _written_twice(view, written_twice)
    assert len(view["findings"]) > 100


@pytest.mark.slow
def test_those_of_a_generated_client_do_so_too(tmp_path, written_twice):
    write_client(generate(load_sector("telecom"), 1500, 7), tmp_path / "client")
    engagement = load(tmp_path / "client")
    shown = released(engagement, dict(Session(engagement, tmp_path / "run").run_all()))
    assert len(shown["findings"]) > 50
    assert not _written_twice(shown, written_twice)


def _written_twice(view, written_twice):
    pairs = zip(view["findings"]["finding_id"], view["findings"]["figures"], strict=True)
    return {name: found for name, figures in pairs if (found := written_twice(figures, view.voice))}


def test_every_question_that_a_claim_answers_was_counted_before_the_first_step(english):
    answered = {c.family for _, c in collecting.collected(english.view) if c.family is not None}
    counted = asked(english.view.engagement)
    assert answered <= counted
    assert len(answered) >= 20


def doubtful(view):
    """The view as it would be if what the drivers claim were less sure."""
    drivers = view.tables["drivers"]
    thin = drivers.assign(p_adjusted=drivers["p_adjusted"].clip(lower=0.049))
    return collecting.told(replace(view, tables={**view.tables, "drivers": thin}))


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_does_not_stand_is_a_lead_apart(spoken, language, tmp_path, slides_of):
    view = doubtful(spoken[language].view)
    found = view["findings"]
    weak = found[found["kind"].isin(["driver", "priority"])]
    assert len(weak) > 5
    assert not weak["stands"].any()
    page = write_page(tmp_path / "report.html", view, {}).read_text(encoding="utf-8")
    findings, apart = page.split('id="leads"')
    for statement in weak["statement"]:
        told_as = str(escape(statement))
        assert told_as not in findings
        assert told_as in apart
    assert apart.count({"en": "What would settle it", "de": "Klären würde"}[language]) >= len(weak)
    deck = " ".join(slides_of(write_deck(tmp_path / "report.pptx", view, {})))
    assert not [s for s in weak["statement"] if s in deck]


def test_without_leads_the_page_has_no_such_place(english, tmp_path):
    found = english.view["findings"].assign(stands=True)
    view = replace(english.view, tables={**english.view.tables, "findings": found})
    assert 'id="leads"' not in write_page(tmp_path / "r.html", view, {}).read_text("utf-8")
