"""Step 4: who answers for what, who is ready, who does what by when, and who must move together."""

from cxlib.findings.kinds.alignment import ownership, plan, preparedness, together

KINDS = (*ownership.KINDS, *preparedness.KINDS, *plan.KINDS, *together.KINDS)
