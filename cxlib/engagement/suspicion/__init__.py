"""The stage of suspicion: before step 1, where every cell is valid and the whole may not be.

A kind of suspicion is one function in the module of its matter, listed in that module's `RULES`.
"""

from cxlib.engagement.suspicion import (
    answering,
    clock,
    codes,
    delivery,
    ids,
    leaks,
    lives,
    measured,
    money,
    names,
    scales,
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
    for matter in (clock, delivery, leaks, scales, codes, answering, weighting, tracking,
                   timing, ids, money, lives, measured, names, texts)
    for rule in matter.RULES
)  # fmt: skip

__all__ = ["COLUMNS", "RULES", "SEVERITIES", "Measure", "Rule", "Seen", "Suspicion",
           "no_suspicions", "suspected"]  # fmt: skip
