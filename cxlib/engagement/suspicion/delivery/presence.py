"""What did not come: tables, columns, files, anything newer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cxlib.engagement.contracts import periods
from cxlib.engagement.suspicion.frame import STOP, TELL, WARN, Seen, Suspicion

NEWER = "nothing newer"
NAMED = 3  # columns or periods named in a line
LIMITS = (65_535, 65_536, 1_048_575, 1_048_576, 10_000, 50_000, 100_000)  # rows that exports end at
CHECK = "see that the export was complete, and deliver it again"


def gone(seen: Seen) -> Iterator[Suspicion]:
    """Tables and columns that the last delivery filled and this one does not."""
    if not _last(seen):
        return
    now, then = seen.given["tables"], _last(seen)["tables"]
    for name in then:
        if name not in now:
            words = f"the table came last time with {then[name]['rows']:,} rows"
            yield Suspicion("table gone", name, "", then[name]["rows"], WARN, words, CHECK)
    for name in now:
        for column in then.get(name, {}).get("columns", {}):
            had = then[name]["whole"]["columns"].get(column, {}).get("n", 0)
            if had and not now[name]["whole"]["columns"].get(column, {}).get("n", 0):
                yield _column_gone(name, column, then[name]["columns"][column], had)


def _column_gone(name: str, column: str, role: str, had: int) -> Suspicion:
    weighs = column == "weight" or role == "outcome"
    words = f"the {role} '{column}' had {had:,} values last time, and now none"
    remedy = f"{CHECK}, or name the column it has now under tables.{name}.columns"
    kind = "KPI gone" if role == "kpi" else "column gone"
    return Suspicion(kind, name, column, had, STOP if weighs else WARN, words, remedy)


def new_columns(seen: Seen) -> Iterator[Suspicion]:
    """Columns of the files that were not there last time and that nothing is made of."""
    for name, told, was in both(seen):
        known = {*was["unused"], *was["columns"]}
        new = [c for c in told["unused"] if c not in known]
        if new:
            words = f"{len(new)} new columns are not used ({listed(new)})"
            remedy = f"declare under tables.{name} what should be used of them"
            yield Suspicion("new columns", name, "", len(new), TELL, words, remedy)


def nothing_newer(seen: Seen) -> Iterator[Suspicion]:
    """No period newer than the last one that was reported; rows of a newer one that is not whole in
    the data are said, and are a warning once that period is over."""
    last, now = _last(seen), seen.given and seen.given["period"]
    if not last or not last["period"] or not now or seen.asked is not None:
        return
    if now > last["period"]:
        return
    when = f", reported on {last['reported_at'][:10]}" if last.get("reported_at") else ""
    table, newer = _newer(seen, now)
    if not newer:
        words = f"there is no period newer than {last['period']}{when}"
        remedy = "deliver the next period's data, if it should be there"
        yield Suspicion(NEWER, table, "", 0, TELL, words, remedy)
        return
    n, next_ = sum(newer.values()), min(newer)
    over = periods.bounds(next_, seen.config.period, seen.config.timezone)[1] <= seen.today
    words = (
        f"there is no whole period newer than {last['period']}{when}: {n:,} rows of "
        f"{listed([*newer])} lie in the files and were left aside, for they end before it does"
    )
    remedy = f"deliver all of it, or report what there is: --period {next_}"
    yield Suspicion(NEWER, table, "", n, WARN if over else TELL, words, remedy)


def _newer(seen: Seen, now: str) -> tuple[str, dict[str, int]]:
    """The table with most rows of periods after this one, and how many of each."""
    told = {
        name: {p: n for p, n in sorted(t["counts"].items()) if p > now and n}
        for name, t in tables(seen)
    }
    name = max(told, key=lambda t: sum(told[t].values()))
    return name, told[name]


def cut_off(seen: Seen) -> Iterator[Suspicion]:
    """A file with exactly as many rows as exports end at."""
    for name, told in tables(seen):
        for file, rows in told["files"].items():
            if rows in LIMITS:
                words = f"{file} has exactly {rows:,} rows, where exports are cut off"
                remedy = "see that nothing is missing after its last row, and export it in parts"
                yield Suspicion("cut off", name, "", rows, WARN, words, remedy)


def empty_file(seen: Seen) -> Iterator[Suspicion]:
    """One of several files of a table without a row."""
    for name, told in tables(seen):
        empty = [file for file, rows in told["files"].items() if not rows]
        if empty and len(empty) < len(told["files"]):
            words = f"{len(empty)} of {len(told['files'])} files hold no row ({listed(empty)})"
            yield Suspicion("empty file", name, "", len(empty), STOP, words, CHECK)


def tables(seen: Seen) -> Iterator[tuple[str, Mapping]]:
    yield from (seen.given["tables"].items() if seen.given else ())


def _last(seen: Seen) -> Mapping | None:
    return seen.earlier[-1] if seen.given and seen.earlier else None


def both(seen: Seen) -> Iterator[tuple[str, Mapping, Mapping]]:
    """Each table in this delivery and in the last one, where both have periods."""
    last = _last(seen)
    if last and last["period"] and seen.given["period"]:
        for name, told in tables(seen):
            if name in last["tables"]:
                yield name, told, last["tables"][name]


def listed(names: list[str]) -> str:
    shown = [n if len(n) <= 40 else f"{n[:39]}…" for n in names[:NAMED]]
    more = len(names) - NAMED
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


RULES = (gone, new_columns, nothing_newer, cut_off, empty_file)
