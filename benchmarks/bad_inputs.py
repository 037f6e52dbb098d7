"""Bad inputs told right: what a user meets who brings a broken file, and whether it is true.

Each case is built in a folder of its own; the user's command is run in this process; exit code,
place, rule and remedy are judged, and the remedy is followed to the letter: the client must then be
read with the right answers (`mishaps.case`). Listed are 70 kinds that every kit of this sort meets;
beside them stand kinds of our own (`mishaps.beside`). Deliveries rest on one real run.

Run: python benchmarks/bad_inputs.py [--only NAME…] [--show]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence

from mishaps import BESIDE, LISTED
from mishaps.case import Case, judge


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--only", nargs="*", help="cases by name")
    asked.add_argument("--show", action="store_true", help="print what the user is told")
    how = asked.parse_args()
    figures = {"listed": LISTED, "beside": BESIDE}
    told = {name: _told(cases, how.only, how.show) for name, cases in figures.items()}
    print(json.dumps({"figure": told["listed"]["right"], **told}, ensure_ascii=False))


def _told(cases: Sequence[Case], only: Sequence[str] | None, show: bool) -> dict:
    """How many of the cases were told right, of how many, and what the others lack."""
    chosen = [case for case in cases if not only or case.name in only]
    short = {}
    for case in chosen:
        told = judge(case)
        if told.short:
            short[case.name] = list(told.short)
        if show:
            print(f"== {case.name} ({case.duty})\n{told.printed}")
    return {"right": len(chosen) - len(short), "cases": len(chosen), "short": short}


if __name__ == "__main__":
    main()
