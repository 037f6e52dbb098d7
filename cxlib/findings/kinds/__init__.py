"""Every kind of finding, step by step.

To add one: a function from the released view to claims and a `Kind` in the step's module, its
sentences in the catalogue (`KIND|DIRECTION|claim` and `|evidence`), a row in the reversal test.
"""

from cxlib.findings.claim import Kind
from cxlib.findings.kinds import alignment, diagnosis, mapping, monitoring, strategy

STEPS = (mapping, diagnosis, strategy, alignment, monitoring)  # one room each
KINDS: tuple[Kind, ...] = tuple(kind for step in STEPS for kind in step.KINDS)
BY_NAME = {kind.name: kind for kind in KINDS}
