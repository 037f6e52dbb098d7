"""What cannot be a driver, and why: each left out with a note and its remedy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.results.coded import (
    count,
    listed,
    note,
    number,
    outcome,
    scope,
    signed,
    touchpoint,
    variable,
)
from cxlib.stats.grouped import welch
from cxlib.stats.tests import benjamini_hochberg

PERFECT = 0.999  # a correlation with the outcome above this is the outcome under another name
GONE = 0.95  # share of a variable's answers given by customers who had left, or were leaving
LEAVING_DAYS = 31  # an answer this near before the end, or after it, belongs to the leaving
FEWEST_GAPS = 20  # N/A answers (and others) below which their outcome is not compared
Note = dict[str, object]
ANSWERS_PER_VARIABLE = 5  # below, coefficients are guesses (Harrell 2015, § 4.4, at the least)


def not_drivers(engagement: Engagement, variables: pd.DataFrame) -> dict[str, Note]:
    """Variables that no outcome may be explained by, with the note that says why.

    Forced steps, and variables that only customers who are leaving answer: these are measured at
    the outcome's own event and would explain it backwards.
    """
    responses = engagement.table("responses")
    forced = _forced(engagement)
    leaving = _answered_in_leaving(engagement)
    found: dict[str, Note] = {}
    for row in variables.itertuples():
        if row.variable not in responses:
            continue
        if row.touchpoint in forced:
            place = touchpoint(row.touchpoint)
            found[row.variable] = _left_out("forced step", row.variable, place=place)
        elif leaving is not None and _leaks(responses, row.variable, leaving):
            found[row.variable] = _left_out("asked in leaving", row.variable)
    return found


def _left_out(code: str, name: str, about: str = "", **slots: object) -> Note:
    subject = f"{name} @ {about}" if about else name
    return note("drivers", code, subject, audience="consultant", variable=variable(name), **slots)


def _forced(engagement: Engagement) -> set[str]:
    touchpoints = engagement.table("touchpoints")
    if touchpoints.empty:
        return set()
    flags = touchpoints["forced"].astype("boolean").fillna(False)
    return set(touchpoints.loc[flags, "touchpoint"])


def _answered_in_leaving(engagement: Engagement) -> pd.Series | None:
    """Whether each response came from a customer at the end of the relationship or after it."""
    responses, customers = engagement.table("responses"), engagement.whole("customers")
    if responses.empty or customers.empty or responses["customer"].isna().all():
        return None
    if customers["end"].notna().any() and responses["time"].notna().any():
        ends = customers.drop_duplicates("customer").set_index("customer")["end"]
        end = responses["customer"].map(ends)
        return (end - responses["time"]) <= pd.Timedelta(days=LEAVING_DAYS)
    if customers["left"].notna().any():
        left = customers.drop_duplicates("customer").set_index("customer")["left"]
        return responses["customer"].map(left).fillna(False).astype(bool)
    return None


def _leaks(responses: pd.DataFrame, variable: str, leaving: pd.Series) -> bool:
    answered = responses[variable].notna()
    return bool(answered.any() and leaving[answered].mean() >= GONE and leaving.mean() < GONE)


def screened(
    rows: pd.DataFrame, asked: str, names: Sequence[str]
) -> tuple[list[str], dict[str, Note]]:
    """The variables a model can use, and a note for each that it cannot.

    >>> rows = pd.DataFrame({"y": [1.0, 2, 3, 5], "same": 4.0, "none": np.nan, "x": [1.0, 2, 2, 1]})
    >>> screened(rows, "y", ["same", "none", "x"])[0]
    ['x']
    """
    out: dict[str, Note] = {}
    for name in names:
        values, about = rows[name].dropna(), {"about": asked, "outcome": outcome(asked)}
        if values.empty:
            out[name] = _left_out("not answered together", name, **about)
        elif values.nunique() == 1:
            out[name] = _left_out("one value", name, value=number(values.iloc[0]), **about)
        elif _same(rows[asked], rows[name]):
            out[name] = _left_out("the outcome itself", name, **about)
    return [n for n in names if n not in out], out


def _same(outcome: pd.Series, values: pd.Series) -> bool:
    both = outcome.notna() & values.notna()
    if both.sum() < 3 or outcome[both].nunique() < 2 or values[both].nunique() < 2:
        return False
    return bool(abs(np.corrcoef(outcome[both], values[both])[0, 1]) >= PERFECT)


def too_thin(asked: str, where: str, n: int, variables: int) -> Note | None:
    """Why a model cannot be fitted on so few answers; None where it can.

    >>> too_thin("recommend", "overall", 3, 2)["code"], too_thin("recommend", "overall", 30, 2)
    ('too thin', None)
    """
    least = ANSWERS_PER_VARIABLE * max(variables, 2)
    if n >= least:
        return None
    return note(
        "drivers", "too thin", f"{asked} @ {where}", n=n,
        outcome=outcome(asked), scope=scope(where), answers=count(n), variables=count(variables),
        least=count(least), missing=count(least - n),
    )  # fmt: skip


def informative_gaps(rows: pd.DataFrame, asked: str, names: Sequence[str]) -> pd.DataFrame:
    """How far the outcome of those who said N/A lies from those who answered, per variable.

    Returns
    -------
    DataFrame
        variable, n (said N/A), difference (N/A minus answered, outcome units), p (Welch).
    """
    found = []
    for name in names:
        there = rows[name].notna()
        groups = [rows.loc[m, asked].to_numpy(float) for m in (~there, there)]
        if min(len(g) for g in groups) < FEWEST_GAPS:
            continue
        found.append((name, len(groups[0]), *_welch(*groups)))
    return pd.DataFrame(found, columns=["variable", "n", "difference", "p"])


def _welch(a: np.ndarray, b: np.ndarray) -> tuple[float, float]:
    parts = [
        v for g in (a, b) for v in (np.array([g.mean()]), np.array([g.std(ddof=1) / len(g) ** 0.5]),
                                    np.array([len(g) - 1.0]))
    ]  # fmt: skip
    gap, _, _, p = welch(*parts)
    return float(gap[0]), float(p[0])


def gap_notes(found: pd.DataFrame, asked: str, where: str, fdr: float) -> list[Note]:
    """A warning where N/A says something about the outcome."""
    telling = found[benjamini_hochberg(found["p"]) <= fdr] if len(found) else found
    if telling.empty:
        return []
    worst = telling.loc[telling["difference"].abs().idxmax()]
    return [
        note(
            "drivers", "telling gaps", f"{asked} @ {where}", audience="consultant",
            n=int(worst["n"]), names=listed(map(variable, telling["variable"])),
            worst=variable(worst["variable"]), outcome=outcome(asked),
            difference=signed(worst["difference"]), answers=count(worst["n"]),
        )
    ]  # fmt: skip
