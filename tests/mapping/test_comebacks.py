"""Coming back after having been elsewhere: the counts by hand, and what is named of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib import mapping
from cxlib.mapping.breakdowns import MATERIAL_RATIO
from cxlib.mapping.comebacks import comebacks
from cxlib.mapping.instances import instances, overview
from cxlib.mapping.paths import walks
from cxlib.mapping.reach import meetings

JOURNEYS = pd.DataFrame({"journey": ["buy"], "completes": ["done"], "ends": ["cancelled"]})


def walkers(seed: int, n: int = 3000, stuck: float = 0.0) -> dict[str, str]:
    """Customers go through nine steps, look things up and go back; some shuttle to and fro.

    The share `stuck` of those at step_6 go to step_4 and, eight times in ten, from there back.
    """
    rng = np.random.default_rng(seed)
    return {f"c{i:05d}": " ".join(_one(rng, stuck)) for i in range(n)}


def _one(rng: np.random.Generator, stuck: float) -> list[str]:
    path, at, shuttling = ["gate"], 0, False
    while at < 9:
        path.append(f"step_{at}")
        if rng.random() < 0.06:
            return [*path, "cancelled"] if rng.random() < 0.1 else path
        if at == 4 and shuttling and rng.random() < 0.8:
            at, shuttling = 6, False
        elif at == 6 and rng.random() < stuck:
            at, shuttling = 4, True
        else:
            u, shuttling = rng.random(), False
            if u < 0.15:
                path.append(f"look_up_{rng.integers(3)}")
            at += (-1 if at and u > 0.92 else 0) if u < 0.15 or u > 0.92 else 1
    return [*path, "done"]


def judged(engaged, log, trips: dict[str, str], **more: pd.DataFrame) -> dict[str, object]:
    frame = log(trips)
    start = pd.to_timedelta(pd.factorize(frame.customer)[0] % 120, unit="D")
    policy = {"journey_gap": "7 days"}
    frames = {"interactions": frame.assign(time=frame.time + start), "journeys": JOURNEYS, **more}
    made = engaged(policy, **frames)
    return {"engagement": made, **mapping.run(made, {})}


def test_the_trials_and_events_are_those_a_person_counts(engaged, log):
    """Steps elsewhere after having been at a: right after leaving it, and later ones."""
    trips = {"1": "a b a c d a done", "2": "b a a b c", "3": "b c done", "4": "c b a b a b a done"}
    made = engaged({"journey_gap": "7 days"}, interactions=log(trips), journeys=JOURNEYS)
    from cxlib.mapping.breakdowns import counted
    from cxlib.mapping.declared import declare

    seen = overview(made.events)
    declared = declare(made.table("touchpoints"), made.table("journeys"), seen.volumes, [])
    lists = instances(made.events, declared, seen, "7 days")
    walked = walks(lists, declared, False, made.data_end)
    counts = counted(walked, meetings(walked), declared)
    found = comebacks(counts, np.zeros(len(declared.touchpoints), bool))
    row = declared.codes(["a"])[0]
    # 1: b | c | d (later) | done; 2: b | c (later); 4: b | b | done
    assert found.trials[row] == 4 + 2 + 3
    assert found.events[row] == 2 + 0 + 2  # trip 1: from b, and later from d; trip 4: twice from b
    assert counts.left[row].sum() == 3 + 1 + 3
    assert counts.back[row].sum() == 1 + 0 + 2
    # never at a yet: trip 2 b; trip 3 b, c, done; trip 4 c, b: six steps, two of them lead there
    steps = counts.seen.sum(axis=(0, 2)) - counts.later[row].sum(-1) - counts.passed[row].sum(-1)
    assert steps.sum() == 6


@pytest.mark.parametrize("stuck", [0.0, 0.3])
def test_shuttling_to_and_fro_is_named_and_told(engaged, log, claimed, stuck):
    out = judged(engaged, log, walkers(1, stuck=stuck))
    table = out["breakdowns"].set_index("touchpoint")
    named = table.index[table.breaks].tolist()
    assert named == (["step 6"] if stuck else [])
    if stuck:
        row = table.loc["step 6"]
        assert row.kind == "repeats"
        assert row.return_rate == 0  # never at once: without the look at comebacks it is missed
        assert row.comeback_rate > 1.5 * row.comeback_expected
        told = claimed(out.pop("engagement"), out).loc["breakdown:step 6"]
        assert told.direction == "comes back"
        assert told.statement == (
            "Of 100 times that customers go elsewhere from step 6, they come back to it "
            f"{100 * row.comeback_rate:.0f} times; {100 * row.comeback_expected:.0f} would be "
            "normal."
        )


def test_what_everybody_passes_and_what_ends_is_not_named_for_comebacks(engaged, log):
    """The same shuttle at a step that is declared forced, and back to one that ends the journey."""
    trips = walkers(1, stuck=0.3)
    forced = pd.DataFrame({"touchpoint": ["step 6"], "stage": ["buy"], "forced": [True]})
    table = judged(engaged, log, trips, touchpoints=forced)["breakdowns"]
    assert not table.breaks.any()
    assert table.set_index("touchpoint").judged["step 6"] == "everybody passes"
    ends = JOURNEYS.assign(ends="cancelled; step 6")
    table = judged(engaged, log, trips, journeys=ends)["breakdowns"].set_index("touchpoint")
    assert table.judged["step 6"] == "ends the journey"
    assert not table.breaks["step 6"]


def test_a_popular_page_is_not_named_for_being_come_back_to(engaged, log):
    """A start page that every other look leads back to, for all customers alike."""
    rng = np.random.default_rng(4)
    trips = {}
    for who, path in walkers(2, n=2500).items():
        steps = [
            s for step in path.split()
            for s in ([step, "start_page"] if rng.random() < 0.2 and step != "done" else [step])
        ]  # fmt: skip
        trips[who] = " ".join(steps)
    table = judged(engaged, log, trips)["breakdowns"].set_index("touchpoint")
    assert table.comeback_rate["start page"] > 2 * table.comeback_rate["step 3"]
    assert not table.breaks.any()


TWO = pd.DataFrame({"journey": ["buy", "help"], "starts": ["home", "call"],
                    "completes": ["done", "call"]})  # fmt: skip
PAGES = ["home", "form", "offer", "done", "call"]


def shuffled(seed: int) -> dict[str, str]:
    """Pages at random, with no trips among them."""
    rng = np.random.default_rng(seed)
    return {f"c{i:03d}": " ".join(rng.choice(PAGES, 14)) for i in range(400)}


def test_a_start_is_not_come_back_to_because_a_log_is_cut_there(engaged, log):
    """A start after an end begins the next journey: of "buy" all begin at home, nobody arrives."""
    homes = []
    for seed in range(6):
        frame = log(shuffled(seed)).drop(columns="journey_id")
        table = mapping.run(engaged({}, interactions=frame, journeys=TWO), {})["breakdowns"]
        homes.append(table.set_index("touchpoint").loc["home"])
    told = pd.DataFrame(homes)[["comeback_rate", "comeback_expected"]].astype(float).mean()
    assert told.comeback_rate < MATERIAL_RATIO * told.comeback_expected


def test_how_often_one_comes_back_is_unknown_where_every_journey_begins(engaged, log):
    """Nobody can tell how popular the gate is; of steps that are arrived at it is known."""
    table = judged(engaged, log, walkers(1))["breakdowns"].set_index("touchpoint")
    assert table.loc["gate", ["comeback_rate", "comeback_expected"]].isna().all()
    assert table.loc["step 3", ["comeback_rate", "comeback_expected"]].notna().all()
