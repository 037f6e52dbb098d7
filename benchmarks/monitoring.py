"""How long it takes to chart and test many series: 500 of them over 36 months by default.

    python benchmarks/monitoring.py [--series 500] [--months 36]

Prints one JSON line: seconds of wall and CPU from measurements to the tables `kpis` and `alerts`.
The figure to keep: under 10 seconds.
"""

from __future__ import annotations

import argparse
import json
import time

import pandas as pd

from cxlib.monitoring.alerted import alerted
from cxlib.monitoring.alerts import alert_table
from cxlib.monitoring.charting import chart, charted_table
from cxlib.monitoring.measures import measured, shares, together
from cxlib.monitoring.panel import panel_of
from cxlib.stats.resampling import stream

RULES = ("outside", "run of 8")
LEVEL = 0.05


def measurements(series: int, months: int) -> pd.DataFrame:
    """Half values, half shares."""
    rng = stream(2026, "benchmark")
    labels = [str(p) for p in pd.period_range("2023-01", periods=months, freq="M")]
    scopes = [f"touchpoint={i:04d}" for i in range(series // 2)]
    grid = pd.MultiIndex.from_product([scopes, labels], names=["scope", "period"])
    rows = grid.to_frame(index=False)
    base = rng.integers(50, 5_000, len(rows))
    counted = shares.share(
        rows.assign(numerator=rng.binomial(base, 0.4), denominator=base.astype(float)), 0.95
    )
    values = rows.assign(value=rng.normal(50, 5, len(rows)))
    return together(
        measured(counted, kpi="solved", kind="share", better="high"),
        measured(values, kpi="minutes", kind="mean", better="low"),
    )


def timed(series: int, months: int) -> dict[str, float]:
    """Seconds, and what was found."""
    whole = measurements(series, months)
    wall, cpu = time.perf_counter(), time.process_time()
    panel = panel_of(whole)
    charts = chart(panel, RULES, "month", LEVEL)
    table = charted_table(panel, charts, ())
    base = whole[["kpi", "scope", "period", "n", "n_of", "unit"]]
    alerts = alerted(alert_table(panel, charts, "month"), base)
    return {
        "series": len(panel.keys),
        "months": months,
        "wall_seconds": round(time.perf_counter() - wall, 3),
        "cpu_seconds": round(time.process_time() - cpu, 3),
        "points": len(table),
        "signals": int((table["signal"] != "").sum()),
        "alerts": len(alerts),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--series", type=int, default=500)
    parser.add_argument("--months", type=int, default=36)
    asked = parser.parse_args()
    print(json.dumps(timed(asked.series, asked.months)))


if __name__ == "__main__":
    main()
