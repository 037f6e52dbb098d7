"""Findings and notes of this step, as rows."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

STEP = "diagnosis"
FINDING = ["finding_id", "step", "statement", "grade", "n", "evidence", "leads_to"]


def findings(rows: Iterable[dict]) -> pd.DataFrame:
    """Rows of the `findings` table; `leads_to` may be left out."""
    frame = pd.DataFrame([{"leads_to": None, **row, "step": STEP} for row in rows], columns=FINDING)
    return frame.astype({"leads_to": object})


def notes(section: str, lines: Iterable[str]) -> pd.DataFrame:
    """Rows of the `notes` table for one result table.

    >>> notes("themes", ["Nothing was said."]).note[0]
    'Nothing was said.'
    """
    frame = pd.DataFrame({"note": list(lines)}, dtype=object)
    return frame.assign(step=STEP, section=section)[["step", "section", "note"]]


def listed(words: Iterable[str]) -> str:
    """Words as a person lists them.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    words = [str(w) for w in words]
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
