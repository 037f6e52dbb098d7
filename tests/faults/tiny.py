"""A client as small as a whole run can be: seven notebooks of its own, sixty answers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd

from cxlib.resources import NOTEBOOKS

CONFIG = """\
client: Tiny
outcomes: {score: {kind: nps}}
tables:
  responses: {source: survey.csv}
policy: {seed: 5}
"""
PARAMETERS = 'engagement = ""\nrun_dir = ""\nperiod = ""\nseed = 0'
OPEN = "import cxlib\nsession = cxlib.open(engagement, run_dir, period, seed)"
SPEC = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
WORK = {"06_report": "session.run_all()\nreport = session.report()"}
COMMAND = [sys.executable, "-m", "cxlib.cli", "run"]


def make(folder: Path, months: int = 6) -> Path:
    """Write the client; more months are later data."""
    folder.mkdir(parents=True, exist_ok=True)
    days = pd.date_range("2025-01-01", periods=months * 30, freq="D")
    scores = np.random.default_rng(5).integers(0, 11, len(days))
    survey = pd.DataFrame({"time": days.strftime("%Y-%m-%d"), "score": scores})
    survey.to_csv(folder / "survey.csv", index=False)
    (folder / "engagement.yml").write_text(CONFIG, encoding="utf-8")
    (folder / "notebooks").mkdir(exist_ok=True)
    for name in NOTEBOOKS:
        notebook(folder, name, OPEN, WORK.get(name, "session.engagement.period"))
    return folder


def notebook(folder: Path, name: str, *cells: str) -> None:
    """Write one of the engagement's own notebooks, its last cell leaving the mark."""
    code = [
        nbformat.v4.new_code_cell(PARAMETERS, metadata={"tags": ["parameters"]}),
        *(nbformat.v4.new_code_cell(cell) for cell in cells),
        nbformat.v4.new_code_cell(f"session.close({name!r})"),
    ]
    path = folder / "notebooks" / f"{name}.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=code, metadata=SPEC), path)


def start(folder: Path, *flags: str, **environment: str) -> subprocess.Popen:
    """Start `cx run` on the client in a process group of its own."""
    return subprocess.Popen(
        [*COMMAND, str(folder), *flags],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"CI": ""} | environment,
    )


def run(folder: Path, *flags: str, **environment: str) -> tuple[int, str]:
    """Run `cx run` to its end: exit code and everything it printed."""
    process = start(folder, *flags, **environment)
    said, _ = process.communicate(timeout=300)
    return process.returncode, said
