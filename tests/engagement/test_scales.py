import numpy as np
import pytest

from cxlib.engagement.shaping.scales import judge

RNG = np.random.default_rng(3)


@pytest.mark.parametrize(
    ("answers", "kind"),
    [
        (RNG.integers(0, 11, 500), "variable"),
        (RNG.integers(1, 6, 500), "variable"),
        (RNG.integers(1, 8, 500), "variable"),
        (RNG.integers(0, 2, 500), "variable"),
        (np.append(RNG.integers(1, 6, 500), [-99.0] * 3), "hidden code"),
        (np.append(RNG.integers(0, 11, 500), [99.0] * 3), "hidden code"),
        (np.append(RNG.integers(1, 8, 500), [999.0]), "hidden code"),
        (np.append(RNG.integers(1, 6, 500), [0.0]), "suspicious 0"),
        (RNG.normal(50, 10, 500), "other"),
        (RNG.exponential(30, 500).round(), "other"),
        (np.append(RNG.exponential(30, 500).round(), [1e6]), "other"),
        (np.append(RNG.exponential(30, 500).round(), [-999.0]), "hidden code"),
        (np.full(50, 3.0), "constant"),
        (np.array([1, 2, 5.0] * 9), "variable"),
        (np.array([np.nan, np.nan]), "other"),
    ],
)
def test_what_a_column_looks_like(answers, kind):
    assert judge(np.asarray(answers, dtype=float)).kind == kind


def test_a_declared_zero_is_a_score():
    judged = judge(np.array([0, 1, 2, 3, 4, 5.0]), zero_declared=True)
    assert (judged.kind, judged.low, judged.high) == ("variable", 0, 5)


def test_the_hidden_code_is_named_and_counted():
    judged = judge(np.array([1, 2, 3, 4, 5, -99, -99.0]))
    assert (judged.value, judged.count) == (-99, 2)
