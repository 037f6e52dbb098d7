"""An SPSS or Stata file through pyreadstat, as plain values.

A script too: `cxlib.engagement.reading.child` runs this very file in a process of its own, so it
imports nothing of the kit. Its lines are JSON: what is known of the columns, then a column each.
"""

from __future__ import annotations

import json
import sys


def told(path: str, encoding: str | None):
    """What is known of the columns, then each column's cells: text, numbers or nothing."""
    import pyreadstat

    stata = path.lower().endswith(".dta")
    read = pyreadstat.read_dta if stata else pyreadstat.read_sav
    columns, meta = read(path, encoding=encoding, user_missing=not stata, output_format="dict")
    missing = {} if stata else meta.missing_ranges
    labels = {name: [[code, text] for code, text in pairs.items()]
              for name, pairs in meta.variable_value_labels.items()}  # fmt: skip
    lost, cells = {}, {}
    for name, values in columns.items():
        cells[name] = [_plain(value) for value in values]
        gone = [_within(cell, missing.get(name, [])) for cell in cells[name]]
        if any(gone):
            lost[name] = sum(gone)
            cells[name] = [None if g else c for c, g in zip(cells[name], gone, strict=True)]
    known = {"names": list(columns), "rows": meta.number_rows, "missing": lost,
             "questions": meta.column_names_to_labels, "labels": labels}  # fmt: skip
    yield known
    for name in columns:
        yield cells[name]


def _within(cell, ranges) -> bool:
    try:
        return cell is not None and any(r["lo"] <= cell <= r["hi"] for r in ranges)
    except TypeError:
        return False


def _plain(value):
    if hasattr(value, "item"):
        value = value.item()
    if value is None or value != value or value == "":
        return None
    if isinstance(value, str | float | int):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _limited(most: int) -> None:
    """No more memory than this, where the system can hold a process to it."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most, most))
    except (ImportError, ValueError, OSError):
        pass  # the parent watches instead


def main(libraries: str, memory: str, path: str, encoding: str) -> None:
    sys.path[:0] = json.loads(libraries)
    _limited(int(memory))
    for line in told(path, json.loads(encoding)):
        sys.stdout.write(json.dumps(line, default=str) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
