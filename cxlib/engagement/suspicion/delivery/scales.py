"""Answers that were measured otherwise: scales, units, codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from scipy.special import bdtrc, stdtr

from cxlib.engagement.contracts.profile import KPI
from cxlib.engagement.contracts.values import quotable
from cxlib.engagement.suspicion.delivery.against import (
    LEAST,
    RARE,
    apart,
    columns,
    numbers,
    said,
    series,
    short,
    span,
)
from cxlib.engagement.suspicion.delivery.compared import Compared, column, each
from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion

FAR = 0.25  # of its scale by which a mean must have moved
TIMES = 8.0  # by which a median must have grown or shrunk to be in another unit
FACTORS = (10, 60, 100, 1000, 3600)
NEAR = 0.25  # of a factor, and the spread of what was before, in natural logarithms
SPIKED = 0.2  # points by which a share of one answer must have risen
KEPT = 0.25  # of the other answers, that may have moved among themselves


def scale(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """Answers on another scale than before: some, at an end or between, are not given any more, or
    ones are given that never were.

    If nothing had changed, none of n answers would be one of those with probability
    (1 - their share before) ** n, and the k new values would all have come now, out of N before
    and n now, with (n / (N + n)) ** k.
    """
    for name, now, was in numbers(part):
        if "counts" not in now or "counts" not in was or len(now["counts"]) == 1:
            continue
        counts = {float(v): n for v, n in was["counts"].items()}
        given = {float(v) for v in now["counts"]}
        beyond = sum(n for v, n in counts.items() if v not in given)
        new = sum(n for v, n in now["counts"].items() if float(v) not in counts)
        unseen = (1 - beyond / was["n"]) ** now["n"]
        come = (now["n"] / (was["n"] + now["n"])) ** new if new else 1.0
        if min(unseen, come) < RARE:
            between = any(now["low"] < v < now["high"] and v not in given for v in counts)
            told = _used if between else span
            words = f"{part.label} uses {told(now)}; {part.past} used {told(was)}"
            remedy = ("bring the column to one scale at the source, and deliver it again; "
                      "answers on another scale go under a column of their own")  # fmt: skip
            yield said(seen, part, "another scale", name, now["n"], words, remedy)


def _used(told: Mapping) -> str:
    return f"{len(told['counts'])} different answers from {span(told)}"


def spiked(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """One answer given by twenty points more than usual, and more than chance would make of its
    upper quarter of shares before (binomial), while the others keep their shares among themselves:
    it stands for those who gave none."""
    for name, now, parts in series(part):
        known = [p for p in parts if "counts" in p and p["n"] >= LEAST]
        if "counts" not in now or now["n"] < LEAST or len(now["counts"]) < 3 or len(known) < 3:
            continue
        value, share, high = _risen(now, known)
        k = round(share * now["n"])
        if share < high + SPIKED or bdtrc(k - 1, now["n"], max(high, 0.01)) >= RARE:
            continue
        if _apart(now, column(known), value) <= KEPT:
            words = (f"{share:.0%} of the answers of {part.label} are {quotable(value)}; in "
                     f"{part.past} {high:.0%} at most of usual ones, and all others kept their "
                     "shares")  # fmt: skip
            remedy = "see whether it was written where nobody answered; leave those blank"
            yield said(seen, part, "one answer far more often", name, k, words, remedy)


def _risen(now: Mapping, known: list[Mapping]) -> tuple[str, float, float]:
    """The answer whose share rose most, its share now, and the upper quarter of those before."""
    values = list(now["counts"])
    before = [[p["counts"].get(value, 0) / p["n"] for value in values] for p in known]
    high = np.quantile(before, 0.75, axis=0)
    share = np.array(list(now["counts"].values())) / now["n"]
    at = int((share - high).argmax())
    return values[at], float(share[at]), float(high[at])


def _apart(now: Mapping, was: Mapping, value: str) -> float:
    """How far the shares of all other answers among themselves lie apart (total variation)."""
    here, there = ({v: n for v, n in p["counts"].items() if v != value} for p in (now, was))
    return apart(here, there)


def one_answer(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """One and the same value in every row, where there were several: share ** n is below RARE."""
    for name, now, was in columns(part):
        counts = was.get("counts", {})
        if len(now.get("counts", {})) == 1 and len(counts) > 1:
            value = next(iter(now["counts"]))
            if (counts.get(value, 0) / was["n"]) ** now["n"] < RARE:
                words = (f"all {now['n']:,} values of {part.label} are {quotable(value)}; "
                         f"{part.past} had {len(counts)} different ones")  # fmt: skip
                remedy = "see whether a default was exported in the answers' place"
                yield said(seen, part, "one value", name, now["n"], words, remedy)


def unit(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """A median eight times as large or as small as before, and more than the medians vary: by a
    t-test on their logarithms, or where they are few and steady by a factor between units."""
    for name, now, parts in series(part):
        median, before = now.get("median", 0), [p["median"] for p in parts if p.get("median")]
        role = seen.given["tables"][part.table]["columns"].get(name)
        rated = "counts" in now and role not in (KPI, "value")
        if median <= 0 or not before or min(before) <= 0 or rated:
            continue
        logs = np.log(before)
        off = float(np.log(median) - np.mean(logs))
        if abs(off) >= np.log(TIMES) and _other_unit(off, logs):
            times = np.exp(abs(off))
            how = "larger" if off > 0 else "smaller"
            words = (f"the median of {part.label} is {short(median)}, about {short(times)} times "
                     f"{how} than in {part.past} ({short(np.exp(np.mean(logs)))})")  # fmt: skip
            remedy = "bring the column to one unit (pence or pounds, shares or per cent)"
            yield said(seen, part, "another unit", name, now["n"], words, remedy)


def _other_unit(apart: float, logs: np.ndarray) -> bool:
    if len(logs) > 4:
        spread = max(logs.std(ddof=1), 0.02) * np.sqrt(1 + 1 / len(logs))
        return 2 * stdtr(len(logs) - 1, -abs(apart) / spread) < RARE * 100
    steady = np.ptp(logs) <= NEAR
    return steady and min(abs(abs(apart) - np.log(f)) for f in FACTORS) <= NEAR


def far_off(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """A mean a quarter of its scale away from those before, and more than they and n allow: a
    t-test on the means of the periods, each at least as uncertain as its answers make it."""
    for name, now, parts in series(part):
        scaled = {"counts", "mean"} <= now.keys() and len(parts) >= 3 and now["n"] >= LEAST
        if scaled and _far(now, parts):
            means = [p["mean"] for p in parts]
            words = (f"the mean of {part.label} is {short(now['mean'])}; {part.past} had "
                     f"{short(min(means))} to {short(max(means))}")  # fmt: skip
            remedy = "see whether the answers were coded otherwise, or what happened"
            yield said(seen, part, "far from before", name, now["n"], words, remedy, WARN)


def _far(now: Mapping, parts: list[Mapping]) -> bool:
    means, typical = np.array([p["mean"] for p in parts]), np.median([p["sd"] for p in parts])
    ends = [now["low"], now["high"], *(p[end] for p in parts for end in ("low", "high"))]
    spread = np.hypot(means.std(ddof=1), typical / np.sqrt(now["n"]))
    moved = abs(now["mean"] - means.mean())
    if moved <= FAR * np.ptp(ends) or spread == 0:
        return False
    return bool(2 * stdtr(len(means) - 1, -moved / spread) < RARE * 100)


RULES = tuple(map(each, (scale, one_answer, spiked, unit, far_off)))
