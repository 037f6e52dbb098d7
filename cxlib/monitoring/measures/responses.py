"""Outcomes from the responses: overall, per touchpoint and per declared segment."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from cxlib.engagement.config import Outcome
from cxlib.engagement.contracts.respondents import respondents
from cxlib.monitoring.measures import OVERALL, measured, shares, together
from cxlib.stats import intervals
from cxlib.stats.grouped import means

PROMOTER, DETRACTOR = 9, 6  # Reichheld (2003): 9-10 promote, 0-6 detract
TOP_BOXES = 2  # CSAT and CES are told as the share of the two best answers


def outcomes(
    responses: pd.DataFrame,
    asked: Mapping[str, Outcome],
    segments: Sequence[str],
    confidence: float,
) -> pd.DataFrame:
    """Every outcome in every period, for each scope, in the columns of `MEASURED`.

    NPS is -100 to 100 with its adjusted-Wald interval; CSAT and CES are the share of the two best
    answers, binaries the share of the good one, both with Wilson's interval; means keep the
    scale's unit. Weighted answers count with Kish's effective base. n counts answers; where a
    respondent answered more than once, the interval is that of what the answers are worth.

    Parameters
    ----------
    responses : with `period`, the outcomes' columns and, where there are any, `touchpoint`,
        `weight` and the segment columns
    """
    answered = responses[responses["period"].notna()]
    scopes = dict.fromkeys((None, "touchpoint", *segments))
    by_scope = [labelled(answered, scope) for scope in scopes]
    return together(
        *(
            measured(
                _summary(rows, name, outcome, confidence),
                kpi=name,
                kind=_kind(outcome),
                better=outcome.better if outcome.kind == "mean" else "high",
                unit=unit_of(outcome),
                n_of="answers",
            )
            for rows in by_scope
            for name, outcome in asked.items()
            if name in rows
        )
    )


def weight_of(rows: pd.DataFrame) -> pd.Series:
    """The survey weights; 1 where none is given."""
    if "weight" not in rows:
        return pd.Series(1.0, rows.index)
    return rows["weight"].astype(float).fillna(1.0)


def labelled(rows: pd.DataFrame, column: str | None) -> pd.DataFrame:
    """The rows of which a column holds something, with their `scope`: "column=value"."""
    if column is None:
        return rows.assign(scope=OVERALL)
    if column not in rows:
        return rows.assign(scope=OVERALL).iloc[:0]
    known = rows[rows[column].notna()]
    return known.assign(scope=f"{column}=" + known[column].astype(str))


def unit_of(outcome: Outcome) -> str:
    """The unit an outcome is told in.

    >>> unit_of(Outcome(kind="nps")), unit_of(Outcome(kind="mean"))
    ('nps', 'level')
    """
    return "share" if _is_share(outcome) else "nps" if outcome.kind == "nps" else "level"


def _kind(outcome: Outcome) -> str:
    return "share" if _is_share(outcome) else "mean"


def _is_share(outcome: Outcome) -> bool:
    return outcome.kind in ("csat", "ces", "binary")


def told_as(score: pd.Series, outcome: Outcome) -> np.ndarray:
    """Each answer as what its mean tells: 100, 0 or -100 for NPS, 1 or 0 for a share, else itself.

    >>> told_as(pd.Series([10, 7, 3]), Outcome(kind="nps")).tolist()
    [100.0, 0.0, -100.0]
    """
    values = score.to_numpy(float)
    if outcome.kind == "nps":
        turned = outcome.favourable(values)
        return 100.0 * ((turned >= PROMOTER).astype(float) - (turned <= DETRACTOR))
    return is_best(values, outcome).astype(float) if _is_share(outcome) else values


def _summary(rows: pd.DataFrame, name: str, outcome: Outcome, confidence: float) -> pd.DataFrame:
    used = rows[rows[name].notna()]
    score = used[name].to_numpy(float)
    if outcome.kind == "nps":
        turned = outcome.favourable(score)
        up, down = turned >= PROMOTER, turned <= DETRACTOR
        groups = _weighted(used, up.astype(float) - down, promoters=up, detractors=down)
        return _nps(groups, confidence)
    if _is_share(outcome):
        good = is_best(score, outcome)
        groups = _weighted(used, good.astype(float), good=good)
        counted = groups.assign(
            numerator=groups["good"] * groups["base"], denominator=groups["base"]
        )
        return _surely(shares.share, counted, confidence)
    groups = _weighted(used, score, first=score, second=score**2)
    variance = (groups["second"] - groups["first"] ** 2).clip(lower=0)
    unbiased = variance * groups["base"] / (groups["base"] - 1).where(groups["base"] > 1)
    told = groups.assign(n=groups["base"], value=groups["first"], spread=np.sqrt(unbiased))
    return _surely(shares.mean, told, confidence)


def _surely(
    interval: Callable[[pd.DataFrame, float], pd.DataFrame], told: pd.DataFrame, confidence: float
) -> pd.DataFrame:
    """All answers counted, in an interval of what they are worth."""
    part = told["worth"] / told["base"]
    counts = [c for c in ("n", "numerator", "denominator") if c in told]
    sure = interval(told.assign(**{c: told[c] * part for c in counts}), confidence)
    return interval(told, confidence).assign(low=sure["low"], high=sure["high"])


def is_best(score: np.ndarray, outcome: Outcome) -> np.ndarray:
    """Whether an answer is among the two best of its scale (the good one of a binary)."""
    turned = outcome.favourable(score)
    return turned == 1 if outcome.kind == "binary" else turned > outcome.limits[1] - TOP_BOXES


def _weighted(used: pd.DataFrame, told: np.ndarray, **columns: np.ndarray) -> pd.DataFrame:
    """Weighted means of the columns per period and scope, and Kish's effective base.

    `worth` is that base less what repeated answers of one respondent tell again, by the design
    effect of the mean of `told`.
    """
    w = weight_of(used).to_numpy(float)
    parts = {name: values * w for name, values in columns.items()} | {"w": w, "ww": w**2}
    keys = [used["period"].to_numpy(), used["scope"].to_numpy()]
    frame = pd.DataFrame(parts).groupby(keys).sum()
    frame = frame[frame["w"] > 0].rename_axis(["period", "scope"]).reset_index()
    averages = {name: frame[name] / frame["w"] for name in columns}
    made = frame[["period", "scope"]].assign(**averages, base=frame["w"] ** 2 / frame["ww"])
    return made.assign(worth=made["base"] / _again(used, told, made))


def _again(used: pd.DataFrame, told: np.ndarray, groups: pd.DataFrame) -> np.ndarray:
    """The design effect of each period and scope, 1 where each answer is somebody else's."""
    who = respondents(used)
    if who is None or groups.empty:
        return np.ones(len(groups))
    index = pd.MultiIndex.from_frame(groups[["period", "scope"]])
    code = index.get_indexer(pd.MultiIndex.from_arrays([used["period"], used["scope"]]))
    here, w = code >= 0, weight_of(used).to_numpy(float)
    found = means(told[here], code[here], len(groups), w[here], who[here])
    kish = np.divide(found.total**2, found.squares, out=np.ones(len(groups)),
                     where=found.squares > 0)  # fmt: skip
    effect = kish / found.effective
    return np.where(np.isfinite(effect), np.maximum(effect, 1.0), 1.0)


def _nps(groups: pd.DataFrame, confidence: float) -> pd.DataFrame:
    up, down, base, sure = (
        groups[c].to_numpy(float) for c in ("promoters", "detractors", "base", "worth")
    )
    value = 100 * (up - down)
    _, low, high = intervals.nps(up * sure, (1 - up - down) * sure, down * sure, confidence)
    spread = 100 * np.sqrt(np.clip(up + down - (up - down) ** 2, 0, None))
    return groups.assign(n=np.round(base), value=value, low=low, high=high, spread=spread)
