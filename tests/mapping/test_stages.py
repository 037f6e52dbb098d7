"""Times between stages, and where leavers go, by hand and by plain pandas."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib import mapping
from cxlib.mapping.stages import NO_MORE

MAP = pd.DataFrame(
    {"touchpoint": list("abcdef"), "stage": ["one"] * 2 + ["two"] * 2 + ["three"] * 2}
)


@pytest.fixture(scope="module")
def out(engaged, random_log):
    made = engaged({"journey_gap": "2 days"}, interactions=random_log, touchpoints=MAP)
    return mapping.run(made, {})


def test_stage_times_are_those_of_plain_pandas(out, random_log, walked):
    plain = walked(random_log, pd.Timedelta("2 days"))
    plain = plain.assign(stage=plain.touchpoint.map(dict(zip("abcdef", [1, 1, 2, 2, 3, 3]))))  # noqa: B905
    first = plain.groupby(["instance", "stage"]).time.first().unstack()
    both = (first[2] - first[1]).dropna().dt.total_seconds()
    both = both[both >= 0]
    skipped = (first[3] - first[1])[first[2].isna()].dropna().dt.total_seconds()
    skipped = skipped[skipped >= 0]
    got = out["stage_times"].set_index(["source", "target"])
    for pair, wanted in ((("one", "two"), both), (("one", "three"), skipped)):
        assert got.n[pair] == len(wanted)
        assert got.median_seconds[pair] == pytest.approx(wanted.median())
        assert got.p90_seconds[pair] == pytest.approx(wanted.quantile(0.9))


def test_leavers_go_to_their_next_journey_or_nowhere(engaged, log):
    first = log({f"x{i}": "a c" for i in range(10)})
    later = log({f"x{i}": "e f" for i in range(6)})
    later = later.assign(time=later.time + pd.Timedelta("20 days"), journey_id="b" + later.customer)
    late = log({"z": "f"}).assign(time=lambda t: t.time + pd.Timedelta("90 days"))
    journeys = pd.DataFrame({"journey": ["j"], "completes": ["f"]})
    frame = pd.concat([first, later, late], ignore_index=True)
    made = engaged(
        {"journey_gap": "2 days"}, interactions=frame, touchpoints=MAP, journeys=journeys
    )
    got = mapping.run(made, {})["leavers"].set_index(["stage", "next"])
    assert got.n.to_dict() == {("two", "e"): 6, ("two", NO_MORE): 4}
    assert got.share["two", "e"] == pytest.approx(0.6)
    assert got.median_gap_seconds["two", "e"] == pytest.approx(20 * 86400 - 3600)
    assert pd.isna(got.median_gap_seconds["two", NO_MORE])
