"""Answers on another scale than declared."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.shaping.scales import USUAL_TOPS
from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, TELL, WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.levels import grouped, some
from cxlib.engagement.suspicion.survey import RESPONSES, answers

ANOTHER = "on another scale than declared"
MIXED = "two scales in one column"
FEWEST = 30  # answers of which none reaches the upper part of the scale
MANY = 100
PILED = 0.04  # share at the highest answer: a scale that ends there is used up to its end
CHANCE = 1e-6
SHORT = (4, *USUAL_TOPS, 100)  # where usual scales end
EXPECTED = 20.0  # answers beyond an end or between two others, of which there is none
SOME = 5.0  # the same, for what is told only
LOW_FIFTH = 0.2  # of a scale, in which many answers do not all lie
WIDE = 6  # points from end to end, of which people do not use every other one alone
PARTS, PER_CENT, HUNDRED = 0.05, 50, (50.0, 200.0)  # share; the least top; times, about
LEVELS = 200  # of a group; more are no groups


def declared(seen: Seen) -> Iterator[Suspicion]:
    """Outcomes and variables whose answers end where a smaller usual scale ends: 1–5 under 0–10."""
    told = answers(seen)
    limits = {n: o.limits for n, o in seen.config.outcomes.items() if o.limits}
    if "variables" in seen.tables:
        ends = zip(told.variables["scale_low"], told.variables["scale_high"], strict=True)
        limits |= dict(zip(told.variables["variable"], ends, strict=True))
    worded = _worded(seen)
    for name, (low, high) in limits.items():
        if name in told.counts and name not in worded:
            yield from _short(seen, name, low, high)


def _worded(seen: Seen) -> set[str]:
    """Outcomes and variables that were answered in words: which place each has is declared, and
    that nobody chose the last one says nothing of its scale."""
    options = seen.config.tables.get(RESPONSES)
    if options is None:
        return set()
    own = {column: name for name, column in options.columns.items()}
    return {name for column in options.labels for name in (column, own.get(column, column))}


def _short(seen: Seen, name: str, low: float, high: float) -> Iterator[Suspicion]:
    values, counts = answers(seen).counts[name]
    if (
        counts.sum() < FEWEST
        or len(values) < 2
        or not np.isfinite([low, high]).all()
        or high - low < 2
    ):
        return
    first, last, n = values[0], values[-1], int(counts.sum())
    own = name in answers(seen).outcomes
    ends = last in (1, 2, 3, 10, *SHORT) and last < high
    better = answers(seen).good_is_high.get(name, True)
    if ends and _used_up(values, counts, low, high, better and own):
        words = f"the {n:,} answers run from {first:g} to {last:g}, declared is {low:g} to {high:g}"
        remedy = _remedy(seen, name, first, last)
        yield Suspicion(ANOTHER, RESPONSES, name, n, STOP if own else WARN, words, remedy,
                        measure=effects.outcome(name) if own else None)  # fmt: skip
    elif high - low >= WIDE and (gap := _skipped(values, counts)):
        words = (
            f"the {n:,} answers are {_few(values)} alone: a scale of {len(values)} points was "
            f"spread over {low:g} to {high:g}, every {gap:g} points"
        )
        remedy = "ask for the answers as they were given, and declare their scale"
        outcome = seen.config.outcomes.get(name)
        # a mean is stretched with its scale; what counts answers above a point is another figure
        grave = WARN if outcome is None else TELL if outcome.kind == "mean" else STOP
        yield Suspicion(ANOTHER, RESPONSES, name, n, grave, words, remedy,
                        measure=effects.outcome(name) if own else None)  # fmt: skip
    elif own and low == 0 and high == 10 and first == 1 and last == high and _no_zero(n, counts):
        words = f"none of {n:,} answers is 0: a scale of 1 to 10 has no 0, and scores higher"
        yield Suspicion(ANOTHER, RESPONSES, name, n, TELL, words, "see how the question was asked")


def _used_up(
    values: np.ndarray, counts: np.ndarray, low: float, high: float, good_is_high: bool
) -> bool:
    """Whether the answers fill a smaller scale: they pile up at its top, keep off both ends, lie in
    the lowest fifth all of them, or break off where more were to be expected.

    Many answers in the lower half of a scale, of which none is the lowest, were given on another.
    """
    n, many = counts.sum(), counts.sum() >= MANY
    piled = counts[-1] >= PILED * n
    apart = many and values[0] > low and values[-1] <= (low + high) / 2
    worst = many and good_is_high and values[-1] <= low + LOW_FIFTH * (high - low)
    broken = len(values) >= 3 and beyond(counts[::-1].astype(float)) >= EXPECTED
    return bool(
        apart or worst or (piled and (values[0] > low or counts[-1] >= counts[0] or broken))
    )


def beyond(points: np.ndarray) -> float:
    """How many answers to expect beyond the first of these points.

    Shares of neighbouring answers fall ever faster towards an end (a log-concave shape): the next
    share follows from the last three.
    """
    first, second, third = points[:3]
    return float(first * min(first / second, 1.0) ** 2 / max(second / third, 1.0))


def _skipped(values: np.ndarray, counts: np.ndarray) -> int:
    """By how many points the answers lie apart, where many use only every so manieth; else 0.

    Between two answers as many are to be expected as of the rarer of both: people prefer some
    points (0, 5, 10), and never leave out all others.
    """
    if counts.sum() < MANY or np.any(values != np.round(values)):
        return 0
    step = int(np.gcd.reduce(np.diff(values).astype(int)))
    between = np.minimum(counts[:-1], counts[1:]).sum()
    return step if step >= 2 and between >= EXPECTED else 0


def _few(values: np.ndarray) -> str:
    return ", ".join(f"{v:g}" for v in values)


def _no_zero(n: int, counts: np.ndarray) -> bool:
    """Whether there are so many answers that some would be 0."""
    return n >= 10 * FEWEST and beyond(counts.astype(float)) >= SOME


def _remedy(seen: Seen, name: str, first: float, last: float) -> str:
    if name not in answers(seen).outcomes:
        return f"correct scale_low and scale_high of {name} in variables, or recode the answers"
    return (
        f"declare what was asked, such as outcomes: {{{name}: {{kind: mean, scale: "
        f"[{min(first, 1):g}, {last:g}]}}}}, or recode the answers"
    )


def one_scale(seen: Seen) -> Iterator[Suspicion]:
    """A file, touchpoint or segment whose answers end where a smaller scale ends.

    Elsewhere a share p of the answers lies above; that none of the n here does by chance has the
    probability (1 − p)ⁿ, held below a millionth over all groups looked at.
    """
    told = answers(seen)
    for group in grouped(seen, LEVELS):
        for name, at in told.place.items():
            tops = group.highest[:, at]
            large = group.counts[:, at] >= FEWEST
            if len(told.counts[name][0]) < 4 or large.sum() < 2:
                continue
            if (np.isin(tops[large], SHORT) & (tops[large] < np.nanmax(tops))).any():
                found = pd.Series(tops[large], index=group.named[large])
                yield from _shorter(seen, name, group.name, group.levels, found)


def _shorter(
    seen: Seen, name: str, group: str, levels: pd.Series, tops: pd.Series
) -> Iterator[Suspicion]:
    cells = seen.frame(RESPONSES)[name]
    for level, top in tops[(tops < tops.max()) & tops.isin(SHORT)].items():
        inside = (levels == level) & cells.notna()
        above = (cells[~(levels == level)].dropna() > top).mean()
        chance = (1 - above) ** int(inside.sum()) * len(tops)
        if chance < CHANCE and (cells[inside] == top).mean() >= PILED:
            yield _mixed(seen, name, group, level, inside, top, tops.max())


def _mixed(seen, name, group, level, inside, reached, top) -> Suspicion:
    rows = inside.index[inside]
    where = f"file {level}" if group == "file" else some(group, [level])
    words = f"the {len(rows):,} answers of {where} end at {reached:g}, all others go up to {top:g}"
    own = name in answers(seen).outcomes
    remedy = "bring both to one scale before loading, or give the source a column of its own"
    change = effects.outcome(name) if own else effects.mean(RESPONSES, name)
    severity = STOP if own else WARN
    return in_rows(seen, MIXED, RESPONSES, name, rows, severity, words, remedy, change, blank=True)


def fractions(seen: Seen) -> Iterator[Suspicion]:
    """Parts of one (0.85) among per cents (85): a twentieth of the answers or more lie between 0
    and 1, hardly any of the others near there."""
    for name, (values, counts) in answers(seen).counts.items():
        parts = (values > 0) & (values < 1)
        n, of = int(counts[parts].sum()), int(counts.sum())
        rest = values[~parts & (values > 1)]
        if of < MANY or n < PARTS * of or n > (1 - PARTS) * of or len(rest) < 5:
            continue
        middle = np.average(values[parts], weights=counts[parts])
        above = values > 1
        usual = np.average(values[above], weights=counts[above])
        if rest.max() >= PER_CENT and HUNDRED[0] <= usual / middle <= HUNDRED[1]:
            cells = seen.frame(RESPONSES)[name]
            rows = cells.index[(cells > 0) & (cells < 1)]
            own = name in answers(seen).outcomes
            words = (
                f"{n:,} of {of:,} answers lie between 0 and 1, the others go up to {rest.max():g}"
            )
            remedy = "bring all to per cent, or all to parts of one"
            change = effects.outcome(name) if own else effects.mean(RESPONSES, name)
            yield in_rows(seen, MIXED, RESPONSES, name, rows, STOP if own else WARN, words, remedy,
                          change, blank=True)  # fmt: skip


RULES = (declared, one_scale, fractions)
