"""What cannot be a driver, and why: each left out with a sentence and its remedy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from cxlib.diagnosis.saying import listed
from cxlib.engagement.model import Engagement
from cxlib.stats.grouped import welch
from cxlib.stats.tests import benjamini_hochberg

PERFECT = 0.999  # a correlation with the outcome above this is the outcome under another name
GONE = 0.95  # share of a variable's answers given by customers who had left, or were leaving
LEAVING_DAYS = 31  # an answer this near before the end, or after it, belongs to the leaving
FEWEST_GAPS = 20  # N/A answers (and others) below which their outcome is not compared
ANSWERS_PER_VARIABLE = 5  # below, coefficients are guesses (Harrell 2015, § 4.4, at the least)


def not_drivers(engagement: Engagement, variables: pd.DataFrame) -> dict[str, str]:
    """Variables that no outcome may be explained by, with the sentence that says why.

    Forced steps, and variables that only customers who are leaving answer: these are measured at
    the outcome's own event and would explain it backwards.
    """
    responses = engagement.table("responses")
    forced = _forced(engagement)
    leaving = _answered_in_leaving(engagement)
    found: dict[str, str] = {}
    for row in variables.itertuples():
        if row.variable not in responses:
            continue
        if row.touchpoint in forced:
            found[row.variable] = (
                f"'{row.variable}' is rated at {row.touchpoint}, which everybody must pass: a "
                "forced step is not a driver, so it is left out of the drivers."
            )
        elif leaving is not None and _leaks(responses, row.variable, leaving):
            found[row.variable] = (
                f"'{row.variable}' was answered almost only by customers who were leaving or had "
                "left: it is a trace of the outcome, not its cause, and is left out of the drivers."
            )
    return found


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
    rows: pd.DataFrame, outcome: str, names: Sequence[str]
) -> tuple[list[str], dict[str, str]]:
    """The variables a model can use, and a sentence for each that it cannot.

    >>> rows = pd.DataFrame({"y": [1.0, 2, 3, 5], "same": 4.0, "none": np.nan, "x": [1.0, 2, 2, 1]})
    >>> screened(rows, "y", ["same", "none", "x"])[0]
    ['x']
    """
    out: dict[str, str] = {}
    for name in names:
        values = rows[name].dropna()
        if values.empty:
            out[name] = (
                f"Nobody answered '{name}' together with '{outcome}', so it is left out of the "
                "drivers: check the column and its `na` codes."
            )
        elif values.nunique() == 1:
            out[name] = (
                f"Every answer to '{name}' is {values.iloc[0]:g}, so it cannot explain '{outcome}' "
                "and is left out: check that the column holds what you mean."
            )
        elif _same(rows[outcome], rows[name]):
            out[name] = (
                f"'{name}' tells '{outcome}' exactly: it is the same question under another name, "
                "or was computed from it, and is left out of the drivers. Remove it, or declare it "
                "as the outcome."
            )
    return [n for n in names if n not in out], out


def _same(outcome: pd.Series, values: pd.Series) -> bool:
    both = outcome.notna() & values.notna()
    if both.sum() < 3 or outcome[both].nunique() < 2 or values[both].nunique() < 2:
        return False
    return bool(abs(np.corrcoef(outcome[both], values[both])[0, 1]) >= PERFECT)


def too_thin(outcome: str, scope: str, n: int, variables: int) -> str | None:
    """Why a model cannot be fitted on so few answers; None where it can.

    >>> too_thin("recommend", "overall", 3, 2)
    "3 answers cannot carry a model of 'recommend' (overall) with 2 variables: at least 10 are \
needed, 7 more."
    """
    least = ANSWERS_PER_VARIABLE * max(variables, 2)
    if n >= least:
        return None
    return (
        f"{n} answers cannot carry a model of '{outcome}' ({scope}) with {variables} "
        f"variable{'' if variables == 1 else 's'}: at least {least} are needed, {least - n} more."
    )


def informative_gaps(rows: pd.DataFrame, outcome: str, names: Sequence[str]) -> pd.DataFrame:
    """How far the outcome of those who said N/A lies from those who answered, per variable.

    Returns
    -------
    DataFrame
        variable, n (said N/A), difference (N/A minus answered, outcome units), p (Welch).
    """
    found = []
    for name in names:
        there = rows[name].notna()
        groups = [rows.loc[m, outcome].to_numpy(float) for m in (~there, there)]
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


def gap_words(found: pd.DataFrame, outcome: str, fdr: float) -> list[str]:
    """A warning where N/A says something about the outcome."""
    if found.empty:
        return []
    telling = found[benjamini_hochberg(found["p"]) <= fdr]
    if telling.empty:
        return []
    worst = telling.reindex(telling["difference"].abs().sort_values(ascending=False).index).iloc[0]
    more = "higher" if worst["difference"] > 0 else "lower"
    return [
        f"N/A is not by chance for {listed(telling['variable'])}: those who could not rate "
        f"'{worst['variable']}' score '{outcome}' {abs(worst['difference']):.2f} {more} "
        f"(n = {int(worst['n']):,}). Its weight speaks only for those who used it."
    ]
