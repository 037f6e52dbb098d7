"""A figure that does not rest on the report's window names the time that it rests on."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from cxlib.engagement import from_frames
from cxlib.findings import spans
from cxlib.findings.claim import Claim
from cxlib.release.view import View
from cxlib.results import REGISTRY, conform
from cxlib.results.coded import count

MOMENTS = pd.DataFrame({"moment_id": ["cart:friction", "bill:friction", "call:delight"],
                        "touchpoint": ["cart", "bill", "call"], "moment": "friction", "n": 400,
                        "rests_on": ["events", "breakdown", "given"],
                        "rank": [1, 2, 3]})  # fmt: skip
ANSWERS = pd.DataFrame(
    {"recommend": 7.0, "time": pd.date_range("2024-01-03", periods=30, freq="30D")}
)
CONFIG = {"client": "Test", "period": "month", "window": "12 months",
          "outcomes": {"recommend": {"kind": "nps"}}}  # fmt: skip


@pytest.fixture(scope="module")
def seen() -> View:
    engagement = from_frames(CONFIG, {"responses": ANSWERS})
    tables = {
        name: conform(name, (MOMENTS if name == "moments" else pd.DataFrame()).reindex(
            columns=list(REGISTRY[name].columns)))
        for name in REGISTRY
    }  # fmt: skip
    return View(engagement, tables)


def claim(*rows: tuple[str, dict], **given) -> Claim:
    return Claim(subject="x", direction="y", slots={}, rows=rows, **given)


OWN = ("strategies", {"touchpoint": "cart"})
CASES = [
    (claim(("scores", {})), "window"),
    (claim(("breakdowns", {})), "window"),
    (claim(("leaving", {})), "history"),
    (claim(("recovery", {}), ("recovery", {})), "history"),
    (claim(("benefits", {})), "history"),
    (claim(("moments", {"moment_id": "cart:friction"}), ("breakdowns", {})), "history"),
    (claim(("moments", {"moment_id": "call:delight"}), ("asymmetry", {})), "history"),
    (claim(("moments", {"moment_id": "bill:friction"}), ("breakdowns", {})), "window"),
    (replace(claim(OWN, ("moments", {"moment_id": "cart:friction"})),
             slots={"answers": count(90)}), "both"),
    (claim(OWN, ("moments", {"moment_id": "cart:friction"})), "history"),
    (claim(("portfolio", {}), ("leaving", {}), value=5.0, unit="money"), "ahead"),
    (claim(("portfolio", {}), ("leaving", {})), "history"),
    (claim(("frontier", {}), value=0.4, unit="share"), "window"),
    (claim(("alerts", {}), period="2026-01"), "period"),
]  # fmt: skip


@pytest.mark.parametrize(("made", "span"), CASES)
def test_the_time_follows_from_the_rows(seen, made, span):
    assert spans.of_claim(seen, made) == span


def test_what_a_plan_rests_on_keeps_the_time_of_its_measure(seen):
    made = claim(("portfolio", {}), ("leaving", {}), value=5.0, unit="money")
    assert spans.measured(seen, made) == "history"


def test_the_words(seen):
    first, last = (seen.voice.period(seen.engagement.periods[k]) for k in (0, -1))
    assert spans.history(seen) == f"{first} to {last}"
    assert spans.aside(seen, "history") == spans.aside(seen, "both") == f"{first} to {last}"
    assert spans.aside(seen, "ahead") == "over 12 months once in place"
    assert spans.aside(seen, "window") == spans.aside(seen, "period") == ""
    assert spans.sentence(seen, "history") == f"Time: {first} to {last}."
    assert spans.sentence(seen, "window") == ""
    assert f"12 months to {last}" in spans.sentence(seen, "both")


def test_where_the_window_is_all_there_is_nothing_names_another(seen):
    config = seen.engagement.config.model_copy(update={"window": None})
    whole = replace(seen, engagement=replace(seen.engagement, config=config))
    assert spans.aside(whole, "history") == spans.sentence(whole, "history") == ""
