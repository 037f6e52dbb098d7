"""Guesses that a person must confirm, and which of them nobody has confirmed yet."""

from __future__ import annotations

import csv
from pathlib import Path

from cxlib.engagement.config.yml import FILE

MARK = "# confirm:"
COLUMN = "confirm"  # of a drafted table: empty once the row is confirmed


def unconfirmed(folder: str | Path) -> list[str]:
    """What in an engagement folder is still marked as a guess, one line each.

    A guess in engagement.yml is confirmed by deleting its `# confirm:` comment; one in a drafted
    table by emptying the cell in the column `confirm`.
    """
    home = Path(folder)
    return [*_in_config(home / FILE), *_in_tables(home)]


def _in_config(path: Path) -> list[str]:
    if not path.is_file():
        return []
    lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
    return [
        f"{FILE}, line {number}: {line.split(MARK, 1)[1].strip()} ({line.split(MARK)[0].strip()})"
        for number, line in enumerate(lines, start=1)
        if MARK in line and not line.lstrip().startswith("#")
    ]


def _in_tables(home: Path) -> list[str]:
    found = []
    for path in filter(Path.is_file, sorted([*home.glob("*.csv"), *home.glob("tables/*.csv")])):
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            reader = csv.DictReader(lines)
            if COLUMN not in (reader.fieldnames or []):
                continue
            found += [
                f"{path.relative_to(home).as_posix()}, row {number}: {row[COLUMN].strip()}"
                for number, row in enumerate(reader, start=2)
                if (row[COLUMN] or "").strip()
            ]
    return found
