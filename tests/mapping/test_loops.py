"""Loops against a plain walker in Python, and what is left out of them."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

import pandas as pd
import pytest

from cxlib import mapping

JOURNEYS = pd.DataFrame({"journey": ["buy"], "completes": ["f"]})


def plain_loops(path: list[str]) -> set[tuple[str, ...]]:
    """The loops of a path, each turned so that it begins with its least touchpoint."""
    path, found = [t for t, _ in groupby(path)], set()
    for i in range(len(path)):
        for size in (2, 3):
            loop = path[i : i + size]
            if path[i + size : i + size + 1] == loop[:1] and len(set(loop)) == size:
                least = loop.index(min(loop))
                found.add(tuple(loop[least:] + loop[:least]))
    return found


def test_a_random_logs_loops_are_those_of_a_plain_walker(random_log, walked, engaged):
    made = engaged(
        {"journey_gap": "10 days"},
        interactions=random_log, journeys=JOURNEYS,
        touchpoints=pd.DataFrame({"touchpoint": list("abcdef"), "stage": "use"}),
    )  # fmt: skip
    table = mapping.run(made, {})["loops"].set_index("loop")
    end = random_log.time.max() - pd.Timedelta("10 days")
    walked_by, over_by, done_by, met = Counter(), Counter(), Counter(), []
    steps = walked(random_log, pd.Timedelta("10 days")).groupby("instance")
    for _, trip in steps:
        path = trip.touchpoint.tolist()
        done = "f" in path
        path = path[: path.index("f") + 1] if done else path
        over = done or trip.time.max() < end
        found = plain_loops(path)
        walked_by.update(found)
        over_by.update(found if over else ())
        done_by.update(found if done else ())
        met.append((set(path), found, over, done))
    assert len(walked_by) > len(table) == 20
    top = [n for _, n in walked_by.most_common(20)]
    assert sorted(table.n, reverse=True) == top
    for loop, row in table.iterrows():
        key = tuple(loop.split(" → ")[:-1])
        without = [done for seen, found, over, done in met
                   if over and set(key) <= seen and key not in found]  # fmt: skip
        assert row.n == walked_by[key]
        assert row.share == pytest.approx(walked_by[key] / len(met))
        assert row.completion == pytest.approx(done_by[key] / over_by[key])
        assert row.n_over == over_by[key]
        assert row.n_without == len(without)
        assert row.completion_without == pytest.approx(sum(without) / len(without))
        assert row.low - 1e-9 <= row.completion <= row.high + 1e-9


def test_a_loop_has_one_name_wherever_it_is_begun(log, engaged):
    trips = {"1": "a b c a", "2": "b c a b", "3": "c a b c a b", "4": "a c b a", "5": "a a b b a"}
    table = mapping.run(engaged(interactions=log(trips)), {})["loops"].set_index("loop")
    assert table.n.to_dict() == {"a → b → c → a": 3, "a → c → b → a": 1, "a → b → a": 1}
    assert table.completion.isna().all()  # nothing says when a journey is completed


def test_repeats_at_one_touchpoint_and_what_follows_completion_are_no_loops(log, engaged):
    trips = {"1": "a a a f a f a", "2": "a b b c"}
    made = engaged(interactions=log(trips), journeys=JOURNEYS)
    assert mapping.run(made, {})["loops"].empty


def test_the_commonest_loop_is_told_where_enough_walk_it(log, engaged, claimed):
    trips = {f"r{i}": "a b a f" for i in range(40)} | {f"s{i}": "a b f" for i in range(60)}
    made = engaged(interactions=log(trips), journeys=JOURNEYS)
    told = claimed(made, mapping.run(made, {})).loc["loop:a → b → a"]
    assert told.direction == "walked"
    assert told.statement == "The commonest loop is a → b → a: 40% of journeys go round it."
    assert told.evidence == (
        "Journeys that go round it: 40. 100% (91% to 100%) of the 40 that are over are completed, "
        "no more and no fewer than chance allows against 100 of 100 of the 60 that pass the same "
        "places without it; p = 1.000."
    )
    few = {name: path for name, path in trips.items() if name not in {f"r{i}" for i in range(11)}}
    made = engaged(interactions=log(few), journeys=JOURNEYS)
    out = mapping.run(made, {})
    assert out["loops"].n.tolist() == [29]
    assert "loop" not in set(claimed(made, out).kind)
