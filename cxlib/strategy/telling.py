"""Findings and notes as rows of the shared tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from cxlib.results import empty


def notes(step: str, section: str, sentences: Iterable[str]) -> pd.DataFrame:
    """Rows of the shared table `notes`."""
    said = pd.Series(list(sentences), dtype="str")
    return pd.DataFrame({"step": step, "section": section, "note": said})


def findings(step: str, rows: Iterable[Mapping[str, object]]) -> pd.DataFrame:
    """Rows of the shared table `findings`; what a row does not say is missing.

    >>> list(findings("strategy", [{"finding_id": "a:b", "statement": "So."}]).columns)[:3]
    ['finding_id', 'step', 'statement']
    """
    return pd.DataFrame(list(rows), columns=list(empty("step_findings").columns)).assign(step=step)
