"""What a plan is worth and which rules bind it."""

import numpy as np
import pandas as pd
import pytest

from cxlib.strategy.candidates import candidates, listed, won, worth

STAKES = pd.DataFrame({"place": ["a", "b"], "stake": [100.0, 200.0]})


def table(*rows):
    columns = ["initiative", "cost", "months", "owner", "status", "depends_on", "excludes"]
    return pd.DataFrame(rows, columns=columns)


def parts(names, groups, part=0.5, weight=1.0):
    places = [group.split("|")[0] for group in groups]
    return pd.DataFrame({"initiative": names, "place": places, "group": groups,
                         "part": part, "weight": weight, "missing": ""})  # fmt: skip


PAIR = table(
    ("x", 10.0, 4.0, "Web", "planned", None, None),
    ("y", 20.0, 4.0, "Web", "planned", "x", None),
)


def test_two_initiatives_on_one_variable_do_not_count_twice():
    options = candidates(PAIR, parts(["x", "y"], ["a|v", "a|v"]), STAKES)
    plans = np.array([[1, 0], [0, 1], [1, 1]])
    assert won(options, plans)[:, 0] == pytest.approx([0.5, 0.5, 0.75])
    assert worth(options, plans, np.array([[100.0, 0.0]]))[:, 0] == pytest.approx([50, 50, 75])


def test_two_variables_of_one_moment_add_up_to_no_more_than_all_of_it():
    shares = parts(["x", "y"], ["a|v", "a|w"], part=1.0, weight=0.7)
    options = candidates(PAIR, shares, STAKES)
    assert worth(options, np.array([[1, 1]]), np.array([[100.0, 0.0]]))[0, 0] == pytest.approx(100)


def test_rules_say_dependency_exclusion_and_capacity():
    rows = table(
        ("x", 1.0, 6.0, "Web", None, None, "z"),
        ("y", 1.0, 6.0, "Web", None, "x", None),
        ("z", 1.0, 2.0, "IT", None, None, None),
    )
    shares = parts(["x", "y", "z"], ["a|v", "a|w", "b|"])
    options = candidates(rows, shares, STAKES, {"Web": 1.0, "IT": 9.0}, horizon_months=12)
    allowed = {
        plan: bool((options.rules @ np.array(plan) <= options.limits).all())
        for plan in [(1, 1, 0), (0, 1, 0), (1, 0, 1), (0, 0, 1)]
    }
    assert allowed == {(1, 1, 0): True, (0, 1, 0): False, (1, 0, 1): False, (0, 0, 1): True}
    tight = candidates(rows, shares, STAKES, {"Web": 0.5}, horizon_months=12)
    assert not (tight.rules @ np.array([1, 1, 0]) <= tight.limits).all()


def test_what_is_in_place_serves_and_bars_and_is_no_choice():
    rows = table(
        ("x", 1.0, 6.0, "Web", "running", None, None),
        ("y", 1.0, 6.0, "Web", None, "x", None),
        ("z", 1.0, 6.0, "Web", None, None, "x"),
        ("w", 1.0, 6.0, "Web", None, "nowhere", None),
        ("v", 1.0, 6.0, "Web", "stopped", None, None),
    )
    names = ["x", "y", "z", "w", "v"]
    options = candidates(rows, parts(names, [f"a|{n}" for n in names]), STAKES)
    assert options.names == ("y", "z", "w")
    alone = [bool((options.rules @ row <= options.limits).all()) for row in np.eye(3)]
    assert alone == [True, False, False]


def test_listed_reads_cells_as_people_write_them():
    assert listed("a;b ; ;c") == ["a", "b", "c"]
    assert listed(None) == listed(float("nan")) == []
