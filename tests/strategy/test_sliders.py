"""The what-if widget: three sliders, and the plan that follows when one is moved."""

import sys

import pandas as pd
import pytest

from cxlib.errors import InputError
from cxlib.strategy.setting import setting
from cxlib.strategy.sliders import answer, sliders


@pytest.fixture(scope="module")
def choice(module_engagement, module_results):
    return setting(module_engagement, module_results)


def test_the_answer_ends_with_the_sum(choice):
    table = answer(choice, 100_000, 1.0, 12)
    assert table.initiative.iloc[-1] == "the plan"
    chosen = table[table.chosen][:-1]
    assert table.cost.iloc[-1] == chosen.cost.sum() <= 100_000


def test_moving_a_slider_changes_the_plan(choice, module_engagement, module_results):
    pytest.importorskip("ipywidgets")
    widget = sliders(module_engagement, module_results)
    budget, uplift, months = widget.children[:3]
    assert (budget.value, uplift.value, months.value) == (100_000, 1.0, choice.months)
    widget.update()
    pd.testing.assert_frame_equal(widget.result, answer(choice, 100_000, 1.0, months.value))
    budget.value = 0
    assert widget.result.query("chosen").initiative.tolist() == ["the plan"]
    assert widget.result.cost.iloc[-1] == 0
    budget.value, uplift.value, months.value = budget.max, 2.0, 24
    pd.testing.assert_frame_equal(widget.result, answer(choice, budget.max, 2.0, 24))


def test_without_ipywidgets_the_remedy_is_named(monkeypatch, module_engagement, module_results):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(InputError, match="need ipywidgets"):
        sliders(module_engagement, module_results)
