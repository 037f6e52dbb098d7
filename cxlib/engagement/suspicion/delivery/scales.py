"""Answers that were measured otherwise: scales, units, codes, directions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from scipy.special import stdtr

from cxlib.engagement.contracts.profile import KPI
from cxlib.engagement.contracts.values import quotable
from cxlib.engagement.suspicion.delivery.against import (
    LEAST,
    RARE,
    columns,
    numbers,
    said,
    series,
    short,
    span,
)
from cxlib.engagement.suspicion.delivery.compared import Compared, each
from cxlib.engagement.suspicion.frame import WARN, Seen, Suspicion

FAR = 0.25  # of its scale by which a mean must have moved
TIMES = 8.0  # by which a median must have grown or shrunk to be in another unit
FACTORS = (10, 60, 100, 1000, 3600)
NEAR = 0.25  # of a factor, and the spread of what was before, in natural logarithms
TURNED, RELATED = 5.0, 0.2  # Fisher's z between two correlations, and the least of each


def scale(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """Answers on another scale than before: the upper or the lower ones are not given any more, or
    ones are given that never were.

    If nothing had changed, none of n answers would lie beyond the new ends with probability
    (1 - share beyond before) ** n, and the k new values would all have come now, out of N before
    and n now, with (n / (N + n)) ** k.
    """
    for name, now, was in numbers(part):
        if "counts" not in now or "counts" not in was or len(now["counts"]) == 1:
            continue
        counts = {float(v): n for v, n in was["counts"].items()}
        beyond = sum(n for v, n in counts.items() if not now["low"] <= v <= now["high"])
        new = sum(n for v, n in now["counts"].items() if float(v) not in counts)
        unseen = (1 - beyond / was["n"]) ** now["n"]
        come = (now["n"] / (was["n"] + now["n"])) ** new if new else 1.0
        if min(unseen, come) < RARE:
            words = (f"{part.label} uses {span(now)}; {part.past} used {span(was)}")  # fmt: skip
            remedy = ("bring the column to one scale at the source, and deliver it again; "
                      "answers on another scale go under a column of their own")  # fmt: skip
            yield said(seen, part, "another scale", name, now["n"], words, remedy)


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
        apart = float(np.log(median) - np.mean(logs))
        if abs(apart) >= np.log(TIMES) and _other_unit(apart, logs):
            times = np.exp(abs(apart))
            how = "larger" if apart > 0 else "smaller"
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


def turned(seen: Seen, part: Compared) -> Iterator[Suspicion]:
    """A variable that goes the other way with the main outcome than before (Fisher's z); where
    most do, it is the outcome that was turned round."""
    flips, judged = [], 0
    for name, now, parts in series(part):
        known = [p for p in parts if "r" in p]
        if "r" not in now or not known:
            continue
        pairs = np.array([p["pairs"] - 3 for p in known])
        was = float(
            np.tanh(np.average(np.arctanh([_inside(p["r"]) for p in known]), weights=pairs))
        )
        judged += abs(was) >= RELATED
        error = np.sqrt(1 / (now["pairs"] - 3) + 1 / pairs.sum())
        z = (np.arctanh(_inside(now["r"])) - np.arctanh(_inside(was))) / error
        if abs(z) > TURNED and was * now["r"] < 0 and min(abs(was), abs(now["r"])) >= RELATED:
            flips.append((name, now, was))
    main = seen.config.main_outcome
    remedy = "see whether the scale was turned round (1 = best), and turn it back at the source"
    if len(flips) > 1 and len(flips) > judged / 2 and main:
        words = f"in {part.label} {len(flips)} of {judged} variables go the other way with it"
        yield said(seen, part, "turned round", main, flips[0][1]["n"], words, remedy)
        return
    for name, now, was in flips:
        words = (f"in {part.label} it goes with the main outcome by r = {short(now['r'])}; in "
                 f"{part.past} by {short(was)}")  # fmt: skip
        yield said(seen, part, "turned round", name, now["n"], words, remedy, WARN)


def _inside(r: float) -> float:
    return float(np.clip(r, -0.999, 0.999))


RULES = tuple(map(each, (scale, one_answer, unit, far_off, turned)))
