"""What it costs to understand a client's file.

Measured: CPU seconds in which `cx new` understands a survey of so many rows and questions (layout,
what each column looks like, scales, which column follows from which, outcomes), against pandas
reading the same file, in turn, in one process; the first round is thrown away.

    python benchmarks/drafting.py --rows 1000 --questions 40
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import tempfile
from pathlib import Path
from time import process_time

import numpy as np
import pandas as pd

from cxlib.drafting.starting import understood_part


def survey(rows: int, questions: int) -> pd.DataFrame:
    """Answers on 1 to 5 and one on 0 to 10, at random."""
    rng = np.random.default_rng(1)
    days = pd.date_range("2026-01-01", periods=rows, freq="h").strftime("%Y-%m-%d %H:%M")
    asked = {f"Q{i}": rng.integers(1, 6, rows) for i in range(questions)}
    return pd.DataFrame(
        {"id": range(rows), "Date": days, "NPS": rng.integers(0, 11, rows), **asked}
    )


def seconds(work: object, path: Path) -> float:
    begun = process_time()
    work(path)
    return process_time() - begun


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=1000)
    parser.add_argument("--questions", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "survey.csv"
        survey(chosen.rows, chosen.questions).to_csv(path, index=False)
        taken = [
            (seconds(understood_part, path), seconds(pd.read_csv, path))
            for _ in range(chosen.rounds + 1)
        ][1:]
    ratios = [ours / plain for ours, plain in taken]
    print(json.dumps({
        "figure": round(statistics.median(ours for ours, _ in taken), 3), "unit": "CPU seconds",
        "ratio_to_pandas": round(statistics.median(ratios), 1),
        "lowest": round(min(ratios), 1), "highest": round(max(ratios), 1),
        "rows": chosen.rows, "questions": chosen.questions, "rounds": chosen.rounds,
        "conditions": f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
                      f"Python {platform.python_version()}",
    }))  # fmt: skip


if __name__ == "__main__":
    main()
