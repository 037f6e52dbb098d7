"""The panel: baselines frozen, provisional and silent, new baselines by written reason."""

from __future__ import annotations

import numpy as np
import pytest

from cxlib.engagement.config import Rebase
from cxlib.monitoring.panel import panel_of


@pytest.mark.parametrize(("points", "status"), [(7, "silent"), (8, "provisional"),
                                                (23, "provisional"), (24, "frozen"),
                                                (36, "frozen")])  # fmt: skip
def test_status_by_number_of_points(series, points, status):
    panel = panel_of(series(overall=list(range(points))))
    assert panel.status.tolist() == [status]
    assert panel.baseline.sum() == min(points, 24)


def test_the_baseline_stays_when_points_are_added(series):
    early = panel_of(series(overall=list(range(24))))
    late = panel_of(series(overall=list(range(40))))
    assert np.flatnonzero(early.baseline[0]).tolist() == np.flatnonzero(late.baseline[0]).tolist()


def test_an_unfinished_period_is_neither_judged_nor_in_the_baseline(series, months):
    panel = panel_of(series(overall=[1.0] * 10), unfinished=[months(10)[-1]])
    assert panel.judged[0].tolist() == [True] * 9 + [False]


def test_points_on_a_small_base_are_kept_and_not_judged(series):
    rows = series(overall=[1.0] * 10).assign(n=[50.0] * 9 + [3.0])
    panel = panel_of(rows, smallest=10)
    assert np.isfinite(panel.value).all()
    assert not panel.judged[0, -1]


def test_a_new_baseline_starts_where_its_reason_says(series, months):
    rows = series(overall=[1.0] * 12 + [5.0] * 12, north=[1.0] * 24)
    new = Rebase(kpi="wait", since=months(24)[12], reason="the form was changed")
    panel = panel_of(rows, rebased=[new])
    assert panel.keys["since"].tolist() == ["", "", months(24)[12]]
    assert panel.long(value=panel.value)["value"].size == 48
    late = panel.keys["since"] != ""
    assert panel.judged[late.to_numpy()].sum() == 12
