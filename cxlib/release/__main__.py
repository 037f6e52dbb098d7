"""Audit finished runs: `python -m cxlib.release RUN [EARLIER_RUN]`.

Reads each run's workbook and page and says which hidden counts can be worked back from them, and
from those of both runs together, and which figures are told too exactly for what they rest on; ends
in 1 where there is one.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from cxlib.engagement.config.yml import read_config
from cxlib.errors import KitError
from cxlib.language import Names, Voice
from cxlib.release.audit import Audit, Release, audit
from cxlib.release.outputs import PAGE, WORKBOOK, shown_in
from cxlib.release.rules import UNASKED
from cxlib.release.view import window_of
from cxlib.results import Results
from cxlib.results.relations import RELATIONS
from cxlib.results.resting import RESTS

SUMMED = {cells.table for adds in RELATIONS for cells in (adds.whole, *adds.parts)}
READ = SUMMED | {cells.table for rests in RESTS for cells in (rests.rows, rests.on)}
MANIFEST = "manifest.json"


def of_run(run: Path) -> Release:
    """What a finished run rests on, and what its workbook and page show."""
    config = read_config(run.parents[2])
    period = json.loads((run / MANIFEST).read_text(encoding="utf-8"))["period"]
    results = {n: f for n, f in Results(run / "results").items() if n in READ}
    labels = results["kpis"]["period"].dropna().unique() if "kpis" in results else ()
    window = window_of(config, period, labels)
    voice = Voice.of(config.language, config.currency, Names())
    return Release(results, shown_in(run, results, voice), window, UNASKED)


def main(given: list[str]) -> int:
    """Print what was audited and found; 1 where something hidden is told, 2 for no finished run."""
    asked = _asked(given)
    runs = [run.resolve() for run in (asked.run, asked.earlier) if run is not None]
    for run in runs:
        lacking = [name for name in (MANIFEST, WORKBOOK, PAGE) if not (run / name).is_file()]
        if lacking:
            print(f"{run} is no finished run: it has no {lacking[0]}", file=sys.stderr)
            return 2
    try:
        found = audit(*map(of_run, runs))
    except KitError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    _print(found)
    return int(bool(found.told or found.resting))


def _asked(given: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m cxlib.release",
        description="Says which hidden figures of a finished run can be worked back from what it "
        "shows, and from its last report together. Ends in 1 where there is one.",
    )
    parser.add_argument("run", type=Path, metavar="RUN", help="such as acme/runs/2026-09/001")
    parser.add_argument(
        "earlier", type=Path, nargs="?", metavar="EARLIER_RUN", help="the one published before it"
    )
    return parser.parse_args(given)


def _print(found: Audit) -> None:
    print(
        f"{found.hidden} hidden counts, {found.sums} sums, {len(found.told)} can be worked back; "
        f"{len(found.resting)} figures told too exactly for the hidden ones they rest on"
    )
    for told in (*found.told, *found.resting):
        said = f"{told.value:g}" if isinstance(told.value, (int, float)) else told.value
        print(f"{told.table}.{told.count} {' · '.join(told.row)}: {said}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
