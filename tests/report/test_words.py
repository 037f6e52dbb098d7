"""Numbers as a client reads them; every unit at its edges."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib.language import words


@pytest.mark.parametrize("write", [words.count, words.number, words.signed, words.nps, words.share,
                                   words.points, words.money, words.p_value, words.duration,
                                   words.day])  # fmt: skip
@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA])
def test_missing_is_a_dash_everywhere(write, nothing):
    assert write(nothing) == words.MISSING


@pytest.mark.parametrize(
    ("amount", "written"),
    [(0, "£0"), (-0.4, "£0"), (999.4, "£999"), (999.9, "£1k"), (1_000_000, "£1m"),
     (999_999, "£1m"), (-1_250_000, "−£1.25m"), (1e12, "£1000bn")],
)  # fmt: skip
def test_money_at_its_edges(amount, written):
    assert words.money(amount, "GBP") == written


@pytest.mark.parametrize(
    ("share", "written"),
    [(0, "0%"), (1, "100%"), (0.004, "0.4%"), (0.5, "50%"), (0.996, "99.6%"), (-0.02, "−2.0%")],
)
def test_shares_at_their_edges(share, written):
    assert words.share(share) == written


def test_signs_and_zero():
    assert words.signed(0.001) == "0.00"
    assert words.signed(-0.001) == "0.00"
    assert words.nps(-0.2) == "0"


def test_an_interval_has_one_number_of_decimals():
    assert words.with_interval(0.5, 0.08, 0.95, words.share) == "50.0% (8.0% to 95.0%)"
    assert words.with_interval(0.5, None, 0.9, words.share) == "50%"


@pytest.mark.parametrize(("p", "written"), [(0, "p < .001"), (0.0009, "p < .001"), (1, "p = 1.000"),
                                            (0.05, "p = .050")])  # fmt: skip
def test_p_is_never_zero(p, written):
    assert words.p_value(p) == written
