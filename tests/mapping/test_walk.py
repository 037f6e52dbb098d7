"""Transitions and variants against plain pandas."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib import mapping
from cxlib.mapping.walk import paths_covering

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


def test_ties_keep_the_order_of_the_file(engaged, log):
    frame = log(dict.fromkeys("xyzw", "b a c")).assign(time=pd.Timestamp("2025-01-01"))
    out = mapping.run(engaged(interactions=frame.sample(frac=1, random_state=3).sort_values(
        "customer", kind="stable")), {})  # fmt: skip
    shuffled = frame.sample(frac=1, random_state=3).sort_values("customer", kind="stable")
    wanted = shuffled.groupby("customer").touchpoint.agg(" → ".join)
    assert sorted(out["variants"].path) == sorted(set(wanted))
    assert "share an instant" in " ".join(out["notes"].note)


def test_coverage_counts_over_all_paths():
    sizes = pd.DataFrame({"n": [50, 30, 1], "paths": [1, 1, 20]})
    assert paths_covering(sizes) == 2
    assert paths_covering(sizes, 0.81) == 3
