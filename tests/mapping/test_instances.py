"""From events to instances: ids, silences, or both."""

from __future__ import annotations

import pandas as pd

from cxlib import mapping
from cxlib.mapping import instances
from cxlib.results import conform


def sizes(out) -> dict:
    return dict(zip(out["variants"].path, out["variants"].n, strict=True))


def test_one_customer_walks_several_journeys(engaged, log):
    frame = log({f"x{i}": "a b" for i in range(6)})
    again = log({f"x{i}": "c d" for i in range(6)}).assign(journey_id=lambda t: "2" + t.customer)
    out = mapping.run(engaged(interactions=pd.concat([frame, again])), {})
    assert sizes(out) == {"a → b": 6, "c → d": 6}
    assert out["touchpoint_map"].set_index("touchpoint").customers["a"] == 6


def test_ids_that_restart_with_every_customer_are_told_apart(engaged, log):
    frame = log({f"x{i}": "a b" for i in range(6)}).assign(journey_id="1")
    assert sizes(mapping.run(engaged(interactions=frame), {})) == {"a → b": 6}


def test_an_id_shared_by_a_few_customers_stays_one_instance(engaged, log):
    frame = log({f"x{i}": "a b" for i in range(40)})
    frame.loc[1, "customer"] = "somebody else"
    assert sizes(mapping.run(engaged(interactions=frame), {})) == {"a → b": 40}


def test_events_without_an_id_are_cut_by_silence(engaged, log, said):
    tagged = log({f"x{i}": "a b" for i in range(6)})
    loose = log({f"y{i}": "c d" for i in range(6)}).assign(journey_id=None)
    later = loose.assign(time=loose.time + pd.Timedelta("30 days"))
    frame = pd.concat([tagged, loose, later], ignore_index=True)
    made = engaged({"journey_gap": "7 days"}, interactions=frame)
    out = mapping.run(made, {})
    assert sizes(out) == {"a → b": 6, "c → d": 12}
    assert said(made, out)["journeys", "cut by journey_id and gap"] == (
        "Each id of a journey is one journey; interactions without one make a new journey after "
        "7 days of silence."
    )
    assert said(made, out)["journeys", "gap from declared"] == "The gap of 7 days was declared."


def test_the_suggested_gap_is_told(engaged, random_log, said):
    made = engaged(interactions=random_log)
    told = said(made, mapping.run(made, {}))["journeys", "gap from data"]
    assert "is what the data suggests; set policy.journey_gap to overrule it" in told


def test_where_nothing_cuts_that_is_told(engaged, log, said):
    tagged = log({f"x{i}": "a b" for i in range(6)})
    loose = log({f"y{i}": "c d" for i in range(6)}).assign(journey_id=None)
    made = engaged({"journey_gap": "none"}, interactions=pd.concat([tagged, loose]))
    told = said(made, mapping.run(made, {}))
    assert told["journeys", "cut by journey_id and none"] == (
        "Each id of a journey is one journey; interactions without one make one per customer."
    )
    assert told["journeys", "gap from none"].startswith("No silence closes an open journey")


def test_one_event_instances_are_paths_too(engaged, log):
    out = mapping.run(engaged(interactions=log({f"x{i}": "a" for i in range(12)})), {})
    assert sizes(out) == {"a": 12}
    assert out["transitions"].empty


def test_a_long_log_is_listed_in_parts_with_the_same_result(engaged, random_log, monkeypatch):
    made = engaged({"journey_gap": "2 days"}, interactions=random_log)
    whole = mapping.run(made, {})
    monkeypatch.setattr(instances, "PART_EVENTS", 1000)
    parted = mapping.run(made, {})
    pd.testing.assert_frame_equal(whole["notes"], parted["notes"])
    for name in mapping.GIVES:
        pd.testing.assert_frame_equal(conform(name, whole[name]), conform(name, parted[name]))
