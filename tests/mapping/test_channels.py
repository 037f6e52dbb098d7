"""Entry by channel and moves between channels."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib import mapping


def moves(out) -> dict:
    table = out["channel_moves"]
    return {(r.source, r.target): r.n for r in table.itertuples()}


def test_events_name_their_channel(engaged, log):
    frame = log({f"x{i}": "a b c" for i in range(6)} | {"y": "b c a"})
    frame["channel"] = frame.touchpoint.map({"a": "web", "b": "web", "c": "shop"})
    out = mapping.run(engaged(interactions=frame), {})
    assert moves(out) == {("entry", "web"): 7, ("web", "shop"): 7, ("shop", "web"): 1}
    assert out["channel_moves"].groupby("source").share.sum().round(9).tolist() == [1, 1, 1]


def test_the_map_names_it_where_the_events_do_not(engaged, log):
    catalogue = pd.DataFrame({
        "touchpoint": ["a", "b", "c"], "stage": ["s"] * 3, "channel": ["web", "phone", "web"]
    })  # fmt: skip
    frame = log({f"x{i}": "a b c" for i in range(6)})
    out = mapping.run(engaged(interactions=frame, touchpoints=catalogue), {})
    assert moves(out) == {("entry", "web"): 6, ("web", "phone"): 6, ("phone", "web"): 6}


def test_without_channels_a_note(engaged, log, said):
    made = engaged(interactions=log({f"x{i}": "a b" for i in range(6)}))
    out = mapping.run(made, {})
    assert out["channel_moves"].empty
    assert "name a channel" in said(made, out)["channel_moves", "no channel"]


@pytest.mark.parametrize(("known", "drawn"), [(8, True), (4, False)])
def test_two_systems_are_joined_where_enough_ids_match(engaged, log, said, known, drawn):
    """The same ten people have a CRM id and a web id; the table knows some of the latter."""
    shop = log({f"crm{i}": "visit" for i in range(10)}, channel="shop")
    web = log({f"web{i}": "page" for i in range(10)}, channel="web")
    frame = pd.concat([web, shop.assign(time=shop.time + pd.Timedelta("1h"))], ignore_index=True)
    listed = pd.DataFrame({
        "id": [f"web{i}" for i in range(known)], "system": "web",
        "customer": [f"crm{i}" for i in range(known)],
    })  # fmt: skip
    frames = {"interactions": frame.drop(columns="journey_id"), "identities": listed}
    made = engaged({"journey_gap": "7 days"}, **frames)
    out = mapping.run(made, {})
    assert out["variants"].set_index("path").n["page → visit"] == known
    assert (not out["channel_moves"].empty) == drawn
    told = said(made, out)
    assert (("channel_moves", "unmatched") in told) == (not drawn)
    if not drawn:
        assert told["channel_moves", "unmatched"].startswith(
            f"Only {known * 10}% of the interactions’ ids"
        )


def test_spellings_of_a_channel_are_one_and_that_is_said(engaged, log):
    frame = log({f"x{i}": "a b c" for i in range(6)})
    frame["channel"] = ["Call centre ", "web", " call centre"] * 6
    catalogue = pd.DataFrame({"touchpoint": ["a"], "stage": ["s"], "channel": ["CALL CENTRE"]})
    made = engaged(interactions=frame, touchpoints=catalogue)
    out = mapping.run(made, {})
    names = {name for pair in moves(out) for name in pair}
    assert names == {"entry", "Call centre", "web"}
    assert made.quality.check.str.contains("spellings merged into 'Call centre'").any()


def test_more_channels_than_fit_are_told(engaged, log, said):
    frame = log({f"x{i:02d}": "a b" for i in range(40)})
    frame["channel"] = [f"partner {i % 20:02d}" for i in range(80)]
    made = engaged(interactions=frame)
    told = said(made, mapping.run(made, {}))["journeys", "channels left out"]
    assert told == "Only the 15 commonest of 20 channels are told apart."
