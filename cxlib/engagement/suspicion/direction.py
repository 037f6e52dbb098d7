"""Answers that run the other way than all others."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from cxlib.engagement.config import Outcome
from cxlib.engagement.suspicion.frame import STOP, WARN, Seen, Suspicion
from cxlib.engagement.suspicion.survey import RESPONSES, Answers, answers

FEWEST = 30  # answers that stand beside others
REVERSED = "runs the other way"
AGAINST = -0.2  # correlation with everything else, from which an answer runs the other way
SURE = 6.0  # standard errors


def other_way(seen: Seen) -> Iterator[Suspicion]:
    """An answer that falls where all others rise, though a high answer is declared a good one.

    Where most run against the rest it is said of the outcome, if every variable that goes with it
    falls where it rises: drivers need not go with one another, and all of them go with it.
    """
    people = answers(seen)
    if len(people.names) < 3:
        return
    against = {name: _against(people, at, name) for at, name in enumerate(people.names)}
    suspected = [n for n, (r, z) in against.items() if r <= AGAINST and z >= SURE]
    if len(suspected) <= len(against) / 2:
        for name in suspected:
            yield _reversed(seen, name, against[name][0])
        return
    for name in people.outcomes[:1]:
        if name in suspected and _all_fall(people, name):
            yield _reversed(seen, name, against[name][0])


def _all_fall(people: Answers, name: str) -> bool:
    """Whether no variable goes with a column and most go against it."""
    others = [at for n, at in people.place.items() if n not in people.outcomes]
    r = people.correlations[people.place[name], others]
    return bool(np.all(r < -AGAINST / 2) and (r <= AGAINST).sum() > len(others) / 2)


def _against(people: Answers, at: int, name: str) -> tuple[float, float]:
    """Correlation of a column's standing with the standing in the others, and its errors."""
    own, rest = people.scores[:, at], people.standing(name)
    both = ~np.isnan(own) & ~np.isnan(rest)
    if both.sum() < FEWEST or np.ptp(rest[both]) == 0 or np.ptp(own[both]) == 0:
        return 0.0, 0.0
    r = float(np.corrcoef(own[both], rest[both])[0, 1])
    return r, abs(np.arctanh(np.clip(r, -0.999, 0.999))) * np.sqrt(both.sum() - 3)


def _reversed(seen: Seen, name: str, r: float) -> Suspicion:
    own = name in answers(seen).outcomes
    theirs: Outcome | None = seen.config.outcomes.get(name)
    n = int(seen.frame(RESPONSES)[name].notna().sum())
    words = f"it falls where the other answers rise (correlation {r:.2f} over {n:,} answers)"
    if not own:
        remedy = f"if a low answer is a good one: better: low for {name} in the variables table"
    elif theirs is not None and theirs.good is not None:
        remedy = f"see that outcomes.{name}.good lists the good answers"
    else:
        remedy = f"if a low answer is a good one: outcomes: {{{name}: {{better: low}}}}, or recode"
    return Suspicion(REVERSED, RESPONSES, name, n, STOP if own else WARN, words, remedy)


RULES = (other_way,)
