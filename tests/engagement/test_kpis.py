import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.errors import InputError

MONTHS = [f"2026-{m:02d}" for m in range(1, 13)]


def kpis(**columns):
    frame = pd.DataFrame({"kpi": "waits", "period": MONTHS} | columns)
    return from_frames({"client": "A"}, {"kpis": frame}).table("kpis")


def test_counts_of_the_same_key_are_added_up():
    parts = pd.DataFrame(
        {"kpi": "waits", "period": MONTHS * 2, "type": [1] * 12 + [2] * 12,
         "numerator": range(24), "denominator": 100}
    )  # fmt: skip
    built = from_frames({"client": "A"}, {"kpis": parts})
    expected = parts.groupby("period")[["numerator", "denominator"]].sum()
    found = built.table("kpis").set_index("period")[["numerator", "denominator"]]
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)
    counts = built.quality.set_index("check")["n"]
    assert counts["rows in"] == counts["rows used"] + 12


def test_measured_values_cannot_be_added_up():
    twice = pd.DataFrame({"kpi": "x", "period": [*MONTHS, "2026-03"], "value": 1.0})
    with pytest.raises(InputError, match="row 4: repeats another row's kpi, period and scope"):
        from_frames({"client": "A"}, {"kpis": twice})


def test_defaults():
    table = kpis(value=1.0)
    assert set(table["scope"]) == {"overall"}
    assert set(table["better"]) == {"high"}


def test_months_in_any_order_and_writing():
    table = kpis(value=range(12), period=[m + "-01" for m in reversed(MONTHS)])
    assert sorted(table["period"]) == MONTHS


def test_a_share_of_more_than_all_is_refused_and_a_rate_is_not():
    with pytest.raises(InputError, match="row 2: is a share whose numerator is larger than its"):
        kpis(numerator=150, denominator=100, kind="share")
    assert kpis(numerator=150, denominator=100, kind="rate")["numerator"].eq(150).all()
    assert kpis(numerator=100, denominator=100, kind="share")["numerator"].eq(100).all()


def test_an_outcome_that_is_called_by_its_label_is_that_outcome():
    """A consultant writes the KPI as the report calls it: who moves it would be nobody's."""
    outcomes = {"nps": {"kind": "nps", "label": "Recommendation"},
                "ease": {"kind": "mean", "scale": [1, 5], "label": "Waits"}}  # fmt: skip
    frames = {
        "responses": pd.DataFrame({"nps": [9, 3] * 20, "ease": [1, 5] * 20, "period": "2026-01"}),
        "kpis": pd.DataFrame({"kpi": "waits", "period": MONTHS, "value": 1.0}),
        "targets": pd.DataFrame({"kpi": ["recommendation", "Waits"], "target": [10.0, 2.0]}),
        "initiatives": pd.DataFrame({"initiative": ["a", "b", "c"], "kpi": [
            "Recommendation", "Recommendation @ touchpoint=desk", None]}),
    }  # fmt: skip
    built = from_frames({"client": "A", "outcomes": outcomes}, frames)
    assert built.table("targets")["kpi"].tolist() == ["nps", "waits"]  # the client's own KPI
    assert built.table("initiatives")["kpi"].fillna("").tolist() == [
        "nps", "nps @ touchpoint=desk", ""
    ]  # fmt: skip
