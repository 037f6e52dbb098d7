"""Event logs as clients send them: what is refused, what is mended, and what is said."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from cxlib import mapping
from cxlib.errors import InputError


@pytest.fixture
def sound(log):
    return log({f"x{i}": "look buy" for i in range(20)})


def told(engagement) -> str:
    """The quality table as text: check, count."""
    rows = engagement.quality[engagement.quality.table == "interactions"]
    return " | ".join(f"{r.check}: {r.n}" for r in rows.itertuples())


def test_exact_duplicates_are_counted_and_dropped_or_kept(sound):
    from cxlib.engagement import from_frames

    twice = pd.concat([sound, sound.head(4)], ignore_index=True)
    paths = {}
    for choice in ("drop", "keep"):
        config = {
            "client": "T", "period": "none", "tables": {"interactions": {"duplicates": choice}},
        }  # fmt: skip
        engagement = from_frames(config, {"interactions": twice})
        assert "duplicate" in told(engagement)
        found = mapping.run(engagement, {})["variants"]
        paths[choice] = dict(zip(found.path, found.n, strict=True))
    assert paths["drop"] == {"look → buy": 20}
    assert paths["keep"] == {"look → buy": 18, "look → look → buy → buy": 2}


def test_events_without_customer_time_or_touchpoint_are_left_out_and_counted(engaged, sound):
    holes = sound.head(3).astype({"time": object})
    for row, column in enumerate(["customer", "time", "touchpoint"]):
        holes.loc[row, column] = None
    frame = pd.concat([sound, holes.assign(time=pd.to_datetime(holes.time))], ignore_index=True)
    engagement = engaged(interactions=frame)
    assert int(mapping.run(engagement, {})["journeys"].n.sum()) == 20
    words = told(engagement)
    assert all(w in words for w in ("no customer: 1", "no time: 1", "no touchpoint: 1"))


def test_times_out_of_this_world_are_left_out(engaged, sound):
    odd = sound.head(2).assign(time=pd.to_datetime(["1900-01-01", "2199-01-01"]))
    engagement = engaged(interactions=pd.concat([sound, odd], ignore_index=True))
    assert mapping.run(engagement, {})["variants"].path.tolist() == ["look → buy"]
    assert "time before 1990" in told(engagement)


def test_names_that_differ_by_case_and_space_are_one(engaged, sound):
    messy = sound.assign(touchpoint=["Look ", "buy", "look", "BUY"] * 10)
    engagement = engaged(interactions=messy)
    assert mapping.run(engagement, {})["touchpoint_map"].shape[0] == 2
    assert "merged" in " ".join(engagement.quality.check) or "spelling" in told(engagement)


def test_web_addresses_are_refused_with_their_commonest_beginnings(engaged):
    n = 3000
    frame = pd.DataFrame({
        "customer": [f"c{i % 300}" for i in range(n)],
        "time": pd.date_range("2025-01-01", periods=n, freq="min"),
        "touchpoint": [f"https://shop.example/{'cart' if i % 3 else 'help'}/{i}" for i in range(n)],
    })  # fmt: skip
    with pytest.raises(InputError) as refused:
        engaged(interactions=frame)
    words = str(refused.value)
    assert "different touchpoint names" in words
    assert "cart" in words
    assert "group" in words.lower()


def test_too_many_names_for_a_map_from_elsewhere_give_a_note(engaged, said, monkeypatch):
    from cxlib.engagement.log import events

    monkeypatch.setattr(events, "MOST_TOUCHPOINTS", 10_000)
    frame = pd.DataFrame({
        "customer": [f"c{i % 300}" for i in range(1200)],
        "time": pd.date_range("2025-01-01", periods=1200, freq="min"),
        "touchpoint": [f"page {i}" for i in range(1200)],
    })  # fmt: skip
    made = engaged(interactions=frame)
    out = mapping.run(made, {})
    assert said(made, out) == {
        ("touchpoint_map", "too many"): "There are 1,200 touchpoint names; a map holds 1,024 at "
        "most. Group them first."
    }
    assert out["variants"].empty


def test_an_id_that_restarts_with_every_customer_is_said(engaged, log, said):
    frame = log({f"x{i}": "look buy" for i in range(20)}).assign(journey_id="1")
    made = engaged(interactions=frame)
    out = mapping.run(made, {})
    assert out["journeys"].n.sum() == 20
    assert said(made, out)["journeys", "ids restart"].startswith(
        "The same journey_id is met under several customers"
    )


def test_what_completes_a_journey_and_never_occurs_is_named(engaged, sound, said):
    journeys = pd.DataFrame({"journey": ["join"], "starts": ["look"], "completes": ["buy; PAID"]})
    made = engaged(interactions=sound, journeys=journeys)
    assert said(made, mapping.run(made, {}))["journeys", "never met"].startswith(
        "The journeys table names touchpoints at which nothing was recorded in the time covered: "
        "PAID (completes join). "
    )
    mapped = pd.DataFrame({"touchpoint": ["paid"], "stage": ["end"]})  # mapped, yet never met
    made = engaged(interactions=sound, journeys=journeys, touchpoints=mapped)
    assert "(completes join)" in said(made, mapping.run(made, {}))["journeys", "never met"]


def test_a_robot_s_path_is_named_and_told_in_short(engaged, sound, said):
    steps = pd.date_range("2025-01-01", periods=4000, freq="min")
    robot = pd.DataFrame({"customer": "robot", "journey_id": "robot", "time": steps,
                          "touchpoint": ["look", "buy"] * 2000})  # fmt: skip
    made = engaged(interactions=pd.concat([sound, robot]))
    out = mapping.run(made, {})
    row = out["notes"].set_index("code").loc["robot"]
    assert json.loads(row.figures)["part"]["share"] == pytest.approx(4000 / 4040)
    assert said(made, out)["journeys", "robot"] == (
        "One journey has 4,000 interactions, 99.0% of all: a robot, or an id that many share? "
        "It counts as one."
    )
    longest = out["variants"].path.str.len().max()
    assert longest < 1000
    assert out["variants"].path.str.contains(r"… \(\+3960\) …").sum() == 1
    assert out["transitions"].n.sum() == 20 + 3999  # told in short, counted in full
    quiet = mapping.run(engaged(interactions=sound), {})
    assert "robot" not in set(quiet["notes"].code)
