"""Does what drives everybody's answers drive them inside the groups of customers too?

What parts customers (their plan, their region) may lift a rating and the outcome together, so that
over everybody one goes with the other while inside every group it does not, or runs the other way
(Simpson 1951). So each model is fitted again with the groups' means taken out (fixed effects), for
each declared segment and for all of them together.

People who give one answer to every question make every question go with every other. Where there
are many, each model is fitted without them too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from cxlib.diagnosis.cells import design
from cxlib.diagnosis.drivers import effects
from cxlib.diagnosis.drivers.material import PAIRWISE, Way, material
from cxlib.diagnosis.drivers.model import Answer
from cxlib.engagement.model import Engagement
from cxlib.engagement.suspicion.lining import alike
from cxlib.stats.resampling import stream
from cxlib.stats.tests import benjamini_hochberg

HELD, GONE, TURNED, LESS, OPEN = "held", "gone", "turned", "less", "open"
WITHIN = ["outcome", "scope", "variable", "segment", "effect", "margin", "verdict", "p"]
HARDLY_WIDER = 2**0.5  # than the interval over everybody: half of its answers would do as well
MOST_LEFT = 0.5  # of the effect over everybody; more than that may still be there inside
FEWEST = 2  # answers of a group: of one alone nothing is left
DRAWS = 100  # where answers are missing here and there, errors come from so many drawn matrices
ALL, STYLE = "all segments", "straight answers"
MANY = 0.05  # share of such people from which the models are fitted without them


def within(engagement: Engagement, answers: Sequence[Answer]) -> pd.DataFrame:
    """What is left of each effect inside the groups of each declared segment, and of all together.

    Returns
    -------
    DataFrame
        outcome, scope, variable, segment (its column; "all segments" where there are several;
        "straight answers" without those who gave one answer to everything), effect (in the
        outcome's unit, for a standard deviation of the rating over everybody), margin (half its
        interval) and verdict: "held" where the interval lies on the effect's side of nought (beyond
        chance among all of the model's), "turned" where it lies on the other, "gone" where it holds
        nought and lies within half the effect over everybody, "less" where it is not held although
        it is seen nearly as sharply as over everybody, else "open" (too few to tell); p over all of
        the model's variables.
    """
    responses = engagement.table("responses")
    declared = [c for c in engagement.segments("responses") if c in responses]
    rows = [
        row
        for found in answers
        for row in _of_answer(engagement, found, found.question.rows(responses), declared)
    ]
    return pd.DataFrame(rows, columns=WITHIN)


def _looks(
    rows: pd.DataFrame, declared: list[str], lined: np.ndarray
) -> Iterator[tuple[str, pd.DataFrame, list[str]]]:
    """Each other way to look: its name, the answers, and the columns whose means are taken out."""
    apart = [c for c in declared if rows[c].nunique() > 1]
    yield from ((column, rows, [column]) for column in apart)
    if len(apart) > 1:
        yield ALL, rows, apart
    if lined.mean() >= MANY:
        yield STYLE, rows[~lined], []


def _of_answer(
    engagement: Engagement, found: Answer, rows: pd.DataFrame, declared: list[str]
) -> Iterator[tuple]:
    about = found.question.outcome, found.question.scope
    wide = (found.effects.high - found.effects.low) / 2
    rated = [v for v in engagement.table("variables")["variable"].unique() if v in rows]
    for name, kept, columns in _looks(rows, declared, alike(rows[rated].to_numpy(float))):
        rng = stream(engagement.seed, "within", *about, name)
        left = _inside(found, kept, columns, rng)
        if left is None:
            continue
        value, margin, p = left
        adjusted = benjamini_hochberg(p)
        for k in np.flatnonzero(np.isfinite(value) & np.isfinite(margin)):
            over, usual = float(found.effects.value[k]), float(wide[k])
            verdict = judged(over, float(value[k]), float(margin[k]), usual)
            if verdict == HELD and adjusted[k] > engagement.policy.fdr:  # one of many
                verdict = LESS if margin[k] <= HARDLY_WIDER * usual else OPEN
            told = float(value[k]), float(margin[k]), verdict, float(adjusted[k])
            yield *about, found.variables[k], name, *told


def judged(over: float, inside: float, margin: float, usual: float = 0.0) -> str:
    """What an effect inside the groups, with its margin, says of the one over everybody, whose own
    margin is `usual` ("less" is not told without it).

    >>> looks = (0.9, 0.2), (0.1, 0.2), (-0.6, 0.2), (0.3, 0.5), (0.5, 0.7)
    >>> [judged(1.0, *told, usual=0.4) for told in looks]
    ['held', 'gone', 'turned', 'less', 'open']
    """
    if np.sign(over) * inside > margin:
        return HELD
    if -np.sign(over) * inside > margin:
        return TURNED
    if abs(inside) + margin < MOST_LEFT * abs(over):
        return GONE
    return LESS if margin <= HARDLY_WIDER * usual else OPEN


def _inside(
    found: Answer, rows: pd.DataFrame, columns: list[str], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Effects with the groups' means taken out, half their intervals, p; None without answers."""
    data = rows[[found.question.outcome, *found.variables]].to_numpy(float)
    if len(data) <= data.shape[1] + FEWEST:
        return None
    left = np.column_stack([_less_groups(column, rows, columns) for column in data.T])
    if not np.nanmin(np.nanstd(left, axis=0)) > 0:
        return None
    weights, who = design(rows)
    way = Way(draws=DRAWS, missing=PAIRWISE, fast=True)
    given = material(left, rng, way, weights, who)
    spread = np.nanstd(left, axis=0, ddof=1)
    if given.sets:
        part = [None if d is None else d[given.kept] for d in (who, weights)]
        one = given.sets[0]
        told = effects.of_complete_rows(one[:, 0], one[:, 1:], found.confidence, *part)
    else:
        told = effects.of_matrices(
            given.observed, given.drawn, float(spread[0]), len(data), given.units, found.confidence
        )
    scale = found.spreads / spread[1:]
    return told.value * scale, (told.high - told.low) / 2 * scale, told.p


def _less_groups(values: np.ndarray, rows: pd.DataFrame, columns: list[str]) -> np.ndarray:
    """A column less what its groups explain, by least squares; groups of one say nothing."""
    there = np.isfinite(values)
    codes = [pd.factorize(rows.loc[there, c], use_na_sentinel=False)[0] for c in columns]
    groups = np.column_stack([np.ones(there.sum()), *(indicators(code) for code in codes)])
    out = np.full(len(values), np.nan)
    if there.sum() > groups.shape[1]:
        fitted = groups @ np.linalg.lstsq(groups, values[there], rcond=None)[0]
        out[there] = values[there] - fitted
    return out


def indicators(code: np.ndarray) -> np.ndarray:
    """A column for each group but the first: 1 for its members."""
    return (code[:, None] == np.arange(1, code.max() + 1)).astype(float)


def fails(table: pd.DataFrame) -> pd.Series:
    """Which rows of `within` refute their driver.

    Groups do where it is gone or turned, or seen as sharply as over everybody and yet no more than
    chance brings: it was not earned. Where straight answers are many, whatever is not beyond chance
    without them rests on them.
    """
    habit = (table["segment"] == STYLE) & (table["verdict"] != HELD)
    return table["verdict"].isin([GONE, TURNED, LESS]) | habit


def told(table: pd.DataFrame) -> pd.Series:
    """Which of those are claims of their own: of what is less nobody knows how much is left."""
    return fails(table) & ((table["segment"] == STYLE) | (table["verdict"] != LESS))


def refuted(table: pd.DataFrame, found: Answer) -> np.ndarray:
    """Which of a model's effects are gone or turned inside some groups; as its variables."""
    about = (table["outcome"] == found.question.outcome) & (table["scope"] == found.question.scope)
    lost = set(table.loc[about & fails(table), "variable"])
    return np.array([variable in lost for variable in found.variables], dtype=bool)
