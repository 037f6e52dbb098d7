"""Which journeys matter, with their value."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib import mapping
from cxlib.stats.intervals import wilson


def test_value_ranks_journeys_where_it_is_known(engaged, log):
    many = log({f"a{i}": "ask" for i in range(20)}, journey="help")
    few = log({f"b{i}": "look buy" for i in range(5)}, journey="join")
    journeys = pd.DataFrame({"journey": ["help", "join"], "completes": ["solved", "buy"]})
    people = pd.DataFrame({
        "customer": [f"a{i}" for i in range(20)] + [f"b{i}" for i in range(5)],
        "value": [1.0] * 20 + [100.0] * 5,
    })  # fmt: skip
    frames = {"interactions": pd.concat([many, few]), "journeys": journeys, "customers": people}
    policy = {"journey_gap": "1 minute"}
    plain = mapping.run(engaged(policy, **frames), {})["journeys"]
    assert plain.sort_values("rank").journey.tolist() == ["help", "join"]
    valued = mapping.run(engaged({**policy, "value_is": "margin"}, **frames), {})["journeys"]
    assert valued.sort_values("rank").journey.tolist() == ["join", "help"]
    row = valued.set_index("journey").loc["join"]
    assert row.value == pytest.approx(500)
    low, high = wilson(5, 5)
    assert (row.low, row.high) == (pytest.approx(float(low)), pytest.approx(float(high)))


def test_the_order_is_told_and_what_it_goes_by(engaged, log):
    many = log({f"a{i}": "ask solved" for i in range(20)}, journey="help")
    few = log({f"b{i}": "look" if i else "look buy" for i in range(5)}, journey="join")
    late = few.assign(customer="z" + few.customer, journey_id="z" + few.journey_id)
    late = late.assign(time=late.time + pd.Timedelta("2 days"))
    journeys = pd.DataFrame({"journey": ["help", "join"], "completes": ["solved", "buy"]})
    frames = {"interactions": pd.concat([many, few, late]), "journeys": journeys}
    out = mapping.run(engaged({"journey_gap": "1 hour"}, **frames), {})
    told = out["findings"].set_index("finding_id").statement["journey:help"]
    assert told.startswith("Journeys by instances: help, join. The journey 'help' has 20 instances")
    assert "open" not in told
    alone = engaged(
        {"journey_gap": "1 hour"}, interactions=pd.concat([few, late]), journeys=journeys
    )
    told = mapping.run(alone, {})["findings"].statement.str.cat(sep=" ")
    assert "The journey 'join' has 10 instances" in told
    assert "4 still open, left out" in told
