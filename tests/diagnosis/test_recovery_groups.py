"""Who failed and who was made good, and what every answer is judged by."""

from __future__ import annotations

import pandas as pd

from cxlib.diagnosis.recovery_groups import NEVER, NOT, RECOVERED, grouped_answers, recovered

DAY = pd.Timedelta(days=1)
T0 = pd.Timestamp("2026-01-01")


def _answers(*rows: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["customer", "day", "rating"])
    return frame.assign(time=T0 + DAY * frame["day"], touchpoint="any", outcome="recommend")


def test_mended_within_a_month_or_not() -> None:
    tries = pd.DataFrame(
        [("a", 0, False), ("a", 5, True), ("b", 0, False), ("b", 40, True), ("c", 0, False)],
        columns=["customer", "day", "ok"],
    )
    tries = tries.assign(touchpoint="desk", time=T0 + DAY * tries["day"]).sort_values("time")
    solved = pd.DataFrame({"customer": ["c"], "touchpoint": ["desk"], "time": [T0 + 3 * DAY]})
    found = recovered(tries, solved).set_index("customer")["mended_at"]
    assert found["a"] == T0 + 5 * DAY
    assert pd.isna(found["b"])
    assert found["c"] == T0 + 3 * DAY


def test_an_answer_is_grouped_by_what_came_before_it_only() -> None:
    failures = pd.DataFrame(
        {"customer": ["a", "b"], "touchpoint": "desk", "failed_at": T0 + 50 * DAY,
         "mended_at": [T0 + 55 * DAY, pd.NaT]}
    )  # fmt: skip
    answers = _answers(
        ("a", 10, 8.0),
        ("a", 52, 2.0),
        ("a", 60, 7.0),
        ("a", 300, 9.0),
        ("b", 90, 3.0),
        ("c", 90, 9.0),
    )
    rows = grouped_answers(failures, answers, pd.Index(["a", "b", "c"]))
    told = {(r.customer, r.score): r.group for r in rows.itertuples()}
    assert told[("a", 8.0)] == NEVER  # before the failure
    assert ("a", 2.0) not in told  # within the time for repair
    assert told[("a", 7.0)] == RECOVERED
    assert ("a", 9.0) not in told  # too long ago
    assert told[("b", 3.0)] == NOT
    assert rows.set_index("score").loc[7.0, "earlier"] == 8.0  # from before the failure


def test_unwatched_customers_cannot_be_said_never_to_have_failed() -> None:
    rows = grouped_answers(
        pd.DataFrame(
            {"customer": ["a"], "touchpoint": ["d"], "failed_at": [T0], "mended_at": [T0]}
        ),
        _answers(("stranger", 10, 8.0)),
        pd.Index(["a"]),
    )
    assert rows.empty


def test_nobody_who_answered_is_in_no_group() -> None:
    failures = pd.DataFrame(
        {"customer": ["a"], "touchpoint": ["d"], "failed_at": [T0], "mended_at": [T0]}
    ).iloc[:0]
    nobody = _answers(("a", 10, 8.0)).iloc[:0].astype({"customer": "str"})
    assert grouped_answers(failures.astype({"customer": "str"}), nobody, pd.Index(["a"])).empty
