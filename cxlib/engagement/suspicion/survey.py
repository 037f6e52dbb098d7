"""What the survey rules look at: the answers as numbers, worked out once."""

from __future__ import annotations

from collections.abc import Iterator
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

    @cached_property
    def drawn(self) -> pd.DataFrame:
        """The rows of which relations are looked at: drawn evenly where there are very many."""
        return self.frame.iloc[:: max(1, len(self.frame) // LOOKED_AT)]

    @cached_property
    def matrix(self) -> np.ndarray:
        """The rows drawn, by columns; missing as NaN."""
        return self.drawn.to_numpy(dtype=float)

    @cached_property
    def counts(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """For each column its distinct answers in order, and how often each was given."""
        whole = self.frame.to_numpy(dtype=float)
        found = {}
        for place, name in enumerate(self.names):
            cells = whole[:, place]
            found[name] = np.unique(cells[~np.isnan(cells)], return_counts=True)
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
        return pd.DataFrame(self.scores).corr(min_periods=FEWEST).fillna(0.0).to_numpy()

    def standing(self, name: str) -> np.ndarray:
        """Everybody's mean standard score over the other columns; missing where there is none."""
        own = self.place[name]
        counts = self._filled[1] - self.there[:, own]
        sums = self._filled[0] - np.nan_to_num(self.scores[:, own])
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(counts >= 1, sums / counts, np.nan)

    @cached_property
    def _filled(self) -> tuple[np.ndarray, np.ndarray]:
        return np.nansum(self.scores, axis=1), self.there.sum(axis=1)


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


def groups(seen: Seen) -> Iterator[tuple[str, pd.Series]]:
    """The groups in which answers came, by source file, touchpoint and segment: name and levels.

    The index of the levels is that of the responses.
    """
    if RESPONSES not in seen.tables:
        return
    frame, table = seen.frame(RESPONSES), seen.tables[RESPONSES]
    if len(table.raw.files) > 1:
        files = np.asarray(table.raw.files, dtype=object)[table.raw.file_of[frame.index]]
        yield "file", pd.Series(files, index=frame.index)
    for column in ("touchpoint", *table.options.segments):
        if column in frame and frame[column].nunique() > 1:
            yield column, frame[column]
