"""Published survival and lifetime figures, copied with their sources."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

REFERENCE = Path(__file__).parents[2] / "reference"


def _json(name: str) -> dict:
    return json.loads((REFERENCE / name).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def aml() -> dict:
    return _json("survival.json")


@pytest.fixture(scope="session")
def sbg_published() -> dict:
    return _json("sbg.json")


@pytest.fixture(scope="session")
def cdnow_published() -> dict:
    return _json("cdnow.json")


@pytest.fixture(scope="session")
def cdnow() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "cdnow.csv")
