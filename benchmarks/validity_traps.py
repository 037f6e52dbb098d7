"""Does a report mislead where the data's structure fools the method?

    python benchmarks/validity_traps.py [--seeds 10] [--first 1] [--only NAME ...] [--kept FILE]
    python benchmarks/validity_traps.py --kept FILE --document PAGE

Measured: in small clients with a planted structure (Simpson's paradox, failures that are signs of
leaving, recovery given to the loyal, one hump of silences, a mix that drifts, ...: `TRAPS` in
`benchmarks/simulations/traps/`), all five steps, small groups suppressed, the share of reports in
which nobody is misled, and the share that tells the right answer. A report is read by what stands:
kinds, directions, subjects and figures of its findings, and the notes.
Against: nobody misled in at least 0.95, printed by trap; what cannot be told must be said to be so.
Each report read is kept at once in `--kept` (JSON lines), and not made again when it is there; the
last line is JSON. `--document` writes what was kept into the table of a page.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
from collections import defaultdict
from pathlib import Path

from simulations.traps import journeys, staying, survey, trade, watching
from simulations.traps.frame import Trap

PARTS = (survey, staying, journeys, watching, trade)
TRAPS = {trap.name: trap for part in PARTS for trap in part.TRAPS}
SUM = "**Nobody is misled in**"  # begins the line of a page that holds the sum
LEAST = 0.95  # of the reports: what is promised


def sprung(trap: Trap, seed: int) -> dict[str, object]:
    """One report read."""
    start = time.monotonic()
    misled, right = trap.sprung(seed)
    taken = round(time.monotonic() - start, 1)
    return {"trap": trap.name, "seed": seed, "misled": misled, "right": bool(right), "s": taken}


def told(rows: list[dict[str, object]]) -> dict[str, object]:
    """Over all reports, and by trap: how many mislead, and how many tell the right answer."""
    by: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        by[str(row["trap"])].append(row)
    traps = {
        name: {"misled": sum(bool(r["misled"]) for r in read),
               "right": sum(bool(r["right"]) for r in read), "times": len(read)}
        for name, read in by.items()
    }  # fmt: skip
    figure = sum(not row["misled"] for row in rows) / max(len(rows), 1)
    return {
        "figure": round(figure, 4),
        "right": round(sum(bool(row["right"]) for row in rows) / max(len(rows), 1), 4),
        "met": figure >= LEAST,
        "traps": traps,
    }


def kept(file: Path | None) -> list[dict[str, object]]:
    if file is None or not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def page(text: str, rows: list[dict[str, object]]) -> str:
    """The page with the figures of its table written anew: the last three cells of each row."""
    found, lines = told(rows), []
    for line in text.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] in found["traps"]:
            read = found["traps"][cells[0]]
            counts = [str(read[name]) for name in ("misled", "right", "times")]
            line = "| " + " | ".join([*cells[:-3], *counts]) + " |"
        if line.startswith(SUM):
            line = SUM + (
                f" {found['figure']:.1%}; the right answer is told in {found['right']:.1%}, of "
                f"{len(rows)} reports."
            )
        lines.append(line)
    return "\n".join([*lines, ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--only", nargs="*", default=list(TRAPS), choices=list(TRAPS))
    parser.add_argument("--kept", type=Path, help="file of the reports read before, added to")
    parser.add_argument("--document", type=Path, help="page whose table is written anew")
    asked = parser.parse_args()
    if asked.document:
        text = asked.document.read_text(encoding="utf-8")
        asked.document.write_text(page(text, kept(asked.kept)), encoding="utf-8")
        return
    seeds = range(asked.first, asked.first + asked.seeds)
    wanted = [(name, seed) for seed in seeds for name in asked.only]
    rows = [r for r in kept(asked.kept) if (r["trap"], r["seed"]) in wanted]
    done = {(row["trap"], row["seed"]) for row in rows}
    for name, seed in wanted:
        if (name, seed) in done:
            continue
        row = sprung(TRAPS[name], seed)
        rows.append(row)
        line = json.dumps(row, ensure_ascii=False)
        print(line, flush=True)
        if asked.kept:
            with asked.kept.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
    where = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    conditions = f"seeds {asked.first}-{asked.first + asked.seeds - 1}; {where}"
    print(json.dumps(told(rows) | {"conditions": conditions}))


if __name__ == "__main__":
    main()
