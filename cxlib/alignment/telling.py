"""Findings and notes of this step as rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from cxlib.strategy import telling

Row = Mapping[str, object]


def notes(section: str, *sentences: str) -> pd.DataFrame:
    """Rows of the shared table `notes`."""
    return telling.notes("alignment", section, sentences)


def findings(rows: Iterable[Row]) -> pd.DataFrame:
    """Rows of the shared table `findings`."""
    return telling.findings("alignment", rows)


def finding(
    finding_id: str, statement: str, evidence: str, n: object = pd.NA, leads_to: object = pd.NA
) -> Row:
    """One finding: what the firm says of itself is graded opinion."""
    return {"finding_id": finding_id, "statement": statement, "grade": "opinion", "n": n,
            "evidence": evidence, "leads_to": leads_to}  # fmt: skip
