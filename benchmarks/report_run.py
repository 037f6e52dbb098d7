"""What a whole run costs above the analysis itself.

Measured: CPU seconds (this process and its children) and wall seconds of `cx run` on a copy of the
sample client (seven notebooks in one kernel, page, workbook, manifest, history), in turn with one
plain Python process that does the same analysis, charts, page and workbook without any notebook.
The ratio is taken pair by pair, so that it holds when the machine's speed drifts; `--fresh` adds
the run with a kernel for each notebook.

    python benchmarks/report_run.py --pairs 3
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
from time import perf_counter

from cxlib.resources import kit

PLAIN = """
import sys
from pathlib import Path
from cxlib.session import open_session
session = open_session(sys.argv[1], sys.argv[2], "", 0)
session.run_all()
session.report()
"""


def cost(command: list[str]) -> tuple[float, float]:
    """CPU and wall seconds of a command, its children included."""
    environment = os.environ | {"CI": ""}
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, perf_counter() - begun


def run(folder: Path, *flags: str) -> tuple[float, float]:
    call = "from cxlib.cli import main; main()"
    return cost([sys.executable, "-c", call, "run", str(folder), *flags])


def plain(folder: Path, out: Path) -> tuple[float, float]:
    return cost([sys.executable, "-c", PLAIN, str(folder), str(out)])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--fresh", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "client"
        shutil.copytree(kit("sample_data"), folder)
        runs, plains, fresh = [], [], []
        for i in range(chosen.pairs):
            runs.append(run(folder))
            plains.append(plain(folder, Path(scratch) / f"plain{i}"))
            if chosen.fresh:
                fresh.append(run(folder, "--fresh-kernels"))
    ratios = [a[0] / b[0] for a, b in zip(runs, plains, strict=True)]
    figures = {
        "cpu_ratio_median": statistics.median(ratios),
        "cpu_ratio_min": min(ratios),
        "cpu_ratio_max": max(ratios),
        "run_cpu_seconds": statistics.median(r[0] for r in runs),
        "plain_cpu_seconds": statistics.median(p[0] for p in plains),
        "run_wall_seconds": statistics.median(r[1] for r in runs),
    }
    if fresh:
        pairs = zip(fresh, plains, strict=True)
        figures["fresh_cpu_ratio_median"] = statistics.median(a[0] / b[0] for a, b in pairs)
    print(json.dumps({name: round(value, 2) for name, value in figures.items()}))


if __name__ == "__main__":
    main()
