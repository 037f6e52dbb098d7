"""What a slot holds comes through as it is, and nothing that it holds is read as a slot."""

from __future__ import annotations

import json

import pytest

from cxlib.language import MISSING, Names, Voice
from cxlib.language.figure import NAMES
from cxlib.language.names import short
from cxlib.results import coded as codes

EN, DE = Voice.of("en", "GBP"), Voice.of("de", "EUR")
HOSTILE = [
    "{low}", "{high}{low}", "{0}", "{}", "{__class__}", "{low.__class__}", "{{low}}", "}{",
    "100 %", "%s %(low)s %d", "$x$ $5 \\$", "\\1 \\g<0> \\n", "<b>&amp;</b>",
    "עברית \u202e reversed \u202c", "قهوة {low}", "\u200b\u2066x\u2069", "名前", "x" * 300,
    "{" * 300, '{"code": "note|nowhere"}', "[1, 2]", "a → b", "",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("voice", [EN, DE], ids=["en", "de"])
def test_a_clients_text_comes_through_unchanged(voice, text):
    said = voice.say("number|interval", low=codes.text(text), high={"count": 7})
    between = " to " if voice is EN else " bis "
    assert said == f"{text}{between}7"
    assert voice.say("number|interval", low=text, high=text) == f"{text}{between}{text}"
    cell = codes.coded("number|interval", low=codes.text(text), high=codes.text("{low}"))
    assert voice.coded(cell) == f"{text}{between}{{low}}"
    held = {"listed": [codes.text(text), codes.nested(cell)]}
    assert text in voice.figure(held)


@pytest.mark.parametrize("text", [t for t in HOSTILE if t], ids=range(len(HOSTILE) - 1))
def test_names_come_through_too(text):
    told = short(text)  # a name that no longer reads as one is cut
    names = Names({"recommend": text}, {"speed": text})
    voice = Voice.of("en", "", names)
    assert voice.figure({"outcome": "recommend"}) == told
    assert voice.figure({"kpi": "recommend"}) == told
    assert voice.figure({"variable": "speed"}) == told
    assert voice.figure({"touchpoint": text}) == told
    assert voice.figure({"scope": f"touchpoint={text}"}) == told
    assert voice.figure({"segment": f"plan={text}"}) == f"plan {told}"


def test_a_survey_s_longest_question_is_whole_and_what_is_no_name_is_cut():
    question = ("How satisfied were you, all in all, with {this} $ 100% " * 8)[:300]
    assert Names(variables={"v": question}).variable("v") == question
    assert Names(variables={"v": "x" * 5_000}).variable("v").endswith("…")


def test_the_parts_of_a_name_are_its_words():
    assert EN.figure({"segment": "account_type=B2B = large"}) == "account type B2B = large"
    assert EN.figure({"segment": "all"}) == "everybody"
    assert EN.figure({"touchpoint": "overall"}) == "overall"
    assert EN.figure({"variable": "network_overall"}) == "network overall"
    assert DE.figure({"term": "friction"}) == "Reibung"
    assert EN.figure({"term": "no_word_of_ours"}) == "no word of ours"


@pytest.mark.parametrize("unit", sorted(NAMES))
def test_a_name_that_is_missing_is_a_dash(unit):
    assert EN.figure({unit: None}) == MISSING
    assert EN.figure({unit: float("nan")}) == MISSING


def test_a_slot_that_nothing_fills_is_a_dash():
    assert EN.say("number|interval", low={"count": 1}) == f"1 to {MISSING}"
    assert EN.figure(None) == MISSING


@pytest.mark.parametrize("figure", [{"furlongs": 3}, {"listed of": []}, {"": 1}, {}])
def test_an_unknown_unit_is_a_clear_fault(figure):
    unit = next(iter(figure), "")
    with pytest.raises(ValueError, match=f"^'{unit}' is no unit of a figure; they are .*share"):
        EN.figure(figure)
    with pytest.raises(ValueError, match="is no unit of a figure"):
        EN.say("number|interval", low=figure, high={"count": 1})


def test_a_context_that_is_nowhere_is_a_fault_of_the_kit():
    with pytest.raises(KeyError, match="number\\|nowhere"):
        EN.say("number|nowhere")


# ---------------------------------------------------------------- coded cells


def test_reasons_within_reasons():
    inner = codes.coded("declared|starts", name=codes.text("look"), journey=codes.text("join"))
    outer = codes.coded("number|interval", low=codes.nested(inner), high=codes.share(0.5))
    assert EN.coded(outer) == "look (starts join) to 50%"
    deeper = codes.coded("number|interval", low=codes.nested(outer), high=codes.nested(inner))
    assert EN.coded(deeper) == "look (starts join) to 50% to look (starts join)"
    several = codes.together([inner, outer])
    assert EN.coded(several) == "look (starts join); look (starts join) to 50%"
    assert EN.figure(codes.nested(several)) == EN.coded(several)


def test_lists_of_figures_of_every_sort():
    inner = codes.coded("declared|ends", name=codes.text("{n}"), journey=codes.text("x"))
    held = codes.listed([codes.nested(inner), codes.of100(0.5), codes.listed([codes.count(2000)])])
    assert EN.figure(held) == "{n} (ends x), 50 and 2,000"
    assert EN.figure(codes.listed([codes.count(i) for i in range(9)])) == (
        "0, 1, 2, 3, 4, 5 and 3 more"
    )


@pytest.mark.parametrize("text", ["just words", "{not json", '{"no": "code"}', "[1]", "[]", "{}"])
def test_what_is_no_code_stands_as_it_is(text):
    assert EN.coded(text) == text
    assert EN.coded(None) == ""


def test_the_count_in_n_chooses_the_plural():
    one, many = (
        codes.note("breakdowns", "none", n=codes.count(n))["figures"] for n in (1, 15)
    )  # fmt: skip
    told = [EN.say("note|breakdowns|none", json.loads(f)["n"]["count"], **json.loads(f))
            for f in (one, many)]  # fmt: skip
    assert told[0].startswith("The one touchpoint that could break a journey was not")
    assert told[1].startswith("None of the 15 touchpoints that could break a journey was found")
    assert EN.coded(codes.coded("map|never seen|evidence", n=codes.count(1),
                                mapped=codes.count(3))).startswith("1 of 3 touchpoints on the map "
                                                                   "does not")  # fmt: skip


# ---------------------------------------------------------------- figures as the steps make them


@pytest.mark.parametrize("make", [codes.share, codes.number, codes.signed, codes.points, codes.nps,
                                  codes.money, codes.count])  # fmt: skip
def test_an_interval_with_an_end_missing_is_left_out(make):
    (unit,) = make(1)
    assert make(1, 0, 2) == {unit: [1, 0, 2]}
    assert make(1, None, 2) == make(1, float("nan"), 2) == {unit: 1}
    assert make(None) == make(float("nan")) == {unit: None}
    assert json.loads(json.dumps(make(1 / 3)))[unit] == pytest.approx(1 / 3, abs=1e-9)


def test_an_audience_that_is_none_is_refused():
    with pytest.raises(ValueError, match="'boss' is no audience; they are reader, consultant"):
        codes.note("a", "b", audience="boss")


def test_bases_and_confidence():
    assert (EN.base(1200), DE.base(1200)) == ("n = 1,200", "n = 1.200")
    assert (EN.base(None), DE.base(None)) == ("n not supplied", "n nicht angegeben")
    assert (EN.confidence(0.95), DE.confidence(0.95)) == ("95% interval", "95\xa0%-Intervall")
