"""Turned round, a sentence turns round or goes; with the tie cut, it goes but for chance.

Every kind of finding that asserts something has a client of whom it is true; the kinds that only
give a figure, and those that a client declares, are named with their reasons.
"""

from __future__ import annotations

import math

import pytest
from simulations.reversal import sorting
from simulations.reversal.case import (
    AS_IT_IS,
    LEVEL,
    PERMUTED,
    REVERSED,
    claims,
    is_asserted,
    is_told,
)
from simulations.reversal.sorting import CASES, FIRST, unsorted

from cxlib.findings.kinds import BY_NAME, KINDS

NAMES = [case.name for case in CASES]
LONG = 100  # runs of each case in the long version


def most(times: int, level: float = LEVEL) -> float:
    """Of so many permuted clients, in how many a claim may stand: the level and two errors."""
    return times * level + 2 * math.sqrt(times * level * (1 - level))


@pytest.mark.parametrize("kind", [kind.name for kind in KINDS])
def test_every_claim_is_tried_or_named_with_a_reason(kind):
    assert unsorted(kind, BY_NAME[kind].directions) == []


def test_a_new_kind_and_a_new_direction_turn_the_test_red():
    assert unsorted("mood", ("better",)) == ["better"]
    assert unsorted("driver", (*BY_NAME["driver"].directions, "explodes")) == ["explodes"]


def test_what_is_named_exists():
    for part in (sorting.DESCRIBES, sorting.DECLARED, sorting.AS):
        for kind, ways in part.items():
            assert set(ways) - {"*"} <= set(BY_NAME[kind].directions)
    for case in CASES:
        assert set(case.asserts) <= set(BY_NAME[case.kind].directions)
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("case", FIRST, ids=lambda case: case.name)
def test_turned_round_the_claim_turns_or_goes(case):
    assert is_told(case, claims(case, AS_IT_IS))
    assert not is_told(case, claims(case, REVERSED))


def test_with_the_tie_cut_no_more_stand_than_chance_allows():
    stood = [case.name for case in FIRST if is_asserted(case, claims(case, PERMUTED))]
    assert len(stood) <= most(len(FIRST)), stood


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_over_many_clients(case):
    assert is_told(case, claims(case, AS_IT_IS))
    assert not any(is_told(case, claims(case, REVERSED, run)) for run in range(LONG))
    stood = sum(is_asserted(case, claims(case, PERMUTED, run)) for run in range(LONG))
    assert stood <= most(LONG, case.level)
