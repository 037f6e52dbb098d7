"""Any export in, right figures out: how drafts of exports with planted truth come out.

Every export of `simulations/exports` (tools as they document theirs, questions and scales, layouts)
is written with fresh answers, drafted by `cx new`, and held against what was planted: the table,
the main outcome's kind, n and score, the strongest driver. Then it is checked as it is, and once
more after everything was confirmed just as drafted.

    python benchmarks/exports.py [--seeds 3]

Prints a line for each export that came out wrong, and one JSON line: `figure` is the share right
unedited (aim 0.8); `sendable` counts wrong figures that could be sent before anybody confirmed
anything (aim 0), `confirmed` the share that could be sent and is wrong after that (aim 0.05).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from simulations.exports import EXPORTS, judged


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=1, help="clients of each export")
    given = parser.parse_args()
    verdicts = []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(given.seeds):
            for number, export in enumerate(EXPORTS):
                verdict = judged(export, Path(folder) / f"{seed}-{number}", seed)
                verdicts.append(verdict)
                if verdict.wrong:
                    print(
                        f"{export.name}, seed {seed}: {'; '.join(verdict.wrong)}", file=sys.stderr
                    )
    wrong = [verdict for verdict in verdicts if verdict.wrong]
    print(json.dumps({
        "figure": 1 - len(wrong) / len(verdicts),
        "exports": len(EXPORTS), "drafts": len(verdicts),
        "sendable": sum(verdict.sendable for verdict in wrong),
        "confirmed": sum(verdict.confirmed for verdict in wrong) / len(verdicts),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
