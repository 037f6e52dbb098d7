"""Step 3: what to do at each touchpoint, which initiatives belong in the plan, what to try next.

At one touchpoint these weigh the same: what is to be done is told first, then how, then doubts.
"""

from cxlib.findings.kinds.strategy import designs, plan, touchpoints

TO_DO = (touchpoints.STRATEGY, plan.PORTFOLIO, plan.INITIATIVE, designs.PROPOSAL)
HOW = (designs.RECOVERY,)
IN_DOUBT = (
    plan.LEFT_OUT, touchpoints.RIGHT_MOMENT, touchpoints.PROMISE, touchpoints.OVER_DELIVERY,
    plan.INFORMATION,
)  # fmt: skip
KINDS = (*TO_DO, *HOW, *IN_DOUBT)
