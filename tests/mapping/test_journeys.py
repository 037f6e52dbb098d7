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


def test_each_journey_is_told_by_those_that_are_over(engaged, log, claimed):
    many = log({f"a{i}": "ask solved" for i in range(20)}, journey="help")
    few = log({f"b{i}": "look" if i else "look buy" for i in range(5)}, journey="join")
    late = few.assign(customer="z" + few.customer, journey_id="z" + few.journey_id)
    late = late.assign(time=late.time + pd.Timedelta("2 days"))
    journeys = pd.DataFrame({"journey": ["help", "join"], "completes": ["solved", "buy"]})
    frames = {"interactions": pd.concat([many, few, late]), "journeys": journeys}
    made = engaged({"journey_gap": "1 hour"}, **frames)
    out = mapping.run(made, {})
    assert out["journeys"].sort_values("rank").journey.tolist() == ["help", "join"]
    told = claimed(made, out).loc["journey:help"]
    assert told.statement == "The journey “help” is completed 100% of the time."
    assert told.evidence == "100% (84% to 100%) of the 20 journeys that are over."
    assert (told.n, told.n_of) == (20, "journeys")
    alone = engaged(
        {"journey_gap": "1 hour"}, interactions=pd.concat([few, late]), journeys=journeys
    )
    out = mapping.run(alone, {})
    assert out["journeys"].set_index("journey").loc["join", ["n", "open"]].tolist() == [10, 4]
    assert "journey:join" not in claimed(alone, out).index  # six that are over are too few
    many = log({f"b{i}": "look" if i > 5 else "look buy" for i in range(15)}, journey="join")
    last = many.assign(customer="z" + many.customer, journey_id="z" + many.journey_id)
    last = last.assign(time=last.time + pd.Timedelta("2 days"))
    wide = engaged(
        {"journey_gap": "1 hour", "privacy_n": 5},
        interactions=pd.concat([many, last]), journeys=journeys,
    )  # fmt: skip
    told = claimed(wide, mapping.run(wide, {})).loc["journey:join"]
    assert told.evidence.endswith(
        "of the 21 journeys that are over. Still under way, and left out: 9."
    )
