"""Findings and notes of this step as rows."""

from __future__ import annotations

import pandas as pd


def notes(section: str, *sentences: str) -> pd.DataFrame:
    """Rows of the shared table `notes`."""
    return pd.DataFrame(
        {"step": "alignment", "section": section, "note": pd.Series(sentences, dtype="str")}
    )


def finding(
    finding_id: str, statement: str, evidence: str, n: object = pd.NA, leads_to: object = pd.NA
) -> dict[str, object]:
    """A row of `findings`: what the firm says of itself is graded opinion."""
    return {"finding_id": finding_id, "step": "alignment", "statement": statement,
            "grade": "opinion", "n": n, "evidence": evidence, "leads_to": leads_to}  # fmt: skip
