"""A sign of leaving is not told as its cause; a cause still is."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.moments import moments
from cxlib.diagnosis.worth import worth
from cxlib.diagnosis.worth.landmarks import watched
from cxlib.diagnosis.worth.refuting import CONTROL, LEAD, before, control, lead
from cxlib.findings import released

DAY = pd.Timedelta(days=1)
T0 = pd.Timestamp("2023-01-01")


def test_who_fails_because_of_leaving_is_no_proof_that_failing_makes_leave(simulations) -> None:
    found = simulations("signs").symptom(12, n=1500)
    assert found["cause"]["rate"] <= 0.05
    assert found["sign"]["rate"] >= 0.95


def test_a_cause_is_told_as_often_as_before(simulations) -> None:
    assert simulations("signs").cause(8)["cause"]["rate"] >= 0.85


@pytest.mark.slow
@pytest.mark.parametrize("often", [0.3, 0.6])
@pytest.mark.parametrize("stray", [0.02, 0.1])
def test_signs_over_many_seeds(simulations, often: float, stray: float) -> None:
    assert simulations("signs").symptom(100, often=often, stray=stray)["cause"]["rate"] <= 0.05


def _rows(seed: int, n: int = 4000, ratio: float = 3.0, lasts: float = 12.0) -> pd.DataFrame:
    """One experience each; a bad one multiplies leaving by `ratio` for so many months."""
    rng = np.random.default_rng(seed)
    bad = rng.random(n) < 0.2
    fresh = rng.exponential(1 / (0.02 * np.where(bad, ratio, 1.0)))
    life = np.where(fresh < lasts, fresh, lasts + rng.exponential(50, n))
    rows = pd.DataFrame({"customer": range(n), "time": rng.permutation(n), "bad": bad})
    return rows.assign(months=np.ceil(life).clip(max=12), left=life <= 12)


def test_a_lasting_effect_survives_and_one_of_a_quarter_does_not() -> None:
    none = pd.DataFrame(index=range(4000))
    lasting, brief = (lead(_rows(1, lasts=lasts), none, 0.95) for lasts in (12.0, 3.0))
    assert lasting.held
    assert not brief.held
    assert brief.figures["soon"]["number"] == pytest.approx(3.0, rel=0.25)


def test_where_few_are_watched_for_longer_nothing_is_tried() -> None:
    rows = _rows(2)
    assert lead(watched(rows, 3.0), rows[[]], 0.95) is None


def test_what_others_met_does_not_matter_unless_something_else_does() -> None:
    rows = _rows(3)
    assert control(rows, rows[[]]).held
    rng, ordered = np.random.default_rng(4), rows.sort_values("time", ignore_index=True)
    hard = pd.Series(np.arange(len(rows)) // 400 % 2 == 1)  # times that are bad for everybody
    bad = pd.Series(rng.random(len(rows)) < np.where(hard, 0.5, 0.02))
    life = rng.exponential(1 / np.where(hard, 0.06, 0.02))
    told = ordered.assign(bad=bad, months=np.ceil(life).clip(max=12), left=life <= 12)
    assert not control(told, told[[]]).held


def test_the_control_is_never_the_customers_own() -> None:
    told = pd.DataFrame({"customer": [*range(20), 30, 30], "time": range(22), "bad": False})
    told.loc[20, "bad"] = True
    assert before(told).tolist()[20:] == [0.0, 0.0]


TABLES = {"interactions": {"source": "interactions"}, "customers": {"source": "customers"}}


@pytest.fixture(scope="module")
def stumbling() -> dict[str, pd.DataFrame]:
    """Visits that go well, but for those of the 60 % of leavers who fail on their way out."""
    rng, n = np.random.default_rng(8), 1200
    ids = np.array([f"c{i}" for i in range(n)])
    start = T0 + DAY * rng.integers(0, 700, n)
    life = rng.exponential(1600, n).astype(int) + 100
    last = T0 + 1095 * DAY
    end = pd.Series(start + DAY * life).where(lambda e: e < last)
    customers = pd.DataFrame({"customer": ids, "start": start, "end": end, "value": 20.0})
    until = end.fillna(last)
    well = pd.DataFrame(
        {"customer": np.repeat(ids, 3), "completed": True,
         "time": np.repeat(start, 3) + np.repeat(until - start, 3).to_numpy() * rng.random(3 * n)}
    )  # fmt: skip
    goes = np.flatnonzero(end.notna() & (rng.random(n) < 0.6))
    then = end.iloc[goes] - DAY * rng.integers(36, 90, goes.size)
    ill = pd.DataFrame({"customer": ids[goes], "time": then.to_numpy(), "completed": False})
    again = ill.assign(time=ill["time"] + pd.Timedelta(hours=1))
    visits = pd.concat([well, ill, again], ignore_index=True)
    day = visits["time"].dt.strftime("%Y%m%d")
    visits = visits.assign(touchpoint="app", journey_id=visits["customer"] + day)
    return {"customers": customers, "interactions": visits}


def test_a_client_whose_leavers_stumble_reads_of_a_sign(engaged, stumbling) -> None:
    engagement = engaged(stumbling, tables=TABLES, policy={"value_is": "margin"})
    found = worth(engagement)
    row = found["leaving"].set_index("touchpoint").loc["app"]
    assert row["hazard_ratio"] > 1.5
    assert pd.isna(row["customers_at_stake"])
    assert moments(engagement, {}, found)["moments"].empty
    tested = found["refutations"].set_index("refuter")
    assert tested.loc[LEAD, "result"] == "failed"
    told = released(engagement, found)["findings"].set_index("finding_id").loc["leaving:app:events"]
    assert told["direction"] == "sign"
    assert "as a sign of it rather than its cause" in told["statement"]


def test_an_early_failure_that_matters_names_what_it_survived(engaged) -> None:
    rng, n = np.random.default_rng(1), 900
    ids = np.array([f"c{i}" for i in range(n)])
    start = T0 + DAY * rng.integers(0, 400, n)
    bad = rng.random(n) < 0.25
    life = rng.exponential(900 / np.where(bad, 3.0, 1.0)).astype(int)
    end = pd.Series(start + DAY * life)
    customers = pd.DataFrame({"customer": ids, "start": start, "end": end})
    customers["end"] = end.where(end < T0 + 730 * DAY)
    visits = pd.DataFrame(
        {"customer": np.repeat(ids, 2), "journey_id": np.repeat(ids, 2), "touchpoint": "activation",
         "time": np.repeat(start, 2) + pd.to_timedelta(np.tile([9, 10], n), unit="h"),
         "completed": np.column_stack([np.zeros(n, bool), ~bad]).ravel()}
    )  # fmt: skip
    mark = visits.head(1).assign(customer="none", time=T0 + 730 * DAY, touchpoint="other")
    frames = {"customers": customers, "interactions": pd.concat([visits, mark])}
    engagement = engaged(frames, tables=TABLES)
    found = worth(engagement)
    again = moments(engagement, {}, found)
    both = pd.concat([found["refutations"], again["refutations"]], ignore_index=True)
    tables = {**found, "moments": again["moments"], "refutations": both}
    told = released(engagement, tables)["findings"].set_index("finding_id")
    for name in ("leaving:activation:events", "moment:activation:truth"):
        survived = both[(both["finding_id"] == name) & (both["result"] == "survived")]
        assert set(survived["refuter"]) == {LEAD, CONTROL}
        assert "a quarter later" in told.loc[name, "tested"]
