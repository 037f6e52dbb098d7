"""How fast are a thousand exact bootstraps of LMG, and does it agree with others?

    python benchmarks/drivers.py [--pingouin PYTHON] [--rows 1000000]

Prints one line of JSON. `--pingouin` names the Python of an environment that holds pingouin (GPL,
therefore no dependency of the kit); without it the ratios are null. Five of its fits are timed
and scaled to a thousand. All times are CPU seconds of one process.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from cxlib.diagnosis.drivers import lmg
from cxlib.diagnosis.drivers.engine import answer_in_engine
from cxlib.diagnosis.drivers.sums import sums

ROWS, DRAWS, FITS = 10_000, 1000, 5
TARGETS = {12: 50, 16: 300}  # times faster than a thousand fits of pingouin
YARDSTICK = """
import json, sys, time
import numpy as np, pingouin as pg
data = np.load(sys.argv[1]); fits = int(sys.argv[2])
start = time.process_time()
for _ in range(fits):
    table = pg.linear_regression(data[:, 1:], data[:, 0], relimp=True)
seconds = (time.process_time() - start) / fits
print(json.dumps([seconds, table["relimp"].dropna().tolist()[-(data.shape[1] - 1):]]))
"""


def survey(n: int, p: int) -> np.ndarray:
    """Standardised first: pingouin's weights depend on the predictors' scale."""
    rng = np.random.default_rng(p)
    x = rng.normal(size=(n, p)) + rng.normal(size=(n, 1))
    data = np.column_stack([x @ np.linspace(1, 0, p) + 2 * rng.normal(size=n), x])
    return (data - data.mean(axis=0)) / data.std(axis=0)


def bootstrap_seconds(data: np.ndarray) -> tuple[float, np.ndarray]:
    rng = np.random.default_rng(0)
    start = time.process_time()
    table = sums(data, rng)
    observed = lmg.weights(table.observed())
    lmg.weights(table.matrices(table.bootstrap(rng, DRAWS)))
    return time.process_time() - start, observed


def yardstick(python: str | None, data: np.ndarray, fits: int) -> tuple[float, list] | None:
    if python is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.npy"
        np.save(path, data)
        command = [python, "-W", "ignore", "-c", YARDSTICK, str(path), str(fits)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return tuple(json.loads(done.stdout.splitlines()[-1]))


def compared(python: str | None, p: int, fits: int) -> dict:
    data = survey(ROWS, p)
    ours, weights = bootstrap_seconds(data)
    theirs = yardstick(python, data, fits)
    found = {"p": p, "ours_seconds": round(ours, 3), "target": TARGETS[p]}
    if theirs is None:
        return found | {"pingouin": "not there", "ratio": None}
    seconds, other = theirs
    return found | {
        "pingouin_seconds_per_fit": round(seconds, 3),
        "fits_timed": fits,
        "ratio": round(seconds * DRAWS / ours, 1),
        "largest_difference": float(np.abs(np.array(other) - weights).max()),
    }


def large(rows: int) -> dict:
    """A survey of many answers in a Parquet file, its sums from one pass in the engine."""
    import ibis

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.parquet"
        columns = ["y", *(f"x{k}" for k in range(12))]
        data = survey(rows, 12)
        frame = pd.DataFrame(np.clip(np.rint(3 + data), 1, 5), columns=columns)
        frame.assign(answer=np.arange(rows)).to_parquet(path)
        del data, frame
        table = ibis.duckdb.connect().read_parquet(str(path))
        start, wall = time.process_time(), time.perf_counter()
        found = answer_in_engine(table, "y", columns[1:], "answer", np.random.default_rng(0))
        cpu, wall = time.process_time() - start, time.perf_counter() - wall
    low, high = found.interval()
    return {"rows": rows, "cpu_seconds": round(cpu, 2), "wall_seconds": round(wall, 2),
            "target_seconds": 60, "first_weight": [round(float(v), 4) for v in
            (found.importance[0], low[0], high[0])]}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pingouin", help="Python of an environment that holds pingouin")
    parser.add_argument("--rows", type=int, default=1_000_000)
    asked = parser.parse_args()
    found = {
        "benchmark": "drivers",
        "rows": ROWS,
        "bootstraps": DRAWS,
        "against_pingouin": [compared(asked.pingouin, 12, FITS), compared(asked.pingouin, 16, 1)],
        "in_the_engine": large(asked.rows),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
