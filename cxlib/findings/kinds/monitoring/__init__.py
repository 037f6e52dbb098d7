"""Step 5: KPIs, alerts, what moved, promises kept, and who could be helped."""

from cxlib.findings.claim import Kind
from cxlib.findings.kinds.monitoring import charts, helped, moves, promises

MODULES = (charts, moves, promises, helped)
KINDS: tuple[Kind, ...] = tuple(kind for module in MODULES for kind in module.KINDS)
