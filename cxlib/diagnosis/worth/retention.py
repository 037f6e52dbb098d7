"""How long do customers stay? The curve of all, and of every segment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlib.diagnosis.worth.survival import kaplan_meier, log_rank, watched_until
from cxlib.stats.tests import benjamini_hochberg


def retention_curve(
    tenures: pd.DataFrame, segments: list[str], fewest: int, confidence: float
) -> pd.DataFrame:
    """Kaplan-Meier retention at every whole month, for all and for each segment level.

    Parameters
    ----------
    tenures : entry, months, left and the segments, as `spells.tenures` gives them.
    fewest : customers at risk below which a curve ends.

    Returns
    -------
    DataFrame
        segment ("all" or "column=value"), months, n (at risk), retention, low, high.
    """
    groups = {"all": tenures}
    for segment in segments:
        groups |= {f"{segment}={level}": g for level, g in tenures.groupby(segment)}
    parts = [_monthly(g, fewest, confidence).assign(segment=s) for s, g in groups.items()]
    columns = ["segment", "months", "n", "retention", "low", "high"]
    return pd.concat(parts, ignore_index=True)[columns]


def differences(tenures: pd.DataFrame, segments: list[str], fewest: int) -> pd.DataFrame:
    """Whether retention differs between a segment's levels: log-rank tests, one family.

    Returns
    -------
    DataFrame
        segment (column), p_adjusted, n; segments with fewer than two levels of `fewest` customers,
        or from which nobody left, are left out.
    """
    rows = []
    for segment in segments:
        sizes = tenures[segment].value_counts()
        here = tenures[tenures[segment].isin(sizes[sizes >= fewest].index)]
        if here[segment].nunique() < 2 or not here["left"].any():
            continue
        level = here[segment].astype("category").cat.codes.to_numpy()
        entry = here["entry"].to_numpy(float)
        late = entry if (entry > 0).any() else None
        months, left = here["months"].to_numpy(float), here["left"].to_numpy(bool)
        _, p = log_rank(months, left, level, late)
        rows.append({"segment": segment, "p": p, "n": len(here)})
    table = pd.DataFrame(rows, columns=["segment", "p", "n"])
    return table.assign(p_adjusted=benjamini_hochberg(table["p"])).drop(columns="p")


def _monthly(rows: pd.DataFrame, fewest: int, confidence: float) -> pd.DataFrame:
    curve = curve_of(rows, confidence)
    months = np.arange(1, int(np.floor(rows["months"].max())) + 1)
    entered, watched = (np.sort(rows[c].to_numpy(float)) for c in ("entry", "months"))
    months = months[months <= watched_until(entered, watched, fewest)]
    at_risk = np.searchsorted(entered, months) - np.searchsorted(watched, months)
    step = np.searchsorted(curve["months"].to_numpy(float), months, side="right") - 1
    known = curve[["retention", "low", "high"]].to_numpy(float)
    start = np.array([[1.0, np.nan, np.nan]])
    values = np.concatenate([start, known])[step + 1]
    frame = {"months": months.astype(float), "n": at_risk}
    frame |= {"retention": values[:, 0], "low": values[:, 1], "high": values[:, 2]}
    return pd.DataFrame(frame)


def curve_of(rows: pd.DataFrame, confidence: float) -> pd.DataFrame:
    """The Kaplan-Meier curve of tenures, delayed entry heeded."""
    entry = rows["entry"].to_numpy(float)
    return kaplan_meier(
        rows["months"].to_numpy(float),
        rows["left"].to_numpy(bool),
        entry if (entry > 0).any() else None,
        confidence,
    )
