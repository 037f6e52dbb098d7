import numpy as np
import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.engagement.contracts import periods
from cxlib.errors import InputError, NoData

NPS = {"recommend": {"kind": "nps"}}


def responses(n=240, start="2024-01-01", days=700, **columns):
    rng = np.random.default_rng(5)
    times = pd.Timestamp(start) + pd.to_timedelta(rng.integers(0, days * 24, n), unit="h")
    base = {
        "customer": [f"{i:05d}" for i in range(n)],
        "time": times,
        "recommend": rng.integers(0, 11, n),
    }
    return pd.DataFrame(base | columns)


def events(n=500):
    rng = np.random.default_rng(6)
    seconds = rng.choice(700 * 86400, n, replace=False)
    return pd.DataFrame(
        {
            "customer": rng.integers(0, 50, n).astype(str),
            "time": pd.Timestamp("2024-01-01") + pd.to_timedelta(seconds, unit="s"),
            "touchpoint": rng.choice(["app", "bill", "shop"], n),
        }
    )


def counted(engagement, table):
    rows = engagement.quality[engagement.quality["table"] == table]
    by = rows.set_index("check")["n"]
    left = rows[rows["check"].str.startswith(("excluded: ", "outside: "))]["n"].sum()
    return int(by["rows in"]), int(by["rows used"]), int(left)


def test_rows_in_are_rows_used_and_rows_left_out_by_reason():
    answers = responses(finished=[1, 0] * 120)
    answers.loc[:4, "time"] = pd.NaT
    answers = pd.concat([answers, answers.tail(3)])
    log = pd.concat([events(), events().head(7)])
    log.iloc[0, 0] = None
    config = {
        "client": "A",
        "window": "12 months",
        "outcomes": NPS,
        "tables": {"responses": {"where": {"finished": [1]}}},
    }
    built = from_frames(config, {"responses": answers, "interactions": log})
    for table, frame in {"responses": answers, "interactions": log}.items():
        rows_in, used, left = counted(built, table)
        assert rows_in == len(frame) == used + left
    assert len(built.table("responses")) == counted(built, "responses")[1]
    assert int(built.events.count().execute()) == counted(built, "interactions")[1]


def test_the_window_ends_with_the_last_complete_period_and_history_begins_with_the_data():
    built = from_frames({"client": "A", "window": "6 months", "outcomes": NPS},
                        {"responses": responses(), "interactions": events()})  # fmt: skip
    end = periods.bounds(built.period, "month")[1]
    start = periods.window_start("6 months", built.period, "month")
    inside = built.table("responses")["time"]
    assert inside.between(start, end, inclusive="left").all()
    assert built.whole("responses")["time"].max() < end
    assert built.whole("responses")["time"].min() < start
    assert built.periods == periods.between("2024-01", built.period, "month")
    log = built.events.execute()
    assert log["time"].between(start, end, inclusive="left").all()
    assert log["period"].tolist() == periods.label(log["time"], "month").tolist()
    assert built.data_end == built.events_history.time.max().execute()


def test_an_earlier_period_sees_nothing_later():
    frames = {"responses": responses(), "interactions": events()}
    then = from_frames({"client": "A", "outcomes": NPS}, frames, period="2024-06")
    assert then.whole("responses")["period"].max() == "2024-06"
    assert then.data_end < pd.Timestamp("2024-07-01")
    cut = {name: f[f["time"] < "2024-07-01"] for name, f in frames.items()}
    fresh = from_frames({"client": "A", "outcomes": NPS}, cut, period="2024-06")
    pd.testing.assert_frame_equal(then.table("responses"), fresh.table("responses"))


def test_an_unknown_period_names_what_there_is():
    with pytest.raises(InputError, match="runs from 2024-01 to 2025-1"):
        from_frames({"client": "A"}, {"responses": responses()}, period="2030-01")
    with pytest.raises(InputError, match="no month such as"):
        from_frames({"client": "A"}, {"responses": responses()}, period="soon")


def test_customers_are_shown_as_they_were_then():
    customers = pd.DataFrame(
        {
            "customer": [f"{i}" for i in range(12)],
            "start": ["2024-01-01"] * 11 + ["2025-06-01"],
            "end": [None] * 9 + ["2024-03-05", "2025-05-01", None],
            "left": ["no"] * 9 + ["yes", "yes", "no"],
        }
    )
    built = from_frames({"client": "A"}, {"customers": customers, "interactions": events()},
                        period="2024-12")  # fmt: skip
    then = built.table("customers").set_index("customer")
    assert then.index.tolist() == [f"{i}" for i in range(11)]
    assert then["left"].tolist() == [False] * 9 + [True, False]
    assert pd.isna(then.loc["10", "end"])


def test_who_left_before_they_came_is_left_out_and_said():
    customers = pd.DataFrame(
        {
            "customer": [f"{i}" for i in range(20)],
            "start": ["2024-03-01"] * 20,
            "end": [None] * 15 + ["2024-03-01", "2024-04-01", "2024-02-29", "2023-01-01", None],
        }
    )
    built = from_frames({"client": "A"}, {"customers": customers})
    assert counted(built, "customers") == (20, 18, 2)
    assert "excluded: ends before it begins" in set(built.quality["check"])
    assert not {"17", "18"} & set(built.table("customers")["customer"])


def test_answers_with_a_weight_of_nought_count_for_nobody():
    config = {"client": "A", "outcomes": NPS}
    weighted = responses(weight=[0, 1.5, None, 0.5] * 60)
    built = from_frames(config, {"responses": weighted}, period="2025-11")
    assert not built.table("responses")["weight"].eq(0).any()
    assert built.table("responses")["weight"].isna().any()
    assert "outside: weight of 0" in set(built.quality["check"])
    with pytest.raises(NoData):
        from_frames(config, {"responses": responses(weight=0.0)})


def test_touchpoints_get_one_spelling_everywhere_and_it_is_said():
    log = events().assign(touchpoint=lambda f: f["touchpoint"].replace({"app": "APP\u200b "}))
    catalogue = pd.DataFrame({"touchpoint": ["App", "Bill"], "stage": ["use", "use"]})
    journeys = pd.DataFrame({"journey": ["j"], "completes": ["bill; app"]})
    built = from_frames({"client": "A"}, {"interactions": log, "touchpoints": catalogue,
                                          "journeys": journeys})  # fmt: skip
    assert set(built.events.touchpoint.execute()) == {"App", "Bill", "shop"}
    assert built.table("journeys")["completes"][0] == "Bill; App"
    assert built.quality["check"].str.contains("spellings merged into 'App'").any()
    assert built.quality["check"].str.contains("'shop' is not on the map").any()


def test_ids_and_codes_survive():
    answers = responses(n=40, country="NA")
    answers["customer"] = ["00123", "1E5", "NA", "0x1"] * 10
    built = from_frames({"client": "A", "outcomes": NPS,
                         "tables": {"responses": {"segments": ["country"]}}},
                        {"responses": answers})  # fmt: skip
    table = built.table("responses")
    assert set(table["customer"]) == {"00123", "1E5", "NA", "0x1"}
    assert set(table["country"]) == {"NA"}


def test_missing_tables_are_said_once_and_empty_ones_have_columns():
    built = from_frames({"client": "A", "outcomes": NPS}, {"responses": responses()})
    missing = built.quality[built.quality["check"] == "missing table"]
    assert {"interactions", "touchpoints"} <= set(missing["table"])
    assert not missing["table"].duplicated().any()
    assert (missing["severity"] == "info").all()
    assert missing["remedy"].str.endswith(".").all()
    assert not built.has("purchases")
    assert list(built.table("purchases").columns) == ["customer", "time", "value", "period"]


@pytest.mark.parametrize("n", [0, 3, 9])
def test_too_little_is_no_data(n):
    with pytest.raises(
        NoData, match=rf"{n} usable rows in responses \(responses: {n} in\); at least 10"
    ):
        from_frames({"client": "A", "outcomes": NPS}, {"responses": responses(n=n)})


def test_three_months_of_one_kpi_are_data():
    months = pd.DataFrame({"kpi": "waits", "period": ["2026-01", "2026-02", "2026-03"]})
    built = from_frames({"client": "A"}, {"kpis": months.assign(value=[4.0, 5.0, 6.0])})
    assert built.period == "2026-03"
    assert len(built.table("kpis")) == 3


def test_no_periods_at_all():
    built = from_frames({"client": "A", "period": "none", "outcomes": NPS},
                        {"responses": responses()})  # fmt: skip
    assert built.period is None
    assert built.periods == ()
    assert len(built.table("responses")) == 240


def test_numbered_periods():
    kpis = pd.DataFrame({"kpi": "x", "period": range(1, 13), "value": 1.0})
    config = {"client": "A", "period": "index", "window": "3 periods"}
    built = from_frames(config, {"kpis": kpis})
    assert built.period == "0012"
    assert built.table("kpis")["period"].tolist() == ["0010", "0011", "0012"]
    assert len(built.whole("kpis")) == 12


def test_a_table_without_any_time_always_counts():
    answers = responses().drop(columns="time")
    built = from_frames({"client": "A", "window": "1 month", "outcomes": NPS},
                        {"responses": answers, "interactions": events()})  # fmt: skip
    assert len(built.table("responses")) == 240


def test_duplicates_are_dropped_unless_kept():
    log = pd.concat([events(), events().head(7)])
    for duplicates, n in (("drop", 500), ("keep", 507)):
        config = {"client": "A", "period": "none",
                  "tables": {"interactions": {"duplicates": duplicates}}}  # fmt: skip
        built = from_frames(config, {"interactions": log})
        assert int(built.events.count().execute()) == n


def test_the_seed_is_the_policys_unless_given():
    frames = {"responses": responses()}
    assert from_frames({"client": "A"}, frames).seed == 2026
    assert from_frames({"client": "A"}, frames, seed=7).seed == 7


def test_the_clients_frames_are_left_alone():
    answers = responses()
    before = answers.copy()
    from_frames({"client": "A", "outcomes": NPS}, {"responses": answers})
    pd.testing.assert_frame_equal(answers, before)


def test_without_periods_the_clients_period_column_is_left_alone():
    answers = responses(period="wave one").drop(columns="time")
    built = from_frames({"client": "A", "period": "none", "outcomes": NPS}, {"responses": answers})
    assert built.table("responses")["period"].isna().all()
