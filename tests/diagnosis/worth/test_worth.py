"""Retention, leaving and lifetime together, on small clients through the kit's own checks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.worth import worth
from cxlib.findings import released
from cxlib.results import conform

DAY = pd.Timedelta(days=1)
T0 = pd.Timestamp("2024-01-01")


def _client(seed: int = 1, n: int = 900, ratio: float = 3.0) -> dict[str, pd.DataFrame]:
    """Everybody activates on the first day; a failed activation multiplies leaving by `ratio`."""
    rng = np.random.default_rng(seed)
    ids = np.array([f"c{i}" for i in range(n)])
    start = T0 + DAY * rng.integers(0, 400, n)
    bad = rng.random(n) < 0.25
    life = rng.exponential(900 / np.where(bad, ratio, 1)).astype(int)
    end = pd.Series(start + DAY * life)
    last = T0 + 730 * DAY
    customers = pd.DataFrame(
        {"customer": ids, "start": start, "end": end.where(end < last), "value": 20.0,
         "plan": rng.choice(["basic", "plus"], n)}
    )  # fmt: skip
    visits = pd.DataFrame(
        {"customer": np.repeat(ids, 2), "journey_id": np.repeat(ids, 2), "touchpoint": "activation",
         "time": np.repeat(start, 2) + pd.to_timedelta(np.tile([9, 10], n), unit="h"),
         "completed": np.column_stack([np.zeros(n, bool), ~bad]).ravel()}
    )  # fmt: skip
    check = visits.assign(touchpoint="credit check", completed=True)
    gone = customers[customers["end"].notna()]
    form = pd.DataFrame(
        {"customer": gone["customer"], "journey_id": gone["customer"] + "x",
         "touchpoint": "cancellation form", "time": gone["end"], "completed": True}
    )  # fmt: skip
    mark = form.head(1).assign(customer="none", time=last, touchpoint="other")
    return {"customers": customers, "interactions": pd.concat([visits, check, form, mark])}


TABLES = {"interactions": {"source": "interactions"},
          "customers": {"source": "customers", "segments": ["plan"]}}  # fmt: skip


@pytest.fixture(scope="module")
def found(engaged) -> dict[str, pd.DataFrame]:
    policy = {"value_is": "margin", "seed": 3}
    return worth(engaged(_client(), tables=TABLES, policy=policy, currency="GBP"))


def test_tables_meet_the_registry(found) -> None:
    for name in set(found) - {"notes", "refutations"}:
        conform(name, found[name])


def test_the_planted_experience_is_found_with_its_size(found) -> None:
    row = found["leaving"].set_index("touchpoint").loc["activation"]
    assert row["low"] < 3.0 < row["high"]
    assert row["effect_low"] > 0.1
    assert row["tenure"] < 0.1
    assert (row["n_of"], row["n"]) == ("customers", row["customers"])


def test_the_decoys_are_left_alone(found) -> None:
    leaving = found["leaving"].set_index("touchpoint")
    assert "credit check" not in leaving.index  # a forced step: no contrast
    assert leaving.loc["cancellation form", "part_of_leaving"]
    assert pd.isna(leaving.loc["cancellation form", "hazard_ratio"])
    parting = found["notes"].set_index("code").loc["part of leaving"]
    assert '{"touchpoint": "cancellation form"}' in parting["figures"]


def test_lifetime_is_months_times_margin(found) -> None:
    rows = found["lifetime"].set_index(["segment", "method"])
    row = rows.loc[("all", "observed retention")]
    assert row["value"] == pytest.approx(20 * row["months"])
    assert {"plan=basic", "plan=plus"} <= set(rows.index.get_level_values(0))
    model = rows.loc[("all", "shifted beta-geometric")]
    assert abs(model["held_out_error"]) < 0.1
    assert model["months"] > row["months"]


def test_the_curve_falls_and_ends_where_few_are_left(found) -> None:
    curve = found["retention_curve"].query("segment == 'all'")
    assert curve["retention"].is_monotonic_decreasing
    assert curve["n"].min() >= 10


def test_segments_that_stay_longer_are_named_and_not_called_a_cause(engaged) -> None:
    frames = _client()
    customers = frames["customers"]
    early = (customers["plan"] == "basic") & (customers.index % 2 == 0)
    soon = customers["start"] + 40 * DAY
    customers["end"] = customers["end"].mask(early & customers["end"].isna(), soon)
    engagement = engaged(frames, tables=TABLES)
    found = worth(engagement)
    assert found["retention_curve"].query("segment == 'all'")["p_adjusted"].isna().all()
    told = released(engagement, found)["findings"].set_index("finding_id").loc["retention:plan"]
    assert told["direction"] == "two"
    assert told["statement"].startswith("Of 100 customers in plan plus, ")
    assert told["evidence"].endswith("so it need not be the group that keeps customers.")


def test_without_margin_worth_is_in_customers(engaged) -> None:
    told = worth(engaged(_client(), tables=TABLES))
    assert told["lifetime"]["value"].isna().all()
    assert told["leaving"]["value_at_stake"].isna().all()
    assert told["leaving"]["customers_at_stake"].notna().any()
    assert "no margin" in set(told["notes"]["code"])


def test_nothing_is_found_where_nothing_is(engaged) -> None:
    clients = [engaged(_client(seed, 500, ratio=1.0), tables=TABLES) for seed in range(4)]
    flagged = [(worth(c)["leaving"]["p_adjusted"] < 0.05).any() for c in clients]
    assert sum(flagged) <= 1


def test_customers_with_tenure_only_have_a_curve_and_a_sentence(engaged) -> None:
    rng = np.random.default_rng(1)
    life, end = rng.exponential(20, 300), rng.uniform(0, 40, 300)
    customers = pd.DataFrame(
        {
            "customer": [str(i) for i in range(300)],
            "tenure": np.minimum(life, end),
            "left": life < end,
        }
    )
    told = worth(engaged({"customers": customers}, period="none"))
    assert len(told["retention_curve"]) > 10
    assert told["leaving"].empty
    assert {("leaving", "no dates")} <= set(
        told["notes"][["section", "code"]].itertuples(index=False, name=None)
    )


def test_purchases_alone_give_a_lifetime_by_model(engaged) -> None:
    rng = np.random.default_rng(2)
    rows = [
        (f"c{i}", T0 + DAY * int(t))
        for i in range(120)
        for t in np.cumsum(rng.exponential(30 + 40 * rng.random(), rng.integers(1, 12)))
        if t < 500
    ]
    frame = pd.DataFrame(rows, columns=["customer", "time"]).assign(
        value=rng.gamma(6, 5, len(rows))
    )
    told = worth(engaged({"purchases": frame}, policy={"value_is": "margin"}))
    row = told["lifetime"].iloc[0]
    assert row["method"] == "BG/NBD with gamma-gamma"
    assert row["value"] > 0
    assert pd.notna(row["held_out_error"])


def test_three_customers_are_no_data_for_any_of_it(engaged) -> None:
    customers = pd.DataFrame(
        {"customer": ["a", "b", "c"], "start": "2025-01-01", "end": ["2025-03-01", None, None]}
    )
    frame = pd.DataFrame({"customer": ["a"] * 12, "time": "2025-06-01", "value": range(12)})
    told = worth(engaged({"customers": customers, "purchases": frame}))
    assert told["leaving"].empty
    assert told["lifetime"].empty
    for name in set(told) - {"notes", "refutations"}:
        conform(name, told[name])


def _met_late(n: int, new: int, seed: int = 5) -> dict[str, pd.DataFrame]:
    """Customers of two years' standing, kept in a record that begins later, and some new ones."""
    rng = np.random.default_rng(seed)
    record, last = pd.Timestamp("2024-01-01"), pd.Timestamp("2025-12-31")
    old = pd.Timestamp("2021-06-01") + DAY * rng.integers(0, 200, n)
    joined = record + DAY * rng.integers(1, 200, new)
    start = pd.Series([*old, *joined])
    end = start + pd.to_timedelta(rng.exponential(400, n + new).astype(int) + 1, unit="D")
    customers = pd.DataFrame({"customer": [f"c{i}" for i in range(n + new)], "start": start,
                              "end": end.where(end < last), "value": 20.0})  # fmt: skip
    customers = customers[end > record]
    bought = pd.DataFrame({"customer": "c1", "time": [record, last], "value": 1.0})
    return {"customers": customers, "purchases": bought}


def test_where_nobody_is_watched_from_the_start_no_stay_is_told(engaged) -> None:
    """Those who left before they could be met are missing: 36 of 36 months would be told."""
    policy = {"value_is": "margin"}
    found = worth(engaged(_met_late(600, 0), policy=policy, currency="GBP"))
    assert found["retention_curve"].empty
    assert found["lifetime"].empty
    said = set(found["notes"]["code"])
    assert {"not from the start", "too few watched"} <= said
    assert not {"nobody left", "nothing to go by"} & said


def test_some_watched_from_the_start_are_enough(engaged) -> None:
    policy = {"value_is": "margin"}
    found = worth(engaged(_met_late(600, 300), policy=policy, currency="GBP"))
    seen = found["lifetime"].set_index("method").loc["observed retention"]
    true = 400 / 30.4375 * (1 - np.exp(-seen["horizon_months"] * 30.4375 / 400))
    assert seen["low"] - 0.5 < true < seen["high"] + 0.5
