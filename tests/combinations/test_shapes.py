"""Odd rows, periods, windows and outcomes: a report comes of them, or one of the documented ends.

By default the cases of a single table; those of whole clients with `pytest -m slow`.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
import small_client as client
from way import through, told, written

from cxlib.errors import InputError, NoData

FRAMES = client.frames()
RESPONSES = FRAMES["responses"]
DATED = ("responses", "interactions", "purchases", "operations")
PERIODS = {
    "week": [f"2025-W{week:02d}" for week in range(1, 25)],
    "quarter": [f"{2018 + k // 4}-Q{k % 4 + 1}" for k in range(24)],
    "year": [str(year) for year in range(2000, 2024)],
    "index": list(range(1, 25)),
}
OUTCOMES = {
    "nps": (RESPONSES["recommend"], {"kind": "nps"}),
    "csat": ((RESPONSES["recommend"] // 2).clip(1, 5), {"kind": "csat"}),
    "ces": ((RESPONSES["recommend"] * 7 // 10).clip(1, 7), {"kind": "ces"}),
    "mean": (RESPONSES["recommend"] * 12.5, {"kind": "mean"}),
    "binary": (RESPONSES["solved"], {"kind": "binary", "good": ["Yes"]}),
}
Change = Callable[[str, pd.DataFrame], pd.DataFrame]


def _of_period(kind: str, name: str) -> pd.DataFrame:
    """A table alone in another kind of period; numbered ones have no times."""
    frame = FRAMES[name]
    if name == "kpis" and kind in PERIODS:
        return frame[frame["kpi"] == "minutes waited"].assign(period=PERIODS[kind])
    if kind == "index" and name == "responses":
        return frame.drop(columns="time").assign(period=np.arange(len(frame)) % 20 + 1)
    return frame


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["week", "month", "quarter", "year", "index", "none"])
@pytest.mark.parametrize("name", ["responses", "interactions", "purchases", "customers", "kpis"])
def test_each_kind_of_period(kind: str, name: str, tmp_path):
    told(*through({name: _of_period(kind, name)}, tmp_path, period=kind))


@pytest.mark.parametrize("kind", [pytest.param(k, marks=[] if k == "binary" else [pytest.mark.slow])
                                  for k in OUTCOMES])  # fmt: skip
def test_one_outcome_alone(kind: str, tmp_path):
    values, outcome = OUTCOMES[kind]
    answers = RESPONSES[
        ["customer", "time", "touchpoint", "weight", "speed", "price", "plan", "why"]
    ]
    frames = {"responses": answers.assign(judged=values)}
    views = told(*through(frames, tmp_path / "results", outcomes={"judged": outcome}))
    assert len(views["en"]["scores"])


@pytest.mark.slow
@pytest.mark.parametrize("names", [("responses",), tuple(FRAMES)])
def test_no_outcome_at_all(names: tuple[str, ...], tmp_path):
    told(*through({n: FRAMES[n] for n in names}, tmp_path, outcomes={}))


def _one_customer(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    rows = frame.head(1) if name == "customers" else frame
    return rows.assign(customer="C001") if "customer" in rows and name != "identities" else rows


def _one_touchpoint(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    if name in ("touchpoints", "activities", "variables"):
        return frame[frame["touchpoint"] == "support"]
    return frame.assign(touchpoint="support") if "touchpoint" in frame else frame


def _all_alike(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """The same row again and again, but for whose it is."""
    if name not in (*DATED, "customers"):
        return frame
    rows = pd.concat([frame.head(1)] * 60, ignore_index=True)
    return rows.assign(customer=[f"C{i:03d}" for i in range(60)])


def _one_instant(_: str, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(time=pd.Timestamp("2025-06-01 10:00")) if "time" in frame else frame


def _nothing_done(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    if name == "interactions":
        return frame.assign(completed=False)
    return frame.assign(ok=False) if name == "operations" else frame


def _everybody_left(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(left=True, end="2025-06-30") if name == "customers" else frame


def _log_years_ago(name: str, frame: pd.DataFrame) -> pd.DataFrame:
    earlier = name in DATED and name != "responses"
    return frame.assign(time=frame["time"] - pd.Timedelta(days=2000)) if earlier else frame


SHAPES: dict[str, Change] = {
    "one customer": _one_customer,
    "one touchpoint": _one_touchpoint,
    "all alike": _all_alike,
    "one instant": _one_instant,
    "ten rows": lambda _, frame: frame.head(10),
    "one row, but for answers": lambda name, f: f if name == "responses" else f.head(1),
    "nothing done": _nothing_done,
    "everybody left": _everybody_left,
    "no values": lambda name, f: f.assign(value=0.0) if name in ("purchases", "customers") else f,
    "a log of years ago": _log_years_ago,
}


@pytest.mark.slow
@pytest.mark.parametrize("window", [None, "6 months"])
@pytest.mark.parametrize("shape", SHAPES)
def test_odd_rows(shape: str, window: str | None, tmp_path):
    frames = {name: SHAPES[shape](name, frame) for name, frame in FRAMES.items()}
    views = told(*through(frames, tmp_path / "results", window=window))
    assert "<html" in written(views["de"], tmp_path / "de")


@pytest.mark.slow
@pytest.mark.parametrize("window", ["1 month", "2 weeks", "1 year", "3 periods"])
def test_each_window(window: str, tmp_path):
    told(*through(FRAMES, tmp_path, window=window))


def test_one_row_of_everything_is_too_little_to_show_anybody(tmp_path):
    few = {name: FRAMES[name].head(1) for name in FRAMES if name != "kpis"}
    with pytest.raises(NoData, match="4 usable rows"):
        through(few, tmp_path)


def test_a_main_outcome_that_no_column_holds_is_refused_in_a_line(tmp_path):
    with pytest.raises(InputError, match="recommend"):
        through({"responses": RESPONSES.drop(columns="recommend")}, tmp_path)
