"""Small engagements, through the kit's own checks."""

from __future__ import annotations

import importlib
import json
import sys
from pathlib import Path

import pytest

from cxlib.engagement import from_frames
from cxlib.language import Voice
from cxlib.language.voice import counted

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


@pytest.fixture(scope="session")
def sentences():
    """The notes of a question's answer, in words, in the order of its rows."""

    def worded(result: dict) -> list[str]:
        voice = Voice()
        rows = [(f"note|{r.section}|{r.code}", json.loads(r.figures))
                for r in result["notes"].itertuples()]  # fmt: skip
        return [voice.say(code, counted(slots), **slots) for code, slots in rows]

    return worded


@pytest.fixture(scope="session")
def stored(tmp_path_factory):
    """A step's tables as they are written and read: types, ranges and keys are checked."""
    from cxlib.results import Results

    def written(found: dict) -> Results:
        results = Results(tmp_path_factory.mktemp("results"))
        results.write("diagnosis", found)
        return results

    return written
