"""A run whose nth call that changes a file is refused, in whichever of its processes that is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import tiny

SOURCE = Path(__file__).with_name("refuse.c")


@dataclass(frozen=True)
class Refused:
    """How a run ended, and the calls it made below its folder, in order."""

    code: int
    said: str
    calls: list[str]


def build(folder: Path) -> Path:
    """Compile the library that refuses; skips where it cannot be preloaded."""
    compiler = next((c for c in ("cc", "gcc", "clang") if shutil.which(c)), None)
    if not sys.platform.startswith("linux") or compiler is None:
        pytest.skip("refusing single calls needs Linux and a C compiler")
    made = folder / "refuse.so"
    subprocess.run([compiler, "-shared", "-fPIC", "-O2", "-o", made, SOURCE, "-ldl"], check=True)
    return made


def run(library: Path, client: Path, turn: int, error: int) -> Refused:
    """Run the client with the nth call refused by this error; 0 refuses none."""
    count, seen = client.with_name("count"), client.with_name("seen")
    count.write_bytes(bytes(8))
    seen.write_bytes(b"")
    code, said = tiny.run(
        client,
        LD_PRELOAD=str(library),
        CX_UNDER=str(client),
        CX_COUNT=str(count),
        CX_SEEN=str(seen),
        CX_TURN=str(turn),
        CX_ERRNO=str(error),
    )
    lines = [line.split(" ", 1) for line in seen.read_text(encoding="utf-8").splitlines()]
    ordered = sorted(lines, key=lambda line: int(line[0]))
    return Refused(code, said, [call for _, call in ordered])
