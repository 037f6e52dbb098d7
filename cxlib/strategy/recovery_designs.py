"""How to win customers back after a failure: speed, empathy, competence, each as far as measured.

The three levers of service recovery are those of Tax, Brown & Chandrashekaran (1998, J. Marketing
62:60-76): procedure, interaction and outcome.
"""

from __future__ import annotations

import re

import pandas as pd

LEVERS = {
    "speed": ("wait", "speed", "fast", "quick", "time", "delay", "prompt", "respons", "hold",
              "queue", "on time"),
    "empathy": ("friend", "polite", "courte", "listen", "care", "caring", "tone", "understand",
                "empath", "kind", "attitude", "respect", "personal", "apolog"),
    "competence": ("solve", "solution", "settle", "competen", "knowledge", "expert", "quality",
                   "right", "accura", "mend", "correct", "skill", "outcome", "resol"),
}  # fmt: skip
DESIGNS = {
    "speed": "answer at once, give a time and keep it; whoever must wait hears why and how long",
    "empathy": "one person listens, says sorry without being asked, and stays with the case",
    "competence": "whoever answers may finish it: rights, screen and a scale of what to give back",
}
COLUMNS = ["touchpoint", "lever", "variable", "effect", "low", "high", "n", "measured", "design"]


def recovery_designs(
    frictions: list[str], drivers: pd.DataFrame, variables: pd.DataFrame
) -> pd.DataFrame:
    """For each friction the three levers, with the measured effect of each where there is one.

    Parameters
    ----------
    frictions : list of touchpoints
    drivers : DataFrame
        The result table; effects of a touchpoint's attributes on its overall rating.
    variables : DataFrame
        The input table: variables are put to a lever by the words of their name and label.

    Returns
    -------
    DataFrame
        touchpoint, lever, variable and its effect (points of the touchpoint's overall rating per
        standard deviation) with low, high and n, measured, design (what to do, in words).
    """
    inside = drivers[drivers.scope.ne("overall") & drivers.effect.notna()]
    effects = inside.drop_duplicates("variable").set_index("variable")
    rows = [
        {"touchpoint": touchpoint, "lever": lever, "design": DESIGNS[lever]}
        | _measured(variables[variables.touchpoint.eq(touchpoint)], lever, effects)
        for touchpoint in frictions
        for lever in LEVERS
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _measured(variables: pd.DataFrame, lever: str, effects: pd.DataFrame) -> dict:
    """The strongest measured variable of the lever."""
    fitting = [
        row.variable
        for row in variables.itertuples()
        if row.kind != "overall" and lever_of(f"{row.variable} {row.label}") == lever
    ]
    known = effects.loc[[v for v in fitting if v in effects.index]]
    if known.empty:
        return {"variable": pd.NA, "measured": False}
    best = known.loc[known.effect.astype(float).idxmax()]
    return {"variable": best.name, "effect": best.effect, "low": best.effect_low,
            "high": best.effect_high, "n": best.n, "measured": True}  # fmt: skip


def lever_of(words: str) -> str | None:
    """The lever that a variable's words speak of, else None.

    >>> lever_of("call_wait Waiting time on the phone"), lever_of("call_music")
    ('speed', None)
    """
    plain = words.replace("_", " ")
    hits = {
        lever: sum(bool(re.search(rf"\b{word}", plain, re.IGNORECASE)) for word in words_of)
        for lever, words_of in LEVERS.items()
    }
    best = max(hits, key=lambda lever: hits[lever])
    return best if hits[best] else None
