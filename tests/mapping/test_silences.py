"""Which silence parts journeys: what is declared, and what may be guessed of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib import mapping
from cxlib.mapping import instances, silences
from cxlib.mapping.declared import declare
from cxlib.mapping.journeys import NO_WORTH
from cxlib.mapping.journeys import journeys as table_of
from cxlib.mapping.paths import walks
from cxlib.stats.resampling import stream

BUY = pd.DataFrame({"journey": ["buy"], "starts": ["home"], "completes": ["thanks"]})
WALK = ("home", "form", "pay", "thanks")
LEAVES = {"home": 0.1, "form": 0.15, "pay": 0.1}
MINUTE, DAY = 60.0, 86_400.0
NAMELESS = BUY.drop(columns="starts")


def log_of(trips: list[list[tuple[float, str]]], **columns: object) -> pd.DataFrame:
    """One customer a list; times in seconds."""
    rows = [(f"c{i}", at, step) for i, trip in enumerate(trips) for at, step in trip]
    frame = pd.DataFrame(rows, columns=["customer", "time", "touchpoint"])
    times = pd.Timestamp("2026-01-01") + pd.to_timedelta((frame.time * 1e6).astype("int64"), "us")
    return frame.assign(time=times, **columns)


def walk(rng, pause, at=0.0, steps=WALK, leaves=LEAVES) -> list[tuple[float, str]]:
    """One trip: a pause drawn before every step but the first, until somebody gives up."""
    trip = []
    for step in steps:
        trip.append((at, step))
        if rng.random() < leaves.get(step, 0):
            break
        at += pause(rng, step)
    return trip


def told(engaged, frame, journeys=BUY) -> pd.DataFrame:
    """The table of journeys, by the way of the step but without its other questions."""
    made = engaged(interactions=frame, journeys=journeys)
    seen = instances.overview(made.events)
    named = sorted(frame.journey.unique()) if "journey" in frame else []
    declared = declare(made.table("touchpoints"), made.table("journeys"), seen.volumes, named)
    cut = instances.instances(made.events, declared, seen, "auto")
    walked = walks(cut, declared, False, made.data_end)
    return table_of(walked, declared, NO_WORTH, 0.95)["journeys"].set_index("journey")


ONE_HUMP = {
    "exponential, 3 min": lambda rng, _step: rng.exponential(180) + 12,
    "exponential, half a minute": lambda rng, _step: rng.exponential(30) + 3,
    "gamma": lambda rng, _step: rng.gamma(2, 300),
    "uniform": lambda rng, _step: rng.uniform(1, 3600),
    "log-normal": lambda rng, _step: rng.lognormal(5, 1.2),
}


@pytest.mark.parametrize("kind", ONE_HUMP)
def test_one_kind_of_silence_cuts_nothing(engaged, kind):
    """Every customer walks once, so that the share that arrives is known."""
    rng = stream(1, kind)
    trips = [walk(rng, ONE_HUMP[kind], rng.uniform(0, 60 * DAY)) for _ in range(400)]
    found = told(engaged, log_of(trips, journey="buy"))
    done = np.mean([trip[-1][1] == "thanks" for trip in trips])
    assert found.loc["buy", ["n", "completion"]].tolist() == [400, pytest.approx(done)]


def parcel(rng, step):
    return rng.lognormal(np.log(2 * DAY), 0.2) if step == "pay" else rng.exponential(20) + 2


@pytest.mark.parametrize("journeys", [BUY, NAMELESS], ids=["starts declared", "starts unknown"])
def test_a_wait_inside_a_journey_cuts_nothing(engaged, journeys):
    rng = stream(2, "parcel")
    steps = ("home", "pay", "parcel", "thanks")
    trips = [walk(rng, parcel, rng.uniform(0, 60 * DAY), steps, {"home": 0.3}) for _ in range(400)]
    found = told(engaged, log_of(trips, journey="buy"), journeys)
    assert found.loc["buy", "n"] == 400
    assert found.loc["buy", "completed"] == sum(trip[-1][1] == "thanks" for trip in trips)


def returning(rng, trips=4, first=()) -> list[tuple[float, str]]:
    """Trips of minutes, weeks apart, with a wait for a parcel in each."""
    at, events = rng.uniform(0, 20 * DAY), []
    for step in first:
        events.append((at, step))
        at += 40
    for _ in range(trips):
        trip = walk(rng, parcel, at, ("home", "pay", "parcel", "thanks"), {"home": 0.3})
        events += trip
        at = trip[-1][0] + rng.lognormal(np.log(40 * DAY), 0.4)
    return events


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("journeys", [BUY, NAMELESS], ids=["starts declared", "starts unknown"])
def test_journeys_that_begin_anew_are_parted_though_each_has_a_wait(engaged, journeys, named):
    rng = stream(3, "returning")
    walks = [returning(rng) for _ in range(150)]
    frame = log_of(walks, **({"journey": "buy"} if named else {}))
    found = told(engaged, frame, journeys)
    assert found.loc["buy", "n"] == 600
    assert found.loc["buy", "completed"] == (frame.touchpoint == "thanks").sum()


def test_where_all_register_once_later_journeys_are_known_by_what_was_met_before(engaged):
    rng = stream(4, "register")
    pause = ONE_HUMP["exponential, 3 min"]
    walks = []
    for _ in range(150):
        at, events = rng.uniform(0, 20 * DAY), [(0.0, "register")]
        for _ in range(3):
            events += walk(rng, pause, at)
            at = events[-1][0] + rng.lognormal(np.log(30 * DAY), 0.3)
        events[0] = (events[1][0] - 50, "register")
        walks.append(events)
    frame = log_of(walks)
    found = told(engaged, frame, NAMELESS)
    assert found.n.sum() == 450


def test_slow_and_quick_customers_are_two_kinds_of_people_not_of_silence(engaged):
    rng = stream(5, "people")
    quick = [[(i * 120.0 + rng.uniform(0, 90), "ask") for i in range(12)] for _ in range(150)]
    slow = [[(i * 30 * DAY + rng.uniform(0, DAY), "ask") for i in range(6)] for _ in range(150)]
    found = told(engaged, log_of(quick + slow), pd.DataFrame({"journey": ["help"],
                       "completes": ["solved"]}))  # fmt: skip
    assert found.n.sum() == 300


def second_thoughts(rng, hours: float) -> list[tuple[float, str]]:
    """Six in ten go on at once, half of the others straight to paying after some hours."""
    at = rng.uniform(0, 60 * DAY)
    trip = [(at, "home"), (at + 4 * MINUTE, "form")]
    if rng.random() < 0.6:
        return [*trip, (at + 9 * MINUTE, "pay"), (at + 12 * MINUTE, "thanks")]
    if rng.random() < 0.5:
        later = at + hours * 3600
        return [*trip, (later, "pay"), (later + 3 * MINUTE, "thanks")]
    return trip


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize(("hours", "in_time"), [(30, True), (120, False)])
def test_a_declared_gap_ends_a_journey_and_no_guess_overrules_it(engaged, hours, in_time, named):
    """After it, what starts no journey is none: the customer had given up."""
    rng = stream(6, "second thoughts")
    trips = [second_thoughts(rng, hours) for _ in range(300)]
    frame = log_of(trips, **({"journey": "buy"} if named else {}))
    found = told(engaged, frame, BUY.assign(gap="3 days"))
    at_once = sum(trip[-1][0] - trip[0][0] < 3600 and len(trip) == 4 for trip in trips)
    done = sum(len(trip) == 4 for trip in trips) if in_time else at_once
    assert found.loc["buy", ["n", "completed"]].tolist() == [300, done]


def test_each_journey_has_the_gap_it_declares(engaged):
    """One customer, two kinds of journey, told by what starts them."""
    frame = log_of([[(0, "home"), (2 * DAY, "home"), (2 * DAY + 60, "thanks"), (3 * DAY, "claim"),
                     (23 * DAY, "claim"), (24 * DAY, "paid")] for _ in range(30)])  # fmt: skip
    journeys = pd.DataFrame({
        "journey": ["buy", "claim"], "starts": ["home", "claim"],
        "completes": ["thanks", "paid"], "gap": ["1 days", "30 days"],
    })  # fmt: skip
    found = told(engaged, frame, journeys)
    assert found.n.to_dict() == {"buy": 60, "claim": 30}
    assert found.completed.to_dict() == {"buy": 30, "claim": 30}


def loans(archive: float, again: str | None = None) -> pd.DataFrame:
    """200 of them: half approved; half declined, and some hours later archived."""
    trips = []
    for i in range(200):
        at = i * 6 * 3600.0
        if i % 2:
            trips.append([(at, "apply"), (at + 7200, "approve")])
            continue
        trip = [(at, "apply"), (at + 7200, "decline"), (at + 7200 + archive * 3600, "archive file")]
        trips.append(trip if again is None else [*trip, (trip[-1][0] + 3600, again)])
    return log_of(trips, journey="loan")


LOAN = pd.DataFrame({"journey": ["loan"], "starts": ["apply"], "completes": ["approve"],
                     "ends": ["decline"], "gap": ["14 days"]})  # fmt: skip


@pytest.mark.parametrize("journeys", [LOAN, LOAN.drop(columns="gap"), LOAN.drop(columns="starts")])
@pytest.mark.parametrize(("archive", "again"), [(15, None), (15, "approve"), (24 * 20, None)])
def test_a_journey_that_has_reached_its_end_is_over(engaged, journeys, archive, again):
    if archive > 14 * 24 and "starts" not in journeys:
        pytest.skip("without a start, what follows the gap may be a journey of its own")
    found = told(engaged, loans(archive, again), journeys)
    assert found.loc["loan", ["n", "completed", "open"]].tolist() == [200, 100, 0]
    assert found.loc["loan", "completion"] == 0.5


def test_a_new_start_after_the_end_begins_a_new_journey(engaged):
    found = told(engaged, loans(15, "apply"), LOAN)
    assert found.loc["loan", ["n", "completed"]].tolist() == [300, 100]
    again = log_of([[(0, "apply"), (60, "apply"), (90, "approve"), (95, "archive file"),
                     (120, "apply")]] * 20, journey="loan")  # fmt: skip
    found = told(engaged, again, LOAN)
    assert found.loc["loan", ["n", "completed"]].tolist() == [40, 20]


def test_claims_that_turn_with_a_guessed_gap_are_not_made(engaged, said, claimed, monkeypatch):
    """A guess of 12 hours stands between 9 and 30 hours after which customers come back to pay."""
    rng = stream(7, "turning")
    trips = [second_thoughts(rng, 9 if i % 2 else 30) for i in range(400)]
    guess = silences.Silence(12 * 3600.0, silences.DATA)
    monkeypatch.setattr(
        "cxlib.mapping.instances.guessed", lambda _l, _d, codes: dict.fromkeys(codes, guess)
    )
    made = engaged(interactions=log_of(trips, journey="buy"), journeys=NAMELESS)
    out = mapping.run(made, {})
    assert "journey:buy" not in claimed(made, out).index
    assert (
        "depends on how long a silence ends a journey"
        in said(made, out)["journeys", "turns with the gap"]
    )
    assert not out["breakdowns"].breaks.any()
    tried = out["refutations"].set_index("finding_id")
    assert tried.loc["journey:buy", ["refuter", "result"]].tolist() == ["gap moved", "failed"]


def test_claims_that_stand_tell_the_range(engaged, claimed):
    rng = stream(3, "returning")
    made = engaged(interactions=log_of([returning(rng) for _ in range(150)]), journeys=BUY)
    told_ = claimed(made, mapping.run(made, {})).loc["journey:buy"]
    assert "with a third of it and three times it" in told_.evidence
    assert told_.tested == "the guessed gap moved"
