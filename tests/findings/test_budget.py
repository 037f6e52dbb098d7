"""One budget of error: what a report claims is held against all that it asks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from cxlib.findings.budget import of_the_report
from cxlib.findings.claim import Claim
from cxlib.findings.leads import more_needed

LEVEL = 0.05
SIZES = (1, 3, 12, 12, 5, 40, 2, 8, 8, 1, 1, 6, 15, 4, 4, 20, 2, 2, 9, 30)  # tests in a family
NAMES = tuple(f"question {k}" for k in range(len(SIZES)))


def claimed(rng: np.random.Generator, true: dict[str, int]) -> list[tuple[Claim, bool]]:
    """What each family would claim alone, corrected within it, and whether it is true."""
    found = []
    for name, size in zip(NAMES, SIZES, strict=True):
        z = rng.standard_normal(size)
        real = np.arange(size) < true.get(name, 0)
        p = stats.false_discovery_control(2 * stats.norm.sf(np.abs(z + 5 * real)))
        found += [
            (Claim(f"{name} {k}", "up", {}, (), p=p[k], family=name), bool(real[k]))
            for k in np.flatnonzero(p <= LEVEL)
        ]
    return found


def standing(found: list[tuple[Claim, bool]]) -> list[tuple[Claim, bool]]:
    judged = of_the_report([claim for claim, _ in found], NAMES, LEVEL)
    return [one for one, p in zip(found, judged, strict=True) if p <= LEVEL]


def test_where_nothing_is_there_few_reports_claim_anything():
    rng = np.random.default_rng(7)
    runs = [claimed(rng, {}) for _ in range(400)]
    alone = np.mean([bool(found) for found in runs])
    together = np.mean([bool(standing(found)) for found in runs])
    assert alone > 0.5, "each family for itself: most reports claim something"
    assert together <= LEVEL + 2 * np.sqrt(LEVEL * (1 - LEVEL) / len(runs))


def test_where_much_is_there_few_claims_are_false_and_few_are_lost():
    rng = np.random.default_rng(8)
    true = {name: max(1, size // 2) for name, size in zip(NAMES[:12], SIZES, strict=False)}
    wrong, found, there = [], 0, 0
    for _ in range(200):
        kept = standing(claimed(rng, true))
        wrong.append(1 - np.mean([real for _, real in kept]))
        found += sum(real for _, real in kept)
        there += sum(true.values())
    assert np.mean(wrong) <= LEVEL
    assert found / there > 0.95


def test_what_stands_after_one_step_stands_after_all():
    rng = np.random.default_rng(9)
    for _ in range(50):
        found = claimed(rng, dict.fromkeys(NAMES[:8], 1))
        for steps in (3, 8, 14):
            early = [one for one in found if one[0].family in NAMES[:steps]]
            first = {claim.subject for claim, _ in standing(early)}
            assert first <= {claim.subject for claim, _ in standing(found)}


def test_the_more_is_asked_the_less_stands():
    claim = Claim("x", "up", {}, (), p=0.004, family="a")
    few, many = (of_the_report([claim], [f"q{k}" for k in range(m)], LEVEL)[0] for m in (5, 50))
    assert few == pytest.approx(0.004 * 6)
    assert many == pytest.approx(0.004 * 51)


def test_what_no_test_earned_has_no_part_in_it():
    declared = Claim("x", "up", {}, ())
    described = Claim("y", "up", {}, (), p=0.7)
    assert of_the_report([declared, described], NAMES, LEVEL) == [None, 0.7]


@pytest.mark.parametrize("p", [0.051, 0.08, 0.2])
def test_so_many_more_would_settle_it(p):
    """An effect of this size at the larger base has just the p that the report asks for."""
    n = 500
    z = stats.norm.isf(p / 2) * np.sqrt((n + more_needed(n, p, LEVEL)) / n)
    assert 2 * stats.norm.sf(z) == pytest.approx(LEVEL, rel=0.02)


@pytest.mark.parametrize(
    ("n", "p"), [(500, 0.9), (500, None), (None, 0.1), (500, 1.0), (500, 0.01)]
)
def test_where_more_would_not_do_no_number_is_given(n, p):
    assert more_needed(n, p, LEVEL) is None
