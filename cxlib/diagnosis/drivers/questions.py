"""Which outcome is explained by which variables: the two storeys of a relationship survey.

Touchpoint overalls drive the outcomes; attributes drive their touchpoint's overall. Attributes of
a touchpoint without an overall drive the outcomes themselves, beside the overalls and, where each
answer is about one touchpoint, within that touchpoint's answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from cxlib.diagnosis.cells import EVERYWHERE

TOGETHER = 30  # answers that must hold both of two variables for their correlation to be used
ROWS_PER_VARIABLE = 20  # answers per variable that a segment must have for a model of its own
TOUCHPOINT, VARIABLE, GROUP = "touchpoint", "variable", "group"


@dataclass(frozen=True)
class Question:
    """One model: what is explained, where, and by which variables (names of columns)."""

    outcome: str
    scope: str
    level: str
    variables: tuple[str, ...]
    segment: tuple[str, object] | None = None

    def rows(self, responses: pd.DataFrame) -> pd.DataFrame:
        """The answers this question is about."""
        here = responses[responses[self.outcome].notna()]
        if self.segment is not None:
            here = here[here[self.segment[0]] == self.segment[1]]
        return here[here[list(self.variables)].notna().any(axis=1)]


def questions(
    responses: pd.DataFrame, variables: pd.DataFrame, outcomes: Sequence[str]
) -> list[Question]:
    """Every model the survey allows: the outcomes in their order, then every touchpoint.

    Parameters
    ----------
    responses : DataFrame
    variables : DataFrame
        The usable variables: variable, touchpoint, kind.
    outcomes : sequence of str
        Columns of the responses, the main outcome first.
    """
    overalls = variables[variables["kind"] == "overall"]
    attributes = variables[variables["kind"] != "overall"]
    housed = attributes["touchpoint"].isin(overalls["touchpoint"].dropna())
    beside = pd.concat([overalls, attributes[~housed]])["variable"].tolist()
    level = TOUCHPOINT if len(overalls) and set(beside) == set(overalls["variable"]) else VARIABLE
    above = [_asked(responses, o, EVERYWHERE, level, beside) for o in outcomes]
    inside = [
        _asked(responses, overall, touchpoint, VARIABLE, names)
        for touchpoint, overall, names in _houses(overalls, attributes[housed])
    ]
    alone = _transactional(responses, attributes[~housed], outcomes)
    return [q for q in [*above, *inside, *alone] if q.variables]


def _asked(
    responses: pd.DataFrame, outcome: str, scope: str, level: str, names: Sequence[str]
) -> Question:
    rows = responses[responses[outcome].notna()]
    kept = answered_together(rows, [n for n in names if n != outcome])
    return Question(outcome, scope, level, tuple(kept))


def _houses(overalls: pd.DataFrame, housed: pd.DataFrame) -> list[tuple[str, str, list[str]]]:
    """Each touchpoint with its overall and its attributes."""
    first = overalls.dropna(subset="touchpoint").drop_duplicates("touchpoint")
    names = housed.groupby("touchpoint")["variable"].agg(list)
    return [
        (row.touchpoint, row.variable, names[row.touchpoint])
        for row in first.itertuples()
        if row.touchpoint in names
    ]


def _transactional(
    responses: pd.DataFrame, attributes: pd.DataFrame, outcomes: Sequence[str]
) -> list[Question]:
    """Attributes of a touchpoint on the main outcome, within the answers about that touchpoint."""
    if not outcomes or responses["touchpoint"].nunique() < 2:
        return []
    names = attributes.dropna(subset="touchpoint").groupby("touchpoint")["variable"].agg(list)
    about = set(responses["touchpoint"].dropna().unique())
    asked = [
        _asked(responses[responses["touchpoint"] == t], o, str(t), VARIABLE, listed)
        for t, listed in names.items()
        if t in about
        for o in outcomes[:1]
    ]
    return [replace(q, segment=("touchpoint", q.scope)) for q in asked]


def answered_together(rows: pd.DataFrame, names: Sequence[str]) -> list[str]:
    """The largest variables that were all answered together, pair by pair, in their own order.

    >>> rows = pd.DataFrame({"a": [1.0] * 60, "b": [1.0] * 30 + [None] * 30,
    ...                      "c": [None] * 30 + [1.0] * 30})
    >>> answered_together(rows, ["a", "b", "c"])
    ['a', 'b']
    """
    if not names:
        return []
    there = rows[list(names)].notna().to_numpy(float)
    both = there.T @ there
    kept: list[int] = []
    for k in np.argsort(-np.diag(both), kind="stable"):
        if both[k, k] > 0 and all(both[k, j] >= min(TOGETHER, both[k, k]) for j in kept):
            kept.append(int(k))
    return [names[k] for k in sorted(kept)]


def by_segment(
    question: Question, responses: pd.DataFrame, segments: Sequence[str]
) -> list[Question]:
    """The same question inside every segment that is large enough to answer it."""
    least = ROWS_PER_VARIABLE * len(question.variables)
    rows = question.rows(responses)
    asked = []
    for column in segments:
        sizes = rows[column].value_counts().sort_index()
        if len(sizes) < 2:
            continue
        asked += [
            replace(question, scope=f"{column}={value}", segment=(column, value))
            for value in sizes.index[sizes >= least]
        ]
    return asked
