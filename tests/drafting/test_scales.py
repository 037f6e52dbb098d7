"""Scales in words, numbers with words, stars and codes; their ends and their good end."""

import pytest

from cxlib.drafting.scales import anchors, good_end, scale_of

SATISFIED = ("Very dissatisfied", "Dissatisfied", "Neither satisfied nor dissatisfied",
             "Satisfied", "Very satisfied")  # fmt: skip
WORDS = {  # the whole scale, the least first, and its good end
    "satisfaction": (SATISFIED, "high"),
    "agreement": (("Strongly disagree", "Disagree", "Neutral", "Agree", "Strongly agree"), "high"),
    "effort": (("Very low effort", "Low effort", "Moderate effort", "High effort",
                "Very high effort"), "low"),
    "frequency": (("Never", "Rarely", "Sometimes", "Often", "Always"), "ask"),
    "expectation": (("Much worse than expected", "Worse than expected", "As expected",
                     "Better than expected", "Much better than expected"), "high"),
    "German": (("Sehr unzufrieden", "Unzufrieden", "Teils/teils", "Zufrieden", "Sehr zufrieden"),
               "high"),
    "German agreement": (("Trifft überhaupt nicht zu", "Trifft eher nicht zu", "Teils teils",
                          "Trifft eher zu", "Trifft voll zu"), "high"),
    "French": (("Pas du tout d’accord", "Pas d’accord", "Ni d’accord ni pas d’accord", "D’accord",
                "Tout à fait d’accord"), "high"),
    "Spanish": (("Muy insatisfecho", "Insatisfecho", "Neutral", "Satisfecho", "Muy satisfecho"),
                "high"),
    "stars": (("★", "★★", "★★★", "★★★★", "★★★★★"), "high"),
    "codes": (("A1", "A2", "A3", "A4", "A5"), "ask"),
    "numbered": (("1 - Very poor", "2", "3", "4", "5 - Excellent"), "high"),
    "turned round": (("1 (very satisfied)", "2", "3", "4", "5 (very dissatisfied)"), "low"),
}  # fmt: skip


@pytest.mark.parametrize("kind", WORDS)
def test_every_answer_has_the_place_that_the_whole_scale_gives_it(kind):
    whole, good = WORDS[kind]
    found = scale_of(whole)
    assert (found.low, found.high, found.good) == (1, 5, good)
    assert [found.labels[word] for word in whole] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("kind", sorted(set(WORDS) - {"codes", "numbered", "turned round"}))
@pytest.mark.parametrize("gone", [0, 1, 3, 4])  # without its middle it is a scale of four
def test_an_answer_that_nobody_chose_moves_no_other(kind, gone):
    """Four of five words seen must not make a scale of four."""
    whole, _ = WORDS[kind]
    seen = [word for place, word in enumerate(whole) if place != gone]
    found = scale_of(seen)
    assert (found.low, found.high) == (1, 5)
    assert {w: found.labels[w] for w in seen} == {
        word: place for place, word in enumerate(whole, 1) if word in seen
    }


@pytest.mark.parametrize("na", ["N/A", "Don't know", "Keine Angabe", "Ne sait pas", "No aplica"])
def test_a_word_for_none_is_no_place_and_makes_no_group(na):
    found = scale_of((*SATISFIED, na))
    assert found.na == (na,)
    assert na not in found.labels


@pytest.mark.parametrize(
    "ends",
    [("0 - Not at all likely", "10 - Extremely likely"),
     ("Not at all likely - 0", "10 - Extremely likely"),
     ("0 (Not at all likely)", "10 (Extremely likely)")],
)  # fmt: skip
def test_nought_to_ten_with_words_at_its_ends(ends):
    low, high = ends
    found = scale_of((low, "3", "7", "8", high, "N/A"))
    assert (found.low, found.high, found.good) == (0, 10, "high")
    assert (found.labels[low], found.labels[high]) == (0, 10)


@pytest.mark.parametrize(
    "words", [("North", "South", "East"), ("Basic", "Plus", "Pro"), ("Good", "North", "Poor"),
              ("2024", "2025", "2026"), ("1a", "2b", "3c"),
              ("1 - Bronze", "2 - Silver", "3 - Gold"),
              ("Satisfied", "Dissatisfied"), ("B2B", "C3C", "D1D")]
)  # fmt: skip
def test_what_is_no_scale_is_none(words):
    assert scale_of(words) is None


@pytest.mark.parametrize(
    ("question", "low", "high", "good"),
    [
        ("How satisfied are you overall? (1 = very satisfied, 5 = very dissatisfied)", 1, 5, "low"),
        ("How much effort did you have to put in? (1 very low - 5 very high)", 1, 5, "low"),
        ("Delivery (1 = excellent, 5 = very poor)", 1, 5, "low"),
        ("On a scale from 0 (not at all likely) to 10 (extremely likely)", 0, 10, "high"),
        ("Wie zufrieden sind Sie? 1 = sehr unzufrieden bis 5 = sehr zufrieden", 1, 5, "high"),
        ("Not at all likely (0) - Extremely likely (10)", 0, 10, "high"),
        ("1=Poor 2=Fair 3=Good 4=Very good 5=Excellent", 1, 5, "high"),
        ("Schulnote (1 = sehr gut, 6 = ungenügend)", 1, 6, "low"),
        ("Rate 1 to 5 where 1 is poor and 5 is excellent", 1, 5, "high"),
        ("When did you come (1: morning, 3: evening)?", 1, 3, None),
    ],
)
def test_what_the_wording_says_of_ends_and_good_end(question, low, high, good):
    told = anchors(question)
    assert (told.low, told.high, told.good) == (low, high, good)


def test_nothing_is_read_into_a_wording_that_says_nothing():
    assert anchors("How fast were we? (1-5)") is None
    assert good_end("blue", "red") is None
    assert good_end("very low", "very high", "How much trust do you have?") is None
