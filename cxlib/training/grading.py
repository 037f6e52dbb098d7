"""Grading: what a run, or a learner, concluded against what is planted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from cxlib.training import reading, told
from cxlib.training.said import Everything, everything

UNANSWERED = "not answered"
COLUMNS = ["item", "kind", "planted", "found", "correct"]
QUIET: dict[str, str] = {
    "driver": "not critical",
    "asymmetry": "performance",
    "breakdown": "holds",
    "backstage": "innocent",
    "recovery": "does not win back",
    "moment": "no",
    "assumption": "right",
    "portfolio": "not chosen",
    "raci": "clear",
    "mix": "scores",
    "alert": "quiet",
}  # the answers of decoys: nothing need be told of them; every other answer is a truth to tell
WORDS: dict[str, tuple[str, ...]] = {
    "driver": ("critical", "not critical"),
    "asymmetry": ("basic", "performance", "excitement", "undetermined"),
    "breakdown": ("breaks", "holds"),
    "backstage": ("guilty", "innocent"),
    "recovery": ("wins back", "does not win back"),
    "moment": ("yes", "no"),
    "assumption": ("right", "wrong"),
    "portfolio": ("chosen", "not chosen"),
    "raci": ("two accountable", "nobody responsible", "clear"),
    "benefit": ("realised", "not realised", "not yet knowable"),
    "mix": ("mix", "scores"),
    "alert": ("alert", "quiet"),
}  # the answers that fit each kind of question; the others are answered by a name
FINDERS: dict[str, Callable[[Mapping[str, pd.DataFrame], str], str | None]] = {
    "driver": reading.driver,
    "duplicate": reading.duplicate,
    "strongest driver": reading.strongest,
    "asymmetry": reading.asymmetry,
    "breakdown": reading.breakdown,
    "backstage": reading.backstage,
    "recovery": reading.recovery,
    "moment": reading.moment,
    "map": reading.mapped,
    "assumption": reading.assumption,
    "portfolio": reading.portfolio,
    "raci": reading.raci,
    "benefit": reading.benefit,
    "mix": reading.mix,
    "alert": reading.alert,
}
TELLERS: dict[str, Callable[[Everything, str], str]] = {
    "driver": told.driver,
    "duplicate": told.duplicate,
    "strongest driver": told.strongest,
    "asymmetry": told.asymmetry,
    "breakdown": told.breakdown,
    "backstage": told.backstage,
    "recovery": told.recovery,
    "moment": told.moment,
    "map": told.mapped,
    "assumption": told.assumption,
    "portfolio": told.portfolio,
    "raci": told.raci,
    "benefit": told.benefit,
    "mix": told.mix,
    "alert": told.alert,
}

MORE_IS_BETTER: Mapping[str, float] = {}  # of every outcome and rating


def grade(
    results: Mapping[str, pd.DataFrame],
    truth: Mapping[str, Any],
    surfaces: pd.DataFrame | None = None,
    senses: Mapping[str, float] = MORE_IS_BETTER,
) -> pd.DataFrame:
    """What a run concluded and what it told of it, item by item.

    Parameters
    ----------
    results : result tables by name, as `cxlib.results.Results` gives them
    truth : the content of `truth.yml`
    surfaces : which finding is read where (finding_id, surface), as
        `cxlib.report.selection.surfaces` gives it of a view; without it nothing is told
    senses : by outcome or rating, 1 where more is better, −1 where less is (`Engagement.sense`);
        more of what is not named is better

    Returns
    -------
    DataFrame
        item, kind, planted; found (in the result tables, in words; "not answered" where they say
        nothing about it) and correct; told (by the findings that a reader gets, "" where none
        speaks of it) and
        told_right: of a truth, that it is told as planted; of a decoy, that nothing is told
        against it.
    """
    graded = grade_answers(found_in(results, truth), truth)
    said = told_in(results, truth, surfaces, senses)
    graded = graded.assign(told=[_tidy(said[item]) for item in graded["item"]])
    as_planted = graded["told"] == graded["planted"].map(_tidy)
    unsaid = graded["told"].eq(told.NOTHING) & is_decoy(graded)
    return graded.assign(told_right=as_planted | unsaid)


def told_in(
    results: Mapping[str, pd.DataFrame],
    truth: Mapping[str, Any],
    surfaces: pd.DataFrame | None = None,
    senses: Mapping[str, float] = MORE_IS_BETTER,
) -> dict[str, str]:
    """What a reader is told of the truth's questions, by item; "" where nothing is."""
    said = everything(results, surfaces, senses)
    return {
        item["item"]: TELLERS[item["kind"]](said, item["item"].split(":", 1)[1])
        for item in truth["items"]
    }


def is_decoy(graded: pd.DataFrame) -> pd.Series:
    """Whether nothing is planted at an item: its answer is that there is nothing."""
    return graded["kind"].map(QUIET).eq(graded["planted"].map(_tidy))


def told_share(graded: pd.DataFrame) -> dict[str, float]:
    """How much of what is planted reaches a reader, of one graded run or of several together.

    Parameters
    ----------
    graded : as `grade` gives it

    Returns
    -------
    dict
        told : share of the findable truths that are told; findable are those that the result
            tables answer as planted, so that the data at this number of customers hold them;
        decoys_told : share of the decoys that something is told against; findable and decoys :
            how many of each.

    >>> columns = ["kind", "planted", "correct", "told_right"]
    >>> rows = [("breakdown", "breaks", True, True), ("breakdown", "holds", True, False),
    ...         ("breakdown", "breaks", False, False), ("backstage", "guilty", True, False)]
    >>> told_share(pd.DataFrame(rows, columns=columns))
    {'told': 0.5, 'decoys_told': 1.0, 'findable': 2, 'decoys': 1}
    """
    decoys = is_decoy(graded)
    findable = graded[~decoys & graded["correct"]]
    against = ~graded.loc[decoys, "told_right"]
    return {
        "told": float(findable["told_right"].mean()),
        "decoys_told": float(against.mean()),
        "findable": len(findable),
        "decoys": int(decoys.sum()),
    }


def found_in(results: Mapping[str, pd.DataFrame], truth: Mapping[str, Any]) -> dict[str, str]:
    """The answers that a run's tables give to the truth's questions, by item."""
    found = {}
    for item in truth["items"]:
        subject = item["item"].split(":", 1)[1]
        answer = FINDERS[item["kind"]](results, subject)
        if answer is not None:
            found[item["item"]] = answer
    return found


def grade_answers(answers: Mapping[str, Any], truth: Mapping[str, Any]) -> pd.DataFrame:
    """A learner's answers (by item, as in the exercise sheet) against the truth.

    >>> item = {"item": "mix:recommend:2026-06", "kind": "mix", "question": "?", "planted": "mix"}
    >>> grade_answers({"mix:recommend:2026-06": "Mix "}, {"items": [item]}).correct[0]
    np.True_
    """
    rows = [
        {
            "item": item["item"],
            "kind": item["kind"],
            "planted": item["planted"],
            "found": _tidy(answers.get(item["item"])) or UNANSWERED,
        }
        for item in truth["items"]
    ]
    graded = pd.DataFrame(rows, columns=COLUMNS[:-1])
    same = [_tidy(p) == f for p, f in zip(graded["planted"], graded["found"], strict=True)]
    return graded.assign(correct=pd.Series(same, dtype=bool))


def _tidy(answer: object) -> str:
    """Words without regard to case and stray spaces; YAML's yes and no come as truth values."""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    return " ".join(str(answer).split()).casefold() if answer is not None else ""


def exercise(truth: Mapping[str, Any]) -> dict[str, Any]:
    """The exercise sheet: the truth's questions with an empty place for each answer."""
    sheet = {"client": truth["client"], "questions": {}, "answers": {}}
    for item in truth["items"]:
        words = WORDS.get(item["kind"])
        asked = item["question"] + (f" ({' / '.join(words)})" if words else "")
        sheet["questions"][item["item"]] = asked
        sheet["answers"][item["item"]] = None
    return sheet
