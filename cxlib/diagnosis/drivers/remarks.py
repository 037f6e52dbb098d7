"""What is to be said of the drivers: how they were found, what cannot be told apart, doubts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from cxlib.diagnosis.cells import EVERYWHERE
from cxlib.diagnosis.drivers.effects import LOGISTIC, ORDINAL
from cxlib.diagnosis.drivers.explain import Explained
from cxlib.diagnosis.drivers.grouping import DUPLICATE_CORRELATION, HIGH_VIF
from cxlib.diagnosis.drivers.imputation import SETS
from cxlib.diagnosis.drivers.material import PAIRWISE
from cxlib.diagnosis.drivers.model import Answer
from cxlib.diagnosis.drivers.questions import ROWS_PER_VARIABLE, Question
from cxlib.diagnosis.drivers.refuting import critical_of, turned
from cxlib.diagnosis.drivers.sums import BLOCKS, ROWS_DRAWN_SINGLY
from cxlib.results.coded import (
    Figure,
    count,
    listed,
    note,
    number,
    outcome,
    scope,
    share,
    term,
    variable,
)

Note = dict[str, object]
MANY = 16  # variables beyond which not every order of entry is computed


def asked(question: Question) -> dict[str, Figure]:
    """The slots that name a question."""
    return {"outcome": outcome(question.outcome), "scope": scope(question.scope)}


def once(rows: Iterable[Note]) -> list[Note]:
    """The notes, each code about each subject once."""
    return list({(row["code"], row["subject"]): row for row in rows}.values())


def driver_notes(found: Explained, table: pd.DataFrame) -> Iterator[Note]:
    """Notes on the drivers, those for the page first."""
    yield from _quiet(found, table)
    yield _how("association")
    if found.within.empty and table["critical"].any():
        yield note("drivers", "no segments")
    yield from _chosen(found)
    yield from _missing(found.answers)
    for one in found.answers:
        yield from _duplicates(one)
        yield from _inflated(one)
        if len(one.blocks) > MANY:
            about = asked(one.question) | {"importance": term(one.method)}
            variables = count(len(one.blocks))
            yield _how("too many to order", _subject(one.question), variables=variables, **about)
    yield from _doubtful(found, table)
    whole = [a for a in found.answers if a.question.scope == EVERYWHERE]
    if any(int(a.n.max()) > ROWS_DRAWN_SINGLY for a in whole):
        yield _how("drawn in blocks", answers=count(ROWS_DRAWN_SINGLY), blocks=count(BLOCKS))
    if found.segments:
        yield _how("inside segments", least=count(ROWS_PER_VARIABLE))


def _how(code: str, subject: str = "", **slots: Figure) -> Note:
    return note("drivers", code, subject, audience="consultant", **slots)


def _subject(question: Question) -> str:
    return f"{question.outcome} @ {question.scope}"


def _quiet(found: Explained, table: pd.DataFrame) -> Iterator[Note]:
    """Questions in which no effect can be told from chance."""
    for question in (a.question for a in found.answers):
        if not critical_of(question, table):
            here = "" if question.scope == EVERYWHERE or "=" in question.scope else " here"
            yield note("drivers", f"chance{here}", _subject(question), **asked(question))


def _chosen(found: Explained) -> Iterator[Note]:
    """What the consultant chose otherwise than the kit would, and where it could not be had."""
    way = found.way
    scaled = [a for a in found.answers if a.effects.method != LOGISTIC]
    linear = [a.question.outcome for a in scaled if a.effects.method != ORDINAL]
    if way.family_wise:
        yield _how("largest t")
    if way.fast:
        yield _how("fast draws")
    if way.test == "ordinal" and linear:
        yield _how("ordinal needs whole", outcomes=listed(map(outcome, dict.fromkeys(linear))))


def _missing(answers: tuple[Answer, ...]) -> Iterator[Note]:
    gaps = [a for a in answers if a.complete < 1]
    if gaps:
        worst = min(gaps, key=lambda a: a.complete)
        slots = {"complete": share(worst.complete), "sets": count(SETS), **asked(worst.question)}
        yield _how(f"gaps {worst.missing or PAIRWISE}", **slots)


def _duplicates(found: Answer) -> Iterator[Note]:
    for block, leader in zip(found.blocks, found.leaders, strict=True):
        names = sorted(found.names[k] for k in block)
        if len(names) > 1:
            first = found.names[leader]
            yield _how(
                "duplicates", f"{first}: {' = '.join(names)}",
                names=listed(map(variable, names)), first=variable(first),
                correlation=number(DUPLICATE_CORRELATION),
            )  # fmt: skip


def _inflated(found: Answer) -> Iterator[Note]:
    high = [v for v, f in zip(found.variables, found.inflation, strict=True) if f >= HIGH_VIF]
    if high:
        names, limit = listed(map(variable, high)), count(HIGH_VIF)
        slots = {"names": names, "limit": limit, **asked(found.question)}
        yield _how("told by the others", _subject(found.question), **slots)


def _doubtful(found: Explained, table: pd.DataFrame) -> Iterator[Note]:
    """Drivers that turn with the others held."""
    for question, names in turned(found, table):
        if names:
            slots = {"names": listed(map(variable, names)), **asked(question)}
            yield _how("turns", _subject(question), **slots)
