"""All questions of a survey, asked and answered, with what had to be left out and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from cxlib.diagnosis.cells import EVERYWHERE, segment_columns
from cxlib.diagnosis.drivers import screening
from cxlib.diagnosis.drivers.material import Way
from cxlib.diagnosis.drivers.model import DEFAULT, Answer, answer
from cxlib.diagnosis.drivers.questions import Question, by_segment, questions
from cxlib.diagnosis.drivers.within import WITHIN, refuted, within
from cxlib.engagement.model import Engagement
from cxlib.results.coded import note, outcome, scope
from cxlib.stats.resampling import stream

RATED = ("overall", "attribute")  # kinds that are ratings; Kano's pairs are not
SEGMENT_DRAWS = 300  # intervals of segments are for comparison, not for the headline


@dataclass(frozen=True)
class Explained:
    """Answers to the questions about everybody, those about segments, and notes.

    `within` holds what is left of each effect inside the groups, see `drivers.within`."""

    answers: tuple[Answer, ...] = ()
    segments: tuple[Answer, ...] = ()
    said: tuple[screening.Note, ...] = ()
    excluded: dict[str, screening.Note] = field(default_factory=dict)
    way: Way = DEFAULT
    within: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=WITHIN))

    def refuted(self, found: Answer) -> np.ndarray:
        """Which effects of a model inside the groups of customers are gone, or run against it."""
        return refuted(self.within, found)

    def of(self, outcome: str, scope: str = EVERYWHERE) -> Answer | None:
        """The answer about one outcome in one scope; None where it was not to be had."""
        for found in self.answers:
            if (found.question.outcome, found.question.scope) == (outcome, scope):
                return found
        return None

    def homes(self, main: str | None) -> list[Answer]:
        """One answer per variable: overalls on the main outcome, attributes on their overall."""
        inside = [a for a in self.answers if a.question.scope != EVERYWHERE]
        top = self.of(main) if main else None
        return [*([top] if top else []), *inside]


def explain(engagement: Engagement, way: Way | None = None, segments: bool = True) -> Explained:
    """Answer every question the survey allows.

    `way` holds the choices (see `Way`), by default those of `policy.drivers`; `segments` also asks
    about the main outcome inside every large segment.
    """
    way = way or Way.chosen(engagement.policy.drivers)
    responses, variables = engagement.table("responses"), engagement.table("variables")
    rated = variables[variables["kind"].isin(RATED)]
    known = rated[rated["variable"].isin(responses.columns)].drop_duplicates("variable")
    outcomes = [o for o in engagement.outcomes if o in responses and responses[o].notna().any()]
    if known.empty or responses.empty:
        return Explained(said=(note("drivers", "no variables"),))
    excluded = screening.not_drivers(engagement, known)
    usable = known[~known["variable"].isin(list(excluded))]
    told = _what_explains(usable, outcomes)
    asked = questions(responses, usable, outcomes)
    found, said = _all(engagement, asked, way)
    inside: list[Answer] = []
    if segments and asked and outcomes and asked[0].outcome == outcomes[0]:
        each = by_segment(asked[0], responses, segment_columns(engagement, responses))
        fewer = replace(way, draws=min(way.draws, SEGMENT_DRAWS))
        inside, _ = _all(engagement, each, fewer)
    whole = (*told, *excluded.values(), *said)
    groups = within(engagement, found)
    return Explained(tuple(found), tuple(inside), whole, excluded, way, groups)


def _what_explains(usable: pd.DataFrame, outcomes: list[str]) -> list[screening.Note]:
    if outcomes or (usable["kind"] == "overall").any():
        return []
    remedy = note("drivers", "declare an outcome", audience="consultant")
    return [note("drivers", "no outcome"), remedy]


def _all(
    engagement: Engagement, asked: Iterable[Question], way: Way
) -> tuple[list[Answer], list[screening.Note]]:
    found: list[Answer] = []
    said: list[screening.Note] = []
    for question in asked:
        one, doubts = _one(engagement, question, way)
        said += doubts
        found += [one] if one is not None else []
    return found, said


def _one(
    engagement: Engagement, question: Question, way: Way
) -> tuple[Answer | None, list[screening.Note]]:
    variables = engagement.table("variables").drop_duplicates("variable").set_index("variable")
    rows = question.rows(engagement.table("responses"))
    if rows.empty or rows[question.outcome].nunique() < 2:
        return None, [_all_the_same(question)]
    names, left_out = screening.screened(rows, question.outcome, question.variables)
    if not names:
        return None, list(left_out.values())
    thin = screening.too_thin(question.outcome, question.scope, len(rows), len(names))
    if thin is not None:
        return None, [*left_out.values(), thin]
    rng = stream(engagement.seed, "drivers", question.outcome, question.scope)
    groups = variables["group"].fillna(variables["touchpoint"]).dropna().to_dict()
    policy = engagement.policy
    one = answer(question, rows, names, rng, policy.confidence, way, groups)
    gaps = screening.informative_gaps(rows, question.outcome, names)
    told = screening.gap_notes(gaps, question.outcome, question.scope, policy.fdr)
    return one, [*left_out.values(), *told]


def _all_the_same(question: Question) -> screening.Note:
    subject = f"{question.outcome} @ {question.scope}"
    slots = {"outcome": outcome(question.outcome), "scope": scope(question.scope)}
    return note("drivers", "one answer", subject, **slots)
