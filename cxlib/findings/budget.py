"""One budget of error for the whole report.

Each claim was tested within its family (`findings.families`) and corrected there. Over many
families that is not enough: of forty questions two come out by chance. So the families are tested
first, each by the smallest corrected p of its claims (Simes 1986, for a corrected p is the p of its
family), and within the R of m families that stand the level is R/m of the usual one: of the claims
that stand, no more are false on average over the families than the level says (Benjamini &
Bogomolov 2014). Families not yet asked count among the m with p = 1. So R only grows from step to
step, and what stands in a notebook stands in the report.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np

from cxlib.findings.claim import Claim, known
from cxlib.language import missing
from cxlib.stats.tests import benjamini_hochberg


def of_the_report(
    claims: Sequence[Claim], asked: Collection[str], level: float
) -> list[float | None]:
    """Each claim's p against all that the report asks; of those without a family, their own.

    A claim of a family stands where it is at most `level`.

    Parameters
    ----------
    claims : all that a run claims so far
    asked : the families that the report may ask, see `families.asked`
    level : the false-discovery rate, 0-1

    >>> def claim(family, p):
    ...     return Claim("x", "up", {}, (), p=p, family=family)
    >>> of_the_report([claim("a", 0.001), claim("b", 0.04), claim(None, None)], "abcd", 0.05)
    [0.004, 0.16, None]
    """
    best: dict[str, float] = dict.fromkeys(asked, 1.0)
    for claim in claims:
        if is_tested(claim):
            best[claim.family] = min(best.get(claim.family, 1.0), known(claim.p, 1.0))
    share = standing(list(best.values()), level) / max(len(best), 1)
    return [_shared(claim, share) for claim in claims]


def _shared(claim: Claim, share: float) -> float | None:
    if missing(claim.p):
        return None
    return min(1.0, float(claim.p) / share) if is_tested(claim) else float(claim.p)


def is_tested(claim: Claim) -> bool:
    return claim.family is not None and not missing(claim.p)


def standing(p: Sequence[float], level: float) -> int:
    """How many families stand, and one where none does: it would have to pass alone.

    >>> standing([0.001, 0.02, 0.9], 0.05), standing([0.4, 0.9], 0.05)
    (2, 1)
    """
    return max(int(np.sum(benjamini_hochberg(p) <= level)), 1) if len(p) else 1
