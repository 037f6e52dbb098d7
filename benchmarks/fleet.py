"""Forty small clients on one morning, each in a planted state: is every one told rightly?

A round of `cx run-all` is made over them; what is judged is its one line of JSON, with what lies in
the folders afterwards: state, exit code, reasons, period, run, page, log
(`benchmarks/operation/states.py` plants the states, `judging.py` judges).

Run: python benchmarks/fleet.py [--workers 2] [--timeout 60] [--only WORD]: of the states whose
description holds a word alone. Prints what is told wrongly, then one line of JSON whose "figure" is
the share of clients told rightly.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from operation import PLANTED, Planted, runs, shortfalls
from operation.client import MONTHS, delivered, make, write
from operation.states import ADDRESSES

from cxlib.run.lock import held

CX = (sys.executable, "-m", "cxlib.cli")
SEEDS = (1, 2)
REGIONS = ("north", "south")  # below the root: clients lie deep


def published(folder: Path, seed: int) -> Path:
    """A client whose report of the month before the newest is published."""
    make(folder, seed, MONTHS - 1)
    subprocess.run([*CX, "run", str(folder)], check=True, capture_output=True)
    return folder


def planted(root: Path, kinds: Sequence[Planted], sound: Mapping[int, Path]) -> list[Path]:
    """A folder for each client, in its state."""
    folders = []
    for number, kind in enumerate(kinds):
        seed = SEEDS[number % len(SEEDS)]
        place = root / REGIONS[number % len(REGIONS)] / f"client {number:02d}"
        folder = shutil.copytree(sound[seed], place)
        if kind.newest:
            write(folder, delivered(seed).frames["responses"])
        kind.plant(folder)
        folders.append(folder)
    return folders


def told(root: Path, asked: argparse.Namespace) -> dict[str, dict]:
    """What the line of a round says of each client, by its folder."""
    call = [*CX, "run-all", str(root), "--json", "--workers", str(asked.workers), "--tries", "2",
            "--wait", "0.1", "--timeout", str(asked.timeout)]  # fmt: skip
    trusting = os.environ | ADDRESSES | {"CX_TRUST": str(root), "CI": ""}
    ended = subprocess.run(call, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=trusting)
    (line,) = ended.stdout.decode().splitlines()
    return {client["folder"]: client for client in json.loads(line)["clients"]}


def measured(kinds: Sequence[Planted], asked: argparse.Namespace, root: Path) -> list[list[str]]:
    """What is told wrongly of each client."""
    sound = {seed: published(root / "sound" / str(seed), seed) for seed in SEEDS}
    folders = planted(root / "clients", kinds, sound)
    before = [runs(folder) for folder in folders]
    with ExitStack() as locks:
        for folder, kind in zip(folders, kinds, strict=True):
            if kind.busy:
                locks.enter_context(held(folder))
        lines = told(root / "clients", asked)
    given = zip(kinds, folders, before, strict=True)
    return [shortfalls(kind, lines[str(folder)], files) for kind, folder, files in given]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--timeout", type=int, default=60, help="seconds that a client may take")
    parser.add_argument("--only", default="", help="a word of the states to plant")
    asked = parser.parse_args()
    kinds = [kind for kind in PLANTED if asked.only in f"{kind.state}: {kind.happens}"]
    begun = time.monotonic()
    with TemporaryDirectory(prefix="cx-fleet-") as root:
        wrong = measured(kinds, asked, Path(root).resolve())
    for kind, lines in zip(kinds, wrong, strict=True):
        for line in lines:
            print(f"{kind.state}: {kind.happens}: {line}")
    right = sum(not lines for lines in wrong)
    print(json.dumps({
        "figure": round(right / len(kinds), 4), "told_rightly": right, "clients": len(kinds),
        "states": len({kind.state for kind in kinds}),
        "seconds": round(time.monotonic() - begun), "workers": asked.workers,
        "conditions": f"{os.cpu_count()} cores, Python {platform.python_version()}",
    }))  # fmt: skip


if __name__ == "__main__":
    main()
