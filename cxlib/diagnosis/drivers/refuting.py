"""What was tried to refute a driver: inside the segments, by itself, by a model that may bend.

Each is a row of `refutations` with its figures. A test that could have gone either way and tells
neither (too few answers inside the groups, a loss within its error) leaves no row.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import pandas as pd

from cxlib.diagnosis.drivers.explain import Explained
from cxlib.diagnosis.drivers.questions import EVERYWHERE
from cxlib.diagnosis.drivers.within import ALL, HELD, STYLE, fails, told
from cxlib.results.coded import (
    Figure,
    coded,
    listed,
    nested,
    number,
    p,
    segment,
    signed,
    text,
    variable,
)
from cxlib.stats.tests import benjamini_hochberg

REFUTED = ["finding_id", "refuter", "result", "figures"]
SURVIVED, FAILED = "survived", "failed"
INSIDE, ALONE, TREES = "inside segments", "on its own", "model that may bend"
LINED = "without straight answers"
EVERY = "in every group"


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


def refutations(
    found: Explained, table: pd.DataFrame, fdr: float, sense: Callable[[str], float]
) -> pd.DataFrame:
    """Every critical driver against its segments, and against its own correlation.

    Parameters
    ----------
    table : rows of `drivers`, those inside the segments too
    sense : 1 where more of a variable is better, −1 where less is; effects are told for a better
        rating, as in `table`
    """
    return pd.DataFrame(
        [
            *_inside(found, table, fdr, sense),
            *_in_every_group(found, table, fdr, sense),
            *_alone(found, table),
        ],
        columns=REFUTED,
    )


def _inside(
    found: Explained, table: pd.DataFrame, fdr: float, sense: Callable[[str], float]
) -> Iterator[dict[str, object]]:
    """Each driver by the look that leaves least of it, those that were refuted by it too."""
    tested = table.dropna(subset=["p_adjusted"]).set_index(["outcome", "scope", "variable"])
    looks = found.within.assign(refuter=np.where(found.within["segment"] == STYLE, LINED, INSIDE))
    names = ["outcome", "scope", "variable", "refuter"]
    for (*key, refuter), part in looks.groupby(names, sort=False):
        failed = part[told(part)]
        if failed.empty and fails(part).any():
            continue
        rows = failed if len(failed) else part[part["verdict"] == HELD]
        if rows.empty or tuple(key) not in tested.index:
            continue
        driver = tested.loc[[tuple(key)]].iloc[0]
        if driver["p_adjusted"] > fdr:
            continue
        turned = rows.assign(effect=sense(key[2]) * rows["effect"])
        least = turned.loc[(turned["effect"] * np.sign(float(driver["effect"]))).idxmin()]
        low, high = least["effect"] - least["margin"], least["effect"] + least["margin"]
        groups = {} if refuter == LINED else {"groups": listed(map(_groups, rows["segment"]))}
        yield refuted(
            finding_of(*key), refuter, failed.empty, **groups,
            effect=signed(least["effect"], low, high), verdict=text(least["verdict"]),
            p=p(rows["p"].max()),
        )  # fmt: skip


def _in_every_group(
    found: Explained, table: pd.DataFrame, fdr: float, sense: Callable[[str], float]
) -> Iterator[dict[str, object]]:
    """Each driver of the outcome that groups were asked about: in which does it run the other way?

    What is left inside the groups on average may be help in most of them and harm in one. Tested
    over all the groups of a driver (Bonferroni) and over the drivers (false-discovery rate).
    """
    about = {one.question.outcome for one in found.segments}
    drivers = [
        (one.question, name, float(effect))
        for one in found.answers
        if one.question.outcome in about and one.question.scope == EVERYWHERE
        for name, effect in zip(one.variables, one.effects.value, strict=True)
        if name in critical_of(one.question, table)
    ]
    against = [_against(found, name, effect) for _, name, effect in drivers]
    p_least = [min((row[-1] for row in rows), default=np.nan) for rows in against]
    adjusted = benjamini_hochberg(p_least)
    for (asked, name, _), rows, p_of in zip(drivers, against, adjusted, strict=True):
        turned = [row for row in rows if row[-1] <= fdr]
        if not turned or not p_of <= fdr:
            continue
        _, least, low, high, _ = min(turned, key=lambda row: row[-1])
        yield refuted(
            finding_of(asked.outcome, asked.scope, name), EVERY, False,
            groups=listed(segment(row[0]) for row in turned),
            effect=signed(*_turned(sense(name), least, low, high)), p=p(p_of),
        )  # fmt: skip


def _turned(sense: float, value: float, low: float, high: float) -> tuple[float, float, float]:
    return sense * value, *sorted((sense * low, sense * high))


def _against(found: Explained, name: str, effect: float) -> list[tuple]:
    """The groups in which a driver runs the other way: name, effect, its ends, p over groups."""
    here = [(one, one.variables.index(name)) for one in found.segments if name in one.variables]
    return [
        (one.question.scope, float(e.value[k]), float(e.low[k]), float(e.high[k]),
         min(1.0, float(e.p[k]) * len(here)))
        for one, k in here
        for e in [one.effects]
        if e.value[k] * effect < 0 and np.isfinite(e.p[k])
    ]  # fmt: skip


def _groups(column: str) -> Figure:
    return nested(coded("driver|all segments")) if column == ALL else variable(column)


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
