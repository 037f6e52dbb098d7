"""One event as one integer, and back."""

from __future__ import annotations

import ibis
import pandas as pd

from cxlib.mapping import packing


def test_what_is_packed_comes_out_and_sorts_by_time_first():
    rows = pd.DataFrame({
        "instant": [1_700_000_000_000, 1_700_000_000_000, 1_699_999_999_999],
        "touchpoint": [1023, 0, 500], "channel": [15, 0, 7], "flag": [2, 0, 1],
    })  # fmt: skip
    table = ibis.memtable(rows)
    packed = table.select(
        step=packing.pack(table.instant, table.touchpoint, table.channel, table.flag)
    )
    back = packed.order_by("step").select(
        instant=packing.instant_of(packed.step),
        touchpoint=packing.touchpoint_of(packed.step),
        channel=packing.channel_of(packed.step),
        flag=packing.flag_of(packed.step),
    )
    wanted = rows.sort_values(["instant", "touchpoint"], ignore_index=True)
    assert back.to_pandas().to_numpy().tolist() == wanted.to_numpy().tolist()


def test_the_portable_clock_is_the_engines_own():
    times = pd.to_datetime(["2025-03-30 01:59:59.9997", "1999-12-31 23:59:59.0010"])
    table = ibis.memtable(pd.DataFrame({"time": times}))
    own, portable = (packing.instant(table.time, engine) for engine in ("duckdb", "postgres"))
    both = table.select(own=own, portable=portable).to_pandas()
    assert both.own.tolist() == both.portable.tolist()
    assert both.own.tolist() == [1743299999999, 946684799001]
