"""Every series on the chart that fits it: limits, signals, and why that chart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from cxlib.monitoring import rules
from cxlib.monitoring.charts.attributes import attribute, needs_laney
from cxlib.monitoring.charts.limits import Limits
from cxlib.monitoring.charts.xmr import xmr
from cxlib.monitoring.panel import Panel
from cxlib.monitoring.seasonality import Rhythm, rhythm

SMALL_SHIFT = {"ewma": "ewma", "cusum": "cusum"}  # policy.chart -> the rule it adds


NEVER_VARIED = "never varied"  # a baseline of one value alone: nothing says how far it moves
ROUNDING = 1e-9  # of the level: a smaller spread is that of the computer


class Charts(NamedTuple):
    """What charting a panel yields; matrices are series x periods.

    `flat` says which series never varied, so that they have a centre and no limits.
    """

    limits: Limits
    fired: rules.Signals
    chart: np.ndarray
    rhythm: Rhythm
    flat: np.ndarray


def chart(panel: Panel, names: Sequence[str], cycle: str, level: float) -> Charts:
    """Limits and signals for every series of the panel.

    Shares with a numerator go on a p chart or Laney's p', rates on u or u', everything else on
    XmR. The season, where there is one, moves the centre and the limits with the calendar.

    Parameters
    ----------
    names : the rules, see `rules.RULES`
    cycle : the engagement's period (month, quarter ...)
    level : of the tests for season and autocorrelation
    """
    kpi = panel.keys["kpi"].to_numpy(str)
    found = rhythm(panel.value, panel.baseline, certainty(panel), cycle, level, kpi)
    widened = 1 / np.sqrt(1 - found.memory.phi)
    kinds = _chart_of(panel)
    limits = _blank(panel.value.shape)
    for word in ("XmR", "p", "u"):
        rows = np.flatnonzero(np.char.startswith(kinds.astype(str), word))
        if rows.size:
            part = _limits(panel.of(rows), found.season[rows], kinds[rows], widened[rows])
            limits = Limits(*(_placed(w, rows, p) for w, p in zip(limits, part, strict=True)))
    limits, flat = _unlimited(_silenced(limits, panel), kinds == "XmR")
    return Charts(limits, rules.signals(limits.distance, names), kinds, found, flat)


def rule_names(chosen: Sequence[str], small_shifts: str) -> list[str]:
    """The rules in force: those named, and EWMA or CUSUM where small shifts are looked for."""
    extra = SMALL_SHIFT.get(small_shifts)
    return list(dict.fromkeys([*chosen, *([extra] if extra else [])]))


def certainty(panel: Panel) -> np.ndarray:
    """Weights for estimates: 1 over the sampling variance, the same everywhere if not known."""
    known = np.isfinite(panel.spread) & (panel.size > 0)
    usable = known.sum(axis=1) == np.isfinite(panel.value).sum(axis=1)
    weight = np.where(usable[:, None], np.nan_to_num(panel.size), 1.0)
    return np.where(np.isfinite(panel.value), weight, 0.0)


def charted_table(panel: Panel, charts: Charts, unfinished: Sequence[str]) -> pd.DataFrame:
    """The chart's columns of the `kpis` table: one row per series and period."""
    limits, status = charts.limits, np.where(charts.flat, NEVER_VARIED, panel.status)
    over = ~np.isin(np.asarray(panel.periods, dtype=object), list(unfinished))
    wide = (panel.value.shape[0], len(panel.periods))
    return panel.long(
        value=panel.value,
        centre=limits.centre,
        lower=limits.lower,
        upper=limits.upper,
        signal=charts.fired.words,
        side=charts.fired.side,
        complete=np.broadcast_to(over[None, :], wide),
        chart=np.broadcast_to(charts.chart[:, None], wide),
        baseline=np.broadcast_to(status[:, None], wide),
        in_baseline=panel.baseline,
    )


def _chart_of(panel: Panel) -> np.ndarray:
    kind = panel.keys["kind"].to_numpy(str)
    counted = (panel.denominator > 0).sum(axis=1) == np.isfinite(panel.value).sum(axis=1)
    words = np.full(kind.shape, "XmR", dtype=object)
    for name, plain, laney in (("share", "p", "p′"), ("rate", "u", "u′")):
        mine = (kind == name) & counted
        wide = needs_laney(panel.numerator, panel.denominator, panel.baseline, name)
        words = np.where(mine, np.where(wide, laney, plain), words)
    return words


def _limits(panel: Panel, season: np.ndarray, kinds: np.ndarray, widened: np.ndarray) -> Limits:
    """Limits of series that share a kind of chart, on values with the season taken off."""
    if kinds[0] == "XmR":
        chart = xmr(panel.value - season, panel.baseline, widened)
    else:
        kind = "share" if kinds[0].startswith("p") else "rate"
        chart = attribute(
            panel.numerator - season * panel.denominator,
            panel.denominator,
            panel.baseline,
            kind,
            np.char.endswith(kinds.astype(str), "′"),
            widened,
        )
    moved = {name: getattr(chart, name) + season for name in ("centre", "lower", "upper")}
    return chart._replace(**_bounded(moved, kinds[0]))


def _bounded(moved: dict[str, np.ndarray], kind: str) -> dict[str, np.ndarray]:
    if kind == "XmR":
        return moved
    highest = 1.0 if kind.startswith("p") else np.inf
    return {name: np.clip(matrix, 0, highest) for name, matrix in moved.items()}


def _silenced(limits: Limits, panel: Panel) -> Limits:
    """No limits below 8 points, and no distance for a point that is not judged."""
    shown = (panel.status != "silent")[:, None]
    centre, lower, upper = (np.where(shown, m, np.nan) for m in limits[:3])
    return Limits(centre, lower, upper, np.where(shown & panel.judged, limits.distance, np.nan))


def _unlimited(limits: Limits, values: np.ndarray) -> tuple[Limits, np.ndarray]:
    """No limits for values without any spread, and no distance but that of what never moved.

    Counts are another matter: limits of none may be exact (`charts.rare`).
    """
    with np.errstate(invalid="ignore"):
        width = limits.upper - limits.lower
        none = width <= ROUNDING * np.maximum(np.abs(limits.centre), 1)
    flat = none.any(axis=1) & values
    lower, upper = (np.where(flat[:, None], np.nan, m) for m in (limits.lower, limits.upper))
    moved = flat[:, None] & (np.abs(limits.distance) > 0)
    distance = np.where(moved, np.nan, limits.distance)
    return Limits(limits.centre, lower, upper, distance), flat


def _blank(shape: tuple[int, int]) -> Limits:
    return Limits(*(np.full(shape, np.nan) for _ in Limits._fields))


def _placed(whole: np.ndarray, rows: np.ndarray, part: np.ndarray) -> np.ndarray:
    placed = whole.copy()
    placed[rows] = part
    return placed
