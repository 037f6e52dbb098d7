"""The answers behind the scores: their full distribution, who gave them and who did not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from cxlib.diagnosis.cells import EVERYONE, EVERYWHERE, design
from cxlib.engagement.model import Engagement
from cxlib.results.coded import listed, note, notes, number, outcome, segment
from cxlib.stats import intervals, tests

ANSWERED = ["outcome", "touchpoint", "answer", "n", "share", "low", "high"]
RATES = ["segment", "invited", "answered", "rate", "low", "high", "difference", "p_adjusted"]


def answers(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """How often each answer was given (`answers`) and the share who answered (`response_rates`).

    Shares are weighted where the survey has weights, with Wilson's interval at Kish's effective n.
    """
    responses = engagement.table("responses")
    parts = [
        distribution(responses[responses[name].notna()], name, engagement.policy.confidence)
        for name in engagement.outcomes
        if name in responses and responses[name].notna().any()
    ]
    told = {"notes": notes(*_one_value(engagement, responses))}
    if parts:
        told["answers"] = pd.concat(parts, ignore_index=True)
    return told


def distribution(rows: pd.DataFrame, outcome: str, confidence: float = 0.95) -> pd.DataFrame:
    """Counts and shares of every answer, overall and by touchpoint.

    Parameters
    ----------
    rows : DataFrame
        Responses that hold the outcome: the outcome's column, touchpoint, weight, account.

    Returns
    -------
    DataFrame
        outcome, touchpoint, answer, n, share (0-1, weighted), low, high.
    """
    weights, _ = design(rows)
    frame = pd.DataFrame(
        {
            "touchpoint": rows["touchpoint"].astype(object).to_numpy(),
            "answer": rows[outcome].to_numpy(float),
            "weight": np.ones(len(rows)) if weights is None else weights,
        }
    )
    whole = frame.assign(touchpoint=EVERYWHERE)
    both = pd.concat([whole, frame.dropna(subset="touchpoint")], ignore_index=True)
    both["square"] = both["weight"] ** 2
    at = both.groupby("touchpoint")[["weight", "square"]].sum()
    table = both.groupby(["touchpoint", "answer"]).agg(n=("weight", "size"), w=("weight", "sum"))
    table = table.reset_index()
    place = at.loc[table["touchpoint"]]
    share = table["w"].to_numpy() / place["weight"].to_numpy()
    effective = (place["weight"] ** 2 / place["square"]).to_numpy()
    low, high = intervals.wilson(share * effective, effective, confidence)
    return table.assign(outcome=outcome, share=share, low=low, high=high)[ANSWERED]


def _one_value(engagement: Engagement, responses: pd.DataFrame) -> Iterator[dict]:
    """For the page that nothing can be told apart, for the consultant what to check."""
    for name in engagement.outcomes:
        if name in responses and responses[name].nunique() == 1 and len(responses) > 1:
            value = number(responses[name].dropna().iloc[0])
            told = {"outcome": outcome(name), "value": value}
            yield note("answers", "one value", name, **told)
            yield note("answers", "check the column", name, audience="consultant", **told)


def response_rates(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """The share of the invited who answered, by segment, each against everybody else."""
    invited, responses = engagement.table("invited"), engagement.table("responses")
    if invited.empty or responses.empty:
        said = [note("response_rates", "not supplied")] if len(responses) else []
        return {"notes": notes(*said)}
    counted = invited.assign(segment=invited["segment"].fillna(EVERYONE))
    sent = counted.groupby("segment")["n"].sum()
    periods = set(invited["period"].dropna())
    covered = responses[responses["period"].isin(periods)] if periods else responses
    back = pd.Series({s: _answered(covered, s) for s in sent.index}, dtype=float)
    known = back.notna() & (sent > 0)
    table = rated(sent[known], back[known], engagement.policy.confidence)
    return {
        "response_rates": table,
        "notes": notes(*_doubts(sent, back)),
    }


def _answered(responses: pd.DataFrame, segment: str) -> float:
    if segment == EVERYONE:
        return float(len(responses))
    column, _, value = segment.partition("=")
    if column not in responses:
        return np.nan
    return float((responses[column].astype(str) == value).sum())


def rated(sent: pd.Series, back: pd.Series, confidence: float = 0.95) -> pd.DataFrame:
    """Response rates with Wilson's interval; p against the rest of the same segment column.

    >>> sent = pd.Series({"plan=Basic": 100.0, "plan=Plus": 100.0})
    >>> back = pd.Series({"plan=Basic": 20.0, "plan=Plus": 40.0})
    >>> rated(sent, back).p_adjusted.round(4).tolist()
    [0.002, 0.002]
    """
    x, n = np.minimum(back, sent).to_numpy(float), sent.to_numpy(float)
    low, high = intervals.wilson(x, n, confidence)
    column = pd.Series([s.partition("=")[0] for s in sent.index])
    rest_x = pd.Series(x).groupby(column).transform("sum").to_numpy() - x
    rest_n = pd.Series(n).groupby(column).transform("sum").to_numpy() - n
    p = np.where(rest_n > 0, tests.two_proportions(x, n, rest_x, rest_n), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.where(rest_n > 0, x / n - rest_x / rest_n, np.nan)
    return pd.DataFrame(
        {"segment": list(sent.index), "invited": n, "answered": x, "rate": x / n, "low": low,
         "high": high, "difference": gap, "p_adjusted": tests.benjamini_hochberg(p)}
    )[RATES]  # fmt: skip


def _doubts(sent: pd.Series, back: pd.Series) -> list[dict]:
    """Segments of the invited that no answer holds, and those with more answers than invited."""
    found = {
        "no such segment": [s for s in sent.index if pd.isna(back[s])],
        "more than invited": [s for s in sent.index if back[s] > sent[s]],
    }
    return [
        note("response_rates", code, audience="consultant", segments=listed(map(segment, names)))
        for code, names in found.items()
        if names
    ]
