"""Surveys whose truth is known: correlated ratings, continuous or on a scale of five."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.drivers import Way, effects
from cxlib.diagnosis.drivers.model import Answer, answer
from cxlib.diagnosis.drivers.questions import VARIABLE, Question

PLANTED = np.array([0.5, 0.35, 0.25, 0.15, 0, 0, 0, 0])
CUTS = np.array([-1.5, -0.5, 0.5, 1.5])  # a 1-5 scale, symmetric about its middle
SKEWED = np.array([-2.0, -1.4, -0.6, 0.4])  # a 1-5 scale on which most answers are 4 or 5


def ratings(rng: np.random.Generator, n: int, p: int, rho: float) -> np.ndarray:
    """Standard normal columns, every pair correlated by rho."""
    shared = rng.standard_normal((n, 1))
    return np.sqrt(rho) * shared + np.sqrt(1 - rho) * rng.standard_normal((n, p))


def on_five(x: np.ndarray, cuts: np.ndarray = CUTS) -> np.ndarray:
    """Answers 1 to 5 of what is felt."""
    return 1.0 + np.searchsorted(cuts, x)


def survey(
    rng: np.random.Generator, n: int, beta: np.ndarray, rho: float, five: bool = False
) -> pd.DataFrame:
    """An outcome y and ratings x1 … xp; noise of standard deviation 1."""
    x = ratings(rng, n, len(beta), rho)
    y = x @ beta + rng.standard_normal(n)
    if five:
        x, y = on_five(x), on_five(y)
    return frame(y, x)


def frame(y: np.ndarray, x: np.ndarray) -> pd.DataFrame:
    """Outcome and ratings as responses without weights or accounts."""
    columns = {f"x{k + 1}": x[:, k] for k in range(x.shape[1])}
    blank = np.full(len(y), np.nan)
    return pd.DataFrame({"y": y, **columns, "weight": blank, "account": blank})


def fitted(rows: pd.DataFrame, rng: np.random.Generator, draws: int, **more: object) -> Answer:
    """The product's model of y by every x."""
    names = [c for c in rows if c.startswith("x")]
    question = Question("y", "overall", VARIABLE, tuple(names))
    return answer(question, rows, names, rng, way=Way(draws=draws, **more))


def critical(
    found: Answer, level: float = 0.05, rng: np.random.Generator | None = None
) -> np.ndarray:
    """Which variables the product calls critical: by FDR, or family-wise where `rng` is given."""
    p = effects.adjusted(found.effects, found.matrices, rng)
    return np.nan_to_num(p, nan=1.0) <= level


def share(hits: np.ndarray) -> tuple[float, float]:
    """A rate and its Monte-Carlo standard error."""
    hits = np.asarray(hits, float)
    return float(hits.mean()), float(hits.std() / np.sqrt(len(hits)))
