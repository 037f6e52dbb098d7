"""Stage names as clients write them find their lever."""

import pytest

from cxlib.strategy.levers import LEVERS, lever


@pytest.mark.parametrize(
    ("stage", "key"),
    [("Awareness", "awareness"), ("Purchase", "decision"), ("post-purchase", "onboarding"),
     ("In use", "use"), ("Advocacy", "advocacy"), ("Winning back", "leaving"),
     ("Comparing", None), (None, None)],
)  # fmt: skip
def test_lever(stage, key):
    assert lever(stage, "maintain") == (LEVERS[key] if key else "")


def test_what_is_to_fix_is_fixed_first():
    assert lever("use", "fix").startswith("first take the fault away")
