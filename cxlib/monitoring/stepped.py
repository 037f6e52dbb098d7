"""Did all answers change at once, in one period? A new way of asking looks like that.

A change of mode (a page for the phone), of the wording or of the scale's labels moves all answers
in one period and for good; customers' experience seldom moves everywhere at once. So the one period
is looked for that parts the main outcome's answers best, in its whole distribution: by likelihood
ratio against the scatter between periods on either side, and where a step is far likelier than a
trend. It is named where the other ratings and the answers at each touchpoint stepped in the same
period.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats
from scipy.special import xlogy

from cxlib.engagement.model import Engagement
from cxlib.results.coded import count, note, number, outcome, period, share

LEVEL = 0.001  # of a step: a month is named that seldom where nothing happened
ALSO = 0.01  # of the same step in another rating, at the period known from the main outcome
FEWEST_BEFORE = 6  # periods, so that it is known how they scatter
FEWEST_ANSWERS = 100  # of a rating or a touchpoint, to be asked at all
GROUPS = 5  # of answers, by their quantiles
WANDERS = 0.01  # of a further step on either side
NEAR, APART = 3, 1.5  # periods next to it, and how far their change exceeds any other such one
LIKELIER = 20.0  # times, that a step has to be than a trend
FEWEST_OTHERS = 3  # that step with it, where its own step is not by far the largest of its changes
EVERYWHERE = 0.8  # of the other ratings and of the touchpoints
PLACE = "touchpoint"


class Step(NamedTuple):
    """The first period of the new kind, how sure it is (p, for all periods tried), and whether the
    change there is by far the largest between neighbouring periods."""

    at: int
    p: float
    stands_out: bool


def stepped(engagement: Engagement, over: Sequence[str]) -> Iterator[Mapping[str, object]]:
    """A note that names the period from which all answers are distributed otherwise."""
    main = engagement.config.main_outcome
    responses = engagement.whole("responses")
    if main is None or main not in responses or main in set(engagement.whole("kpis")["kpi"]):
        return
    rows = responses[responses["period"].isin(over)]
    found = step_in(counted(rows, main, over))
    if found is None or found.p > LEVEL:
        return
    others = [counted(part, name, over) for part, name in _others(engagement, rows, main)]
    also = [bool(p_at(table, found.at) <= ALSO) for table in others]
    if np.mean(also or [True]) < EVERYWHERE or not (found.stands_out or len(also) >= FEWEST_OTHERS):
        return
    since = over[found.at]
    cut, before, after = parted(rows[[main, "period"]].dropna(), main, since)
    yield note(
        "alerts", "step" if also else "step alone", since, n=count(len(rows)),
        outcome=outcome(main), since=period(since), some=count(sum(also)),
        others=count(len(also)), cut=number(cut), before=share(before), after=share(after),
    )  # fmt: skip


def _others(
    engagement: Engagement, rows: pd.DataFrame, main: str
) -> Iterator[tuple[pd.DataFrame, str]]:
    """The other ratings, and the main outcome at each touchpoint, of which there is enough."""
    names = [*engagement.outcomes, *engagement.table("variables")["variable"]]
    for name in dict.fromkeys(names):
        if name != main and name in rows and rows[name].count() >= FEWEST_ANSWERS:
            yield rows, name
    if PLACE in rows:
        for _, part in rows[rows[main].notna()].groupby(PLACE):
            if len(part) >= FEWEST_ANSWERS:
                yield part, main


def counted(rows: pd.DataFrame, name: str, over: Sequence[str]) -> np.ndarray:
    """How many answers of each group of values each period has: periods x groups."""
    told = rows[[name, "period"]].dropna()
    values = told[name].to_numpy(float)
    edges = np.unique(np.quantile(values, np.arange(1, GROUPS) / GROUPS)) if len(values) else []
    group = np.searchsorted(edges, values, side="left")
    table = np.zeros((len(over), len(edges) + 1))
    np.add.at(table, (pd.Index(over).get_indexer(told["period"]), group), 1)
    return table[:, table.sum(axis=0) > 0]


def step_in(table: np.ndarray) -> Step | None:
    """The period that parts the answers best, if it is a step; None where there is none.

    >>> rng = np.random.default_rng(1)
    >>> flat = rng.multinomial(100, [0.5, 0.3, 0.2], 24)
    >>> step_in(np.vstack([flat, rng.multinomial(100, [0.2, 0.3, 0.5], 6)])).at
    24
    """
    there = np.flatnonzero(table.sum(axis=1) > 0)
    if len(there) <= FEWEST_BEFORE or table.shape[1] < 2:
        return None
    tried = there[FEWEST_BEFORE:]
    ratios = [_between(table, at) for at in tried]
    at = int(tried[int(np.argmax(ratios))])
    likelier, stands_out = _at_once(table, at)
    if not (likelier and _steady(table[:at]) and _steady(table[at:])):
        return None
    return Step(at, min(1.0, p_at(table, at) * len(tried)), stands_out)


def p_at(table: np.ndarray, at: int) -> float:
    """p of the difference between all before a period and all from it on.

    The likelihood ratio against that of the periods on either side: F, so that a scatter between
    periods beyond sampling error (answers of the same people, seasons) makes nothing significant.
    """
    table = table[:, table.sum(axis=0) > 0]
    groups = table.shape[1] - 1
    sides = [part[part.sum(axis=1) > 0] for part in (table[:at], table[at:])]
    free = sum(max(len(part) - 1, 0) for part in sides) * groups
    if groups < 1 or free < 1 or not all(len(part) for part in sides):
        return 1.0
    scatter = max(1.0, sum(_ratio(part) for part in sides) / free)
    return float(stats.f.sf(_between(table, at) / groups / scatter, groups, free))


def _between(table: np.ndarray, at: int) -> float:
    return _ratio(np.stack([table[:at].sum(axis=0), table[at:].sum(axis=0)]))


def _ratio(table: np.ndarray) -> float:
    """Likelihood ratio of rows that differ against rows that do not (2 sum O log O/E)."""
    whole, rows, columns = table.sum(), table.sum(axis=1), table.sum(axis=0)
    return 2 * float(
        xlogy(table, table).sum() - xlogy(rows, rows).sum() - xlogy(columns, columns).sum()
        + xlogy(whole, whole)
    )  # fmt: skip


def _at_once(table: np.ndarray, at: int) -> tuple[bool, bool]:
    """Whether a step tells the periods' answers far better than a trend; whether it stands out.

    The answers are scored along the change (by how much likelier each is after it), and each
    period's mean is fitted by a step and by a straight line: the ratio of their likelihoods counts.
    """
    before, after = (part.sum(axis=0) + 1 for part in (table[:at], table[at:]))
    score = np.log(after / after.sum()) - np.log(before / before.sum())
    there = np.flatnonzero(table.sum(axis=1) > 0)
    n = table[there].sum(axis=1)
    mean = table[there] @ score / n
    left = [_left_of(mean, x.astype(float), n) for x in (there >= at, there)]
    likelier = len(there) * np.log(left[1] / max(left[0], 1e-12)) >= 2 * np.log(LIKELIER)
    return likelier, _stands_out(mean, int((there >= at).argmax()))


def _stands_out(mean: np.ndarray, at: int) -> bool:
    """Whether the change from the periods before it to those after is by far the largest."""
    moves = np.array([abs(mean[k : k + NEAR].mean() - mean[max(k - NEAR, 0) : k].mean())
                      for k in range(1, len(mean))])  # fmt: skip
    apart = np.abs(np.arange(1, len(mean)) - at) >= NEAR
    inside = (np.arange(1, len(mean)) >= NEAR) & (np.arange(1, len(mean)) <= len(mean) - NEAR)
    return bool(moves[at - 1] >= APART * moves[apart & inside].max(initial=0.0))


def _steady(table: np.ndarray) -> bool:
    """Whether nothing parts the periods of one side: what wanders looks like a step, too."""
    there = table[table.sum(axis=1) > 0]
    cuts = range(2, len(there) - 1)
    return all(p_at(there, at) * len(cuts) > WANDERS for at in cuts)


def _left_of(y: np.ndarray, x: np.ndarray, weight: np.ndarray) -> float:
    """The weighted squares that a straight line in x leaves."""
    design = np.column_stack([np.ones_like(x), x]) * np.sqrt(weight)[:, None]
    told = y * np.sqrt(weight)
    return float(((told - design @ np.linalg.lstsq(design, told, rcond=None)[0]) ** 2).sum())


def parted(answers: pd.DataFrame, name: str, since: str) -> tuple[float, float, float]:
    """The value at which the answers differ most, and the share of answers up to it on either side.

    >>> told = pd.DataFrame({"q": [1, 2, 9, 9], "period": ["1", "1", "2", "2"]})
    >>> parted(told, "q", "2")
    (2.0, 1.0, 0.0)
    """
    late = answers["period"] >= since
    values = np.sort(answers[name].unique().astype(float))
    sides = [np.sort(answers.loc[part, name].to_numpy(float)) for part in (~late, late)]
    before, after = (np.searchsorted(side, values, side="right") / len(side) for side in sides)
    at = int(np.argmax(np.abs(before - after)))
    return float(values[at]), float(before[at]), float(after[at])
