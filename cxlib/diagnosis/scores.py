"""How good is each outcome now: at every touchpoint, in every segment, and against the rest."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis import few, thin
from cxlib.diagnosis.cells import EVERYONE, cells, design, numbered, placed, segment_columns
from cxlib.diagnosis.judgement import DETRACTOR, PROMOTER
from cxlib.diagnosis.score_notes import score_notes
from cxlib.engagement.config import Outcome, Policy
from cxlib.engagement.model import Engagement
from cxlib.results.coded import note, notes
from cxlib.stats import grouped, intervals, tests

METRICS = {"nps": ("nps", "mean"), "csat": ("top2", "mean"), "ces": ("top2", "mean"),
           "mean": ("mean",), "binary": ("share",)}  # fmt: skip
SCORED = ["outcome", "touchpoint", "segment", "metric", "n", "score", "low", "high", "effective",
          "difference", "difference_low", "difference_high", "p_adjusted", "detectable",
          "more_needed", "worth_seeing", "spread"]  # fmt: skip
COMPARED = ["difference", "difference_low", "difference_high", "p"]
TOP_BOXES = 2  # the two best answers of the scale


def scores(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """Scores of every outcome by touchpoint and segment (`scores`), and notes.

    NPS with the adjusted Wald (3,T) interval, shares with Wilson's, means with the t interval;
    weights count through Kish's effective n, accounts through the design effect. Each segment is
    tested against everybody else at the same touchpoint, the p-values adjusted for the false
    discovery rate over all segments of the same column (all regions, all plans).
    """
    responses = placed(engagement)
    asked = {k: o for k, o in engagement.outcomes.items() if k in responses}
    parts = [_of_outcome(engagement, responses, k, o) for k, o in asked.items()]
    parts = [part for part in parts if len(part)]
    if not parts:
        return {"notes": notes(note("scores", "no answers"))}
    table = pd.concat(parts, ignore_index=True)
    return {
        "scores": table[SCORED],
        "notes": notes(*score_notes(engagement, responses, table)),
    }


def _of_outcome(
    engagement: Engagement, responses: pd.DataFrame, name: str, outcome: Outcome
) -> pd.DataFrame:
    rows = responses[responses[name].notna()].reset_index(drop=True)
    if rows.empty:
        return pd.DataFrame(columns=SCORED)
    parts = cells(rows, segment_columns(engagement, rows), bool(rows["touchpoint"].notna().any()))
    code, labels = numbered(parts)
    values = rows[name].to_numpy(float)
    weights, accounts = (None if d is None else d[parts["row"]] for d in design(rows))
    tables = []
    for metric in METRICS[outcome.kind]:
        scored = scoring(values, metric, outcome)[parts["row"]]
        cell = grouped.means(scored, code, len(labels), weights, accounts)
        voting = grouped.means(np.abs(scored), code, len(labels), weights).value
        frame = labels.assign(
            outcome=name,
            metric=metric,
            **_scored(cell, voting, metric, engagement.policy.confidence),
            **_precision(cell, metric, outcome, engagement.policy.confidence),
        )
        counted = None if weights is not None else few.Counted(scored, code, accounts)
        tables.append(
            frame.assign(**_against_rest(frame, cell, metric, engagement.policy, counted))
        )
    return pd.concat(tables, ignore_index=True)


def scoring(values: np.ndarray, metric: str, outcome: Outcome) -> np.ndarray:
    """Answers as the metric counts them: −1, 0, 1 for NPS; 0 or 1 for shares; else themselves.

    What is counted as good is so by the declared direction; a mean stays on its own scale.

    >>> scoring(np.array([3.0, 8.0, 10.0]), "nps", Outcome(kind="nps")).tolist()
    [-1.0, 0.0, 1.0]
    """
    values = values.astype(float)
    if metric == "mean":
        return values
    turned = outcome.favourable(values)
    if metric == "nps":
        return (turned >= PROMOTER).astype(float) - (turned <= DETRACTOR)
    return turned if metric == "share" else (turned > outcome.limits[1] - TOP_BOXES).astype(float)


def _scored(
    cell: grouped.Grouped, voting: np.ndarray, metric: str, confidence: float
) -> dict[str, np.ndarray]:
    low, high = _interval(cell, voting, metric, confidence)
    return {
        "n": cell.n,
        "score": _factor(metric) * cell.value,
        "low": low,
        "high": high,
        "effective": cell.effective,
    }


def _interval(
    cell: grouped.Grouped, voting: np.ndarray, metric: str, confidence: float
) -> tuple[np.ndarray, np.ndarray]:
    """The metric's own interval at the effective n; missing where one account alone answered.

    `voting` is the share of promoters and detractors together.
    """
    worth = np.where((cell.df >= 1) | (cell.n == 1), cell.effective, np.nan)
    if metric in ("top2", "share"):
        return intervals.wilson(cell.value * worth, worth, confidence)
    if metric == "nps":
        up, down = (voting + cell.value) / 2, (voting - cell.value) / 2
        _, *ends = intervals.nps(up * worth, (1 - voting) * worth, down * worth, confidence)
        return ends[0], ends[1]
    return cell.interval(confidence)


def _against_rest(
    frame: pd.DataFrame,
    cell: grouped.Grouped,
    metric: str,
    policy: Policy,
    counted: few.Counted | None = None,
) -> dict[str, np.ndarray]:
    """Each segment against everybody else at the same touchpoint.

    Where either side is small the test is exact, and the interval no narrower than it allows:
    large-sample tests of few and skewed answers find differences that are none. `counted` holds
    the scored answers where each counts alike.
    """
    whole = frame[frame["segment"] == EVERYONE].reset_index().set_index("touchpoint")["index"]
    rest = grouped.rest(cell, whole.loc[frame["touchpoint"]].to_numpy())
    enough = (cell.n >= policy.privacy_n) & (rest.n >= policy.privacy_n)
    enough &= (frame["segment"] != EVERYONE).to_numpy()
    found = _difference(cell, rest, metric, policy.confidence)
    if counted is not None:
        small = np.flatnonzero(enough & (np.minimum(cell.n, rest.n) < few.SMALL))
        whole_of = whole.loc[frame["touchpoint"]].to_numpy()
        found = few.exactly(found, small, whole_of, counted, policy.confidence)
    difference, low, high, p = (np.where(enough, v, np.nan) for v in found)
    return {
        "difference": _factor(metric) * difference,
        "difference_low": _factor(metric) * low,
        "difference_high": _factor(metric) * high,
        "p_adjusted": _by_column(frame["segment"], p),
    }


def _by_column(segment: pd.Series, p: np.ndarray) -> np.ndarray:
    """p adjusted over all segments and touchpoints of one segment column: one question each."""
    column = segment.str.split("=", n=1).str[0].to_numpy()
    out = np.full(len(p), np.nan)
    for name in np.unique(column):
        out[column == name] = tests.benjamini_hochberg(p[column == name])
    return out


def _difference(
    cell: grouped.Grouped, rest: grouped.Grouped, metric: str, confidence: float
) -> tuple[np.ndarray, ...]:
    with np.errstate(divide="ignore", invalid="ignore"):
        if metric in ("top2", "share"):
            counts = (cell.value * cell.effective, cell.effective)
            counts += (rest.value * rest.effective, rest.effective)
            return *intervals.newcombe(*counts, confidence), tests.two_proportions(*counts)
        error = cell.spread / np.sqrt(cell.effective)
        return grouped.welch(
            cell.value, error, cell.effective - 1, rest.value, rest.error, rest.df, confidence
        )


def _precision(
    cell: grouped.Grouped, metric: str, outcome: Outcome, confidence: float
) -> dict[str, np.ndarray]:
    spread = _factor(metric) * cell.spread
    worth = thin.worth_seeing(metric, outcome.limits)
    wanted = thin.needed(spread, worth, confidence)
    return {
        "detectable": thin.detectable(spread, cell.effective, confidence),
        "more_needed": np.maximum(wanted - cell.n, 0),
        "worth_seeing": worth,
        "spread": np.where(cell.n > 1, spread, np.nan),
    }


def _factor(metric: str) -> float:
    return 100.0 if metric == "nps" else 1.0
