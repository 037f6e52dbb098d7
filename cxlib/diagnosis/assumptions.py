"""The team's frozen guesses against what customers say."""

from __future__ import annotations

import pandas as pd

from cxlib.diagnosis.cells import EVERYWHERE
from cxlib.engagement.model import Engagement
from cxlib.results.coded import count, listed, note, notes, variable

CRITICAL, NOT_CRITICAL, UNMEASURED = "critical", "not critical", "not measured"
RIGHT, WRONG, OPEN = "right", "wrong", "not knowable"
SCORED = ["touchpoint", "variable", "guess", "found", "result"]
YES = {"critical", "yes", "important", "high", "true", "1", "driver", "matters"}


def assumption_scores(engagement: Engagement, drivers: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Each guess, what was found, and whether they agree (`assumption_scores`).

    Parameters
    ----------
    drivers : DataFrame
        The rows of `drivers`: outcome, scope, variable, critical, group.
    """
    guesses = _placed(engagement)
    if guesses.empty:
        return {"notes": notes(note("assumption_scores", "not collected"))}
    known = verdicts(drivers, engagement.config.main_outcome)
    here = known.reindex(guesses["variable"].astype(str)).to_numpy()
    guess = [CRITICAL if says_critical(g) else NOT_CRITICAL for g in guesses["guess"]]
    seen = [UNMEASURED if pd.isna(v) else CRITICAL if v else NOT_CRITICAL for v in here]
    table = guesses[["touchpoint", "variable"]].assign(guess=guess, found=seen)
    table["result"] = [_result(g, f) for g, f in zip(guess, seen, strict=True)]
    table = table.drop_duplicates(["touchpoint", "variable"])[SCORED]
    return {"assumption_scores": table, "notes": notes(*_unmeasured(table))}


def _placed(engagement: Engagement) -> pd.DataFrame:
    """The guesses, each with its touchpoint and variable: either leads to the other."""
    guesses, variables = engagement.table("assumptions"), engagement.table("variables")
    overall = variables[variables["kind"] == "overall"].dropna(subset="touchpoint")
    at = variables.drop_duplicates("variable").set_index("variable")["touchpoint"]
    by = overall.drop_duplicates("touchpoint").set_index("touchpoint")["variable"]
    variable = guesses["variable"].fillna(guesses["touchpoint"].map(by).astype("str"))
    touchpoint = guesses["touchpoint"].fillna(variable.map(at).astype("str"))
    return guesses.assign(
        variable=variable.fillna(UNMEASURED), touchpoint=touchpoint.fillna(EVERYWHERE)
    )


def says_critical(guess: object) -> bool:
    """Whether a guess, in the team's words, calls the variable critical.

    >>> says_critical("Critical"), says_critical("not critical")
    (True, False)
    """
    return str(guess).strip().casefold() in YES


def verdicts(drivers: pd.DataFrame, main: str | None) -> pd.Series:
    """Whether each variable is critical where it belongs: on the main outcome or its touchpoint.

    Near-duplicates share the verdict of the variable that stands for them.
    """
    at_home = (drivers["scope"] != EVERYWHERE) & ~drivers["scope"].str.contains("=")
    rows = drivers[at_home | ((drivers["scope"] == EVERYWHERE) & (drivers["outcome"] == main))]
    joint = rows.groupby(["outcome", "scope", rows["group"].fillna(rows["variable"])])
    critical = joint["critical"].transform("max").astype(bool)
    return critical.groupby(rows["variable"]).max()


def _result(guess: str, found: str) -> str:
    if found == UNMEASURED:
        return OPEN
    return RIGHT if guess == found else WRONG


def _unmeasured(table: pd.DataFrame) -> list[dict]:
    gone = table.loc[table["found"] == UNMEASURED]
    # a guess about a touchpoint that has no question of its own is named by the touchpoint
    names = gone["variable"].where(gone["variable"] != UNMEASURED, gone["touchpoint"])
    told = {"n": count(len(gone)), "names": listed(map(variable, names))}
    said = note("assumption_scores", "not measured", **told)
    return [said] if len(gone) else []
