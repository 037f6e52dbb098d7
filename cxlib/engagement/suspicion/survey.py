"""What the survey rules look at: the answers as numbers, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from cxlib.engagement.shaping import surveys
from cxlib.engagement.suspicion.frame import Seen

RESPONSES = "responses"
FEWEST = 60  # rows that have both of two columns, for their relation to be looked at
LOOKED_AT = 20_000  # rows from which relations are judged; counts are of all rows


def answers(seen: Seen) -> Answers:
    """The answers of what is seen; none where there are no responses."""
    return seen.once("answers", lambda: _answers(seen))


@dataclass(frozen=True)
class Answers:
    """The responses as numbers.

    Attributes
    ----------
    outcomes : the outcomes that are there.
    variables : the variables, described or proposed: variable, scale_low, scale_high (where they
        were described), better ...
    good_is_high : for each column whether a high answer is a good one, as declared.
    frame : all rows; outcomes, then variables.
    """

    outcomes: tuple[str, ...]
    variables: pd.DataFrame
    good_is_high: dict[str, bool]
    frame: pd.DataFrame

    @cached_property
    def names(self) -> list[str]:
        return self.frame.columns.tolist()

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each column stands in the matrices."""
        return {name: at for at, name in enumerate(self.names)}

    @property
    def every(self) -> slice:
        """Which rows relations are judged from: drawn evenly where there are very many."""
        return slice(None, None, max(1, len(self.frame) // LOOKED_AT))

    @cached_property
    def drawn(self) -> pd.DataFrame:
        """The rows from which relations are judged."""
        return self.frame.iloc[self.every]

    @cached_property
    def matrix(self) -> np.ndarray:
        """The rows drawn, by columns; missing as NaN."""
        return self.drawn.to_numpy(dtype=float)

    @cached_property
    def counts(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """For each column its distinct answers in order, and how often each was given."""
        found = {}
        for name in self.names:  # told apart by their hash: they are few, and need no sorting
            codes, values = pd.factorize(self.frame[name].to_numpy(dtype=float), sort=True)
            found[name] = values, np.bincount(codes[codes >= 0], minlength=len(values))
        return found

    @cached_property
    def scores(self) -> np.ndarray:
        """The matrix in standard scores, good ends up; a column that never varies is missing."""
        spread = np.array([np.nanstd(c) if np.isfinite(c).any() else 0.0 for c in self.matrix.T])
        middle = np.array([np.nanmean(c) if np.isfinite(c).any() else 0.0 for c in self.matrix.T])
        sign = np.array([1.0 if self.good_is_high.get(n, True) else -1.0 for n in self.names])
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(spread > 0, sign * (self.matrix - middle) / spread, np.nan)

    @cached_property
    def there(self) -> np.ndarray:
        """Where there is an answer in a column that varies."""
        return ~np.isnan(self.scores)

    @cached_property
    def correlations(self) -> np.ndarray:
        """Pearson's r of every two columns over the rows that have both; 0 where too few have."""
        there, x = self.there.astype(float), np.nan_to_num(self.scores)
        n, a, aa = there.T @ there, x.T @ there, (x * x).T @ there
        with np.errstate(invalid="ignore", divide="ignore"):
            varies = aa - a * a / n
            r = (x.T @ x - a * a.T / n) / np.sqrt(varies * varies.T)
        return np.where((n >= FEWEST) & (varies > 1e-9) & (varies.T > 1e-9), r, 0.0)

    def standing(self, name: str) -> np.ndarray:
        """Everybody's mean standard score over the other columns; missing where there is none."""
        return self.standings[:, self.place[name]]

    @cached_property
    def standings(self) -> np.ndarray:
        """For each row and column the mean standard score over the other columns."""
        counts = self.there.sum(axis=1, keepdims=True) - self.there
        given = np.nan_to_num(self.scores)
        sums = given.sum(axis=1, keepdims=True) - given
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(counts >= 1, sums / counts, np.nan)


def _answers(seen: Seen) -> Answers:
    frame = seen.frame(RESPONSES)
    own = tuple(name for name in seen.config.outcomes if name in frame)
    variables = pd.DataFrame(columns=["variable", "better", "scale_low", "scale_high"])
    if RESPONSES in seen.tables:
        described = seen.frame("variables") if "variables" in seen.tables else None
        found = surveys.named_variables(seen.tables[RESPONSES], described)
        variables = found[~found["variable"].isin(own)]
    good = {name: o.better == "high" for name, o in seen.config.outcomes.items()}
    good |= dict(zip(variables["variable"], variables["better"].ne("low"), strict=True))
    return Answers(own, variables, good, frame[[*own, *variables["variable"]]])


def projected(whole: np.ndarray) -> np.ndarray:
    """One number for each row, the same for the same answers: a projection on a random line."""
    line = np.random.default_rng(0).standard_normal(whole.shape[1])
    return np.where(np.isnan(whole), -0.5, whole) @ line
