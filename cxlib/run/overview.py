"""What stands of an engagement's periods, and many engagements in one go."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd

from cxlib.engagement.config.yml import read_config
from cxlib.engagement.contracts import periods
from cxlib.errors import InputError
from cxlib.run.folder import manifests

COLUMNS = ["period", "kind", "run", "verdict", "finished"]
COMMAND = ["-P", "-m", "cxlib.cli", "run"]  # -P: nothing is imported from where it is called


def status(folder: Path) -> pd.DataFrame:
    """The last whole run of every period and kind, and the periods in between without any.

    Columns: period, kind, run, verdict ("missing" where there is no run), finished.
    """
    read_config(folder)  # a folder that is no engagement is bad input, not an empty history
    whole = [m for m in manifests(folder.resolve()) if m["verdict"]]
    if not whole:
        return pd.DataFrame(columns=COLUMNS)
    done = pd.DataFrame(whole)[COLUMNS].drop_duplicates(["period", "kind"], keep="last")
    missing = [p for p in _between(folder, list(done["period"])) if p not in set(done["period"])]
    gaps = pd.DataFrame({"period": missing, "verdict": "missing"}, columns=COLUMNS)
    return pd.concat([done, gaps]).sort_values(["period", "kind"], ignore_index=True)


def _between(folder: Path, labels: list[str | None]) -> list[str]:
    known = [label for label in labels if label]
    kind = read_config(folder).period
    if not known or kind == "none":
        return []
    return list(periods.between(min(known), max(known), kind))


def missed(folder: Path, first: str, last: str) -> list[str]:
    """The periods from `first` to `last` that no whole run has reported yet, in order.

    Raises
    ------
    InputError
        Where one of them is no period of the engagement's kind, or the last comes first.
    """
    kind = read_config(folder).period
    ends = [_label(text, kind) for text in (first, last)]
    if ends[0] > ends[1]:
        raise InputError(f"--backfill: {first} comes after {last}. Remedy: name the first first.")
    done = {m["period"] for m in manifests(folder.resolve()) if m["verdict"]}
    return [label for label in periods.between(*ends, kind) if label not in done]


def _label(text: str, kind: str) -> str:
    try:
        return periods.parse(text, kind)
    except ValueError as error:
        raise InputError(f"--backfill: '{text}' {error}") from None


def run_all(root: Path, workers: int) -> pd.DataFrame:
    """Run every engagement below a folder, each in a process of its own.

    One that fails does not stop the others. Columns: engagement, exit_code, words (what it printed
    last).
    """
    folders = sorted(path.parent for path in root.glob("*/engagement.yml"))
    if not folders:
        raise InputError(f"{root}: holds no folder with an engagement.yml")
    with ThreadPoolExecutor(workers) as pool:
        ended = list(pool.map(_run_apart, folders))
    rows = [
        {"engagement": folder.name, "exit_code": done.returncode, "words": _last_line(done)}
        for folder, done in zip(folders, ended, strict=True)
    ]
    return pd.DataFrame(rows)


def _run_apart(folder: Path) -> subprocess.CompletedProcess:
    call = [sys.executable, *COMMAND, str(folder)]
    how = {"capture_output": True, "text": True, "errors": "replace"}
    return subprocess.run(call, stdin=subprocess.DEVNULL, **how)


def _last_line(done: subprocess.CompletedProcess) -> str:
    said = (done.stderr if done.returncode else done.stdout).strip().splitlines()
    verdict = [line for line in done.stdout.splitlines() if line.startswith("Verdict: ")]
    return verdict[0] if verdict else (said or [""])[-1]
