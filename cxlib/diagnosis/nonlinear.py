"""The non-linear check: does a model that may bend and combine see the same drivers?

Boosted trees are fitted on two thirds of the answers; on the third they have not seen, each
variable's column is shuffled and the loss of R² is read off (Breiman 2001). Where a variable
matters to the trees and not to the linear model, or the other way about, a note says so; critical
variables that the trees miss, or do not miss, are rows of `refutations`.
"""

from __future__ import annotations

import warnings
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.diagnosis.cells import design
from cxlib.diagnosis.drivers import Explained
from cxlib.diagnosis.drivers.model import Answer
from cxlib.diagnosis.drivers.refuting import REFUTED, by_trees
from cxlib.engagement.model import Engagement
from cxlib.results.coded import count, listed, note, notes, outcome, share, variable
from cxlib.stats.resampling import stream
from cxlib.stats.tests import benjamini_hochberg

HELD_OUT = 1 / 3
SHUFFLES = 3  # of each column: the loss is their mean
FEWEST = 200  # answers below which a third held out says nothing
MOST = 5_000  # answers used: more cost time and change no conclusion
TREES = {"max_iter": 80, "learning_rate": 0.1, "max_leaf_nodes": 8, "min_samples_leaf": 20}
FAR = 3.0  # standard errors a loss must lie above 0 to count
UNCOUNTED = "Could not find the number of physical cores"  # some containers tell none; all work
WORTH = 0.01  # ... and share of the outcome's variance it must amount to


class SecondLook(NamedTuple):
    """Loss of held-out R² by variable, and the notes and refutations that come of it."""

    held_out: dict[str, float]
    told: dict[str, pd.DataFrame]


def nonlinear(engagement: Engagement, found: Explained) -> SecondLook:
    """Check the main outcome's drivers against boosted trees on answers held out."""
    main = found.of(engagement.config.main_outcome) if engagement.config.main_outcome else None
    if main is None:
        return SecondLook({}, {})
    rows = main.question.rows(engagement.table("responses"))
    if len(rows) < FEWEST:
        few = {"answers": count(len(rows)), "missing": count(FEWEST - len(rows))}
        said = note("drivers", "too few to hold out", audience="consultant", **few)
        return SecondLook({}, {"notes": notes(said)})
    rng = stream(engagement.seed, "nonlinear", main.question.outcome)
    loss, error, r2 = shuffled_loss(rows, main.question.outcome, main.variables, rng)
    critical = benjamini_hochberg(main.effects.p) <= engagement.policy.fdr
    seen = (loss >= WORTH) & (loss > FAR * error)
    held_out = dict(zip(main.variables, loss.tolist(), strict=True))
    names = np.array(main.variables)
    tried = by_trees(main.question.outcome, list(names[critical]), held_out, set(names[seen]))
    said = _compared(main, names[seen & ~critical], names[critical & (loss < 0)], r2)
    told = {"notes": notes(*said), "refutations": pd.DataFrame(tried, columns=REFUTED)}
    return SecondLook(held_out, told)


def shuffled_loss(
    rows: pd.DataFrame, asked: str, names: list[str], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, float]:
    """Mean loss of held-out R² when each column is shuffled, its error, and the R² itself.

    Whole accounts are held out where answers come from accounts.
    """
    import sklearn.ensemble  # noqa: F401  a limit holds for the libraries that are loaded
    from threadpoolctl import threadpool_limits

    # on so few rows threads wait longer than they work
    with threadpool_limits(limits=1), warnings.catch_warnings():
        warnings.filterwarnings("ignore", UNCOUNTED)
        return _shuffled_loss(rows, asked, names, rng)


def _shuffled_loss(
    rows: pd.DataFrame, asked: str, names: list[str], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, float]:
    from sklearn.ensemble import HistGradientBoostingRegressor

    keep = rng.permutation(len(rows))[:MOST]
    part = rows.iloc[np.sort(keep)]
    x, y = part[names].to_numpy(float), part[asked].to_numpy(float)
    _, accounts = design(part)
    unit = np.arange(len(part)) if accounts is None else accounts
    out = rng.random(int(unit.max()) + 1)[unit] < HELD_OUT
    trees = HistGradientBoostingRegressor(**TREES, random_state=int(rng.integers(2**31)))
    trees.fit(x[~out], y[~out])
    total = ((y[out] - y[out].mean()) ** 2).sum()
    if total == 0:
        return np.zeros(len(names)), np.zeros(len(names)), 0.0
    before = (y[out] - trees.predict(x[out])) ** 2
    losses = np.column_stack(
        [_loss(trees, x[out], y[out], before, j, rng) for j in range(len(names))]
    )
    error = losses.std(axis=0, ddof=1) * np.sqrt(len(losses)) / total
    return losses.sum(axis=0) / total, error, float(1 - before.sum() / total)


def _loss(
    trees: object, x: np.ndarray, y: np.ndarray, before: np.ndarray, j: int,
    rng: np.random.Generator,
) -> np.ndarray:  # fmt: skip
    """Each held-out answer's gain in squared error, averaged over the shuffles of column j."""
    mixed = np.tile(x, (SHUFFLES, 1))
    mixed[:, j] = np.concatenate([rng.permutation(x[:, j]) for _ in range(SHUFFLES)])
    squared = (np.tile(y, SHUFFLES) - trees.predict(mixed)) ** 2
    return squared.reshape(SHUFFLES, -1).mean(axis=0) - before


def _compared(main: Answer, only_trees: np.ndarray, only_line: np.ndarray, r2: float) -> list[dict]:
    """How far the two models agree."""
    explained = {"bent": share(max(r2, 0.0)), "straight": share(main.r2)}
    about = outcome(main.question.outcome)
    told = [note("drivers", "two models", audience="consultant", outcome=about, **explained)]
    for code, names in (("only the trees", only_trees), ("only the line", only_line)):
        if len(names):
            which = listed(map(variable, names))
            told.append(note("drivers", code, audience="consultant", names=which))
    return told
