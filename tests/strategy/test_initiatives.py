"""The whole question: from engagement and results to the tables of initiatives."""

import numpy as np
import pandas as pd
import pytest

from cxlib.results import conform
from cxlib.results.coded import code_of
from cxlib.strategy.initiatives import initiatives

MONEY = ["value_at_stake", "value_low", "value_high"]
CUSTOMERS = ["customers_at_stake", "customers_low", "customers_high"]


def said(found):
    return set(found["notes"].code)


@pytest.fixture
def tables(engagement, results):
    return initiatives(engagement, results)


def test_tables_are_as_the_registry_declares_them(tables):
    for name in ("portfolio", "frontier", "information"):
        assert len(conform(name, tables[name])) > 0


def test_the_plan_keeps_budget_and_dependencies(tables):
    table = tables["portfolio"].set_index("initiative")
    assert table.cost[table.chosen].sum() <= 100_000
    assert table.chosen["desktop"] >= table.chosen["call everyone"]


def test_what_overlaps_is_not_counted_twice(tables):
    table = tables["portfolio"].set_index("initiative")
    pair = table.loc[["honest cart", "new cart"]]
    assert pair.chosen.all()
    together = 1 - (1 - 0.5) * (1 - 0.4)
    full = pair.benefit["honest cart"] / 0.5
    assert pair.benefit_in_plan["honest cart"] == pytest.approx(full * (together - 0.4))
    current = tables["frontier"][tables["frontier"].current]
    assert current.benefit.iloc[0] < table.benefit[table.chosen].sum()


def test_break_even_and_payback_by_hand(tables):
    row = tables["portfolio"].set_index("initiative").loc["honest cart"]
    assert row.break_even_uplift == pytest.approx(0.5 * row.cost / row.benefit)
    assert row.payback_months == pytest.approx(4 + 12 * row.cost / row.benefit)


def test_the_useless_one_is_left_out_and_says_why(tables):
    row = tables["portfolio"].set_index("initiative").loc["poster"]
    assert not row.chosen
    assert code_of(row.reason) in ("portfolio|no benefit", "portfolio|costs more")


def test_the_frontier_never_falls(tables):
    curve = tables["frontier"]
    assert (np.diff(curve.benefit) > -0.01 * curve.benefit.max()).all()
    assert curve.budget.is_monotonic_increasing
    assert curve.current.sum() == 1


def test_a_budget_of_nothing_is_said(built, results):
    found = initiatives(built({"budget": 0}), results)
    assert not found["portfolio"].chosen.any()
    assert "budget of nothing" in said(found)


def test_without_a_budget_everything_that_pays_is_chosen(built, results):
    found = initiatives(built({"budget": None}), results)
    table = found["portfolio"]
    assert (table.benefit_in_plan > table.cost)[table.chosen & table.cost.gt(5000)].all()
    assert "no budget given" in said(found)


def test_without_margin_benefits_are_customers_and_nothing_pays(built, results):
    results["leaving"] = results["leaving"].assign(**dict.fromkeys(MONEY, np.nan))
    found = initiatives(built({"value_is": None}), results)
    table = found["portfolio"].set_index("initiative")
    assert table.unit.eq("customers kept").all()
    assert table.break_even_uplift.isna().all()
    assert table.payback_months.isna().all()
    row = table.loc["honest cart"]
    assert row.cost_per_unit == pytest.approx(row.cost / row.benefit)
    assert "counted in customers" in said(found)


def test_survey_only_counts_points_of_the_outcome(built, results):
    nothing = dict.fromkeys([*MONEY, *CUSTOMERS], np.nan)
    results["leaving"] = results["leaving"].assign(**nothing)
    drivers = results["drivers"]
    top = drivers.assign(outcome="recommend", scope="overall", variable="start_overall")
    results["drivers"] = pd.concat([drivers, top], ignore_index=True)
    found = initiatives(built(), results)
    chosen = found["portfolio"].query("chosen")
    assert chosen.initiative.tolist() == ["guided start"]
    assert chosen.unit.tolist() == ["points"]
    assert "counted in points" in said(found)


def test_revenue_is_said_to_overstate(built, results):
    found = initiatives(built({"value_is": "revenue"}), results)
    assert "values are revenue" in said(found)


def test_nothing_to_choose_is_a_note(built, results):
    none = initiatives(built(initiatives=None), results)
    assert none["notes"].code.tolist() == ["no initiatives"]
    results["leaving"] = results["leaving"].iloc[:0]
    unknown = initiatives(built(), results)
    assert "portfolio" not in unknown
    assert unknown["notes"].code.tolist() == ["nothing open", "nothing open, no worth"]
    assert unknown["notes"].n[1] == 6


def test_the_same_seed_gives_the_same_tables(engagement, results):
    first, second = initiatives(engagement, results), initiatives(engagement, results)
    pd.testing.assert_frame_equal(first["portfolio"], second["portfolio"])
    pd.testing.assert_frame_equal(first["information"], second["information"])
