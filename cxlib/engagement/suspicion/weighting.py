"""Weights of answers that carry more than they should, and groups that are no groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from cxlib.engagement.checking.tables import NO_WEIGHT
from cxlib.engagement.contracts.quality import OUTSIDE
from cxlib.engagement.suspicion import effects
from cxlib.engagement.suspicion.frame import STOP, TELL, WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.levels import TIME, groups, some
from cxlib.engagement.suspicion.survey import RESPONSES, answers

HEAVY = "few answers carry most of the weight"
NUMBERS = "weights that are a number of something"
MANY = "as many levels as people"
NONE, WAVE = "answers that carry no weight", "another size of weights from one time on"
WEIGHTLESS, TIMES = 0.1, 3.0  # of the answers; of the mean weights of a time to all others
FEWEST = 30
EFFECTIVE = 0.25  # of the answers, by Kish's (Σw)² / Σw²
SIZES = 20
ALL_APART = 0.5  # levels for each row
GROUPED = ("responses", "customers")


def heavy(seen: Seen) -> Iterator[Suspicion]:
    """Weights under which the answers count for a quarter of their number (Kish 1965)."""
    frame = seen.frame(RESPONSES)
    weights = frame["weight"].dropna()
    if len(weights) < FEWEST or weights.sum() == 0:
        return
    effective = weights.sum() ** 2 / (weights**2).sum()
    if effective >= EFFECTIVE * len(weights):
        return
    rows = weights.sort_values(ascending=False).index[:1]
    words = (
        f"{len(weights):,} weighted answers count for {effective:,.0f}; the heaviest carries "
        f"{weights.max() / weights.sum():.0%} of all weight"
    )
    remedy = "see that the column holds weights and not a number of customers; trim them if so"
    own = answers(seen).outcomes
    change = effects.outcome(own[0]) if own else effects.rows(RESPONSES)
    heaviest = in_rows(seen, HEAVY, RESPONSES, "weight", rows, WARN, words, remedy, change)
    yield replace(heaviest, n=len(weights))


def counted(seen: Seen) -> Iterator[Suspicion]:
    """Weights that are the number of the row, or whole numbers of very many sizes: an age, a count.

    Weights that were worked out have decimals, or take the few values of the groups they make good.
    """
    weights = seen.frame(RESPONSES)["weight"].dropna()
    if len(weights) < FEWEST or (weights != weights.round()).any():
        return
    steps, different = weights.diff().dropna(), weights.nunique()
    if different == len(weights) and ((steps > 0).all() or (steps < 0).all()):
        words, how = f"the {len(weights):,} weights rise by row: the number of the row", STOP
    elif different >= SIZES and weights.min() >= 1:
        low, high = weights.min(), weights.max()
        words = (
            f"the weights are whole numbers of {different} sizes from {low:g} to {high:g}: an age, "
            "or a number of something, makes such"
        )
        how = TELL
    else:
        return
    remedy = "see that the column holds weights; if not: leave it out of tables.responses.columns"
    yield Suspicion(NUMBERS, RESPONSES, "weight", len(weights), how, words, remedy)


def weightless(seen: Seen) -> Iterator[Suspicion]:
    """A tenth of the answers or more that weigh nothing, and so were asked for nothing."""
    if RESPONSES not in seen.tables:
        return
    table = seen.tables[RESPONSES]
    n = sum(int(told["n"]) for told in table.notes if told["check"] == OUTSIDE + NO_WEIGHT)
    of = n + int(table.frame["weight"].notna().sum())
    if of >= FEWEST and n >= WEIGHTLESS * of:
        words = f"{n:,} of {of:,} answers have a weight of 0 and count for nothing"
        remedy = "see whether 0 stands for no weight; leave those cells empty, or the answers out"
        yield Suspicion(NONE, RESPONSES, "weight", n, WARN, words, remedy)


def other_size(seen: Seen) -> Iterator[Suspicion]:
    """A file or a period whose weights are on average three times those of all others, or a third:
    each wave has been weighted to a total of its own."""
    weights = seen.frame(RESPONSES)["weight"]
    if weights.notna().sum() < FEWEST:
        return
    for name, levels in groups(seen):
        if name not in (TIME, "file"):
            continue
        middle = weights.groupby(levels, observed=True).agg(["mean", "count", "std"])
        middle = middle[middle["count"] >= FEWEST]
        for level in middle.index if len(middle) >= 3 else ():
            times = middle["mean"][level] / middle["mean"].drop(level).median()
            steady = middle["std"][level] < middle["mean"][level]
            if steady and not 1 / TIMES < times < TIMES:
                rows = levels.index[levels == level]
                words = (
                    f"the weights of {some(name, [level])} are on average {times:.3g} times those "
                    f"of the others ({len(rows):,} answers)"
                )
                remedy = "bring the weights of all waves to a mean of 1"
                yield in_rows(seen, WAVE, RESPONSES, "weight", rows, WARN, words, remedy,
                              effects.rows(RESPONSES))  # fmt: skip
                break


def too_many_levels(seen: Seen) -> Iterator[Suspicion]:
    """A segment with a level for every other person: an id, a comment or a time."""
    for name in GROUPED:
        if name not in seen.tables:
            continue
        frame = seen.frame(name)
        for column in seen.tables[name].options.segments:
            known = frame[column].dropna() if column in frame else ()
            if len(known) < FEWEST:
                continue
            levels = int(known.nunique())
            if levels > ALL_APART * len(known):
                words = f"{levels:,} different values in {len(known):,} rows: no group can be shown"
                remedy = f"take it out of tables.{name}.segments, or group its values"
                yield Suspicion(MANY, name, column, levels, WARN, words, remedy)


RULES = (heavy, counted, weightless, other_size, too_many_levels)
