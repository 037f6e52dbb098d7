"""Step 2: scores, drivers, opinions; moments, leaving, recovery, causes, comments."""

from cxlib.findings.claim import Kind
from cxlib.findings.kinds.diagnosis import (
    backstage,
    comments,
    drivers,
    moments,
    opinions,
    recovery,
    scores,
    staying,
)

MODULES = (scores, drivers, opinions, moments, staying, recovery, backstage, comments)
KINDS: tuple[Kind, ...] = tuple(kind for module in MODULES for kind in module.KINDS)
