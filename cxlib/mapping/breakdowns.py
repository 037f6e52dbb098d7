"""Where journeys break down: drop-off, and repeated attempts without completion.

Two questions at each touchpoint, over all customers. Does the journey end at a visit here more
often than at visits elsewhere, as far along and in the same journey (a discrete-time hazard, open
instances censored)? Do those who come here come again and never complete, more often than those
who come elsewhere as far along? A touchpoint breaks where the excess survives control over all
touchpoints, and is large enough to matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from cxlib.mapping.declared import Declared
from cxlib.mapping.excess import Excess, excess, rates_elsewhere
from cxlib.mapping.paths import Walks
from cxlib.mapping.reach import BANDS, journey_sizes, reach_counts, visit_counts
from cxlib.stats import tests
from cxlib.stats.intervals import z_value

EVERYBODY = 0.99  # a touchpoint in this share of its journeys' instances is one everybody passes
NOTE_NOTHING_COMPLETES = (
    "Nothing says when a journey is completed (journeys.completes, or a completed flag), so "
    "breakdowns cannot be told from endings and are not shown."
)
MATERIAL_RATIO = 1.5  # a rate less than half above that of comparable steps is no breakdown
MATERIAL_LOSS = 0.005  # nor is one that costs less than one completion in two hundred
FORCED, END, TESTED = "everybody passes", "ends the journey", "tested"


@dataclass(frozen=True)
class Counts:
    """Arrays (touchpoint, journey, band) of the counts that the tests need."""

    visits: np.ndarray
    drops: np.ndarray
    reached: np.ndarray
    repeated: np.ndarray
    extra: np.ndarray
    completed: np.ndarray
    passed: np.ndarray
    instances: np.ndarray  # per journey, open ones included


def breakdowns(
    walked: Walks, met: pd.DataFrame, declared: Declared, confidence: float, fdr: float
) -> dict[str, pd.DataFrame]:
    """Drop-off, repeats and the effect on completing at each touchpoint that customers use."""
    if not walked.judged:
        note = {"section": ["breakdowns"], "note": [NOTE_NOTHING_COMPLETES]}
        return {"notes": pd.DataFrame(note)}
    counts = counted(walked, met, declared)
    table = judge(counts, declared, confidence, fdr)
    return {"breakdowns": table, "findings": _findings(table, confidence)}


def counted(walked: Walks, met: pd.DataFrame, declared: Declared) -> Counts:
    """The counts of the distinct paths, as arrays (touchpoint, journey, band)."""
    visits, reach = visit_counts(walked), reach_counts(met, walked)
    shape = (len(declared.touchpoints), len(declared.journeys), BANDS)

    def array(frame: pd.DataFrame, column: str) -> np.ndarray:
        out = np.zeros(shape)
        np.add.at(out, (frame.touchpoint, frame.journey, frame.band), frame[column])
        return out

    sizes = journey_sizes(walked)
    return Counts(
        instances=np.bincount(sizes.journey, sizes.n, len(declared.journeys)),
        visits=array(visits, "visits"),
        drops=array(visits, "drops"),
        **{c: array(reach, c) for c in ("reached", "repeated", "extra", "completed", "passed")},
    )


def judge(counts: Counts, declared: Declared, confidence: float, fdr: float) -> pd.DataFrame:
    """The breakdown table from the counts."""
    why = _candidates(counts, declared)
    usual = why == TESTED
    drop = excess(counts.visits, counts.drops, usual)
    again = excess(counts.reached, counts.repeated, usual)
    p = np.fmin(1.0, 2 * np.fmin(drop.p, again.p))  # two tests of one touchpoint (Bonferroni)
    p = tests.benjamini_hochberg(np.where(usual, p, np.nan))
    effect, low, high = _effect(counts, drop, usual, confidence)
    material = (effect <= -MATERIAL_LOSS) & (_ratio(drop, again) >= MATERIAL_RATIO)
    used = declared.touchpoints.in_data.to_numpy() & (counts.passed.sum((1, 2)) > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        table = pd.DataFrame({
            "touchpoint": declared.touchpoints.touchpoint,
            "n": again.trials.astype(int),
            "dropoff": drop.events / drop.trials,
            "repeat_rate": again.events / again.trials,
            "effect": effect, "low": low, "high": high,
            "p_adjusted": p,
            "breaks": (p <= fdr) & material,
            "visits": drop.trials.astype(int),
            "dropoff_expected": drop.expected / drop.trials,
            "repeat_expected": again.expected / again.trials,
            "judged": why,
        })  # fmt: skip
    return table[used].reset_index(drop=True)


def _ratio(drop: Excess, again: Excess) -> np.ndarray:
    """How many times the expected rate, by the test that shows more."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.fmax(drop.events / drop.expected, again.events / again.expected)


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
    return why


def _is_in(touchpoints: pd.DataFrame, pairs: frozenset[tuple[int, int]]) -> np.ndarray:
    return touchpoints.code.isin({t for _, t in pairs}).to_numpy()


def _effect(
    counts: Counts, drop: Excess, usual: np.ndarray, confidence: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The difference in completing that the touchpoint makes to those who reach it.

    Were the hazard of a visit, and the number of visits, those of comparable steps, fewer or more
    would be lost here; of them, the share would complete that completes among those who go on.
    Interval by the delta method.
    """
    reached, extra = counts.reached.sum((1, 2)), counts.extra.sum((1, 2))
    completed = counts.completed.sum((1, 2))
    more, scatter = rates_elsewhere(counts.reached, counts.extra, usual)
    usual_extra = (counts.reached * more).sum((1, 2))
    extra_variance = (counts.reached**2 * more * (1 + more) * scatter).sum((1, 2))  # geometric
    with np.errstate(divide="ignore", invalid="ignore"):
        usual_visits = (reached + usual_extra) / (reached + extra)
        loss = drop.expected * usual_visits
        stay = reached - drop.events
        complete = np.clip(completed / stay, 0, 1)
        lost = (drop.events - loss) / reached
        share = np.clip(drop.events / reached, 0, 1)
        variance = (
            complete**2
            / reached**2
            * (
                reached * share * (1 - share)
                + drop.expected_variance * usual_visits**2
                + extra_variance * (drop.expected / (reached + extra)) ** 2
            )
            + lost**2 * complete * (1 - complete) / stay
        )
    effect = -complete * lost
    half = z_value(confidence) * np.sqrt(variance)
    return tuple(np.clip(v, -1, 1) for v in (effect, effect - half, effect + half))


def _findings(table: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """A sentence for each breakdown."""
    named = table[table.breaks]
    return pd.DataFrame({
        "finding_id": "breakdown:" + named.touchpoint,
        "statement": [_sentence(row, confidence) for row in named.itertuples()],
        "grade": "events",
        "n": named.n,
        "evidence": "breakdowns[touchpoint=" + named.touchpoint + "]",
        "leads_to": None,
    })  # fmt: skip


def _sentence(row: object, confidence: float) -> str:
    return (
        f"Journeys break down at {row.touchpoint}: of {row.n:,} instances that reach it, "
        f"{row.repeat_rate:.1%} come again and never complete ({row.repeat_expected:.1%} at "
        f"comparable steps), and {row.dropoff:.1%} of visits are the last "
        f"({row.dropoff_expected:.1%} expected). It costs {-100 * row.effect:.1f} in 100 their "
        f"completion ({confidence:.0%} interval {-100 * row.high:.1f} to {-100 * row.low:.1f}; "
        f"adjusted p {_p(row.p_adjusted)})."
    )


def _p(value: float) -> str:
    return "below 0.001" if value < 0.001 else f"{value:.3f}"
