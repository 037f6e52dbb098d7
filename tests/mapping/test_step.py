"""Step 1 as a whole: every table as the registry declares it, whatever is missing."""

from __future__ import annotations

import dataclasses

import pandas as pd

from cxlib import mapping
from cxlib.results import Results, conform

CATALOGUE = pd.DataFrame({"touchpoint": ["Look", "shop"], "stage": ["see", "buy"]})


def test_every_table_conforms_and_is_the_same_twice(engaged, random_log, tmp_path):
    engagement = engaged(interactions=random_log)
    first, second = mapping.run(engagement, {}), mapping.run(engagement, {})
    assert set(first) == {*mapping.GIVES, "notes", "refutations"}
    assert "findings" not in first  # a step writes no sentence
    Results(tmp_path).write("mapping", first)
    for name in mapping.GIVES:
        pd.testing.assert_frame_equal(conform(name, first[name]), conform(name, second[name]))
    pd.testing.assert_frame_equal(first["notes"], second["notes"])


def test_without_interactions_the_catalogue_is_the_map(engaged, said):
    answers = pd.DataFrame({"speed": [1, 2, 3] * 10})
    made = engaged(responses=answers, touchpoints=CATALOGUE)
    out = mapping.run(made, {})
    assert out["touchpoint_map"].touchpoint.tolist() == ["Look", "shop"]
    assert not out["touchpoint_map"].in_data.any()
    counts = ["customers", "interactions", "starts", "ends", "repeats"]
    assert out["touchpoint_map"][counts].isna().all(axis=None)
    assert out["funnel"].empty
    assert "No interactions were supplied" in said(made, out)["journeys", "no events"]


def test_without_either_table_both_are_said(engaged, said):
    made = engaged(responses=pd.DataFrame({"speed": [1, 2, 3] * 10}))
    told = said(made, mapping.run(made, {}))
    assert list(told) == [("touchpoint_map", "nothing supplied"), ("journeys", "no events")]


def test_map_and_data_are_compared(engaged, log, claimed):
    frame = log({f"a{i}": "look pay look" for i in range(12)})
    made = engaged(interactions=frame, touchpoints=CATALOGUE)
    out = mapping.run(made, {})
    table = out["touchpoint_map"].set_index("touchpoint")
    assert table.loc["Look", ["customers", "interactions", "starts", "ends"]].tolist() == [
        12, 24, 12, 12]  # fmt: skip
    assert table.in_catalogue.to_dict() == {"Look": True, "shop": True, "pay": False}
    told = claimed(made, out)
    assert told.statement["map:never seen"] == (
        "No visit to shop is recorded, though it is on the map."
    )
    assert told.evidence["map:never seen"].startswith("1 of 2 touchpoints on the map ")
    assert told.statement["map:never mapped"] == "Customers use pay, which is not on the map."
    assert told.evidence["map:never mapped"] == (
        "One touchpoint of the interactions is not mapped. Interactions there: 12."
    )


def test_an_empty_window_is_as_no_interactions(engaged, log, said):
    made = engaged(interactions=log({f"a{i}": "look pay" for i in range(12)}))
    nothing = dataclasses.replace(made, events=made.events.filter(made.events.customer == "nobody"))
    out = mapping.run(nothing, {})
    assert out["variants"].empty
    assert "No interactions were supplied" in said(made, out)["journeys", "no events"]
