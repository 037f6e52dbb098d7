"""Situations from the field, each made small with its right answer worked out beside it."""

import numpy as np
import pandas as pd
import pytest

from cxlib.engagement import from_frames

TODAY = pd.Timestamp("2026-11-01")
NPS = {"client": "A", "outcomes": {"Q1": {"kind": "nps"}}}


def suspected(config, frames, **how):
    engagement = from_frames(config, frames, today=TODAY, **how)
    return engagement, engagement.suspicions.set_index("suspicion")


def survey(seed: int = 1, n: int = 600) -> tuple[pd.DataFrame, np.random.Generator]:
    """Two causes on 1 to 5, an outcome on 0 to 10 that follows from both, with noise."""
    rng = np.random.default_rng(seed)
    speed, price = rng.integers(1, 6, n), rng.integers(1, 6, n)
    q1 = np.clip(np.round(2 + 0.9 * speed + 0.5 * price + rng.normal(0, 1.5, n)), 0, 10)
    days = pd.date_range("2026-01-01", periods=n, freq="6h")
    return pd.DataFrame({"time": days, "Q1": q1, "speed": speed, "price": price}), rng


@pytest.mark.parametrize("words", [False, True])
def test_the_groups_of_the_outcome_are_no_cause_of_it(words):
    frame, _ = survey()
    group = pd.cut(frame.Q1, [-1, 6, 8, 10], labels=["Detractor", "Passive", "Promoter"])
    frame["group"] = group.astype(str) if words else group.cat.codes + 1.0
    segments = {"tables": {"responses": {"segments": ["group"]}}} if words else {}
    found, told = suspected(NPS | segments, {"responses": frame})
    assert told.loc["follows from another column", "column"] == "group"
    assert "group" not in set(found.table("variables").variable)
    assert "group" not in found.table("responses")
    assert {"speed", "price"} <= set(found.table("variables").variable)


def test_a_true_cause_is_no_restatement():
    frame, _ = survey()
    _, told = suspected(NPS, {"responses": frame})
    assert told.empty


@pytest.mark.parametrize("code", [6, 8, 9])
def test_a_code_for_dont_know_is_named_whatever_it_is(code):
    frame, rng = survey(2)
    asked = rng.random(len(frame)) < 0.15
    truth = frame.speed[~asked].mean()
    frame["speed"] = frame.speed.mask(asked, code)
    _, told = suspected(NPS, {"responses": frame})
    row = told.loc["a code among the answers"]
    assert (row["column"], row["n"]) == ("speed", asked.sum())
    assert row["after"].startswith(f"{truth:.2f}")
    assert f"na: {{speed: [{code}]}}" in row["remedy"]


def test_a_code_that_is_declared_is_no_suspicion():
    frame, rng = survey(2)
    frame["speed"] = frame.speed.mask(rng.random(len(frame)) < 0.15, 9)
    declared = {"tables": {"responses": {"na": {"speed": [9]}}}}
    _, told = suspected(NPS | declared, {"responses": frame})
    assert told.empty


def test_one_to_five_is_no_nps():
    frame, _ = survey()
    frame["Q1"] = (frame.Q1 / 2).round().clip(1, 5)
    _, told = suspected(NPS, {"responses": frame})
    assert told.loc["on another scale than declared", "severity"] == "stop"


@pytest.mark.parametrize(("kind", "severity"), [("mean", "tell"), ("nps", "stop")])
def test_a_scale_that_was_spread_changes_what_counts_answers_and_only_stretches_a_mean(
    kind, severity
):
    """Eleven points exported as 0, 10 .. 100, six as 0, 2 .. 10."""
    frame, _ = survey()
    scale = {"scale": [0, 100]} if kind == "mean" else {}
    frame["Q1"] = frame.Q1 * 10 if kind == "mean" else (frame.Q1 / 2).round() * 2
    outcomes = {"outcomes": {"Q1": {"kind": kind, **scale}}}
    _, told = suspected(NPS | outcomes, {"responses": frame})
    assert told.loc["on another scale than declared", "severity"] == severity


def test_a_bad_score_on_the_right_scale_is_no_suspicion():
    frame, rng = survey()
    frame["Q1"] = np.clip(np.round(rng.normal(2.5, 2, len(frame))), 0, 10)
    _, told = suspected(NPS, {"responses": frame})
    assert "on another scale than declared" not in told.index


def trips(doubled: bool) -> pd.DataFrame:
    rng = np.random.default_rng(8)
    rows = []
    for c in range(300):
        t = pd.Timestamp("2026-01-01 08:00") + pd.Timedelta(minutes=float(rng.uniform(0, 120_000)))
        for touchpoint in ("home", "form", "pay"):
            rows.append((f"c{c}", t, touchpoint))
            if doubled and touchpoint == "form":
                rows.append((f"c{c}", t + pd.Timedelta(milliseconds=300), touchpoint))
            t += pd.Timedelta(minutes=float(rng.exponential(3)) + 0.2)
    return pd.DataFrame(rows, columns=["customer", "time", "touchpoint"])


def test_an_event_that_fires_twice_is_folded():
    once, _ = suspected({"client": "A", "period": "none"}, {"interactions": trips(False)})
    found, told = suspected({"client": "A", "period": "none"}, {"interactions": trips(True)})
    assert told.loc["fired twice", "n"] == 300
    assert (told.loc["fired twice", "before"], told.loc["fired twice", "after"]) == ("1,200", "900")
    assert found.events_history.count().execute() == once.events_history.count().execute()
    rows = found.quality[found.quality["table"] == "interactions"].set_index("check")["n"]
    assert rows["outside: second record of one event"] == 300
    assert rows["rows in"] == rows["rows used"] + 300


def test_a_failure_and_the_success_right_after_it_are_two_events():
    frame = trips(True).assign(completed=lambda t: t["touchpoint"].ne("form").astype("boolean"))
    second = frame["touchpoint"].eq("form") & frame["touchpoint"].shift().eq("form")
    found, told = suspected(
        {"client": "A", "period": "none"}, {"interactions": frame.assign(completed=second)}
    )
    assert "fired twice" not in told.index
    assert found.events_history.count().execute() == 1200


def test_events_of_their_own_are_kept():
    keep = {"client": "A", "period": "none", "tables": {"interactions": {"duplicates": "keep"}}}
    found, told = suspected(keep, {"interactions": trips(True)})
    assert "fired twice" not in told.index
    assert found.events_history.count().execute() == 1200


def purchases(seed: int = 5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Purchases, and the refund of every fourth some days after."""
    rng = np.random.default_rng(seed)
    n = 1200
    bought = pd.DataFrame({
        "customer": [f"C{i:04d}" for i in rng.integers(0, 300, n)],
        "time": pd.Timestamp("2025-01-01") + pd.to_timedelta(rng.uniform(0, 500, n), unit="D"),
        "value": rng.gamma(5, 10, n).round(2) + 1,
    })  # fmt: skip
    bought["time"] = bought.time.dt.floor("s")
    back = bought[rng.random(n) < 0.25]
    later = back.time + pd.to_timedelta(rng.uniform(2, 20, len(back)), unit="D").floor("s")
    return bought, back.assign(value=-back.value, time=later)


def test_refunds_go_with_what_they_refund():
    bought, back = purchases()
    kept = bought.drop(back.index)
    found, told = suspected(
        {"client": "A", "period": "none"}, {"purchases": pd.concat([bought, back])}
    )
    assert told.loc["refunds among the purchases", "severity"] == "warn"
    assert found.whole("purchases").value.sum() == pytest.approx(kept.value.sum(), rel=0.03)
    assert (found.whole("purchases").value > 0).all()


def test_negatives_that_refund_nothing_stop_the_report():
    bought, back = purchases()
    odd = back.assign(value=(back.value / 3).round(2) - 0.01)
    _, told = suspected({"client": "A", "period": "none"}, {"purchases": pd.concat([bought, odd])})
    assert told.loc["refunds among the purchases", "severity"] == "stop"


def test_a_last_day_that_left_denies():
    rng = np.random.default_rng(9)
    n = 1500
    start = pd.Timestamp("2023-01-01") + pd.to_timedelta(rng.integers(0, 900, n), unit="D")
    end = pd.Series(start + pd.DateOffset(months=12)).where(lambda e: e < "2026-05-31")
    left = np.where(rng.random(n) < 0.2, "Yes", "No")
    people = pd.DataFrame({"customer": [f"c{i}" for i in range(n)], "start": start, "end": end,
                           "left": left})  # fmt: skip
    _, told = suspected({"client": "A"}, {"customers": people})
    denied, nowhere = ((left == "No") & end.notna()).sum(), ((left == "Yes") & end.isna()).sum()
    assert told.loc["two columns contradict", "n"] == denied + nowhere
    assert told.loc["two columns contradict", "severity"] == "stop"


def test_a_baseline_without_variation_is_told():
    months = [str(p) for p in pd.period_range("2023-01", "2025-07", freq="M")]
    kpis = pd.DataFrame({"kpi": "complaint rate", "period": months, "numerator": [0] * 30 + [40],
                         "denominator": 500, "kind": "share", "better": "low"})  # fmt: skip
    _, told = suspected({"client": "A"}, {"kpis": kpis})
    assert told.loc["never varies", "column"] == "complaint rate"


def test_departments_in_two_ways_are_one_department():
    mapped = pd.DataFrame({"touchpoint": ["billing"], "stage": "use", "owner": "Ann"})
    raci = pd.DataFrame({"subject": ["billing", "billing", "Billing "], "letter": ["A", "A", "R"],
                         "department": ["Finance", "Care", "finance"]})  # fmt: skip
    frame, _ = survey()
    frames = {"responses": frame, "touchpoints": mapped, "raci": raci}
    found, _ = suspected(NPS, frames)
    assert sorted(set(found.table("raci").department)) == ["Care", "Finance"]
    assert set(found.table("raci").subject) == {"billing"}
    assert found.quality.check.str.contains("spellings merged into 'Finance'").any()


def test_look_alike_letters_are_one_name():
    frame, _ = survey()
    cyrillic = "n\u043erth"
    frame["region"] = np.where(np.arange(len(frame)) % 5 == 0, cyrillic, "north")
    frame.loc[::7, "region"] = "south"
    segments = {"tables": {"responses": {"segments": ["region"]}}}
    found, _ = suspected(NPS | segments, {"responses": frame})
    assert set(found.table("responses").region) == {"north", "south"}
    assert found.quality.remedy.str.contains("another script").any()


def test_a_table_of_invitations_without_a_row_says_nothing():
    frame, _ = survey()
    invited = pd.DataFrame({"period": ["2026-01"], "segment": ["all"], "n": [9]})
    _, told = suspected(NPS, {"responses": frame, "invited": invited.iloc[:0]})
    assert "more answers than were asked" not in told.index


@pytest.mark.parametrize("word", ["Total", "Average", "Summe", "Promedio", "grand total"])
def test_a_row_of_sums_below_the_people_is_no_person(word):
    """A spreadsheet's footer came along: one more customer, with a score of nobody's."""
    frame, _ = survey()
    frame = frame.assign(customer=[f"C{i}" for i in range(len(frame))])
    footer = frame.tail(1).assign(customer=word, Q1=5.0)
    _, told = suspected(NPS, {"responses": pd.concat([frame, footer], ignore_index=True)})
    assert told.loc["a total among the rows", ["column", "n"]].tolist() == ["customer", 1]
    _, told = suspected(NPS, {"responses": frame.assign(customer=frame.customer + " Total")})
    assert "a total among the rows" not in told.index
