"""Step 3: what to do at each touchpoint, which initiatives belong in the plan, what to try next."""

from cxlib.findings.kinds.strategy import designs, plan, touchpoints

KINDS = (*touchpoints.KINDS, *designs.KINDS, *plan.KINDS)
