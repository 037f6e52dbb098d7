"""Which findings assert something, and which of those a client's structure makes true."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import NamedTuple

import pandas as pd

from cxlib.findings.kinds import BY_NAME

# directions, by kind, that say more than a level, a count, what was declared, or "not to be told"
ASSERTS: dict[str, tuple[str, ...]] = {
    "funnel": ("narrowest", "among the narrowest"),
    "breakdown": ("*",),
    "loop": ("completes *",),
    "order": ("*",),
    "segment": ("*",),
    "response rate": ("*",),
    "driver": ("*",),
    "priority": ("*",),
    "asymmetry": ("*",),
    "kano": ("*",),
    "assumptions": ("some wrong", "none right"),
    "moment": ("*",),
    "leaving": ("*",),
    "retention": ("*",),
    "recovery": ("keeps", "loses", "rates more", "rates less", "happier", "less happy"),
    "backstage": ("*",),
    "theme": ("*",),
    "strategy": ("fix, *", "differentiate, *", "simplify, costly"),
    "right moment": ("stuck", "goes wrong", "rated low"),
    "promise": ("*",),
    "over-delivery": ("*",),
    "recovery design": ("*",),
    "proposal": ("*",),
    "initiative": ("*",),
    "portfolio": ("chosen",),
    "cause elsewhere": ("*",),
    "value chain": ("costs more", "carries more", "traced elsewhere"),
    "coordination": ("at stake",),
    "readiness": ("lacking", "divided"),
    "kpi": ("signal*", "parts signal"),
    "alert": ("*",),
    "benefit": ("kept*", "fell short", "did harm"),
    "mix": ("*",),
    "waves": ("*",),
    "revisit": ("alert", "weaker driver", "stronger driver"),
}
# levels, counts of what was seen or judged, what a client declared, and what is not known and
# would be worth measuring
DESCRIBES = ("journey", "paths", "map", "score", "voice", "worth", "left out", "raci", "plan",
             "ledger", "benefits", "stuck", "information")  # fmt: skip


class Real(NamedTuple):
    """Claims that a structure makes true: patterns of kind, subject and direction."""

    kind: str
    subject: str = "*"
    direction: str = "*"

    def fits(self, row: object) -> bool:
        pairs = (
            (row.kind, self.kind),
            (row.subject, self.subject),
            (row.direction, self.direction),
        )
        return all(fnmatchcase(str(value), pattern) for value, pattern in pairs)


def asserted(findings: pd.DataFrame, funnel: int) -> pd.DataFrame:
    """The standing findings that assert something; `funnel` is how many stages can be judged."""
    standing = findings[findings["stands"].fillna(True).astype(bool)]
    said = [_asserts(row, funnel) for row in standing.itertuples()]
    return standing[pd.Series(said, index=standing.index, dtype=bool)]


def _asserts(row: object, funnel: int) -> bool:
    ways = ASSERTS.get(row.kind, ())
    if not any(fnmatchcase(row.direction, way) for way in ways):
        return False
    told = json.loads(row.figures)
    if row.direction == "among the narrowest":  # of all stages: no more than that none is
        return len(told["stages"]["listed"]) < funnel
    if row.kind == "assumptions":  # what nobody could know to matter was believed in
        return bool(told["missed"]["listed"])
    return True


def false(claims: pd.DataFrame, true: Iterable[Real]) -> pd.Series:
    """Which of the claims nothing in the structure bears out."""
    known = list(true)
    return pd.Series([not any(one.fits(row) for one in known) for row in claims.itertuples()],
                     index=claims.index, dtype=bool)  # fmt: skip


def unlisted() -> set[str]:
    """Kinds of finding of which it is not said whether they assert."""
    return set(BY_NAME) - set(ASSERTS) - set(DESCRIBES)
