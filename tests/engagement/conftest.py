"""A client's folder on disk, written as a client would."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def client(tmp_path):
    """Write files into an engagement folder; returns the folder."""

    def write(**files: str | bytes) -> Path:
        for name, content in files.items():
            path = tmp_path / name.replace("__", ".")
            if isinstance(content, bytes):
                path.write_bytes(content)
            else:
                path.write_text(content, encoding="utf-8")
        return tmp_path

    return write


@pytest.fixture
def scores():
    """Twenty answers on a 0-10 question as CSV text."""
    rows = [f"{i:05d},{i % 11}" for i in range(20)]
    return "customer,recommend\n" + "\n".join(rows) + "\n"
