"""Entry by channel and moves between channels."""

from __future__ import annotations

import pandas as pd

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


def test_without_channels_a_note(engaged, log):
    out = mapping.run(engaged(interactions=log({f"x{i}": "a b" for i in range(6)})), {})
    assert out["channel_moves"].empty
    assert "name a channel" in " ".join(out["notes"].note)
