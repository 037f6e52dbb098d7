"""Audit finished runs: `python -m cxlib.release RUN [EARLIER_RUN]`.

Reads each run's workbook and page and says which hidden counts can be worked back from them, and
from those of both runs together; ends in 1 where there is one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cxlib.engagement.config.yml import read_config
from cxlib.language import Names, Voice
from cxlib.release.audit import Release, audit
from cxlib.release.outputs import shown_in
from cxlib.release.rules import UNASKED
from cxlib.release.view import window_of
from cxlib.results import Results
from cxlib.results.relations import RELATIONS

SUMMED = {cells.table for adds in RELATIONS for cells in (adds.whole, *adds.parts)}


def of_run(run: Path) -> Release:
    """What a finished run rests on, and what its workbook and page show."""
    config = read_config(run.parents[2])
    period = json.loads((run / "manifest.json").read_text(encoding="utf-8"))["period"]
    results = {n: f for n, f in Results(run / "results").items() if n in SUMMED}
    labels = results["kpis"]["period"].dropna().unique() if "kpis" in results else ()
    window = window_of(config, period, labels)
    voice = Voice.of(config.language, config.currency, Names())
    return Release(results, shown_in(run, results, voice), window, UNASKED)


def main(runs: list[str]) -> int:
    """Print what was audited and found; 1 where something hidden is told."""
    found = audit(*(of_run(Path(run).resolve()) for run in runs[:2]))
    print(f"{found.hidden} hidden counts, {found.sums} sums, {len(found.told)} can be worked back")
    for told in found.told:
        print(f"{told.table}.{told.count} {' · '.join(told.row)}: {told.value:g}")
    return int(bool(found.told))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
