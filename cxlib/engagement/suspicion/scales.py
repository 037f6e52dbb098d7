"""Answers on another scale than declared, or the other way round."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.engagement.config import Outcome
from cxlib.engagement.shaping.scales import USUAL_TOPS
from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, TELL, WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.survey import RESPONSES, Answers, answers, grouped

ANOTHER = "on another scale than declared"
REVERSED = "runs the other way"
MIXED = "two scales in one column"
FEWEST = 30  # answers of which none reaches the upper part of the scale
MANY = 100
PILED = 0.04  # share at the highest answer: a scale that ends there is used up to its end
CHANCE = 1e-6
AGAINST = -0.2  # correlation with everything else, from which an answer runs the other way
SURE = 6.0  # standard errors
SHORT = (4, *USUAL_TOPS, 100)  # where usual scales end
LEVELS = 200  # of a group; more are no groups


def declared(seen: Seen) -> Iterator[Suspicion]:
    """Outcomes and variables whose answers end where a smaller usual scale ends: 1–5 under 0–10."""
    told = answers(seen)
    limits = {n: o.limits for n, o in seen.config.outcomes.items() if o.limits}
    if "variables" in seen.tables:
        ends = zip(told.variables["scale_low"], told.variables["scale_high"], strict=True)
        limits |= dict(zip(told.variables["variable"], ends, strict=True))
    for name, (low, high) in limits.items():
        if name in told.counts:
            yield from _short(seen, name, low, high)


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
    if (
        last in (1, 2, 3, 4, *USUAL_TOPS, 10, 1.0)
        and last < high
        and _used_up(values, counts, low, high)
    ):
        words = f"the {n:,} answers run from {first:g} to {last:g}, declared is {low:g} to {high:g}"
        remedy = _remedy(seen, name, first, last)
        yield Suspicion(ANOTHER, RESPONSES, name, n, STOP if own else WARN, words, remedy,
                        measure=effects.outcome(name) if own else None)  # fmt: skip
    elif own and low == 0 and high == 10 and first == 1 and last == high and _no_zero(n):
        words = f"none of {n:,} answers is 0: a scale of 1 to 10 has no 0, and scores higher"
        yield Suspicion(ANOTHER, RESPONSES, name, n, TELL, words, "see how the question was asked")


def _used_up(values: np.ndarray, counts: np.ndarray, low: float, high: float) -> bool:
    """Whether the answers fill a smaller scale: they pile up at its top, or keep off both ends.

    Many answers in the lower half of a scale, of which none is the lowest, were given on another.
    """
    piled = counts[-1] >= PILED * counts.sum()
    apart = counts.sum() >= MANY and values[0] > low and values[-1] <= (low + high) / 2
    return bool(apart or (piled and (values[0] > low or counts[-1] >= counts[0])))


def _no_zero(n: int) -> bool:
    return n >= 10 * FEWEST


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
    where = f"file {level}" if group == "file" else f"one level of {group}"
    words = f"the {len(rows):,} answers of {where} end at {reached:g}, all others go up to {top:g}"
    own = name in answers(seen).outcomes
    remedy = "bring both to one scale before loading, or give the source a column of its own"
    change = effects.outcome(name) if own else effects.mean(RESPONSES, name)
    severity = STOP if own else WARN
    return in_rows(seen, MIXED, RESPONSES, name, rows, severity, words, remedy, change, blank=True)


def other_way(seen: Seen) -> Iterator[Suspicion]:
    """An answer that falls where all others rise, though a high answer is declared a good one."""
    people = answers(seen)
    if len(people.names) < 3:
        return
    against = {name: _against(people, at, name) for at, name in enumerate(people.names)}
    suspected = [n for n, (r, z) in against.items() if r <= AGAINST and z >= SURE]
    if len(suspected) <= len(against) / 2:
        for name in suspected:
            yield _reversed(seen, name, against[name][0])


def _against(people: Answers, at: int, name: str) -> tuple[float, float]:
    """Correlation of a column's standing with the standing in the others, and its errors."""
    own, rest = people.scores[:, at], people.standing(name)
    both = ~np.isnan(own) & ~np.isnan(rest)
    if both.sum() < FEWEST or np.ptp(rest[both]) == 0 or np.ptp(own[both]) == 0:
        return 0.0, 0.0
    r = float(np.corrcoef(own[both], rest[both])[0, 1])
    return r, abs(np.arctanh(np.clip(r, -0.999, 0.999))) * np.sqrt(both.sum() - 3)


def _reversed(seen: Seen, name: str, r: float) -> Suspicion:
    own = name in answers(seen).outcomes
    theirs: Outcome | None = seen.config.outcomes.get(name)
    n = int(seen.frame(RESPONSES)[name].notna().sum())
    words = f"it falls where the other answers rise (correlation {r:.2f} over {n:,} answers)"
    if not own:
        remedy = f"if a low answer is a good one: better: low for {name} in the variables table"
    elif theirs is not None and theirs.good is not None:
        remedy = f"see that outcomes.{name}.good lists the good answers"
    else:
        remedy = f"if a low answer is a good one: outcomes: {{{name}: {{better: low}}}}, or recode"
    return Suspicion(REVERSED, RESPONSES, name, n, STOP if own else WARN, words, remedy)


RULES = (declared, one_scale, other_way)
