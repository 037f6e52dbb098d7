"""What-if in JupyterLab: sliders for budget, uplift and horizon over the portfolio's own functions.

Needs the extra `widgets` (ipywidgets); everything else of the kit works without it.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cxlib.engagement.model import Engagement
from cxlib.errors import InputError
from cxlib.strategy.frontier import what_if
from cxlib.strategy.setting import Setting, setting

STEPS = 40  # positions of the budget slider
MISSING = (
    'the sliders need ipywidgets. Remedy: python -m pip install "cx-kit[widgets]", '
    "or call what_if with the values"
)


def sliders(engagement: Engagement, results: Mapping[str, pd.DataFrame]) -> object:
    """A widget: three sliders and the plan that follows from them.

    Raises
    ------
    InputError
        Where ipywidgets is not installed.
    """
    try:
        from ipywidgets import FloatSlider, IntSlider, interactive
    except ImportError:
        raise InputError(MISSING) from None
    choice = setting(engagement, results)
    total, budget = float(choice.candidates.cost.sum()), choice.budget
    return interactive(
        lambda budget, uplift, months: answer(choice, budget, uplift, months),
        budget=FloatSlider(
            value=total if budget is None else budget, min=0, max=total, step=total / STEPS
        ),
        uplift=FloatSlider(value=1.0, min=0.1, max=2.0, step=0.1),
        months=IntSlider(value=round(choice.months), min=3, max=60, step=3),
    )


def answer(choice: Setting, budget: float, uplift: float, months: float) -> pd.DataFrame:
    """The plan for one position of the sliders, the chosen initiatives first, with their sum."""
    table = what_if(choice, budget, uplift, months)
    order = table.sort_values(["chosen", "benefit"], ascending=False)
    sums = table.loc[table.chosen, ["cost", "benefit"]].sum()
    whole = pd.DataFrame([{"initiative": "the plan", "chosen": True, **sums}])
    return pd.concat([order, whole], ignore_index=True)
