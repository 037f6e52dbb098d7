"""Value and staying together: against plain sums where nobody is lost from sight."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.worth.margins import discounted, fortnights, margins_of, money


def _lives(n: int = 20_000) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    margin = rng.gamma(4, 10, n)
    life = rng.exponential(1 / (0.02 * margin / 40))
    return pd.DataFrame({"entry": 0.0, "months": life, "left": True, "margin": margin})


def test_where_all_is_seen_it_is_the_mean_of_margin_times_months() -> None:
    rows = _lives()
    plain = (rows["margin"] * rows["months"].clip(upper=36)).mean()
    table = fortnights(rows, 36.0, np.random.default_rng(1))
    value, error = money(table, table.total().areas()[0], 0.0, np.random.default_rng(2))
    assert value == pytest.approx(plain, rel=0.005)
    spread = (rows["margin"] * rows["months"].clip(upper=36)).std() / np.sqrt(len(rows))
    assert error == pytest.approx(spread, rel=0.15)
    assert rows["margin"].mean() * rows["months"].clip(upper=36).mean() > 1.05 * plain  # naive


def test_who_comes_in_late_or_is_lost_from_sight_leaves_it_unbiased() -> None:
    rows, rng = _lives(40_000), np.random.default_rng(4)
    plain = (rows["margin"] * rows["months"].clip(upper=36)).mean()
    entry, end = rng.uniform(-20, 20, len(rows)).clip(min=0), rng.uniform(21, 60, len(rows))
    seen = rows.assign(entry=entry, left=rows["months"] <= end)
    seen = seen.assign(months=np.minimum(seen["months"], end))
    table = fortnights(seen[seen["months"] > entry].reset_index(drop=True), 36.0, rng)
    value, _ = money(table, table.total().areas()[0], 0.0, rng)
    assert value == pytest.approx(plain, rel=0.02)


def test_money_that_comes_later_is_worth_less() -> None:
    table = fortnights(_lives(), 36.0, np.random.default_rng(1))
    areas = table.total().areas()[0]
    value, later = (money(table, areas, yearly, np.random.default_rng(2))[0] for yearly in (0, 0.1))
    middle = table.ends - 36 / table.ends.size / 2
    each = areas * table.total().margins()[0]
    assert later == pytest.approx((each * 1.1 ** (-middle / 12)).sum())
    assert later < 0.95 * value
    assert discounted(np.array([24.0]), 0.1)[0] == pytest.approx(1 / 1.21)


def test_those_who_stay_longest_bring_what_they_bring() -> None:
    rows = _lives()
    table = fortnights(rows, 36.0, np.random.default_rng(1))
    seen, drawn = margins_of(table, np.array([0.5, 24.5]), np.random.default_rng(2))
    there = rows.loc[rows["months"] > 24.5, "margin"].mean()
    assert seen[1] == pytest.approx(there, rel=0.01)
    assert seen[1] < seen[0]
    assert drawn.std(axis=0) == pytest.approx(
        [rows.loc[rows["months"] > m, "margin"].sem() for m in (0.5, 24.5)], rel=0.2
    )
