"""Every kind of fault is named where it is planted, and nothing where nothing is."""

import numpy as np
import pytest

from cxlib.resources import REPOSITORY
from cxlib.training.faults import FAULTS, sound

CLEAN = range(1, 6)  # forty in the long run
NAMES = [f"{f.suspicion}: {f.table}.{f.column}" for f in FAULTS]


def named(table, fault) -> bool:
    return bool(
        ((table["suspicion"] == fault.suspicion) & (table["table"] == fault.table)
         & (table["column"] == fault.column)).any()
    )  # fmt: skip


@pytest.fixture(scope="module")
def quiet(suspicions):
    """What is said where nothing was planted."""
    return suspicions(sound(1))


@pytest.mark.parametrize("fault", FAULTS, ids=NAMES)
def test_a_planted_fault_is_named(fault, quiet, suspicions):
    assert not named(quiet, fault)
    found = suspicions(fault.plant(sound(1), np.random.default_rng(1)))
    assert named(found, fault), found[["suspicion", "table", "column"]].to_string()


@pytest.mark.parametrize("seed", CLEAN)
def test_a_sound_client_is_not_suspected(seed, suspicions):
    found = suspicions(sound(seed))
    assert len(found) <= 1, found[["suspicion", "table", "column", "words"]].to_string()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6, 41))
def test_more_sound_clients_are_not_suspected(seed, suspicions):
    test_a_sound_client_is_not_suspected(seed, suspicions)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 6))
def test_faults_are_named_in_other_clients(seed, suspicions):
    brought = sound(seed)
    missed = [
        name
        for name, fault in zip(NAMES, FAULTS, strict=True)
        if not named(suspicions(fault.plant(brought, np.random.default_rng(seed))), fault)
    ]
    assert len(missed) <= 0.05 * len(FAULTS), missed


def test_the_page_of_suspicions_lists_every_kind_that_is_planted():
    page = (REPOSITORY / "docs" / "suspicions.md").read_text(encoding="utf-8")
    assert {f.suspicion for f in FAULTS} <= {line.split(" | ")[0][2:] for line in page.splitlines()}
