"""Grading: what a run, or a learner, concluded against what is planted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from cxlib.training import reading

UNANSWERED = "not answered"
COLUMNS = ["item", "kind", "planted", "found", "correct"]
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


def grade(results: Mapping[str, pd.DataFrame], truth: Mapping[str, Any]) -> pd.DataFrame:
    """What a run concluded, item by item.

    Parameters
    ----------
    results : result tables by name, as `cxlib.results.Results` gives them
    truth : the content of `truth.yml`

    Returns
    -------
    DataFrame with item, kind, planted, found (in words; "not answered" where the results say
    nothing about it) and correct.
    """
    return grade_answers(found_in(results, truth), truth)


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
