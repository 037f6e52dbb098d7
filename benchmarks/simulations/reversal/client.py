"""The small clients of the cases: their frames through the kit's own checks."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlib.engagement import from_frames
from cxlib.engagement.model import Engagement

BEGIN = pd.Timestamp("2026-01-01")
OUTCOMES = {"recommend": {"kind": "mean", "scale": [0, 10]}}
BATTERY = 4  # rated variables of a survey
MIDDLE, FELT = 5.0, 1.6  # of the outcome; its noise


def engaged(
    frames: Mapping[str, pd.DataFrame],
    outcomes: Mapping[str, object] | None = None,
    policy: Mapping[str, object] | None = None,
    period: str = "none",
    upto: str | None = None,
    **tables: object,
) -> Engagement:
    """An engagement of these frames; `tables` holds options of theirs."""
    fast = {"drivers": {"bootstrap": "fast"}, **(policy or {})}
    config = {"client": "Test", "period": period, "policy": fast, "tables": tables}
    if "responses" in frames:
        config["outcomes"] = outcomes or OUTCOMES
    return from_frames(config, frames, period=upto)


def answered(rng: np.random.Generator, felt: np.ndarray, noise: float = FELT) -> np.ndarray:
    """Answers 0 to 10 of what is felt."""
    return np.clip(np.rint(felt + noise * rng.standard_normal(len(felt))), 0, 10)


def rated(rng: np.random.Generator, n: int, p: int = BATTERY) -> np.ndarray:
    """Answers 1 to 5 to so many questions."""
    return rng.integers(1, 6, (n, p)).astype(float)


def mirrored(answers: np.ndarray, low: float, high: float) -> np.ndarray:
    """Good and bad exchanged."""
    return low + high - answers


def survey(outcome: np.ndarray, ratings: np.ndarray | None = None, **columns: object):
    """Responses: `recommend`, the ratings x1, x2 … and further columns, one customer each."""
    named = {} if ratings is None else {f"x{k + 1}": one for k, one in enumerate(ratings.T)}
    n = len(outcome)
    return pd.DataFrame(
        {"customer": [f"c{k:05d}" for k in range(n)], "time": BEGIN + pd.Timedelta(days=1),
         "recommend": outcome, **named, **columns}
    )  # fmt: skip


def variables(names: list[str], touchpoints: list[str] | None = None, kind: str = "overall"):
    """The catalogue of rated variables, each of a touchpoint of its own by default."""
    return pd.DataFrame(
        {"variable": names, "touchpoint": touchpoints or [f"at {name}" for name in names],
         "kind": kind, "scale_low": 1.0, "scale_high": 5.0}
    )  # fmt: skip
