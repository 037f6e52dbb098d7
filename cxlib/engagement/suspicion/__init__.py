"""The stage of suspicion: before step 1, where every cell is valid and the whole may not be.

A kind of suspicion is one function in the module of its matter, listed in that module's `RULES`.
"""

from cxlib.engagement.suspicion import (
    amounts,
    answering,
    between,
    channels,
    clock,
    codes,
    contradictions,
    courses,
    currencies,
    delivery,
    direction,
    exchanged,
    grouped,
    ids,
    leaks,
    lining,
    lives,
    measured,
    money,
    names,
    ordering,
    recorded,
    repeated,
    robots,
    rows,
    scales,
    spans,
    stamps,
    summertime,
    texts,
    ticks,
    timing,
    tracking,
    twins,
    units,
    values,
    weighting,
    within,
)  # fmt: skip
from cxlib.engagement.suspicion.frame import (
    COLUMNS,
    SEVERITIES,
    Measure,
    Rule,
    Seen,
    Suspicion,
    no_suspicions,
    suspected,
)

RULES: tuple[Rule, ...] = tuple(
    rule
    for matter in (clock, exchanged, delivery, leaks, scales, direction, grouped, codes, between,
                   within, ordering, rows, lining, answering, robots, weighting, tracking, timing,
                   channels, recorded, stamps, summertime, ticks, ids, twins, money, amounts,
                   values, currencies, lives, spans, measured, units, contradictions, courses,
                   repeated, names, texts)
    for rule in matter.RULES
)  # fmt: skip

__all__ = ["COLUMNS", "RULES", "SEVERITIES", "Measure", "Rule", "Seen", "Suspicion",
           "no_suspicions", "suspected"]  # fmt: skip
