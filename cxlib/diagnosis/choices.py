"""Questions with several answers: how many made each choice, overall and in every segment."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.diagnosis.cells import cells, design, numbered, placed, segment_columns
from cxlib.engagement.model import Engagement
from cxlib.stats import grouped, intervals

CHOSEN = ["question", "choice", "segment", "n", "of", "share", "low", "high"]


def choices(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """How many of those asked made each choice (`choices`).

    Asked are those who made any choice of the question, or of whom it is known that they made none
    (`cxlib.engagement.shaping.choices`). Each may make several, so the shares of a question do not
    sum to 1. Shares are weighted, with Wilson's interval at the effective n of weights and of
    answers that come from the same respondent.

    Returns
    -------
    dict
        `choices`: question, choice, segment ("all" or "column=value"), n (made the choice), of
        (asked), share, low, high (0-1); nothing where no question is declared.
    """
    responses = placed(engagement)
    asked = engagement.choices("responses")
    parts = [
        part for question, named in asked.items() for part in _of_question(
            engagement, responses, question, named)
    ]  # fmt: skip
    return {"choices": pd.concat(parts, ignore_index=True)[CHOSEN]} if parts else {}


def _of_question(
    engagement: Engagement, responses: pd.DataFrame, question: str, named: dict[str, str]
) -> Iterator[pd.DataFrame]:
    known = [column for column in named.values() if column in responses]
    rows = responses[responses[known].notna().any(axis=1)].reset_index(drop=True)
    if rows.empty:
        return
    parts = cells(rows, segment_columns(engagement, rows), by_touchpoint=False)
    code, labels = numbered(parts)
    at = parts["row"].to_numpy()
    weights, who = (None if d is None else d[at] for d in design(rows))
    for choice, column in named.items():
        made = rows[column].fillna(0.0).to_numpy(float)[at]
        cell = grouped.means(made, code, len(labels), weights, who)
        worth = np.where(np.isfinite(cell.effective), cell.effective, cell.n)
        low, high = intervals.wilson(cell.value * worth, worth, engagement.policy.confidence)
        yield pd.DataFrame({
            "question": question, "choice": choice, "segment": labels["segment"],
            "n": np.bincount(code, weights=made, minlength=len(labels)), "of": cell.n,
            "share": cell.value, "low": low, "high": high,
        })  # fmt: skip
