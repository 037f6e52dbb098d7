"""Odd clients: every question of this half answers with tables that fit, or with a sentence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlib.diagnosis.backstage import backstage
from cxlib.diagnosis.moments import moments
from cxlib.diagnosis.recovery import recovery
from cxlib.diagnosis.voice import themes
from cxlib.diagnosis.worth import worth
from cxlib.findings import released
from cxlib.results import conform

N = 60
DAYS = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.arange(N) * 5, unit="D")
IDS = [f"c{i}" for i in range(N)]
TABLES = {
    "responses": {"source": "responses", "segments": ["plan"], "comment": ["why"]},
    "customers": {"source": "customers", "segments": ["plan"]},
    "interactions": {"source": "interactions"},
    "operations": {"source": "operations"},
    "activities": {"source": "activities"},
}


def _client() -> dict[str, pd.DataFrame]:
    flags = np.arange(N) % 3 > 0
    return {
        "responses": pd.DataFrame(
            {"customer": IDS, "time": DAYS, "touchpoint": "desk", "plan": "only",
             "recommend": np.arange(N) % 11 * 1.0, "why": "it was the same for all of us"}
        ),
        "customers": pd.DataFrame(
            {"customer": IDS, "start": "2024-06-01", "end": None, "plan": "only", "value": 9.0}
        ),
        "interactions": pd.DataFrame(
            {"customer": IDS, "time": DAYS, "touchpoint": "desk", "completed": flags}
        ),
        "operations": pd.DataFrame(
            {"activity": "sync", "customer": IDS, "time": DAYS, "duration": 1.0, "ok": True}
        ),
        "activities": pd.DataFrame({"activity": ["sync"], "touchpoint": ["desk"]}),
    }  # fmt: skip


def _with(table: str, **columns: object) -> dict[str, pd.DataFrame]:
    frames = _client()
    return frames | {table: frames[table].assign(**columns)}


ODD = {
    "one-level segment, nobody leaves, one comment sixty times": _client(),
    "everybody leaves on one day": _with("customers", end="2025-12-01"),
    "an outcome with one value": _with("responses", recommend=7.0),
    "all answers missing": _with("responses", recommend=np.nan, other=1.0),
    "no times in the answers": _with("responses", time=None),
    "no completion recorded": _with("interactions", completed=None),
    "everything fails": _with("operations", ok=False),
    "runs that fail, and no interactions": {
        name: frame.assign(ok=np.arange(N) % 2 > 0) if name == "operations" else frame
        for name, frame in _client().items()
        if name != "interactions"
    },
    "no durations": _with("operations", duration=None),
    "starts after the data's end": _with("customers", start="2030-01-01"),
    "comments of signs only": _with("responses", why="!!! ..."),
    "comments in another script": _with("responses", why="請求書がまた間違っている"),
    "hostile comments": _with("responses", why="<script>alert(1)</script> =cmd|' /C calc'!A0"),
    "touchpoints without a name": _with("responses", touchpoint=None),
}


@pytest.mark.parametrize("odd", ODD)
def test_the_rest_still_runs_and_says_what_is_missing(engaged, odd: str) -> None:
    engagement = engaged(ODD[odd], tables=TABLES, policy={"value_is": "margin"})
    found: dict[str, pd.DataFrame] = {}
    for question in (themes, backstage, recovery, worth):
        told = question(engagement)
        found |= told
        assert told["notes"]["section"].notna().all()
        for name in set(told) - {"notes", "refutations"}:
            conform(name, told[name])
    found |= moments(engagement, {}, found)
    conform("moments", found["moments"])
    said = released(engagement, found)
    assert said["notes"]["note"].str.endswith(".").all()
    assert said["findings"]["finding_id"].is_unique
