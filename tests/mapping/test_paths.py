"""What became of each instance, as input and output tables."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib import mapping

JOURNEYS = pd.DataFrame({"journey": ["buy"], "completes": ["paid"], "ends": ["cancelled"]})


def fates(engaged, frame, journeys=JOURNEYS, **policy):
    row = mapping.run(engaged(policy, interactions=frame, journeys=journeys), {})["journeys"].iloc[
        0
    ]
    return int(row.n), int(row.completed), int(row.open)


@pytest.mark.parametrize(
    ("path", "late", "fate"),
    [
        ("look paid", False, "completed"),
        ("look paid look", False, "completed"),
        ("look cancelled", False, "not"),
        ("look cancelled", True, "not"),
        ("look cart", False, "not"),
        ("look cart", True, "open"),
        ("look cancelled look", True, "not"),
        ("look cancelled paid", False, "not"),
        ("look paid cancelled", False, "completed"),
    ],
)
def test_fate(engaged, log, path, late, fate):
    others = log({f"o{i}": "look paid" for i in range(12)})
    one = log({"x": path})
    shift = pd.Timedelta("100 days")
    end = log({"last": "look paid"}).assign(time=lambda t: t.time + shift)
    one = one.assign(time=one.time + (shift if late else pd.Timedelta(0)))
    frame = pd.concat([others, one, end], ignore_index=True)
    n, completed, still = fates(engaged, frame, journey_gap="7 days")
    assert (n, completed, still) == (14, 13 + (fate == "completed"), int(fate == "open"))


def test_a_failed_attempt_at_the_completing_touchpoint_completes_nothing(engaged, log):
    frame = log({"a": "look paid", "b": "look paid paid"} | {f"o{i}": "look" for i in range(10)})
    frame["completed"] = [None, False, None, False, True, *[None] * 10]
    assert fates(engaged, frame)[1] == 1


def test_without_a_declaration_the_last_flag_speaks(engaged, log):
    frame = log({"a": "x y", "b": "x y z", "c": "x y"} | {f"o{i}": "x" for i in range(10)})
    frame["completed"] = [True, False, False, True, None, None, None, *[None] * 10]
    out = mapping.run(engaged(interactions=frame), {})
    assert out["journeys"].completed.tolist() == [1]


def test_nothing_completes_where_nothing_says_so(engaged, log, said):
    made = engaged(interactions=log({f"o{i}": "x y" for i in range(12)}))
    out = mapping.run(made, {})
    assert out["journeys"].completion.isna().all()
    assert out["breakdowns"].empty
    told = said(made, out)["breakdowns", "nothing completes"]
    assert told.startswith("Nothing says when a journey is completed")


def test_what_starts_a_journey_names_it(engaged, log):
    trips = {f"j{i}": "advert paid" for i in range(6)} | {f"h{i}": "call solved" for i in range(7)}
    journeys = pd.DataFrame(
        {"journey": ["join", "help"], "starts": ["advert", "call; chat"],
         "completes": ["paid", "solved"]}
    )  # fmt: skip
    out = mapping.run(engaged(interactions=log(trips | {"z": "visit"}), journeys=journeys), {})
    got = dict(zip(out["journeys"].journey, out["journeys"].n, strict=True))
    assert got == {"help": 7, "join": 6, "all journeys": 1}
