"""The chart that fits each series, and its columns of the `kpis` table."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.monitoring.charting import chart, charted_table, rule_names
from cxlib.monitoring.measures import measured, shares, together
from cxlib.monitoring.panel import panel_of

RULES = ["outside", "run of 8"]


def counted(months, kpi: str, scale: float, between: float, kind: str = "share") -> pd.DataFrame:
    rng = np.random.default_rng(4)
    n = np.full(30, scale)
    truth = np.clip(0.3 + between * rng.normal(size=30), 0, 1)
    rows = pd.DataFrame({"period": months(30), "numerator": rng.binomial(n.astype(int), truth),
                         "denominator": n})  # fmt: skip
    interval = shares.share if kind == "share" else shares.rate
    return measured(interval(rows, 0.95), kpi=kpi, scope="overall", kind=kind, better="high")


def test_charts_are_chosen_by_kind_denominator_and_spread(series, months):
    whole = together(
        series(overall=list(np.random.default_rng(1).normal(size=30))),
        counted(months, "few", 100, 0.0),
        counted(months, "spread", 500, 0.1),
        counted(months, "many", 50_000, 0.01),
        counted(months, "calls", 200, 0.0, kind="rate"),
    )
    panel = panel_of(whole)
    charts = chart(panel, RULES, "index", 0.05)
    chosen = dict(zip(panel.keys["kpi"], charts.chart, strict=True))
    assert chosen == {"wait": "XmR", "few": "p", "spread": "p′", "many": "p′", "calls": "u"}


def test_limits_of_a_share_stay_within_zero_and_one(months):
    panel = panel_of(counted(months, "few", 12, 0.0))
    limits = chart(panel, RULES, "month", 0.05).limits
    assert limits.lower.min() >= 0
    assert limits.upper.max() <= 1


def test_a_silent_series_has_no_limits_and_no_signal(series):
    panel = panel_of(series(overall=[1, 2, 1, 2, 1, 90]))
    table = charted_table(panel, chart(panel, RULES, "month", 0.05), [])
    assert table[["centre", "lower", "upper"]].isna().all(axis=None)
    assert (table["signal"] == "").all()


def test_the_table_says_what_the_chart_found(series, months):
    values = [10.0, 11.0] * 12 + [10.0, 30.0]
    panel = panel_of(series(overall=values), unfinished=[])
    table = charted_table(panel, chart(panel, RULES, "index", 0.05), [])
    assert table["signal"].tolist()[-1] == "outside above"
    assert table["centre"].iloc[0] == pytest.approx(10.5)
    unfinished = panel_of(series(overall=values), unfinished=[months(26)[-1]])
    again = charted_table(unfinished, chart(unfinished, RULES, "index", 0.05), [months(26)[-1]])
    assert again["signal"].tolist()[-1] == ""
    assert again["complete"].tolist() == [True] * 25 + [False]


def test_autocorrelation_widens_the_limits(series):
    rng = np.random.default_rng(6)
    steps = rng.normal(size=(40, 36))
    for t in range(1, 36):
        steps[:, t] = 0.7 * steps[:, t - 1] + np.sqrt(1 - 0.49) * steps[:, t]
    panel = panel_of(series(**{f"s{i:02d}": list(y) for i, y in enumerate(steps)}))
    charts = chart(panel, ["outside"], "index", 0.05)
    sigma = ((charts.limits.upper - charts.limits.centre) / 3)[:, 0]
    assert sigma.mean() == pytest.approx(1.0, abs=0.15)


def test_small_shift_charts_add_their_rule():
    assert rule_names(["outside"], "xmr") == ["outside"]
    assert rule_names(["outside"], "cusum") == ["outside", "cusum"]
