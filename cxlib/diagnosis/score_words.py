"""What the scores say, in sentences."""

from __future__ import annotations

import pandas as pd

from cxlib.diagnosis import thin
from cxlib.diagnosis.cells import EVERYONE, EVERYWHERE
from cxlib.diagnosis.saying import findings
from cxlib.engagement.model import Engagement

SEGMENTS_TOLD = 5  # findings about segments; the table has them all
NAMED = {
    "nps": "The NPS by {} stands at",
    "top2": "Of the answers to {}, the best two make up",
    "share": "The share of {} stands at",
    "mean": "The mean of {} stands at",
}


def score_findings(engagement: Engagement, table: pd.DataFrame) -> pd.DataFrame:
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


def score_notes(engagement: Engagement, responses: pd.DataFrame, table: pd.DataFrame) -> list[str]:
    """What the scores cannot carry: thin bases, segments with one value."""
    return [*_thin(engagement, table), *_one_level(engagement, responses)]


def _thin(engagement: Engagement, table: pd.DataFrame) -> list[str]:
    """One sentence for every touchpoint (all segments together) on a low base."""
    whole = table[(table["segment"] == EVERYONE) & table["n"].le(engagement.policy.reliability_n)]
    first = whole.drop_duplicates(["outcome", "touchpoint"])
    return [_thin_sentence(engagement, row) for row in first.itertuples()]


def _thin_sentence(engagement: Engagement, row: tuple) -> str:
    where = "" if row.touchpoint == EVERYWHERE else f" at {row.touchpoint}"
    worth = thin.worth_seeing(row.metric, engagement.outcomes[row.outcome].limits)
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
