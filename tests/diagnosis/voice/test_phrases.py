"""What a topic is called: the phrases of those who wrote of it, and nobody's alone."""

from __future__ import annotations

import pytest

from cxlib.diagnosis.voice.phrases import in_phrases

HOLLOW = frozenset(
    "a an the i he they it is was to of at from on not no and me my again".split()  # noqa: SIM905
)


def named(words, *texts, fewest=10, times=10):
    return in_phrases(words, list(texts) * times, HOLLOW, fewest)


def test_a_word_is_told_as_most_say_it():
    assert named(["script"], "He read from a script.", "It was read from a script!") == [
        "read from a script"
    ]
    assert named(["providers"], "I was looking at other providers") == [
        "looking at other providers"
    ]


@pytest.mark.parametrize(("usual", "told"), [(7, "read from a script"), (5, "script")])
def test_a_phrase_is_that_of_most_who_use_the_word(usual, told):
    texts = ["He read from a script"] * usual + [f"script {k * 'x'}" for k in range(10 - usual)]
    assert in_phrases(["script"], texts, HOLLOW, 5) == [told]


@pytest.mark.parametrize(("times", "told"), [(10, "broken on page nine"), (9, "broken")])
def test_a_phrase_of_few_gives_them_away_and_is_not_told(times, told):
    texts = ["broken on page nine"] * times
    assert in_phrases(["broken"], texts, HOLLOW, 10) == [told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("the bill is wrong", "bill is wrong"),
        ("is the bill", "bill"),
        ("bill. Wrong again", "bill"),
        ("bill, wrong", "bill"),
        ("not sorted", "not sorted"),
        ("[name] sorted it", "sorted"),
        ("SORTED Quickly", "sorted quickly"),
        ("they didn't mend the bill", "didn't mend the bill"),
    ],
)
def test_its_ends_mean_something_and_it_runs_across_no_stop(text, told):
    word = "sorted" if "sorted" in text.lower() else "bill"
    assert named([word], text) == [told]


def test_no_word_is_told_twice():
    assert named(["script", "read"], "read from a script") == ["read from a script"]
    longer = ["nice"] * 4 + ["somebody rang, nice that somebody asks"] * 10
    assert in_phrases(["somebody", "nice", "rang"], longer, HOLLOW | {"that"}, 10) == [
        "nice that somebody asks"
    ]


def test_two_words_are_one_term():
    assert named(["call centre"], "my call centre") == ["call centre"]


def test_a_word_that_is_in_no_comment_stays_a_word():
    assert named(["gone"], "nothing of the kind") == ["gone"]
