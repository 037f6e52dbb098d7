"""How many rows came: of the period reported, and of the past."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from scipy.special import pdtr, stdtr

from cxlib.engagement.contracts import periods
from cxlib.engagement.suspicion.delivery.compared import USUAL
from cxlib.engagement.suspicion.delivery.presence import CHECK, both, listed, tables
from cxlib.engagement.suspicion.frame import STOP, WARN, Seen, Suspicion

FEWEST = 0.5  # of the usual rows, the median of the periods before
CHANCE = 0.01  # of so few rows or fewer where so many are usual (Poisson), from which it is told
SHORT, STEADY = 0.75, 1e-3  # of the usual rows, and the chance of so few where they hardly vary
LEAST_HISTORY = 3  # periods before "usual" means anything
LEAST_STEADY = 6  # periods from which it is known how much the rows vary
LEAST_ROWS = 20
MOSTLY = 0.75  # share of the last periods that have rows, where a period is expected to have some
LEAST_LABELS = 6
SHRUNK, LESS = 0.75, 0.95  # share of the rows of past periods that are still there
GROWN = 1.25  # times the rows that a past period held
COUNTED = ("responses", "purchases", "interactions", "operations")


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
        elif now < SHORT * expected and _unheard_of(now, usual):
            words = f"{now:,} rows in {label}, and never so few before: {expected:,.0f} are usual"
            yield Suspicion("fewer rows", name, "", now, WARN, words, CHECK)


def _unheard_of(now: int, usual: list[int]) -> bool:
    """Whether so few rows are beyond what the periods before vary (t, on logarithms)."""
    if len(usual) < LEAST_STEADY or min(usual) <= 0:
        return False
    logs = np.log(usual)
    spread = max(float(logs.std(ddof=1)), float(np.sqrt(1 / np.mean(usual))))
    t = (np.log(max(now, 0.5)) - logs.mean()) / (spread * np.sqrt(1 + 1 / len(usual)))
    return bool(stdtr(len(usual) - 1, t) < STEADY)


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
            words = f"there are no rows of {listed(gone)}, and of the periods before and after it"
            yield Suspicion("a period is missing", name, "", len(gone), WARN, words, CHECK)


def past_gone(seen: Seen) -> Iterator[Suspicion]:
    """Periods that the last delivery held and this one does not.

    A delivery of the newest period alone, or of the last so many, is a way of delivering.
    """
    for name, told, was in both(seen):
        then, now, label = was["counts"], told["counts"], seen.given["period"]
        gone = sorted(p for p in then if p not in now and p <= seen.earlier[-1]["period"])
        new = [p for p in now if p not in then]
        rolling = gone == sorted(then)[: len(gone)] and len(gone) <= max(len(new), 1)
        if not gone or (rolling and len(now) >= len(then)) or (rolling and len(then) == 1):
            continue
        n = sum(then[p] for p in gone)
        words = f"{listed(gone)} with {n:,} rows came last time, and did not come with {label}"
        remedy = f"{CHECK}; what was reported of them stays in the history"
        yield Suspicion("past periods gone", name, "", n, WARN, words, remedy)


def past_shrunk(seen: Seen) -> Iterator[Suspicion]:
    """Past periods that hold fewer rows than when they were delivered last."""
    for name, told, was in both(seen):
        known = [p for p in was["counts"] if p in told["counts"] and p < seen.given["period"]]
        then, now = (sum(t["counts"][p] for p in known) for t in (was, told))
        if then - now >= LEAST_ROWS and now < LESS * then:
            words = f"{min(known)} to {max(known)} held {then:,} rows last time, and now {now:,}"
            how = STOP if now < SHRUNK * then else WARN
            yield Suspicion("past rows gone", name, "", then - now, how, words, CHECK)


def past_grown(seen: Seen) -> Iterator[Suspicion]:
    """Periods before the one reported last that hold many more rows than when they were delivered:
    a year mistyped, a file delivered again, or what came late."""
    for name, told, was in both(seen):
        then, now = was["counts"], told["counts"]
        grown = [
            p for p in sorted(then)
            if p < seen.earlier[-1]["period"]
            and now.get(p, 0) >= max(GROWN * then[p], then[p] + LEAST_ROWS)
        ]  # fmt: skip
        if grown:
            held, hold = (sum(t[p] for p in grown) for t in (then, now))
            words = f"{listed(grown)} held {held:,} rows last time, and now {hold:,}"
            remedy = "see whether rows were dated wrongly or delivered again, or why they came late"
            yield Suspicion("past rows grown", name, "", hold - held, WARN, words, remedy)


def _counted(seen: Seen) -> Iterator[tuple[str, dict[str, int]]]:
    """Each table whose periods have bounds, and its rows in each, deliveries before included."""
    if not seen.given or seen.config.period not in periods.FREQUENCY or not seen.given["period"]:
        return
    for name, told in tables(seen):
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


RULES = (few_rows, missing_period, past_gone, past_shrunk, past_grown)
