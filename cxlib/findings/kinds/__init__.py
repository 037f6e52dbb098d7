"""Every kind of finding, step by step.

To add one: a function from the released view to claims and a `Kind` in the step's module, its
sentences in the catalogue (`KIND|DIRECTION|claim` and `|evidence`), a row in the reversal test.
"""

from cxlib.findings.claim import Kind
from cxlib.findings.kinds import (
    alignment,
    diagnosis_behaviour,
    diagnosis_survey,
    helped,
    mapping,
    monitoring,
    moves,
    promises,
    strategy,
)

# in the order of the steps
MODULES = (
    mapping,
    diagnosis_survey,
    diagnosis_behaviour,
    strategy,
    alignment,
    monitoring,
    moves,
    promises,
    helped,
)
KINDS: tuple[Kind, ...] = tuple(kind for module in MODULES for kind in module.KINDS)
BY_NAME = {kind.name: kind for kind in KINDS}
