"""Answers between the points of a scale: means filled in, and means of several answers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxlib.engagement.suspicion.codes import coded, measure
from cxlib.engagement.suspicion.frame import STOP, WARN, Seen, Suspicion, in_rows
from cxlib.engagement.suspicion.survey import RESPONSES, answers
from cxlib.engagement.suspicion.trend import FEWEST, MOST_POINTS, SHARE

PARTS = "answers between the points"
FILLED = 0.8  # of the answers between the points, that are one number


def between(seen: Seen) -> Iterator[Suspicion]:
    """Answers between the whole points that all others keep to: one number many times is a mean
    that was filled in; several, where points are counted as they are (NPS), are means of answers.
    """
    for name, (values, counts) in answers(seen).counts.items():
        parts = values != np.round(values)
        n, of = int(counts[parts].sum()), int(counts.sum())
        if n < FEWEST or not len(values[~parts]) <= MOST_POINTS or n > of / 2:
            continue
        most = np.flatnonzero(parts)[counts[parts].argmax()]
        own = seen.config.outcomes.get(name)
        if counts[most] >= FILLED * n and values[most] % 0.5 and counts[most] >= FEWEST:
            words = (
                f"{values[most]:g} was answered {counts[most]:,} times among {of:,} answers, "
                "nearly all of them whole: a mean that was filled in"
            )
            how = STOP if own else WARN
            yield coded(seen, name, float(values[most]), int(counts[most]), words, how)
        elif own is not None and own.kind == "nps" and n >= SHARE * of:
            words = f"{n:,} of {of:,} answers lie between the whole points, which NPS counts"
            remedy = "see whether several answers were averaged; deliver them as they were given"
            rows = seen.frame(RESPONSES).index[seen.frame(RESPONSES)[name] % 1 > 0]
            yield in_rows(seen, PARTS, RESPONSES, name, rows, WARN, words, remedy,
                          measure(seen, name), blank=True)  # fmt: skip


RULES = (between,)
