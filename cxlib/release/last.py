"""The results behind the last published report, and the window that a report looks at."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path

import pandas as pd

from cxlib.engagement.config import Config
from cxlib.engagement.contracts import periods
from cxlib.engagement.model import Engagement
from cxlib.release.earlier import Earlier
from cxlib.results import REGISTRY, Results, empty


def window_of(config: Config, period: str | None, labels: Collection[str]) -> frozenset[str] | None:
    """Those of the periods that steps 1-4 look at in a report of this one; None for all.

    >>> data = {"responses": {"source": "x.csv"}}
    >>> config = Config(client="A", window="2 months", tables=data)
    >>> sorted(window_of(config, "2026-03", ["2026-01", "2026-02", "2026-03"]))
    ['2026-02', '2026-03']
    """
    if config.window is None or period is None or config.period == "none":
        return None
    if config.period == "index":
        first = periods.window_labels(config.window, period)
    else:
        start = periods.window_start(config.window, period, config.period, config.timezone)
        first = periods.label(pd.Series([start]), config.period, config.timezone)[0]
    return frozenset(label for label in labels if first <= label <= period)


def published(
    engagement: Engagement,
    results: Mapping[str, pd.DataFrame],
    window: frozenset[str] | None,
) -> Earlier:
    """The last published results, and the periods that their steps 1-4 looked at."""
    told = results["kpis"]["period"].dropna() if "kpis" in results else pd.Series(dtype=str)
    period = str(told.max()) if len(told) else None
    growing = window is None or window == frozenset(engagement.periods)
    then = window_of(engagement.config, period, engagement.periods)
    if isinstance(results, Results):
        return _read(results.folder, _state(results), then, growing)
    return Earlier(_tables_of(results), then, growing)


@lru_cache(maxsize=1)
def _read(folder: Path, state: frozenset, then: frozenset[str] | None, growing: bool) -> Earlier:
    """The last published run, read once for all views; `state` is that of its files."""
    return Earlier(_tables_of(Results(folder)), then, growing)


def _state(results: Results) -> frozenset:
    told = ((name, results.path(name).stat()) for name in results)
    return frozenset((name, stat.st_mtime_ns, stat.st_size) for name, stat in told)


def _tables_of(results: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return {name: as_declared(name, results) for name in REGISTRY if name in results}


def as_declared(name: str, results: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The table with the columns of today: an earlier version may lack some."""
    frame = results[name] if name in results else empty(name)
    return frame.reset_index(drop=True).reindex(columns=list(REGISTRY[name].columns))
