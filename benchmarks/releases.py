"""What a whole run costs against the same run under an earlier commit of the kit.

Measured: CPU seconds (the process and its children) of `cx run` on a copy of the earlier commit's
sample client, under this checkout and under the earlier one, in turn, each run in a fresh process
of the same Python and on a folder that no run has seen (nothing prepared, no history). The ratio
(now / before) is taken pair by pair, so that it holds when the machine's speed drifts; the first
pair is thrown away (caches, compiled files). Needs git and the repository's history.

    python benchmarks/releases.py --before f9822e2 --pairs 5
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from cxlib.resources import REPOSITORY

RUN = "from cxlib.cli import main; main()"


def cpu_seconds(kit: Path, client: Path) -> float:
    """CPU seconds of one run of a client under the kit in a folder."""
    environment = os.environ | {"CI": "", "PYTHONPATH": str(kit)}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-c", RUN, "run", str(client)],
        check=True, capture_output=True, env=environment, cwd=kit,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def checked_out(commit: str, folder: Path) -> Path:
    """The kit as it was at a commit."""
    archive = subprocess.run(
        ["git", "archive", commit], cwd=REPOSITORY, check=True, capture_output=True
    ).stdout
    folder.mkdir()
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive, check=True)
    return folder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--before", default="f9822e2", help="the commit to compare with")
    parser.add_argument("--pairs", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        earlier = checked_out(chosen.before, Path(scratch) / "earlier")
        kits = {"before": earlier, "now": REPOSITORY}
        seconds: dict[str, list[float]] = {name: [] for name in kits}
        for pair in range(chosen.pairs + 1):
            order = list(kits) if pair % 2 else list(reversed(kits))
            for name in order:
                client = Path(scratch) / name / f"client{pair}"
                shutil.copytree(earlier / "sample_data", client)
                took = cpu_seconds(kits[name], client)
                if pair:
                    seconds[name].append(took)
    ratios = [now / before for now, before in zip(seconds["now"], seconds["before"], strict=True)]
    print(json.dumps({
        "figure": round(statistics.median(ratios), 3),
        "lowest": round(min(ratios), 3), "highest": round(max(ratios), 3),
        "before_cpu_seconds": round(statistics.median(seconds["before"]), 2),
        "now_cpu_seconds": round(statistics.median(seconds["now"]), 2),
        "pairs": chosen.pairs, "before": chosen.before,
    }))  # fmt: skip


if __name__ == "__main__":
    main()
