"""Is what a whole report claims true? Clients of whom nothing, or little, is to be found.

    python benchmarks/validity_report.py [--seeds 20] [--first 1] [--clients plain halo …]
        [--jobs 1] [--cache FOLDER]

Measured: the claims that stand in a report and assert something (no level, no count of what was
seen, nothing that a client declared, no lead), of which the simulated client bears out none
("false"). Every kind of finding is listed as asserting or not in `simulations/nulls/claims.py`.
On: the structures of `simulations/nulls`, each drawn anew at every seed, all five steps in this
process, findings made from the released view and held against the report's budget as in a run.
Complete nulls: nothing has to do with anything. Partial nulls: something harmless is real, and the
structure states as data which claims that makes true.
Against: complete nulls with any false claim, at most 10 % of reports; partial nulls, at most 5 % of
a report's claims false on average. Before (kit at f9822e2): 29 of 42 null reports.
Intervals are Wilson's at 95 %. A result is kept for each client and seed in the cache, so that a
run that was broken off goes on; give an empty one after a change of the kit. The last line is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import time
import traceback
from collections.abc import Iterable, Iterator
from multiprocessing import Pool
from pathlib import Path

for library in ("OMP", "OPENBLAS"):  # small tables: threads would wait for one another
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

import pandas as pd  # noqa: E402
from simulations.nulls.reports import CLIENTS, COMPLETE, claims_of  # noqa: E402

from cxlib.stats.intervals import wilson  # noqa: E402

MOST_REPORTS, MOST_CLAIMS = 0.10, 0.05  # what is promised
BEFORE = "29 of 42 null reports of the kit at f9822e2 had a false claim"


def told(job: tuple[str, int, Path | None]) -> dict[str, object]:
    """The claims of one client at one seed, from the cache where they are there."""
    client, seed, cache = job
    kept = None if cache is None else cache / f"{client}-{seed}.json"
    if kept is not None and kept.exists():
        return json.loads(kept.read_text())
    start = time.monotonic()
    try:
        claims, crashed = claims_of(client, seed).to_dict("records"), ""
    except Exception as problem:  # another client's report must not go with it; counted apart
        claims, crashed = [], "".join(traceback.format_exception(problem)[-3:])
    found = {"client": client, "seed": seed, "claims": json.loads(json.dumps(claims, default=str)),
             "crashed": crashed, "seconds": round(time.monotonic() - start, 1)}  # fmt: skip
    if kept is not None:
        kept.write_text(json.dumps(found))
    return found


def reports(jobs: list[tuple], processes: int) -> Iterator[dict[str, object]]:
    """Each report as it is done; its false claims are printed."""
    if processes > 1:
        with Pool(processes) as pool:
            yield from map(_printed, pool.imap_unordered(told, jobs))
    else:
        yield from map(_printed, map(told, jobs))


def _printed(found: dict[str, object]) -> dict[str, object]:
    wrong = [claim for claim in found["claims"] if claim["false"]]
    print(f"{found['client']} {found['seed']}: {len(found['claims'])} claims, {len(wrong)} false "
          f"({found['seconds']} s) {found['crashed']}", flush=True)  # fmt: skip
    for claim in wrong:
        print(f"  {claim['kind']}:{claim['subject']} {claim['direction']}: {claim['statement']}",
              flush=True)  # fmt: skip
    return found


def table(found: Iterable[dict[str, object]]) -> pd.DataFrame:
    """One row a report: client, seed, complete, claims, false, kinds of the false claims."""
    rows = [
        {
            "client": one["client"], "seed": one["seed"], "complete": one["client"] in COMPLETE,
            "crashed": bool(one["crashed"]), "claims": len(one["claims"]),
            "false": sum(c["false"] for c in one["claims"]),
            "kinds": sorted({c["kind"] for c in one["claims"] if c["false"]}),
        }
        for one in found
    ]  # fmt: skip
    return pd.DataFrame(rows).sort_values(["client", "seed"], ignore_index=True)


def of(hits: int, n: int) -> dict[str, object]:
    """A count among so many, as a share with Wilson's interval."""
    low, high = wilson(hits, n, 0.95) if n else (0.0, 1.0)
    return {"n": n, "hits": int(hits), "share": round(hits / n, 4) if n else None,
            "low": round(float(low), 4), "high": round(float(high), 4)}  # fmt: skip


def by_kind(rows: pd.DataFrame) -> dict[str, dict[str, object]]:
    """For each kind the reports with a false claim of it."""
    counts = rows["kinds"].explode().dropna().value_counts()
    return {kind: of(int(count), len(rows)) for kind, count in counts.items()}


def figures(rows: pd.DataFrame, given: argparse.Namespace) -> dict[str, object]:
    whole = rows[~rows["crashed"]]
    nothing, little = whole[whole["complete"]], whole[~whole["complete"]]
    any_false = of(int((nothing["false"] > 0).sum()), len(nothing))
    share = (little["false"] / little["claims"].clip(lower=1)).mean() if len(little) else None
    return {
        "figure": any_false["share"],
        "complete": any_false,
        "complete_by_kind": by_kind(nothing),
        "partial": None if share is None else round(float(share), 4),
        "partial_reports": of(int((little["false"] > 0).sum()), len(little)),
        "partial_claims": int(little["claims"].sum()),
        "partial_by_kind": by_kind(little),
        "structures": {"complete": int(nothing["client"].nunique()),
                       "partial": int(little["client"].nunique())},
        "crashed": int(rows["crashed"].sum()),
        "before": BEFORE,
        "met": bool((any_false["share"] or 0) <= MOST_REPORTS and (share or 0) <= MOST_CLAIMS),
        "conditions": f"seeds {given.first}-{given.first + given.seeds - 1}; {os.cpu_count()} "
        f"cores, Python {platform.python_version()}",
    }  # fmt: skip


def printed(rows: pd.DataFrame) -> None:
    """By structure: reports with a false claim, share of false claims, kinds."""
    print("\n| structure | null | reports | with a false claim | claims | false | kinds |")
    print("|---|---|---|---|---|---|---|")
    for client, mine in rows.groupby("client"):
        kinds = ", ".join(mine["kinds"].explode().dropna().value_counts().index)
        null = "complete" if mine["complete"].iloc[0] else "partial"
        print(f"| {client.replace('_', ' ')} | {null} | {len(mine)} | {(mine['false'] > 0).sum()} "
              f"| {mine['claims'].sum()} | {mine['false'].sum()} | {kinds} |")  # fmt: skip


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    made.add_argument("--seeds", type=int, default=20)
    made.add_argument("--first", type=int, default=1, help="the first seed")
    made.add_argument("--clients", nargs="+", default=list(CLIENTS), choices=list(CLIENTS))
    made.add_argument("--jobs", type=int, default=1, help="processes")
    made.add_argument("--cache", type=Path, help="a folder for each report's claims")
    return made


def main() -> None:
    given = parser().parse_args()
    if given.cache is not None:
        given.cache.mkdir(parents=True, exist_ok=True)
    seeds = range(given.first, given.first + given.seeds)
    jobs = [(client, seed, given.cache) for seed in seeds for client in given.clients]
    rows = table(reports(jobs, given.jobs))
    printed(rows)
    print(json.dumps(figures(rows, given)))


if __name__ == "__main__":
    main()
