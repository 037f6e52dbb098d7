"""Every kind of finding, step by step.

To add one: a function from the released view to claims and a `Kind` in the step's module, its
sentences in the catalogue (`KIND|DIRECTION|claim` and `|evidence`), a row in the reversal test.
"""

from cxlib.findings.claim import Kind
from cxlib.findings.kinds import alignment, mapping

KINDS: tuple[Kind, ...] = (*mapping.KINDS, *alignment.KINDS)
BY_NAME = {kind.name: kind for kind in KINDS}
