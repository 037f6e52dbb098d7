"""The funnel by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib import mapping
from cxlib.stats.intervals import wilson

MAP = pd.DataFrame({
    "touchpoint": ["advert", "page", "cart", "paid"],
    "stage": ["aware", "consider", "decide", "decide"],
})  # fmt: skip
JOURNEYS = pd.DataFrame({"journey": ["buy"], "completes": ["paid"]})


def test_conversion_counts_those_who_went_on(engaged, log):
    trips = {f"a{i}": "advert page cart paid" for i in range(5)}
    trips |= {f"b{i}": "advert page" for i in range(3)}
    trips |= {f"c{i}": "page cart" for i in range(2)}
    trips |= {"d": "advert"}
    frame = log(trips)
    # the log ends long after: nobody is open
    late = log({"e": "cart paid"}).assign(time=lambda t: t.time + pd.Timedelta("90 days"))
    frame = pd.concat([frame, late], ignore_index=True)
    out = mapping.run(
        engaged({"journey_gap": "7 days"}, interactions=frame, touchpoints=MAP, journeys=JOURNEYS),
        {},
    )["funnel"].sort_values("position")
    assert out.stage.tolist() == ["aware", "consider", "decide"]
    assert out.entered.tolist() == [9, 10, 8]
    assert out.completed.tolist() == [8, 7, 6]
    low, high = wilson([8, 7, 6], [9, 10, 8])
    assert out.low.tolist() == pytest.approx(low.tolist())
    assert out.high.tolist() == pytest.approx(high.tolist())


def test_open_instances_are_censored(engaged, log):
    trips = {f"a{i}": "advert page cart paid" for i in range(8)}
    trips |= {f"b{i}": "advert page" for i in range(8)}
    out = mapping.run(
        engaged({"journey_gap": "7 days"}, interactions=log(trips), touchpoints=MAP,
                journeys=JOURNEYS), {},
    )["funnel"].sort_values("position")  # fmt: skip
    assert out.open.tolist() == [0, 8, 0]
    assert out.conversion.tolist() == [1, 1, 1]


def test_without_stages_a_note(engaged, log, said):
    made = engaged(interactions=log({f"a{i}": "x y" for i in range(12)}))
    out = mapping.run(made, {})
    assert out["funnel"].empty
    assert "so the funnel is not shown" in said(made, out)["funnel", "no stages"]
