"""Where released result tables become claims, and each claim keeps its evidence.

One declared kind per claim (`kinds/`): which rows it reads, which test earns it, what it weighs and
whom it concerns. The sentences stand in the language's catalogues.
"""

from cxlib.findings.collecting import FINDINGS, findings, released, told

__all__ = ["FINDINGS", "findings", "released", "told"]
