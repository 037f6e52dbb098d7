"""What the drivers say, in sentences."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from cxlib.diagnosis.cells import EVERYWHERE
from cxlib.diagnosis.drivers.between import between_groups, only_between
from cxlib.diagnosis.drivers.explain import Explained
from cxlib.diagnosis.drivers.grouping import DUPLICATE_CORRELATION, HIGH_VIF
from cxlib.diagnosis.drivers.imputation import SETS
from cxlib.diagnosis.drivers.material import IMPUTED, PAIRWISE
from cxlib.diagnosis.drivers.model import Answer
from cxlib.diagnosis.drivers.sums import BLOCKS, ROWS_DRAWN_SINGLY
from cxlib.diagnosis.saying import findings, listed
from cxlib.engagement.model import Engagement

ORDINAL = "ordinal"
TOLD = 5  # findings per model; the table has them all
HANDLED = {
    PAIRWISE: "so each pair of variables is correlated over the answers that hold both: that uses "
    "all the data, and is right when N/A has nothing to do with the score.",
    IMPUTED: f"so every gap is filled {SETS} times by draws from what the other answers imply, and "
    "the results are pooled: right also where N/A depends on the other answers.",
}
NARROW = 0.03  # an interval shorter than this is told to a tenth of a percent
ASSOCIATION = (
    "Importance is association: a variable's share of what the answers to the outcome have in "
    "common with the ratings. Whether changing it changes the outcome, only a trial shows."
)


def labels(engagement: Engagement) -> dict[str, str]:
    """How a variable is spoken of: its label where the client gave one."""
    variables = engagement.table("variables").drop_duplicates("variable").set_index("variable")
    return variables["label"].dropna().astype(str).to_dict()


def driver_findings(engagement: Engagement, found: Explained, table: pd.DataFrame) -> pd.DataFrame:
    """One finding per critical driver, the strongest of every model."""
    spoken, doubtful = labels(engagement), only_between(table)
    rows = []
    for one in found.answers:
        here = table[_about(table, one)]
        critical = here[here["critical"]].sort_values("importance", ascending=False).head(TOLD)
        rows += [
            _finding(row, spoken, engagement.policy.confidence, _doubt(row, doubtful))
            for row in critical.itertuples()
        ]
    return findings(rows)


def _doubt(row: tuple, doubtful: pd.DataFrame) -> str:
    """What is added to the sentence where only the difference between groups carries it."""
    about = (doubtful["outcome"] == row.outcome) & (doubtful["variable"] == row.variable)
    if row.scope != EVERYWHERE or not about.any():
        return ""
    groups = listed(list(doubtful.loc[about, "segment"]))
    return f" Inside the groups of {groups} it does not: the groups may make the difference."


def _finding(row: tuple, spoken: Mapping[str, str], confidence: float, doubt: str) -> dict:
    name = spoken.get(row.variable, row.variable)
    outcome = spoken.get(row.outcome, row.outcome)
    way = "up" if row.effect > 0 else "down"
    duplicate = "" if pd.isna(row.group) else f" (with its near-duplicates: {row.group})"
    return {
        "finding_id": f"driver:{row.outcome}:{row.scope}:{row.variable}",
        "statement": (
            f"{name}{duplicate} carries {percent(row.importance, row)} % of the differences in "
            f"{outcome} ({percent(row.low, row)} to {percent(row.high, row)} %, n = {row.n:,}); "
            f"one standard deviation more goes with {outcome} {way} by {abs(row.effect):.2f} "
            f"({row.effect_low:+.2f} to {row.effect_high:+.2f}, {100 * confidence:.0f} % interval)."
            + doubt
        ),
        "grade": "survey",
        "n": int(row.n),
        "evidence": f"drivers[outcome={row.outcome},scope={row.scope},level={row.level},"
        f"variable={row.variable}]",
    }


def percent(share: float, row: tuple) -> str:
    """A share in percent, with a decimal where its interval is narrow."""
    return f"{100 * share:.{1 if row.high - row.low < NARROW else 0}f}"


def driver_notes(engagement: Engagement, found: Explained, table: pd.DataFrame) -> list[str]:
    """How the drivers were found, what could not be told apart, and what to beware of."""
    whole = [a for a in found.answers if a.question.scope == EVERYWHERE]
    said = [ASSOCIATION, *_chosen(found)]
    said += _missing(found.answers)
    said += list(dict.fromkeys(w for a in found.answers for w in (*_duplicates(a), *_inflated(a))))
    said += _turned(found.answers, table)
    said += between_groups(only_between(table))
    said += [_many(a) for a in found.answers if len(a.blocks) > 16]
    if any(int(a.n.max()) > ROWS_DRAWN_SINGLY for a in whole):
        said.append(
            f"With more than {ROWS_DRAWN_SINGLY:,} answers the intervals come from {BLOCKS:,} "
            "random blocks of answers instead of single ones; they are the same intervals."
        )
    quiet = [a.question for a in found.answers if not _any_critical(a, table)]
    said += [
        f"No variable's effect on '{q.outcome}' ({q.scope}) can be told from chance, whatever its "
        "weight."
        for q in quiet
    ]
    return [*said, *_by_segment(found)]


def _chosen(found: Explained) -> list[str]:
    """What the consultant chose otherwise than the kit would, and where it could not be had."""
    way = found.way
    asked = [a for a in found.answers if "logistic" not in a.method]
    linear = list(dict.fromkeys(a.question.outcome for a in asked if ORDINAL not in a.method))
    said = {
        "Critical is judged by the largest |t| of each model (max-T, policy.drivers.test): the "
        "chance of even one false flag is held, not the share of false ones among the flags.": (
            way.family_wise
        ),
        "The intervals are drawn from the large-sample limit instead of redrawn answers "
        "(policy.drivers.bootstrap: fast): an approximation, poor for few answers.": way.fast,
        "The ordinal model (policy.drivers.regression) needs answers without gaps: the p-values "
        f"of {listed(linear)} come from the linear one.": way.test == ORDINAL and bool(linear),
    }
    return [words for words, holds in said.items() if holds]


def _any_critical(found: Answer, table: pd.DataFrame) -> bool:
    return bool(table.loc[_about(table, found), "critical"].any())


def _missing(answers: tuple[Answer, ...]) -> list[str]:
    gaps = [a for a in answers if a.complete < 1]
    if not gaps:
        return []
    worst = min(gaps, key=lambda a: a.complete)
    asked = worst.question
    start = (
        f"N/A is left out, never scored. Only {100 * worst.complete:.0f} % of the answers on "
        f"'{asked.outcome}' ({asked.scope}) rate every variable, "
    )
    return [start + HANDLED[worst.missing or PAIRWISE]]


def _duplicates(found: Answer) -> list[str]:
    return [
        f"{listed(sorted(found.names[k] for k in block))} are near-duplicates (correlated "
        f"{DUPLICATE_CORRELATION:.2f} or more): they are weighed as one, "
        f"'{found.names[leader]}' stands for them; ask only one of them next time."
        for block, leader in zip(found.blocks, found.leaders, strict=True)
        if len(block) > 1
    ]


def _inflated(found: Answer) -> list[str]:
    high = [v for v, f in zip(found.variables, found.inflation, strict=True) if f >= HIGH_VIF]
    if not high:
        return []
    return [
        f"{listed(high)}: nine tenths or more of each is told by the other variables (VIF of "
        f"{HIGH_VIF:.0f} or more) in '{found.question.outcome}' ({found.question.scope}), so their "
        "single effects are uncertain; read them together."
    ]


def _turned(answers: tuple[Answer, ...], table: pd.DataFrame) -> list[str]:
    """Critical variables whose effect runs against their own correlation with the outcome."""
    said = []
    for found in answers:
        alone = np.sign(found.matrix[0, 1:])
        against = np.sign(found.effects.value) * alone < 0
        rows = table[_about(table, found)].set_index("variable")
        names = [
            v
            for v, turned in zip(found.variables, against, strict=True)
            if turned and bool(rows["critical"].get(v, False))
        ]
        if names:
            said.append(
                f"{listed(names)}: by itself the rating goes one way with "
                f"'{found.question.outcome}' ({found.question.scope}), with the others held the "
                "other way. Such a turn often means that groups of customers are mixed up: look "
                "inside the segments before acting on it."
            )
    return said


def _about(table: pd.DataFrame, found: Answer) -> pd.Series:
    asked = found.question
    return (table["outcome"] == asked.outcome) & (table["scope"] == asked.scope)


def _many(found: Answer) -> str:
    return (
        f"{len(found.blocks)} variables on '{found.question.outcome}' ({found.question.scope}) are "
        f"too many for every order of entry: importance is by {found.method.split(';')[0]}. Name "
        "groups in the `variables` table to weigh groups first."
    )


def _by_segment(found: Explained) -> list[str]:
    if not found.segments:
        return []
    return [
        "Drivers are also shown inside every segment with at least 20 answers per variable; their "
        "p-values are adjusted over all segments together."
    ]
