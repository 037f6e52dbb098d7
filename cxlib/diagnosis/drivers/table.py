"""The answers as rows of `drivers` and `dominance`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from cxlib.diagnosis.drivers import dominance, effects
from cxlib.diagnosis.drivers.explain import Explained
from cxlib.diagnosis.drivers.model import Answer
from cxlib.diagnosis.drivers.questions import GROUP
from cxlib.diagnosis.drivers.refuting import refutations
from cxlib.diagnosis.drivers.remarks import driver_notes, once
from cxlib.engagement.model import Engagement
from cxlib.results.coded import coded, count, notes, together
from cxlib.stats.ranks import p_of_first, rank_intervals
from cxlib.stats.resampling import stream
from cxlib.stats.tests import benjamini_hochberg

DRIVERS = ["outcome", "scope", "level", "variable", "n", "importance", "low", "high", "effect",
           "effect_low", "effect_high", "p_adjusted", "critical", "group", "rank",
           "rank_probability", "held_out", "r2", "method", "rank_low", "rank_high", "spread",
           "outcome_spread"]  # fmt: skip
DOMINANCE = ["outcome", "scope", "level", "variable", "over", "complete", "conditional", "general",
             "reproducibility"]  # fmt: skip
Sense = Callable[[str], float]  # 1 where more of a variable is better, −1 where less is
SAID = {1.0: "yes", 0.0: "no", 0.5: "undetermined"}


def drivers(
    engagement: Engagement,
    found: Explained,
    held_out: dict[str, float] | None = None,
) -> dict[str, pd.DataFrame]:
    """The rows of `drivers`, with notes and what was tried to refute them.

    `effect`, with its interval, is what the outcome moves by on its own scale where a rating is a
    standard deviation better, as better is declared for the variable; with the others held.

    `critical` is the adjusted p of the signed effect at `policy.fdr`, or by choice family-wise
    (`Way.family_wise`), where the effect is not gone or turned round inside a declared segment
    (`drivers.within`). Segments are adjusted over all variables of all segments together. A
    near-duplicate stands with its group's leader: the leader's row carries the group's whole
    importance.

    Parameters
    ----------
    held_out : dict, optional
        Loss of held-out R² by variable when a boosted-tree model's column is shuffled.
    """
    fdr, sense = engagement.policy.fdr, engagement.sense
    parts = [
        _rows(a, _adjusted(a, engagement.seed, found.way.family_wise), fdr, sense, first,
              found.refuted(a))
        for a, first in zip(found.answers, _firsts(found.answers), strict=True)
    ]  # fmt: skip
    parts += _segment_rows(found.segments, fdr, sense)
    if not parts:
        return {"notes": notes(*once(found.said))}
    table = pd.concat(parts, ignore_index=True)
    main = (table["outcome"] == engagement.config.main_outcome) & (table["scope"] == "overall")
    table["held_out"] = table["variable"].map(held_out or {}).where(main).astype(float)
    return {
        "drivers": table[DRIVERS],
        "refutations": refutations(found, table, fdr, sense),
        "notes": notes(*once([*found.said, *driver_notes(found, table)])),
    }


def _adjusted(found: Answer, seed: int, family_wise: bool) -> np.ndarray:
    rng = stream(seed, "max-t", found.question.outcome, found.question.scope)
    return effects.adjusted(found.effects, found.matrices, rng if family_wise else None)


def _segment_rows(answers: Sequence[Answer], fdr: float, sense: Sense) -> list[pd.DataFrame]:
    if not answers:
        return []
    p = benjamini_hochberg(np.concatenate([a.effects.p for a in answers]))
    ends = np.cumsum([len(a.blocks) for a in answers])[:-1]
    return [
        _rows(a, part, fdr, sense, first)
        for a, part, first in zip(answers, np.split(p, ends), _firsts(answers), strict=True)
    ]


def _firsts(answers: Sequence[Answer]) -> list[bool]:
    """In which models the first place is surely its holder's: false-discovery rate over them."""
    p = benjamini_hochberg([p_of_first(a.importance, a.drawn) for a in answers])
    return [bool(one < 1 - a.confidence) for one, a in zip(p, answers, strict=True)]


def _rows(
    found: Answer,
    p: np.ndarray,
    fdr: float,
    sense: Sense,
    first: bool,
    refuted: np.ndarray | None = None,
) -> pd.DataFrame:
    refuted = np.zeros(len(p), dtype=bool) if refuted is None else refuted
    low, high = found.interval()
    rank = (-found.importance).argsort(kind="stable").argsort() + 1
    ranks = (-found.drawn).argsort(axis=1, kind="stable").argsort(axis=1) + 1
    best, worst = rank_intervals(found.importance, found.drawn, found.confidence, first)
    turn = np.array([sense(name) for name in found.variables])
    ends = np.sort([turn * found.effects.low, turn * found.effects.high], axis=0)
    main = pd.DataFrame(
        {
            "variable": found.variables,
            "n": found.n,
            "importance": found.importance,
            "low": low,
            "high": high,
            "effect": turn * found.effects.value,
            "effect_low": ends[0],
            "effect_high": ends[1],
            "p_adjusted": p,
            "critical": (np.nan_to_num(p, nan=1.0) <= fdr) & ~refuted,
            "group": [_group_name(found, b) for b in found.blocks],
            "rank": rank,
            "rank_probability": (ranks == rank).mean(axis=0),
            "rank_low": best,
            "rank_high": worst,
            "spread": found.spreads,
            "level": found.question.level,
        }
    )
    whole = pd.concat([main, _duplicates(found), _groups(found)], ignore_index=True)
    return whole.assign(
        outcome=found.question.outcome,
        scope=found.question.scope,
        r2=found.r2,
        outcome_spread=found.outcome_spread,
        method=_method(found),
        held_out=np.nan,
        critical=whole["critical"].astype(bool),
    )


def _method(found: Answer) -> str | None:
    """How importance, its draws and the effects were found."""
    draws = "asymptotic draws" if found.fast else "bootstrap"
    sets = {"sets": count(found.effects.sets)} if found.effects.sets > 1 else {}
    effects_by = f"{found.effects.method}{' imputed' if sets else ''}"
    parts = [coded(f"method|{found.method}"), coded(f"method|{draws}")]
    return together([*parts, coded(f"method|{effects_by}", **sets)])


def _group_name(found: Answer, block: Sequence[int]) -> str | None:
    """What a leader stands for: itself and its near-duplicates."""
    return " = ".join(found.names[k] for k in block) if len(block) > 1 else None


def _duplicates(found: Answer) -> pd.DataFrame:
    """Near-duplicates that another variable stands for: named, not weighed twice."""
    rows = [
        {"variable": found.names[k], "n": int(n), "critical": False, "level": found.question.level,
         "group": _group_name(found, block)}
        for block, leader, n in zip(found.blocks, found.leaders, found.n, strict=True)
        for k in block
        if k != leader
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["variable", "n", "critical", "level", "group"])


def _groups(found: Answer) -> pd.DataFrame:
    """Rows of the declared groups, where there were too many variables."""
    groups = found.groups.dropna(subset="group")
    return groups.assign(
        variable=groups["group"], n=int(found.n.max()), critical=False, level=GROUP
    )


def dominance_table(found: Explained) -> dict[str, pd.DataFrame]:
    """Does a variable beat another in every model, or only on average (`dominance`)?

    One row per ordered pair where the first leads on average. `reproducibility` is the share of
    bootstrap samples in which it leads too.
    """
    small = [a for a in found.answers if 2 <= len(a.blocks) <= dominance.MAX_VARIABLES]
    parts = [_dominance(a) for a in small]
    return {"dominance": pd.concat(parts, ignore_index=True)} if parts else {}


def _dominance(found: Answer) -> pd.DataFrame:
    verdict = dominance.dominance(found.matrix)
    agree = (found.drawn[:, :, None] > found.drawn[:, None, :]).mean(axis=0)
    names = found.variables
    ahead = np.argwhere(verdict.general == 1.0)
    return pd.DataFrame(
        [
            (found.question.outcome, found.question.scope, found.question.level, names[i],
             names[j], SAID[verdict.complete[i, j]], SAID[verdict.conditional[i, j]], "yes",
             agree[i, j])
            for i, j in ahead
        ],
        columns=DOMINANCE,
    )  # fmt: skip
