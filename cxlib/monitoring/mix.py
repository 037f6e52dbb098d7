"""Did the score move, or only the mix of customers?

The change of an outcome from one period to the next is split exactly: what came from other shares
of the segments (at their average score), and what came from other scores within the segments (at
their average share). Kitagawa (1955), JASA 50.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from cxlib.engagement.config import Outcome
from cxlib.engagement.contracts.respondents import worth
from cxlib.monitoring.measures import above_rounding
from cxlib.monitoring.measures.responses import DETRACTOR, PROMOTER, is_best, unit_of
from cxlib.stats.intervals import z_value
from cxlib.stats.tests import benjamini_hochberg

COLUMNS = ["period", "before", "kpi", "n", "total_change", "mix_change", "within_change",
           "segment", "mix_low", "mix_high", "within_low", "within_high",
           "verdict", "mix_p", "within_p", "unit"]  # fmt: skip
MIX, WITHIN, BOTH, NEITHER = "mix", "within", "both", "neither"


def mix_table(
    responses: pd.DataFrame,
    asked: Mapping[str, Outcome],
    segments: Sequence[str],
    confidence: float,
    fdr: float,
    smallest: int = 0,
) -> pd.DataFrame:
    """One row per outcome and period: its change on the period `before`, split over the segment
    whose mix moved most surely; `verdict` says which part is beyond chance, by p-values adjusted
    over the periods (that of the mix also for the choice of the segment).

    A segment is not split by where a group of it has fewer than `smallest` answers: their scores
    are luck, and the split would tell them.

    Units are those of the KPI: NPS points, shares 0-1, or the scale's own.
    """
    rows = [
        split(responses, name, outcome, segment)
        for name, outcome in asked.items()
        for segment in segments
        if segment in responses and name in responses
    ]
    filled = [frame[frame["fewest"] >= smallest] for frame in rows if len(frame)]
    filled = [frame for frame in filled if len(frame)]
    if not filled:
        return pd.DataFrame(columns=COLUMNS)
    told = _chosen(judged(pd.concat(filled, ignore_index=True), confidence), fdr)
    units = {name: unit_of(outcome) for name, outcome in asked.items()}
    return told.assign(unit=told["kpi"].map(units))[COLUMNS]


def points(score: pd.Series, outcome: Outcome) -> pd.Series:
    """Each answer's contribution to the KPI: +-100 or 0 for NPS, 1 or 0 for shares."""
    values = score.to_numpy(float)
    if outcome.kind == "nps":
        turned = outcome.favourable(values)
        told = 100.0 * (turned >= PROMOTER) - 100.0 * (turned <= DETRACTOR)
    elif outcome.kind == "mean":
        told = values
    else:
        told = is_best(values, outcome).astype(float)
    return pd.Series(told, index=score.index)


def split(responses: pd.DataFrame, name: str, outcome: Outcome, segment: str) -> pd.DataFrame:
    """An outcome's changes and their errors for every pair of neighbouring periods.

    Returns
    -------
    DataFrame
        period (the later one), before, kpi, segment, n (answers), total_change, mix_change and
        within_change with mix_error and within_error; fewest, the answers of the smallest group
        that there is on either side; empty below two periods.
    """
    used = responses[responses[name].notna() & responses[segment].notna()]
    used = used[used["period"].notna()]
    weight = used["weight"].fillna(1.0) if "weight" in used else 1.0
    rows = pd.DataFrame({"period": used["period"], "cell": used[segment].astype("str"),
                         "y": points(used[name], outcome), "w": weight})  # fmt: skip
    rows = rows.assign(wy=rows["w"] * rows["y"], wyy=rows["w"] * rows["y"] ** 2)
    sums = rows.groupby(["period", "cell"])[["w", "wy", "wyy"]].sum()
    sums = sums.assign(base=worth(used, rows["w"], [rows["period"], rows["cell"]])).unstack("cell")
    if len(sums) < 2:
        return pd.DataFrame()
    counted = rows.groupby(["period", "cell"]).size().groupby("period").agg(["min", "sum"])
    answers = counted["min"].to_numpy()
    w, wy, wyy, base = (sums[c].fillna(0).to_numpy() for c in ("w", "wy", "wyy", "base"))
    share = w / w.sum(axis=1, keepdims=True)
    mean = np.divide(wy, w, out=np.full_like(w, np.nan), where=w > 0)
    square = np.divide(wyy, w, out=np.full_like(w, np.nan), where=w > 0)
    parts = _parts(share, mean, np.clip(square - mean**2, 0, None), base)
    changes = ["total_change", "mix_change", "within_change"]
    parts[changes] = above_rounding(parts[changes], rows["y"].abs().max())
    return parts.assign(
        period=sums.index[1:], before=sums.index[:-1], kpi=name, segment=segment,
        n=counted["sum"].to_numpy()[1:], fewest=np.minimum(answers[1:], answers[:-1]),
    )  # fmt: skip


def _parts(
    share: np.ndarray, mean: np.ndarray, variance: np.ndarray, base: np.ndarray
) -> pd.DataFrame:
    """Mix and within parts of each step, with their standard errors.

    A cell absent on one side takes the other side's mean: its coming or going is all mix.
    """
    before = np.where(np.isfinite(mean[:-1]), mean[:-1], mean[1:])
    after = np.where(np.isfinite(mean[1:]), mean[1:], before)
    before, after = np.nan_to_num(before), np.nan_to_num(after)
    middle, weight = (before + after) / 2, (share[1:] + share[:-1]) / 2
    mix = ((share[1:] - share[:-1]) * middle).sum(axis=1)
    within = (weight * (after - before)).sum(axis=1)
    per_answer = np.divide(variance, base, out=np.zeros_like(base), where=base > 0)
    per_answer = np.nan_to_num(per_answer)
    within_var = (weight**2 * (per_answer[1:] + per_answer[:-1])).sum(axis=1)
    mix_var = _multinomial(share[1:], middle, base[1:]) + _multinomial(
        share[:-1], middle, base[:-1]
    )
    return pd.DataFrame({
        "total_change": mix + within, "mix_change": mix, "within_change": within,
        # a variance of 0 may come out below it by rounding
        "mix_error": np.sqrt(np.maximum(mix_var, 0)), "within_error": np.sqrt(within_var),
    })  # fmt: skip


def _multinomial(share: np.ndarray, middle: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Variance of sum(share x middle) when the shares come from so many answers."""
    total = np.maximum(base.sum(axis=1), 1)
    return ((share * middle**2).sum(axis=1) - (share * middle).sum(axis=1) ** 2) / total


def judged(parts: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """Both parts of each change with interval and p, each for itself."""
    from scipy import stats

    z = z_value(confidence)
    return parts.assign(
        mix_p=2 * stats.norm.sf(_ratio(parts["mix_change"], parts["mix_error"])),
        within_p=2 * stats.norm.sf(_ratio(parts["within_change"], parts["within_error"])),
        **{f"{part}_{end}": parts[f"{part}_change"] + sign * z * parts[f"{part}_error"]
           for part in (MIX, WITHIN) for end, sign in (("low", -1), ("high", 1))},
    )  # fmt: skip


def _chosen(told: pd.DataFrame, fdr: float) -> pd.DataFrame:
    """Each change by the segment whose mix moved most surely, p adjusted over the periods."""
    tried = told["segment"].nunique()
    told = told.sort_values(["mix_p", "segment"]).drop_duplicates(["kpi", "period"])
    told = told.sort_values(["kpi", "period"]).reset_index(drop=True)
    by_chance = (told["mix_p"] * tried).clip(upper=1)  # the segment was chosen among so many
    told = told.assign(
        mix_p=_adjusted(told["kpi"], by_chance), within_p=_adjusted(told["kpi"], told["within_p"])
    )
    mixed, moved = told["mix_p"] <= fdr, told["within_p"] <= fdr
    return told.assign(
        verdict=np.select([mixed & moved, mixed, moved], [BOTH, MIX, WITHIN], NEITHER)
    )


def _adjusted(kpi: pd.Series, p: pd.Series) -> np.ndarray:
    return p.groupby(kpi).transform(lambda part: benjamini_hochberg(part)).to_numpy()


def _ratio(change: pd.Series, error: pd.Series) -> np.ndarray:
    change, error = change.to_numpy(float), error.to_numpy(float)
    safe = np.divide(np.abs(change), error, out=np.full_like(change, np.inf), where=error > 0)
    return np.where(change == 0, 0.0, safe)
