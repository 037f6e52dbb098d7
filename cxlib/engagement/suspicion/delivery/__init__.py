"""The delivery contract: what came is held against what came before, ahead of step 1.

Each published run leaves the profile of its delivery (`given`) in the history. A rule compares the
period reported with those before it, and the past with the past as it was delivered last
(`compared`).
"""

from cxlib.engagement.suspicion.delivery import (
    another,
    counted,
    exchanged,
    groups,
    hours,
    presence,
    relations,
    scales,
)

RULES = (
    *another.RULES,
    *counted.RULES,
    *presence.RULES,
    *scales.RULES,
    *relations.RULES,
    *exchanged.RULES,
    *groups.RULES,
    *hours.RULES,
)
