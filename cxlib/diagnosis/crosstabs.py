"""How each question was answered in each segment, with the letters that researchers read.

Source: columns compared in pairs and marked by letters, as survey software prints tables (SPSS
Custom Tables: comparisons of column proportions and of column means); here at the effective n, and
the pairs of a row judged together (Holm 1979), so that ten columns find no difference by chance.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_uppercase

import numpy as np
import pandas as pd

from cxlib.diagnosis.cells import EVERYONE, cells, design, numbered
from cxlib.diagnosis.drivers.explain import RATED
from cxlib.engagement.config import Policy
from cxlib.engagement.model import Engagement
from cxlib.stats import grouped, intervals
from cxlib.stats.tests import holm, two_proportions

CROSSED = ["question", "answer", "segment", "letter", "n", "share", "low", "high", "mean", "spread",
           "higher_than"]  # fmt: skip
BASE, MEAN, GOOD = "base", "mean", "yes"
MOST_POINTS = 11  # of a scale whose answers are put together in bands; of longer ones the mean
FEW_POINTS = 8  # up to here the ends are two points each, beyond the lower end is all but four


@dataclass(frozen=True)
class Question:
    """A question with its scale; `good` where only the share of good answers is known."""

    name: str
    low: float = np.nan
    high: float = np.nan
    good: bool = False

    @property
    def bands(self) -> tuple[tuple[float, float], ...]:
        """The answers that are counted together, from the lowest.

        >>> Question("nps", 0, 10).bands, Question("csat", 1, 5).bands, Question("a", 0, 100).bands
        (((0, 6), (7, 8), (9, 10)), ((1, 2), (3, 3), (4, 5)), ())
        """
        low, high = self.low, self.high
        points = high - low + 1
        if not points <= MOST_POINTS or points % 1:
            return ()
        if points <= 3:
            return tuple((low + k, low + k) for k in range(int(points)))
        lower = low + 1 if points <= FEW_POINTS else high - 4
        parts = ((low, lower), (lower + 1, high - 2), (high - 1, high))
        return tuple((start, end) for start, end in parts if start <= end)


def crosstabs(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """Every outcome and every rated variable by every declared segment (`crosstabs`).

    Shares and means are weighted where the survey has weights; n is the plain number of answers.
    Answers of a scale are counted together from its ends (0-6, 7-8, 9-10; 1-2, 3, 4-5). A segment's
    groups have letters; `higher_than` names the groups of the same segment whose share or mean is
    lower beyond chance: pairs by the pooled score test or Welch's, at the effective n of weights
    and repeated answers, Holm over the pairs of a row; groups below `policy.reliability_n` answers
    are not compared.

    Returns
    -------
    dict
        `crosstabs`: question, answer ("base", a band such as "9–10", "yes", "mean"), segment ("all"
        or "column=value"), letter, n (who answered the question), share, low, high (0-1), mean,
        spread (in the question's own units), higher_than (letters); nothing without segments.
    """
    rows = engagement.table("responses").reset_index(drop=True)
    segments = [s for s in engagement.segments("responses") if s in rows and rows[s].nunique() > 1]
    questions = [q for q in _questions(engagement) if q.name in rows and rows[q.name].notna().any()]
    if not segments or not questions:
        return {}
    parts = cells(rows, segments, by_touchpoint=False)
    letters = lettered(parts["segment"])
    told = [_of_question(rows, parts, q, letters, engagement.policy) for q in questions]
    return {"crosstabs": pd.concat(told, ignore_index=True)[CROSSED]}


def lettered(segments: pd.Series) -> dict[str, str]:
    """A letter for every group, A to Z, then AA and on; "all" has none.

    >>> lettered(pd.Series(["all", "plan=Plus", "plan=Basic"]))
    {'plan=Basic': 'A', 'plan=Plus': 'B'}
    """
    names = sorted(set(segments) - {EVERYONE})
    letters = itertools.chain(
        ascii_uppercase, map("".join, itertools.product(ascii_uppercase, repeat=2))
    )
    return dict(zip(names, letters, strict=False))


def _questions(engagement: Engagement) -> Iterator[Question]:
    for name, outcome in engagement.outcomes.items():
        limits = outcome.limits or (np.nan, np.nan)
        yield Question(name, *limits, good=outcome.kind == "binary")
    table = engagement.table("variables")
    for row in table[table["kind"].isin(RATED)].drop_duplicates("variable").itertuples():
        if row.variable not in engagement.outcomes:
            yield Question(row.variable, *(float(e) for e in (row.scale_low, row.scale_high)))


def _of_question(
    rows: pd.DataFrame, parts: pd.DataFrame, asked: Question, letters: dict, policy: Policy
) -> pd.DataFrame:
    values = rows[asked.name].to_numpy(float)[parts["row"]]
    here = np.isfinite(values)
    values, parts = values[here], parts[here]
    code, labels = numbered(parts)
    weights, who = (None if d is None else d[parts["row"]] for d in design(rows))

    def of(counted: np.ndarray) -> grouped.Grouped:
        return grouped.means(counted, code, len(labels), weights, who)

    whole = of(values)
    base = labels[["segment"]].assign(question=asked.name, n=whole.n)
    base["letter"] = base["segment"].map(letters)
    told = [base.assign(answer=BASE)]
    for answer, made in _answers(asked, values):
        told.append(_shares(base, of(made.astype(float)), policy).assign(answer=answer))
    if not asked.good:
        means = base.assign(answer=MEAN, mean=whole.value, spread=whole.spread)
        told.append(means.assign(higher_than=_higher(base, whole, _welch, policy)))
    return pd.concat(told, ignore_index=True).reindex(columns=CROSSED)


def _answers(asked: Question, values: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    if asked.good:
        yield GOOD, values >= 1
        return
    for start, end in asked.bands:
        name = f"{start:g}" if start == end else f"{start:g}–{end:g}"
        yield name, (values > start - 1) & (values <= end)


def _shares(base: pd.DataFrame, cell: grouped.Grouped, policy: Policy) -> pd.DataFrame:
    worth = _worth(cell)
    low, high = intervals.wilson(cell.value * worth, worth, policy.confidence)
    return base.assign(
        share=cell.value, low=low, high=high, higher_than=_higher(base, cell, _pooled, policy)
    )


def _worth(cell: grouped.Grouped) -> np.ndarray:
    return np.where(np.isfinite(cell.effective), cell.effective, cell.n)


def _pooled(cell: grouped.Grouped, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    worth = _worth(cell)
    made = cell.value * worth
    return two_proportions(made[one], worth[one], made[other], worth[other])


def _welch(cell: grouped.Grouped, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    sides = [part[k] for k in (one, other) for part in (cell.value, cell.error, cell.df)]
    return grouped.welch(*sides)[3]


def _higher(base: pd.DataFrame, cell: grouped.Grouped, test, policy: Policy) -> list[str | None]:
    """For each group the letters of those of its own segment that lie below it beyond chance."""
    of = base["segment"].str.partition("=")[0].to_numpy()
    large = np.asarray(cell.n) >= policy.reliability_n
    below: list[list[str]] = [[] for _ in of]
    for segment in set(of) - {EVERYONE}:
        groups = np.flatnonzero((of == segment) & large)
        pairs = np.array(list(itertools.combinations(groups, 2)), dtype=int).reshape(-1, 2)
        if not len(pairs):
            continue
        p = holm(test(cell, pairs[:, 0], pairs[:, 1]))
        for one, other in pairs[p < 1 - policy.confidence]:
            high, low = (one, other) if cell.value[one] > cell.value[other] else (other, one)
            below[high].append(base["letter"].iloc[low])
    return [" ".join(sorted(letters, key=lambda x: (len(x), x))) or None for letters in below]
