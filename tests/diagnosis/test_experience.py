"""How bad and good experiences are read off answers, visits and operations."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib.diagnosis.experience import (
    contact_counts,
    contacts_before,
    experiences,
    failures,
    visits,
)


def _events(*rows: tuple) -> pd.DataFrame:
    columns = ["customer", "time", "touchpoint", "journey_id", "completed"]
    return pd.DataFrame(rows, columns=columns).astype({"completed": "boolean"})


EVENTS = _events(
    ("a", "2026-01-05 10:00", "checkout", "j1", False),
    ("a", "2026-01-05 10:05", "checkout", "j1", False),  # came again, never completed: bad
    ("b", "2026-01-06 10:00", "checkout", "j2", False),
    ("b", "2026-01-06 10:05", "checkout", "j2", True),  # completed at last: good
    ("c", "2026-01-07 10:00", "checkout", "j3", False),  # looked once: tells neither
    ("d", "2026-03-30 10:00", "checkout", "j4", False),
    ("d", "2026-03-30 10:05", "checkout", "j4", False),  # still open at the data's end
    ("e", "2026-01-08 10:00", "pages", "j5", None),  # records no completion
    *((f"p{i}", f"2026-03-{i + 10} 10:00", "checkout", f"k{i}", True) for i in range(22)),
)


def test_visits_are_read_by_the_written_rule(engaged) -> None:
    told = experiences(engaged({"interactions": EVENTS})).set_index("customer")["bad"]
    assert told["a"]
    assert not told["b"]
    assert not {"c", "d", "e"} & set(told.index)


def test_visits_count_attempts(engaged) -> None:
    seen = visits(engaged({"interactions": EVENTS})).set_index("customer")
    assert seen.loc["a", ["attempts", "failed", "completed"]].tolist() == [2, 2, 0]
    assert seen.loc["b", ["attempts", "failed", "completed"]].tolist() == [2, 1, 1]
    assert pd.isna(seen.loc["e", "completed"])


def test_an_answer_at_a_touchpoint_is_judged(engaged) -> None:
    answers = pd.DataFrame(
        {"customer": [str(i) for i in range(12)], "time": "2026-01-05",
         "touchpoint": ["shop"] * 11 + [None], "recommend": [3.0, *[9.0] * 11]}
    )  # fmt: skip
    told = experiences(engaged({"responses": answers}))
    assert told["bad"].sum() == 1
    assert len(told) == 11
    assert set(told["source"]) == {"survey"}


def test_a_relationship_survey_is_read_through_its_touchpoints_variables(engaged) -> None:
    answers = pd.DataFrame(
        {"customer": [str(i) for i in range(12)], "time": "2026-01-05", "recommend": 8.0,
         "shop_overall": [1.0] * 6 + [5.0] * 6, "bill_overall": [5.0, 1.0] * 6}
    )  # fmt: skip
    variables = pd.DataFrame(
        {"variable": ["shop_overall", "bill_overall"], "touchpoint": ["shop", "bill"],
         "kind": "overall", "scale_low": 1.0, "scale_high": 5.0}
    )  # fmt: skip
    told = experiences(engaged({"responses": answers, "variables": variables}))
    shop = told[told["touchpoint"] == "shop"].set_index("customer")
    assert shop["bad"].sum() == 6
    assert shop.loc["0", "mood"] == 1.0  # how the same answer rates the bill
    assert shop.loc["1", "mood"] == 0.0


def test_the_firms_record_is_read_only_where_events_cannot_tell(engaged) -> None:
    runs = pd.DataFrame(
        {"activity": ["sync", "dispatch"] * 10, "customer": [f"p{i}" for i in range(20)],
         "time": "2026-02-01", "duration": 1.0, "ok": [False] * 20}
    )  # fmt: skip
    activities = pd.DataFrame(
        {"activity": ["sync", "dispatch"], "touchpoint": ["checkout", "delivery"]}
    )
    frames = {"interactions": EVENTS, "operations": runs, "activities": activities}
    told = experiences(engaged(frames))
    firm = told[told["source"] == "operations"]
    assert set(firm["touchpoint"]) == {"delivery"}


def test_a_slow_run_is_a_failure_too() -> None:
    runs = pd.DataFrame({"activity": "a", "duration": [1.0] * 19 + [50.0], "ok": None})
    assert failures(runs).tolist() == [False] * 19 + [True]


def test_contacts_before_count_only_earlier_periods(engaged) -> None:
    counted = contact_counts(engaged({"interactions": EVENTS}))
    times = pd.to_datetime(["2026-01-05", "2026-02-01", "2026-02-01"])
    rows = pd.DataFrame({"customer": ["a", "a", "z"], "time": times})
    assert contacts_before(counted, rows).tolist() == [0, 2, 0]


def test_nothing_known_is_an_empty_table(engaged) -> None:
    frame = pd.DataFrame({"customer": ["1"] * 12, "time": "2026-01-01", "value": range(12)})
    assert experiences(engaged({"purchases": frame})).empty


@pytest.mark.parametrize("column", ["customer", "time", "touchpoint", "source", "bad", "mood"])
def test_columns(engaged, column: str) -> None:
    assert column in experiences(engaged({"interactions": EVENTS}))
