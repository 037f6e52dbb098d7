"""Basic, performance, excitement on surveys whose shapes are known, beside the |IA| > 0.2 cut."""

from __future__ import annotations

import numpy as np
import pandas as pd
from simulations.worlds import CUTS, SKEWED, fitted, frame, on_five, ratings

from cxlib.diagnosis.asymmetry import BASIC, EXCITEMENT, bends

MIDDLE = 3.0
IA_CUT = 0.2  # impact asymmetry beyond which the popular rule stops saying "performance"
LINEAR = np.array([0.4, 0.4, 0.4, 0.4])
CLIPPED = np.array([0.9, 0.9, 0.9, 0.9])  # points of a 0-10 outcome per point of a rating
STEEP, FLAT = 0.6, 0.1  # the planted kink: slope below and above the middle


def linear(rng: np.random.Generator, n: int, cuts: np.ndarray = SKEWED) -> pd.DataFrame:
    """A continuous outcome that is linear in four answers on a scale of five."""
    x = on_five(ratings(rng, n, len(LINEAR), 0.5), cuts)
    return frame(x @ LINEAR + rng.standard_normal(n), x)


def clipped(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """The same truth, answered on 0 to 10 with many at the top."""
    x = on_five(ratings(rng, n, len(CLIPPED), 0.5))
    felt = 8.0 + (x - MIDDLE) @ CLIPPED + 1.5 * rng.standard_normal(n)
    return frame(np.clip(np.rint(felt), 0, 10), x)


def kinked(rng: np.random.Generator, n: int, cuts: np.ndarray = CUTS) -> pd.DataFrame:
    """The first of four variables bends at the middle: slope .6 below, .1 above."""
    x = on_five(ratings(rng, n, len(LINEAR), 0.5), cuts)
    bent = STEEP * np.minimum(x[:, 0] - MIDDLE, 0) + FLAT * np.maximum(x[:, 0] - MIDDLE, 0)
    return frame(bent + x[:, 1:] @ LINEAR[1:] + rng.standard_normal(n), x)


def kinds(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """The product's table of kinds."""
    found = fitted(rows, rng, draws=2)
    scale = pd.DataFrame({"scale_low": 1.0, "scale_high": 5.0, "better": "high"}, index=found.names)
    return bends(found, rows, scale)


def bent(table: pd.DataFrame) -> np.ndarray:
    return table["kind"].isin([BASIC, EXCITEMENT]).to_numpy()


def by_impact_asymmetry(rows: pd.DataFrame) -> np.ndarray:
    """The popular rule: dummies for low and high answers, IA = (reward − penalty) / (their sum)."""
    x = rows.filter(like="x").to_numpy()
    dummies = np.column_stack([np.ones(len(x)), x <= MIDDLE - 1, x > MIDDLE + 1]).astype(float)
    beta, *_ = np.linalg.lstsq(dummies, rows["y"].to_numpy(), rcond=None)
    p = x.shape[1]
    penalty, reward = np.abs(beta[1 : p + 1]), np.abs(beta[p + 1 :])
    return np.abs((reward - penalty) / (reward + penalty)) > IA_CUT


def by_plain_hinge(table: pd.DataFrame, level: float = 0.05) -> np.ndarray:
    """The hinge without its ordinal second look."""
    return table["p_adjusted"].to_numpy() <= level
