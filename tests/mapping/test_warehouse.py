"""The same expressions where the client's data already is: equal results, row for row.

PostgreSQL is started here from `initdb` on the path or Debian's folder, Spark in local mode;
skipped, with the reason, where one of them is absent.
"""

from __future__ import annotations

import dataclasses
import gc
import shutil

import numpy as np
import pandas as pd
import pytest

from cxlib import mapping
from cxlib.engagement import from_frames, load
from cxlib.engagement.config import Database
from cxlib.engagement.log import events as windowing
from cxlib.engagement.log import source as log
from cxlib.engagement.period.clock import has_offset, local, to_utc
from cxlib.engagement.reading.database import asked, uncompiled
from cxlib.mapping import packing, step
from cxlib.monitoring.trips import closed, endings, stuck_at, through_stages
from cxlib.monitoring.trips import trips as trips_of
from cxlib.resources import kit
from cxlib.results import conform

pytestmark = pytest.mark.filterwarnings(
    "ignore:unclosed <socket.socket:ResourceWarning",  # pyspark leaves its own to be collected
)
FEW = 10  # rows; a warehouse table with more stays where it is
CATALOGUE = pd.DataFrame({
    "touchpoint": ["advert", "page", "cart", "paid", "call"],
    "stage": ["aware", "consider", "decide", "decide", "use"],
    "journey": ["buy"] * 4 + ["help"],
    "channel": ["e-mail", "web", "web", "web", "phone"],
})  # fmt: skip
JOURNEYS = pd.DataFrame({
    "journey": ["buy", "help"], "starts": ["advert; page", "call"], "completes": ["paid", "solved"],
    "ends": ["cancelled", None],
})  # fmt: skip


@pytest.fixture(scope="module", params=["ids", "silence"])
def here(request, engaged, trips):
    frame = trips if request.param == "ids" else trips.drop(columns="journey_id")
    return engaged(
        {"journey_gap": "auto" if request.param == "ids" else "3 days"},
        interactions=frame, touchpoints=CATALOGUE, journeys=JOURNEYS,
    )  # fmt: skip


@pytest.fixture(scope="module")
def trips() -> pd.DataFrame:
    """400 trips of 150 customers with ties, flags, channels, cancellations and open ends."""
    rng = np.random.default_rng(11)
    rows = []
    for trip in range(400):
        begin = pd.Timestamp("2025-01-01") + pd.Timedelta(hours=int(rng.integers(24 * 90)))
        kind = rng.choice(["buy", "help"])
        steps = ["advert", "page", "cart", "paid"] if kind == "buy" else ["call", "call", "solved"]
        length = int(rng.integers(1, len(steps) + 1))
        walk = [steps[min(i, len(steps) - 1)] for i in sorted(rng.integers(0, len(steps), length))]
        walk += ["cancelled"] if rng.random() < 0.1 else []
        for hour, touchpoint in enumerate(walk):
            gap = 0 if rng.random() < 0.2 else hour
            rows.append({
                "customer": f"c{trip % 150:03d}", "journey_id": f"t{trip:03d}",
                "touchpoint": touchpoint,
                "time": begin + pd.Timedelta(hours=gap, microseconds=317_800 * gap),
                "channel": "shop" if rng.random() < 0.1 else None,
                "completed": rng.choice([True, False, None], p=[0.3, 0.1, 0.6]),
            })  # fmt: skip
    return pd.DataFrame(rows)


@pytest.fixture(scope="module", params=["postgres", "spark"])
def warehouse(request):
    """A connection to each engine, with the address that leads there."""
    import ibis

    address = request.getfixturevalue(request.param)
    engine = ibis.connect(address.partition("?")[0])
    yield uncompiled(engine) if request.param == "postgres" else engine, address
    gc.collect()  # cached tables are dropped while there is somebody to ask
    if request.param == "postgres":
        engine.disconnect()


def stored(engine, name: str, arrow) -> object:
    """A table of the engine with naive times, as a warehouse would hold it."""
    if engine.name != packing.SPARK:
        return engine.create_table(name, arrow, overwrite=True)
    frame = engine._session.createDataFrame(arrow)
    frame = frame.withColumn("time", frame.time.cast("timestamp_ntz"))
    frame.cache().createOrReplaceTempView(name)
    return engine.table(name)


def same(here: dict, there: dict) -> None:
    pd.testing.assert_frame_equal(here["notes"], there["notes"])
    for name in mapping.GIVES:
        pd.testing.assert_frame_equal(
            conform(name, here[name]), conform(name, there[name]), obj=name
        )


def left_in_peace(engagement) -> None:
    """The connection that reading opened is closed, and first what was cached there dropped."""
    gc.collect()
    engine = engagement.events.get_backend()
    if engine.name == "postgres":
        engine.disconnect()


def test_a_warehouse_gives_the_same_tables(here, warehouse):
    engine, _ = warehouse
    there = dataclasses.replace(here, events=stored(engine, "trips", here.events.to_pyarrow()))
    same(mapping.run(here, {}), mapping.run(there, {}))


@pytest.fixture
def sample(tmp_path):
    """The sample client, with the interactions of the year on its map and a month before."""
    shutil.copytree(kit("sample_data"), tmp_path, dirs_exist_ok=True)
    path = tmp_path / "data" / "interactions.parquet"
    events = pd.read_parquet(path)
    events[events.time >= "2025-09-01"].to_parquet(path, index=False)
    return tmp_path


def moved(folder) -> None:
    """The engagement says that its interactions lie in the warehouse."""
    place = "{url: env:CX_TEST_WAREHOUSE, table: interactions}"
    written = (folder / "engagement.yml").read_text(encoding="utf-8")
    changed = written.replace("source: data/interactions.parquet", f"source: {place}")
    assert changed != written
    (folder / "engagement.yml").write_text(changed, encoding="utf-8")


def test_the_sample_in_a_warehouse_is_the_sample_in_a_file(sample, warehouse, monkeypatch):
    import pyarrow.parquet as pq

    engine, address = warehouse
    stored(engine, "interactions", pq.read_table(sample / "data" / "interactions.parquet"))
    here = load(sample)
    moved(sample)
    for module in (windowing, log):
        monkeypatch.setattr(module, "KEPT_IN_MEMORY", FEW)
    monkeypatch.setenv("CX_TEST_WAREHOUSE", address)
    there = load(sample)
    assert there.events.get_backend().name == engine.name
    assert int(here.events.count().execute()) > 30_000
    here = dataclasses.replace(here, events=here.events.drop("row"))
    same(mapping.run(here, {}), mapping.run(there, {}))
    counts = [e.quality.set_index(["table", "column", "check"]).n for e in (here, there)]
    pd.testing.assert_series_equal(*counts)
    left_in_peace(there)


def test_postgresql_compiles_no_query_of_ours(postgres, monkeypatch):
    """Its compiler took 253 of 256 seconds of the conversion by month."""
    import ibis

    compiler = "SELECT setting FROM pg_settings WHERE name = 'jit'"
    source = Database(url="env:CX_TEST_WAREHOUSE", table="any")
    monkeypatch.setenv("CX_TEST_WAREHOUSE", postgres)
    engine = ibis.connect(postgres)
    engine.create_table("any", pd.DataFrame({"a": [1]}), overwrite=True)
    if engine.sql(compiler).execute().setting.tolist() != ["on"]:
        pytest.skip("this server has no compiler, or it is off for everybody")
    ours = asked(source, lambda table: table.get_backend())
    for session, told in ((engine, "on"), (ours, "off")):
        assert session.sql(compiler).execute().setting.tolist() == [told]
        session.disconnect()


def by_period(engagement) -> list[pd.DataFrame]:
    """The conversion of journeys and of stages in every period, as step 5 counts it."""
    found = trips_of(engagement)
    over = endings(found, engagement)
    tables = closed(over, found, engagement), through_stages(over, found, engagement)
    return [table.sort_values(list(table.columns[:2]), ignore_index=True) for table in tables]


def test_the_conversion_of_every_period_is_the_same_too(trips, warehouse):
    engine, _ = warehouse
    config = {"client": "A", "period": "month", "policy": {"journey_gap": "3 days"}}
    frames = {"interactions": trips.drop(columns="journey_id"), "touchpoints": CATALOGUE}
    here = from_frames(config, {**frames, "journeys": JOURNEYS})
    there = stored(engine, "months", here.events_history.to_pyarrow())
    there = dataclasses.replace(here, events_history=there)
    for one, other in zip(by_period(here), by_period(there), strict=True):
        assert len(one) > 6
        pd.testing.assert_frame_equal(one, other, check_dtype=False)
    waiting, also = (stuck_at(trips_of(e), ["page", "cart", "call"], 1) for e in (here, there))
    order = ["customer", "touchpoint"]
    assert len(waiting) > 3
    pd.testing.assert_frame_equal(
        waiting.sort_values(order, ignore_index=True),
        also.sort_values(order, ignore_index=True),
        check_dtype=False,
    )


TYPES = ("timestamp", "timestamptz")
INSTANTS = ("2026-07-01 12:00:00+02:00", "2026-10-25 01:30:00Z")
UTC = ("2026-07-01 10:00:00", "2026-10-25 01:30:00")
CLOCKS = (
    "2026-07-01 12:00:00",
    "2026-10-25 01:30:00",
    "2026-10-25 02:30:00",
    "2026-01-15 09:00:00",
)
CLOCKS_UTC = ("2026-07-01 11:00:00", "2026-10-25 01:30:00", "2026-10-25 02:30:00",
              "2026-01-15 09:00:00")  # fmt: skip


def test_clock_times_and_instants_are_the_same_utc_on_every_engine(warehouse):
    """London's clocks go back on 25 October: half past one occurs twice, and the later is meant."""
    engine, _ = warehouse
    kinds = ("timestamp_ntz", "timestamp") if engine.name == packing.SPARK else TYPES
    for kind, texts, expected in zip(kinds, (CLOCKS, INSTANTS), (CLOCKS_UTC, UTC), strict=True):
        engine.create_table("clocks", pd.DataFrame({"said": texts}), overwrite=True)
        typed = engine.sql(f"SELECT CAST(said AS {kind}) AS time FROM clocks")  # noqa: S608
        utc = to_utc(typed.time, "Europe/London")
        found = typed.select(utc=utc, clock=local(utc, "Europe/London")).execute()
        assert sorted(found.utc) == sorted(pd.to_datetime(expected))
        if texts is CLOCKS:
            assert sorted(found.clock) == sorted(pd.to_datetime(CLOCKS))
        engine.drop_table("clocks")


def test_texts_with_and_without_an_offset_are_read_on_spark(spark):
    import ibis

    texts = ["2026-07-01T12:00:00+02:00", "2026-07-01 12:00", "2026-07-01T12:00Z", "soon"]
    engine = ibis.connect("pyspark://")
    engine._session.createDataFrame(pd.DataFrame({"time": texts})).createOrReplaceTempView("said")
    said = engine.table("said")
    found = said.select(utc=to_utc(said.time, "Europe/London"), own=has_offset(said.time)).execute()
    hours = pd.to_datetime(["2026-07-01 10:00", "2026-07-01 11:00", "2026-07-01 12:00", None])
    pd.testing.assert_index_equal(
        pd.DatetimeIndex(found.utc), hours, check_names=False, exact=False
    )
    assert found.own.tolist() == [True, False, True, False]


def test_an_engine_that_is_not_proven_is_refused(here, said, monkeypatch):
    monkeypatch.setattr(step, "PROVEN", {"postgres": "PostgreSQL", "pyspark": "Spark"})
    out = mapping.run(here, {})
    assert out["variants"].empty
    assert said(here, out) == {
        ("journeys", "unproven engine"): "The interactions lie in duckdb, where the journey map "
        "has not been proven to give the right counts, so it is not shown; it is on PostgreSQL "
        "and Spark."
    }
