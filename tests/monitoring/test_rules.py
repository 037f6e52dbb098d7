"""Rules as input -> output tables, and their published run lengths."""

from __future__ import annotations

import numpy as np
import pytest

from cxlib.errors import InputError
from cxlib.monitoring import rules

TABLE = [
    ("outside", [0, 3.1, -3.1, 3.0], [0, 1, -1, 0]),
    ("run of 8", [1] * 8 + [-1], [0] * 7 + [1, 0]),
    ("run of 8", [-1] * 9, [0] * 7 + [-1, -1]),
    ("run of 8", [1] * 7 + [0.0] + [1], [0] * 9),
    ("run of 9", [1] * 9, [0] * 8 + [1]),
    ("2 of 3 beyond 2 sigma", [2.1, 0, 2.2, 0, 0], [0, 0, 1, 0, 0]),
    ("2 of 3 beyond 2 sigma", [2.1, -2.2, 0], [0, 0, 0]),
    ("4 of 5 beyond 1 sigma", [1.1, 1.1, 0, 1.1, 1.1], [0, 0, 0, 0, 1]),
    ("trend of 6", [0, 1, 2, 3, 4, 5, 6], [0, 0, 0, 0, 0, 1, 1]),
    ("trend of 6", [5, 4, 3, 2, 1, 0, 1], [0, 0, 0, 0, 0, -1, 0]),
    ("14 alternating", [1, -1] * 7, [0] * 13 + [-1]),
    ("15 within 1 sigma", [0.5] * 15, [0] * 14 + [1]),
    ("8 beyond 1 sigma", [1.5, -1.5] * 4, [0] * 7 + [-1]),
]


@pytest.mark.parametrize(("name", "distance", "expected"), TABLE)
def test_rule(name, distance, expected):
    assert rules.RULES[name](np.array([distance], float))[0].tolist() == expected


def test_a_later_point_never_changes_an_earlier_verdict():
    rng = np.random.default_rng(3)
    whole = rng.normal(size=(50, 40))
    for rule in rules.RULES.values():
        assert (rule(whole)[:, :25] == rule(whole[:, :25])).all()


def test_a_missing_point_neither_breaks_nor_lengthens_a_run():
    gap = np.array([[1, 1, 1, 1, np.nan, 1, 1, 1, 1]], float)
    words = rules.signals(gap, ["run of 8"]).words[0].tolist()
    assert words == [""] * 8 + ["run of 8 above"]


def test_two_rules_at_once_are_told_together():
    distance = np.array([[1.0] * 7 + [3.5]])
    assert rules.signals(distance, ["outside", "run of 8"]).words[0, -1] == (
        "outside above; run of 8 above"
    )


@pytest.mark.parametrize(("points", "names", "side"), [
    ([3.5], ["outside"], "above"), ([-3.5], ["outside"], "below"), ([0.5], ["outside"], ""),
    ([1.0] * 7 + [3.5], ["outside", "run of 8"], "above"),
    ([1, -1] * 7, ["14 alternating"], ""), ([0.5] * 15, ["15 within 1 sigma"], ""),
    ([1.5] * 8, ["8 beyond 1 sigma"], ""), ([1.5] * 8, ["8 beyond 1 sigma", "run of 8"], "above"),
    ([9.0, 8, 7, 6, 5, 4], ["outside", "trend of 6"], ""),  # far above, and on its way down
])  # fmt: skip
def test_the_side_is_that_of_all_rules_that_have_one(points, names, side):
    for sign, other in ((1, side), (-1, {"above": "below", "below": "above", "": ""}[side])):
        found = rules.signals(sign * np.array([points], float), names)
        assert found.side[0, -1] == other
        assert bool(found.words[0, -1]) == (points != [0.5])


def test_an_unknown_rule_is_answered_with_all_the_rules():
    with pytest.raises(InputError) as refused:
        rules.named(["run of 7"])
    assert str(refused.value) == (
        "engagement.yml, policy.signals: 'run of 7' is no rule; the rules are outside, run of 8, "
        "run of 9, 2 of 3 beyond 2 sigma, 4 of 5 beyond 1 sigma, trend of 6, 14 alternating, "
        "15 within 1 sigma, 8 beyond 1 sigma, ewma, cusum"
    )


WITHIN = 0.03  # of the published run lengths, beside three Monte-Carlo errors


@pytest.mark.parametrize("shift", [1.0, 2.0])
def test_run_lengths_of_the_two_rules(published, simulations, shift):
    table = published["arl"]["shewhart_WE_mu0_to_3_by_.2"]
    expected = table["C14"][table["mu"].index(shift)]
    fired = simulations.rules_fired("outside", "run of 8")
    found = simulations.run_length(fired, shift, 20_000, 200, "C14")
    assert abs(found["arl"] / expected - 1) < WITHIN + 3 * found["mc_se"] / expected


@pytest.mark.parametrize("shift", [0.5, 1.0, 2.0])
def test_run_lengths_of_cusum_and_ewma(published, simulations, shift):
    arl = published["arl"]
    for fired, table, name in (
        (simulations.cusum_fired, arl["cusum_k.5_h4"], "cusum"),
        (simulations.ewma_fired, arl["ewma_l.5_L3.071"], "ewma"),
    ):
        expected = table["arl"][table["mu"].index(shift)]
        found = simulations.run_length(fired, shift, 5_000, 900, name)
        assert abs(found["arl"] / expected - 1) < WITHIN + 3 * found["mc_se"] / expected


@pytest.mark.slow
@pytest.mark.parametrize("column", ["C1", "C12", "C13", "C14"])
def test_run_lengths_of_every_combination(published, simulations, column):
    also = {"C1": [], "C12": ["2 of 3 beyond 2 sigma"], "C13": ["4 of 5 beyond 1 sigma"],
            "C14": ["run of 8"]}[column]  # fmt: skip
    table = published["arl"]["shewhart_WE_mu0_to_3_by_.2"]
    fired = simulations.rules_fired("outside", *also)
    for shift, expected in zip(table["mu"][::5], table[column][::5], strict=True):
        found = simulations.run_length(fired, shift, 60_000, int(12 * expected) + 20, column)
        assert abs(found["arl"] / expected - 1) < WITHIN, (column, shift)
