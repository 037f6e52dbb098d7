"""Small engagements, through the kit's own checks."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

import pytest

from cxlib.engagement import from_frames

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def engaged():
    """An engagement out of frames; `last` is its period, `config` adds to what is needed."""

    def build(frames: dict, last: str | None = None, **config: object):
        base = {"client": "Test", "outcomes": {"recommend": {"kind": "nps"}}, "period": "month"}
        return from_frames(base | config, frames, last)

    return build


@pytest.fixture(scope="session")
def simulations():
    """A module of the benchmarks' simulations by name: the tests run small versions of them."""

    def load(name: str):
        folder = str(ROOT / "benchmarks")
        if folder not in sys.path:
            sys.path.append(folder)
        return importlib.import_module(f"simulations.{name}")

    return load
