"""One client for all tests of the room, and the same client with nothing planted."""

from __future__ import annotations

import pytest

from cxlib.training import Client, Sector, generate, load_sector

CUSTOMERS, SEED = 3600, 15  # as sample_data is made


@pytest.fixture(scope="session")
def sector() -> Sector:
    return load_sector("telecom")


@pytest.fixture(scope="session")
def client(sector: Sector) -> Client:
    return generate(sector, CUSTOMERS, SEED)


@pytest.fixture(scope="session")
def quiet(sector: Sector) -> Client:
    return generate(sector, CUSTOMERS, SEED, effects=0.0)
