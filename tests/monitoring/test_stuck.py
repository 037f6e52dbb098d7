"""Who is stuck now: came again, has not completed, and the journey is still open."""

from __future__ import annotations

import hashlib
import hmac

import pandas as pd
import pytest

from cxlib.findings import released
from cxlib.language import Voice
from cxlib.monitoring import run
from cxlib.results import conform
from cxlib.results.coded import code_of

END = pd.Timestamp("2026-09-30 18:00")
BREAKS = pd.DataFrame({"touchpoint": ["checkout"], "n": 100, "dropoff": 0.5, "repeat_rate": 0.5,
                       "effect": -0.2, "low": -0.3, "high": -0.1, "p_adjusted": 0.0,
                       "breaks": True})  # fmt: skip
JOURNEYS = pd.DataFrame({"journey": ["order"], "starts": ["browse"], "completes": ["paid"],
                         "ends": ["cancelled"], "gap": ["7 days"]})  # fmt: skip

TRIPS = {  # customer: (days before the end at which the journey began, what they did)
    "stuck": (3, "browse checkout checkout checkout"),
    "once": (3, "browse checkout"),
    "paid": (3, "browse checkout checkout paid"),
    "cancelled": (3, "browse checkout checkout cancelled"),
    "long ago": (40, "browse checkout checkout checkout"),
    "elsewhere": (3, "browse browse browse"),
    "newest": (0, "browse"),
}


@pytest.fixture(scope="module")
def shop(engaged):
    rows = [
        {"customer": who, "journey": "order", "journey_id": who, "touchpoint": step,
         "time": END - pd.Timedelta(days=ago) + pd.Timedelta(minutes=i)}
        for who, (ago, path) in TRIPS.items()
        for i, step in enumerate(path.split())
    ]  # fmt: skip
    filler = [
        {"customer": f"f{i}", "journey": "order", "journey_id": f"f{i}", "touchpoint": step,
         "time": pd.Timestamp("2026-08-01") + pd.Timedelta(days=i, minutes=k)}
        for i in range(60)
        for k, step in enumerate(["browse", "checkout", "paid"])
    ]  # fmt: skip
    frames = {"interactions": pd.DataFrame(rows + filler), "journeys": JOURNEYS}
    return lambda **policy: engaged(frames, "2026-09", policy=policy)


def stuck(engagement, **results: pd.DataFrame) -> pd.DataFrame:
    return conform("stuck", run(engagement, {"breakdowns": BREAKS, **results})["stuck"])


def test_only_who_came_again_and_is_still_on_the_way(shop):
    row = stuck(shop(ids="own")).to_dict("records")
    assert [(r["customer"], r["touchpoint"], r["attempts"]) for r in row] == [
        ("stuck", "checkout", 3)
    ]
    assert row[0]["last_seen"] == END - pd.Timedelta(days=3) + pd.Timedelta(minutes=3)
    assert code_of(row[0]["suggestion"]) == "stuck|offer help"
    words = Voice().coded(row[0]["suggestion"])
    assert words == "Offer a person’s help with what they came for."


def test_ids_are_hashed_with_the_clients_key(shop):
    engagement = shop()
    told = stuck(engagement)["customer"].tolist()
    assert told == [hmac.new(engagement.id_key, b"stuck", hashlib.sha256).hexdigest()[:16]]


def test_the_written_rule_says_how_often_and_what_to_offer(shop):
    rule = {"touchpoint": "checkout", "moment_id": "checkout:friction", "use": "stuck",
            "attempts": 3, "within_days": 7, "suggestion": "Show the list price.",
            "owner": "Digital"}  # fmt: skip
    told = stuck(shop(ids="own"), triggers=pd.DataFrame([rule]))
    assert told["suggestion"].tolist() == ["Show the list price."]
    assert stuck(shop(), triggers=pd.DataFrame([rule | {"attempts": 4}])).empty


def test_where_nothing_breaks_nobody_is_stuck(shop, written):
    tables = run(shop(), {"breakdowns": BREAKS.assign(breaks=False)})
    assert tables["stuck"].empty
    assert "nothing breaks" in set(tables["notes"].query("section == 'stuck'")["code"])
    shown = released(shop(), written(tables))
    assert shown["notes"]["note"].str.contains("nobody counts as stuck").any()


def test_at_an_earlier_period_the_same_question_is_asked_as_of_then(engaged, shop):
    engagement = shop(ids="own")
    earlier = engaged(
        {"interactions": engagement.events_history.to_pandas().drop(columns=["period", "row"]),
         "journeys": JOURNEYS}, "2026-08", policy={"ids": "own"},
    )  # fmt: skip
    assert set(stuck(earlier)["customer"]) <= {"long ago"}
