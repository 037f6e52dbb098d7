"""Published figures of the diagnosis, copied with their sources."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

REFERENCE = Path(__file__).parent / "reference"


@pytest.fixture(scope="session")
def published() -> dict:
    return json.loads((REFERENCE / "diagnosis.json").read_text(encoding="utf-8"))
