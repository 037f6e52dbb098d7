"""Uplift in per cent where points are meant: refused with row and remedy."""

import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.errors import InputError


def built(uplift, variable):
    answers = pd.DataFrame({"recommend": [9, 10, 3] * 10, "speed": [5, 4, 1, 2, 3] * 6})
    plan = pd.DataFrame({"initiative": ["a", "b"], "touchpoint": "cart", "uplift": [0.4, uplift],
                         "variable": [None, variable]})  # fmt: skip
    scale = pd.DataFrame({"variable": ["speed"], "scale_low": [1.0], "scale_high": [5.0]})
    config = {"client": "A", "period": "none", "outcomes": {"recommend": {"kind": "nps"}}}
    tables = {"responses": answers, "initiatives": plan, "variables": scale}
    return from_frames(config, tables)


@pytest.mark.parametrize(
    ("uplift", "variable", "rule"),
    [
        (20.0, "speed", "20 is more than the whole scale (4)"),
        (20.0, None, "20 is more than the whole scale (1)"),
        (-0.5, "Speed ", "-0.5 would make things worse"),
    ],
)
def test_per_cent_is_refused_with_row_and_remedy(uplift, variable, rule):
    with pytest.raises(InputError) as found:
        built(uplift, variable)
    assert found.value.lines == [
        f"initiatives, column 'uplift', row 3: {rule}. Remedy: write points of the variable's "
        "scale (0.4), or without a variable a share from 0 to 1."
    ]


@pytest.mark.parametrize(("uplift", "variable"), [(4.0, "speed"), (1.0, None), (30.0, "unknown")])
def test_points_pass(uplift, variable):
    assert built(uplift, variable).table("initiatives").uplift[1] == uplift
