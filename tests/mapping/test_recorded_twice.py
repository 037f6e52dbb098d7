"""Second records of one event: folded before repeats are counted, in their order."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib import mapping
from cxlib.engagement import from_frames

START = pd.Timestamp("2026-01-01 09:30:10")
BUY = pd.DataFrame({"journey": ["buy"], "completes": ["thanks"]})


def walked(path: list[tuple[float, str]], others: int = 30, **tables: object):
    """One customer's path (seconds, touchpoint) beside others' plain ones."""
    rows = [("x", at, step) for at, step in path]
    rows += [(f"o{i}", at, step) for i in range(others)
             for at, step in ((0, "home"), (60, "form"), (120, "thanks"))]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["customer", "time", "touchpoint"])
    frame["time"] = START + pd.to_timedelta(frame.time, unit="s")
    config = {"client": "A", "period": "none", "policy": {"privacy_n": 5}, "tables": tables}
    out = mapping.run(from_frames(config, {"interactions": frame, "journeys": BUY}), {})
    return set(out["variants"].path), out["notes"].set_index("code")


@pytest.mark.parametrize(
    ("path", "read"),
    [
        ([(0, "home"), (60, "form"), (60.3, "form"), (90, "thanks")], "home → form → thanks"),
        ([(0, "home"), (60, "form"), (61, "form"), (62, "form")], "home → form"),
        ([(0, "home"), (60, "form"), (63, "form")], "home → form → form"),
        ([(0, "home"), (60, "form"), (60.1, "help"), (60.4, "thanks")],
         "home → form → help → thanks"),
    ],
)  # fmt: skip
def test_what_nobody_does_twice_is_one_event(path, read):
    paths, told = walked(path)
    assert read in paths
    twice = read.count("→") + 1 < len(path)
    assert ("folded" in told.index) == twice
    assert not twice or told.n["folded"] == len(path) - read.count("→") - 1


def test_declared_to_be_events_of_their_own_they_stay():
    path = [(0, "home"), (60, "form"), (60.3, "form")]
    paths, told = walked(path, interactions={"duplicates": "keep"})
    assert "home → form → form" in paths
    assert "folded" not in told.index


def test_times_by_the_second_keep_the_file_s_order():
    """Two steps in one second do not read as everybody lost at the first (rybbit 1133)."""
    paths, _told = walked([(0, "home"), (0, "form"), (0, "thanks")])
    assert "home → form → thanks" in paths


def test_a_record_sent_twice_hides_no_later_visit():
    """Onboarding, then a page at one instant twice and once more a minute later (PostHog 25048)."""
    paths, _told = walked([(0, "onboarding"), (60, "page"), (60, "page"), (120, "page")])
    assert "onboarding → page → page" in paths


def test_steps_hours_apart_are_one_journey():
    """A rule of thirty minutes would end each of these journeys in its middle (PostHog 5617)."""
    hours = [(f"c{i}", 3600 * 3 * (k + (i * 7 % 11) / 20), step) for i in range(200)
             for k, step in enumerate(("home", "form", "thanks"))]  # fmt: skip
    frame = pd.DataFrame(hours, columns=["customer", "time", "touchpoint"])
    frame["time"] = START + pd.to_timedelta(frame.time, unit="s")
    made = from_frames({"client": "A", "period": "none"}, {"interactions": frame, "journeys": BUY})
    assert mapping.run(made, {})["journeys"].completed.tolist() == [200]
