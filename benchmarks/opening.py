"""What it costs to open a client whose files have been checked before.

Measured: CPU seconds (imports included) of a fresh process that opens an unchanged client, against
those of the process that read and checked the same files first, in turn; each round on a copy that
nobody has opened. The first round is thrown away (caches, compiled files).

    python benchmarks/opening.py                     # the sample client
    python benchmarks/opening.py --customers 100000  # a generated one
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from cxlib.resources import kit

OPEN = """
import sys
from cxlib.engagement.store import opened
from cxlib.history import past
opened(sys.argv[1], None, None, past)
"""


def cpu_seconds(client: Path) -> float:
    """CPU seconds of a process that opens a client."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", OPEN, str(client)], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def made(customers: int | None, scratch: Path) -> Path:
    """The client to open: the sample, or one generated with so many customers."""
    if customers is None:
        return kit("sample_data")
    made_by = [sys.executable, "-m", "cxlib.training", str(scratch / "generated")]
    asked = ["--customers", str(customers)]
    subprocess.run([*made_by, *asked], check=True, capture_output=True)
    return scratch / "generated"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--customers", type=int)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        source = made(chosen.customers, Path(name))
        seconds = []
        for number in range(chosen.rounds + 1):
            client = Path(name) / f"client{number}"
            shutil.copytree(source, client, ignore=shutil.ignore_patterns(".cx", "runs", "draft"))
            seconds.append((cpu_seconds(client), cpu_seconds(client)))
            shutil.rmtree(client)
    ratios = [again / first for first, again in seconds[1:]]
    print(json.dumps({
        "figure": round(statistics.median(ratios), 3),
        "lowest": round(min(ratios), 3), "highest": round(max(ratios), 3),
        "first_cpu_seconds": round(statistics.median(f for f, _ in seconds[1:]), 2),
        "again_cpu_seconds": round(statistics.median(a for _, a in seconds[1:]), 2),
        "rounds": chosen.rounds, "customers": chosen.customers,
        "conditions": f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
                      f"Python {platform.python_version()}",
    }))  # fmt: skip


if __name__ == "__main__":
    main()
