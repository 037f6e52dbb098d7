import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from cxlib.engagement import from_frames, load
from cxlib.errors import InputError

PLAIN = "client: A\nperiod: none\ntables:\n  interactions:\n    source: log.parquet\n"


def log(n=40, **columns):
    times = pd.Timestamp("2026-01-01") + pd.to_timedelta(np.arange(n), unit="h")
    base = {"customer": [str(i % 7) for i in range(n)], "time": times, "touchpoint": "app"}
    return pd.DataFrame(base | columns)


def loaded(folder, frame, yml=PLAIN):
    pq.write_table(frame if isinstance(frame, pa.Table) else pa.Table.from_pandas(frame),
                   folder / "log.parquet")  # fmt: skip
    (folder / "engagement.yml").write_text(yml)
    return load(folder)


def checks(engagement):
    rows = engagement.quality[engagement.quality["table"] == "interactions"]
    return rows.set_index("check")["n"].to_dict()


def both_ways(folder, frame, **options):
    """The same log through the engine's own reading, and through frames."""
    import json

    yml = PLAIN + "".join(f"    {name}: {json.dumps(value)}\n" for name, value in options.items())
    config = {"client": "A", "period": "none", "tables": {"interactions": options}}
    return loaded(folder, frame, yml), from_frames(config, {"interactions": frame})


def same_events(one, other):
    frames = [e.events.order_by("row").execute() for e in (one, other)]
    pd.testing.assert_frame_equal(*(f.drop(columns="row") for f in frames), check_dtype=False)


def test_parquet_and_frames_agree(tmp_path):
    frame = log(channel="web", done=[True, False] * 20, keep=[1, 0] * 20)
    frame = pd.concat([frame, frame.tail(2)], ignore_index=True)
    options = {"columns": {"completed": "done"}, "where": {"keep": [1]}, "set": {"journey": "j"}}
    engine, frames = both_ways(tmp_path, frame, **options)
    same_events(engine, frames)
    assert checks(engine) == checks(frames)
    assert checks(engine)["outside: where"] == 21
    assert checks(engine)["excluded: exact duplicate event"] == 1


def test_missing_and_impossible_events_are_left_out_and_counted(tmp_path):
    frame = log(400)
    frame.loc[0, "customer"] = None
    frame.loc[1, "touchpoint"] = None
    frame.loc[2, "time"] = pd.NaT
    frame.loc[3, "time"] = pd.Timestamp("1970-01-01")
    frame.loc[4, "time"] = pd.Timestamp("2062-01-01")
    frame.loc[5, "customer"] = ""
    engine, frames = both_ways(tmp_path, frame)
    for built in (engine, frames):
        found = {k: v for k, v in checks(built).items() if k.startswith("excluded")}
        assert found == {
            "excluded: no customer": 2,
            "excluded: no touchpoint": 1,
            "excluded: no time": 1,
            "excluded: time before 1990 or after 2099": 1,
            "excluded: time far from all others": 1,
        }
        assert int(built.events.count().execute()) == 394
        assert built.data_end == frame["time"].iloc[-1]


def test_zones(tmp_path):
    yml = PLAIN.replace("client: A", "client: A\ntimezone: Europe/London")
    summer = pd.to_datetime(["2026-07-01 12:00"] * 20) + pd.to_timedelta(range(20), unit="min")
    naive = loaded(tmp_path, log(20, time=summer), yml).events.time.min().execute()
    assert naive == pd.Timestamp("2026-07-01 11:00")
    aware = pa.table({"customer": ["a"] * 20, "touchpoint": ["t"] * 20,
                      "time": pa.array(summer.tz_localize("America/New_York"))})  # fmt: skip
    assert loaded(tmp_path, aware, yml).events.time.min().execute() == pd.Timestamp(
        "2026-07-01 16:00"
    )
    text = [t.isoformat() for t in summer]
    assert loaded(tmp_path, log(20, time=text), yml).events.time.min().execute() == naive


@pytest.mark.parametrize("kind", ["week", "month", "quarter", "year"])
def test_period_labels_in_the_engine_are_those_of_the_calendar(tmp_path, kind):
    from cxlib.engagement.contracts import periods

    times = pd.date_range("2025-12-25", periods=60, freq="7h")
    yml = PLAIN.replace("period: none", f"period: {kind}\ntimezone: Pacific/Auckland")
    found = loaded(tmp_path, log(60, time=times), yml).events_history.execute()
    expected = periods.label(found["time"], kind, "Pacific/Auckland")
    assert found["period"].tolist() == expected.tolist()


def test_ties_are_counted_and_keep_the_files_order(tmp_path):
    times = pd.to_datetime(["2026-01-01 10:00"] * 5 + ["2026-01-01 11:00"] * 15)
    frame = log(20, customer=["a"] * 5 + [str(i) for i in range(15)], time=times,
                touchpoint=[f"t{i}" for i in range(20)])  # fmt: skip
    built = loaded(tmp_path, frame)
    assert checks(built)["events of one customer at the same instant as another"] == 4
    assert built.events.order_by("row").execute()["touchpoint"].tolist() == frame[
        "touchpoint"].tolist()  # fmt: skip


def test_several_files_keep_their_order(tmp_path):
    for name, day in (("a", "2026-02-01"), ("b", "2026-01-01")):
        times = pd.Timestamp(day) + pd.to_timedelta(range(10), unit="h")
        log(10, time=times, touchpoint=name).to_parquet(tmp_path / f"{name}.parquet")
    yml = PLAIN.replace("log.parquet", "[a.parquet, b.parquet]")
    (tmp_path / "engagement.yml").write_text(yml)
    found = load(tmp_path).events.order_by("row").execute()
    assert found["touchpoint"].tolist() == ["a"] * 10 + ["b"] * 10
    assert found["row"].tolist() == list(range(20))


def test_web_addresses_as_touchpoints_are_refused_with_advice(tmp_path):
    n = 1_002
    pages = [f"https://shop.example/{'product' if i % 3 else 'help'}/{i}" for i in range(n)]
    with pytest.raises(InputError) as found:
        loaded(tmp_path, log(n, touchpoint=pages))
    assert "more than 1,000 different touchpoint names" in str(found.value)
    assert "'https://shop.example/product' (668 events)" in str(found.value)


def test_missing_columns_are_named(tmp_path):
    with pytest.raises(InputError, match="column 'touchpoint': there is no such column"):
        loaded(tmp_path, log().drop(columns="touchpoint"))


def test_damaged_parquet_is_said_in_a_line(tmp_path):
    (tmp_path / "log.parquet").write_bytes(b"PAR1 rubbish PAR1")
    (tmp_path / "engagement.yml").write_text(PLAIN)
    with pytest.raises(InputError, match=r"log\.parquet: .*damaged"):
        load(tmp_path)


def test_ids_keep_their_zeros_and_whole_floats_lose_their_point(tmp_path):
    assert set(loaded(tmp_path, log(customer="00123")).events.customer.execute()) == {"00123"}
    assert set(loaded(tmp_path, log(customer=7.0)).events.customer.execute()) == {"7"}


def test_codes_for_missing_are_missing(tmp_path):
    frame = log(channel=["web", "-99"] * 20)
    engine, frames = both_ways(tmp_path, frame, na={"channel": [-99]})
    assert engine.events.channel.isnull().sum().execute() == 20
    same_events(engine, frames)


MIXED = ["2026-07-01T12:00:00+02:00", "2026-07-01 12:00:00-0500", "2026-07-01T12:00Z",
         "2026-07-01 12:00:00 +01:00", "2026-07-01 12:00", "2026-07-01T12:00:30.5"] * 4  # fmt: skip
MIXED_UTC = ["10:00:00", "17:00:00", "12:00:00", "11:00:00", "11:00:00", "11:00:30.5"] * 4
ZONES = {
    "times with an offset of their own, turned into UTC": 16,
    "mended: times without a zone, read as Europe/London, among times with one": 8,
}


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_several_offsets_and_none_in_one_file_are_one_utc_and_counted(tmp_path, kind):
    frame = log(len(MIXED), time=MIXED, customer=[f"c{i}" for i in range(len(MIXED))])
    getattr(frame, f"to_{kind}")(tmp_path / f"log.{kind}", index=False)
    yml = PLAIN.replace("client: A", "client: A\ntimezone: Europe/London")
    (tmp_path / "engagement.yml").write_text(yml.replace("log.parquet", f"log.{kind}"))
    built = load(tmp_path)
    found = built.events.order_by("row").execute()["time"]
    assert found.tolist() == [pd.Timestamp(f"2026-07-01 {clock}") for clock in MIXED_UTC]
    assert {check: n for check, n in checks(built).items() if "times with" in check} == ZONES


def test_times_of_one_offset_are_said_and_times_of_none_are_not(tmp_path):
    times = [f"2026-07-01T12:{minute}:00Z" for minute in range(10, 34)]
    engine, frames = both_ways(tmp_path, log(24, time=times))
    assert checks(engine) == checks(frames)
    assert checks(engine)["times with an offset of their own, turned into UTC"] == 24
    plain = checks(loaded(tmp_path, log()))
    assert not any("zone" in check or "offset" in check for check in plain)
