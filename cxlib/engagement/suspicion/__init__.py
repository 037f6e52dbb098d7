"""The stage of suspicion: before step 1, where every cell is valid and the whole may not be.

A kind of suspicion is one function in the module of its matter, listed in that module's `RULES`.
"""

from cxlib.engagement.suspicion import (
    amounts,
    answering,
    clock,
    codes,
    courses,
    delivery,
    exchanged,
    grouped,
    ids,
    leaks,
    lives,
    measured,
    money,
    names,
    ordering,
    rows,
    scales,
    stamps,
    texts,
    timing,
    tracking,
    weighting,
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
    for matter in (clock, exchanged, delivery, leaks, scales, grouped, codes, ordering, rows,
                   answering, weighting, tracking, timing, stamps, ids, money, amounts, lives,
                   measured, courses, names, texts)
    for rule in matter.RULES
)  # fmt: skip

__all__ = ["COLUMNS", "RULES", "SEVERITIES", "Measure", "Rule", "Seen", "Suspicion",
           "no_suspicions", "suspected"]  # fmt: skip
