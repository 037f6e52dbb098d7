"""Alerts: what survives control over all series, by prediction limits.

Two rules on many series fire in every other month with nothing happening. An alert asks of every
series whether its newest point, or the mean of its newest eight, lies where the baseline does not
let one expect it, and keeps the chance that *any* series of the run raises one, while nothing
changes, at `FAMILY`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import stats

from cxlib.monitoring.charting import Charts
from cxlib.monitoring.charts.rare import most
from cxlib.monitoring.panel import FROZEN_AT, SILENT_BELOW, Panel
from cxlib.monitoring.prediction import exact, prediction, without_spread
from cxlib.monitoring.seasonality import CYCLE
from cxlib.stats.tests import holm, shared

FAMILY = 0.05  # chance per run that any alert is raised while nothing changes
PEAK = 0.5  # of the newest distance: peaks as high as that were there before
WINDOWS = {"outside": 1, "run of 8": 8}  # rule -> newest points it judges together


class Examined(NamedTuple):
    """One rule over all series: what was seen and expected, and how surprising it is.

    `sigmas`: how far from the chart's centre the newest points lie, in its own standard deviations.
    `size` and `size_before`: what was counted of, where a baseline of none or of all has no spread
    (missing elsewhere).
    """

    rule: str
    seen: np.ndarray
    expected: np.ndarray
    error: np.ndarray
    df: np.ndarray
    p: np.ndarray
    sigmas: np.ndarray
    size: np.ndarray
    size_before: np.ndarray

    def half(self, rows: np.ndarray, level: np.ndarray) -> np.ndarray:
        """Half the width of the range that is no surprise at each row's two-sided level."""
        usual = stats.t.isf(level / 2, self.df[rows]) * self.error[rows]
        counted = most(self.size[rows], self.size_before[rows], level / 2) / self.size[rows]
        return np.where(np.isfinite(self.size[rows]), counted, usual)


def examined(panel: Panel, charts: Charts, cycle: str) -> list[Examined]:
    """Every rule on every series that was measured in the newest period that may be judged.

    The newest points are compared with the first 24 before them (fewer while there are fewer,
    none below 8). p is that of a t prediction limit; for shares and rates the larger of that and
    the exact conditional test, so that neither small counts nor spread beyond sampling error
    raise an alert of their own.
    """
    return [_examine(panel, charts, rule, newest, cycle) for rule, newest in WINDOWS.items()]


def _examine(panel: Panel, charts: Charts, rule: str, newest: int, cycle: str) -> Examined:
    total = panel.seen[:, -1:] if panel.value.size else panel.seen
    window = panel.judged & (panel.seen > total - newest)
    base = panel.judged & (panel.seen <= np.minimum(FROZEN_AT, total - newest))
    current = panel.judged[:, _newest(panel)] if panel.value.size else np.zeros(0, bool)
    m = base.sum(axis=1)
    enough = current & (m >= SILENT_BELOW) & (window.sum(axis=1) == newest)
    seen, expected, error, df = prediction(panel, charts, base, window, cycle)
    usable = enough & np.isfinite(error) & (error > 0) & (df >= 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = 2 * stats.t.sf(np.abs(seen - expected) / error, df)
    counted = exact(panel, base, window)
    bare = enough & without_spread(panel, base)
    p = np.where(bare, counted, np.where(usable, np.maximum(p, counted), np.nan))
    if newest == 1:
        p = np.where(_as_a_year_ago(panel, seen - expected, expected, cycle) & ~np.isnan(p), 1.0, p)
    sizes = [np.where(part, panel.denominator, 0).sum(axis=1) for part in (window, base)]
    bounds = np.where(bare, sizes, np.nan)
    return Examined(rule, seen, expected, error, df, p, _sigmas(charts, window), *bounds)


def _as_a_year_ago(panel: Panel, away: np.ndarray, expected: np.ndarray, cycle: str) -> np.ndarray:
    """Whether a newest point stands out as those of its time of the year did in every year before.

    One December is no season that could be tested; a second one that stands out alike is none the
    less nothing new. The periods around the earlier ones did not, else it were a level and no peak.
    """
    at, year = _newest(panel), CYCLE.get(cycle)
    if year is None or at < year:
        return np.zeros(len(away), dtype=bool)
    way = np.sign(away)[:, None]
    former = np.arange(at - year, -1, -year)
    values = way * (panel.value - expected[:, None])
    known = panel.judged[:, former]
    alike = np.where(known, values[:, former] >= PEAK * np.abs(away)[:, None], True)
    around = np.abs(np.subtract.outer(np.arange(at), former)) == 1
    peaks = (values[:, :at] >= PEAK * np.abs(away)[:, None]) & around.any(axis=1)
    return known.any(axis=1) & alike.all(axis=1) & ~peaks.any(axis=1)


def _sigmas(charts: Charts, window: np.ndarray) -> np.ndarray:
    """Mean distance from the centre over the newest points."""
    there = window & np.isfinite(charts.limits.distance)
    total = np.where(there, charts.limits.distance, 0.0).sum(axis=1)
    return np.where(there.any(axis=1), total / np.maximum(there.sum(axis=1), 1), np.nan)


def _newest(panel: Panel) -> int:
    """The column of the newest period in which anything may be judged."""
    return int(np.flatnonzero(panel.judged.any(axis=0))[-1]) if panel.judged.any() else -1


def alert_table(panel: Panel, charts: Charts, cycle: str) -> pd.DataFrame:
    """The alerts of the newest judged period: the `alerts` columns, seen, expected and its range.

    One alert a series: a jump takes the mean of the newest eight with it, and where both rules
    fire it is told by the one that it surprises more.

    `low` and `high` are the prediction limits at the very level that the series is tested at, so
    that what raises an alert lies outside them.
    """
    answers = examined(panel, charts, cycle)
    p = np.concatenate([answer.p for answer in answers])
    adjusted = holm(p).reshape(len(answers), -1) if p.size else p.reshape(len(answers), 0)
    levels = FAMILY / shared(p).reshape(adjusted.shape)
    rows = []
    for answer, q, level in zip(answers, adjusted, levels, strict=True):
        raised = np.flatnonzero(q <= FAMILY)
        half = answer.half(raised, level[raised])
        rows.append(
            panel.keys.iloc[raised][["kpi", "scope", "kind", "better"]].assign(
                period=panel.periods[_newest(panel)] if raised.size else None,
                rule=answer.rule,
                seen=answer.seen[raised],
                expected=answer.expected[raised],
                low=answer.expected[raised] - half,
                high=answer.expected[raised] + half,
                p_adjusted=q[raised],
                sigmas=answer.sigmas[raised],
            )
        )
    told = pd.concat(rows, ignore_index=True).sort_values("p_adjusted", kind="stable")
    return told.drop_duplicates(["kpi", "scope"]).sort_index().reset_index(drop=True)


def newest_p(panel: Panel, charts: Charts, cycle: str) -> pd.DataFrame:
    """How surprising each series is in the newest judged period, controlled over all of them.

    Returns
    -------
    DataFrame
        kpi, scope, period, p_adjusted: the smaller of both rules' p, as alerts have it (Holm);
        what was not judged is left out, such as a series before its baseline was set anew.
    """
    answers = examined(panel, charts, cycle)
    p = np.concatenate([answer.p for answer in answers])
    if not p.size:
        return pd.DataFrame(columns=["kpi", "scope", "period", "p_adjusted"])
    adjusted = holm(p).reshape(len(answers), -1)
    least = np.fmin.reduce(adjusted)
    period = panel.periods[_newest(panel)]
    found = panel.keys[["kpi", "scope"]].assign(period=period, p_adjusted=least)
    return found.dropna(subset=["p_adjusted"])


def power(tests: int, baseline: int, shift: float) -> tuple[float, float]:
    """Chance that a shift of so many sigmas raises an alert: in its first period, after eight.

    Parameters
    ----------
    tests : how many p-values the run looks at (two per series)
    baseline : points the limits come from

    >>> [round(v, 2) for v in power(40, 24, 3.0)]
    [0.27, 1.0]
    """
    level = FAMILY / max(tests, 1)
    df = baseline - 1
    bar = stats.t.isf(level / 2, df)

    def caught(points: int) -> float:
        away = shift / np.sqrt(1 / points + 1 / baseline)
        chance = float(stats.nct.sf(bar, df, away) + stats.nct.cdf(-bar, df, away))
        return chance if np.isfinite(chance) else float(away > bar)  # scipy gives up on far shifts

    return caught(1), caught(WINDOWS["run of 8"])
