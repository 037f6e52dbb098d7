"""Bad inputs told right: what a user meets who brings a broken file, and whether it is true.

Each case is built in a folder of its own; the user's command is run in this process; exit code,
place, rule and remedy are judged, and the remedy is followed to the letter: the client must then be
read with the right answers (`mishaps.case`). Deliveries rest on one real run.

Run: python benchmarks/bad_inputs.py [--only NAME…] [--show]
"""

from __future__ import annotations

import argparse
import json

from mishaps import LISTED
from mishaps.case import judge


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--only", nargs="*", help="cases by name")
    asked.add_argument("--show", action="store_true", help="print what the user is told")
    how = asked.parse_args()
    cases = [case for case in LISTED if not how.only or case.name in how.only]
    short = {}
    for case in cases:
        told = judge(case)
        if told.short:
            short[case.name] = list(told.short)
        if how.show:
            print(f"== {case.name} ({case.duty})\n{told.printed}")
    right = len(cases) - len(short)
    print(json.dumps({"figure": right, "cases": len(cases), "short": short}, ensure_ascii=False))


if __name__ == "__main__":
    main()
