"""Failed and recovered, failed and not, never failed; and the paradox that selection feigns."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.recovery import (
    NEVER,
    NOT,
    RECOVERED,
    differences,
    grouped_answers,
    paradox,
    recovered,
    recovery,
)
from cxlib.results import conform

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


def test_the_difference_is_the_analysis_of_covariance() -> None:
    rng = np.random.default_rng(0)
    n = 600
    group = rng.choice([NEVER, RECOVERED, NOT], n)
    earlier = rng.normal(7, 1.5, n) - 0.8 * (group == NOT)
    score = 2 + 0.7 * earlier + 0.5 * (group == RECOVERED) - (group == NOT) + rng.normal(0, 1, n)
    rows = pd.DataFrame(
        {"customer": np.arange(n), "group": group, "score": score, "earlier": earlier}
    )
    found = differences(rows, 0.95)
    x = np.column_stack([np.ones(n), group == RECOVERED, group == NOT, earlier]).astype(float)
    beta = np.linalg.lstsq(x, score, rcond=None)[0]
    assert found[RECOVERED]["difference"] == pytest.approx(beta[1])
    assert found[NOT]["difference"] == pytest.approx(beta[2])


@pytest.mark.parametrize("selection", ["mood", "earlier", "none"])
def test_selection_does_not_make_a_paradox(simulations, selection: str) -> None:
    found = simulations("mending").recovery_null(150, selection)
    assert found["declared"]["rate"] <= 0.08
    if selection != "none":
        assert found["naive"]["rate"] > 0.8


def test_a_true_paradox_is_found(simulations) -> None:
    assert simulations("mending").recovery_true(30)["declared"]["rate"] > 0.9


def test_without_earlier_scores_no_paradox_is_declared() -> None:
    rows = pd.DataFrame(
        {"customer": range(200), "group": [NEVER, RECOVERED] * 100, "score": [5.0, 9.0] * 100,
         "earlier": np.nan}
    )  # fmt: skip
    assert not paradox(rows, 0.05)


@pytest.mark.slow
@pytest.mark.parametrize("selection", ["mood", "earlier", "none"])
def test_the_paradox_to_the_promised_limit(simulations, selection: str) -> None:
    assert simulations("mending").recovery_null(2000, selection)["declared"]["rate"] <= 0.05


def test_the_step_from_events_to_groups(engaged) -> None:
    rng = np.random.default_rng(3)
    rows, answers = [], []
    for i in range(240):
        kind = i % 3
        start = pd.Timestamp("2026-01-05") + pd.Timedelta(days=int(rng.integers(0, 40)))
        answers.append((str(i), start - 2 * DAY, 8.0 + rng.integers(-1, 2)))
        flags = [[True], [False, True], [False, False]][kind]
        rows += [(str(i), start + k * DAY, "desk", f"j{i}", f) for k, f in enumerate(flags)]
        answers.append((str(i), start + 45 * DAY, [8.0, 7.0, 4.0][kind] + rng.integers(-1, 2)))
    events = pd.DataFrame(
        rows, columns=["customer", "time", "touchpoint", "journey_id", "completed"]
    )
    responses = pd.DataFrame(answers, columns=["customer", "time", "recommend"])
    found = recovery(engaged({"interactions": events, "responses": responses}))
    table = conform("recovery", found["recovery"]).set_index("group")
    assert table.loc[NOT, "difference"] == pytest.approx(-4, abs=0.4)
    assert table.loc[RECOVERED, "difference"] == pytest.approx(-1, abs=0.4)
    assert "not shown" in " ".join(found["findings"]["statement"])


def test_without_failures_one_sentence_says_so(engaged) -> None:
    responses = pd.DataFrame({"customer": [str(i) for i in range(12)], "recommend": 8.0})
    told = recovery(engaged({"responses": responses}))
    assert told["recovery"].empty
    assert told["notes"]["note"].str.contains("recovery cannot be judged").all()
