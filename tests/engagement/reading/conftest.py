"""Small files as clients send them, and what reading them says."""

from __future__ import annotations

from pathlib import Path

import pytest

from cxlib.engagement import load
from cxlib.engagement.config import Read
from cxlib.engagement.reading import read_file
from cxlib.errors import KitError

HEADING = "id,day,score,why"


@pytest.fixture
def rows() -> list[str]:
    """The lines of 240 answers with a comment each."""
    return [f"{i:05d},2026-01-{i % 28 + 1:02d},{i % 11},fine thanks" for i in range(240)]


@pytest.fixture
def raw(tmp_path):
    """A file, written and read."""

    def read(content: str | bytes, name: str = "survey.csv", **how: object):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_file(path, Read(**how))

    return read


@pytest.fixture
def refusal(raw):
    """The lines in which a file is refused."""

    def read(content: str | bytes, name: str = "survey.csv", **how: object) -> str:
        with pytest.raises(KitError) as found:
            raw(content, name, **how)
        return str(found.value)

    return read


@pytest.fixture
def checks():
    """What is told of a table as check and count, and the checks that a person should act on."""

    def told(raw) -> dict[str, int | None]:
        return {str(note["check"]): note["n"] for note in raw.notes}

    return told


@pytest.fixture
def engaged(tmp_path):
    """A client of one table of responses in a CSV, read and checked."""

    def read(content: str | bytes, extra: str = "", options: str = "", name: str = "s.csv"):
        data: Path = tmp_path / name
        data.write_bytes(content if isinstance(content, bytes) else content.encode())
        (tmp_path / "engagement.yml").write_text(
            f"client: A\nperiod: none\noutcomes: {{score: {{kind: mean}}}}\n{extra}"
            f"tables:\n  responses: {{source: {name}{options}}}\n"
        )
        return load(tmp_path)

    return read


@pytest.fixture
def refused_client(engaged):
    """The lines in which a client is refused, and the exit code."""

    def read(*args: object, **how: object) -> tuple[str, int]:
        with pytest.raises(KitError) as found:
            engaged(*args, **how)
        return str(found.value), found.value.exit_code

    return read
