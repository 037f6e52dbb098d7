"""How good is each outcome now: at every touchpoint, in every segment, and against the rest."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis import thin
from cxlib.diagnosis.cells import EVERYONE, EVERYWHERE, cells, design, numbered, segment_columns
from cxlib.diagnosis.judgement import DETRACTOR, PROMOTER
from cxlib.diagnosis.saying import findings, notes
from cxlib.engagement.config import Outcome, Policy
from cxlib.engagement.model import Engagement
from cxlib.stats import grouped, intervals, tests

METRICS = {"nps": ("nps", "mean"), "csat": ("top2", "mean"), "ces": ("top2", "mean"),
           "mean": ("mean",), "binary": ("share",)}  # fmt: skip
SCORED = ["outcome", "touchpoint", "segment", "metric", "n", "score", "low", "high", "effective",
          "difference", "difference_low", "difference_high", "p_adjusted", "detectable",
          "more_needed"]  # fmt: skip
COMPARED = ["difference", "difference_low", "difference_high", "p"]
TOP_BOXES = 2  # the two best answers of the scale


def scores(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """Scores of every outcome by touchpoint and segment (`scores`), findings and notes.

    NPS with the adjusted Wald (3,T) interval, shares with Wilson's, means with the t interval;
    weights count through Kish's effective n, accounts through the design effect. Each segment is
    tested against everybody else at the same touchpoint, the p-values adjusted for the false
    discovery rate over all of an outcome's segments.
    """
    responses = engagement.table("responses")
    asked = {k: o for k, o in engagement.outcomes.items() if k in responses}
    parts = [_of_outcome(engagement, responses, k, o) for k, o in asked.items()]
    parts = [part for part in parts if len(part)]
    if not parts:
        said = "No answers to an outcome were supplied, so no scores are shown."
        return {"notes": notes("scores", [said])}
    table = pd.concat(parts, ignore_index=True)
    return {
        "scores": table[SCORED],
        "findings": _findings(engagement, table),
        "notes": notes("scores", [*_thin(engagement, table), *_one_level(engagement, responses)]),
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
        tables.append(frame.assign(**_against_rest(frame, cell, metric, engagement.policy)))
    return pd.concat(tables, ignore_index=True)


def scoring(values: np.ndarray, metric: str, outcome: Outcome) -> np.ndarray:
    """Answers as the metric counts them: −1, 0, 1 for NPS; 0 or 1 for shares; else themselves.

    >>> scoring(np.array([3.0, 8.0, 10.0]), "nps", Outcome(kind="nps")).tolist()
    [-1.0, 0.0, 1.0]
    """
    if metric == "nps":
        return (values >= PROMOTER).astype(float) - (values <= DETRACTOR)
    if metric == "top2":
        low, high = outcome.limits
        best = values > high - TOP_BOXES if outcome.better == "high" else values < low + TOP_BOXES
        return best.astype(float)
    return values.astype(float)


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
    frame: pd.DataFrame, cell: grouped.Grouped, metric: str, policy: Policy
) -> dict[str, np.ndarray]:
    """Each segment against everybody else at the same touchpoint."""
    whole = frame[frame["segment"] == EVERYONE].reset_index().set_index("touchpoint")["index"]
    rest = grouped.rest(cell, whole.loc[frame["touchpoint"]].to_numpy())
    enough = (cell.n >= policy.privacy_n) & (rest.n >= policy.privacy_n)
    enough &= (frame["segment"] != EVERYONE).to_numpy()
    found = _difference(cell, rest, metric, policy.confidence)
    difference, low, high, p = (np.where(enough, v, np.nan) for v in found)
    return {
        "difference": _factor(metric) * difference,
        "difference_low": _factor(metric) * low,
        "difference_high": _factor(metric) * high,
        "p_adjusted": tests.benjamini_hochberg(p),
    }


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
    wanted = thin.needed(spread, worth_seeing(metric, outcome), confidence)
    change = thin.detectable(spread, cell.effective, confidence)
    return {"detectable": change, "more_needed": np.maximum(wanted - cell.n, 0)}


def _factor(metric: str) -> float:
    return 100.0 if metric == "nps" else 1.0


def worth_seeing(metric: str, outcome: Outcome) -> float:
    """The change a client acts on, in the metric's unit."""
    if metric != "mean":
        return thin.WORTH_SEEING[metric]
    low, high = outcome.limits or (0.0, 10.0)
    return thin.WORTH_SEEING["mean"] * (high - low)


def _findings(engagement: Engagement, table: pd.DataFrame) -> pd.DataFrame:
    whole = table[(table["segment"] == EVERYONE) & (table["touchpoint"] == EVERYWHERE)]
    first = whole.drop_duplicates("outcome")
    rows = [_headline(row) for row in first.itertuples()]
    return findings([*rows, *_segments_apart(engagement, table)])


def _headline(row: tuple) -> dict:
    return {
        "finding_id": f"score:{row.outcome}",
        "statement": f"{NAMED[row.metric].format(row.outcome)} {spoken(row.score, row.metric)} "
        f"({spoken(row.low, row.metric)} to {spoken(row.high, row.metric)}, n = {row.n:,}).",
        "grade": "survey",
        "n": row.n,
        "evidence": f"scores[outcome={row.outcome},touchpoint={row.touchpoint},"
        f"segment={row.segment},metric={row.metric}]",
    }


NAMED = {
    "nps": "The NPS by {} stands at",
    "top2": "Of the answers to {}, the best two make up",
    "share": "The share of {} stands at",
    "mean": "The mean of {} stands at",
}


def spoken(value: float, metric: str) -> str:
    """A score as a person says it.

    >>> spoken(0.3214, "share"), spoken(-12.6, "nps"), spoken(3.217, "mean")
    ('32 %', '-13', '3.22')
    """
    if pd.isna(value):
        return "unknown"
    if metric in ("top2", "share"):
        return f"{100 * value:.0f} %"
    return f"{value:.0f}" if metric == "nps" else f"{value:.2f}"


def _segments_apart(engagement: Engagement, table: pd.DataFrame) -> list[dict]:
    """The segments that differ from the rest, the main outcome and all touchpoints together."""
    main = table[table["outcome"] == engagement.config.main_outcome]
    main = main[main["metric"] == main["metric"].iloc[0]] if len(main) else main
    apart = main[(main["touchpoint"] == EVERYWHERE) & (main["p_adjusted"] <= engagement.policy.fdr)]
    apart = apart.sort_values("difference", key=abs, ascending=False).head(SEGMENTS_TOLD)
    return [_apart(row) for row in apart.itertuples()]


SEGMENTS_TOLD = 5  # findings about segments; the table has them all


def _apart(row: tuple) -> dict:
    unit = "points" if row.metric in ("nps", "mean") else "percentage points"
    size = 100 * abs(row.difference) if unit.startswith("percent") else abs(row.difference)
    above = "above" if row.difference > 0 else "below"
    return {
        "finding_id": f"segment:{row.outcome}:{row.segment}",
        "statement": f"{row.segment}: {row.outcome} lies {size:.3g} {unit} {above} everybody else "
        f"(n = {row.n:,}, adjusted p {p_words(row.p_adjusted)}).",
        "grade": "survey",
        "n": row.n,
        "evidence": f"scores[outcome={row.outcome},touchpoint={row.touchpoint},"
        f"segment={row.segment},metric={row.metric}]",
    }


def p_words(p: float) -> str:
    """An adjusted p-value in words.

    >>> p_words(0.00003), p_words(0.0213)
    ('< 0.001', '= 0.021')
    """
    return "< 0.001" if p < 0.001 else f"= {p:.3f}"


def _thin(engagement: Engagement, table: pd.DataFrame) -> list[str]:
    """One sentence for every touchpoint (all segments together) on a low base."""
    whole = table[(table["segment"] == EVERYONE) & table["n"].le(engagement.policy.reliability_n)]
    first = whole.drop_duplicates(["outcome", "touchpoint"])
    return [_thin_sentence(engagement, row) for row in first.itertuples()]


def _thin_sentence(engagement: Engagement, row: tuple) -> str:
    where = "" if row.touchpoint == EVERYWHERE else f" at {row.touchpoint}"
    worth = worth_seeing(row.metric, engagement.outcomes[row.outcome])
    percent = 100.0 if row.metric in ("top2", "share") else 1.0
    unit = {"nps": "NPS points", "mean": "points"}.get(row.metric, "percentage points")
    return thin.sentence(
        f"{row.outcome}{where}", row.n, percent * row.detectable, row.more_needed,
        percent * worth, unit,
    )  # fmt: skip


def _one_level(engagement: Engagement, responses: pd.DataFrame) -> list[str]:
    said = []
    for column in engagement.segments("responses"):
        if column in responses and responses[column].nunique() <= 1:
            said.append(
                f"The segment '{column}' has a single value in these answers, so nothing can be "
                "compared by it: supply the other groups too, or take it out of `segments`."
            )
    return said
