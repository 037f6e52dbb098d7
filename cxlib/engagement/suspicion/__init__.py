"""The stage of suspicion: before step 1, where every cell is valid and the whole may not be.

A kind of suspicion is one function in the module of its matter, listed in that module's `RULES`;
`rules` gathers them.
"""

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

__all__ = ["COLUMNS", "SEVERITIES", "Measure", "Rule", "Seen", "Suspicion",
           "no_suspicions", "suspected"]  # fmt: skip
