"""What was tried to refute a driver: inside the segments, by itself, by a model that may bend.

Each is a row of `refutations` with its figures. A test that could have gone either way and tells
neither (too few answers inside the groups, a loss within its error) leaves no row.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from cxlib.diagnosis.drivers.between import inside
from cxlib.diagnosis.drivers.explain import Explained
from cxlib.results.coded import Figure, listed, number, signed, variable

REFUTED = ["finding_id", "refuter", "result", "figures"]
SURVIVED, FAILED = "survived", "failed"
INSIDE, ALONE, TREES = "inside segments", "on its own", "model that may bend"


def finding_of(outcome: str, scope: str, name: str) -> str:
    """The id of the finding about a driver.

    >>> finding_of("recommend", "overall", "speed")
    'driver:recommend:overall:speed'
    """
    return f"driver:{outcome}:{scope}:{name}"


def refuted(finding_id: str, refuter: str, held: bool, **figures: Figure) -> dict[str, object]:
    """A row of `refutations`; the step is added when it is written."""
    told = json.dumps(figures, ensure_ascii=False)
    return dict(
        zip(REFUTED, (finding_id, refuter, SURVIVED if held else FAILED, told), strict=True)
    )


def refutations(found: Explained, table: pd.DataFrame) -> pd.DataFrame:
    """Every critical driver against its segments, and against its own correlation.

    Parameters
    ----------
    table : rows of `drivers`, those inside the segments too
    """
    return pd.DataFrame([*_inside(table), *_alone(found, table)], columns=REFUTED)


def _inside(table: pd.DataFrame) -> Iterator[dict[str, object]]:
    told = inside(table)
    for (outcome, name), part in told.groupby(["outcome", "variable"], sort=False):
        failed, survived = (part[part[c].astype(bool)] for c in ("failed", "survived"))
        rows = failed if len(failed) else survived
        if rows.empty:
            continue
        least = rows.loc[rows["effect"].abs().idxmin()]
        low, high = least["effect"] - least["margin"], least["effect"] + least["margin"]
        yield refuted(
            finding_of(outcome, "overall", name), INSIDE, failed.empty,
            groups=listed(map(variable, rows["segment"])),
            effect=signed(least["effect"], low, high),
        )  # fmt: skip


def turned(found: Explained, table: pd.DataFrame) -> Iterator[tuple[object, list[str]]]:
    """Each question with its critical variables that run against their own correlation."""
    for one in found.answers:
        against = np.sign(one.effects.value) * np.sign(one.matrix[0, 1:]) < 0
        critical = critical_of(one.question, table)
        names = [v for v, t in zip(one.variables, against, strict=True) if t and v in critical]
        yield one.question, names


def critical_of(question: object, table: pd.DataFrame) -> set[str]:
    """The critical variables of a question's model."""
    about = (table["outcome"] == question.outcome) & (table["scope"] == question.scope)
    return set(table.loc[about & table["critical"].astype(bool), "variable"])


def _alone(found: Explained, table: pd.DataFrame) -> Iterator[dict[str, object]]:
    """By itself, does the rating go the same way as with the others held?"""
    against = {(q.outcome, q.scope): set(names) for q, names in turned(found, table)}
    for one in found.answers:
        asked = one.question
        critical = critical_of(asked, table)
        for name, alone in zip(one.variables, one.matrix[0, 1:], strict=True):
            if name in critical:
                held = name not in against[asked.outcome, asked.scope]
                about = finding_of(asked.outcome, asked.scope, name)
                yield refuted(about, ALONE, held, correlation=number(alone))


def by_trees(
    outcome: str, critical: list[str], loss: Mapping[str, float], seen: set[str]
) -> Iterator[dict[str, object]]:
    """Does a model that may bend miss a critical variable when its answers are shuffled?"""
    for name in critical:
        if loss[name] < 0 or name in seen:
            about = finding_of(outcome, "overall", name)
            yield refuted(about, TREES, name in seen, loss=number(loss[name]))
