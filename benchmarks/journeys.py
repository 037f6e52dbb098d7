"""How fast is the journey map, against a scan, a sorted scan, window SQL and pm4py?

Every measurement is a fresh process (CPU seconds after a first go on ten thousand events, which
does the imports; peak resident memory), and the ways take turns, so that a busy machine slows all
of them alike: read the ratios, not the seconds. How a sort compares depends on the ids: one of up
to twelve characters is part of the row it moves, a longer one is looked up.

    python benchmarks/journeys.py                         # 1e5, 1e6 and 1e7 events, once each
    python benchmarks/journeys.py --repeats 3 --pm4py ~/pandas2/bin/python ~/pandas3/bin/python
    python benchmarks/journeys.py --ids hashes            # customers named by 32 characters
    python benchmarks/journeys.py --ways full --sizes 5e7 --ordered  # beyond 2 GB: spills

pm4py (AGPL) is a yardstick only and no dependency: name interpreters that have it, or it is left
out with a word. Its speed depends on the pandas beneath it (3 halves the time of 2), so each is
named by its pandas. The last line printed is JSON.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

TOUCHPOINTS = 25
PER_CUSTOMER = 8
YEAR_HOURS = (
    365 * 24
)  # times fall on the hour, so that some of a customer's events share an instant
WAYS = ("scan", "sorted scan", "window SQL", "core", "full", "pm4py")
SHUFFLED = ("core", "full")
FIRST, FEW = "first", 10_000  # the log of the first go, and its events
COMPLETES = "touchpoint 20"
IDS = {"numbers": "'c' || lpad({}::varchar, 9, '0')", "hashes": "md5({}::varchar)"}
PM4PY = "core / pm4py"  # and the version of pandas
TARGETS = {
    "core / sorted scan": 0.7,
    "full / sorted scan": 1.0,
    PM4PY: 1 / 12,
    "peak of full, GB": 1.0,
    "exponent of full, 1e6 to 1e7": 1.25,
    "core shuffled / time-ordered": 1.5,
    "full shuffled / time-ordered": 1.5,
}


def make(folder: Path, events: int, orders: tuple[str, ...], ids: str) -> dict[str, Path]:
    """Parquet files with the same events: in time order, and shuffled."""
    import duckdb

    log = f"""
        select {IDS[ids].format(f"(hash(i * 7 + 1) % greatest({events} // {PER_CUSTOMER}, 1))")}
                   as customer,
               timestamp '2025-01-01' + to_hours((i * {YEAR_HOURS} // {events})::int) as time,
               'touchpoint ' || lpad(floor({TOUCHPOINTS} * pow(hash(i * 13 + 5) % 1000003
                                           / 1000003.0, 1.5))::int::varchar, 2, '0') as touchpoint
        from range({events}) t(i)"""  # noqa: S608 - numbers of our own
    files = {order: folder / f"{events}-{order}-{ids}.parquet" for order in orders}
    con = duckdb.connect()
    for order, path in files.items():
        by = "" if order == "ordered" else "order by hash(customer, time, touchpoint)"
        if not path.exists():
            con.execute(f"copy ({log} {by}) to '{path}' (format parquet)")
    return files


def mapped(path: str, whole: bool) -> dict:
    """The kit's map: its core, or all of it."""
    import ibis
    import pandas as pd

    from cxlib.engagement.contracts.tables import empty_table
    from cxlib.engagement.log.engine import connect
    from cxlib.mapping import breakdowns, catalogue, funnel, instances, paths, reach, walk
    from cxlib.mapping.declared import declare

    start = cpu()
    engine = connect([Path(path)])
    events = engine.read_parquet(path, file_row_number=True).rename(row="file_row_number")
    absent = {c: ibis.null("string") for c in ("journey", "journey_id", "channel")}
    events = events.mutate(completed=ibis.null("boolean"), **absent)
    seen = instances.overview(events)
    names = sorted(seen.volumes.touchpoint)
    stages = pd.DataFrame({"touchpoint": names, "stage": [f"stage {n[-2]}" for n in names]})
    catalogue_ = stages.reindex(columns=empty_table("touchpoints").columns)
    buy = pd.DataFrame({"journey": ["buy"], "completes": [COMPLETES]})
    declared = declare(catalogue_, buy, seen.volumes, [])
    made = instances.instances(events, declared, seen, "none")
    walked = paths.walks(made, declared, False, pd.Timestamp("2026-01-01"))
    steps = walk.steps_between(made.lists)
    told = walk.variants(walked, declared)
    met = reach.meetings(walked) if whole else pd.DataFrame({"touchpoint": [], "n": []})
    catalogue.use_of(walked, met, steps)
    if whole:
        funnel.funnel(walked, declared, 0.95)
        breakdowns.breakdowns(walked, met, declared, 0.95, 0.05)
    variants = int(told["findings"].statement[0].split(" of ")[1].split(" ")[0].replace(",", ""))
    return {"cpu": cpu() - start, "variants": variants, "steps": int(steps.n.sum()),
            "tied": made.tied}  # fmt: skip


def by_sql(way: str, path: str) -> dict:
    """A scan, a sorted scan, and the map in plain window SQL, by DuckDB."""
    import duckdb

    start = cpu()
    con = duckdb.connect()
    rows = f"select customer, time, touchpoint, file_row_number as row from read_parquet('{path}', file_row_number = true)"  # noqa: S608, E501
    found: dict = {}
    if way == "scan":
        con.execute(f"select max(customer), max(time), max(touchpoint) from ({rows})").fetchall()  # noqa: S608
    elif way == "sorted scan":
        reader = con.execute(f"{rows} order by customer, time, row").to_arrow_reader(100_000)
        found = {"rows": sum(len(batch) for batch in reader)}
    else:
        con.execute(f"""create temp table walk as select customer, touchpoint, time, row,
            lead(touchpoint) over w as next, epoch_ms(lead(time) over w) - epoch_ms(time) as gap
            from ({rows}) window w as (partition by customer order by time, row)""")  # noqa: S608
        steps = con.execute("""select touchpoint, next, count(*), quantile_cont(gap, [0.5, 0.9])
            from walk where next is not null group by all""").fetchall()
        variants = con.execute("""select count(*) from (select path, count(*) from (
            select customer, string_agg(touchpoint, '>' order by time, row) as path
            from walk group by customer) group by path)""").fetchone()
        con.execute("""select touchpoint, count(*) from walk group by 1""").fetchall()
        con.execute(
            "select touchpoint, count(*) from walk where next is null group by 1"
        ).fetchall()
        found = {"variants": variants[0], "steps": sum(s[2] for s in steps)}
    return {"cpu": cpu() - start, **found}


def by_pm4py(path: str) -> dict:
    """pm4py as its documentation shows it."""
    import pandas as pd
    import pm4py

    start = cpu()
    frame = pd.read_parquet(path)
    frame = pm4py.format_dataframe(frame, "customer", "touchpoint", "time")
    pm4py.get_event_attribute_values(frame, "concept:name")
    steps, _, _ = pm4py.discover_dfg(frame)
    pm4py.discover_performance_dfg(frame)
    variants = pm4py.get_variants(frame)
    pm4py.get_start_activities(frame)
    pm4py.get_end_activities(frame)
    found = {"variants": len(variants), "steps": sum(steps.values()), "pandas": pd.__version__}
    return {"cpu": cpu() - start, **found}


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def one(way: str, first: str, path: str) -> None:
    """Measure one way in this process, after a first go, and print it as JSON."""
    warnings.simplefilter("ignore")
    go(way, first)
    print(json.dumps({**go(way, path), "peak": peak()}))


def go(way: str, path: str) -> dict:
    if way in ("core", "full"):
        return mapped(path, way == "full")
    return by_pm4py(path) if way == "pm4py" else by_sql(way, path)


def peak() -> float:
    """Peak resident memory of this process in GB; Linux counts it from its own start."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e9
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def measure(way: str, first: Path, path: Path, python: str) -> dict | None:
    command = [python, __file__, "--one", way, str(first), str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)
    if ran.returncode:
        print(f"{way}: left out ({ran.stderr.strip().splitlines()[-1]})", file=sys.stderr)
        return None
    return json.loads(ran.stdout.strip().splitlines()[-1])


def rounds(files: dict, ways: list[str], repeats: int, pm4py: list[str]) -> dict[str, list[dict]]:
    """Every way in turn, as often as asked; the shuffled file for the kit alone."""
    found: dict[str, list[dict]] = {}
    for _ in range(repeats):
        for way, order, python in turns(files, ways, pm4py):
            result = measure(way, files[FIRST], files[order], python)
            if result is not None:
                name = way if order == "ordered" else f"{way} shuffled"
                name += f", pandas {result['pandas']}" if "pandas" in result else ""
                found.setdefault(name, []).append(result)
                print(f"  {name:15s} {result}", flush=True)
    return found


def turns(files: dict, ways: list[str], pm4py: list[str]) -> Iterator[tuple[str, str, str]]:
    """One round: way, order of the file, interpreter."""
    for way in ways:
        for order in sorted(set(files) - {FIRST}) if way in SHUFFLED else ("ordered",):
            for python in pm4py if way == "pm4py" else [sys.executable]:
                yield way, order, python


def middle(found: dict, name: str, what: str) -> float:
    return statistics.median(r[what] for r in found[name]) if name in found else math.nan


def summary(by_size: dict[int, dict]) -> dict[str, float]:
    """The ratios that have targets, at the largest size; missing where a way was left out."""
    largest = max(by_size)
    top = by_size[largest]

    def ratio(a: str, b: str) -> float:
        return middle(top, a, "cpu") / middle(top, b, "cpu")

    before = by_size.get(largest // 10, {})
    growth = middle(top, "full", "cpu") / middle(before, "full", "cpu")
    values = {
        "core / sorted scan": ratio("core", "sorted scan"),
        "full / sorted scan": ratio("full", "sorted scan"),
        **{name.replace("pm4py", PM4PY): ratio("core", name) for name in top if "pm4py" in name},
        "core / window SQL": ratio("core", "window SQL"),
        "peak of full, GB": middle(top, "full", "peak"),
        "exponent of full, 1e6 to 1e7": math.log10(growth) if growth == growth else math.nan,
        "core shuffled / time-ordered": ratio("core shuffled", "core"),
        "full shuffled / time-ordered": ratio("full shuffled", "full"),
    }
    return {name: round(v, 3) for name, v in values.items() if v == v}


def exact(found: dict) -> bool:
    """Whether the kit and window SQL, both in file order among ties, agree on the answers."""
    answers = [r for name in ("core", "full", "window SQL") for r in found.get(name, [])]
    return len({(r["variants"], r["steps"]) for r in answers}) <= 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", nargs="+", type=float, default=[1e5, 1e6, 1e7])
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS))
    parser.add_argument("--repeats", type=int, default=1)
    parser.add_argument("--pm4py", nargs="+", default=[sys.executable],
                        help="interpreters that have pm4py")  # fmt: skip
    parser.add_argument("--folder", type=Path, help="where logs are kept; default: a temporary one")
    parser.add_argument("--ids", choices=IDS, default="numbers", help="10 or 32 characters")
    parser.add_argument("--ordered", action="store_true", help="leave the shuffled logs out")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        one(*given.one)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch)
        orders = ("ordered",) if given.ordered else ("ordered", "shuffled")
        first, by_size = make(folder, FEW, ("ordered",), given.ids), {}
        for size in (int(s) for s in given.sizes):
            print(f"{size:,} events", flush=True)
            files = {FIRST: first["ordered"], **make(folder, size, orders, given.ids)}
            by_size[size] = rounds(files, given.ways, given.repeats, given.pm4py)
    ratios = summary(by_size)
    aims = {name: TARGETS.get(name.split(", pandas")[0], math.inf) for name in ratios}
    met = {name: ratios[name] <= aims[name] for name in ratios if aims[name] < math.inf}
    agreed = all(exact(found) for found in by_size.values())
    print(
        json.dumps(
            {"ids": given.ids, "ratios": ratios, "targets met": met, "answers agree": agreed}
        )
    )


if __name__ == "__main__":
    main()
