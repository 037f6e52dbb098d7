"""Stage names as clients write them find their lever."""

import pytest

from cxlib.language import Voice
from cxlib.results.coded import code_of
from cxlib.strategy.key_words import key_words
from cxlib.strategy.levers import LEVERS, lever


@pytest.mark.parametrize(
    ("stage", "key"),
    [("Awareness", "awareness"), ("Purchase", "decision"), ("post-purchase", "onboarding"),
     ("In use", "use"), ("Advocacy", "advocacy"), ("Winning back", "leaving"),
     ("Comparing", None), (None, None)],
)  # fmt: skip
def test_lever(stage, key):
    assert code_of(lever(stage, "maintain", key_words("en"))) == (f"lever|{key}" if key else None)


def test_what_is_to_fix_is_fixed_first():
    told = Voice().coded(lever("use", "fix", key_words("en")))
    assert told.startswith("first take the fault away, then speak of it; solve it the first time")


@pytest.mark.parametrize("key", LEVERS)
def test_every_lever_is_found_by_its_own_name_in_german_too(key):
    german = {"awareness": "Bekanntheit", "consideration": "Überlegung", "decision": "Kauf",
              "onboarding": "Nachkauf", "use": "Nutzung", "loyalty": "Treue",
              "advocacy": "Weiterempfehlung", "leaving": "Kündigung"}  # fmt: skip
    assert code_of(lever(german[key], "protect", key_words("de"))) == f"lever|{key}"


def test_a_language_without_key_words_has_no_lever():
    assert lever("käyttö", "fix", key_words("fi")) is None
