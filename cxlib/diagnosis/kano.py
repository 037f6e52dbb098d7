"""Kano's survey: how would you feel with the feature, and how without it?

Each pair of answers is looked up in the evaluation table; a feature's category is the commonest
one, and the bootstrap says how often it would be the commonest again. That it is the commonest is
tested against the next (Hung & Fithian 2019, Annals of Statistics 47: of the winner against the
runner-up, the two-sided test is valid although the answers chose them).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.stats import binomtest

from cxlib.engagement.contracts.respondents import respondents
from cxlib.engagement.model import Engagement
from cxlib.results.coded import listed, note, notes, text
from cxlib.stats import grouped, intervals
from cxlib.stats.resampling import stream
from cxlib.stats.tests import benjamini_hochberg

ANSWERS = ("like", "expect", "neutral", "live with", "dislike")  # 1 to 5 in the responses
EVALUATION = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")  # rows: with it, columns: without it
CATEGORIES = {
    "A": "attractive", "O": "one-dimensional", "M": "must-be", "I": "indifferent",
    "R": "reverse", "Q": "questionable",
}  # fmt: skip
FUNCTIONAL, DYSFUNCTIONAL = "functional", "dysfunctional"
DRAWS = 1000
SURE = 0.80  # of the bootstrap samples must agree on the commonest category
TIE = "tie"
KANO = ["feature", "touchpoint", "n", "category", "probability", "leaning", "better", "better_low",
        "better_high", "worse", "worse_low", "worse_high", "questionable",
        "p_adjusted"]  # fmt: skip


class Pairs(NamedTuple):
    """Answers 1 to 5 with the feature and without it, and whose they are (None: all others')."""

    with_it: np.ndarray
    without_it: np.ndarray
    who: np.ndarray | None = None


def kano(engagement: Engagement) -> dict[str, pd.DataFrame]:
    """The category of every feature asked about in pairs (`kano`).

    A pair is two variables of kind "functional" and "dysfunctional" with the same `group` (the
    feature), answered 1 (like) to 5 (dislike). `better` and `worse` are Berger's coefficients:
    how much having it can please, lacking it can annoy. `p_adjusted` is that of the commonest
    category against the next, over all features.
    """
    pairs = list(_pairs(engagement))
    if not pairs:
        return {}
    rng = stream(engagement.seed, "kano")
    confidence = engagement.policy.confidence
    rows = [
        {"feature": feature, "touchpoint": touchpoint, **evaluated(answers, rng, confidence)}
        for feature, touchpoint, answers in pairs
    ]
    table = pd.DataFrame(rows)
    table = table.assign(p_adjusted=benjamini_hochberg(table["p"]))[KANO]
    ties = table.loc[table["category"] == TIE, "feature"]
    said = [note("kano", "ties", names=listed(map(text, ties)))] if len(ties) else []
    return {"kano": table, "notes": notes(*said)}


def _pairs(engagement: Engagement) -> Iterator[tuple[str, object, Pairs]]:
    responses, variables = engagement.table("responses"), engagement.table("variables")
    asked = variables[variables["kind"].isin([FUNCTIONAL, DYSFUNCTIONAL])].dropna(subset="group")
    for feature, rows in asked.groupby("group", sort=True):
        names = rows.drop_duplicates("kind").set_index("kind")["variable"]
        if set(names.index) != {FUNCTIONAL, DYSFUNCTIONAL} or not set(names) <= set(responses):
            continue
        asked_both = [names[FUNCTIONAL], names[DYSFUNCTIONAL]]
        answered = responses.dropna(subset=asked_both)
        both = answered[asked_both].to_numpy(int)
        if len(both):
            touchpoint = rows["touchpoint"].dropna()
            place = touchpoint.iloc[0] if len(touchpoint) else None
            yield feature, place, Pairs(both[:, 0], both[:, 1], respondents(answered))


def categories(with_it: np.ndarray, without_it: np.ndarray) -> np.ndarray:
    """The letter of each pair of answers 1 to 5.

    >>> "".join(categories(np.array([1, 2, 1]), np.array([3, 5, 5])))
    'AMO'
    """
    return np.array([list(row) for row in EVALUATION])[with_it - 1, without_it - 1]


def _drawn(each: np.ndarray, who: np.ndarray | None, rng: np.random.Generator) -> np.ndarray:
    """Counts of the letters in bootstrap samples of respondents, each with all its pairs."""
    if who is None:
        return rng.multinomial(len(each), each.mean(axis=0), size=DRAWS)
    own = np.zeros((who.max() + 1, each.shape[1]))
    np.add.at(own, who, each)
    return rng.multinomial(len(own), np.full(len(own), 1 / len(own)), size=DRAWS) @ own


def _repeated(each: np.ndarray, who: np.ndarray | None) -> float:
    """By how much respondents' repeated pairs are worth less: the largest design effect."""
    one = np.zeros(len(each), dtype=int)
    worth = [grouped.means(letter, one, 1, clusters=who).effective[0] for letter in each.T]
    told = [w for w in worth if w > 0]
    return len(each) / min(told) if told else 1.0


def evaluated(
    pairs: Pairs, rng: np.random.Generator, confidence: float = 0.95
) -> dict[str, object]:
    """One feature: its category with the bootstrap probability of being the commonest."""
    letters = list(CATEGORIES)
    found = categories(pairs.with_it, pairs.without_it)
    each = (found[:, None] == np.array(letters)).astype(float)
    counts = each.sum(axis=0)
    drawn = _drawn(each, pairs.who, rng)
    mode = int(counts.argmax())
    probability = float((drawn.argmax(axis=1) == mode).mean())
    a, o, m, i = counts[:4]
    base = max(a + o + m + i, 1)
    repeated = _repeated(each, pairs.who)
    worth = base / repeated
    better, worse = (intervals.wilson(x / base * worth, worth, confidence) for x in (a + o, o + m))
    name = CATEGORIES[letters[mode]]
    return {
        "n": len(found),
        "category": name if probability >= SURE else TIE,
        "leaning": name,
        "probability": probability,
        "better": (a + o) / base,
        "better_low": float(better[0]),
        "better_high": float(better[1]),
        "worse": -(o + m) / base,
        "worse_low": -float(worse[1]),
        "worse_high": -float(worse[0]),
        "questionable": counts[5] / len(found),
        "p": _commonest(counts / repeated),
    }


def _commonest(counts: np.ndarray) -> float:
    """The p of the commonest category against the next, as if they were as common.

    >>> round(_commonest(np.array([15.0, 5.0, 0.0])), 4)
    0.0414
    """
    second, first = np.sort(np.round(counts))[-2:].astype(int)
    return float(binomtest(first, first + second).pvalue) if first else 1.0
