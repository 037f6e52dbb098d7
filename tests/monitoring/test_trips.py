"""Conversion by journey and by stage, against a plain walk in pandas."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from cxlib.language import Voice, voice
from cxlib.monitoring import run
from cxlib.monitoring import trips as module
from cxlib.monitoring.step import conversion
from cxlib.monitoring.trips import closed, endings, through_stages, trips, unclosed
from cxlib.stats.intervals import wilson

STAGE = {"advert": "look", "pages": "look", "basket": "choose", "paid": "buy", "complaint": "use"}
POSITION = {"look": 1, "choose": 2, "buy": 3, "use": 4}
GAP = pd.Timedelta(days=3)
ZONE = "Europe/London"


@pytest.fixture(scope="module")
def walks() -> pd.DataFrame:
    """4,000 events of 250 customers over five months, in local time: the clocks change in March."""
    rng = np.random.default_rng(8)
    start = pd.Timestamp("2025-01-31 20:00", tz="UTC")
    minutes = np.sort(rng.integers(0, 150 * 24 * 60, 4000))
    return pd.DataFrame({
        "customer": [f"c{i:03d}" for i in rng.integers(0, 250, 4000)],
        "time": (start + pd.to_timedelta(minutes, unit="min")).tz_convert(ZONE).tz_localize(None),
        "touchpoint": rng.choice(list(STAGE), 4000, p=[0.35, 0.3, 0.2, 0.1, 0.05]),
    })  # fmt: skip


def engagement(engaged, walks: pd.DataFrame, **journey: str):
    frames = {
        "interactions": walks,
        "touchpoints": pd.DataFrame({"touchpoint": STAGE.keys(), "stage": STAGE.values()}),
        "journeys": pd.DataFrame([{"journey": "shop", "gap": "3 days", **journey}]),
    }
    return engaged(frames, timezone=ZONE, policy={"journey_gap": "3 days"})


def plain(walks: pd.DataFrame, end: pd.Timestamp, pays: bool) -> pd.DataFrame:
    """One row per journey that is over and stage it entered: period, stage, went on."""
    rows, utc = [], walks["time"].dt.tz_localize(ZONE).dt.tz_convert("UTC").dt.tz_localize(None)
    for _, events in walks.assign(time=utc).sort_values("time", kind="stable").groupby("customer"):
        for _, trip in events.groupby((events["time"].diff() > GAP).cumsum()):
            names = trip["touchpoint"].tolist()
            done = pays and "paid" in names
            over = names.index("paid") if done else len(names) - 1
            at = trip["time"].iloc[over] + (pd.Timedelta(0) if done else GAP)
            met = {STAGE[name] for name in names[: over + 1]}
            top = max(POSITION[stage] for stage in met)
            rows += [(at, s, done or POSITION[s] < top) for s in met if at <= end]
    table = pd.DataFrame(rows, columns=["at", "stage", "on"])
    local = table["at"].dt.tz_localize("UTC").dt.tz_convert(ZONE)
    return table.assign(period=local.dt.strftime("%Y-%m"))


def counted(engagement) -> pd.DataFrame:
    found = trips(engagement)
    return through_stages(endings(found, engagement), found, engagement)


class TestStages:
    def test_every_stage_and_month_as_a_plain_walk_counts_it(self, engaged, walks):
        client = engagement(engaged, walks, completes="paid")
        mine = plain(walks, client.data_end, pays=True).groupby(["period", "stage"])["on"]
        expected = mine.agg(completed="sum", closed="size").reset_index().astype({"completed": int})
        table = counted(client).astype({"completed": int, "closed": int})
        assert len(table) >= 16
        pd.testing.assert_frame_equal(table, expected, check_dtype=False)

    def test_it_is_the_funnel_s_kpi_with_its_interval(self, engaged, walks):
        client = engagement(engaged, walks, completes="paid")
        kpis = run(client, {})["kpis"]
        found = kpis[(kpis.kpi == "conversion") & (kpis.scope == "stage=choose")]
        row = found.set_index("period").loc["2025-03"]
        mine = plain(walks, client.data_end, pays=True).query("stage == 'choose'")
        march = mine[mine.period == "2025-03"]["on"]
        low, high = wilson(march.sum(), len(march))
        assert row["n"] == len(march)
        assert [row["value"], row["low"], row["high"]] == pytest.approx(
            [march.mean(), float(low), float(high)]
        )

    def test_without_completion_the_last_stage_is_left_out(self, engaged, walks):
        client = engagement(engaged, walks)
        mine = plain(walks, client.data_end, pays=False).query("stage != 'use'")
        expected = mine.groupby(["period", "stage"])["on"].mean()
        table = counted(client).set_index(["period", "stage"])
        found = table["completed"] / table["closed"]
        pd.testing.assert_series_equal(found, expected, check_names=False)
        assert trips(client).walked.judged == frozenset()

    def test_a_month_told_stays_told(self, engaged, walks):
        client = engagement(engaged, walks, completes="paid")
        early = engagement(engaged, walks[walks.time < "2025-05-01"], completes="paid")
        then = counted(early).query("period <= '2025-04'").set_index(["period", "stage"])
        now = counted(client).set_index(["period", "stage"])
        settled = then.loc[:"2025-03"]
        pd.testing.assert_frame_equal(settled, now.loc[settled.index])


def test_no_stages_no_conversion_by_stage(engaged, walks):
    bare = engaged({"interactions": walks})
    found = trips(bare)
    over = endings(found, bare)
    assert through_stages(over, found, bare).empty
    assert conversion(closed(over, found, bare), 0.95).empty


SET_A_GAP = (
    "No silence closes a journey of shop. Set policy.journey_gap, or the journey’s gap, to such as "
    "7 days."
)


class TestNoSilenceClosesAJourney:
    """`journey_gap: none`: a customer is one journey, which ends by its completion, if at all."""

    def told(self, engaged, walks, **journey: str) -> dict[str, pd.DataFrame]:
        frames = {
            "interactions": walks,
            "touchpoints": pd.DataFrame({"touchpoint": STAGE.keys(), "stage": STAGE.values()}),
            "journeys": pd.DataFrame([{"journey": "shop", **journey}]),
        }
        return run(engaged(frames, timezone=ZONE, policy={"journey_gap": "none"}), {})

    def about(self, tables: dict[str, pd.DataFrame]) -> list[str]:
        notes = tables["notes"].query("section == 'kpis'")
        told = [(row.code, json.loads(row.figures)) for row in notes.itertuples()]
        words = [Voice().say(f"note|kpis|{code}", voice.counted(f), **f) for code, f in told]
        return [note for note in words if "onversion" in note or "journey_gap" in note]

    def test_what_would_read_100_per_cent_is_left_out_and_said(self, engaged, walks):
        tables = self.told(engaged, walks, completes="paid")
        assert "conversion" not in set(tables["kpis"]["kpi"])
        assert self.about(tables) == [
            "Conversion of shop is left out: only its completion would end such a journey, so all "
            "that ended would be completed.",
            SET_A_GAP,
        ]

    def test_it_would_have(self, engaged, walks, monkeypatch):
        known = unclosed
        monkeypatch.setattr(module, "unclosed", lambda found: known(found).assign(ends=True))
        kpis = self.told(engaged, walks, completes="paid")["kpis"]
        assert (kpis.query("kpi == 'conversion' and scope == 'journey=shop'")["value"] == 1).all()

    def test_what_reads_high_says_how_many_it_leaves_out(self, engaged, walks):
        tables = self.told(engaged, walks, completes="paid", ends="complaint")
        names = walks.sort_values("time", kind="stable").groupby("customer")["touchpoint"]
        waiting = sum(not {"paid", "complaint"} & set(trip) for _, trip in names)
        assert waiting > 0
        assert self.about(tables) == [
            f"Conversion of shop reads high: {waiting} journeys neither completed nor ended are "
            "counted in no period.",
            SET_A_GAP,
        ]
        assert "conversion" in set(tables["kpis"]["kpi"])

    def test_a_gap_of_the_journey_s_own_closes_it(self, engaged, walks):
        tables = self.told(engaged, walks, completes="paid", gap="3 days")
        assert self.about(tables) == []
        assert "conversion" in set(tables["kpis"]["kpi"])
