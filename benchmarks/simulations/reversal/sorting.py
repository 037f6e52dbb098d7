"""Every claim that the kit can make, sorted by what earns it.

A claim that *asserts* says more than a level: its verb is chosen by a test, and there is a case in
which the data are turned round and shuffled. One that *describes* gives a figure that is what it
is, or says that it cannot be told. One that is *declared* repeats what the client's own tables
say, or what follows from them by a written rule.
"""

from __future__ import annotations

from simulations.reversal import (
    answers,
    deciding,
    departments,
    periods,
    recovering,
    staying,
    walking,
)
from simulations.reversal.case import Case

MODULES = (answers, deciding, walking, staying, recovering, departments, periods)
CASES: tuple[Case, ...] = tuple(case for module in MODULES for case in module.CASES)

# one case of each kind, for a quick look; what they share is worked out once
FIRST: tuple[Case, ...] = tuple({case.kind: case for case in reversed(CASES)}.values())[::-1]

LEVEL = "a level with its interval"
OPEN = "says that it cannot be told"
COUNT = "a count of what was seen"
PLAN = "a choice under the team's own uplifts; how firm it is are redraws of the evidence"
THEIRS = "the client's own table"
MAP = "the words of the client's map"

# directions that assert nothing, by kind; "*" stands for all of them
DESCRIBES: dict[str, dict[str, str]] = {
    "journey": {"*": LEVEL},
    "funnel": {"only": LEVEL, "among the narrowest": OPEN},
    "loop": {"walked": COUNT},
    "paths": {"*": COUNT},
    "map": {"*": COUNT},
    "score": {"*": LEVEL},
    "worth": {"*": LEVEL},
    "voice": {"*": COUNT},
    "assumptions": {"*": "a count of guesses, held against tested drivers"},
    "recovery": {"too few": OPEN, "nothing known before": OPEN, "happiness unknown": OPEN},
    "readiness": {"too close": OPEN},
    "kpi": dict.fromkeys(("sign", "sign, moved", "steady", "steady, alerted", "never varied",
                          "as ever", "too few periods", "no periods", "limits hidden", "parts sign",
                          "parts steady", "parts too few"), LEVEL),
    "revisit": {"unmapped": COUNT, "alert": "repeats an alert, which has its own case"},
    "stuck": {"*": COUNT},
    "benefit": {"not yet": OPEN, "not yet, dated": OPEN},
    "benefits": {"*": "a count of judgements, each of which has its own case"},
    "value chain": {"no moment": OPEN},
}  # fmt: skip
DECLARED: dict[str, dict[str, str]] = {
    "initiative": {"*": PLAN},
    "left out": {"*": PLAN},
    "portfolio": {"*": PLAN},
    "information": {"*": PLAN},
    "proposal": {"*": "no initiative of the client's serves it; ideas of the kit's catalogue"},
    "raci": {"*": THEIRS},
    "plan": {"*": THEIRS},
    "ledger": {"*": THEIRS},
    "coordination": {"*": "who works where, by the client's own tables"},
    "strategy": {"simplify, forced": MAP, "simplify, forced and not asked": MAP},
    "right moment": dict.fromkeys(("leaving", "put right", "one errand", "whole range"), MAP),
}  # fmt: skip
# directions whose verb another direction's case tries: the same claim of another source or measure
AS: dict[str, dict[str, str]] = {
    "driver": {
        **{f"{way} here": way for way in ("strongest", "among the strongest", "rises", "falls")},
    },
    "retention": {"several": "two"},
    "leaving": dict.fromkeys(("failed", "rated", "failed in money", "rated in money"), "late"),
    "moment": dict.fromkeys(("truth failed", "truth rated", "friction failed", "friction rated"),
                            "friction late"),
    "backstage": {"failure breaks": "failure rates", "slowness breaks": "slowness rates"},
    "recovery": {"alike": "rates alike", "as happy": "rates alike"},
    "right moment": {"goes wrong": "stuck"},
    "promise": {"goes wrong": "stuck", "rated low, built on": "rated low"},
    "value chain": {"traced elsewhere": "carries more"},
    "kpi": {"parts signal": "signal"},
    "benefit": {"not kept": "kept"},
}  # fmt: skip


def unsorted(kind: str, directions: tuple[str, ...]) -> list[str]:
    """The directions of a kind that no case tries and nothing excuses."""
    tried = {way for case in CASES if case.kind == kind for way in case.asserts}
    told = set(AS.get(kind, {})) | tried
    excused = [part.get(kind, {}) for part in (DESCRIBES, DECLARED)]
    if any("*" in part for part in excused):
        return []
    return [way for way in directions if way not in told.union(*excused)]
