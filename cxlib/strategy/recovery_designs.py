"""How to win customers back after a failure: speed, empathy, competence, each as far as measured.

The three levers of service recovery are those of Tax, Brown & Chandrashekaran (1998, J. Marketing
62:60-76): procedure, interaction and outcome.
"""

from __future__ import annotations

import pandas as pd

from cxlib.results.coded import coded
from cxlib.strategy.key_words import KeyWords

LEVERS = ("speed", "empathy", "competence")
COLUMNS = ["touchpoint", "lever", "variable", "effect", "low", "high", "n", "measured", "design",
           "p_adjusted"]  # fmt: skip


def recovery_designs(
    frictions: list[str], drivers: pd.DataFrame, variables: pd.DataFrame, words: KeyWords
) -> pd.DataFrame:
    """For each friction the three levers, with the measured effect of each where there is one.

    Parameters
    ----------
    frictions : list of touchpoints
    drivers : DataFrame
        The result table, turned so that more is better (`evidence.toward_better`); effects of a
        touchpoint's attributes on its overall rating.
    variables : DataFrame
        The input table: variables are put to a lever by the words of their name and label.
    words : KeyWords
        Of the engagement's language.

    Returns
    -------
    DataFrame
        touchpoint, lever, variable and its effect (points by which the touchpoint's overall rating
        is better where it is rated a standard deviation better) with low, high, n and
        p_adjusted (as a driver of that rating), measured, design (a code: what to do).
    """
    inside = drivers[drivers.scope.ne("overall") & drivers.effect.notna()]
    effects = inside.drop_duplicates("variable").set_index("variable")
    rows = [
        {"touchpoint": touchpoint, "lever": lever, "design": coded(f"recovery_design|{lever}")}
        | _measured(_fitting(variables, touchpoint, lever, words), effects)
        for touchpoint in frictions
        for lever in LEVERS
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _fitting(variables: pd.DataFrame, touchpoint: str, lever: str, words: KeyWords) -> list[str]:
    """The touchpoint's attributes whose name and label speak of a lever, not of what is sold: the
    speed of a network is no speed of an answer."""
    here = variables[variables.touchpoint.eq(touchpoint) & variables.kind.ne("overall")]
    return [
        row.variable
        for row in here.itertuples()
        if words.most("recovery", row.variable, row.label) == lever
        and words.first("product", row.variable, row.label) is None
    ]


def _measured(fitting: list[str], effects: pd.DataFrame) -> dict:
    """The strongest measured variable of the lever."""
    known = effects.loc[[v for v in fitting if v in effects.index]]
    if known.empty:
        return {"variable": pd.NA, "measured": False}
    best = known.loc[known.effect.astype(float).idxmax()]
    return {"variable": best.name, "effect": best.effect, "low": best.effect_low,
            "high": best.effect_high, "n": best.n, "measured": True,
            "p_adjusted": best.p_adjusted}  # fmt: skip
