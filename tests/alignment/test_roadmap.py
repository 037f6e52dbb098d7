"""Dates: dependencies, readiness, capacity."""

import pandas as pd
import pytest

from cxlib.alignment.roadmap import DAYS_A_MONTH, roadmap
from cxlib.results.coded import code_of, coded, text

TODAY = pd.Timestamp("2026-10-01")
OWNERS = pd.DataFrame({"owner": ["ann", "bob"], "department": ["IT", None], "capacity": [1.0, 2]})


def plan(*rows, today=TODAY, owners=OWNERS):
    columns = ["initiative", "owner", "months", "start", "status", "depends_on", "horizon"]
    table = pd.DataFrame(rows, columns=columns)
    table = table.assign(start=pd.to_datetime(table.start), kpi="nps", expected_change=1.0,
                         expected_by=pd.NaT, cost=10.0, touchpoint="cart")  # fmt: skip
    judged = table[["initiative", "horizon", "cost"]].assign(
        chosen=table.status.ne("running"), benefit=[100.0 - i for i in range(len(table))]
    )
    return roadmap(table.drop(columns="horizon"), judged, owners, today).set_index("initiative")


def month(number):
    return TODAY + pd.Timedelta(days=round(number * DAYS_A_MONTH))


def test_one_at_a_time_where_capacity_is_one():
    found = plan(("x", "ann", 2, None, None, None, "now"), ("y", "ann", 2, None, None, None, "now"))
    assert found.start["x"] == TODAY
    assert found.start["y"] == found.end["x"] == month(2)
    assert code_of(found.waits["y"]) == "roadmap|capacity"
    assert pd.isna(found.waits["x"])


def test_two_at_a_time_where_capacity_is_two():
    rows = [(n, "bob", 3, None, None, None, "now") for n in "xyz"]
    found = plan(*rows)
    assert found.start.tolist() == [TODAY, TODAY, month(3)]


def test_dependencies_come_first_even_when_worth_less():
    found = plan(("x", "ann", 2, None, None, "y", "now"), ("y", "bob", 3, None, None, None, "now"))
    assert found.start["y"] == TODAY
    assert found.start["x"] == found.end["y"]
    assert found.waits["x"] == coded("roadmap|after", initiative=text("y"))


def test_readiness_and_own_start_delay():
    found = plan(
        ("x", "bob", 1, None, None, None, "prepare"),
        ("y", "bob", 1, "2027-05-01", None, None, "now"),
        ("z", "ann", 1, "2026-01-01", None, None, "later"),
    )
    assert found.start["x"] == month(3)
    assert found.waits.map(code_of, na_action="ignore")["x"] == "roadmap|readiness"
    assert pd.isna(found.waits["y"])
    assert found.start["y"] == pd.Timestamp("2027-05-01")
    assert found.start["z"] == month(6)


def test_running_keeps_its_dates_and_takes_capacity():
    found = plan(
        ("r", "ann", 3, "2026-09-01", "running", None, "now"),
        ("x", "ann", 1, None, None, None, "now"),
    )
    assert found.start["r"] == pd.Timestamp("2026-09-01")
    assert found.start["x"] == found.end["r"]


def test_no_capacity_and_no_calendar_leave_dates_missing():
    none = OWNERS.assign(capacity=[0.0, 2.0])
    assert plan(("x", "ann", 1, None, None, None, "now"), owners=none).start.isna().all()
    assert plan(("x", "ann", 1, None, None, None, "now"), today=None).start.isna().all()
    given = plan(("x", "ann", 1, "2027-01-01", None, None, "now"), today=None)
    assert given.start["x"] == pd.Timestamp("2027-01-01")


def test_circles_and_unknown_owners_are_scheduled_all_the_same():
    found = plan(("x", "eve", 1, None, None, "y", "now"), ("y", None, 1, None, None, "x", "now"))
    assert found.start.notna().all()


@pytest.mark.parametrize("seed", range(20))
def test_capacity_and_dependencies_hold_in_random_plans(seed):
    import numpy as np

    rng = np.random.default_rng(seed)
    names = [f"i{k}" for k in range(12)]
    rows = [
        (name, rng.choice(["ann", "bob"]), int(rng.integers(1, 6)), None, None,
         names[int(rng.integers(0, k))] if k and rng.random() < 0.4 else None,
         rng.choice(["now", "prepare"]))
        for k, name in enumerate(names)
    ]  # fmt: skip
    found = plan(*rows)
    for owner, most in (("ann", 1), ("bob", 2)):
        mine = found[found.owner == owner]
        for moment in mine.start:
            assert ((mine.start <= moment) & (mine.end > moment)).sum() <= most
    for name, row in found.dropna(subset=["depends_on"]).iterrows():
        assert row.start >= found.end[row.depends_on], name
