"""Step 2, what customers do and say: moments, leaving, recovery, causes, comments."""

from cxlib.findings.claim import Kind
from cxlib.findings.kinds.diagnosis_behaviour import (
    backstage,
    comments,
    moments,
    recovery,
    staying,
)

KINDS: tuple[Kind, ...] = (
    *moments.KINDS,
    *staying.KINDS,
    *recovery.KINDS,
    *backstage.KINDS,
    *comments.KINDS,
)
