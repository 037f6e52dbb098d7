"""How long customers were seen to stay."""

from __future__ import annotations

import pandas as pd
import pytest

from cxlib.diagnosis.worth.spells import adjusters, dated, tenures


def _bought(last: str) -> pd.DataFrame:
    return pd.DataFrame({"customer": ["x"] * 12, "time": last, "value": range(12)})


def test_spells_from_dates(engaged) -> None:
    customers = pd.DataFrame(
        {"customer": ["a", "b", "c"], "start": ["2025-01-01", "2025-06-01", None],
         "end": ["2025-03-31", None, "2025-04-01"]}
    )  # fmt: skip
    frames = {"customers": customers, "purchases": _bought("2025-12-31")}
    rows = dated(engaged(frames)).set_index("customer")
    assert list(rows.index) == ["a", "b"]
    assert rows["left"].to_dict() == {"a": True, "b": False}
    assert rows.loc["a", "until"] == pd.Timestamp("2025-04-01")  # the last day counts whole


def test_tenures_as_supplied_are_in_months(engaged) -> None:
    customers = pd.DataFrame(
        {"customer": [str(i) for i in range(12)], "tenure": range(12), "left": [True, False] * 6}
    )
    rows = tenures(engaged({"customers": customers}, period="none"))
    assert rows["months"].tolist() == list(range(1, 12))  # tenure 0 was not seen at all
    quarters = tenures(engaged({"customers": customers, "purchases": _bought("2025-12-31")}))
    assert quarters["months"].max() == 11


def test_customers_from_before_the_record_enter_late(engaged) -> None:
    old = pd.DataFrame({"customer": [f"o{i}" for i in range(60)], "start": "2020-01-01"})
    old["end"] = ["2025-02-15"] * 10 + [None] * 50
    new = pd.DataFrame({"customer": [f"n{i}" for i in range(60)], "start": "2025-03-01"})
    new["end"] = ["2025-09-30"] * 10 + [None] * 50
    frames = {"customers": pd.concat([old, new]), "purchases": _bought("2025-12-31")}
    rows = tenures(engaged(frames)).set_index("customer")
    assert rows.loc["o59", "entry"] == pytest.approx(61.5, abs=0.1)
    assert rows.loc["n0", "entry"] == 0


def test_rare_levels_are_put_together_and_the_commonest_is_left_out() -> None:
    rows = pd.DataFrame({"region": ["n"] * 50 + ["s"] * 40 + ["e"] * 20 + ["w"] * 15 + [None] * 5})
    columns = adjusters(rows, ["region"])
    assert list(columns) == ["region=s", "region=other"]
    assert columns["region=other"].sum() == 40
