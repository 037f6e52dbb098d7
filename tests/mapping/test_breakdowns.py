"""Breakdowns on small simulated logs; the full validity run is in benchmarks/validity_map.py."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib import mapping

STEPS = [f"step {i:02d}" for i in range(15)]
JOURNEYS = pd.DataFrame({"journey": ["shop"], "completes": ["done"], "ends": ["cancelled"]})


def simulated(
    seed: int, n: int = 1200, drop: dict | None = None, again: dict | None = None
) -> pd.DataFrame:
    """Customers wander over 15 steps; each visit may drop (6 %), repeat (12 %), complete (15 %)."""
    rng = np.random.default_rng(seed)
    leave = np.array([0.06 * (drop or {}).get(s, 1) for s in STEPS])
    back = np.array([0.12 * (again or {}).get(s, 1) for s in STEPS])
    rows, at, alive = [], rng.integers(0, len(STEPS), n), np.arange(n)
    for hour in range(40):
        rows.append(pd.DataFrame({"who": alive, "step": at, "hour": hour}))
        stays = rng.random(alive.size) >= leave[at]
        done = stays & (rng.random(alive.size) < 0.15)
        rows.append(pd.DataFrame({"who": alive[done], "step": -1, "hour": hour + 1}))
        alive, at = alive[stays & ~done], at[stays & ~done]
        elsewhere = (at + rng.integers(1, len(STEPS), at.size)) % len(STEPS)
        at = np.where(rng.random(at.size) < back[at], at, elsewhere)
    frame = pd.concat(rows)
    names = np.array([*STEPS, "done"])
    return pd.DataFrame({
        "customer": "c" + frame.who.astype(str), "touchpoint": names[frame.step],
        "time": pd.Timestamp("2025-01-01") + pd.to_timedelta(frame.hour + frame.who % 97, unit="h"),
    })  # fmt: skip


@pytest.fixture(scope="module")
def judged(engaged):
    def build(frame: pd.DataFrame, **more: pd.DataFrame) -> dict[str, object]:
        policy = {"journey_gap": "12 hours"}
        made = engaged(policy, interactions=frame, journeys=JOURNEYS, **more)
        return {"engagement": made, **mapping.run(made, {})}

    return build


def test_a_null_client_has_no_breakdown(judged, said):
    named = [judged(simulated(seed)) for seed in range(5)]
    quiet = [out for out in named if not out["breakdowns"].breaks.any()]
    assert said(quiet[0].pop("engagement"), quiet[0])["breakdowns", "none"].startswith(
        "None of the 15 touchpoints that could break a journey was found to lose customers, "
    )
    assert len(quiet) >= 4  # 5 % each: two or more of five would come up once in forty-five times


@pytest.mark.parametrize("planted", [{"drop": {"step 07": 2}}, {"again": {"step 07": 3}}])
def test_a_planted_breakdown_is_named_and_told(judged, claimed, planted):
    out = judged(simulated(3, n=5000, **planted))
    table = out["breakdowns"]
    assert table.touchpoint[table.breaks].tolist() == ["step 07"]
    row = table[table.breaks].iloc[0]
    assert row.low <= row.effect <= row.high < 0.01
    told = claimed(out.pop("engagement"), out)
    assert told.index[told.kind == "breakdown"].tolist() == ["breakdown:step 07"]
    told = told.loc["breakdown:step 07"]
    kind = "drop-off" if "drop" in planted else "repeats"
    assert row.kind == told.direction == kind
    rates = (row.dropoff, row.dropoff_expected, "end the journey unfinished")
    if kind == "repeats":
        rates = (row.return_rate, row.return_expected, "have to be repeated at once")
    assert told.statement == (
        f"Of 100 visits to step 07, {100 * rates[0]:.0f} {rates[2]}; {100 * rates[1]:.0f} would be "
        "normal."
    )
    assert told.evidence.startswith(f"Measured on {row.n:,} journeys, against comparable steps.")
    assert (told.value, told.low, told.high) == pytest.approx((row.effect, row.low, row.high))


def test_a_step_that_everybody_must_pass_is_never_named(judged):
    frame = simulated(4, n=3000, drop={"step 07": 3})
    gate = frame.drop_duplicates("customer").assign(
        touchpoint="step 07", time=lambda t: t.time - pd.Timedelta("1h")
    )
    table = judged(pd.concat([gate, frame]))["breakdowns"].set_index("touchpoint")
    assert table.judged["step 07"] == "everybody passes"
    assert not table.breaks["step 07"]
    declared = pd.DataFrame({"touchpoint": ["step 07"], "stage": ["use"], "forced": [True]})
    table = judged(frame, touchpoints=declared)["breakdowns"].set_index("touchpoint")
    assert not table.breaks["step 07"]
    assert judged(frame)["breakdowns"].set_index("touchpoint").breaks["step 07"]


def test_the_journeys_own_last_event_is_never_named(judged):
    frame = simulated(5)
    quit_ = frame.groupby("customer").tail(1).query("touchpoint != 'done'")
    quit_ = quit_.assign(touchpoint="cancelled", time=quit_.time + pd.Timedelta("1h"))
    table = judged(pd.concat([frame, quit_]))["breakdowns"].set_index("touchpoint")
    assert table.judged[["done", "cancelled"]].tolist() == ["ends the journey"] * 2
    assert not table.breaks.any()


def test_open_instances_are_no_drop_outs(judged):
    """Cut a log in the middle: those under way at its end must not count as lost."""
    frame = simulated(6, n=3000)
    start = frame.groupby("customer").time.transform("min")
    shift = pd.to_timedelta(frame.customer.str[1:].astype(int) % 480, unit="h")
    moved = frame.assign(time=frame.time - start + pd.Timestamp("2025-01-01") + shift)
    cut = moved[moved.time <= moved.time.min() + pd.Timedelta("10 days")]
    whole, part = (judged(f)["breakdowns"] for f in (moved, cut))
    rates = [(t.dropoff * t.visits).sum() / t.visits.sum() for t in (whole, part)]
    assert rates[1] == pytest.approx(rates[0], rel=0.1)
