"""A client as small as a whole run can be: seven notebooks of its own, sixty answers."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

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
COMMAND = ["-m", "cxlib.cli"]
UNGUARDED = """\
import contextlib, os, sys
nothing = lambda *_, **__: None
{guard}
"""
LAUNCH = UNGUARDED + "from cxlib.cli import main; sys.argv[0] = 'cx'; main()"


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


def unpublished(folder: Path) -> None:
    """Add a second sealed run, as if it had been cut off before its publication."""
    runs = folder / "runs/2025-06"
    shutil.copytree(runs / "001", runs / "002")
    with (runs / "002/report.html").open("ab") as page:
        page.write(b"<!-- the second -->")
    seal = runs / "002/manifest.json"
    told = json.loads(seal.read_text(encoding="utf-8"))
    later = told | {"run": "002", "finished": told["finished"] + "1"}
    seal.write_text(json.dumps(later), encoding="utf-8")


def unguard(folder: Path, guard: str) -> list[str]:
    """Take a guard away by a line of Python, from the kernel too; the command that runs without."""
    for path in (folder / "notebooks").glob("*.ipynb"):
        book = nbformat.read(path, as_version=4)
        book.cells.insert(1, nbformat.v4.new_code_cell(UNGUARDED.format(guard=guard)))
        nbformat.write(book, path)
    return ["-c", LAUNCH.format(guard=guard)]


def start(
    folder: Path,
    *flags: str,
    command: Sequence[str] = COMMAND,
    through: Sequence[str] = (),
    **environment: str,
) -> subprocess.Popen:
    """Start `cx run` on the client in a process of its own, through another program if named."""
    return subprocess.Popen(
        [*through, sys.executable, *command, "run", str(folder), *flags],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=os.environ | {"CI": "", "CX_TRUST": str(folder)} | environment,
    )


def run(
    folder: Path,
    *flags: str,
    patience: float = 300,
    **chosen: Any,
) -> tuple[int | None, str]:
    """Run `cx run` to its end, started as by `start`: exit code and everything it printed.

    The code is None where it had not ended after `patience` seconds and was killed.
    """
    process = start(folder, *flags, **chosen)
    try:
        said, _ = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        process.kill()
        return None, process.communicate()[0]
    return process.returncode, said
