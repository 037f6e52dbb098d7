"""A table's profile by period, held against plain pandas period by period."""

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement.contracts.profile import table_profile

MONTHS = [f"2025-{m:02d}" for m in range(1, 13)] + ["2026-01", "2026-02", "2026-03"]
ROLES = {"score": "outcome", "ease": "variable", "value": "value", "plan": "segment",
         "customer": "id"}  # fmt: skip


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    n = 3_000
    score = rng.integers(0, 11, n).astype(float)
    ease = np.clip(np.round(score / 2 + rng.normal(0, 1, n)), 1, 5)
    place = np.sort(rng.integers(0, len(MONTHS), n))
    starts = pd.to_datetime(pd.Series(MONTHS)[place] + "-01").to_numpy()
    return pd.DataFrame({
        "period": pd.Series(MONTHS, dtype="str")[place].to_numpy(),
        "time": starts + pd.to_timedelta(rng.integers(0, 27 * 86_400, n), unit="s").to_numpy(),
        "score": np.where(rng.random(n) < 0.1, np.nan, score), "ease": ease,
        "value": rng.gamma(2, 50, n), "plan": pd.Series(rng.choice(["S", "M"], n), dtype="str"),
        "customer": pd.Series([f"C{i:05d}" for i in rng.integers(0, 900, n)], dtype="str"),
    })  # fmt: skip


@pytest.fixture(scope="module")
def told(frame):
    return table_profile(frame, ROLES, "month", "UTC", "score")


def cuts(frame, told):
    yield frame, told["whole"]
    yield from ((frame[frame["period"] == p], s) for p, s in told["periods"].items())


def test_the_last_thirteen_periods_are_told(frame, told):
    assert list(told["periods"]) == MONTHS[-13:]
    assert told["counts"] == frame["period"].value_counts().sort_index().to_dict()


@pytest.mark.parametrize("column", ["score", "ease", "value"])
def test_numbers_are_those_of_the_rows(frame, told, column):
    for rows, cut in cuts(frame, told):
        cells, found = rows[column].dropna(), cut["columns"][column]
        assert found["n"] == len(cells)
        assert found["blank"] == pytest.approx(rows[column].isna().mean())
        assert (found["low"], found["high"]) == (cells.min(), cells.max())
        assert found["mean"] == pytest.approx(cells.mean())
        assert found["sd"] == pytest.approx(cells.std(ddof=0))
        assert found["median"] == pytest.approx(cells.quantile(0.5, interpolation="lower"))
        counts = {f"{v:g}": n for v, n in cells.value_counts().items()}
        assert found.get("counts", {}) == (counts if column != "value" else {})


def test_correlations_are_those_of_the_rows_that_have_both(frame, told):
    for rows, cut in cuts(frame, told):
        both = rows[["score", "ease"]].dropna()
        assert cut["columns"]["ease"]["r"] == pytest.approx(both.corr().iloc[0, 1], abs=1e-6)
        assert cut["columns"]["ease"]["pairs"] == len(both)


def test_names_hours_and_ids_are_those_of_the_rows(frame, told):
    for rows, cut in cuts(frame, told):
        assert cut["columns"]["plan"]["counts"] == rows["plan"].value_counts().to_dict()
        hours = rows["time"].dt.hour.value_counts()
        assert cut["hours"] == [hours.get(h, 0) for h in range(24)]
        assert cut["one_day"] == pytest.approx(
            rows["time"].dt.day.value_counts(normalize=True).max()
        )
        assert cut["columns"]["customer"]["shapes"] == {"C9": 1.0}


def test_a_zero_with_a_sign_is_a_zero():
    frame = pd.DataFrame({"ease": [0.0, -0.0, 1.0] * 10})
    told = [table_profile(f, {"ease": "outcome"}, "none", "UTC")["whole"]
            for f in (frame, frame.abs())]  # fmt: skip
    assert told[0]["columns"]["ease"]["counts"] == {"0": 20, "1": 10}
    assert told[0]["content"] == told[1]["content"]


def test_the_same_answers_in_another_order_have_the_same_content(frame):
    answers = frame[["score", "ease", "plan"]]
    roles = {c: ROLES[c] for c in answers}
    one = table_profile(answers, roles, "none", "UTC")["whole"]["content"]
    shuffled = answers.sample(frac=1, random_state=1).reset_index(drop=True)
    other = answers.assign(ease=np.r_[5.0 - answers.ease[0], answers.ease[1:]])
    assert one
    assert one == table_profile(shuffled, roles, "none", "UTC")["whole"]["content"]
    assert one != table_profile(other, roles, "none", "UTC")["whole"]["content"]


def test_rows_that_stand_twice_are_twofold(frame):
    answers = frame.head(100)[["time", "score", "ease"]]
    twice = pd.concat([answers, answers], ignore_index=True)
    once_less = twice.iloc[:-1]
    for rows, expected in ((twice, True), (once_less, False), (answers, False)):
        assert table_profile(rows, ROLES, "none", "UTC")["whole"]["twofold"] is expected


def test_a_table_without_rows_has_a_profile(frame):
    told = table_profile(frame.head(0), ROLES, "month", "UTC", "score")
    assert (told["rows"], told["periods"], told["whole"]["columns"]["score"]["n"]) == (0, {}, 0)


def test_a_small_period_among_many_rows_has_its_ids_looked_at(frame):
    late = pd.DataFrame({"period": "2026-04", "customer": [f"{i}-x" for i in range(5)]})
    many = pd.concat([*[frame[["period", "customer"]]] * 20, late], ignore_index=True)
    told = table_profile(many, ROLES, "month", "UTC")
    assert told["periods"]["2026-04"]["columns"]["customer"]["shapes"] == {"9-a": 1.0}
