"""What did not come, or came short: a delivery held against those before it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from scipy.special import pdtr

from cxlib.engagement.contracts import periods
from cxlib.engagement.suspicion.delivery.compared import USUAL
from cxlib.engagement.suspicion.frame import STOP, TELL, WARN, Seen, Suspicion

FEWEST = 0.5  # of the usual rows, the median of the periods before
CHANCE = 0.01  # of so few rows or fewer where so many are usual (Poisson), from which it is told
LEAST_HISTORY = 3  # periods before "usual" means anything
LEAST_ROWS = 20
MOSTLY = 0.75  # share of the last periods that have rows, where a period is expected to have some
LEAST_LABELS = 6
SHRUNK, LESS = 0.75, 0.95  # share of the rows of past periods that are still there
NAMED = 3  # columns or periods named in a line
LIMITS = (65_535, 65_536, 1_048_575, 1_048_576, 10_000, 50_000, 100_000)  # rows that exports end at
COUNTED = ("responses", "purchases", "interactions", "operations")
CHECK = "see that the export was complete, and deliver it again"


def few_rows(seen: Seen) -> Iterator[Suspicion]:
    """Fewer than half the usual rows in the period reported.

    Usual is the median of up to twelve periods before; where the same period of last year is known
    and had fewer, that: a season is no fault. What chance does once in a hundred periods stops no
    report of a client with a handful of rows: it is a warning.
    """
    for name, counts in _counted(seen):
        label = seen.given["period"]
        now, before = counts.pop(label, 0), _filled(counts, label, seen.config.period)
        usual = list(before.values())[-USUAL:]
        if len(usual) < LEAST_HISTORY:
            continue
        year_ago = before.get(_year_before(label, seen.config.period) or "")
        expected = min(x for x in (float(np.median(usual)), year_ago) if x is not None)
        if now < FEWEST * expected:
            words = f"{now:,} rows in {label}, fewer than half the usual {expected:,.0f}"
            how = STOP if pdtr(now, expected) < CHANCE else WARN
            yield Suspicion("fewer rows", name, "", now, how, words, CHECK)


def missing_period(seen: Seen) -> Iterator[Suspicion]:
    """A period in the middle without a row, where nearly every other has some."""
    for name, counts in _counted(seen):
        known = [p for p in _known_labels(seen, name) if p <= seen.given["period"]]
        if len(known) < LEAST_LABELS:
            continue
        span = periods.between(known[0], seen.given["period"], seen.config.period)
        recent, there = span[-USUAL - 1 : -1], set(known)
        gone = [p for p in recent if p not in there and counts.get(p, 0) == 0]
        if gone and len(recent) - len(gone) >= MOSTLY * len(recent):
            words = f"there are no rows of {_named(gone)}, and of the periods before and after it"
            yield Suspicion("a period is missing", name, "", len(gone), WARN, words, CHECK)


def past_gone(seen: Seen) -> Iterator[Suspicion]:
    """Periods that the last delivery held and this one does not.

    A delivery of the newest period alone, or of the last so many, is a way of delivering.
    """
    for name, told, was in _both(seen):
        then, now, label = was["counts"], told["counts"], seen.given["period"]
        gone = sorted(p for p in then if p not in now and p <= seen.earlier[-1]["period"])
        new = [p for p in now if p not in then]
        rolling = gone == sorted(then)[: len(gone)] and len(gone) <= max(len(new), 1)
        if not gone or (rolling and len(now) >= len(then)) or (rolling and len(then) == 1):
            continue
        n = sum(then[p] for p in gone)
        words = f"{_named(gone)} with {n:,} rows came last time, and did not come with {label}"
        remedy = f"{CHECK}; what was reported of them stays in the history"
        yield Suspicion("past periods gone", name, "", n, WARN, words, remedy)


def past_shrunk(seen: Seen) -> Iterator[Suspicion]:
    """Past periods that hold fewer rows than when they were delivered last."""
    for name, told, was in _both(seen):
        both = [p for p in was["counts"] if p in told["counts"] and p < seen.given["period"]]
        then, now = (sum(t["counts"][p] for p in both) for t in (was, told))
        if then - now >= LEAST_ROWS and now < LESS * then:
            words = f"{min(both)} to {max(both)} held {then:,} rows last time, and now {now:,}"
            how = STOP if now < SHRUNK * then else WARN
            yield Suspicion("past rows gone", name, "", then - now, how, words, CHECK)


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
    for name, told, was in _both(seen):
        known = {*was["unused"], *was["columns"]}
        new = [c for c in told["unused"] if c not in known]
        if new:
            words = f"{len(new)} new columns are not used ({_named(new)})"
            remedy = f"declare under tables.{name} what should be used of them"
            yield Suspicion("new columns", name, "", len(new), TELL, words, remedy)


def nothing_newer(seen: Seen) -> Iterator[Suspicion]:
    """No period newer than the last one that was reported."""
    last, now = _last(seen), seen.given and seen.given["period"]
    if not last or not last["period"] or not now or seen.asked is not None:
        return
    if now <= last["period"]:
        when = f", reported on {last['reported_at'][:10]}" if last.get("reported_at") else ""
        words = f"there is no period newer than {last['period']}{when}"
        table = next(iter(seen.given["tables"]))
        remedy = "deliver the next period's data, if it should be there"
        yield Suspicion("nothing newer", table, "", 0, TELL, words, remedy)


def cut_off(seen: Seen) -> Iterator[Suspicion]:
    """A file with exactly as many rows as exports end at."""
    for name, told in _tables(seen):
        for file, rows in told["files"].items():
            if rows in LIMITS:
                words = f"{file} has exactly {rows:,} rows, where exports are cut off"
                remedy = "see that nothing is missing after its last row, and export it in parts"
                yield Suspicion("cut off", name, "", rows, WARN, words, remedy)


def empty_file(seen: Seen) -> Iterator[Suspicion]:
    """One of several files of a table without a row."""
    for name, told in _tables(seen):
        empty = [file for file, rows in told["files"].items() if not rows]
        if empty and len(empty) < len(told["files"]):
            words = f"{len(empty)} of {len(told['files'])} files hold no row ({_named(empty)})"
            yield Suspicion("empty file", name, "", len(empty), STOP, words, CHECK)


def _tables(seen: Seen) -> Iterator[tuple[str, Mapping]]:
    yield from (seen.given["tables"].items() if seen.given else ())


def _counted(seen: Seen) -> Iterator[tuple[str, dict[str, int]]]:
    """Each table whose periods have bounds, and its rows in each, deliveries before included."""
    if not seen.given or seen.config.period not in periods.FREQUENCY or not seen.given["period"]:
        return
    for name, told in _tables(seen):
        if name in COUNTED and told["counts"]:
            earlier = [e["tables"][name]["counts"] for e in seen.earlier if name in e["tables"]]
            counts = {p: n for known in (*earlier, told["counts"]) for p, n in known.items()}
            yield name, dict(sorted(counts.items()))


def _filled(counts: Mapping[str, int], label: str, kind: str) -> dict[str, int]:
    """Rows in every period from the first to the one before `label`."""
    known = [p for p in counts if p < label]
    if not known:
        return {}
    span = periods.between(known[0], periods.shift(label, -1, kind), kind)
    return {p: counts.get(p, 0) for p in span}


def _known_labels(seen: Seen, name: str) -> list[str]:
    deliveries = [*seen.earlier, seen.given]
    return sorted(
        {p for d in deliveries if name in d["tables"] for p in d["tables"][name]["counts"]}
    )


def _year_before(label: str, kind: str) -> str | None:
    years = {"month": 12, "quarter": 4, "week": 52}
    return periods.shift(label, -years[kind], kind) if kind in years else None


def _last(seen: Seen) -> Mapping | None:
    return seen.earlier[-1] if seen.given and seen.earlier else None


def _both(seen: Seen) -> Iterator[tuple[str, Mapping, Mapping]]:
    """Each table in this delivery and in the last one, where both have periods."""
    last = _last(seen)
    if last and last["period"] and seen.given["period"]:
        for name, told in _tables(seen):
            if name in last["tables"]:
                yield name, told, last["tables"][name]


def _named(names: list[str]) -> str:
    shown = [n if len(n) <= 40 else f"{n[:39]}…" for n in names[:NAMED]]
    more = len(names) - NAMED
    return ", ".join(shown) + (f" and {more} more" if more > 0 else "")


RULES = (few_rows, missing_period, past_gone, past_shrunk, gone, new_columns, nothing_newer,
         cut_off, empty_file)  # fmt: skip
