"""Transitions and variants against plain pandas."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib import mapping

GAPS = {"none": None, "2 days": pd.Timedelta("2 days")}


@pytest.fixture(scope="module", params=list(GAPS))
def both(request, engaged, random_log, walked):
    out = mapping.run(engaged({"journey_gap": request.param}, interactions=random_log), {})
    return out, walked(random_log, GAPS[request.param])


def test_transitions_are_those_of_a_plain_sort(both):
    out, plain = both
    after = plain.groupby("instance")[["touchpoint", "time"]].shift(-1)
    steps = plain.assign(target=after.touchpoint, gap=(after.time - plain.time).dt.total_seconds())
    wanted = (
        steps.dropna(subset="target")
        .groupby(["touchpoint", "target"])
        .gap.agg(n="size", median="median", p90=lambda g: g.quantile(0.9))
        .reset_index()
    )
    got = out["transitions"].sort_values(["source", "target"], ignore_index=True)
    assert got.source.tolist() == wanted.touchpoint.tolist()
    assert got.n.tolist() == wanted.n.tolist()
    assert got.median_gap_seconds.tolist() == pytest.approx(wanted["median"].tolist())
    assert got.p90_gap_seconds.tolist() == pytest.approx(wanted.p90.tolist())
    assert got.groupby("source").share.sum().tolist() == pytest.approx([1] * 6)


def test_variants_are_those_of_a_plain_sort(both):
    out, plain = both
    wanted = plain.groupby("instance").touchpoint.agg(" → ".join).value_counts()
    got = out["variants"].set_index("path").n
    assert wanted.loc[got.index].tolist() == got.tolist()
    assert int(out["journeys"].n.sum()) == int(wanted.sum())


def test_ties_keep_the_order_of_the_file(engaged, log, said):
    frame = log(dict.fromkeys("xyzw", "b a c")).assign(time=pd.Timestamp("2025-01-01"))
    shuffled = frame.sample(frac=1, random_state=3).sort_values("customer", kind="stable")
    made = engaged(interactions=shuffled)
    out = mapping.run(made, {})
    wanted = shuffled.groupby("customer").touchpoint.agg(" → ".join)
    assert sorted(out["variants"].path) == sorted(set(wanted))
    assert said(made, out)["journeys", "ties in file order"] == (
        "In 4 journeys interactions share an instant: the file’s order was kept."
    )


def test_coverage_counts_over_all_paths(engaged, log, claimed):
    trips = {f"a{i}": "a" for i in range(50)} | {f"b{i}": "b" for i in range(30)}
    rare = {f"r{i}": f"r{i % 4:02d}" for i in range(20)}  # five of each: none may be shown
    for more, some in (({}, 1), (rare, 2)):
        made = engaged(interactions=log(trips | more if more else dict(list(trips.items())[:60])))
        told = claimed(made, mapping.run(made, {})).loc["paths:coverage"]
        assert (told.direction, told.value) == ("covered", some)
    made = engaged(interactions=log(trips | rare | {"r": "r00"}))
    told = claimed(made, mapping.run(made, {})).loc["paths:coverage"]
    assert told.direction == "scattered"  # 80 of 101, and no path of the rest may be shown
