"""Where journeys break down: drop-off, and repeated attempts without completion.

Three questions at each touchpoint, over all customers. Does the journey end at a visit here more
often than at visits elsewhere, as far along and in the same journey (a discrete-time hazard, open
instances censored)? Is a visit here followed by another attempt more often than elsewhere, beyond
the visits that any popular touchpoint gets? Do those who were here and went elsewhere come back
more often, given how long they walk on? A touchpoint breaks where an excess survives control over
all touchpoints and is large enough to matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlib.mapping.comebacks import arrived_at, comebacks
from cxlib.mapping.declared import Declared
from cxlib.mapping.excess import PRIOR_TRIALS, Excess, among_alike, excess
from cxlib.mapping.loss import Loss, loss
from cxlib.mapping.paths import Walks
from cxlib.mapping.reach import BANDS, journey_sizes, reach_counts, visit_counts
from cxlib.results.coded import count, note, notes
from cxlib.stats import tests

EVERYBODY = 0.99  # a touchpoint in this share of its journeys' instances is one everybody passes
MATERIAL_RATIO = 1.5  # a rate less than half above that of comparable steps is no breakdown
MATERIAL_LOSS = 0.005  # nor is one that costs less than one completion in two hundred
FORCED, END, TESTED = "everybody passes", "ends the journey", "tested"
ALONE = "nothing to compare with"
DROPS, REPEATS, BOTH = "drop-off", "repeats", "drop-off and repeats"


@dataclass(frozen=True)
class Counts:
    """Arrays (touchpoint, journey, band) of the counts that the tests need."""

    visits: np.ndarray
    at_risk: np.ndarray
    drops: np.ndarray
    returns: np.ndarray
    left: np.ndarray
    back: np.ndarray
    seen: np.ndarray
    reached: np.ndarray
    repeated: np.ndarray
    extra: np.ndarray
    later: np.ndarray
    completed: np.ndarray
    passed: np.ndarray
    instances: np.ndarray  # per journey, open ones included


def breakdowns(
    walked: Walks, met: pd.DataFrame, declared: Declared, confidence: float, fdr: float
) -> pd.DataFrame:
    """Drop-off, repeats and the effect on completing at each touchpoint that customers use.

    Empty where nothing says what completes a journey.
    """
    if not walked.judged:
        return pd.DataFrame()
    return judge(counted(walked, met, declared), declared, confidence, fdr)


def remarks(table: pd.DataFrame) -> pd.DataFrame:
    """The note on why nothing breaks, where nothing does."""
    if table.empty:
        return notes(note("breakdowns", "nothing completes"))
    said = [] if table.breaks.any() else [_quiet(int((table.judged == TESTED).sum()))]
    return notes(*said)


def _quiet(tested: int) -> dict[str, object]:
    """That nothing breaks; or that nothing could be asked."""
    if not tested:
        return note("breakdowns", "none comparable")
    return note("breakdowns", "none", n=count(tested))


def counted(walked: Walks, met: pd.DataFrame, declared: Declared) -> Counts:
    """The counts of the distinct paths, as arrays (touchpoint, journey, band)."""
    visits, reach = visit_counts(walked), reach_counts(met, walked)
    shape = (len(declared.touchpoints), len(declared.journeys), BANDS)

    def array(frame: pd.DataFrame, column: str) -> np.ndarray:
        out = np.zeros(shape)
        np.add.at(out, (frame.touchpoint, frame.journey, frame.band), frame[column])
        return out

    sizes = journey_sizes(walked)
    of_visits = ("visits", "at_risk", "drops", "returns", "left", "back", "seen")
    of_reach = ("reached", "repeated", "extra", "later", "completed", "passed")
    return Counts(
        instances=np.bincount(sizes.journey, sizes.n, len(declared.journeys)),
        **{c: array(visits, c) for c in of_visits},
        **{c: array(reach, c) for c in of_reach},
    )


def judge(counts: Counts, declared: Declared, confidence: float, fdr: float) -> pd.DataFrame:
    """The breakdown table from the counts."""
    why = _candidates(counts, declared)
    usual = why == TESTED
    completes = (counts.visits > counts.at_risk).any((1, 2))
    drop = among_alike(counts.at_risk, counts.drops, usual, completes)
    drop = _surely(drop, excess(counts.visits, counts.drops, usual), completes & usual)
    again = among_alike(counts.at_risk, counts.returns, usual, completes, _by_chance(counts))
    back = comebacks(counts, usual)
    every = np.stack([drop.p, again.p, back.p])
    p = tests.benjamini_hochberg(np.where(usual, every, np.nan).ravel()).reshape(every.shape)
    drops, repeats, comes_back = _excessive(p <= fdr, drop, again, back)
    lost = loss(counts, drop, _attempts(again, back, comes_back), confidence)
    kind = _kind(drops, repeats | comes_back, lost)
    effect, low, high = lost.shown(kind == REPEATS)
    table = _rates(counts, drop, again, back).assign(
        touchpoint=declared.touchpoints.touchpoint, effect=effect, low=low, high=high,
        p_adjusted=np.fmin.reduce(p), breaks=kind != "", kind=np.where(kind == "", None, kind),
        judged=why,
    )  # fmt: skip
    used = declared.touchpoints.in_data.to_numpy() & (counts.passed.sum((1, 2)) > 0)
    return table[used].reset_index(drop=True)


def _surely(at_risk: Excess, every: Excess, completes: np.ndarray) -> Excess:
    """The only step that may complete a journey is held against steps unlike it: those who fail
    there are no common visitors, so that it must lose too many of all its visitors as well."""
    alone = completes & (completes.sum() == 1)
    return at_risk._replace(p=np.where(alone, np.fmax(at_risk.p, every.p), at_risk.p))


def _rates(counts: Counts, drop: Excess, again: Excess, back: Excess) -> pd.DataFrame:
    """What happens at each touchpoint, and what was expected to."""
    left = np.where(arrived_at(counts), counts.left.sum(axis=2), 0).sum(axis=1)
    visits = counts.visits.sum((1, 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        return pd.DataFrame(
            {
                "n": counts.reached.sum((1, 2)).astype(int),
                "dropoff": drop.events / visits,
                "repeat_rate": counts.repeated.sum((1, 2)) / counts.reached.sum((1, 2)),
                "visits": visits.astype(int),
                "dropoff_expected": drop.expected / visits,
                "return_rate": again.events / visits,
                "return_expected": again.expected / visits,
                "comeback_rate": back.events / left,
                "comeback_expected": back.expected / left,
            }
        )


def _by_chance(counts: Counts) -> np.ndarray:
    """How often the next visit is here for those who were here before and are elsewhere now.

    A popular touchpoint is met again without anybody being stuck at it.
    """
    returns, extra = counts.returns.sum(axis=2), counts.extra.sum(axis=2)
    elsewhere = counts.later.sum(axis=2) - extra
    share = np.maximum(extra - returns, 0) / (elsewhere + PRIOR_TRIALS)
    return np.clip(share, 0, 1)[:, :, None] * np.ones(BANDS)


def _excessive(found: np.ndarray, *tested: Excess) -> list[np.ndarray]:
    """Where each excess is proven and far enough above what comparable steps have."""
    return [
        proven & (one.events >= MATERIAL_RATIO * one.expected)
        for proven, one in zip(found, tested, strict=True)
    ]


def _attempts(again: Excess, back: Excess, comes_back: np.ndarray) -> Excess:
    """Attempts at once, and those after having been elsewhere where these are too many.

    Coming back often makes coming again at once look seldom: that is then no gain.
    """
    at_once = ~comes_back | (again.events > again.expected)
    return Excess(*(
        np.where(at_once, a, 0) + np.where(comes_back, b, 0)
        for a, b in zip(again, back, strict=True)
    ))  # fmt: skip


def _kind(drops: np.ndarray, repeats: np.ndarray, lost: Loss) -> np.ndarray:
    """What breaks each touchpoint: an excess that costs completions; "" where nothing does."""
    drops = drops & (lost.by_drop >= MATERIAL_LOSS)
    repeats = repeats & (lost.by_repeats >= MATERIAL_LOSS)
    return np.select([drops & repeats, drops, repeats], [BOTH, DROPS, REPEATS], "")


def _candidates(counts: Counts, declared: Declared) -> np.ndarray:
    """Why each touchpoint is tested or not: what everybody passes, or ends at, is never named."""
    touchpoints = declared.touchpoints
    passed = counts.passed.sum(axis=2)
    everybody = ((passed > 0) * counts.instances).sum(axis=1)
    share = passed.sum(axis=1) / np.maximum(everybody, 1)
    why = np.full(len(touchpoints), TESTED, dtype=object)
    why[touchpoints.forced.to_numpy(bool) | (share >= EVERYBODY)] = FORCED
    never_fails = (counts.drops + counts.repeated).sum((1, 2)) == 0
    completes = _is_in(touchpoints, declared.completing) & never_fails
    why[completes | _is_in(touchpoints, declared.ending)] = END
    met = (why == TESTED) & (counts.visits.sum((1, 2)) > 0)
    if met.sum() == 1:
        why[met] = ALONE
    return why


def _is_in(touchpoints: pd.DataFrame, pairs: frozenset[tuple[int, int]]) -> np.ndarray:
    return touchpoints.code.isin({t for _, t in pairs}).to_numpy()
